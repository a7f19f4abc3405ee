"""Office documents with marks in each part that can have one, as their programs write them."""
from common import pages
from office import archive, docx, field, linked, open_document, paragraph, relations, xlsx

BY = 'w:author="MARKauthor" w:initials="MARKinitials" w:date="2026-01-02T03:04:05Z" w:id="7"'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WORDS = "Avis du conseil Fin"


def run(text, properties=""):
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def word(inside="", **options):
    return docx(paragraph("Avis du conseil") + inside + paragraph("Fin"), **options)


def part(name, contents):
    return {"more": [(name, contents)]}


def files():
    settings = {"settings": ('<w:rsids><w:rsidRoot w:val="00CA4A21"/></w:rsids><w:docVars><w:docVar w:name="MARKname" w:val="MARKvalue"/></w:docVars>'
                             '<w:mailMerge><w:connectString w:val="Data Source=MARKsource"/><w:query w:val="MARKquery"/></w:mailMerge>', [])}
    comments = f'<w:comments {W}><w:comment {BY}><w:p>{run("MARKcomment")}</w:p></w:comment></w:comments>'
    commented = '<w:p><w:commentRangeStart w:id="7"/><w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r></w:p>'
    core = '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ' \
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>MARKcreator</dc:creator><cp:lastModifiedBy>MARKmodifier</cp:lastModifiedBy></cp:coreProperties>'
    app = '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Company>MARKcompany</Company><Manager>MARKmanager</Manager></Properties>'
    hidden = run("MARKhidden", "<w:rPr><w:vanish/></w:rPr>")
    words = {
        "comments": word(commented, links=[("comments", "comments.xml", "Internal")], **part("word/comments.xml", comments)),
        "settings": word(**settings),
        "core": word(**part("docProps/core.xml", core)),
        "application": word(**part("docProps/app.xml", app)),
        "people": word(**part("word/people.xml", "<w15:people xmlns:w15='w'><w15:person w15:author='MARKperson'/></w15:people>")),
        "custom": word(**part("customXml/item1.xml", "<a>MARKcustom</a>")),
        "thumbnail": word(**part("docProps/thumbnail.jpeg", b"\xff\xd8\xff\xfe\0\x0fMARKthumbnail\xff\xd9")),
        "bookmark": word('<w:p><w:bookmarkStart w:id="1" w:name="MARKbookmark"/><w:bookmarkEnd w:id="1"/></w:p>'),
        "hyperlink": word(f'<w:p><w:hyperlink r:id="r0" w:tooltip="MARKtip">{run("lien")}</w:hyperlink></w:p>', links=[("hyperlink", "https://example.invalid/MARKtarget", "External")]),
        "alternative": word(linked("r0").replace('name="a"', 'name="MARKpicture" descr="/home/MARKuser/a.png"'), links=[("image", "file:///home/MARKuser/a.png", "External")]),
        "control": word(f'<w:sdt><w:sdtPr><w:alias w:val="MARKalias"/><w:tag w:val="MARKtag"/></w:sdtPr><w:sdtContent>{paragraph("controle")}</w:sdtContent></w:sdt>'),
        "hidden": word(f"<w:p>{hidden}</w:p>"),
        "changes": word(f'<w:p><w:pPr><w:pPrChange {BY}><w:pPr/></w:pPrChange></w:pPr><w:ins {BY}>{run("insere")}</w:ins>'
                        f'<w:del {BY}><w:r><w:delText>MARKdeleted</w:delText></w:r></w:del><w:r><w:rPr><w:b/><w:rPrChange {BY}><w:rPr/></w:rPrChange></w:rPr><w:t>gras</w:t></w:r></w:p>'),
        "moves": word(f'<w:p><w:moveFromRangeStart w:name="MARKmove" {BY}/><w:moveFrom {BY}>{run("MARKmoved")}</w:moveFrom><w:moveFromRangeEnd w:id="7"/></w:p>'),
        "fields": word(field("FILENAME \\p", "/home/MARKuser/a.docx") + field("AUTHOR", "MARKauthor") + field("USERNAME", "MARKuser") + field("DOCPROPERTY MARKproperty", "MARKvalue")),
        "unknown": word(**part("word/MARKpart.bin", b"MARKinside")),
        "footer": word(**part("word/footer9.xml", b"\0MARKfooter")),
    }
    for name, contents in words.items():
        yield f"{name}.docx", contents, pages("docx", WORDS, 1)

    rows = '<row r="1"><c r="A1" t="str"><v>Depenses</v></c><c r="B1" t="str"><v>Cameras</v></c></row>'
    sheets = {
        "core": xlsx(rows, more=[("docProps/core.xml", core)]),
        "names": xlsx(rows, names='<definedNames><definedName name="MARKname" comment="MARKcomment">A!$A$1</definedName></definedNames>'),
        "sharing": xlsx(rows, names='<fileSharing userName="MARKuser"/>'),
        "strings": xlsx(rows, more=[("xl/sharedStrings.xml", "<sst><si><t>MARKorphan</t></si></sst>")]),
        "printer": xlsx(rows, more=[("xl/printerSettings/printerSettings1.bin", "MARKprinter".encode("utf-16le"))]),
        "row": xlsx(rows + '<row r="2" hidden="1"><c r="A2" t="str"><v>MARKhidden</v></c></row>'),
    }
    for name, contents in sheets.items():
        yield f"{name}.xlsx", contents, pages("xlsx", "Depenses Cameras", 1)

    text = "<text:p>Avis du conseil</text:p>{}<text:p>Fin</text:p>"
    note = "<text:p><office:annotation><text:p>MARKnote</text:p></office:annotation></text:p>"
    meta = '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"><office:meta>' \
        "<meta:initial-creator>MARKcreator</meta:initial-creator></office:meta></office:document-meta>"
    opens = {
        "meta": open_document("text", text.format(""), [("meta.xml", meta)]),
        "note": open_document("text", text.format(note)),
        "names": open_document("text", text.format("<text:section text:name='MARKsection'><text:p><text:bookmark text:name='MARKbookmark'/>partie</text:p></text:section>")),
        "sender": open_document("text", text.format("<text:p><text:author-name>MARKauthor</text:author-name><text:file-name>MARKfile</text:file-name></text:p>")),
        "picture": open_document("text", text.format(""), [("Thumbnails/thumbnail.png", b"MARKthumbnail")]),
    }
    for name, contents in opens.items():
        yield f"{name}.odt", contents, pages("odt", WORDS, 1)

    for name, inside in {
        "comment": "<!-- MARKcomment -->", "metadata": "<metadata>MARKmetadata</metadata><title>MARKtitle</title><desc>MARKdesc</desc>",
        "hidden": "<text y='9' display='none'>MARKhidden</text><script>'MARKscript'</script>", "names": "<g id='MARKgroup' data-a='MARKdata' class='MARKclass'/>",
    }.items():
        svg = f"<svg xmlns='http://www.w3.org/2000/svg' width='600' height='120'>{inside}<text x='20' y='70' font-size='40'>Perimetre Promenade</text></svg>"
        yield f"{name}.svg", svg.encode(), pages("svg", "Perimetre Promenade", 1)
