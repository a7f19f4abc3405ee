//! The machines that signed in the cases, and the revocation of one that was lost.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use sourdine_protocol::day::Day;

use super::{
    AppError, CommandContext, Question, case_session::CaseSession, triage::UnreadableCase,
};
use crate::{
    desk::case::{
        Case,
        event::{CaseId, EventId},
        machine::JournalPublicKey,
    },
    l10n::Explain,
};

/// Which machine was lost, and what of it was signed by its editor.
#[derive(Clone, Debug, Default)]
pub struct RevokeOptions {
    /// The beginning of the machine's key.
    pub machine: String,
    /// The last events that the editor signed with it, by the beginnings of their ids, where the
    /// folder holds later ones.
    pub last: Vec<String>,
    /// Cases in which the editor signed nothing with it.
    pub nothing_in: Vec<String>,
}

#[derive(Debug, Explain, thiserror::Error)]
pub enum MachineError {
    /// No machine, or more than one, has a key that begins with this.
    #[explain("error-machine-unknown", name)]
    Unknown(String),
    /// Only its own editor revokes a machine. Another's is closed by taking the editor off the
    /// roster.
    #[explain("error-machine-not-yours", editor)]
    NotYours { editor: String },
    /// A machine does not revoke itself: its thief could then say what it may have said.
    #[explain("error-machine-this")]
    This,
    /// No event of the machine has an id that begins with this.
    #[explain("error-machine-no-event", name)]
    NoSuchEvent(String),
}

/// A machine that signed in cases that open here.
#[derive(Debug, Serialize)]
pub struct ListedMachine {
    pub machine: JournalPublicKey,
    /// The editor's name, if they are on the roster.
    pub editor: Option<String>,
    /// Whether it is the machine that this runs on.
    pub is_this: bool,
    /// In how many cases it signed.
    pub cases: usize,
    /// The day of its newest event, as the machine says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newest: Option<Day>,
    pub is_revoked: bool,
    /// Cases in which it counts still, although it is revoked in others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub still_counts_in: Vec<CaseId>,
}

#[derive(Debug, Serialize)]
pub struct MachinesReport {
    pub machines: Vec<ListedMachine>,
}

#[derive(Debug, Serialize)]
pub struct RevokeReport {
    pub machine: JournalPublicKey,
    /// In how many cases it is revoked now.
    pub cases: usize,
    /// Cases that could not be written, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<UnreadableCase>,
}

impl RevokeReport {
    /// Fails if the machine still counts in a case.
    pub fn verdict(&self) -> Result<(), AppError> {
        match self.failed.len() {
            0 => Ok(()),
            count => Err(RevokeIncompleteError(count).into()),
        }
    }
}

#[derive(Debug, Explain, thiserror::Error)]
#[explain("error-machine-incomplete", count)]
struct RevokeIncompleteError(usize);

/// Lists the machines that signed in the cases.
///
/// Fails if the editor cannot be unlocked, or the folder cannot be read.
pub fn machines(context: &CommandContext<'_>) -> Result<MachinesReport, AppError> {
    let session = CaseSession::open(context)?;
    let mut machines = BTreeMap::new();
    for case in session.readable()? {
        add(&mut machines, &case, &session);
    }
    let mut machines: Vec<ListedMachine> = machines.into_values().collect();
    for machine in machines.iter_mut().filter(|machine| !machine.is_revoked) {
        machine.still_counts_in.clear();
    }
    machines.sort_by(|one, other| {
        let key = |machine: &ListedMachine| (machine.editor.clone(), machine.machine);
        key(one).cmp(&key(other))
    });
    Ok(MachinesReport { machines })
}

fn add(
    machines: &mut BTreeMap<(JournalPublicKey, String), ListedMachine>,
    case: &Case,
    session: &CaseSession,
) {
    for one in case.machines() {
        let named = (one.key, one.editor.to_owned());
        let listed = machines.entry(named).or_insert_with(|| ListedMachine {
            machine: one.key,
            editor: session.name_of(one.editor),
            is_this: session.machine() == Some(one.key),
            cases: 0,
            newest: None,
            is_revoked: false,
            still_counts_in: Vec::new(),
        });
        listed.cases += usize::from(!case.id().is_desk());
        listed.is_revoked |= one.is_revoked;
        if !one.is_revoked {
            listed.still_counts_in.push(case.id().clone());
        }
        let of_machine = |id: &EventId| case.machine_of(id) == Some(one.key);
        let events = case.in_order().iter().filter(|event| of_machine(&event.id));
        listed.newest = listed.newest.max(events.map(|event| event.day).max());
    }
}

/// Revokes a machine of the editor's in every case: what it signs from now on does not count.
///
/// Fails if it is no machine of this editor's, or an event that was named is not of it; then
/// nothing is written. What could not be written is in the report.
pub fn revoke(
    context: &CommandContext<'_>,
    options: &RevokeOptions,
) -> Result<RevokeReport, AppError> {
    let session = CaseSession::open(context)?;
    let (mut cases, mut failed) = (Vec::new(), Vec::new());
    for id in session.journals()? {
        match session.read(&id) {
            Ok(stored) => cases.push(stored.case),
            Err(error) => failed.push(UnreadableCase {
                case: id,
                reason: context.explain(&error),
            }),
        }
    }
    let machine = find(&session, &cases, &options.machine)?;
    if session.machine() == Some(machine) {
        return Err(MachineError::This.into());
    }
    let heads = heads(&session, &cases, machine, options)?;
    context.require(&Question::RevokeMachine {
        machine: &machine,
        cases: cases.iter().filter(|case| !case.id().is_desk()).count(),
    })?;
    let mut report = RevokeReport {
        machine,
        cases: 0,
        failed,
    };
    for (case, heads) in cases.iter().zip(heads) {
        match session.revoke(case, machine, heads) {
            Ok(()) => report.cases += usize::from(!case.id().is_desk()),
            Err(error) => report.failed.push(UnreadableCase {
                case: case.id().clone(),
                reason: context.explain(&error),
            }),
        }
    }
    Ok(report)
}

/// Up to which events the machine counts, in each of the cases.
fn heads(
    session: &CaseSession,
    cases: &[Case],
    machine: JournalPublicKey,
    options: &RevokeOptions,
) -> Result<Vec<BTreeSet<EventId>>, AppError> {
    let nothing_in = options.nothing_in.iter();
    let nothing_in = nothing_in.map(|beginning| session.find_journal(beginning));
    let nothing_in: Vec<CaseId> = nothing_in.collect::<Result<_, _>>()?;
    let (mut heads, mut named) = (Vec::new(), BTreeSet::new());
    for case in cases {
        let last = last_events(case, machine, &options.last);
        named.extend(last.iter().map(|(name, _)| name.clone()));
        let all = || {
            let own = case.machines().into_iter().find(|one| one.key == machine);
            own.and_then(|one| one.tips).cloned().unwrap_or_default()
        };
        heads.push(if nothing_in.contains(case.id()) {
            BTreeSet::new()
        } else if last.is_empty() {
            all()
        } else {
            last.into_iter().map(|(_, id)| id).collect()
        });
    }
    match options.last.iter().find(|name| !named.contains(*name)) {
        Some(name) => Err(MachineError::NoSuchEvent(name.clone()).into()),
        None => Ok(heads),
    }
}

/// The only machine with a key that begins with this, which must be this editor's.
fn find(
    session: &CaseSession,
    cases: &[Case],
    beginning: &str,
) -> Result<JournalPublicKey, MachineError> {
    let unknown = || MachineError::Unknown(beginning.to_owned());
    let all = cases.iter().flat_map(Case::machines);
    let meant = all.filter(|one| {
        let key = one.key.to_string();
        !beginning.is_empty() && key.starts_with(beginning)
    });
    // Two editors may have certified one key: the editor whose machine was taken may revoke it.
    let mut found: BTreeMap<JournalPublicKey, BTreeSet<String>> = BTreeMap::new();
    for one in meant {
        let editor = session.name_of(one.editor);
        let editor = editor.unwrap_or_else(|| one.editor.to_owned());
        found.entry(one.key).or_default().insert(editor);
    }
    let mut found = found.into_iter();
    let (key, editors) = found.next().ok_or_else(unknown)?;
    if found.next().is_some() {
        return Err(unknown());
    }
    if editors.contains(session.editor.name()) {
        return Ok(key);
    }
    let editor = editors.into_iter().next().unwrap_or_default();
    Err(MachineError::NotYours { editor })
}

/// The events of a machine that these names mean.
fn last_events(case: &Case, machine: JournalPublicKey, names: &[String]) -> Vec<(String, EventId)> {
    let of_machine = |id: &EventId| case.machine_of(id) == Some(machine);
    let meant = |name: &String| {
        let mut found = case.in_order().iter().filter(|event| {
            let is_meant = !name.is_empty() && event.id.to_string().starts_with(name.as_str());
            is_meant && of_machine(&event.id)
        });
        let one = found.next().filter(|_| found.next().is_none())?;
        Some((name.clone(), one.id))
    };
    names.iter().filter_map(meant).collect()
}
