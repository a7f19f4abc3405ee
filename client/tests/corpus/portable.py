"""PDFs with marks."""
import os
import subprocess
import tempfile

from common import WORDS, exiftool, pages
from pages import page, pdf, stream

FONT = "/Resources<</Font<</F 5 0 R>>>>"
HELVETICA = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
SHOWN = f"BT /F 14 Tf 20 60 Td ({WORDS}) Tj ET"


def words(more="", entries="", others=(), catalogue="", box="0 0 500 100"):
    return page(SHOWN + more, FONT + entries, [HELVETICA, *others], catalogue, box)


def qpdf(contents, *options):
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ["a.pdf", "b.pdf"]]
        with open(paths[0], "wb") as file:
            file.write(contents)
        with open(os.path.join(folder, "MARKname.txt"), "wb") as file:
            file.write(b"MARKattached")
        subprocess.run(["qpdf", *options, *paths], cwd=folder, check=True)
        with open(paths[1], "rb") as file:
            return file.read()


def files():
    plain = words()
    told = exiftool(plain, "pdf", "Author=MARKauthor", "Title=MARKtitle", "Creator=MARKcreator", "Keywords=MARKkeyword")
    unseen = " BT /F 14 Tf 3 Tr 20 20 Td (MARKinvisible) Tj ET"
    under = " BT /F 14 Tf 20 20 Td (MARKunder) Tj ET 0 g 10 10 200 30 re f"
    pale = " 1 g BT /F 14 Tf 20 20 Td (MARKwhite) Tj ET"
    outside = " BT /F 14 Tf 20 -500 Td (MARKoutside) Tj ET"
    note = "<</Type/Annot/Subtype/Text/F 2/Rect[0 0 9 9]/Contents(MARKnote)/T(MARKauthor)>>"
    layer = "/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>"
    marked = "/Resources<</Font<</F 5 0 R>>/Properties<</L 6 0 R>>>>"
    turned = "q 0 1 -1 0 100 0 cm " + SHOWN + " Q"
    old = words().replace(b"startxref", b"% MARKrevision\nstartxref")
    made = {
        "information": told, "xmp": exiftool(plain, "pdf", "XMP-dc:Creator=MARKcreator", "XMP-xmpMM:DocumentID=MARKdocument"),
        "attached": qpdf(plain, "--add-attachment", "MARKname.txt", "--"), "linear": qpdf(told, "--linearize"),
        "objects": qpdf(told, "--object-streams=generate"), "sealed": qpdf(told, "--encrypt", "", "MARKowner", "256", "--"),
        "update": exiftool(old, "pdf", "Author=MARKauthor"), "invisible": words(unseen), "under": words(under), "white": words(pale), "outside": words(outside),
        "note": words(entries="/Annots[6 0 R]", others=[note]), "script": words(catalogue="/OpenAction<</S/JavaScript/JS(MARKscript)>>"),
        "outline": words(catalogue="/Outlines 6 0 R", others=["<</First 7 0 R/Last 7 0 R/Count 1>>", "<</Title(MARKbookmark)/Parent 6 0 R/Dest[3 0 R/Fit]>>"]),
        "layer": page(SHOWN + " /OC /L BDC BT /F 14 Tf 20 20 Td (MARKlayer) Tj ET EMC", marked, [HELVETICA, "<</Type/OCG/Name(MARKlayername)>>"], layer, "0 0 500 100"),
        "turned": page(turned, FONT + "/Rotate 90", [HELVETICA], box="0 0 100 500"),
        "behind": plain + b"MARKbehind\n",
    }
    for name, contents in made.items():
        yield f"{name}.pdf", contents, pages("pdf", WORDS, 1)
    several = ["Premiere page du dossier", "Deuxieme page du dossier", "Troisieme page du dossier"]
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[4 0 R 6 0 R 8 0 R]/Count 3>>", HELVETICA]
    for nth, text in enumerate(several):
        objects += [f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {400 + 50 * nth} 100]/Contents {5 + 2 * nth} 0 R/Resources<</Font<</F 3 0 R>>>>/Thumb (MARKthumb)>>",
                    stream(f"BT /F 14 Tf 20 60 Td ({text}) Tj ET")]
    yield "several.pdf", pdf(objects), pages("pdf", " ".join(several), 3)
