//! What our decoder sees in documents, outside the sandbox: whatever hides a name is told, and
//! honest documents are not suspected.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected stops")]

mod redactions;

use sourdine_decoder::look::{
    Look, look,
    trace::{Line, Trace},
};

use redactions::{NAME, failed, hidden, honest};

/// The kinds of redaction that fail.
const FAILED: [&str; 6] = [
    "text_under_box",
    "text_under_image",
    "unapplied_redaction",
    "dark_highlight",
    "cross_hatch",
    "telling_bookmark",
];

fn lines(task: Look, document: Vec<u8>) -> Vec<Line> {
    let mut out = Vec::new();
    look(task, document, &mut out).unwrap();
    let said = String::from_utf8(out).unwrap();
    said.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn traces(task: Look, document: Vec<u8>) -> Vec<Trace> {
    let lines = lines(task, document).into_iter();
    lines
        .filter_map(|line| match line {
            Line::Trace(trace) => Some(trace),
            Line::Page { .. } | Line::Paragraph { .. } => None,
        })
        .collect()
}

fn name_of(trace: &Trace) -> String {
    serde_json::to_value(trace.kind)
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn every_way_to_fail_at_redacting_is_told() {
    let (mut missed, mut kinds) = (Vec::new(), Vec::new());
    for (what, kind, drawn) in failed() {
        let traces = traces(Look::Pdf, drawn.pdf());
        let is_told = traces
            .iter()
            .any(|trace| name_of(trace) == kind && trace.text.contains(NAME));
        if !is_told {
            missed.push((what, kind, traces));
        }
        kinds.push(kind);
    }
    assert!(missed.is_empty(), "{missed:#?}");
    assert!(FAILED.iter().all(|kind| kinds.contains(kind)));
}

#[test]
fn what_is_hidden_is_told_and_is_no_redaction() {
    for (what, kind, drawn) in hidden() {
        let traces = traces(Look::Pdf, drawn.pdf());
        let names: Vec<String> = traces.iter().map(name_of).collect();
        assert!(names.iter().any(|name| name == kind), "{what}: {traces:#?}");
        assert!(
            !names.iter().any(|name| FAILED.contains(&name.as_str())),
            "{what}: {names:?}"
        );
    }
}

#[test]
fn what_is_honest_is_not_suspected() {
    for (what, drawn) in honest() {
        let mut traces = traces(Look::Pdf, drawn.pdf());
        traces.retain(|trace| FAILED.contains(&name_of(trace).as_str()));
        assert!(traces.is_empty(), "{what}: {traces:#?}");
    }
}

#[test]
fn what_is_covered_and_what_is_not_are_told_apart() {
    let (_, _, drawn) = failed().into_iter().next().unwrap();
    let traces = traces(Look::Pdf, drawn.pdf());
    let found = traces
        .iter()
        .find(|trace| name_of(trace) == "text_under_box")
        .unwrap();
    assert_eq!(found.text, "Jeanne Source");
    assert_eq!(found.page, Some(1));
    let [left, top, width, height] = found.area.unwrap();
    assert!(
        (76..90).contains(&left) && (80..92).contains(&top),
        "{left} {top}"
    );
    assert!(
        (90..122).contains(&width) && (10..20).contains(&height),
        "{width} {height}"
    );
}

#[test]
fn earlier_versions_are_told_with_what_they_said() {
    let (_, honest) = honest().into_iter().next().unwrap();
    let first = honest.pdf();
    let text = "BT /F1 18 Tf 20 100 Td (Vu) Tj ET";
    let object = format!(
        "4 0 obj\n<</Length {}>>stream\n{text}\nendstream\nendobj\n",
        text.len()
    );
    let previous = String::from_utf8_lossy(&first).rfind("xref\n0").unwrap();
    let start = first.len() + object.len();
    let update = format!(
        "{object}xref\n4 1\n{:010} 00000 n \ntrailer<</Size 6/Root 1 0 R/Prev {previous}>>\n\
         startxref\n{start}\n%%EOF\n",
        first.len(),
    );
    assert!(
        !traces(Look::Pdf, first.clone())
            .iter()
            .any(|t| name_of(t) == "earlier_version")
    );
    let second = [first, update.into_bytes()].concat();
    let traces = traces(Look::Pdf, second);
    let found = traces
        .iter()
        .find(|trace| name_of(trace) == "earlier_version");
    let found = found.unwrap_or_else(|| panic!("{traces:#?}"));
    assert!(
        found.text.contains("Jeanne") && !found.text.contains("Vu"),
        "{}",
        found.text
    );
}

#[test]
fn layers_that_are_not_shown_are_read() {
    let layers = hidden()
        .into_iter()
        .find(|(_, kind, _)| *kind == "hidden_layer");
    let (_, _, drawn) = layers.unwrap();
    for (task, is_read) in [(Look::Pdf, false), (Look::Layers, true)] {
        let said = serde_json::to_string(&lines(task, drawn.pdf())).unwrap();
        assert_eq!(said.contains(NAME), is_read, "{said}");
    }
}

#[test]
fn what_is_no_document_is_refused() {
    for task in [Look::Pdf, Look::Layers, Look::Office, Look::Pieces] {
        for document in [b"".as_slice(), b"%PDF-1.7", b"PK\x03\x04", b"\0\xFF"] {
            let mut out = Vec::new();
            assert!(
                look(task, document.to_vec(), &mut out).is_err(),
                "{task:?} {document:?}"
            );
            assert!(out.is_empty());
        }
    }
}
