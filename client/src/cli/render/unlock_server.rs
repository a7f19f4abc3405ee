//! Whether a server was unlocked.

use std::io::{self, Write};

use super::{Render, Renderer};
use crate::{
    app::unlock_server::{ServerState, UnlockReport},
    l10n::Message,
};

impl Render for UnlockReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let key = match self.server {
            ServerState::Unlocked => "unlock-done",
            ServerState::Open => "unlock-open",
        };
        out.give(self, &Message::new(key))
    }
}
