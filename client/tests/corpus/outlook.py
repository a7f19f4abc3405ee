"""E-mails as Outlook keeps them (MS-OXMSG), in a compound file (MS-CFB): no program here writes them."""
import struct

SECTOR, SMALL, ENTRY = 512, 64, 128
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def message(page, note):
    """A message with this page, and this text attached."""
    return compound({
        "__nameid_version1.0": {"__substg1.0_00020102": b"", "__substg1.0_00040102": wide("MARKnamed")},
        "__properties_version1.0": bytes(32),
        **texts({
            0x0037: "Vote du 3 mai", 0x0C1A: "Renée", 0x0C1F: "renee@example.org", 0x1000: "MARKplain", 0x0E02: "MARKbcc",
            0x007D: "Message-ID: <MARKid@x>\r\nX-Mailer: MARKmailer\r\nReceived: from MARKhost\r\n", 0x1035: "<MARKmessage@x>",
            0x1042: "<MARKreply@x>", 0x0070: "MARKtopic", 0x3FF8: "MARKcreator", 0x3FFA: "MARKmodifier", 0x0042: "MARKrepresented",
            0x0075: "MARKreceiver", 0x800A: "MARKown",
        }),
        "__substg1.0_10130102": page, "__substg1.0_00710102": b"MARKindex", "__substg1.0_300B0102": b"MARKsearch",
        "__recip_version1.0_#00000000": recipient(1, "Bruno", "b@example.org"),
        "__recip_version1.0_#00000001": recipient(3, "MARKblind", "MARKblind@example.org"),
        "__attach_version1.0_#00000000": {
            "__properties_version1.0": bytes(8), "__substg1.0_37010102": note.encode(), "__substg1.0_37090102": b"MARKrendering",
            **texts({0x3707: "note.txt", 0x3704: "MARK.TXT", 0x370E: "MARK/mime", 0x3712: "MARKcid", 0x370D: "C:\\Users\\MARKpath"}),
        },
    })


def recipient(kind, name, address):
    """Of kind 1 in To, and of kind 3 in Bcc."""
    properties = bytes(8) + struct.pack("<IIQ", 0x0C150003, 6, kind)
    return {"__properties_version1.0": properties, **texts({0x3001: name, 0x3003: address, 0x39FE: address})}


def texts(properties):
    return {f"__substg1.0_{number:04X}001F": wide(text) for number, text in properties.items()}


def wide(text):
    return text.encode("utf-16le")


def padded(contents, size):
    """To a whole number of pieces, by marks: what is behind the end of a stream is not its own."""
    missing = -len(contents) % size
    return contents + (b"MARK" * size)[:missing]


def compound(parts):
    """A file of these streams, each shorter than 4096 bytes, and storages of others."""
    entries, small, small_table = [], b"", []

    def add(name, contents):
        nonlocal small
        entry = {"name": name, "kind": 1, "left": FREE, "right": FREE, "child": FREE, "start": END, "size": 0}
        entries.append(entry)
        number = len(entries) - 1
        if isinstance(contents, dict):
            inside = [(name, add(name, inner)) for name, inner in contents.items()]
            inside.sort(key=lambda part: (len(part[0]), part[0].upper()))
            entry.update(child=tree([number for _, number in inside]), start=0)
            return number
        assert len(contents) < 4096, name
        entry.update(kind=2, size=len(contents))
        if contents:
            entry["start"] = len(small_table)
            small += padded(contents, SMALL)
            small_table.extend(chain(len(small_table), len(small) // SMALL))
        return number

    def tree(numbers):
        if not numbers:
            return FREE
        middle = len(numbers) // 2
        entries[numbers[middle]].update(left=tree(numbers[:middle]), right=tree(numbers[middle + 1:]))
        return numbers[middle]

    add("Root Entry", parts)
    contents = padded(small, SECTOR)
    entries[0].update(kind=5, start=0, size=len(small))
    table = chain(0, len(contents) // SECTOR)

    def append(more):
        nonlocal contents
        start, contents = len(table), contents + more
        table.extend(chain(start, len(contents) // SECTOR))
        return start

    small_bytes = struct.pack(f"<{len(small_table)}I", *small_table)
    small_start = append(small_bytes + b"\xff" * (-len(small_bytes) % SECTOR))
    small_sectors = len(table) - small_start
    directory = b"".join(map(packed, entries))
    directory_start = append(directory + bytes(-len(directory) % SECTOR))
    # A sector of no stream.
    contents += (b"MARK" * SECTOR)[:SECTOR]
    table.append(FREE)
    own = 1
    while (len(table) + own) * 4 > own * SECTOR:
        own += 1
    first = len(table)
    table.extend([TABLE] * own)
    table.extend([FREE] * (own * SECTOR // 4 - len(table)))
    contents += struct.pack(f"<{len(table)}I", *table)
    places = [*range(first, first + own)]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, own, directory_start, 0, 4096, small_start, small_sectors, END, 0)
    return head + struct.pack("<109I", *places, *[FREE] * (109 - own)) + contents


def chain(start, end):
    """The links of a stream of pieces that stand behind each other."""
    return [*range(start + 1, end), END] if end > start else []


def packed(entry):
    name = wide(entry["name"])
    head = name.ljust(64, b"\0") + struct.pack("<HBB", len(name) + 2, entry["kind"], 1)
    links = struct.pack("<3I", entry["left"], entry["right"], entry["child"])
    return head + links + bytes(16 + 4 + 16) + struct.pack("<IQ", entry["start"], entry["size"])
