//! Letters: listed, read, opened, wiped.

use std::io::{self, Write};

use sourdine_protocol::envelope::SealedBy;

use super::{Renderer, size::human};
use crate::{
    app::{
        close::CloseReport,
        inbox::InboxReport,
        open::{Extracted, Inner, OpenReport, OpenedLetter},
        show::ShowReport,
    },
    l10n::Message,
};

/// A source's lines never begin where ours do.
const MESSAGE_INDENT: usize = 4;

pub(in crate::cli) fn inbox(
    report: &InboxReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let head = match report.envelopes.len() {
        0 => Message::new("inbox-empty"),
        count => Message::new("inbox-head").with_count("count", count),
    };
    out.give(report, &head)?;
    for envelope in &report.envelopes {
        let key = if envelope.opened {
            "inbox-opened"
        } else {
            "inbox-new"
        };
        let message = Message::new(key)
            .with("id", envelope.id)
            .with("size", human(envelope.size, out.localizer().language()));
        out.say(&message)?;
    }
    Ok(())
}

pub(in crate::cli) fn show(
    report: &ShowReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let head = Message::new(sealed_by(report.sealed_by))
        .with("id", report.envelope)
        .with("language", report.language);
    out.give(report, &head)?;
    for other in &report.sent_before {
        out.say(&Message::new("show-sent-before").with("other", other))?;
    }
    match &report.message {
        Some(text) => {
            out.say(&Message::new("show-message"))?;
            out.show_text(MESSAGE_INDENT, text)?;
        }
        None => out.say(&Message::new("show-no-message"))?,
    }
    if !report.files.is_empty() {
        out.say(&Message::new("show-files").with_count("count", report.files.len()))?;
    }
    for listed in &report.files {
        file(&listed.name, listed.size, out)?;
    }
    Ok(())
}

fn file(name: &str, size: u64, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    let message = Message::new("show-file")
        .with("name", name)
        .with("size", human(size, out.localizer().language()));
    out.say(&message)
}

const fn sealed_by(sealer: SealedBy) -> &'static str {
    match sealer {
        SealedBy::Page => "show-sealed-by-page",
        SealedBy::Offline => "show-sealed-by-offline",
        SealedBy::Server => "show-sealed-by-server",
        SealedBy::Cli => "show-sealed-by-cli",
    }
}

pub(in crate::cli) fn open(
    report: &OpenReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let head = Message::new("open-done").with_count("count", report.opened.len());
    out.give(report, &head)?;
    for letter in &report.opened {
        opened_letter(letter, out)?;
    }
    out.say(&Message::new("open-close"))
}

fn opened_letter(letter: &OpenedLetter, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    let head = Message::new("open-folder")
        .with("id", letter.envelope)
        .with("folder", letter.folder.display());
    out.say(&head)?;
    for other in &letter.sent_before {
        out.say(&Message::new("show-sent-before").with("other", other))?;
    }
    contents(&letter.contents, out)
}

fn contents(contents: &Extracted, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    for opened in &contents.files {
        file(&opened.name, opened.size, out)?;
        if let Some(layer) = &opened.inner {
            inner(layer, out)?;
        }
    }
    Ok(())
}

fn inner(layer: &Inner, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    let message = match layer {
        Inner::File { path, .. } => Message::new("open-inner-file").with("path", path.display()),
        Inner::Letter { folder, .. } => {
            Message::new("open-inner-letter").with("folder", folder.display())
        }
        Inner::ForOthers => Message::new("open-inner-for-others"),
        Inner::Passphrase => Message::new("open-inner-passphrase"),
        Inner::Damaged => Message::new("open-inner-damaged"),
        Inner::Spoiled => Message::new("open-inner-spoiled"),
        Inner::TooLarge => Message::new("open-inner-too-large"),
        Inner::TooDeep => Message::new("open-inner-too-deep"),
    };
    out.say(&message)?;
    match layer {
        Inner::File {
            inner: Some(below), ..
        } => inner(below, out),
        Inner::Letter { letter, .. } => contents(letter, out),
        Inner::File { inner: None, .. }
        | Inner::ForOthers
        | Inner::Passphrase
        | Inner::Damaged
        | Inner::Spoiled
        | Inner::TooLarge
        | Inner::TooDeep => Ok(()),
    }
}

pub(in crate::cli) fn close(
    report: &CloseReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let message = Message::new("close-done").with_count("count", report.closed);
    out.give(report, &message)
}
