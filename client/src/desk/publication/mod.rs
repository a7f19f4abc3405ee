//! Publishing: putting a vetted entry into the observatory, whole or not at all.
//!
//! The entry, its documents, the desk's statement about them and the publication key's signature
//! are written beside the other entries, under a name that is not read, then put in place by one
//! rename. The editors' signatures stay in the case (docs/decisions/0052): published, they would
//! tie each entry to two certificates and two moments for ever. Readers check the desk's one
//! signature (docs/decisions/0084), and [`verify`](verify::verify) does so before a site is built.
//!
//! A candidate that was not vetted is not published:
//!
//! ```compile_fail,E0308
//! use sourdine::desk::{publication::{Plan, Signer, publish}, vetting::Candidate};
//! fn hasty(candidate: &Candidate, signer: &Signer<'_>, plan: &Plan) {
//!     publish(candidate, std::path::Path::new("observatory"), signer, plan).unwrap();
//! }
//! ```
//!
//! A document that was only cleaned is not published:
//!
//! ```compile_fail,E0308
//! use sourdine::desk::{cleaning::Cleaned, publication::{Plan, Signer, publish}};
//! fn hasty(cleaned: &Cleaned, signer: &Signer<'_>, plan: &Plan) {
//!     publish(cleaned, std::path::Path::new("observatory"), signer, plan).unwrap();
//! }
//! ```
//!
//! An editor's own key does not sign a publication:
//!
//! ```compile_fail,E0308
//! use sourdine::desk::{openpgp::EditorKey, publication::Signer, roster::TrustedRoster};
//! use sourdine::desk::publication::record::Record;
//! fn alone<'a>(key: &'a EditorKey, roster: &'a TrustedRoster, record: &'a Record) -> Signer<'a> {
//!     Signer { key, roster, record, today: sourdine_protocol::day::Day(0) }
//! }
//! ```
//!
//! A candidate that two editors vetted is published:
//!
//! ```
//! use sourdine::desk::{publication::{Plan, Signer, publish}, vetting::Vetted};
//! fn ready(vetted: &Vetted, signer: &Signer<'_>, plan: &Plan) {
//!     publish(vetted, std::path::Path::new("observatory"), signer, plan).unwrap();
//! }
//! ```

pub mod difference;
pub mod draft;
pub mod key;
pub mod record;
pub mod statement;
pub mod verify;

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Read},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use rustix::fs::{CWD, RenameFlags, renameat_with};
use sourdine_l10n::Explain;
use sourdine_observatory::{
    folder::entry_file::ENTRY_FILE,
    folder::{ENTRIES, FolderError, PUBLICATION, SIGNATURE_FILE, STATEMENT_FILE, pin_desk},
    model::entry::Entry,
    model::names::EntryId,
    model::observatory::{About, Observatory, Provenance, Published},
    render::{self, SiteError, WriteError},
};
use sourdine_platform::files;
use sourdine_protocol::{day::Day, text::Sha256Hex};
use tempfile::TempDir;

use self::{
    record::Record,
    statement::{PublicStatement, StandingList},
    verify::{Authority, VerifyError},
};
use super::{
    cleaning::CleanError,
    openpgp::{Certificate, KeyError, PublicationKey},
    roster::TrustedRoster,
    vetting::{Candidate, Vetted},
};

#[derive(Debug, Explain, thiserror::Error)]
pub enum PublishError {
    #[explain(transparent)]
    Folder(#[from] FolderError),
    /// The site would not build with the entry.
    #[explain(transparent)]
    Site(#[from] SiteError),
    #[explain(transparent)]
    Preview(#[from] WriteError),
    #[explain(transparent)]
    Cleaned(#[from] CleanError),
    #[explain("error-same-uuid", entry)]
    SameUuid(String),
    /// Another entry has this id.
    #[explain("error-name-taken", id)]
    NameTaken(String),
    /// The entry differs from the published one, but lists no new change.
    #[explain("error-unannounced", id)]
    Unannounced(String),
    #[explain("error-write")]
    Write { path: PathBuf, source: io::Error },
    #[explain(transparent)]
    Verify(#[from] VerifyError),
    #[explain(transparent)]
    Key(#[from] KeyError),
    /// The roster names no publication key.
    #[explain("error-publish-no-key")]
    NoKey,
    /// The observatory has a newer publication key than the roster.
    #[explain("error-publish-old-roster")]
    OldRoster { roster: u64, observatory: u64 },
    /// What stands where the entry goes is not what the desk published.
    #[explain("error-publish-unverified")]
    Unverified { entry: EntryId, path: PathBuf },
    /// The observatory changed after what would be done was shown.
    #[explain("error-publish-changed")]
    Changed,
}

/// What signs a publication.
pub struct Signer<'a> {
    pub key: &'a PublicationKey,
    pub roster: &'a TrustedRoster,
    /// What this machine built before.
    pub record: &'a Record,
    pub today: Day,
}

/// What publishing an entry would do to the observatory.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Plan {
    /// The bytes of the entry that is public now, if there is one.
    pub public: Option<Vec<u8>>,
    /// The statements that an older key signed, which the new key signs anew in one list.
    pub signed_anew: BTreeMap<EntryId, Sha256Hex>,
    /// The hash of the statement about the entry that is public now.
    previous: Option<Sha256Hex>,
    /// Whether the publication key is new to the observatory.
    takes_over: bool,
    /// Whether the observatory does not say yet which desk it is of.
    pins: bool,
    /// Whether all is there already.
    is_done: bool,
}

/// Works out what [`publish`] would do, and refuses what it would refuse.
pub fn plan(
    candidate: &Candidate,
    folder: &Path,
    roster: &TrustedRoster,
    record: &Record,
) -> Result<Plan, PublishError> {
    let planned = plan_entry(candidate.entry(), candidate.bytes(), folder, roster, record)?;
    fit(candidate, folder)?;
    Ok(planned)
}

fn plan_entry(
    entry: &Entry,
    bytes: &[u8],
    folder: &Path,
    roster: &TrustedRoster,
    record: &Record,
) -> Result<Plan, PublishError> {
    let observatory = Observatory::read(folder)?;
    let pinned = verify::pinned(folder, &observatory.about)?;
    if let Some(other) = pinned.as_ref().filter(|desk| *desk != roster.desk()) {
        return Err(PublishError::Verify(VerifyError::OtherDesk {
            path: folder.join(sourdine_observatory::folder::OBSERVATORY_FILE),
            known: roster.desk().to_spaced_hex(),
            found: other.to_spaced_hex(),
        }));
    }
    let key = roster.publication().ok_or(PublishError::NoKey)?;
    let authority = Authority::read(folder, roster.desk())?;
    let takes_over = takes_over(key, roster, authority.as_ref(), record)?;
    let older = older(&entry.id, bytes, &observatory, authority.as_ref(), record)?;
    let signed_anew = match &authority {
        Some(authority) if takes_over => {
            standing(&entry.id, folder, &observatory, authority, record)?
        }
        Some(_) | None => BTreeMap::new(),
    };
    let is_same = older.as_ref().is_some_and(|older| older.is_same);
    Ok(Plan {
        is_done: is_same && !takes_over && older.as_ref().is_some_and(|older| older.is_current),
        previous: older.as_ref().and_then(|older| older.statement.clone()),
        public: older.map(|older| older.bytes),
        signed_anew,
        takes_over,
        pins: pinned.is_none(),
    })
}

/// Whether the roster's publication key is new to the observatory. An older one is refused.
fn takes_over(
    key: &Certificate,
    roster: &TrustedRoster,
    authority: Option<&Authority>,
    record: &Record,
) -> Result<bool, PublishError> {
    let since = key.certified_by(roster.desk_certificate());
    let since = since.ok_or(PublishError::NoKey)?;
    let known = authority.map(|found| (found.since, found.key.fingerprint() == key.fingerprint()));
    let seen = known.map_or(0, |(seen, _)| seen).max(record.roster);
    let is_known = known.is_some_and(|(_, is_same)| is_same);
    if since < seen || known.is_some_and(|(seen, is_same)| seen == since && !is_same) {
        return Err(PublishError::OldRoster {
            roster: since,
            observatory: seen,
        });
    }
    Ok(!is_known)
}

/// The entry that stands where the candidate goes.
struct Older {
    bytes: Vec<u8>,
    statement: Option<Sha256Hex>,
    /// Whether it is the candidate, byte for byte.
    is_same: bool,
    /// Whether the current key signed the statement about it.
    is_current: bool,
}

/// The entry that is public now. One that the desk did not publish is refused, unless it is the
/// candidate byte for byte: then two editors signed it, and nothing is lost.
fn older(
    id: &EntryId,
    bytes: &[u8],
    observatory: &Observatory,
    authority: Option<&Authority>,
    record: &Record,
) -> Result<Option<Older>, PublishError> {
    let entry = observatory.entries.iter().find(|entry| entry.id == *id);
    let (Some(entry), Some(files)) = (entry, observatory.files.get(id)) else {
        return Ok(None);
    };
    let is_same = files.entry == bytes;
    let is_shipped = verify::counts_as_shipped(entry, files, authority, record);
    let checked = authority.and_then(|authority| {
        let checked = authority.check(entry, files).ok()?;
        let ordered = verify::check_order(entry, files, &checked.built, record);
        ordered.is_ok().then_some(checked)
    });
    if checked.is_none() && !is_same && !is_shipped {
        return Err(PublishError::Unverified {
            entry: id.clone(),
            path: files.folder.clone(),
        });
    }
    Ok(Some(Older {
        bytes: files.entry.clone(),
        is_same,
        is_current: checked.as_ref().is_some_and(|checked| checked.is_current),
        statement: checked.map(|checked| checked.built.statement),
    }))
}

/// The statements that a new key signs anew. One that does not verify is refused, so that nothing
/// forged is signed with the rest; an entry without a statement is left for the build to refuse.
fn standing(
    new: &EntryId,
    folder: &Path,
    observatory: &Observatory,
    authority: &Authority,
    record: &Record,
) -> Result<BTreeMap<EntryId, Sha256Hex>, PublishError> {
    if let Some(gone) = (record.entries.keys()).find(|id| !observatory.files.contains_key(*id)) {
        return Err(verify::removed(folder, gone).into());
    }
    let mut standing = BTreeMap::new();
    for entry in &observatory.entries {
        let Some(files) = observatory.files.get(&entry.id) else {
            continue;
        };
        if files.statement.is_none() {
            continue;
        }
        match authority.check(entry, files) {
            Ok(checked) => {
                verify::check_order(entry, files, &checked.built, record)?;
                standing.insert(entry.id.clone(), checked.built.statement);
            }
            // Its new statement stands by itself.
            Err(_) if entry.id == *new => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(standing)
}

/// Writes a vetted entry, its documents and the signed statement about them into the observatory,
/// and gives the entry's folder. Until the last step the observatory's entries stay as they were.
///
/// Fails if the observatory is not any more as it was when the plan was made.
pub fn publish(
    vetted: &Vetted,
    folder: &Path,
    signer: &Signer<'_>,
    shown: &Plan,
) -> Result<PathBuf, PublishError> {
    let candidate = vetted.candidate();
    if plan(candidate, folder, signer.roster, signer.record)? != *shown {
        return Err(PublishError::Changed);
    }
    let (entry, bytes) = (candidate.entry(), candidate.bytes());
    let home = folder.join(ENTRIES).join(entry.id.as_str());
    if shown.is_done {
        return Ok(home);
    }
    let fresh = Fresh::beside(&home)?;
    fresh.write(ENTRY_FILE, bytes)?;
    for (document, copy) in candidate.documents() {
        fresh.copy(document.file.as_str(), &mut copy.reader()?)?;
    }
    for (name, bytes) in signed_statement(entry, bytes, signer, shown)? {
        fresh.write(name, &bytes)?;
    }
    if shown.takes_over {
        let proofs = Fresh::beside(&folder.join(PUBLICATION))?;
        for (name, bytes) in proof_contents(signer, shown)? {
            proofs.write(name, &bytes)?;
        }
        proofs.put_in_place()?;
    }
    if shown.pins {
        pin_desk(folder, &signer.roster.desk().to_hex())?;
    }
    fresh.put_in_place()?;
    Ok(home)
}

type Contents = Vec<(&'static str, Vec<u8>)>;

fn signed_statement(
    entry: &Entry,
    bytes: &[u8],
    signer: &Signer<'_>,
    shown: &Plan,
) -> Result<Contents, PublishError> {
    let roster = signer.roster;
    let text = PublicStatement::of(
        entry,
        bytes,
        roster.desk(),
        shown.previous.clone(),
        roster.roster().serial,
    )
    .text();
    let signature = signer.key.sign(text.as_bytes(), signer.today)?;
    Ok(vec![
        (STATEMENT_FILE, text.into_bytes()),
        (SIGNATURE_FILE, signature.into_bytes()),
    ])
}

/// The certificates that lead from the desk to the publication key, and the list that it signs.
fn proof_contents(signer: &Signer<'_>, shown: &Plan) -> Result<Contents, PublishError> {
    let roster = signer.roster;
    let key = roster.publication().ok_or(PublishError::NoKey)?;
    let mut contents = vec![
        (
            verify::DESK_FILE,
            roster.desk_certificate().armoured()?.into_bytes(),
        ),
        (verify::KEY_FILE, key.armoured()?.into_bytes()),
    ];
    if !shown.signed_anew.is_empty() {
        let list = StandingList {
            desk: roster.desk().to_hex(),
            roster: roster.roster().serial,
            statements: shown.signed_anew.clone(),
        };
        let text = list.text();
        let signature = signer.key.sign(text.as_bytes(), signer.today)?;
        contents.push((verify::STANDING_FILE, text.into_bytes()));
        contents.push((verify::STANDING_SIGNATURE_FILE, signature.into_bytes()));
    }
    Ok(contents)
}

/// A folder that is written beside its place, under a name that is not read.
struct Fresh {
    written: TempDir,
    beside: PathBuf,
    home: PathBuf,
}

impl Fresh {
    fn beside(home: &Path) -> Result<Self, PublishError> {
        let beside = home.parent().unwrap_or(home);
        let written = tempfile::Builder::new()
            .prefix(".publishing-")
            .tempdir_in(beside);
        let written = written.map_err(|source| PublishError::Write {
            path: home.to_owned(),
            source,
        })?;
        Ok(Self {
            written,
            beside: beside.to_owned(),
            home: home.to_owned(),
        })
    }

    fn failed(&self) -> impl Fn(io::Error) -> PublishError + Copy + '_ {
        |source| PublishError::Write {
            path: self.home.clone(),
            source,
        }
    }

    fn copy(&self, name: &str, from: &mut dyn Read) -> Result<(), PublishError> {
        files::publish_from(&self.written.path().join(name), from).map_err(self.failed())
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), PublishError> {
        files::publish_new(&self.written.path().join(name), bytes).map_err(self.failed())
    }

    /// Puts the folder in place by one rename, in exchange for the one that is there.
    fn put_in_place(&self) -> Result<(), PublishError> {
        let (path, failed) = (self.written.path(), self.failed());
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).map_err(failed)?;
        files::sync_dir(path).map_err(failed)?;
        let flags = if self.home.exists() {
            RenameFlags::EXCHANGE
        } else {
            RenameFlags::NOREPLACE
        };
        let renamed = renameat_with(CWD, path, CWD, &self.home, flags);
        renamed.map_err(|error| failed(error.into()))?;
        files::sync_dir(&self.beside).map_err(failed)
    }
}

/// Checks that [`publish`] would not refuse the candidate, so that editors do not sign
/// what cannot be published.
pub fn check(candidate: &Candidate, folder: &Path) -> Result<(), PublishError> {
    fit(candidate, folder)
}

/// Checks that the site builds with the candidate, which continues an older version if there is
/// one.
fn fit(candidate: &Candidate, folder: &Path) -> Result<(), PublishError> {
    let mut observatory = Observatory::read(folder)?;
    check_place(candidate.entry(), &observatory)?;
    add(&mut observatory, candidate);
    render::build(&observatory)?;
    Ok(())
}

/// Renders the candidate as a site of one entry, for editors to look at before they sign. Gives the
/// path of the entry's French page.
pub fn preview(candidate: &Candidate, about: About, to: &Path) -> Result<PathBuf, PublishError> {
    let mut observatory = Observatory {
        about,
        entries: Vec::new(),
        documents: BTreeMap::new(),
        files: BTreeMap::new(),
        provenance: Provenance::default(),
    };
    add(&mut observatory, candidate);
    render::write(&render::render(&observatory)?, to)?;
    Ok(to.join(format!("fr/entries/{}.html", candidate.entry().id)))
}

/// Refuses an entry that does not continue its older version in the observatory.
fn check_place(entry: &Entry, observatory: &Observatory) -> Result<(), PublishError> {
    if let Some(other) = observatory
        .entries
        .iter()
        .find(|other| other.uuid == entry.uuid && other.id != entry.id)
    {
        return Err(PublishError::SameUuid(other.id.to_string()));
    }
    let Some(older) = observatory
        .entries
        .iter()
        .find(|older| older.id == entry.id)
    else {
        return Ok(());
    };
    if older.uuid != entry.uuid {
        return Err(PublishError::NameTaken(entry.id.to_string()));
    }
    let continues = entry.changes.starts_with(&older.changes)
        && (entry.changes.len() > older.changes.len() || entry == older);
    if continues {
        Ok(())
    } else {
        Err(PublishError::Unannounced(entry.id.to_string()))
    }
}

fn add(observatory: &mut Observatory, candidate: &Candidate) {
    let entry = candidate.entry();
    observatory.entries.retain(|older| older.id != entry.id);
    observatory.documents.retain(|(id, _), _| *id != entry.id);
    for (document, copy) in candidate.documents() {
        let published = Published {
            path: copy.path().to_owned(),
            size: copy.size(),
            sha256: copy.sha256().clone(),
        };
        observatory
            .documents
            .insert((entry.id.clone(), document.file.clone()), published);
    }
    observatory.entries.push(entry.clone());
    observatory.entries.sort_by(|a, b| a.id.cmp(&b.id));
}
