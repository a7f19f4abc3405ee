//! What documents give away, the gravest first.

use std::io::{self, Write};

use strum::VariantArray;

use super::{Render, Renderer, short::kind_word, table::Table};
use crate::{
    app::{
        Difference, Group, Trace,
        inspect::{GroupedTrace, InspectReport, InspectedFile},
    },
    l10n::Message,
};

/// The most traces of a group, and differences, that are shown to a person.
const SHOWN_MAX: usize = 60;
const INDENT: usize = 2;

impl Render for InspectReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        if out.json() {
            return out.give_data(self);
        }
        for file in &self.files {
            show_file(file, out)?;
        }
        if self.files.len() + self.refused.len() > 1 {
            for refused in &self.refused {
                let message = Message::new("inspect-refused")
                    .with("file", &refused.file)
                    .with("why", &refused.reason.message);
                out.say(&message)?;
            }
        }
        match &self.differences {
            Some(differences) => show_differences(differences, out),
            None => Ok(()),
        }
    }
}

fn show_file(file: &InspectedFile, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    let message = Message::new("inspect-file")
        .with("file", &file.file)
        .with("kind", kind_word(file.kind));
    out.say(&message)?;
    for group in Group::VARIANTS {
        let traces: Vec<&GroupedTrace> = file
            .traces
            .iter()
            .filter(|told| told.group == *group)
            .collect();
        if !traces.is_empty() {
            show_group(*group, &traces, out)?;
        }
    }
    if file.traces.is_empty() {
        let text = out.text(&Message::new("inspect-nothing"));
        out.show_text(INDENT, &text)?;
    }
    for error in &file.unfinished {
        let message = Message::new("inspect-unfinished").with("why", &error.message);
        let text = out.text(&message);
        out.show_text(INDENT, &text)?;
    }
    out.gap()
}

fn show_group(
    group: Group,
    traces: &[&GroupedTrace],
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let key: &'static str = group.into();
    let count = traces.len().to_string();
    let heading = found(out, &format!("inspect-group-{key}"), key);
    out.show_text(INDENT, &format!("{heading} ({count})"))?;
    let mut table = Table::new(2 * INDENT);
    for told in traces.iter().take(SHOWN_MAX) {
        let trace = &told.trace;
        let kind: &'static str = trace.kind.into();
        let label = found(out, &format!("inspect-kind-{kind}"), kind);
        table.row([label, place(trace, out), trace.text.clone()]);
    }
    out.show_table(&table)?;
    show_more(traces.len(), out)
}

/// A text of a closed list, by its key.
fn found(out: &Renderer<'_, impl Write>, key: &str, otherwise: &str) -> String {
    let text = out.localizer().find(key);
    text.unwrap_or_else(|| otherwise.to_owned())
}

fn place(trace: &Trace, out: &Renderer<'_, impl Write>) -> String {
    let page = trace.page.map(|page| on_page(page, out));
    let places = [page, trace.part.clone()];
    places.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn on_page(page: u32, out: &Renderer<'_, impl Write>) -> String {
    out.text(&Message::new("inspect-page").with("page", page))
}

fn show_more(count: usize, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    let more = count.saturating_sub(SHOWN_MAX);
    if more == 0 {
        return Ok(());
    }
    let text = out.text(&Message::new("clean-more").with_count("count", more));
    out.show_text(2 * INDENT, &text)
}

fn show_differences(
    differences: &[Difference],
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    if differences.is_empty() {
        return out.say(&Message::new("inspect-same"));
    }
    let heading = Message::new("inspect-differences").with_count("count", differences.len());
    out.say(&heading)?;
    let mut table = Table::new(INDENT);
    for difference in differences.iter().take(SHOWN_MAX) {
        let kind: &'static str = difference.kind.into();
        let page = difference.page.map(|page| on_page(page, out));
        let copy = Message::new("inspect-copy").with("copy", difference.copy);
        let area = difference.area.map(|[left, top, width, height]| {
            let area = Message::new("inspect-area").with("left", left);
            let area = area.with("top", top).with("width", width);
            out.text(&area.with("height", height))
        });
        let both = format!("{} ≠ {}", difference.first, difference.other);
        table.row([
            out.text(&copy),
            found(out, &format!("inspect-difference-{kind}"), kind),
            page.unwrap_or_default(),
            area.unwrap_or(both),
        ]);
    }
    out.show_table(&table)?;
    show_more(differences.len(), out)
}

#[cfg(test)]
mod tests {
    use sourdine_protocol::text::Language;
    use strum::IntoEnumIterator;

    use super::*;
    use crate::{
        app::{DifferenceKind, TraceKind},
        l10n::Localizer,
    };

    #[test]
    fn each_thing_that_can_be_found_has_a_name_in_both_languages() {
        let kinds = TraceKind::iter().map(|kind| {
            let name: &'static str = kind.into();
            format!("inspect-kind-{name}")
        });
        let groups = Group::VARIANTS.iter().map(|group| {
            let name: &'static str = (*group).into();
            format!("inspect-group-{name}")
        });
        let differences = DifferenceKind::VARIANTS.iter().map(|kind| {
            let name: &'static str = (*kind).into();
            format!("inspect-difference-{name}")
        });
        let keys: Vec<String> = kinds.chain(groups).chain(differences).collect();
        for language in Language::ALL {
            let localizer = Localizer::new(language);
            for key in &keys {
                assert!(localizer.find(key).is_some(), "{key} in {language:?}");
            }
        }
    }
}
