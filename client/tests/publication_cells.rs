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
use sourdine::desk::cleaning::{CleanError, HiddenParts, Room, Sheets, sheets};
use sourdine_decoder::{
    members::stream::{MemberHead, State},
    office::cells::cells,
};
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
        let original = written(&folder, &without_drawing(), extension);
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
            ("CoveredCell", "MARKcovered"),
            ("Comment", "MARKannotation"),
        ] {
            // LibreOffice drops comments of the old format without a word.
            if extension == "xls" && field == "Comment" {
                continue;
            }
            assert!(told(field, value), "{extension}: {value}: {:?}", found.told);
        }
    }
}

#[test]
fn what_is_hidden_is_in_a_table_if_an_editor_asks() {
    let folder = scratch();
    let original = written(&folder, &without_drawing(), "xlsx");
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

/// A style of cells with these properties, and an element with more.
fn style(name: &str, properties: &str, more: &str) -> String {
    format!(
        "<style:style style:name=\"{name}\" style:family=\"table-cell\"{more}>{properties}</style:style>"
    )
}

fn text_colour(colour: &str) -> String {
    format!("<style:text-properties fo:color=\"{colour}\"/>")
}

fn behind(colour: &str) -> String {
    format!("<style:table-cell-properties fo:background-color=\"{colour}\"/>")
}

/// A condition on the first cell, which gives it this.
fn condition(given: &str) -> String {
    format!(
        "<calcext:conditional-formats><calcext:conditional-format \
         calcext:target-range-address=\"F.A1:F.A1\">{given}</calcext:conditional-format>\
         </calcext:conditional-formats>"
    )
}

const RULE: &str = "<calcext:condition calcext:apply-style-name=\"rule\" calcext:value=\"&gt;0\" \
    calcext:base-cell-address=\"F.A1\"/>";

fn scale(colours: [&str; 2]) -> String {
    let entries =
        colours.map(|colour| format!("<calcext:color-scale-entry calcext:color=\"{colour}\"/>"));
    format!(
        "<calcext:color-scale>{}</calcext:color-scale>",
        entries.concat()
    )
}

fn format_of(colour: &str) -> String {
    let format = format!(
        "<number:number-style style:name=\"N0\">{}<number:number/></number:number-style>",
        text_colour(colour)
    );
    let mapped = "<number:number-style style:name=\"N\"><number:number/><style:map \
        style:condition=\"value()&gt;=0\" style:apply-style-name=\"N0\"/></number:number-style>";
    let cells = style("c", "", " style:data-style-name=\"N\"");
    [format.as_str(), mapped, &cells].concat()
}

/// The ways in which people look at numbers every day leave a table.
#[test]
fn a_sheet_of_which_nobody_can_say_what_is_seen_has_no_table() {
    let text = "<text:p>Texte</text:p>";
    let plain = cell("c", text);
    let map =
        "<style:map style:condition=\"cell-content()&gt;0\" style:apply-style-name=\"rule\"/>";
    let white = style("rule", &text_colour("#ffffff"), "");
    let pink = style("rule", &(behind("#ffc7ce") + &text_colour("#9c0006")), "");
    let mapped = style("c", map, "");
    let drawing = "<draw:rect table:end-cell-address=\"F.B2\"/>";
    let bar = "<calcext:data-bar calcext:show-value=\"false\"/>";
    let red_bar = "<calcext:data-bar calcext:positive-color=\"#ff0000\"/>";
    let red = style("c", &text_colour("#ff0000"), "");
    let black = style("c", &text_colour("#000000"), "");
    let of = |given: &str| format!("{plain}{}", condition(given));
    let refused = [
        ("a rule", white.clone(), of(RULE)),
        ("a rule of a style", white + &mapped, plain.clone()),
        ("bars alone", String::new(), of(bar)),
        ("a bar", red.clone(), of(red_bar)),
        ("a scale", red.clone(), of(&scale(["#f8696b", "#ff0000"]))),
        ("through it", red, of(&scale(["#f0e0e0", "#ff0000"]))),
        ("a format", format_of("#ffffff"), plain.clone()),
        (
            "a drawing",
            String::new(),
            cell("c", &format!("{drawing}{text}")),
        ),
        (
            "on the page",
            String::new(),
            format!("<table:shapes>{drawing}</table:shapes>{plain}"),
        ),
    ];
    for (why, styles, cells) in refused {
        assert_eq!(
            states(&workbook(&styles, &cells)),
            [State::Unclear],
            "{why}"
        );
    }
    let taken = [
        ("red on pink", pink.clone(), of(RULE)),
        ("red on pink by a style", pink + &mapped, plain.clone()),
        ("a scale", black.clone(), of(&scale(["#f8696b", "#63be7b"]))),
        ("a bar", black, of(red_bar)),
        ("a format in red", format_of("#ff0000"), plain),
    ];
    for (why, styles, cells) in taken {
        assert_eq!(
            states(&workbook(&styles, &cells)),
            [State::Readable],
            "{why}"
        );
    }
    let empty = workbook("", &cell("", "<text:p> </text:p>"));
    assert_eq!(cells_of(&empty), Err("Empty".to_owned()));
}

/// A sheet with a drawing has no table, and all others have.
#[test]
fn one_sheet_without_a_table_leaves_those_of_the_others() {
    let folder = scratch();
    let original = written(&folder, CELLS, "xlsx");
    let found = sheets_of(&folder, &original, HiddenParts::Omit).unwrap();
    let refused: Vec<bool> = found
        .sheets
        .iter()
        .map(|sheet| matches!(sheet.document, Err(CleanError::CellsUnclear)))
        .collect();
    assert_eq!(refused, [true, false]);
}

/// LibreOffice writes neighbours that are alike once, hidden ones too.
#[test]
fn cells_that_repeat_beside_hidden_columns_are_kept() {
    let columns = "<table:table-column table:visibility=\"collapse\"/><table:table-column \
        table:number-columns-repeated=\"2\"/><table:table-column table:visibility=\"collapse\"/>";
    let row = "<table:table-row><table:table-cell table:number-columns-repeated=\"4\" \
        office:value-type=\"string\"><text:p>OUI</text:p></table:table-cell></table:table-row>";
    let tables = cells_of(&workbook("", &format!("{columns}{row}"))).unwrap();
    assert!(String::from_utf8_lossy(&tables).ends_with("OUI,OUI\n\0\0\0\0"));
}

/// What is hidden on a protected sheet may be seen on another one, and letters may be made so small
/// or narrow that nobody reads them.
#[test]
fn a_style_hides_where_it_hides() {
    let secret = style(
        "secret",
        "<style:table-cell-properties style:cell-protect=\"hidden-and-protected\"/>",
        "",
    );
    let rows = cell("secret", "<text:p>secret</text:p>") + &cell("", "<text:p>vu</text:p>");
    let closed = format!(
        "<table:table table:name=\"G\" table:protected=\"true\">{rows}</table:table>\
         </office:spreadsheet>"
    );
    let both = workbook(&secret, &rows).replace("</office:spreadsheet>", &closed);
    let tables = cells_of(&both).unwrap();
    let tables = String::from_utf8_lossy(&tables);
    let counts = (
        tables.matches("secret").count(),
        tables.matches("vu").count(),
    );
    assert_eq!(counts, (1, 2));
    for property in [
        "style:text-position=\"super 1%\"",
        "style:text-scale=\"1%\"",
        "fo:letter-spacing=\"-20pt\"",
        "fo:font-size=\"1pt\"",
        "fo:color=\"#fefefe\"",
    ] {
        let styles = format!(
            "<style:style style:name=\"outer\" style:family=\"text\"><style:text-properties \
             {property}/></style:style><style:style style:name=\"inner\" style:family=\"text\">\
             <style:text-properties fo:font-weight=\"bold\"/></style:style>"
        );
        let text = "<text:p>vu<text:span text:style-name=\"outer\"><text:span \
            text:style-name=\"inner\">MARK</text:span></text:span></text:p>";
        let tables = cells_of(&workbook(&styles, &cell("", text))).unwrap();
        let tables = String::from_utf8_lossy(&tables);
        assert!(
            tables.contains("vu\n") && !tables.contains("MARK"),
            "{property}"
        );
    }
}

/// The tables of a flat file, or why there are none.
fn cells_of(workbook: &str) -> Result<Vec<u8>, String> {
    let mut tables = Vec::new();
    let done = cells(workbook.as_bytes(), &mut tables);
    done.map_err(|error| error.to_string())?;
    Ok(tables)
}

/// Whether each sheet has a table.
fn states(workbook: &str) -> Vec<State> {
    let tables = cells_of(workbook).unwrap();
    let (mut rest, mut states) = (tables.as_slice(), Vec::new());
    while let Some(head) = MemberHead::read(&mut rest).unwrap() {
        states.push(head.state);
        rest = &rest[usize::try_from(head.size).unwrap()..];
    }
    states
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
    let end = cell("", "<text:p>fin</text:p>");
    for times in ["1000000", "18446744073709551615"] {
        let bomb = workbook("", &format!("{}{end}", row(times)));
        assert_eq!(states(&bomb), [State::TooLarge], "{times}");
    }
    let long = format!("<text:p>{}</text:p>", "x".repeat(100_000));
    let wide = cell("", &long).replace(
        "<table:table-cell ",
        "<table:table-cell table:number-columns-repeated=\"60000\" ",
    );
    assert_eq!(states(&workbook("", &wide)), [State::TooLarge]);
}

/// The case keeps a copy for each sheet, with the hash of the workbook; its report says what was
/// hidden, and other documents are cleaned as ever.
#[test]
fn a_case_has_a_table_for_each_sheet() {
    let office = Office::with_bob();
    let folder = scratch();
    let workbook = fs::read(written(&folder, &without_drawing(), "xlsx")).unwrap();
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
