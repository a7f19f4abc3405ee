//! A desk's keys and tokens.

use std::io::{self, Write};

use super::{Render, Renderer, machines::words_unasked};
use crate::{
    app::{
        access::{JoinReport, RequestReport},
        desk::{CardReport, NewDeskReport, OnionKeyReport, TokenReport},
    },
    l10n::Message,
};

impl Render for NewDeskReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let message = Message::new("desk-founded")
            .with("folder", self.folder.display())
            .with("fingerprint", &self.fingerprint)
            .with("key", self.desk_key.display())
            .with("expires", &self.expires);
        out.give(self, &message)
    }
}

impl Render for CardReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let message = Message::new("desk-card")
            .with("card", self.card.display())
            .with("fingerprint", &self.fingerprint);
        out.give(self, &message)
    }
}

impl Render for RequestReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let message = Message::new("desk-request").with("file", self.request.display());
        out.give(self, &message)
    }
}

impl Render for JoinReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let message = Message::new("desk-joined")
            .with("sources", &self.sources)
            .with("editors", &self.editors)
            .with("file", self.key_file.display());
        out.give(self, &message)?;
        let mut words = self.words.iter();
        words.try_for_each(|words| words_unasked(words, out))
    }
}

impl Render for TokenReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let message = Message::new("desk-token")
            .with("file", self.token_file.display())
            .with("kind", self.kind)
            .with("hash", &self.token_hash);
        out.give(self, &message)
    }
}

impl Render for OnionKeyReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let message = Message::new("desk-onion-key")
            .with("file", self.key_file.display())
            .with("public", &self.public);
        out.give(self, &message)
    }
}
