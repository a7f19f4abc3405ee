//! A desk's keys and tokens.

use std::io::{self, Write};

use super::Renderer;
use crate::{
    app::desk::{JoinReport, NewDeskReport, OnionKeyReport, TokenReport},
    l10n::Message,
};

pub(in crate::cli) fn new(
    report: &NewDeskReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let message = Message::new("desk-founded")
        .with("folder", report.folder.display())
        .with("fingerprint", &report.fingerprint)
        .with("key", report.desk_key.display())
        .with("expires", &report.expires);
    out.give(report, &message)
}

pub(in crate::cli) fn join(
    report: &JoinReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let message = Message::new("desk-joined")
        .with("card", report.card.display())
        .with("fingerprint", &report.fingerprint);
    out.give(report, &message)
}

pub(in crate::cli) fn token(
    report: &TokenReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let message = Message::new("desk-token")
        .with("file", report.token_file.display())
        .with("kind", report.kind)
        .with("hash", &report.token_hash);
    out.give(report, &message)
}

pub(in crate::cli) fn onion_key(
    report: &OnionKeyReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let message = Message::new("desk-onion-key")
        .with("file", report.key_file.display())
        .with("public", &report.public);
    out.give(report, &message)
}
