//! PDFs in which something was meant to be hidden, in every way that people know, and PDFs in
//! which nothing was.

#![expect(clippy::too_many_lines, reason = "lists of what was tried")]

/// The name that is hidden.
pub(crate) const NAME: &str = "Jeanne";
/// The name written, and then something over it.
const TEXT: &str = "BT /F1 18 Tf 20 100 Td (Vu par Jeanne Source hier) Tj ET";
/// Where the name is: left, bottom, width, height.
const BOX: &str = "76 92 122 28 re";

/// A PDF of one page, with these entries for its page, its resources and its catalogue, and more
/// objects from number 6 on.
pub(crate) struct Drawn {
    pub(crate) content: String,
    pub(crate) resources: &'static str,
    pub(crate) page: &'static str,
    pub(crate) catalogue: &'static str,
    pub(crate) objects: Vec<String>,
}

pub(crate) fn drawn(content: &str) -> Drawn {
    Drawn {
        content: content.to_owned(),
        resources: "",
        page: "",
        catalogue: "",
        objects: Vec::new(),
    }
}

impl Drawn {
    fn resources(mut self, resources: &'static str) -> Self {
        self.resources = resources;
        self
    }

    fn page(mut self, page: &'static str) -> Self {
        self.page = page;
        self
    }

    fn catalogue(mut self, catalogue: &'static str) -> Self {
        self.catalogue = catalogue;
        self
    }

    fn object(mut self, object: &str) -> Self {
        self.objects.push(object.to_owned());
        self
    }

    fn stream(self, dict: &str, data: &str) -> Self {
        let length = data.len();
        self.object(&format!(
            "<<{dict}/Length {length}>>stream\n{data}\nendstream"
        ))
    }

    pub(crate) fn pdf(&self) -> Vec<u8> {
        let fonts = "/Font<</F1 5 0 R>>";
        let mut objects = vec![
            format!("<</Type/Catalog/Pages 2 0 R{}>>", self.catalogue),
            "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
            format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R\
                 /Resources<<{fonts}{}>>{}>>",
                self.resources, self.page
            ),
            format!(
                "<</Length {}>>stream\n{}\nendstream",
                self.content.len(),
                self.content
            ),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
        ];
        objects.extend(self.objects.iter().cloned());
        let (mut file, mut offsets) = ("%PDF-1.7\n".to_owned(), String::new());
        for (object, number) in objects.iter().zip(1..) {
            offsets.push_str(&format!("{:010} 00000 n \n", file.len()));
            file.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
        }
        let (start, count) = (file.len(), objects.len() + 1);
        file.push_str(&format!(
            "xref\n0 {count}\n0000000000 65535 f \n{offsets}trailer<</Size {count}/Root 1 0 R>>\n\
             startxref\n{start}\n%%EOF\n"
        ));
        file.into_bytes()
    }
}

/// A drawing over the text.
fn over(drawing: &str) -> Drawn {
    drawn(&format!("{TEXT}\n{drawing}"))
}

/// A text of which each letter is put where it is.
fn one_by_one(text: &str) -> String {
    let letters = text.chars().zip(0..);
    letters
        .map(|(letter, at)| format!("BT /F1 18 Tf {} 100 Td ({letter}) Tj ET ", 20 + at * 11))
        .collect()
}

/// What is tried, how it has to be called, and the PDF.
type Case = (&'static str, &'static str, Drawn);

/// A picture of one black pixel.
const BLACK_PIXEL: &str = "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8\
     /Filter/ASCIIHexDecode";
const PLACED: &str = "q 122 0 0 28 76 92 cm /X Do Q";

pub(crate) fn failed() -> Vec<Case> {
    let mut all = boxes();
    all.extend(images());
    all.extend(highlights());
    all.extend(annotations());
    all.extend(hatches());
    all.extend(strings());
    all
}

fn boxes() -> Vec<Case> {
    let is = "text_under_box";
    let form = "/Type/XObject/Subtype/Form/BBox[0 0 300 200]";
    let shading = "/Shading<</S<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 1 0]/Extend[true true]\
                   /Function<</FunctionType 2/Domain[0 1]/C0[0]/C1[0.1]/N 1>>>>>>";
    let tiles =
        "/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 4 4]/XStep 4/YStep 4/Resources<<>>";
    vec![
        ("a black box", is, over(&format!("0 g {BOX} f"))),
        ("a white box", is, over(&format!("1 g {BOX} f"))),
        ("a red box", is, over(&format!("1 0 0 rg {BOX} f"))),
        (
            "a box with a label on it",
            is,
            over(&format!(
                "0 g {BOX} f 1 g BT /F1 10 Tf 90 100 Td ([EXPURGE]) Tj ET"
            )),
        ),
        ("a box by even and odd", is, over(&format!("0 g {BOX} f*"))),
        (
            "letters that stand one by one",
            is,
            drawn(&format!(
                "{} 0 g 50 92 130 28 re f",
                one_by_one("Vu par Jeanne")
            )),
        ),
        (
            "a white page over all, on which the rest is written again",
            is,
            over("1 g 0 0 300 200 re f 0 g BT /F1 18 Tf 20 100 Td (Vu par) Tj ET"),
        ),
        ("a broad line", is, over("0 G 26 w 76 106 m 198 106 l S")),
        (
            "strips beside each other",
            is,
            over(
                &(0..20)
                    .map(|at| format!("0 g 76 {} 122 1.5 re f ", 92.0 + f64::from(at) * 1.4))
                    .collect::<String>(),
            ),
        ),
        (
            "strips with a little between them",
            is,
            over(
                &(0..30)
                    .map(|at| format!("0 g 76 {} 122 0.9 re f ", 92 + at))
                    .collect::<String>(),
            ),
        ),
        (
            "lines with a little between them",
            is,
            over(
                &(0..130)
                    .map(|at| format!("0 G 0.8 w {0} 92 m {0} 120 l S ", 73 + at))
                    .collect::<String>(),
            ),
        ),
        (
            "a box with round corners",
            is,
            over(
                "0 g 80 92 m 194 92 l 198 92 198 96 198 96 c 198 116 l 198 120 194 120 194 120 c \
             80 120 l 76 120 76 116 76 116 c 76 96 l 76 92 80 92 80 92 c f",
            ),
        ),
        (
            "a box in a form",
            is,
            over("/X Do")
                .resources("/XObject<</X 6 0 R>>")
                .stream(form, &format!("0 g {BOX} f")),
        ),
        (
            "a box in a form in a form",
            is,
            over("/X Do")
                .resources("/XObject<</X 6 0 R>>")
                .stream(
                    &format!("{form}/Resources<</XObject<</Y 7 0 R>>>>"),
                    "/Y Do",
                )
                .stream(form, &format!("0 g {BOX} f")),
        ),
        (
            "a shading",
            is,
            over(&format!("q {BOX} W n /S sh Q")).resources(shading),
        ),
        (
            "a pattern without gaps",
            is,
            over(&format!("/Pattern cs /P scn {BOX} f"))
                .resources("/Pattern<</P 6 0 R>>")
                .stream(tiles, "0 g 0 0 4 4 re f"),
        ),
        (
            "a box that is nearly opaque",
            is,
            over(&format!("/G gs 0 g {BOX} f")).resources("/ExtGState<</G<</ca 0.9>>>>"),
        ),
        (
            "a box on a layer that is shown",
            is,
            over(&format!("/OC /L BDC 0 g {BOX} f EMC"))
                .resources("/Properties<</L 6 0 R>>")
                .catalogue("/OCProperties<</OCGs[6 0 R]/D<</ON[6 0 R]>>>>")
                .object("<</Type/OCG/Name(Caviardage)>>"),
        ),
        (
            "a page on its side",
            is,
            over(&format!("0 g {BOX} f")).page("/Rotate 90"),
        ),
        (
            "a page upside down",
            is,
            over(&format!("0 g {BOX} f")).page("/Rotate 180"),
        ),
        (
            "upright words",
            is,
            drawn(
                "BT /F1 18 Tf 0 1 -1 0 100 20 Tm (Vu par Jeanne Source hier) Tj ET \
             0 g 80 76 28 122 re f",
            ),
        ),
        (
            "words that are drawn by programs",
            is,
            drawn("BT /F3 1 Tf 20 0 0 20 40 100 Tm (Jeanne) Tj ET 0 g 30 90 200 40 re f")
                .resources("/Font<</F3 6 0 R/F1 5 0 R>>")
                .object(
                    "<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]\
             /CharProcs<</J 7 0 R/e 7 0 R/a 7 0 R/n 7 0 R>>/FirstChar 74/LastChar 110\
             /Encoding<</Type/Encoding/Differences[74/J 97/a 101/e 110/n]>>\
             /Widths[1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1]>>",
                )
                .stream(
                    "",
                    "1 0 0 0 1 1 d1 0.1 0.1 0.3 0.8 re f 0.6 0.1 0.3 0.8 re f",
                ),
        ),
        (
            "a clip that lets the box through",
            is,
            over(&format!("q 70 80 140 50 re W n 0 g {BOX} f Q")),
        ),
        (
            "a layer of text under a box",
            is,
            drawn(&format!(
                "BT 3 Tr /F1 18 Tf 20 100 Td (Vu par Jeanne Source hier) Tj ET 0 g {BOX} f"
            )),
        ),
    ]
}

fn images() -> Vec<Case> {
    let is = "text_under_image";
    let gradient = "/Type/XObject/Subtype/Image/Width 4/Height 1/ColorSpace/DeviceGray\
                    /BitsPerComponent 8/Filter/ASCIIHexDecode";
    vec![
        (
            "a picture of one pixel",
            is,
            over(PLACED)
                .resources("/XObject<</X 6 0 R>>")
                .stream(BLACK_PIXEL, "00>"),
        ),
        (
            "a picture of many colours",
            is,
            over(PLACED)
                .resources("/XObject<</X 6 0 R>>")
                .stream(gradient, "00 40 80 F0>"),
        ),
        (
            "a picture in the page's own text",
            is,
            over("q 122 0 0 28 76 92 cm BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID 00> EI Q"),
        ),
        (
            "a stencil",
            is,
            over(&format!("0 g {PLACED}"))
                .resources("/XObject<</X 6 0 R>>")
                .stream(
                    "/Type/XObject/Subtype/Image/Width 8/Height 1/ImageMask true/BitsPerComponent 1\
             /Filter/ASCIIHexDecode",
                    "00>",
                ),
        ),
        (
            "a picture with a mask of its own",
            is,
            over(PLACED)
                .resources("/XObject<</X 6 0 R>>")
                .stream(&format!("{BLACK_PIXEL}/SMask 7 0 R"), "00>")
                .stream(BLACK_PIXEL, "FF>"),
        ),
        (
            "a blank picture of the whole page",
            is,
            over("q 300 0 0 200 0 0 cm /X Do Q")
                .resources("/XObject<</X 6 0 R>>")
                .stream(BLACK_PIXEL, "FF>"),
        ),
        (
            "a scan whose text layer is older than its bar",
            is,
            drawn("q 300 0 0 200 0 0 cm /X Do Q BT 3 Tr /F1 18 Tf 20 100 Td (Vu par Jeanne) Tj ET")
                .resources("/XObject<</X 6 0 R>>")
                .stream(BLACK_PIXEL, "10>"),
        ),
    ]
}

fn highlights() -> Vec<Case> {
    let is = "dark_highlight";
    vec![
        (
            "a box drawn before, in the text's colour",
            is,
            drawn(&format!("0 g {BOX} f {TEXT}")),
        ),
        (
            "a dark box under dark text",
            is,
            drawn(&format!("0.12 g {BOX} f 0 g {TEXT}")),
        ),
        (
            "a highlighter without a look",
            is,
            over("")
                .page(
                    "/Annots[<</Type/Annot/Subtype/Highlight/C[0 0 0]/Rect[76 92 198 120]\
             /QuadPoints[76 120 198 120 76 92 198 92]/AP<</N 6 0 R>>>>]",
                )
                .stream(
                    "/Type/XObject/Subtype/Form/BBox[76 92 198 120]\
             /Resources<</ExtGState<</G<</BM/Multiply>>>>>>/Group<</S/Transparency>>",
                    &format!("/G gs 0 g {BOX} f"),
                ),
        ),
    ]
}

fn annotations() -> Vec<Case> {
    vec![
        ("a redaction that was marked", "unapplied_redaction", over("").page(
            "/Annots[<</Type/Annot/Subtype/Redact/Rect[76 92 198 120]/IC[0 0 0]\
             /QuadPoints[76 120 198 120 76 92 198 92]>>]",
        )),
        ("a square with a look", "text_under_box", over("").page(
            "/Annots[<</Type/Annot/Subtype/Square/IC[0 0 0]/Rect[76 92 198 120]/AP<</N 6 0 R>>>>]",
        ).stream("/Type/XObject/Subtype/Form/BBox[0 0 10 10]", "0 g 0 0 10 10 re f")),
        ("a square without a look", "text_under_box", over("").page(
            "/Annots[<</Type/Annot/Subtype/Square/IC[0 0 0]/Rect[76 92 198 120]>>]",
        )),
    ]
}

fn hatches() -> Vec<Case> {
    let is = "cross_hatch";
    let lines = |step: usize| -> String {
        let leaning = (0..160).step_by(step).map(|at| {
            format!(
                "{} 92 m {} 120 l S {} 92 m {} 120 l S ",
                60 + at,
                88 + at,
                88 + at,
                60 + at
            )
        });
        leaning.collect()
    };
    let grid: String = (0..10)
        .map(|at| format!("76 {} 122 0.4 re f ", 93 + at * 3))
        .chain((0..40).map(|at| format!("{} 92 0.4 28 re f ", 77 + at * 3)))
        .collect();
    let tiles =
        "/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 4 4]/XStep 4/YStep 4/Resources<<>>";
    vec![
        ("leaning lines", is, over(&format!("0.5 w {}", lines(5)))),
        ("lines across and down", is, over(&format!("0 g {grid}"))),
        (
            "lines of a pattern",
            is,
            over(&format!("/Pattern cs /P scn {BOX} f"))
                .resources("/Pattern<</P 6 0 R>>")
                .stream(tiles, "0.5 w 0 0 m 4 4 l S 0 4 m 4 0 l S"),
        ),
    ]
}

fn strings() -> Vec<Case> {
    let is = "telling_bookmark";
    let gone = format!("BT /F1 18 Tf 20 100 Td (Vu par ) Tj ET 0 g {BOX} f");
    vec![
        (
            "a bookmark, the text being gone",
            is,
            drawn(&gone)
                .catalogue("/Outlines 6 0 R")
                .object("<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>")
                .object("<</Title(Audition de Jeanne Source)/Parent 6 0 R/Dest[3 0 R/Fit]>>"),
        ),
        (
            "the name of a place",
            is,
            drawn(&gone).catalogue("/Names<</Dests<</Names[(Jeanne)[3 0 R/Fit]]>>>>"),
        ),
        (
            "what a reader aloud says",
            is,
            drawn(&format!(
                "/Span<</ActualText(Jeanne Source)>>BDC {gone} EMC"
            )),
        ),
    ]
}

/// PDFs in which something is hidden that was not redacted, and how it has to be called.
pub(crate) fn hidden() -> Vec<Case> {
    vec![
        (
            "white on white",
            "invisible_text",
            drawn(&format!("1 g {TEXT}")),
        ),
        ("pale grey", "faint_text", drawn(&format!("0.94 g {TEXT}"))),
        (
            "half a point high",
            "tiny_text",
            drawn("BT /F1 0.5 Tf 20 100 Td (Vu par Jeanne Source) Tj ET"),
        ),
        (
            "beside the page",
            "text_outside_page",
            drawn("BT /F1 18 Tf 400 100 Td (Vu par Jeanne Source) Tj ET"),
        ),
        (
            "outside the part of the page that is shown",
            "text_outside_page",
            drawn(TEXT).page("/CropBox[0 0 300 80]"),
        ),
        (
            "outside a clip",
            "clipped_text",
            drawn(&format!("q 0 0 10 10 re W n {TEXT} Q")),
        ),
        (
            "a text layer",
            "text_layer",
            drawn("BT 3 Tr /F1 18 Tf 20 100 Td (Vu par Jeanne Source) Tj ET"),
        ),
        (
            "a layer that is not shown",
            "hidden_layer",
            drawn(&format!("/OC /L BDC {TEXT} EMC"))
                .resources("/Properties<</L 6 0 R>>")
                .catalogue("/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>")
                .object("<</Type/OCG/Name(Brouillon)>>"),
        ),
        (
            "a note",
            "annotation",
            drawn("").page(
                "/Annots[<</Type/Annot/Subtype/Text/Rect[0 0 20 20]/T(Jeanne)/Contents(a voir)>>]",
            ),
        ),
        (
            "a field",
            "form_field",
            drawn("").page(
                "/Annots[<</Type/Annot/Subtype/Widget/FT/Tx/Rect[0 0 20 20]/T(nom)/V(Jeanne)>>]",
            ),
        ),
        (
            "a file",
            "attachment",
            drawn("")
                .catalogue("/Names<</EmbeddedFiles<</Names[(a)6 0 R]>>>>")
                .object("<</Type/Filespec/F(Jeanne.xls)/EF<</F 7 0 R>>>>")
                .stream("/Type/EmbeddedFile", "a;b"),
        ),
        (
            "a program",
            "script",
            drawn("").catalogue("/OpenAction<</S/JavaScript/JS(app.alert('Jeanne'))>>"),
        ),
        (
            "a link to a file",
            "external_link",
            drawn("")
                .page("/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 20 20]/A 6 0 R>>]")
                .object("<</S/GoToR/F(C:/Users/Jeanne/a.pdf)>>"),
        ),
        (
            "a text for readers aloud",
            "alternative_text",
            drawn("").object("<</S/Figure/Alt(Portrait de Jeanne)>>"),
        ),
    ]
}

/// PDFs in which nothing was hidden.
pub(crate) fn honest() -> Vec<(&'static str, Drawn)> {
    let page = "q 300 0 0 200 0 0 cm /X Do Q";
    let bars = "/Type/XObject/Subtype/Image/Width 1/Height 64/ColorSpace/DeviceGray\
                /BitsPerComponent 8/Filter/ASCIIHexDecode";
    let striped = format!("{}>", "00FF".repeat(32));
    vec![
        ("plain text", drawn(TEXT)),
        (
            "white text on a dark bar",
            drawn(&format!("0 g {BOX} f 1 g {TEXT}")),
        ),
        (
            "a box drawn before",
            drawn(&format!("0.9 g {BOX} f 0 g {TEXT}")),
        ),
        ("a box beside the text", over("0 g 20 20 100 30 re f")),
        (
            "a yellow highlighter",
            over(&format!("/G gs 1 1 0 rg {BOX} f")).resources("/ExtGState<</G<</BM/Multiply>>>>"),
        ),
        (
            "underlined and struck out",
            over("1 w 76 98 m 198 98 l S 76 106 m 198 106 l S"),
        ),
        (
            "a table",
            over("0.5 w 15 90 200 30 re S 70 90 m 70 120 l S 205 90 m 205 120 l S"),
        ),
        ("a frame around words", over(&format!("1 w {BOX} S"))),
        (
            "a shadow",
            drawn(&format!(
                "0 g BT /F1 18 Tf 20.4 99.6 Td (Vu par Jeanne Source hier) Tj ET 0.2 g {TEXT}"
            )),
        ),
        (
            "a text that is written again over a white box",
            over(&format!("1 g 15 90 270 30 re f 0 g {TEXT}")),
        ),
        (
            "a scan with its text layer",
            drawn(&format!("{page} {}", TEXT.replace("BT", "BT 3 Tr")))
                .resources("/XObject<</X 6 0 R>>")
                .stream(bars, &striped),
        ),
        (
            "a scan over its text",
            drawn(&format!("{TEXT} {page}"))
                .resources("/XObject<</X 6 0 R>>")
                .stream(bars, &striped),
        ),
        (
            "a bookmark of a heading",
            drawn(TEXT)
                .catalogue("/Outlines 6 0 R")
                .object("<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>")
                .object("<</Title(Sommaire)/Parent 6 0 R/Dest[3 0 R/Fit]>>"),
        ),
        (
            "a bookmark of a heading on a dark bar",
            drawn("0 g 20 90 200 30 re f 1 g BT /F1 18 Tf 30 100 Td (Titre) Tj ET")
                .catalogue("/Outlines 6 0 R")
                .object("<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>")
                .object("<</Title(Chapitre un)/Parent 6 0 R/Dest[3 0 R/Fit]>>"),
        ),
        (
            "a box that a clip cuts away",
            over(&format!("q 0 0 10 10 re W n 0 g {BOX} f Q")),
        ),
        (
            "a box with a hole",
            over("0 g 0 0 300 200 re 10 90 280 40 re f*"),
        ),
        (
            "a box on a layer that is not shown",
            over(&format!("/OC /L BDC 0 g {BOX} f EMC"))
                .resources("/Properties<</L 6 0 R>>")
                .catalogue("/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>")
                .object("<</Type/OCG/Name(Cadre)>>"),
        ),
        (
            "a picture that is transparent",
            over(PLACED)
                .resources("/XObject<</X 6 0 R>>")
                .stream(&format!("{BLACK_PIXEL}/SMask 7 0 R"), "00>")
                .stream(BLACK_PIXEL, "00>"),
        ),
        (
            "a watermark",
            over("0.93 g BT /F1 60 Tf 20 60 Td (PROJET) Tj ET"),
        ),
    ]
}
