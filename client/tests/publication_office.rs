//! Office documents and drawings of lines come out as pictures of their final text, whatever real
//! programs wrote them: what names people, what was deleted and what is hidden is not among what
//! can be read in the pictures.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that meets the unexpected stops"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "documents of tests are not private"
)]

mod archives;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use archives::{archive, under_password, word};
use sourdine::desk::cleaning::{
    CleanError, Cleaned, HiddenParts, TextLayer, Wishes, clean, kind::Kind, pixels::PixelError,
};
use sourdine_platform::files;
use tempfile::TempDir;

const TEXT: &str = include_str!("documents/office/text.fodt");
const SHEET: &str = include_str!("documents/office/sheet.fods");
const SLIDES: &str = include_str!("documents/office/slides.fodp");
const DRAWING: &str = include_str!("documents/office/drawing.fodg");
/// What every planted name begins with.
const MARK: &str = "MARK";

fn scratch() -> TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap()
}

fn put(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    files::publish_new(&path, bytes).unwrap();
    path
}

/// Has LibreOffice write a document as another kind.
fn written(folder: &TempDir, source: &str, from: &str, extension: &str) -> PathBuf {
    let original = put(
        folder,
        &format!("source-{extension}.{from}"),
        source.as_bytes(),
    );
    let profile = folder.path().join("profile");
    let done = Command::new("/usr/bin/soffice")
        .env("HOME", folder.path())
        .arg("--headless")
        .arg(format!(
            "-env:UserInstallation=file://{}",
            profile.display()
        ))
        .args(["--convert-to", extension, "--outdir"])
        .arg(folder.path())
        .arg(&original)
        .output()
        .unwrap();
    let made = original.with_extension(extension);
    assert!(made.is_file(), "{done:?}");
    made
}

fn cleaned(folder: &TempDir, original: &Path) -> Cleaned {
    let cleaned = clean(original, folder.path(), TextLayer::Omit, &mut |_, _| ());
    cleaned.unwrap_or_else(|error| panic!("{}: {error}", original.display()))
}

fn refusal(folder: &TempDir, original: &Path) -> CleanError {
    clean(original, folder.path(), TextLayer::Omit, &mut |_, _| ())
        .err()
        .unwrap_or_else(|| panic!("{} was cleaned", original.display()))
}

/// What tesseract reads on the pages of a copy, each word once more by itself.
fn read(folder: &TempDir, cleaned: &Cleaned) -> String {
    assert_eq!(cleaned.kind(), Kind::Pdf);
    let pages = folder.path().join("page");
    let drawn = Command::new("pdftoppm")
        .args(["-r", "200", "-gray", "-png"])
        .args([cleaned.path(), &pages])
        .status();
    assert!(drawn.unwrap().success());
    let mut all = String::new();
    let entries = fs::read_dir(folder.path()).unwrap();
    let mut pages: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "png"));
    pages.sort();
    for page in pages {
        let said = Command::new("tesseract")
            .env("OMP_THREAD_LIMIT", "1")
            .arg(&page)
            .args(["-", "-l", "fra"])
            .output()
            .unwrap();
        all.push_str(&String::from_utf8(said.stdout).unwrap());
        fs::remove_file(page).unwrap();
    }
    all
}

/// All of these words are read, in this order, and no mark.
fn assert_final(folder: &TempDir, original: &Path, words: &[&str]) -> Cleaned {
    let cleaned = cleaned(folder, original);
    let read = read(folder, &cleaned);
    let shown = original.display();
    assert!(!read.to_uppercase().contains(MARK), "{shown}: {read}");
    let mut rest = read.as_str();
    for word in words {
        let found = rest.split_once(word);
        let missing = || panic!("{shown}: {word} is missing or out of order: {read}");
        rest = found.unwrap_or_else(missing).1;
    }
    cleaned
}

fn tells(cleaned: &Cleaned, value: &str) -> bool {
    let mut removed = cleaned.report().removed.iter();
    removed.any(|finding| finding.value.contains(value))
}

/// The text without what LibreOffice itself turns into plain text as it writes for Word.
fn for_word() -> String {
    let (before, section) = TEXT.split_once("<text:section").unwrap();
    let (_, after) = section.split_once("</text:section>").unwrap();
    let text = [before, after].concat();
    text.replace("<text:sender-email>MARKsender</text:sender-email>", "")
}

const WORDS_OF_TEXT: [&str; 19] = [
    "Observatoire",
    "Deliberation premiere du conseil",
    "Vote favorable",
    "obtenu mardi",
    "Debut",
    "jointure",
    "1. Cameras premieres",
    "2. Drones seconds",
    "Carnaval",
    "Deplacement final",
    "Signe",
    "ensemble",
    "Note",
    "bas",
    "Conclusion",
    "1",
    "Precision utile",
    "Feuillet",
    "1",
];

fn text_of_each_kind(extensions: &[&str], source: &str) {
    let folder = scratch();
    for extension in extensions {
        let original = written(&folder, source, "fodt", extension);
        let cleaned = assert_final(&folder, &original, &WORDS_OF_TEXT);
        for mark in [
            "MARKdeleter",
            "MARKdeleted",
            "MARKmovedtext",
            "MARKannotation",
        ] {
            assert!(tells(&cleaned, mark), "{extension}: {mark} is not told");
        }
    }
}

#[test]
fn the_final_text_of_openoffice_documents_is_kept_and_nothing_else() {
    text_of_each_kind(&["odt", "ott"], TEXT);
}

#[test]
fn the_final_text_of_word_documents_is_kept_and_nothing_else() {
    text_of_each_kind(&["docx", "docm", "dotx"], &for_word());
}

#[test]
fn the_final_text_of_old_documents_is_kept_and_nothing_else() {
    text_of_each_kind(&["doc", "rtf"], &for_word());
}

#[test]
fn visible_cells_are_kept_and_hidden_ones_are_told() {
    let folder = scratch();
    let words = [
        "Depenses",
        "Poste",
        "Montant",
        "Annee",
        "Cameras",
        "18893",
        "Budget",
        "Drones",
        "42",
        "Recettes",
        "Subvention",
    ];
    for extension in ["xlsx", "xls", "ods", "xltx"] {
        let original = written(&folder, SHEET, "fods", extension);
        let cleaned = assert_final(&folder, &original, &words);
        let removed = &cleaned.report().removed;
        for (field, value) in [
            ("HiddenSheet", "MARKsheetname"),
            ("HiddenRowOrColumn", "Depenses"),
        ] {
            let told = removed.iter().any(|f| f.field == field && f.value == value);
            assert!(told, "{extension}: {field} is not told: {removed:?}");
        }
    }
}

#[test]
fn visible_slides_are_kept_and_hidden_ones_are_told() {
    let folder = scratch();
    for extension in ["pptx", "ppt", "odp", "potx"] {
        let original = written(&folder, SLIDES, "fodp", extension);
        let words = ["Surveillance", "algorithmique", "Experimentation"];
        let cleaned = assert_final(&folder, &original, &words);
        assert!(tells(&cleaned, "MARKspeakernotes"), "{extension}");
        let mut removed = cleaned.report().removed.iter();
        assert!(
            removed.any(|finding| finding.field == "HiddenSlide"),
            "{extension}"
        );
    }
}

/// What is hidden is published if an editor asks for it, and the second editor is told.
#[test]
fn what_is_hidden_is_shown_if_an_editor_asks() {
    let folder = scratch();
    let hidden_text = word(
        "",
        "<w:p><w:r><w:t>Avis</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>REPERE</w:t></w:r></w:p>",
    );
    for (original, words) in [
        (
            written(&folder, SHEET, "fods", "xlsx"),
            vec!["MARKhiddencolumn", "MARKhiddenrow", "MARKhiddensheet"],
        ),
        (
            written(&folder, SLIDES, "fodp", "pptx"),
            vec!["Surveillance", "MARKhiddenslide"],
        ),
        (put(&folder, "note.docx", &hidden_text), vec!["REPERE"]),
    ] {
        let shown = original.display();
        let wishes = Wishes {
            hidden: HiddenParts::Show,
            ..Wishes::from(TextLayer::Omit)
        };
        let cleaned = clean(&original, folder.path(), wishes, &mut |_, _| ()).unwrap();
        let read = read(&folder, &cleaned).replace(' ', "");
        for word in words {
            assert!(read.contains(word), "{shown}: {word}: {read}");
        }
        for gone in ["MARKannotation", "MARKspeakernotes"] {
            assert!(!read.contains(gone), "{shown}: {read}");
        }
        let mut removed = cleaned.report().removed.iter();
        let is_told = removed.any(|finding| finding.field == "HiddenAndPublished");
        assert!(is_told, "{shown}: {:?}", cleaned.report().removed);
    }
}

#[test]
fn drawings_of_lines_are_kept() {
    let folder = scratch();
    let original = written(&folder, DRAWING, "fodg", "odg");
    assert_final(&folder, &original, &["Perimetre", "Promenade"]);
    let svg = "<?xml version=\"1.0\"?><!-- MARKcomment --><svg xmlns=\"http://www.w3.org/2000/svg\" \
        xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"600\" height=\"200\">\
        <metadata>MARKmetadata</metadata><script>document.write('MARKscript')</script>\
        <text x=\"20\" y=\"60\" font-size=\"40\">Perimetre</text>\
        <text x=\"20\" y=\"120\" font-size=\"40\" display=\"none\">MARKhidden</text>\
        <image xlink:href=\"file:///etc/hostname\" width=\"9\" height=\"9\"/></svg>";
    let original = put(&folder, "plan.svg", svg.as_bytes());
    assert_final(&folder, &original, &["Perimetre"]);
}

/// One of Word's fields, with what it said when the document was saved.
fn field(instruction: &str, result: &str) -> String {
    let mark = |kind| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    format!(
        "<w:p>{}<w:r><w:instrText xml:space=\"preserve\"> {instruction} </w:instrText></w:r>{}\
         <w:r><w:t>{result}</w:t></w:r>{}</w:p>",
        mark("begin"),
        mark("separate"),
        mark("end")
    )
}

#[test]
fn fields_say_what_they_said_and_name_nobody() {
    let folder = scratch();
    let body = [
        field("DATE \\@ \"d MMMM yyyy\"", "16 fevrier 2019"),
        field("SAVEDATE", "3 mars 2018"),
        field("USERNAME", "MARKusername"),
        field("LASTSAVEDBY", "MARKlastsaved"),
        field("DOCPROPERTY Manager", "MARKmanager"),
        field("FILENAME \\p", "MARKpath"),
        field("MACROBUTTON x", "MARKunknown"),
        field("MERGEFIELD Nom", "MARKmerged"),
        field("REF _Nowhere \\h", "article troisieme"),
        field("TITLE", "Titre affiche"),
        field("QUOTE \"x\"", "Conclusion"),
    ];
    let original = put(&folder, "fields.docx", &word("MARKauthor", &body.concat()));
    let words = [
        "16 fevrier 2019",
        "3 mars 2018",
        "article troisieme",
        "Titre affiche",
        "Conclusion",
    ];
    assert_final(&folder, &original, &words);
}

/// Where LibreOffice loses the marks of Word's changes, they are accepted before it sees them.
#[test]
fn changes_of_word_are_accepted_where_libreoffice_would_lose_them() {
    let folder = scratch();
    let by = "w:id=\"1\" w:author=\"Auteur\" w:date=\"2020-01-01T00:00:00Z\"";
    let run = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let deleted =
        |text: &str| format!("<w:del {by}><w:r><w:delText>{text}</w:delText></w:r></w:del>");
    let row = |mark: &str, text: &str| {
        format!(
            "<w:tr><w:trPr>{mark}</w:trPr><w:tc><w:p>{}</w:p></w:tc></w:tr>",
            run(text)
        )
    };
    let frame = "<w:pPr><w:framePr w:w=\"4000\" w:wrap=\"around\" w:hAnchor=\"page\" \
        w:x=\"5000\" w:y=\"1\"/></w:pPr>";
    let body = [
        // Inserted and deleted by one author.
        format!(
            "<w:p>{}<w:ins {by}>{}</w:ins></w:p>",
            run("Premier"),
            deleted("MARKboth")
        ),
        format!(
            "<w:p>{frame}{}{}</w:p>",
            run("Encadre"),
            deleted(" MARKframe")
        ),
        format!(
            "<w:tbl>{}{}</w:tbl>",
            row("", "Rangee"),
            row(&format!("<w:del {by}/>"), "MARKrow")
        ),
        format!("<w:p>{}</w:p>", run("Conclusion")),
    ];
    let original = put(&folder, "changes.docx", &word("MARKauthor", &body.concat()));
    let cleaned = assert_final(&folder, &original, &["Premier", "Conclusion"]);
    let seen = read(&folder, &cleaned);
    assert!(
        seen.contains("Encadre") && seen.contains("Rangee"),
        "{seen}"
    );
    for mark in ["MARKboth", "MARKframe", "MARKrow"] {
        assert!(tells(&cleaned, mark), "{mark}: {:?}", cleaned.report());
    }
}

#[test]
fn forms_and_equations_are_kept_as_they_are_seen() {
    let folder = scratch();
    let form = |instruction: &str, data: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData>{data}</w:ffData></w:fldChar></w:r>\
             <w:r><w:instrText> {instruction} </w:instrText></w:r>\
             <w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        )
    };
    let list = "<w:ddList><w:result w:val=\"1\"/><w:listEntry w:val=\"MARKother\"/>\
        <w:listEntry w:val=\"favorable\"/></w:ddList>";
    let math = "<m:oMath xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\">\
        <m:f><m:num><m:r><m:t>NUMERATEUR</m:t></m:r></m:num><m:den><m:r><m:t>DIVISEUR</m:t></m:r>\
        </m:den></m:f></m:oMath>";
    let body = format!(
        "<w:p><w:r><w:t xml:space=\"preserve\">Avis </w:t></w:r>{}</w:p><w:p>{math}</w:p>",
        form("FORMDROPDOWN", list)
    );
    let original = put(&folder, "form.docx", &word("MARKauthor", &body));
    let cleaned = assert_final(&folder, &original, &["Avis favorable"]);
    let seen = read(&folder, &cleaned);
    assert!(
        seen.contains("NUMERATEUR") && seen.contains("DIVISEUR"),
        "{seen}"
    );
}

#[test]
fn cells_say_what_they_said_or_the_document_is_refused() {
    let folder = scratch();
    let today = SHEET.replace("of:=6*7", "of:=YEAR(TODAY())-2000");
    // A new document has its results beside its formulas. Its year is made another one.
    let original = written(&folder, &today, "fods", "ods");
    let unpacked = folder.path().join("unpacked");
    fs::create_dir(&unpacked).unwrap();
    let run = |program: &str, arguments: &[&str]| {
        let done = Command::new(program)
            .current_dir(&unpacked)
            .args(arguments)
            .status();
        assert!(done.unwrap().success(), "{program}");
    };
    let path = original.to_str().unwrap();
    run("unzip", &["-q", path]);
    let content = unpacked.join("content.xml");
    let xml = fs::read_to_string(&content).unwrap();
    let (before, cell) = xml.split_once("YEAR(TODAY())").unwrap();
    let (value, after) = cell.split_once("<text:p>").unwrap();
    let (_, rest) = after.split_once("</text:p>").unwrap();
    let value = value.replace("office:value=\"", "office:value=\"77");
    let altered = format!("{before}YEAR(TODAY()){value}<text:p>7726</text:p>{rest}");
    fs::write(&content, altered).unwrap();
    run("zip", &["-q", path, "content.xml"]);
    assert_final(&folder, &original, &["Drones", "7726"]);

    // An old one is read by LibreOffice alone, which computes.
    let original = written(&folder, &today, "fods", "xls");
    assert!(matches!(
        refusal(&folder, &original),
        CleanError::Pixels(PixelError::Computes)
    ));
}

/// What a reader of PDFs finds in one as text.
fn text_layer(cleaned: &Cleaned) -> String {
    let said = Command::new("pdftotext")
        .arg(cleaned.path())
        .arg("-")
        .output();
    String::from_utf8(said.unwrap().stdout).unwrap()
}

#[test]
fn the_words_of_pages_can_be_searched_or_left_out() {
    let folder = scratch();
    let original = written(&folder, TEXT, "fodt", "odt");
    let clean = |text_layer| clean(&original, folder.path(), text_layer, &mut |_, _| ()).unwrap();
    let (with, without) = (clean(TextLayer::Add), clean(TextLayer::Omit));
    let words = text_layer(&with);
    let words: Vec<&str> = words.split_whitespace().collect();
    let words = words.join(" ");
    for line in [
        "Deliberation premiere du conseil",
        "Vote favorable obtenu mardi",
    ] {
        assert!(words.contains(line), "{words}");
    }
    assert!(!words.to_uppercase().contains(MARK), "{words}");
    assert_eq!(text_layer(&without).trim(), "");
    // What is seen is the same.
    assert_eq!(read(&folder, &with), read(&folder, &without));
    assert!(with.size() < without.size() + 5_000, "{}", with.size());
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let folder = scratch();
    let original = written(&folder, TEXT, "fodt", "odt");
    let cleaned = |folder: &TempDir| {
        let cleaned = clean(&original, folder.path(), TextLayer::Add, &mut |_, _| ());
        cleaned.unwrap().sha256().clone()
    };
    assert_eq!(cleaned(&folder), cleaned(&scratch()));
}

#[test]
fn each_refusal_says_why() {
    let folder = scratch();
    let sealed = put(&folder, "sealed.docx", &under_password());
    assert!(matches!(
        refusal(&folder, &sealed),
        CleanError::Pixels(PixelError::Password)
    ));
    let manifest = b"<manifest><file-entry><encryption-data/></file-entry></manifest>";
    let sealed = archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", b"\x93\x01sealed"),
        ("META-INF/manifest.xml", manifest),
    ]);
    let sealed = put(&folder, "sealed.odt", &sealed);
    assert!(matches!(
        refusal(&folder, &sealed),
        CleanError::Pixels(PixelError::Password)
    ));
    let broken = archive(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", b"<w:document>"),
    ]);
    let broken = put(&folder, "broken.docx", &broken);
    assert!(matches!(refusal(&folder, &broken), CleanError::NotOpened));
    let hidden = SLIDES.replace(
        "draw:style-name=\"shown\" draw:master",
        "draw:style-name=\"gone\" draw:master",
    );
    let hidden = written(&folder, &hidden, "fodp", "odp");
    assert!(matches!(
        refusal(&folder, &hidden),
        CleanError::Pixels(PixelError::Empty)
    ));
    let page = put(&folder, "page.svg", b"<svg><not closed</svg>");
    assert!(matches!(
        refusal(&folder, &page),
        CleanError::Pixels(PixelError::Unreadable)
    ));
}
