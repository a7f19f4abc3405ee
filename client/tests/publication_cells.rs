//! Workbooks become tables of the cells that are seen, one for each sheet, and of nothing that is
//! hidden in one of the ways that programs know.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected stops"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "documents of tests are not private"
)]

mod archives;
mod common;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use archives::word;
use common::{ID, Office, letter};
use sourdine::desk::cleaning::{CleanError, HiddenParts, Room, Sheets, pixels::PixelError, sheets};
use sourdine_decoder::office::cells::cells;
use sourdine_platform::files;
use tempfile::TempDir;

const CELLS: &str = include_str!("documents/office/cells.fods");
/// What is seen of that workbook.
const SEEN: [(&str, &str); 2] = [
    (
        "Releve.csv",
        "Poste,Montant,Remarque\n\
         Caméras,\"18,893.50 €\",\"ligne une\nligne deux\"\n\
         ,Blanc sur noir,\n\
         Drones et  micros,-12.5,\n\
         Ensemble,,\n\
         \"'=cmd|\"\" /C calc\"\"!A0\",+33 6 12 34 56 78,'@SUM(A1)\n\
         ,,\n\
         ,,À côté\n\
         ,,Toujours\n\
         \"Total, \"\"net\"\"; fin\",\"18,881.00 €\",\n",
    ),
    ("Fermee.csv", "Clos,,2024\nDeux,2,2025\n"),
];

fn scratch() -> TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap()
}

/// Has LibreOffice write a workbook as another kind.
fn written(folder: &TempDir, source: &str, extension: &str) -> PathBuf {
    let original = folder.path().join(format!("source-{extension}.fods"));
    fs::write(&original, source).unwrap();
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

/// The same workbook without what lies over cells, and without the cells below it.
fn without_drawing() -> String {
    let (before, drawing) = CELLS.split_once("<draw:rect").unwrap();
    let (_, after) = drawing.split_once("</draw:rect>").unwrap();
    let mut text = [before, after].concat();
    for under in ["MARKunder2", "MARKunder3", "MARKunder4", "MARKunder"] {
        text = text.replace(under, "");
    }
    text
}

/// The sheets of a workbook, each in a folder of the workbook's own.
fn sheets_of(folder: &TempDir, original: &Path, hidden: HiddenParts) -> Result<Sheets, CleanError> {
    let scratch = original.with_extension(format!("{hidden:?}"));
    files::make_dir(&folder.path().join(&scratch))?;
    let sheets = sheets(original, hidden, &scratch, &mut Room::default())?;
    sheets.ok_or(CleanError::UnknownKind)
}

fn texts(sheets: &Sheets) -> Vec<(String, String)> {
    let read = |path: &PathBuf| fs::read_to_string(path).unwrap();
    let sheets = sheets.sheets.iter();
    sheets
        .map(|sheet| (sheet.name.clone(), read(sheet.document.as_ref().unwrap())))
        .collect()
}

#[test]
fn the_cells_that_are_seen_become_tables_and_no_others() {
    let folder = scratch();
    let expected = SEEN.map(|(name, text)| (name.to_owned(), text.to_owned()));
    for extension in ["ods", "xlsx", "xls", "xltx"] {
        // In the old format, a drawing does not say which cells it covers.
        let is_old = extension == "xls";
        let source = if is_old {
            without_drawing()
        } else {
            CELLS.to_owned()
        };
        let original = written(&folder, &source, extension);
        let found = sheets_of(&folder, &original, HiddenParts::Omit).unwrap();
        // Excel hides formulas of a protected sheet, and no cell.
        let seen = texts(&found).into_iter();
        let seen = seen.map(|(name, text)| (name, text.replace("OUVERT", "")));
        assert_eq!(seen.collect::<Vec<_>>(), expected, "{extension}");
        let told = |field: &str, value: &str| {
            let mut told = found.told.iter();
            told.any(|told| told.field == field && told.value.contains(value))
        };
        for (field, value) in [
            ("HiddenSheet", "MARKsheetname"),
            ("HiddenRowOrColumn", "Releve"),
            ("HiddenText", "MARKwhite"),
            ("HiddenText", "MARKpale"),
            ("CoveredCell", "MARKunder4"),
            ("Comment", "MARKannotation"),
        ] {
            // LibreOffice drops comments of the old format without a word.
            if is_old && matches!(field, "CoveredCell" | "Comment") {
                continue;
            }
            assert!(told(field, value), "{extension}: {value}: {:?}", found.told);
        }
    }
}

#[test]
fn what_is_hidden_is_in_a_table_if_an_editor_asks() {
    let folder = scratch();
    let original = written(&folder, CELLS, "xlsx");
    let found = sheets_of(&folder, &original, HiddenParts::Show).unwrap();
    let texts = texts(&found);
    let names: Vec<&str> = texts.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Releve.csv", "MARKsheetname.csv", "Fermee.csv"]);
    for shown in ["MARKcolumn", "MARKcollapsed", "MARKfiltered"] {
        assert!(texts[0].1.contains(shown), "{shown}");
    }
    assert!(!texts[0].1.contains("MARKwhite"), "no sign hides it");
    let mut told = found.told.iter();
    assert!(told.any(|told| told.field == "HiddenAndPublished"));
}

/// A workbook with one sheet, and what stands in its styles and in its cells.
fn workbook(styles: &str, cells: &str) -> String {
    let (before, _) = CELLS.split_once("<office:styles>").unwrap();
    format!(
        "{before}<office:automatic-styles>{styles}</office:automatic-styles><office:body>\
         <office:spreadsheet><table:table table:name=\"F\">{cells}</table:table>\
         </office:spreadsheet></office:body></office:document>"
    )
    .replace(
        "<office:document ",
        "<office:document xmlns:calcext=\"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0\" ",
    )
}

fn cell(style: &str, text: &str) -> String {
    format!(
        "<table:table-row><table:table-cell table:style-name=\"{style}\" office:value-type=\"string\">\
         {text}</table:table-cell></table:table-row>"
    )
}

#[test]
fn a_workbook_of_which_nobody_can_say_what_is_seen_is_refused() {
    let folder = scratch();
    let text = "<text:p>Texte</text:p>";
    let conditional = "<style:style style:name=\"none\" style:family=\"table-cell\">\
        <style:text-properties fo:color=\"#ffffff\"/></style:style>";
    let condition = "<calcext:conditional-formats><calcext:conditional-format \
        calcext:target-range-address=\"F.A1:F.A1\"><calcext:condition \
        calcext:apply-style-name=\"none\" calcext:value=\"&gt;0\" calcext:base-cell-address=\"F.A1\"/>\
        </calcext:conditional-format></calcext:conditional-formats>";
    let bar = condition.replace(
        "<calcext:condition ",
        "<calcext:data-bar calcext:show-value=\"false\" ",
    );
    let turned = "<draw:rect table:end-cell-address=\"F.B2\" svg:width=\"2cm\" svg:height=\"2cm\" \
        draw:transform=\"rotate (0.7) translate (3cm 3cm)\"/>";
    let on_page = "<table:shapes><draw:rect svg:x=\"0cm\" svg:y=\"0cm\" svg:width=\"5cm\" \
        svg:height=\"5cm\"/></table:shapes>";
    for (why, styles, cells) in [
        (
            "condition",
            conditional,
            format!("{}{condition}", cell("", text)),
        ),
        ("bar", "", format!("{}{bar}", cell("", text))),
        ("turned", "", cell("", &format!("{turned}{text}"))),
        ("on the page", "", format!("{on_page}{}", cell("", text))),
    ] {
        let original = folder.path().join(format!("{why}.fods"));
        fs::write(&original, workbook(styles, &cells)).unwrap();
        let refused = cells_of(&original);
        assert_eq!(refused.err(), Some("Unfaithful".to_owned()), "{why}");
    }
    let empty = workbook("", &cell("", "<text:p> </text:p>"));
    let original = written(&folder, &empty, "xlsx");
    let refused = sheets_of(&folder, &original, HiddenParts::Omit).map(|_| ());
    let is_empty = matches!(refused, Err(CleanError::Pixels(PixelError::Empty)));
    assert!(is_empty, "{refused:?}");
}

/// The tables of a flat file, or why there are none.
fn cells_of(original: &Path) -> Result<Vec<u8>, String> {
    let mut tables = Vec::new();
    let bytes = fs::read(original).map_err(|error| error.to_string())?;
    let done = cells(&bytes, &mut tables);
    done.map_err(|error| error.to_string())?;
    Ok(tables)
}

#[test]
fn what_is_repeated_a_million_times_is_no_table() {
    let row = |times| {
        format!(
            "<table:table-row table:number-rows-repeated=\"{times}\"><table:table-cell \
             table:number-columns-repeated=\"60000\" office:value-type=\"string\"><text:p>x</text:p>\
             </table:table-cell></table:table-row>"
        )
    };
    let folder = scratch();
    let original = folder.path().join("bomb.fods");
    let end = cell("", "<text:p>fin</text:p>");
    for times in ["1000000", "18446744073709551615"] {
        fs::write(&original, workbook("", &format!("{}{end}", row(times)))).unwrap();
        let tables = cells_of(&original).unwrap();
        assert!(tables.len() < 1_000, "its name, and that it is too large");
    }
}

/// The case keeps a copy for each sheet, with the hash of the workbook; its report says what was
/// hidden, and other documents are cleaned as ever.
#[test]
fn a_case_has_a_table_for_each_sheet() {
    let office = Office::with_bob();
    let folder = scratch();
    let workbook = fs::read(written(&folder, CELLS, "xlsx")).unwrap();
    let note = word("MARKauthor", "<w:p><w:r><w:t>Bonjour</w:t></w:r></w:p>");
    let files: [(&str, &[u8]); 2] = [("budget.xlsx", &workbook), ("note.docx", &note)];
    let envelope = letter(&[office.recipient("alice")], "Bonjour.\n", &files);
    office.deliver("alice", ID, &envelope);
    office.type_as("alice", &["open", ID]).good();
    let shown = office.json_as("alice", &["triage", "new", "0011", "--title", "Budget"]);
    let case = shown["case"].as_str().unwrap();
    office
        .type_as(
            "alice",
            &["clean", case, "--all", "--csv", "--no-text-layer"],
        )
        .good();
    let shown = office.json_as("alice", &["triage", "show", case]);
    let copies = shown["copies"].as_array().unwrap();
    let told: Vec<_> = copies
        .iter()
        .map(|copy| {
            (
                copy["original_name"].as_str().unwrap(),
                copy["format"].as_str().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("Releve.csv", "csv"),
        ("Fermee.csv", "csv"),
        ("note.docx", "pdf"),
    ];
    assert_eq!(told, expected);
    assert_eq!(copies[0]["original_sha256"], copies[1]["original_sha256"]);
    assert!(
        copies[1]["report"].to_string().contains("MARKsheetname"),
        "{}",
        copies[1]
    );
}
