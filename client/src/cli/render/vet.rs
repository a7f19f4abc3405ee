//! Exactly what will be published, and the signatures over it.

use std::io::{self, Write};

use super::{
    Render, Renderer,
    clean::redacted,
    lints::{allowed, names_warning, show_allowed},
    short::beginning,
    size::human,
    table::Table,
    triage::show_signatures,
};
use crate::{
    app::{
        Entry, PublishReview, Quiet, Review, Word,
        publish::PublishReport,
        vet::{DraftReport, SignReport, VetReport, WithdrawReport},
    },
    l10n::Message,
};

/// Where what belongs to a line begins.
const INDENT: usize = 2;

/// A draft that was not written to a file is itself what was asked for.
impl Render for DraftReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        match &self.file {
            None if !out.json() => out.write(self.entry.as_bytes()),
            file => {
                let file = file.as_deref().unwrap_or_else(|| "".as_ref());
                let message = Message::new("vet-drafted")
                    .with("file", file.display())
                    .with("case", &self.case);
                out.give(self, &message)?;
                show_allowed(&self.allowed, out)
            }
        }
    }
}

/// Exactly what a signature will be over.
pub(super) fn review(
    review: &Review<'_>,
    shows_page: bool,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let candidate = review.candidate;
    out.say(&Message::new("vet-candidate").with("entry", &candidate.entry().id))?;
    entry(candidate.entry(), out)?;
    out.gap()?;
    out.say(&Message::new("vet-statement"))?;
    for line in candidate.statement().to_string().lines() {
        // A hash has its own line: two that are compared stand under each other.
        let (what, hash) = line.rsplit_once(' ').unwrap_or((line, ""));
        out.show_text(INDENT, what)?;
        out.show_text(2 * INDENT, hash)?;
    }
    let sizes = candidate.documents().map(|(_, copy)| copy.size());
    documents(candidate.entry(), sizes, out)?;
    allowed(review.findings, out)?;
    for (document, copy) in candidate.documents() {
        let pages = &copy.report().redacted;
        if !pages.is_empty() {
            out.show_text(INDENT, document.file.as_str())?;
            redacted(2 * INDENT, pages, out)?;
        }
    }
    out.gap()?;
    if shows_page {
        out.say(&Message::new("vet-preview").with("page", review.page.display()))?;
        out.gap()?;
    }
    Ok(())
}

/// What will be published, and what it changes in what is public.
pub(super) fn publication(
    review: &PublishReview<'_>,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let head = Message::new("publish-candidate")
        .with("entry", &review.entry.id)
        .with("observatory", review.observatory.display());
    out.say(&head)?;
    entry(review.entry, out)?;
    documents(review.entry, review.sizes.iter().copied(), out)?;
    out.gap()?;
    match &review.difference {
        None => out.say(&Message::new("publish-new"))?,
        Some(same) if same.is_empty() => out.say(&Message::new("publish-same"))?,
        Some(difference) => {
            out.say(&Message::new("publish-difference"))?;
            for (sign, lines) in [("-", &difference.removed), ("+", &difference.added)] {
                for line in lines {
                    out.show_text(INDENT, &format!("{sign} {line}"))?;
                }
            }
        }
    }
    if !review.signed_anew.is_empty() {
        out.gap()?;
        out.say(&Message::new("publish-signed-anew"))?;
    }
    for standing in review.signed_anew {
        let key = if standing.is_known {
            "publish-known"
        } else {
            "publish-unknown"
        };
        out.say(&Message::new(key).with("entry", &standing.entry))?;
    }
    names_warning(review.names_warning, out)?;
    if let Some(quiet) = review.quiet {
        out.gap()?;
        out.say(&match quiet {
            Quiet::Since(day) => Message::new("publish-quiet").with("day", day),
            Quiet::Ahead(day) => Message::new("publish-quiet-ahead").with("day", day),
            Quiet::Always => Message::new("publish-quiet-always"),
        })?;
    }
    out.gap()
}

/// The documents, each with its size and title.
fn documents(
    entry: &Entry,
    sizes: impl Iterator<Item = u64>,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let language = out.localizer().language();
    let mut table = Table::new(INDENT);
    for (document, size) in entry.documents.iter().zip(sizes) {
        table.row([
            document.file.to_string(),
            human(size, language),
            document.title.get(language).to_string(),
        ]);
    }
    if !table.is_empty() {
        out.gap()?;
        out.say(&Message::new("vet-documents"))?;
        out.show_table(&table)?;
    }
    Ok(())
}

fn entry(entry: &Entry, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    let language = out.localizer().language();
    for text in [&entry.title, &entry.summary] {
        out.show_text(INDENT, &text.get(language).to_string())?;
    }
    let facts = Message::new("vet-facts")
        .with("status", entry.status.key())
        .with("confidence", entry.confidence.key())
        .with("claims", entry.claims.len())
        .with("sources", entry.sources.len())
        .with_count("documents", entry.documents.len());
    out.say(&facts)
}

/// Who signed what, and what comes next.
impl Render for VetReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        out.give(self, &Message::new("vet-signed").with("entry", &self.entry))?;
        show_signatures(&self.signatures, out)?;
        show_allowed(&self.allowed, out)?;
        let next = if self.ready {
            "vet-ready"
        } else {
            "vet-waiting"
        };
        out.say(&Message::new(next).with("case", &self.case))
    }
}

impl Render for WithdrawReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let message = Message::new("vet-withdrawn")
            .with("case", &self.case)
            .with("sha256", beginning(self.statement_sha256.as_str()));
        out.give(self, &message)?;
        if let Some(entry) = &self.published {
            out.say(&Message::new("vet-withdrawn-public").with("entry", entry))?;
        }
        Ok(())
    }
}

impl Render for SignReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        match self {
            Self::Signed(report) => report.render(out),
            Self::Refused(findings) => findings.render(out),
        }
    }
}

impl Render for PublishReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let message = Message::new("published")
            .with("entry", &self.entry)
            .with("folder", self.folder.display())
            .with("observatory", self.observatory.display());
        out.give(self, &message)
    }
}
