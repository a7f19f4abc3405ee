//! The flat file that LibreOffice writes of a stranger's office document, as our decoder reads it.

use quick_xml::{Reader, events::Event};
use sourdine_decoder::{
    error::DecodeError,
    members::stream::MemberHead,
    office::{self, cells::cells, hidden::HiddenParts},
};

/// Elements of which nothing may stay.
const GONE: [&str; 12] = [
    "dc:creator",
    "draw:object-ole",
    "office:annotation",
    "office:event-listeners",
    "office:meta",
    "office:scripts",
    "presentation:notes",
    "text:change-start",
    "text:hidden-text",
    "text:section-source",
    "text:sender-email",
    "text:tracked-changes",
];

/// What is settled is XML to a second reader, has no element of which nothing may stay, no link to
/// another file and no formula. It stays as it is when it is settled again. Its tables have as many
/// cells in each row, and none that a program would compute.
pub fn run(input: &[u8]) {
    for hidden in [HiddenParts::Omit, HiddenParts::Show] {
        if let Ok(settled) = settle(hidden, input) {
            assert_settled(hidden, &settled);
            assert_tables(&settled);
        }
    }
}

fn assert_settled(hidden: HiddenParts, settled: &[u8]) {
    assert_whole(settled);
    let text = String::from_utf8_lossy(settled);
    for name in GONE {
        assert!(!text.contains(&format!("<{name}>")), "{name}: {text}");
    }
    for (name, value) in attributes(settled) {
        assert_ne!(name, "table:formula", "{text}");
        assert!(name != "xlink:href" || value.starts_with('#'), "{text}");
    }
    assert_eq!(settle(hidden, settled).unwrap(), settled);
}

/// The attributes of all elements, as a second reader finds them.
fn attributes(xml: &[u8]) -> Vec<(String, String)> {
    let mut reader = Reader::from_reader(xml);
    let mut found = Vec::new();
    loop {
        let event = reader.read_event().unwrap();
        if matches!(event, Event::Eof) {
            return found;
        }
        let (Event::Start(element) | Event::Empty(element)) = event else {
            continue;
        };
        let plain = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        for attribute in element.attributes().flatten() {
            found.push((plain(attribute.key.as_ref()), plain(&attribute.value)));
        }
    }
}

fn assert_tables(settled: &[u8]) {
    let mut tables = Vec::new();
    if cells(settled, &mut tables).is_err() {
        return;
    }
    let mut rest = tables.as_slice();
    while let Some(head) = MemberHead::read(&mut rest).unwrap() {
        let (table, after) = rest.split_at(usize::try_from(head.size).unwrap());
        rest = after;
        let mut builder = csv::ReaderBuilder::new();
        let mut reader = builder.has_headers(false).from_reader(table);
        for row in reader.records() {
            let row = row.expect("as many cells as in the first row");
            let computed = row.iter().find(|cell| cell.starts_with(['=', '@']));
            assert_eq!(computed, None);
        }
    }
}

fn settle(hidden: HiddenParts, document: &[u8]) -> Result<Vec<u8>, DecodeError> {
    let mut settled = Vec::new();
    office::settle(hidden, document, &mut settled)?;
    Ok(settled)
}

/// Reads XML to its end, in which each element that begins must end.
pub(super) fn assert_whole(xml: &[u8]) {
    let mut reader = Reader::from_reader(xml);
    let mut open = 0_usize;
    loop {
        let event = reader.read_event().unwrap();
        if matches!(event, Event::Eof) {
            break;
        }
        open += usize::from(matches!(event, Event::Start(_)));
        open -= usize::from(matches!(event, Event::End(_)));
    }
    assert_eq!(open, 0, "{}", String::from_utf8_lossy(xml));
}

const BODY: &str = r##"<text:tracked-changes><text:changed-region text:id="c1"><text:deletion>
<office:change-info><dc:creator>x</dc:creator></office:change-info></text:deletion></text:changed-region>
</text:tracked-changes><text:p>a<text:change-start text:change-id="c1"/>b</text:p>
<text:p>c<text:change-end text:change-id="c1"/>d <text:a xlink:href="http://x/">e</text:a>
<text:a xlink:href="#f">f</text:a><text:author-name>g</text:author-name><office:annotation>
<text:p>h</text:p></office:annotation><text:date>i</text:date><text:hidden-text>j</text:hidden-text>
</text:p><text:hidden-paragraph text:is-hidden="true"/><text:section text:display="none"/>
<field:fieldmark-start field:type="vnd.oasis.opendocument.field.UNHANDLED"/><field:param
field:name="vnd.oasis.opendocument.field.code" field:value="USERNAME"/>k<field:fieldmark-end/>
<field:fieldmark field:type="x"><field:param field:name="a" field:value="b"/></field:fieldmark>
<table:table table:name="l"><table:table-row table:visibility="collapse"><table:table-cell
table:formula="of:=A1" office:value="1"><text:p>1</text:p></table:table-cell></table:table-row></table:table>
<draw:object-ole/><draw:frame draw:display="screen"/>"##;

const SHEET: &str = r#"<table:table table:name="a"><table:table-column table:number-columns-repeated="2"/>
<table:table-column table:visibility="collapse"/><table:table-row table:number-rows-repeated="2">
<table:table-cell table:style-name="s" office:value-type="string"><text:p>=b<text:span text:style-name="s">c</text:span>
</text:p><draw:rect table:end-cell-address="a.A1"><text:p>d</text:p></draw:rect></table:table-cell>
<table:table-cell office:value-type="float" table:number-columns-repeated="3"><text:p>-1</text:p></table:table-cell>
<table:covered-table-cell><text:p>e</text:p></table:covered-table-cell></table:table-row></table:table>"#;

/// A document with all that goes, one whose cells compute, and one with a name for a clock.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let document = |body: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document xmlns:office=\"o\"><office:meta/>\
             <office:styles><style:style style:name=\"s\"><style:text-properties text:display=\"none\"/>\
             </style:style><style:style style:name=\"w\" style:family=\"table-cell\"><style:text-properties \
             fo:color=\"#fff\"/></style:style></office:styles><office:body><office:text>{body}</office:text></office:body>\
             </office:document>"
        )
        .into_bytes()
    };
    let computing = "<table:table-cell table:formula=\"of:=TODAY()\"/>";
    let named = "<table:named-expression table:expression=\"NOW()\"/><table:table-cell table:formula=\"of:=a\"/>";
    vec![
        document(BODY),
        document(computing),
        document(named),
        document("<text:p>a</text:p>"),
        document(SHEET),
    ]
}
