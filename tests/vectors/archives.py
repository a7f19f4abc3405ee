"""Writes archives.json: archives made by Python's zipfile, and what a hostile hand makes of them (docs/protocol.md 1.6).

Run it again with `python3 tests/vectors/archives.py` when a case is added; its output is committed.
"""

import base64
import io
import json
import os
import struct
import zipfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
REPLY = {
    "recipient": open(os.path.join(HERE, "recipient.txt")).read().strip(),
    "verification": "3b" * 32,
    "tags": [f"{i:02x}" * 32 for i in range(16)],
}
MANIFEST = json.dumps(
    {"version": 1, "language": "fr", "sealed_by": "cli", "submission": "9f" * 16},
    separators=(",", ":"),
)
MESSAGE = "Bonjour, ceci est un message.\n"


class Raw:
    """One entry, every field of which can be made to lie."""

    def __init__(self, name, data=b"", **lies):
        self.name = name if isinstance(name, bytes) else name.encode()
        self.data = data if isinstance(data, bytes) else data.encode()
        self.lies = lies

    def get(self, key, honest):
        return self.lies.get(key, honest)

    def local(self):
        crc = zlib.crc32(self.data)
        name = self.get("local_name", self.name)
        extra = self.get("local_extra", b"")
        stream = self.get("stream", False)
        flags = self.get("local_flags", self.get("flags", 0x800 | (8 if stream else 0)))
        size = 0 if stream else len(self.data)
        header = struct.pack(
            "<IHHHHHIIIHH", 0x04034B50, self.get("local_version", 20), flags,
            self.get("local_method", self.get("method", 0)), self.get("local_time", 0), 0x21,
            self.get("local_crc", 0 if stream else crc), self.get("local_packed", size), self.get("local_size", size),
            len(name), len(extra),
        )
        tail = b""
        if stream:
            tail = struct.pack("<IIII", 0x08074B50, self.get("descriptor_crc", crc), len(self.data), self.get("descriptor_size", len(self.data)))
            tail = self.get("descriptor", tail)
        return header + name + extra + self.data + tail

    def directory(self, offset):
        crc = zlib.crc32(self.data)
        stream = self.get("stream", False)
        extra = self.get("extra", b"")
        comment = self.get("comment", b"")
        return struct.pack(
            "<IHHHHHHIIIHHHHHII", 0x02014B50, self.get("made_by", 20), self.get("version", 20),
            self.get("flags", 0x800 | (8 if stream else 0)), self.get("method", 0), 0, 0x21, self.get("crc", crc),
            self.get("packed", len(self.data)), self.get("size", len(self.data)), len(self.name), len(extra), len(comment),
            self.get("disk", 0), 0, self.get("external", 0), self.get("offset", offset),
        ) + self.name + extra + comment


def build(entries, before=b"", between=b"", before_directory=b"", after=b"", directory_order=None, **end):
    out, places = before, []
    for index, entry in enumerate(entries):
        if index:
            out += between
        places.append(len(out))
        out += entry.local()
    out += before_directory
    start = len(out)
    order = directory_order or range(len(entries))
    for index in order:
        out += entries[index].directory(places[index])
    count = end.get("count", len(list(order)))
    out += struct.pack(
        "<IHHHHIIH", end.get("signature", 0x06054B50), end.get("disk", 0), end.get("directory_disk", 0), count, end.get("total", count),
        end.get("length", len(out) - start), end.get("start", start), len(end.get("comment", b"")),
    ) + end.get("comment", b"")
    return out + after


def head(**lies):
    return Raw("envelope.json", MANIFEST, **lies)


def message(**lies):
    return Raw("message.txt", MESSAGE, **lies)


def file(name="files/a.pdf", data=b"%PDF-1.4 not really", **lies):
    return Raw(name, data, **lies)


def by_zipfile(files, stream=False, method=zipfile.ZIP_STORED):
    raw = io.BytesIO()

    class OneWay:
        def write(self, data):
            return raw.write(data)

        def flush(self):
            pass

    with zipfile.ZipFile(OneWay() if stream else raw, "w", method) as archive:
        for name, data in files:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            archive.writestr(info, data)
    return raw.getvalue()


base = [("envelope.json", MANIFEST), ("message.txt", MESSAGE), ("files/a.pdf", "%PDF-1.4"), ("files/é.txt", "accents"), ("padding", bytes(4096))]
cases = []


def good(note, data):
    cases.append({"note": note, "expect": "letter", "zip": base64.b64encode(data).decode()})


def bad(note, data):
    cases.append({"note": note, "expect": "refused", "zip": base64.b64encode(data).decode()})


good("Python's zipfile", by_zipfile(base))
good("Python's zipfile, as a stream", by_zipfile(base, stream=True))
good("a message alone", by_zipfile(base[:2]))
good("a file alone", by_zipfile([base[0], base[2]]))
good("an empty file", by_zipfile([base[0], ("files/empty", "")]))
good("raw, with descriptors", build([head(stream=True), message(stream=True), file(stream=True)]))
good("raw, without", build([head(), message(), file()]))
good("a reply address", build([Raw("envelope.json", json.dumps({"version": 1, "language": "en", "sealed_by": "page", "submission": "00" * 16, "reply": REPLY}, separators=(",", ":"))), message()]))

whole = build([head(), message(), file()])
bad("nothing", b"")
bad("not an archive", b"a" * 300)
bad("an empty archive", build([]))
for cut in (1, 21, 22, 23, 60, len(whole) // 2, len(whole) - 30):
    bad(f"cut by {cut} bytes", whole[:-cut])
bad("one byte after the end", whole + b"\0")
bad("a comment after the end", build([head(), message()], comment=b"hello"))
bad("a comment that is not announced", build([head(), message()], after=b"hello"))
bad("a second end record", whole + whole[-22:])
bad("bytes before the first entry", build([head(), message()], before=b"#!/bin/sh\n"))
bad("bytes before, offsets counted without them", b"MZ" + whole)
bad("bytes between entries", build([head(), message()], between=b"\0"))
bad("bytes before the directory", build([head(), message()], before_directory=b"\0" * 16))
bad("an entry that the directory hides", build([head(), file(), message()], directory_order=[0, 2]))
bad("an entry that the directory lists twice", build([head(), message(), file()], directory_order=[0, 1, 2, 2]))
bad("the directory in another order", build([head(), message(), file()], directory_order=[0, 2, 1]))
bad("a count too small", build([head(), message(), file()], count=2))
bad("a count too large", build([head(), message(), file()], count=4))
bad("two counts", build([head(), message()], total=3))
bad("a directory said to be shorter", build([head(), message()], length=10))
bad("a directory said to start later", build([head(), message()], start=5))
bad("a second disk", build([head(), message()], disk=1))
bad("a directory on a second disk", build([head(), message()], directory_disk=1))
bad("an entry on a second disk", build([head(), message(disk=1)]))
bad("a ZIP64 end that is not there", build([head(), message()], count=0xFFFF))
bad("a directory that starts at 4 GiB", build([head(), message()], start=0xFFFFFFFF))
bad("an entry comment", build([head(), message(comment=b"x")]))
bad("deflated", by_zipfile(base, method=zipfile.ZIP_DEFLATED))
bad("deflated, said by the local header alone", build([head(), message(local_method=8)]))
bad("stored in the local header, deflated in the directory", build([head(), message(method=8, local_method=0)]))
bad("encrypted", build([head(), message(flags=0x801)]))
bad("strongly encrypted", build([head(), message(flags=0x840)]))
bad("masked local headers", build([head(), message(flags=0x2800)]))
bad("flags that differ", build([head(), message(local_flags=0)]))
bad("another name in the local header", build([head(), file(local_name=b"files/b.exe")]))
bad("another case in the local header", build([head(), file(local_name=b"files/A.pdf")]))
bad("a longer name in the local header", build([head(), file(local_name=b"files/a.pdf.exe")]))
bad("a Unicode path extra field", build([head(), file(extra=struct.pack("<HH", 0x7075, 9) + b"\1" + b"\0" * 4 + b"evil")]))
bad("a Unicode path extra field in the local header", build([head(), file(local_extra=struct.pack("<HH", 0x7075, 9) + b"\1" + b"\0" * 4 + b"evil")]))
bad("a time stamp extra field", build([head(), file(extra=struct.pack("<HHBI", 0x5455, 5, 1, 1732406400))]))
bad("a Unix owner extra field", build([head(), file(local_extra=struct.pack("<HHI", 0x7855, 4, 0))]))
bad("a ZIP64 extra field that nothing asks for", build([head(), file(extra=struct.pack("<HHQ", 1, 8, 19))]))
bad("a ZIP64 extra field too short", build([head(), file(size=0xFFFFFFFF, packed=0xFFFFFFFF, extra=struct.pack("<HHQ", 1, 8, 19))]))
bad("an extra field cut short", build([head(), file(extra=b"\1\0\xff")]))
bad("two ZIP64 extra fields", build([head(), file(size=0xFFFFFFFF, extra=struct.pack("<HHQHHQ", 1, 8, 19, 1, 8, 18))]))
bad("a size too large", build([head(), file(size=10_000, packed=10_000)]))
bad("a size of nearly 4 GiB", build([head(), file(size=0xFFFFFFFE, packed=0xFFFFFFFE)]))
bad("a size too small", build([head(), file(size=3, packed=3)]))
bad("sizes that differ", build([head(), file(size=3)]))
bad("a local size that differs", build([head(), file(local_size=3, local_packed=3)]))
bad("a local CRC that differs", build([head(), file(local_crc=1)]))
bad("a wrong CRC everywhere", build([head(crc=1, local_crc=1), message()]))
bad("a descriptor with a wrong CRC", build([head(), file(stream=True, descriptor_crc=1)]))
bad("a descriptor with a wrong size", build([head(), file(stream=True, descriptor_size=1)]))
bad("a descriptor without signature", build([head(), file(stream=True, descriptor=struct.pack("<III", zlib.crc32(b"%PDF-1.4 not really"), 19, 19))]))
bad("no descriptor", build([head(), file(stream=True, descriptor=b"")]))
bad("sizes in the local header and a descriptor", build([head(), file(stream=True, local_size=19, local_packed=19)]))
bad("an offset into another entry", build([head(), message(), file(offset=0)]))
bad("an offset past the end", build([head(), message(offset=0x7FFFFFFF)]))
bad("overlapping entries", build([head(), message(), file(offset=60)]))
bad("a symbolic link", build([head(), file(data=b"/etc/passwd", made_by=(3 << 8) | 20, external=0o120777 << 16)]))
bad("a device", build([head(), file(made_by=(3 << 8) | 20, external=0o020666 << 16)]))
bad("a pipe", build([head(), file(made_by=(3 << 8) | 20, external=0o010666 << 16)]))
bad("a Unix folder", build([head(), file(name="files/d", data=b"", made_by=(3 << 8) | 20, external=0o040755 << 16)]))
bad("a DOS folder", build([head(), file(name="files/d", data=b"", external=0x10)]))
bad("a folder entry", build([head(), file(name="files/d/", data=b"")]))
bad("Latin-1 without the UTF-8 flag", build([head(), file(name=b"files/\xe9.txt", flags=0)]))
bad("UTF-8 without the flag", build([head(), file(name="files/é.txt", flags=0)]))
bad("not UTF-8 with the flag", build([head(), file(name=b"files/\xe9.txt")]))
for note, name in [
    ("a path upwards", "files/../../etc/passwd"), ("an absolute path", "/etc/passwd"), ("a path upwards at once", "../evil"),
    ("a subfolder", "files/a/b.pdf"), ("a backslash path", "files/..\\..\\evil"), ("a drive", "files/C:evil"), ("no name", "files/"),
    ("a dot", "files/."), ("two dots", "files/.."), ("a hidden file", "files/.bashrc"), ("an option", "files/-rf"), ("a space first", "files/ a"),
    ("a space last", "files/a "), ("a full stop last", "files/a."), ("a newline", "files/a\nb"), ("an escape", "files/\x1b[2Ja"), ("a NUL", "files/a\0.pdf"),
    ("a C1 control", "files/a\x9bb"), ("right-to-left override", "files/a\u202efdp.exe"), ("an isolate", "files/\u2066a"), ("a zero-width space", "files/a\u200b"),
    ("a byte order mark", "files/\ufeffa"), ("an Arabic letter mark", "files/a\u061cb"), ("a tag character", "files/a\U000e0041"), ("a line separator", "files/a\u2028b"), ("a device name", "files/CON"),
    ("a device name with an extension", "files/nul.txt"), ("a wildcard", "files/*"), ("a pipe sign", "files/a|b"), ("a name of 201 bytes", "files/" + "a" * 201),
    ("another top-level name", "README"), ("another case of the message", "Message.txt"), ("another case of the folder", "Files/a"), ("an empty name", ""),
]:
    bad(f"file name: {note}", build([head(), Raw(name, b"x")]))
bad("two files of one name", build([head(), file(), file()]))
bad("two files of one name in two cases", build([head(), file(), file(name="files/A.PDF")]))
bad("two messages", build([head(), message(), message()]))
bad("two manifests", build([head(), head(), message()]))
bad("no manifest", build([message(), file()]))
bad("the manifest second", build([message(), head()]))
bad("the message after a file", build([head(), file(), message()]))
bad("a file after the padding", build([head(), Raw("padding", bytes(10)), file()]))
bad("padding twice", build([head(), message(), Raw("padding", bytes(10)), Raw("padding", bytes(10))]))
bad("padding alone", build([head(), Raw("padding", bytes(10))]))
bad("padding that is not zero", build([head(), message(), Raw("padding", bytes(10) + b"x")]))
bad("a manifest alone", build([head()]))
bad("a message that is not UTF-8", build([head(), Raw("message.txt", b"\xff\xfe")]))
manifest = json.loads(MANIFEST)
for note, change in [
    ("no version", {"version": None}), ("version 2", {"version": 2}), ("version as text", {"version": "1"}), ("version 1.0", {"version": 1.0}), ("an unknown key", {"extra": 1}),
    ("an unknown language", {"language": "de"}), ("an unknown sealer", {"sealed_by": "me"}), ("no submission", {"submission": None}),
    ("a short submission", {"submission": "9f" * 15}), ("a submission in capitals", {"submission": "9F" * 16}), ("a page without a reply address", {"sealed_by": "page"}),
    ("a classical reply recipient", {"reply": {**REPLY, "recipient": "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"}}),
    ("fifteen tags", {"reply": {**REPLY, "tags": REPLY["tags"][1:]}}), ("seventeen tags", {"reply": {**REPLY, "tags": REPLY["tags"] + ["00" * 32]}}),
    ("a short tag", {"reply": {**REPLY, "tags": ["00"] + REPLY["tags"][1:]}}), ("a key too long", {"reply": {**REPLY, "verification": "3b" * 33}}),
    ("an unknown key in the reply", {"reply": {**REPLY, "x": 1}}), ("a reply cut short", {"reply": {"recipient": REPLY["recipient"]}}),
]:
    changed = {k: v for k, v in {**manifest, **change}.items() if v is not None}
    bad(f"manifest: {note}", build([Raw("envelope.json", json.dumps(changed)), message()]))
for note, text in [("empty", ""), ("not JSON", "{"), ("a list", "[]"), ("a key twice", MANIFEST[:-1] + ',"language":"en"}'), ("something after it", MANIFEST + "{}"), ("a byte order mark", "\ufeff" + MANIFEST), ("too long", MANIFEST[:-1] + " " * 65_536 + "}")]:
    bad(f"manifest: {note}", build([Raw("envelope.json", text), message()]))

with open(os.path.join(HERE, "archives.json"), "w") as out:
    json.dump({"comment": "made by archives.py", "cases": cases}, out, indent=1)
    out.write("\n")
print(sum(c["expect"] == "letter" for c in cases), "letters,", sum(c["expect"] == "refused" for c in cases), "refused")
