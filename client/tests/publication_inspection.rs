//! Whatever a document gives away is told: each name that real programs, or we, planted in it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::too_many_lines,
    reason = "a test that meets the unexpected stops, and says in one place what it planted"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "documents of tests are not private"
)]

mod archives;
mod common;

use std::{
    collections::BTreeSet,
    fs,
    io::{Cursor, Read},
    path::{Path, PathBuf},
    process::Command,
};

use archives::{archive, under_password, word};
use common::{ID, Office, letter};
use sourdine::desk::{
    cleaning::{CleanError, pixels::PixelError},
    inspection::{
        Inspection,
        compare::{Difference, DifferenceKind, compare},
        group::Group,
        inspect,
    },
};
use sourdine_decoder::look::{
    Look, look,
    trace::{Line, TraceKind},
};
use sourdine_platform::files;
use tempfile::TempDir;
use zip::ZipArchive;

const TEXT: &str = include_str!("documents/office/text.fodt");
const SHEET: &str = include_str!("documents/office/sheet.fods");
const SLIDES: &str = include_str!("documents/office/slides.fodp");
const SQUARE: &[u8] = include_bytes!("documents/square.jpg");
const MARK: &str = "MARK";

fn scratch() -> TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap()
}

fn put(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    files::publish_new(&path, bytes).unwrap();
    path
}

fn run(program: &str, arguments: &[&str]) {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {output:?}"
    );
}

/// Has LibreOffice write documents as another kind.
fn written(folder: &TempDir, originals: &[PathBuf], extension: &str) -> Vec<PathBuf> {
    let profile = format!(
        "-env:UserInstallation=file://{}/profile",
        folder.path().display()
    );
    let done = Command::new("/usr/bin/soffice")
        .env("HOME", folder.path())
        .args([
            "--headless",
            &profile,
            "--convert-to",
            extension,
            "--outdir",
        ])
        .arg(folder.path())
        .args(originals)
        .output()
        .unwrap();
    let made = originals
        .iter()
        .map(|original| original.with_extension(extension));
    let made: Vec<PathBuf> = made.collect();
    assert!(made.iter().all(|made| made.is_file()), "{done:?}");
    made
}

fn inspected(folder: &TempDir, original: &Path) -> Inspection {
    let inspection = inspect(original, folder.path());
    inspection.unwrap_or_else(|error| panic!("{}: {error}", original.display()))
}

/// All that is told, as a program reads it.
fn told(inspection: &Inspection) -> String {
    serde_json::to_string(&inspection.traces).unwrap()
}

fn has(inspection: &Inspection, kind: TraceKind, text: &str) -> bool {
    let mut traces = inspection.traces.iter();
    traces.any(|trace| trace.kind == kind && trace.text.contains(text))
}

fn assert_told(inspection: &Inspection, expected: &[(TraceKind, &str)]) {
    for (kind, text) in expected {
        assert!(
            has(inspection, *kind, text),
            "{kind:?} {text}: {:#?}",
            inspection.traces
        );
    }
}

/// The names that are planted in the parts of an archive.
fn marks_in(document: &[u8]) -> BTreeSet<String> {
    let mut all = String::new();
    if let Ok(mut archive) = ZipArchive::new(Cursor::new(document)) {
        for index in 0..archive.len() {
            let mut bytes = Vec::new();
            archive
                .by_index(index)
                .unwrap()
                .read_to_end(&mut bytes)
                .unwrap();
            all.push_str(&String::from_utf8_lossy(&bytes));
            all.push(' ');
        }
    } else {
        all.push_str(&String::from_utf8_lossy(document));
    }
    let parts = all.split(MARK).skip(1).map(|rest| {
        let name: String = rest
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        format!("{MARK}{name}")
    });
    parts.collect()
}

/// Every name in the parts of a document is told, whatever part it is in.
fn assert_every_mark_is_told(
    source: &str,
    from: &str,
    extension: &str,
    least: usize,
) -> Inspection {
    let folder = scratch();
    let source = put(&folder, &format!("source.{from}"), source.as_bytes());
    let made = written(&folder, &[source], extension).remove(0);
    let marks = marks_in(&fs::read(&made).unwrap());
    assert!(marks.len() >= least, "{marks:?}");
    let inspection = inspected(&folder, &made);
    let told = told(&inspection);
    let missed: Vec<&String> = marks.iter().filter(|mark| !told.contains(*mark)).collect();
    assert!(
        missed.is_empty(),
        "{extension}: {missed:?} of {:#?}",
        inspection.traces
    );
    assert!(
        inspection.unfinished.is_empty(),
        "{:?}",
        inspection.unfinished
    );
    inspection
}

#[test]
fn every_mark_in_a_text_of_word_is_told() {
    // LibreOffice turns these into text that is seen, as it writes for Word.
    let (before, section) = TEXT.split_once("<text:section").unwrap();
    let (_, after) = section.split_once("</text:section>").unwrap();
    let text = [before, after].concat();
    let text = text.replace("<text:sender-email>MARKsender</text:sender-email>", "");
    let inspection = assert_every_mark_is_told(&text, "fodt", "docx", 10);
    assert_told(
        &inspection,
        &[
            (TraceKind::Revision, "MARKdeleter"),
            (TraceKind::Comment, "MARKannotation"),
            (TraceKind::HiddenText, "MARKhidden"),
        ],
    );
}

#[test]
fn every_mark_in_a_text_of_openoffice_is_told() {
    let inspection = assert_every_mark_is_told(TEXT, "fodt", "odt", 15);
    assert_told(&inspection, &[(TraceKind::Revision, "MARKdeleted")]);
}

#[test]
fn marks_in_an_old_text_are_told() {
    let folder = scratch();
    let source = put(&folder, "source.fodt", TEXT.as_bytes());
    let made = written(&folder, &[source], "doc").remove(0);
    let told = told(&inspected(&folder, &made));
    for mark in [
        "MARKdeleter",
        "MARKdeleted",
        "MARKannotation",
        "MARKhidden",
        "MARKwhole",
    ] {
        assert!(told.contains(mark), "{mark}: {told}");
    }
}

#[test]
fn every_mark_in_sheets_is_told() {
    for (extension, least) in [("xlsx", 5), ("ods", 5)] {
        let inspection = assert_every_mark_is_told(SHEET, "fods", extension, least);
        assert_told(&inspection, &[(TraceKind::HiddenSheet, "MARKsheetname")]);
    }
}

#[test]
fn every_mark_in_slides_is_told() {
    for extension in ["pptx", "odp"] {
        let inspection = assert_every_mark_is_told(SLIDES, "fodp", extension, 3);
        assert!(told(&inspection).contains("hidden_slide"), "{extension}");
        assert_told(
            &inspection,
            &[(TraceKind::SpeakerNotes, "MARKspeakernotes")],
        );
    }
}

/// What Word writes and LibreOffice does not.
#[test]
fn what_stands_in_parts_that_no_page_shows_is_told() {
    let folder = scratch();
    let run = |properties: &str, text: &str| {
        format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>")
    };
    let body = [
        "<w:p w:rsidR=\"00CA4A21\" w:rsidP=\"00CA4A22\">".to_owned(),
        run("", "Le conseil decide"),
        run("<w:vanish/>", "MARKvanished"),
        run("<w:color w:val=\"FFFFFF\"/>", "MARKwhite"),
        "</w:p><w:p>".to_owned(),
        run("<w:sz w:val=\"1\"/>", "MARKtiny"),
        "</w:p><w:p><w:r><w:instrText>INCLUDEPICTURE MARKfield</w:instrText></w:r></w:p>"
            .to_owned(),
        "<w:p><w:pPr><w:rPr><w:rPrChange w:author=\"MARKformatter\"/></w:rPr></w:pPr></w:p>"
            .to_owned(),
        "<w:sdt><w:sdtPr><w:alias w:val=\"MARKalias\"/></w:sdtPr></w:sdt>".to_owned(),
    ];
    let base = word("MARKauthor", &body.concat());
    let mut parts = ZipArchive::new(Cursor::new(base)).unwrap();
    let mut members = Vec::new();
    for index in 0..parts.len() {
        let mut part = parts.by_index(index).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        members.push((part.name().unwrap().into_owned(), bytes));
    }
    let located = folder.path().join("located.jpg");
    fs::write(&located, SQUARE).unwrap();
    let place = "-XMP:Creator=MARKphotographer";
    run_exiftool(&[place], &located);
    let more: [(&str, &[u8]); 9] = [
        ("word/comments.xml", b"<w:comments><w:comment w:author=\"MARKcommenter\"><w:p><w:r><w:t>MARKcomment</w:t></w:r></w:p></w:comment></w:comments>"),
        ("word/people.xml", b"<w15:people><w15:person w15:author=\"MARKperson\"><w15:presenceInfo w15:userId=\"MARKuserid\"/></w15:person></w15:people>"),
        ("word/_rels/settings.xml.rels", b"<Relationships><Relationship Target=\"file:///C:/Users/MARKhome/modele.dotx\" TargetMode=\"External\"/></Relationships>"),
        ("word/settings.xml", b"<w:settings><w:docVars><w:docVar w:name=\"a\" w:val=\"MARKvariable\"/></w:docVars></w:settings>"),
        ("customXml/item1.xml", b"<a><b>MARKcustom</b></a>"),
        ("word/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0"),
        ("word/vbaProject.bin", b"\xd0\xcf\x11\xe0"),
        ("docProps/thumbnail.jpeg", SQUARE),
        ("word/printerSettings1.bin", b"M\0A\0R\0K\0p\0r\0i\0n\0t\0e\0r\0"),
    ];
    let mut all: Vec<(&str, &[u8])> = members
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    all.extend(more);
    let picture = fs::read(&located).unwrap();
    all.push(("word/media/image1.jpg", &picture));
    let original = put(&folder, "memo.docx", &archive(&all));
    let inspection = inspected(&folder, &original);
    assert_told(
        &inspection,
        &[
            (TraceKind::Metadata, "MARKauthor"),
            (TraceKind::Metadata, "MARKphotographer"),
            (TraceKind::HiddenText, "MARKvanished"),
            (TraceKind::InvisibleText, "MARKwhite"),
            (TraceKind::TinyText, "MARKtiny"),
            (TraceKind::Field, "MARKfield"),
            (TraceKind::Revision, "MARKformatter"),
            (TraceKind::AlternativeText, "MARKalias"),
            (TraceKind::Comment, "MARKcommenter"),
            (TraceKind::Comment, "MARKcomment"),
            (TraceKind::AuthorName, "MARKperson"),
            (TraceKind::AuthorName, "MARKuserid"),
            (TraceKind::LocalPath, "MARKhome"),
            (TraceKind::CustomData, "MARKvariable"),
            (TraceKind::CustomData, "MARKcustom"),
            (TraceKind::EmbeddedObject, ""),
            (TraceKind::Macro, ""),
            (TraceKind::Thumbnail, ""),
            (TraceKind::PrinterSettings, "MARKprinter"),
            (TraceKind::RevisionIds, "2: 00CA4A21"),
        ],
    );
}

fn run_exiftool(arguments: &[&str], file: &Path) {
    let file = file.to_str().unwrap();
    run(
        "/usr/bin/exiftool",
        &[&["-q", "-overwrite_original"], arguments, &[file]].concat(),
    );
}

#[test]
fn what_pictures_tell_is_told() {
    let folder = scratch();
    let wheel = picture(&folder, "wheel.jpg", "linear_gradient('L')");
    let other = picture(&folder, "other.jpg", "new('L', (256, 256), 0)");
    let small = |from: &Path| format!("-ThumbnailImage<={}", from.display());
    for (name, thumbnail, differs) in [("same.jpg", &wheel, false), ("differs.jpg", &other, true)] {
        let photo = folder.path().join(name);
        fs::copy(&wheel, &photo).unwrap();
        run_exiftool(
            &[
                &small(thumbnail),
                "-Artist=MARKartist",
                "-GPSLatitude=43.6961",
                "-GPSLatitudeRef=N",
                "-Comment=MARKcomment",
                "-XMP:Creator=MARKcreator",
                "-SerialNumber=MARKserial",
            ],
            &photo,
        );
        let inspection = inspected(&folder, &photo);
        assert_told(
            &inspection,
            &[
                (TraceKind::Metadata, "MARKartist"),
                (TraceKind::Metadata, "43 deg"),
                (TraceKind::Metadata, "MARKcomment"),
                (TraceKind::Metadata, "MARKcreator"),
                (TraceKind::Metadata, "MARKserial"),
                (TraceKind::Thumbnail, ""),
            ],
        );
        assert_eq!(
            has(&inspection, TraceKind::DifferentThumbnail, ""),
            differs,
            "{name}"
        );
        assert!(
            inspection.unfinished.is_empty(),
            "{:?}",
            inspection.unfinished
        );
    }
}

/// A picture by Pillow.
fn picture(folder: &TempDir, name: &str, made: &str) -> PathBuf {
    let path = folder.path().join(name);
    let script = format!(
        "from PIL import Image; Image.{made}.convert('RGB').save('{}')",
        path.display()
    );
    run("/usr/bin/python3", &["-c", &script]);
    path
}

#[test]
fn bytes_behind_the_end_and_dots_of_printers_are_told() {
    let folder = scratch();
    for name in ["plain.png", "plain.gif", "plain.jpg", "plain.bmp"] {
        let path = picture(&folder, name, "new('RGB', (64, 64), 'white')");
        let plain = inspected(&folder, &path);
        assert!(
            !has(&plain, TraceKind::BytesBehindEnd, ""),
            "{:?}",
            plain.traces
        );
        let longer = [fs::read(&path).unwrap(), b"MARKbehind".to_vec()].concat();
        let longer = put(&folder, &format!("longer-{name}"), &longer);
        let inspection = inspected(&folder, &longer);
        assert_told(&inspection, &[(TraceKind::BytesBehindEnd, "MARKbehind")]);
    }
    let dotted = folder.path().join("dotted.png");
    let script = format!(
        "from PIL import Image\np=Image.new('RGB',(600,400),'white')\n\
         [p.putpixel((x,y),(255,255,200)) for x in range(20,580,16) for y in range(20,380,24)]\n\
         p.save('{}')",
        dotted.display()
    );
    run("/usr/bin/python3", &["-c", &script]);
    let inspection = inspected(&folder, &dotted);
    assert_told(&inspection, &[(TraceKind::PrinterDots, "")]);
    let stays = inspection
        .traces
        .iter()
        .find(|trace| trace.kind == TraceKind::PrinterDots);
    assert_eq!(Group::of(stays.unwrap()), Group::Stays);
}

#[test]
fn what_recordings_have_beside_sound_and_picture_is_told() {
    let folder = scratch();
    let titles = put(
        &folder,
        "titles.srt",
        b"1\n00:00:00,000 --> 00:00:01,000\nMARKsubtitle\n",
    );
    let chapters = put(
        &folder,
        "chapters.txt",
        b";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND=1\ntitle=MARKchapter\n",
    );
    let film = folder.path().join("film.mkv");
    let arguments = [
        "-nostdin",
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "sine=duration=1",
        "-f",
        "lavfi",
        "-i",
        "color=red:size=64x64:duration=1",
        "-i",
        titles.to_str().unwrap(),
        "-i",
        chapters.to_str().unwrap(),
        "-map",
        "0:a",
        "-map",
        "0:a",
        "-map",
        "1:v",
        "-map",
        "2:s",
        "-map_chapters",
        "3",
        "-attach",
        chapters.to_str().unwrap(),
        "-metadata:s:t",
        "mimetype=text/plain",
        "-metadata",
        "artist=MARKartist",
        "-metadata:s:a:1",
        "title=MARKtrack",
        film.to_str().unwrap(),
    ];
    run("ffmpeg", &arguments);
    let inspection = inspected(&folder, &film);
    assert_told(
        &inspection,
        &[
            (TraceKind::Metadata, "MARKartist"),
            (TraceKind::Metadata, "MARKtrack"),
            (TraceKind::SecondTrack, "audio"),
            (TraceKind::Subtitles, ""),
            (TraceKind::Chapter, "MARKchapter"),
            (TraceKind::Attachment, ""),
        ],
    );
    let sound = folder.path().join("sound.ogg");
    let sound = sound.to_str().unwrap();
    run(
        "ffmpeg",
        &["-v", "error", "-f", "lavfi", "-i", "sine=duration=1", sound],
    );
    let longer = [fs::read(sound).unwrap(), b"MARKbehind".to_vec()].concat();
    let longer = put(&folder, "longer.ogg", &longer);
    assert_told(
        &inspected(&folder, &longer),
        &[(TraceKind::BytesBehindEnd, "MARKbehind")],
    );
}

/// A PDF that LibreOffice makes of a text with a picture.
fn printed(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let source = put(folder, &format!("{name}.html"), text.as_bytes());
    written(folder, &[source], "pdf").remove(0)
}

/// A PDF of one page, which is a photograph as the camera wrote it.
fn around(folder: &TempDir, photo: &Path) -> PathBuf {
    let photo = fs::read(photo).unwrap();
    let content = "q 256 0 0 256 0 0 cm /X Do Q";
    let objects: [Vec<u8>; 5] = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 256 256]/Contents 4 0 R\
          /Resources<</XObject<</X 5 0 R>>>>>>"
            .to_vec(),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()).into_bytes(),
        [
            format!(
                "<</Type/XObject/Subtype/Image/Width 256/Height 256/ColorSpace/DeviceRGB\
                 /BitsPerComponent 8/Filter/DCTDecode/Length {}>>stream\n",
                photo.len()
            )
            .into_bytes(),
            photo,
            b"\nendstream".to_vec(),
        ]
        .concat(),
    ];
    let (mut file, mut offsets) = (b"%PDF-1.4\n".to_vec(), String::new());
    for (object, number) in objects.iter().zip(1..) {
        offsets.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.extend(format!("{number} 0 obj\n").bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    file.extend(
        format!(
            "xref\n0 6\n0000000000 65535 f \n{offsets}trailer<</Size 6/Root 1 0 R>>\n\
             startxref\n{start}\n%%EOF\n"
        )
        .bytes(),
    );
    put(folder, "page.pdf", &file)
}

#[test]
fn pdfs_are_told_through_the_sandbox() {
    let folder = scratch();
    let photo = picture(&folder, "grey.jpg", "linear_gradient('L')");
    run_exiftool(&["-XMP:Creator=MARKcreator", "-Artist=MARKartist"], &photo);
    let pdf = around(&folder, &photo);
    run_exiftool(&["-Author=MARKauthor", "-XMP:Creator=MARKxmp"], &pdf);
    let attached = folder.path().join("attached.pdf");
    let note = put(&folder, "MARKnote.txt", b"note");
    run(
        "qpdf",
        &[
            pdf.to_str().unwrap(),
            "--add-attachment",
            note.to_str().unwrap(),
            "--",
            attached.to_str().unwrap(),
        ],
    );
    let inspection = inspected(&folder, &attached);
    assert_told(
        &inspection,
        &[
            (TraceKind::Metadata, "MARKauthor"),
            (TraceKind::Metadata, "MARKxmp"),
            (TraceKind::Attachment, "MARKnote"),
            (TraceKind::Metadata, "MARKartist"),
        ],
    );
    let mut traces = inspection.traces.iter();
    assert!(!traces.any(|trace| Group::of(trace) == Group::FailedRedaction));
    let locked = folder.path().join("locked.pdf");
    let arguments = [
        "--encrypt",
        "geheim",
        "geheim",
        "256",
        "--",
        pdf.to_str().unwrap(),
        locked.to_str().unwrap(),
    ];
    run("qpdf", &arguments);
    let inspection = inspected(&folder, &locked);
    let mut unfinished = inspection.unfinished.iter();
    let asks = |error: &CleanError| matches!(error, CleanError::Pixels(PixelError::Password));
    assert!(unfinished.any(asks), "{:?}", inspection.unfinished);
    let sealed = inspected(&folder, &put(&folder, "sealed.docx", &under_password()));
    assert!(!sealed.unfinished.is_empty());
    for (name, bytes) in [
        ("empty.pdf", b"".as_slice()),
        ("noise.bin", b"\0\x01\x02\xFF"),
    ] {
        let path = put(&folder, name, bytes);
        assert!(inspect(&path, folder.path()).is_err(), "{name}");
    }
}

#[test]
fn what_is_in_archives_and_in_pages_of_the_web_is_told() {
    let folder = scratch();
    let note = "Le con\u{200B}seil vote.\n";
    let inner = archive(&[("b/note.txt", note.as_bytes())]);
    let outer = archive(&[("a.zip", &inner), ("photo.jpg", SQUARE)]);
    let inspection = inspected(&folder, &put(&folder, "all.zip", &outer));
    assert_told(
        &inspection,
        &[
            (TraceKind::Attachment, "photo.jpg"),
            (TraceKind::Attachment, "note.txt"),
            (TraceKind::HiddenCharacter, "U+200B"),
        ],
    );
    let mut traces = inspection.traces.iter();
    let hidden = traces.find(|trace| trace.kind == TraceKind::HiddenCharacter);
    let part = hidden.unwrap().part.clone().unwrap();
    assert!(
        part.contains("a.zip") && part.contains("note.txt"),
        "{part}"
    );
    let page = "<!doctype html><html><head><meta name=\"author\" content=\"MARKauthor\"></head>\
        <body><p>Le conseil vote</p><p style=\"display:none\">MARKhidden</p></body></html>";
    let told = told(&inspected(
        &folder,
        &put(&folder, "page.html", page.as_bytes()),
    ));
    assert!(
        told.contains("MARKauthor") && told.contains("MARKhidden"),
        "{told}"
    );
}

/// Not more than one of twenty honest documents may be suspected; of these none is.
#[test]
fn honest_documents_of_real_programs_are_not_suspected() {
    let folder = scratch();
    let bodies = [
        "<h1>Titre</h1><p>Le conseil vote <b>le budget</b> et <i>les moyens</i>.</p>",
        "<table border=1><tr bgcolor=black><td><font color=white>Poste</font></td><td><font color=white>Montant</font></td></tr><tr><td>Drones</td><td>42</td></tr></table>",
        "<p style=\"background:#ffff00\">Passage surligne en jaune</p>",
        "<p style=\"background:#003366;color:#ffffff\">Bandeau fonce</p>",
        "<p><s>Passage barre</s> et <u>souligne</u></p>",
        "<table border=1 cellspacing=0><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
        "<p style=\"color:#888888\">Texte gris</p><hr><p>Suite</p>",
        "<ul><li>Un</li><li>Deux</li></ul><ol><li>Trois</li></ol>",
        "<p style=\"background:#cc0000;color:#ffffff\">Alerte</p>",
        "<blockquote>Citation longue de plusieurs mots</blockquote>",
        "<p>Colonne</p><table><tr><td bgcolor=#dddddd>gris</td><td bgcolor=#222222><font color=#eeeeee>nuit</font></td></tr></table>",
        "<p style=\"font-size:6pt\">Petits caracteres</p><p style=\"font-size:40pt\">Grands</p>",
        "<pre>code  aligne\n  en colonnes</pre>",
        "<p>Lien vers <a href=\"https://example.invalid/\">une page</a></p>",
        "<h2>1. Objet</h2><p>Texte</p><h2>2. Suite</h2><p>Texte</p>",
        "<p style=\"border:2px solid black\">Encadre</p>",
    ];
    let sources = bodies.iter().zip(0..).map(|(body, number)| {
        let page = format!("<html><body>{body}</body></html>");
        put(&folder, &format!("honest{number}.html"), page.as_bytes())
    });
    let mut sources: Vec<PathBuf> = sources.collect();
    for (name, text) in [
        ("text.fodt", TEXT),
        ("sheet.fods", SHEET),
        ("slides.fodp", SLIDES),
    ] {
        sources.push(put(&folder, name, text.as_bytes()));
    }
    let mut documents = written(&folder, &sources, "pdf");
    documents.extend(manuals());
    let suspected = documents.iter().filter(|document| is_suspected(document));
    let suspected: Vec<_> = suspected.collect();
    assert!(documents.len() >= 19);
    assert!(suspected.len() * 20 <= documents.len(), "{suspected:?}");
}

/// Manuals that the tools' packages bring, where documentation is installed.
fn manuals() -> Vec<PathBuf> {
    let packages = [
        "libimage-exiftool-perl/html",
        "shared-mime-info",
        "libtasn1-doc",
        "qpdf",
    ];
    let folders = packages.map(|package| Path::new("/usr/share/doc").join(package));
    let entries = folders
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flatten();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|e| e == "pdf"))
        .collect()
}

fn is_suspected(document: &Path) -> bool {
    let mut out = Vec::new();
    look(Look::Pdf, fs::read(document).unwrap(), &mut out).unwrap();
    let said = String::from_utf8(out).unwrap();
    said.lines()
        .any(|line| match serde_json::from_str(line).unwrap() {
            Line::Trace(trace) => Group::of(&trace) == Group::FailedRedaction,
            Line::Page { .. } | Line::Paragraph { .. } => false,
        })
}

fn differences(folder: &TempDir, paths: &[&Path]) -> Vec<Difference> {
    let copies: Vec<Inspection> = paths.iter().map(|path| inspected(folder, path)).collect();
    compare(&copies.iter().collect::<Vec<_>>())
}

#[test]
fn copies_differ_where_somebody_marked_them() {
    let folder = scratch();
    let text = |name: &str, text: &str| put(&folder, name, text.as_bytes());
    let first = text(
        "first.txt",
        "Le conseil vote le budget de la surveillance.\nFin.\n",
    );
    let same = text(
        "same.txt",
        "Le conseil vote le budget de la surveillance.\nFin.\n",
    );
    let word = text(
        "word.txt",
        "Le conseil adopte le budget de la surveillance.\nFin.\n",
    );
    let space = text(
        "space.txt",
        "Le conseil vote  le budget de la surveillance.\nFin.\n",
    );
    let zero = text(
        "zero.txt",
        "Le con\u{200B}seil vote le budget de la surveillance.\nFin.\n",
    );
    assert_eq!(differences(&folder, &[&first, &same]), []);
    for (other, kind, first_has, other_has) in [
        (&word, DifferenceKind::Words, "vote", "adopte"),
        (&space, DifferenceKind::Spacing, "vote␣", "vote␣␣"),
        (
            &zero,
            DifferenceKind::Spacing,
            "conseil␣",
            "con[U+200B]seil␣",
        ),
    ] {
        let all = differences(&folder, &[&first, &same, other]);
        let found = all.iter().find(|difference| difference.kind == kind);
        let found = found.unwrap_or_else(|| panic!("{all:?}"));
        assert_eq!(
            (found.copy, found.first.as_str(), found.other.as_str()),
            (3, first_has, other_has)
        );
        assert!(all.iter().all(|difference| difference.copy == 3), "{all:?}");
    }
}

#[test]
fn printed_copies_differ_in_metadata_in_words_and_in_pixels() {
    let folder = scratch();
    let page =
        |more: &str| format!("<html><body><p>Le conseil vote</p><p>{more}</p></body></html>");
    let first = printed(&folder, "first", &page("Fin du texte"));
    let second = printed(&folder, "second", &page("Fin  du texte."));
    run_exiftool(&["-Author=MARKcopy"], &second);
    let all = differences(&folder, &[&first, &second]);
    let has = |kind: DifferenceKind, other: &str| {
        let mut all = all.iter();
        all.any(|difference| difference.kind == kind && difference.other.contains(other))
    };
    assert!(has(DifferenceKind::Trace, "MARKcopy"), "{all:#?}");
    assert!(has(DifferenceKind::Words, "texte."), "{all:#?}");
    let pixels: Vec<_> = all
        .iter()
        .filter(|d| d.kind == DifferenceKind::Pixels)
        .collect();
    assert_eq!(pixels.len(), 1, "{all:#?}");
    let [_, _, _, height] = pixels.first().unwrap().area.unwrap();
    assert!(height < 60, "the line that differs, not the page: {height}");
}

#[test]
fn the_command_tells_a_person_and_a_program() {
    let office = Office::founded();
    let hidden = "Le con\u{200B}seil \u{1b}[31mvote\n";
    office.deliver(
        "alice",
        ID,
        &letter(
            &[office.recipient("alice")],
            "",
            &[("note.txt", hidden.as_bytes())],
        ),
    );
    let beginning = &ID[..8];
    let named = format!("{beginning}:note.txt");
    office
        .type_as("alice", &["inspect", &named])
        .bad("not open");
    office.type_as("alice", &["open", beginning]).good();
    let said = office.type_as("alice", &["inspect", &named]).good();
    assert!(
        said.out.contains("U+200B") && !said.out.contains('\u{1b}'),
        "{}",
        said.out
    );
    let french = office
        .type_as("alice", &["--lang", "fr", "inspect", &named])
        .good();
    assert!(
        french.out.contains("caractères invisibles"),
        "{}",
        french.out
    );
    office
        .type_as("alice", &["inspect", &format!("{beginning}:other.txt")])
        .bad("other.txt");
    // A file that lies there needs neither desk nor key.
    let plain = office.path("plain.txt");
    fs::write(&plain, "Le conseil vote.\n").unwrap();
    let plain = plain.to_str().unwrap();
    let json = office.json_as("nobody", &["inspect", plain, plain, "--compare"]);
    assert_eq!(json["differences"], serde_json::json!([]));
    assert_eq!(json["files"][0]["traces"], serde_json::json!([]));
    office
        .type_as("nobody", &["inspect", plain, "--compare"])
        .bad("one file only");
    office
        .type_as("nobody", &["inspect", "/nowhere/file.pdf"])
        .bad("nowhere");
    let some = office.type_as("nobody", &["inspect", plain, "/nowhere/file.pdf"]);
    assert!(some.out.contains("plain.txt"), "{}", some.out);
    some.bad("1 of 2 files");
    assert!(
        office.in_scratch().iter().all(|path| path.contains(ID)),
        "{:?}",
        office.in_scratch()
    );
}
