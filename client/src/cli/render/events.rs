//! The events of a case or of the list of names.

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use sourdine_protocol::text::Sha256Hex;

use super::{Renderer, lints::lint_word, short::beginning};
use crate::{
    app::{
        ApartEvent, CaseState, Event, EventKind, Technology, UnsignedNote, Words, names::ListedName,
    },
    l10n::{Localizer, Message},
};

/// Where a text that belongs to a line begins.
const INDENT: usize = 2;

pub(super) fn state_word(state: CaseState, localizer: &Localizer) -> String {
    let found = localizer.find(&format!("state-{state}"));
    found.unwrap_or_else(|| state.to_string())
}

pub(super) fn named(technologies: &[Technology], localizer: &Localizer) -> String {
    let words = Words::new(localizer.language());
    let named: Vec<String> = technologies.iter().map(|word| words.word(word)).collect();
    named.join(", ")
}

fn listed(names: &BTreeSet<ListedName>) -> String {
    let names: Vec<&str> = names.iter().map(ListedName::as_str).collect();
    names.join(", ")
}

pub(super) fn event(event: &Event, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    let text = out.text(&event_message(&event.kind, out.localizer()));
    let label = format!("{:INDENT$}{}  {}  ", "", event.day, event.editor);
    out.show_beside(&label, &text)?;
    if let EventKind::Note { text } = &event.kind {
        out.show_text(3 * INDENT, text)?;
    }
    Ok(())
}

/// An event without effect: who signed it, if a machine of the desk did, and why it has none.
pub(super) fn apart(event: &ApartEvent, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    let localizer = out.localizer();
    let reason: &str = event.reason.into();
    let key = format!("apart-{reason}");
    let reason = localizer.find(&key).unwrap_or(key);
    let what = event.kind.as_ref();
    let what = what.map(|kind| out.text(&event_message(kind, localizer)));
    let id = event.id.to_string();
    let editor = event.editor.as_deref().unwrap_or_default();
    let label = format!("{:INDENT$}{}  {editor}  ", "", beginning(&id));
    let said = what.map_or(reason.clone(), |what| format!("{what} ({reason})"));
    out.show_beside(&label, &said)
}

pub(super) fn unsigned(note: &UnsignedNote, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    let text = out.text(&Message::new("event-unsigned-note"));
    let label = format!("{:INDENT$}{}  {}  ", "", note.day, note.editor);
    out.show_beside(&label, &text)?;
    out.show_text(3 * INDENT, &note.text)
}

fn event_message(event: &EventKind, localizer: &Localizer) -> Message {
    match event {
        EventKind::Title { title } => Message::new("event-title").with("title", title),
        EventKind::Envelope(envelope) => {
            Message::new("event-envelope").with("envelope", beginning(&envelope.envelope))
        }
        EventKind::State { state } => {
            Message::new("event-state").with("state", state_word(*state, localizer))
        }
        EventKind::Tag { tag } => Message::new("event-tag").with("tag", tag),
        EventKind::Untag { tag } => Message::new("event-untag").with("tag", tag),
        EventKind::Place { place } => Message::new("event-place").with("place", place),
        EventKind::Technologies { technologies } => {
            Message::new("event-technologies").with("technologies", named(technologies, localizer))
        }
        EventKind::Note { .. } => Message::new("event-note"),
        EventKind::Cleaned(copy) => Message::new("event-cleaned")
            .with("file", &copy.original_name)
            .with("sha256", beginning(copy.sha256.as_str())),
        EventKind::Allowed(allowed) => Message::new("event-allowed")
            .with("lint", lint_word(allowed.lint, localizer))
            .with("place", &allowed.place)
            .with("excerpt", &allowed.excerpt)
            .with("reason", &allowed.reason),
        EventKind::Vetted { entry, .. } => {
            let hash = Sha256Hex::of(entry.as_bytes());
            Message::new("event-vetted").with("sha256", beginning(hash.as_str()))
        }
        EventKind::Published { entry, .. } => Message::new("event-published").with("entry", entry),
        EventKind::Withdrawn { statement, .. } => {
            Message::new("event-withdrawn").with("sha256", beginning(statement.as_str()))
        }
        EventKind::Rekeyed(_) => Message::new("event-rekeyed"),
        EventKind::Closed { editor, .. } => {
            Message::new("event-closed").with("editor", beginning(editor))
        }
        EventKind::Adopted { event } => {
            Message::new("event-adopted").with("event", beginning(&event.to_string()))
        }
        EventKind::Joined { .. } => Message::new("event-joined"),
        EventKind::GivenUp { events } => {
            Message::new("event-given-up").with_count("count", events.len())
        }
        EventKind::Revoked { key, .. } => {
            Message::new("event-revoked").with("key", beginning(&key.to_string()))
        }
        EventKind::TakenOver(_) => Message::new("event-taken-over"),
        EventKind::Listed { names } => Message::new("event-listed").with("names", listed(names)),
        EventKind::Unlisted { names } => {
            Message::new("event-unlisted").with("names", listed(names))
        }
    }
}
