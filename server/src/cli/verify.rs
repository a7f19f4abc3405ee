//! `verify`: proves every slot that holds anything, and changes nothing.

use std::{
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use sourdine_l10n::{self as l10n, Message};

use super::{error::CliError, progress_bar::progress_bar};
use crate::{
    config::Config,
    vault::{Damage, DamageKind, SlotVault, VerifyReport},
};

/// The exit code when there is damage, so that a script can tell it from a failure to look.
const DAMAGED: u8 = 3;

pub(super) fn run(path: &Path, json: bool) -> Result<ExitCode, CliError> {
    let config = Config::read(path)?;
    let bar = progress_bar("proving", 0);
    let report = SlotVault::verify(&config.vault, &mut |done, all| {
        bar.set_length(all as u64);
        bar.set(done as u64);
    })?;
    drop(bar);
    if json {
        writeln!(io::stdout(), "{}", as_json(&report))?;
    } else {
        print(&report)?;
    }
    Ok(if report.is_sound() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(DAMAGED)
    })
}

fn print(report: &VerifyReport) -> io::Result<()> {
    if report.is_sound() {
        return l10n::print(&Message::new("verify-sound").with_count("slots", report.slots));
    }
    let mut lines = Vec::new();
    if report.key_table != [true, true] {
        lines.push(Message::new("verify-key-table"));
    }
    if !report.index {
        lines.push(Message::new("verify-index"));
    }
    lines.extend(report.damaged.iter().copied().map(damage));
    let head = Message::new("verify-damaged")
        .with_count("slots", report.slots)
        .with_count("count", lines.len());
    l10n::print(&head)?;
    lines.iter().try_for_each(l10n::print)
}

fn damage(damage: Damage) -> Message {
    let key = match damage.kind {
        DamageKind::Body => "verify-body",
        DamageKind::Incomplete => "verify-incomplete",
        DamageKind::Hash => "verify-hash",
        DamageKind::Held => "verify-held",
        DamageKind::Vanished => "verify-vanished",
    };
    Message::new(key).with("slot", damage.slot)
}

/// The number of envelopes stands neither here nor in the text: what operators do not know cannot
/// be demanded of them.
fn as_json(report: &VerifyReport) -> serde_json::Value {
    let damaged = report.damaged.iter().map(|damage| {
        let kind = match damage.kind {
            DamageKind::Body => "body",
            DamageKind::Incomplete => "incomplete",
            DamageKind::Hash => "hash",
            DamageKind::Held => "held",
            DamageKind::Vanished => "vanished",
        };
        serde_json::json!({ "slot": damage.slot, "kind": kind })
    });
    serde_json::json!({
        "version": 1,
        "sound": report.is_sound(),
        "slots": report.slots,
        "key_table": report.key_table,
        "index": report.index,
        "damaged": damaged.collect::<Vec<_>>(),
    })
}
