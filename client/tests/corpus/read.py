"""Documents of which the text is published, and archives, of which each member is cleaned by itself."""
import csv
import io
import os
import subprocess
import tarfile
import tempfile
import zipfile
from email.message import EmailMessage
from email.policy import SMTP

from common import exiftool, picture, run
from images import SIZE, drawn, saved
from outlook import message
from plain import TEXT, unseen
from written import OF_SHEET, converted, for_word, prose, source

ROWS = [["lieu", "année", "nombre"], ["Promenade", "2024", "12"], ["Gare; parvis", "2025", "7"]]
HIDDEN = '<p hidden>MARKhidden</p><p style="display:none">MARKdisplay</p><template>MARKtemplate</template>' \
    '<p style="position:absolute;left:-9999px">MARKfar</p><p style="color:#fff">MARKwhite</p><!-- MARKcomment -->'
SEEN = '<h1 id="MARKid" class="MARKclass" data-user="MARKdata">Vote du 3 mai</h1><p>Le conseil a voté la ' \
    f'<a href="https://example.org/?MARKlink" title="MARKtitle">pose</a>{unseen(0xE0000)} de caméras.</p>'
PAGE_TEXT = "Vote du 3 mai\n\nLe conseil a voté la pose de caméras.\n"


def text(kind, words, share=0, members=()):
    """Text that has to be the same, or words of which this share has to be there, in hundredths."""
    return {"kind": kind, "shape": "text", "words": words, "share": share, "members": list(members)}


def archive(kind, *members):
    return {"kind": kind, "shape": "members", "members": list(members)}


def named(name, expected):
    return {"file": name, **expected}


def table(delimiter, encoding):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(ROWS)
    hidden = out.getvalue().replace("lieu", "li" + unseen(0xE0000) + "eu")
    return hidden.replace("2024", "20\u200b24").encode(encoding), text("csv", out.getvalue().replace("\r\n", "\n"))


def page(body, head=""):
    return (
        '<!DOCTYPE html SYSTEM "MARKdoctype"><!-- MARKbefore --><html lang="fr" data-by="MARKby"><head><meta charset="utf-8">'
        '<title>MARKtitle</title><meta name="author" content="MARKauthor"><meta property="og:site" content="MARKsite">'
        '<base href="file:///home/MARKhome/"><link rel="canonical" href="https://example.org/MARKcanonical">'
        '<script>var user = "MARKscript";</script><script type="application/ld+json">{"author": "MARKld"}</script>'
        f'<style>/* MARKstyle */ h1::after {{ content: "MARKgenerated" }}</style>{head}</head><body onload="MARKload()">{body}'
        '<noscript>MARKnoscript</noscript><input type="hidden" value="MARKvalue"></body></html><!-- MARKafter -->'
    ).encode()


def book():
    """With marks around its pages, and in a page that is in no spine."""
    out = io.BytesIO()
    xhtml = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>MARKtitle</title></head><body>{}</body></html>'
    with zipfile.ZipFile(out, "w") as archive:
        for name, contents in {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="book/MARKpackage.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
            "META-INF/calibre_bookmarks.txt": "MARKbookmark",
            "book/MARKpackage.opf": '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            '<metadata><dc:creator>MARKcreator</dc:creator><dc:identifier>MARKidentifier</dc:identifier>'
            '<meta name="owner" content="MARKowner"/></metadata><manifest><item id="two" href="two.xhtml"/>'
            '<item id="one" href="one.xhtml"/><item id="other" href="other.xhtml"/></manifest>'
            '<spine><itemref idref="one"/><itemref idref="two"/></spine></package>',
            "book/one.xhtml": xhtml.format(SEEN + HIDDEN.replace("<p hidden>", '<p hidden="">')),
            "book/two.xhtml": xhtml.format("<p>Fin</p>"),
            "book/other.xhtml": xhtml.format("<p>MARKother</p>"),
        }.items():
            member = zipfile.ZipInfo(name)
            member.comment = b"MARKmember"
            archive.writestr(member, contents)
        archive.comment = b"MARKarchive"
    return out.getvalue()


def mail(photograph):
    """With a page, a picture in it, a text and another e-mail."""
    inner = EmailMessage(policy=SMTP)
    inner["From"], inner["To"], inner["Subject"], inner["Message-ID"] = "c@example.org", "d@example.org", "Avant", "<MARKinner@x>"
    inner.set_content("Plus tôt.\n", cte="quoted-printable")
    outer = EmailMessage(policy=SMTP)
    for name, value in {
        "Return-Path": "<MARKreturn@example.org>", "Received": "from MARKhost ([192.0.2.7]) by MARKby; Mon, 3 Mar 2025 09:00:00 +0000",
        "From": "Renée <renee@example.org>", "To": "b@example.org", "Bcc": "MARKbcc@example.org", "Reply-To": "MARKreply@example.org",
        "Subject": "Vote du 3 mai", "Message-ID": "<MARKid@x>", "In-Reply-To": "<MARKbefore@x>", "References": "<MARKreference@x>",
        "X-Mailer": "MARKmailer", "User-Agent": "MARKagent", "X-Originating-IP": "[MARKip]", "Thread-Index": "MARKthread",
        "DKIM-Signature": "v=1; d=MARKdomain; b=TUFSSw==", "Organization": "MARKorganization", "Comments": "MARKcomments",
    }.items():
        outer[name] = value
    outer.set_content("MARKplain\n")
    outer.add_alternative(page(SEEN + HIDDEN + '<img src="cid:MARKcid" alt="MARKalt">').decode(), subtype="html")
    part = outer.get_payload()[1]
    part.add_related(photograph, "image", "jpeg", cid="<MARKcid>", filename="photo.jpg")
    outer.add_attachment(TEXT.replace("mai", "mai" + unseen(0xE0000)), filename="note.txt", params={"x-owner": "MARKparameter"})
    outer.add_attachment(inner)
    outer.preamble, outer.epilogue = "MARKpreamble", "MARKepilogue"
    outer.set_boundary("MARKboundary")
    members = [
        named("photo.jpg", picture("jpg", *SIZE)), named("note.txt", text("txt", TEXT)),
        named("attachment.eml", text("eml", "[From] c@example.org\n[To] d@example.org\n[Subject] Avant\n\nPlus tôt.\n")),
    ]
    seen = "[From] Renée <renee@example.org>\n[To] b@example.org\n[Subject] Vote du 3 mai\n\n" + PAGE_TEXT + "\n[image]\n"
    return bytes(outer), text("eml", seen, members=members)


def outlook():
    hidden = page(SEEN + HIDDEN)
    seen = "[From] Renée <renee@example.org>\n[To] Bruno <b@example.org>\n[Subject] Vote du 3 mai\n\n" + PAGE_TEXT
    return message(hidden, TEXT.replace("mai", "mai" + unseen(0xE0000))), text("msg", seen, members=[named("note.txt", text("txt", TEXT))])


def zipped(files):
    """By Python, with a comment for each member and for all, and what is no document between."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("MARKfolder/", b"")
        for name, contents in files.items():
            member = zipfile.ZipInfo(name, (2025, 3, 3, 9, 0, 0))
            member.comment, member.extra = b"MARKmember", b"\xfe\xca\x08\0MARKmore"
            archive.writestr(member, contents)
        archive.comment = b"MARKarchive"
    return out.getvalue()


def by_programs(files):
    """As zip and tar write them, which note users, groups and times."""
    with tempfile.TemporaryDirectory() as folder:
        for name, contents in files.items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(contents)
        os.symlink("/home/MARKlink", os.path.join(folder, "link"))
        subprocess.run(["zip", "-q", "-z", "a.zip", *files], cwd=folder, check=True, stdout=subprocess.DEVNULL, input=b"MARKarchive\n")
        owner = ["--owner=MARKuser:1234", "--group=MARKgroup:1234", "--mtime=2025-03-03"]
        for kind, more in {"ustar": [], "gnu": [], "pax": ["--pax-option=comment=MARKcomment,mark:=MARKeach"]}.items():
            run("tar", f"--format={kind}", *owner, *more, "-cf", f"{kind}.tar", *files, "link", cwd=folder)
        for name in ["a.zip", "ustar.tar", "gnu.tar", "pax.tar"]:
            with open(os.path.join(folder, name), "rb") as file:
                yield name, file.read()


def tarred(files):
    """By Python, with fields of its own, and marks behind the end."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT, pax_headers={"comment": "MARKall"}) as archive:
        for name, contents in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.uname, member.gname = len(contents), "MARKuser", "MARKgroup"
            member.pax_headers = {"SCHILY.xattr.user.xdg.origin.url": "https://example.org/MARKorigin", "MARKkey": "MARKvalue"}
            archive.addfile(member, io.BytesIO(contents))
        for kind in [tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.CHRTYPE]:
            member = tarfile.TarInfo("MARKnone")
            member.type, member.linkname = kind, "/home/MARKlink"
            archive.addfile(member)
    return out.getvalue() + b"MARKbehind".ljust(512, b"\0")


def files():
    for name, delimiter, encoding in [("commas", ",", "utf-8"), ("points", ";", "utf-8-sig"), ("tabs", "\t", "utf-16")]:
        yield f"{name}.csv", *table(delimiter, encoding)
    yield "page.html", page(SEEN + HIDDEN), text("html", PAGE_TEXT)
    wide = page(SEEN + HIDDEN).decode().replace('<meta charset="utf-8">', "")
    yield "wide.html", ("\ufeff" + wide).encode("utf-16le"), text("html", PAGE_TEXT)
    yield "book.epub", book(), text("epub", PAGE_TEXT + "\nFin\n")
    made, words = prose(for_word(source("text.fodt")))
    for document, extension, targets, words in [
        (made, "fodt", ["html", "epub"], words), (source("sheet.fods"), "fods", ["html"], OF_SHEET),
    ]:
        for target, contents in converted(document, extension, targets):
            yield f"{extension}.{target}", contents, text(target, words, 100)
    photograph = exiftool(saved("JPEG", drawn(), quality=92), "jpg", "Artist=MARKartist", "XMP-dc:Creator=MARKcreator") + b"MARKbehind"
    yield "mail.eml", *mail(photograph)
    yield "mail.msg", *outlook()
    contents, of_table = table(";", "utf-8")
    documents = {"MARKfolder/photo.jpg": photograph, "notes/table.csv": contents, "page.html": page(SEEN + HIDDEN)}
    inside = [
        named("MARKfolder/photo.jpg", picture("jpg", *SIZE)), named("notes/table.csv", of_table), named("page.html", text("html", PAGE_TEXT)),
    ]
    yield "python.tar", tarred(documents), archive("tar", *inside)
    for name, contents in by_programs(documents):
        yield name, contents, archive(name.rsplit(".", 1)[1], *inside)
    inner = {"inner.tar": tarred({"notes/table.csv": documents["notes/table.csv"]}), **documents}
    deep = named("inner.tar", archive("tar", named("notes/table.csv", of_table)))
    yield "python.zip", zipped(inner), archive("zip", deep, *inside)
