//! Takes over a roster that another machine signed, after what changes with it was shown.

use std::path::PathBuf;

use sequoia_openpgp::Fingerprint;

use super::{
    AppError, CommandContext, ProgressEvent, Question, closing::OpenChains, roster::RosterReport,
};
use crate::{
    desk::{
        folder::{DeskFolder, KeptDesk, read_roster},
        openpgp::parse_fingerprint,
        roster::{TrustedRoster, difference::RosterDifference},
    },
    l10n::Explain,
};

#[derive(Clone, Debug)]
pub struct AcceptOptions {
    /// The signed roster.
    pub file: PathBuf,
    /// The desk's fingerprint, as a person told it.
    pub fingerprint: Option<String>,
    /// Whether this machine changes over to another desk, which the fingerprint names.
    pub another_desk: bool,
}

#[derive(Debug, Explain, thiserror::Error)]
pub enum AcceptError {
    #[explain("error-roster-fingerprint")]
    NoFingerprint,
    /// The fingerprint that was given is not that of the desk that is trusted here.
    #[explain("error-roster-another-desk", known = known.to_spaced_hex(), offered = offered.to_spaced_hex())]
    AnotherDesk {
        known: Fingerprint,
        offered: Fingerprint,
    },
}

/// Takes over a roster that the desk signed. Files of the desk that are damaged are replaced.
///
/// Fails if it is not the desk's, or older than the one that is here; if it is another desk's, and
/// that was not asked for; or if the fingerprint of an editor who was not known was not compared.
pub fn accept(
    context: &CommandContext<'_>,
    options: &AcceptOptions,
) -> Result<RosterReport, AppError> {
    let folder = context.folder()?;
    let kept = folder.kept()?;
    let given = options.fingerprint.as_deref();
    let given = given.map(parse_fingerprint).transpose()?;
    let trusted = given.or_else(|| kept.trusted.clone());
    let trusted = trusted.ok_or(AcceptError::NoFingerprint)?;
    let offered = TrustedRoster::check(read_roster(&options.file)?, &trusted, context.today)?;
    if !options.another_desk {
        refuse_another_desk(&kept, &offered)?;
    }
    folder.check_not_older(&offered)?;
    let before = kept.roster.filter(|known| known.desk() == offered.desk());
    let changes = match &before {
        Some(before) => {
            offered.succeeds(before)?;
            let changes = RosterDifference::between(before, &offered);
            compare(context, &folder, &changes)?;
            Some(changes)
        }
        // The desk's fingerprint vouches for all of its editors.
        None => None,
    };
    folder.make()?;
    let has_left = changes.as_ref().is_some_and(RosterDifference::has_left);
    let open = match has_left {
        true => OpenChains::see(context, &folder),
        false => OpenChains::None,
    };
    folder.keep(&offered)?;
    Ok(RosterReport {
        closing: open.close(context, offered.clone()),
        is_first: before.is_none(),
        changes,
        replaced: kept.damaged,
        ..RosterReport::new(&offered, context.today)
    })
}

/// Refuses the roster of a desk that is not the one known here, by its fingerprint or by the roster
/// that is here.
fn refuse_another_desk(kept: &KeptDesk, offered: &TrustedRoster) -> Result<(), AcceptError> {
    let of_roster = kept.roster.as_ref().map(TrustedRoster::desk);
    let known = kept.trusted.as_ref().or(of_roster);
    match known.filter(|known| *known != offered.desk()) {
        Some(known) => Err(AcceptError::AnotherDesk {
            known: known.clone(),
            offered: offered.desk().clone(),
        }),
        None => Ok(()),
    }
}

/// Shows what changes, and has the fingerprints of editors compared who were not known. An
/// editor does not compare their own.
fn compare(
    context: &CommandContext<'_>,
    folder: &DeskFolder,
    changes: &RosterDifference,
) -> Result<(), AppError> {
    context
        .progress
        .update(ProgressEvent::RosterOffered(changes));
    let own = folder.card()?;
    for changed in changes.unknown() {
        if own.as_ref().is_some_and(|own| changed.is(&own.editor)) {
            continue;
        }
        context.require(&Question::CompareFingerprint {
            editor: &changed.name,
            fingerprint: changed.fingerprint.clone(),
        })?;
    }
    Ok(())
}
