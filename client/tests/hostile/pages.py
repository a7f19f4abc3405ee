"""PDFs that mean harm."""
import zlib

from pictures import zeros


def pdf(objects, root=1, more=""):
    """A PDF of these objects, each a text or bytes."""
    out, places = b"%PDF-1.7\n", []
    for number, contents in enumerate(objects, 1):
        places.append(len(out))
        contents = contents if isinstance(contents, bytes) else contents.encode()
        out += b"%d 0 obj\n" % number + contents + b"\nendobj\n"
    start = len(out)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    out += f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer<</Size {count}/Root {root} 0 R{more}>>\nstartxref\n{start}\n%%EOF\n".encode()
    return out


def stream(data, entries=""):
    data = data if isinstance(data, bytes) else data.encode()
    return f"<</Length {len(data)}{entries}>>stream\n".encode() + data + b"\nendstream"


def page(content="0 g 10 10 20 20 re f", entries="", others=(), catalogue="", box="0 0 200 200"):
    """A PDF of one page, whose other objects begin with number 5."""
    content = content if isinstance(content, bytes) else stream(content)
    return pdf([f"<</Type/Catalog/Pages 2 0 R{catalogue}>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 4 0 R{entries}>>", content, *others])


def picture(width, height, data, entries):
    return stream(data, f"/Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent 8/ColorSpace/DeviceGray{entries}")


def files(url, secret):
    yield "loop.pdf", pdf(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R]/Count 1>>"])
    yield "parents.pdf", pdf(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1/Parent 3 0 R>>",
                              "<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>"])
    yield "count.pdf", pdf(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 2147483647>>",
                            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"])
    kids = "3 0 R " * 20_000
    yield "kids.pdf", pdf(["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count 20000>>",
                           "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"])
    yield "large.pdf", page(box="0 0 14400 14400")
    yield "endless.pdf", page(box="0 0 1e30 1e30")
    yield "nothing.pdf", page(box="0 0 0 0")
    yield "unit.pdf", page(entries="/UserUnit 75000")
    yield "flate.pdf", page(stream(zeros(256, b" "), "/Filter/FlateDecode"))
    twice = zlib.compress(zeros(256, b" "))
    yield "twice.pdf", page(stream(twice, "/Filter[/FlateDecode/FlateDecode]"))
    form = "/Type/XObject/Subtype/Form/BBox[0 0 200 200]/Resources<</XObject<</F 5 0 R>>>>"
    yield "form.pdf", page("/F Do", "/Resources<</XObject<</F 5 0 R>>>>", [stream("0 g 0 0 9 9 re f /F Do", form)])
    tile = stream("0 g 0 0 0.01 0.01 re f", "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 0.02 0.02]/XStep 0.02/YStep 0.02/Resources<<>>")
    yield "tiles.pdf", page("/Pattern cs /P scn 0 0 200 200 re f", "/Resources<</Pattern<</P 5 0 R>>>>", [tile])
    yield "strokes.pdf", page("[0.0001 0.0001] 0 d 0.1 w " + "0 0 m 200 200 l S ")
    picture_of = "/Resources<</XObject<</I 5 0 R>>>>"
    yield "picture.pdf", page("200 0 0 200 0 0 cm /I Do", picture_of, [picture(100_000, 100_000, zeros(96), "/Filter/FlateDecode")])
    yield "mask.pdf", page("200 0 0 200 0 0 cm /I Do", picture_of, [picture(9, 9, bytes(81), "/SMask 5 0 R")])
    yield "nested.pdf", page("[" * 200_000)
    yield "objects.pdf", page(others=["[" * 200_000 + "]" * 200_000], entries="/Annots 5 0 R")
    yield "reference.pdf", page(entries="/Annots 5 0 R", others=["6 0 R", "5 0 R"])
    lying = pdf(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>"], more="/Prev 9")
    table = lying.index(b"xref\n")
    yield "previous.pdf", lying.replace(b"/Prev 9", b"/Prev %d" % table)
    itself = stream("1 0 2 30 " + " " * 40, "/Type/ObjStm/N 2/First 9/Extends 1 0 R")
    yield "stream.pdf", pdf([itself], root=2)
    yield "filters.pdf", page(stream("q", "/Filter[" + "/FlateDecode" * 50_000 + "]"))
    yield "function.pdf", page("/S sh", "/Resources<</Shading<</S 5 0 R>>>>", [
        "<</ShadingType 1/ColorSpace/DeviceGray/Domain[0 1e9 0 1e9]/Function 6 0 R>>",
        stream("{ " + "dup mul " * 200_000 + "}", "/FunctionType 4/Domain[0 1e9 0 1e9]/Range[0 1]")])
    yield "outside.pdf", page(catalogue=f"/OpenAction<</S/URI/URI({url}/pdf)>>/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(app.launchURL\\('{url}/js'\\))>>]>>>>",
                              entries=f"/AA<</O<</S/Launch/F(file://{secret})>>>>")
    yield "external.pdf", page("200 0 0 200 0 0 cm /I Do", picture_of, [picture(9, 9, b"", f"/F(file://{secret})/FFilter/DCTDecode")])
    yield "attached.pdf", page(catalogue="/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a.exe)/EF<</F 5 0 R>>>>]>>>>", others=[stream("MZ")])
    whole = page()
    yield "cut.pdf", whole[:len(whole) // 2]
    yield "head.pdf", b"%PDF-1.7\n"
