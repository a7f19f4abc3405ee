//! Letters: listed, read, opened, wiped.

use std::io::{self, Write};

use sourdine_protocol::envelope::SealedBy;

use super::{Render, Renderer, roster::warning, size::human};
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

impl Render for InboxReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let head = match self.envelopes.len() {
            0 => Message::new("inbox-empty"),
            count => Message::new("inbox-head").with_count("count", count),
        };
        out.give(self, &head)?;
        for envelope in &self.envelopes {
            let key = match (envelope.opened, envelope.damaged) {
                (_, true) => "inbox-damaged",
                (true, false) => "inbox-opened",
                (false, false) => "inbox-new",
            };
            let message = Message::new(key)
                .with("id", envelope.id)
                .with("size", human(envelope.size, out.localizer().language()));
            out.say(&message)?;
        }
        warning(self.roster_warning.as_ref(), out)
    }
}

impl Render for ShowReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let head = Message::new(sealed_by(self.sealed_by))
            .with("id", self.envelope)
            .with("language", self.language);
        out.give(self, &head)?;
        for other in &self.sent_before {
            out.say(&Message::new("show-sent-before").with("other", other))?;
        }
        match &self.message {
            Some(text) => {
                out.say(&Message::new("show-message"))?;
                out.show_text(MESSAGE_INDENT, text)?;
            }
            None => out.say(&Message::new("show-no-message"))?,
        }
        if !self.files.is_empty() {
            out.say(&Message::new("show-files").with_count("count", self.files.len()))?;
        }
        for listed in &self.files {
            file(&listed.name, listed.size, out)?;
        }
        Ok(())
    }
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

impl Render for OpenReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let head = Message::new("open-done").with_count("count", self.opened.len());
        out.give(self, &head)?;
        for letter in &self.opened {
            opened_letter(letter, out)?;
        }
        out.say(&Message::new("open-close"))
    }
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
    if let Some(layer) = &contents.message_inner {
        out.say(&Message::new("open-message"))?;
        inner(layer, out)?;
    }
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
        Inner::Unprotected => Message::new("open-inner-unprotected"),
        Inner::UnsafeCipher => Message::new("open-inner-cipher"),
        Inner::Compression => Message::new("open-inner-compression"),
        Inner::Format => Message::new("open-inner-format"),
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
        | Inner::Unprotected
        | Inner::UnsafeCipher
        | Inner::Compression
        | Inner::Format
        | Inner::Damaged
        | Inner::Spoiled
        | Inner::TooLarge
        | Inner::TooDeep => Ok(()),
    }
}

impl Render for CloseReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let message = Message::new("close-done").with_count("count", self.closed);
        out.give(self, &message)
    }
}
