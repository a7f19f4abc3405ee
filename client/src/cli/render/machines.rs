//! The machines of the desk, and the words for what they know.

use std::io::{self, Write};

use super::{
    Render, Renderer, journal::of_journal, short::beginning, table::Table, unreadable::left,
};
use crate::{
    app::{
        closing::ClosingReport,
        machines::{ListedMachine, MachinesReport, RevokeReport},
        state::StateReport,
    },
    l10n::{Localizer, Message},
};

impl Render for MachinesReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        if self.machines.is_empty() {
            return out.give(self, &Message::new("machines-none"));
        }
        out.give_data(self)?;
        let localizer = out.localizer();
        let mut table = Table::new(0);
        let heads = [
            "head-machine",
            "head-editor",
            "head-cases",
            "head-newest",
            "head-standing",
        ];
        table.row(heads.map(|head| localizer.text(&Message::new(head))));
        for machine in &self.machines {
            table.row(cells(machine, localizer));
        }
        out.show_table(&table)?;
        for machine in self.machines.iter().filter(|one| one.is_revoked) {
            for case in &machine.still_counts_in {
                let message = of_journal("machine-still-counts", case);
                let key = machine.machine.to_string();
                out.say(&message.with("machine", beginning(&key)))?;
            }
        }
        Ok(())
    }
}

fn cells(machine: &ListedMachine, localizer: &Localizer) -> [String; 5] {
    let key = match (machine.is_revoked, machine.is_this) {
        (true, _) => "machine-revoked",
        (false, _) if machine.editor.is_none() => "machine-closed",
        (false, true) => "machine-this",
        (false, false) => "machine-counts",
    };
    [
        beginning(&machine.machine.to_string()).to_owned(),
        machine
            .editor
            .clone()
            .unwrap_or_else(|| localizer.text(&Message::new("machine-left"))),
        machine.cases.to_string(),
        machine
            .newest
            .map(|day| day.to_string())
            .unwrap_or_default(),
        localizer.text(&Message::new(key)),
    ]
}

impl Render for RevokeReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let key = self.machine.to_string();
        let message = Message::new("machine-revoked-in")
            .with("machine", beginning(&key))
            .with_count("cases", self.cases);
        out.give(self, &message)?;
        left(&self.failed, out)
    }
}

/// What became of what editors who left had written, after a roster.
pub(super) fn closing(
    closing: &ClosingReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    match &closing.postponed {
        Some(reason) => {
            let message = Message::new("roster-close-later");
            out.say(&message.with("reason", &reason.message))?;
        }
        None => out.say(&Message::new("roster-closed").with_count("cases", closing.cases))?,
    }
    left(&closing.failed, out)
}

impl Render for StateReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        out.give_data(self)?;
        words_to_compare(self, out)
    }
}

/// The eight words that a machine gives by itself, and why.
pub(super) fn words_unasked(
    report: &StateReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    out.say(&Message::new("words-unasked"))?;
    words_to_compare(report, out)
}

/// The eight words, and what they do not tell.
fn words_to_compare(report: &StateReport, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    let message = Message::new("triage-state")
        .with("fr", &report.fr)
        .with("en", &report.en);
    out.say(&message)?;
    for case in &report.odd {
        out.say(&of_journal("triage-state-odd", case))?;
    }
    Ok(())
}
