//! One hash over all that the machines of a desk must agree on. Two editors compare it by voice: a
//! machine that is new believes a folder that was rolled back, and its words differ.

use std::fmt::Display;

use sha2::{Digest, Sha256};
use sourdine_protocol::text::Sha256Hex;

use super::{Case, event::CaseId};
use crate::desk::roster::TrustedRoster;

/// The first line of what is hashed.
const TITLE: &str = "sourdine/v2/desk-state";

/// What a machine knows of the desk's folder, to be hashed.
pub struct DeskState(String);

impl DeskState {
    /// Begins with the roster. The caller adds the cases in an order that is the same everywhere.
    pub fn new(roster: &TrustedRoster) -> Self {
        let text = Sha256Hex::of(roster.signed().roster.as_bytes());
        let desk = roster.desk().to_hex();
        let serial = roster.roster().serial;
        Self(format!("{TITLE}\ndesk {desk}\nroster {serial} {text}\n"))
    }

    /// Adds a case: its events, those that are missing, and its clean copies. Its newest events
    /// alone would hide that one before them is not here.
    pub fn add(&mut self, case: &Case) {
        self.line("case", case.id());
        for event in case.in_order() {
            self.line("event", &event.id);
        }
        for missing in case.missing_events() {
            self.line("missing", missing);
        }
        let view = case.view();
        for copy in view.copies {
            self.line("document", &copy.sha256);
        }
    }

    /// Adds a case that does not read here.
    pub fn add_unread(&mut self, id: &CaseId) {
        self.line("unread", id);
    }

    fn line(&mut self, name: &str, value: &dyn Display) {
        self.0.push_str(&format!("{name} {value}\n"));
    }

    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}
