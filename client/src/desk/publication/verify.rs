//! Which entries of an observatory the desk stands for: those with a statement that the desk's
//! current publication key signed, or that stands in a list which that key signed. All else stops
//! the build, but for the entries that Sourdine ships, which are taken by their exact bytes.
//!
//! The chain begins at the fingerprint in `observatory.toml`: the desk's certificate must have it,
//! and must have certified the publication key. A desk's publication keys are ordered by the number
//! of the roster that first named them, so an older one is refused.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use sequoia_openpgp::Fingerprint;
use sourdine_l10n::Explain;
use sourdine_observatory::{
    folder::{
        FolderError, OBSERVATORY_FILE, PUBLICATION, STATEMENT_FILE, entry_file::ENTRY_FILE,
        first_entries::is_shipped,
    },
    model::{
        entry::Entry,
        names::EntryId,
        observatory::{About, EntryFiles, Observatory},
    },
};
use sourdine_platform::files;
use sourdine_protocol::text::Sha256Hex;

use super::{
    record::{BuiltEntry, Record},
    statement::{PublicStatement, StandingList},
};
use crate::desk::{
    openpgp::{Certificate, parse_fingerprint},
    roster::TrustedRoster,
};

/// The desk's certificate, in the observatory's folder of proofs and on the site.
pub(super) const DESK_FILE: &str = "desk.asc";
/// The publication key's certificate.
pub(super) const KEY_FILE: &str = "key.asc";
/// The list of the statements that stood when the key took over.
pub(super) const STANDING_FILE: &str = "standing.txt";
pub(super) const STANDING_SIGNATURE_FILE: &str = "standing.txt.asc";
const PROOF_MAX_BYTES: u64 = 1_048_576;

/// Why an observatory is not built. Each names the file, and the entry where it is about one.
#[derive(Debug, Explain, thiserror::Error)]
pub enum VerifyError {
    #[explain(transparent)]
    Folder(#[from] FolderError),
    /// The fingerprint in `observatory.toml` does not read.
    #[explain("error-verify-pin", path)]
    Pin(PathBuf),
    /// The observatory is of another desk than the one it was of, or its certificate is.
    #[explain("error-verify-other-desk")]
    OtherDesk {
        path: PathBuf,
        known: String,
        found: String,
    },
    /// There is no publication key, or the desk has not certified it.
    #[explain("error-verify-key", path)]
    Key(PathBuf),
    /// A newer publication key was seen.
    #[explain("error-verify-old-key")]
    OldKey {
        path: PathBuf,
        since: u64,
        seen: u64,
    },
    /// The list of standing statements is not signed by the publication key.
    #[explain("error-verify-list", path)]
    List(PathBuf),
    /// There is no statement: the entry was written or changed by hand.
    #[explain("error-verify-unsigned")]
    Unsigned { entry: EntryId, path: PathBuf },
    /// The statement is neither signed by the publication key nor in its list.
    #[explain("error-verify-statement")]
    Statement { entry: EntryId, path: PathBuf },
    /// The entry is not the one that the statement is about.
    #[explain("error-verify-changed")]
    Changed { entry: EntryId, path: PathBuf },
    /// A newer version of the entry was built before.
    #[explain("error-verify-rolled-back")]
    RolledBack { entry: EntryId, path: PathBuf },
    /// The desk took the entry back, and it is there.
    #[explain("error-verify-taken-back")]
    TakenBack { entry: EntryId, path: PathBuf },
    /// The entry was built before, or stands in the list, and is not there.
    #[explain("error-verify-removed")]
    Removed { entry: EntryId, path: PathBuf },
}

/// The desk and its publication key, as the observatory's folder shows them.
pub(super) struct Authority {
    desk: Fingerprint,
    pub(super) key: Certificate,
    /// The number of the roster that first named the key.
    pub(super) since: u64,
    standing: BTreeMap<EntryId, Sha256Hex>,
    /// The files that show it, by their names.
    files: BTreeMap<&'static str, Vec<u8>>,
}

/// A statement that counts.
pub(super) struct Checked {
    pub(super) built: BuiltEntry,
    /// Whether the current key signed it, and not only the list that it is in.
    pub(super) is_current: bool,
}

/// The fingerprint of the desk in `observatory.toml`, if there is one.
pub(super) fn pinned(folder: &Path, about: &About) -> Result<Option<Fingerprint>, VerifyError> {
    let pinned = about.desk.as_ref();
    let read = pinned.map(|text| parse_fingerprint(text.as_str()));
    read.transpose()
        .map_err(|_| VerifyError::Pin(folder.join(OBSERVATORY_FILE)))
}

impl Authority {
    /// Reads and checks the chain from the desk to its publication key; none if the folder has no
    /// publication yet.
    pub(super) fn read(folder: &Path, desk: &Fingerprint) -> Result<Option<Self>, VerifyError> {
        let home = folder.join(PUBLICATION);
        if !home.exists() {
            return Ok(None);
        }
        let mut found = BTreeMap::new();
        for name in [DESK_FILE, KEY_FILE, STANDING_FILE, STANDING_SIGNATURE_FILE] {
            let path = home.join(name);
            if path.exists() {
                let bytes = files::read_regular(&path, PROOF_MAX_BYTES)
                    .map_err(|source| FolderError::Read { path, source })?;
                found.insert(name, bytes);
            }
        }
        let certificate = |name| {
            let text = found.get(name).and_then(|bytes| str::from_utf8(bytes).ok());
            text.and_then(|text| Certificate::parse(text).ok())
                .ok_or_else(|| VerifyError::Key(home.join(name)))
        };
        let (issuer, key) = (certificate(DESK_FILE)?, certificate(KEY_FILE)?);
        if issuer.fingerprint() != *desk {
            return Err(VerifyError::OtherDesk {
                path: home.join(DESK_FILE),
                known: desk.to_spaced_hex(),
                found: issuer.fingerprint().to_spaced_hex(),
            });
        }
        let since = key.certified_by(&issuer);
        let since = since.ok_or_else(|| VerifyError::Key(home.join(KEY_FILE)))?;
        let mut authority = Self {
            desk: desk.clone(),
            key,
            since,
            standing: BTreeMap::new(),
            files: found,
        };
        authority.standing = authority.read_standing(&home)?;
        Ok(Some(authority))
    }

    fn read_standing(&self, home: &Path) -> Result<BTreeMap<EntryId, Sha256Hex>, VerifyError> {
        let Some(text) = self.files.get(STANDING_FILE) else {
            return Ok(BTreeMap::new());
        };
        let signature = self.files.get(STANDING_SIGNATURE_FILE);
        let list = StandingList::parse(text)
            .filter(|list| self.signs(text, signature) && list.desk == self.desk.to_hex());
        let list = list.ok_or_else(|| VerifyError::List(home.join(STANDING_FILE)))?;
        Ok(list.statements)
    }

    fn signs(&self, text: &[u8], signature: Option<&Vec<u8>>) -> bool {
        let signature = signature.and_then(|bytes| str::from_utf8(bytes).ok());
        signature.is_some_and(|signature| self.key.made(text, signature))
    }

    /// Checks the statement about an entry against the entry's bytes.
    pub(super) fn check(&self, entry: &Entry, files: &EntryFiles) -> Result<Checked, VerifyError> {
        let path = files.folder.join(STATEMENT_FILE);
        let Some(text) = &files.statement else {
            let path = files.folder.join(ENTRY_FILE);
            let entry = entry.id.clone();
            return Err(VerifyError::Unsigned { entry, path });
        };
        let hash = Sha256Hex::of(text);
        let is_current = self.signs(text, files.signature.as_ref());
        let is_listed = self.standing.get(&entry.id) == Some(&hash);
        let counts = |statement: &PublicStatement| {
            (is_current || is_listed) && statement.desk == self.desk.to_hex()
        };
        let Some(statement) = PublicStatement::parse(text).filter(counts) else {
            let entry = entry.id.clone();
            return Err(VerifyError::Statement { entry, path });
        };
        if !statement.is_about(entry, &files.entry) {
            let path = files.folder.join(ENTRY_FILE);
            let entry = entry.id.clone();
            return Err(VerifyError::Changed { entry, path });
        }
        let built = BuiltEntry {
            statement: hash,
            entry: statement.entry,
            changes: entry.changes.len(),
        };
        Ok(Checked { built, is_current })
    }

    /// Refuses a key that is older than one that was seen in a build or in the desk's roster.
    fn check_age(
        &self,
        folder: &Path,
        record: &Record,
        known: Option<&TrustedRoster>,
    ) -> Result<(), VerifyError> {
        let known = known.filter(|roster| *roster.desk() == self.desk);
        let newer = known.and_then(|roster| {
            let key = roster.publication()?;
            let since = key.certified_by(roster.desk_certificate())?;
            let replaced = key.fingerprint() != self.key.fingerprint() && since >= self.since;
            replaced.then_some(since)
        });
        let seen = newer.unwrap_or(0).max(record.roster);
        if newer.is_some() || self.since < seen {
            return Err(VerifyError::OldKey {
                path: folder.join(PUBLICATION).join(KEY_FILE),
                since: self.since,
                seen,
            });
        }
        Ok(())
    }
}

/// An observatory of which each entry was checked. Only [`verify`] makes it.
pub struct Verified {
    observatory: Observatory,
    record: Record,
}

impl Verified {
    pub const fn observatory(&self) -> &Observatory {
        &self.observatory
    }

    /// What is remembered of it once it was built.
    pub const fn record(&self) -> &Record {
        &self.record
    }
}

/// Refuses an observatory of another desk than the one that this machine trusts.
pub fn check_desk(folder: &Path, roster: &TrustedRoster) -> Result<(), VerifyError> {
    match pinned(folder, &About::read(folder)?)? {
        Some(found) if found != *roster.desk() => Err(VerifyError::OtherDesk {
            path: folder.join(OBSERVATORY_FILE),
            known: roster.desk().to_hex(),
            found: found.to_hex(),
        }),
        Some(_) | None => Ok(()),
    }
}

/// Checks all entries of an observatory, against what was built before and the roster that this
/// machine trusts, if it trusts one. The desk took back the entries in `without`.
pub fn verify(
    folder: &Path,
    known: Option<&TrustedRoster>,
    record: &Record,
    without: &[EntryId],
) -> Result<Verified, VerifyError> {
    let mut observatory = Observatory::read(folder)?;
    let desk = pinned(folder, &observatory.about)?;
    if let Some(known) = &record.desk
        && desk.as_ref().map(Fingerprint::to_hex).as_ref() != Some(known)
    {
        return Err(VerifyError::OtherDesk {
            path: folder.join(OBSERVATORY_FILE),
            known: known.clone(),
            found: desk.map(|desk| desk.to_hex()).unwrap_or_default(),
        });
    }
    let authority = match &desk {
        Some(desk) => Authority::read(folder, desk)?,
        None => None,
    };
    if let Some(authority) = &authority {
        authority.check_age(folder, record, known)?;
    }
    check_put_back(&observatory, record, without)?;
    let checked = check_entries(folder, &mut observatory, authority.as_ref(), record)?;
    check_removed(folder, &observatory, authority.as_ref(), record, without)?;
    let taken_back = taken_back(&observatory, record, without);
    if let Some(authority) = &authority {
        prove(&mut observatory, authority);
    }
    Ok(Verified {
        observatory,
        record: Record {
            desk: desk.map(|desk| desk.to_hex()),
            roster: authority.map_or(record.roster, |authority| authority.since),
            entries: checked,
            taken_back,
            elsewhere: record.elsewhere.clone(),
            ..Record::default()
        },
    })
}

fn check_entries(
    folder: &Path,
    observatory: &mut Observatory,
    authority: Option<&Authority>,
    record: &Record,
) -> Result<BTreeMap<EntryId, BuiltEntry>, VerifyError> {
    let mut built = BTreeMap::new();
    for entry in &observatory.entries {
        let Some(files) = observatory.files.get(&entry.id) else {
            continue;
        };
        if counts_as_shipped(entry, files, authority, record) {
            observatory.provenance.shipped.insert(entry.id.clone());
            continue;
        }
        let Some(authority) = authority else {
            if files.statement.is_some() {
                return Err(VerifyError::Key(folder.join(PUBLICATION).join(KEY_FILE)));
            }
            return Err(VerifyError::Unsigned {
                entry: entry.id.clone(),
                path: files.folder.join(ENTRY_FILE),
            });
        };
        let checked = authority.check(entry, files)?;
        check_order(entry, files, &checked.built, record)?;
        observatory.provenance.signed.insert(entry.id.clone());
        built.insert(entry.id.clone(), checked.built);
    }
    Ok(built)
}

/// Whether an entry is one that Sourdine ships, and the desk has not published its own under
/// this id.
pub(super) fn counts_as_shipped(
    entry: &Entry,
    files: &EntryFiles,
    authority: Option<&Authority>,
    record: &Record,
) -> bool {
    let listed = authority.is_some_and(|found| found.standing.contains_key(&entry.id));
    files.statement.is_none()
        && files.signature.is_none()
        && !listed
        && !record.entries.contains_key(&entry.id)
        && !record.elsewhere.contains_key(&entry.id)
        && !record.taken_back.contains_key(&entry.id)
        && is_shipped(&entry.id, &files.entry)
}

/// Refuses an entry that is older than the one that was built before.
pub(super) fn check_order(
    entry: &Entry,
    files: &EntryFiles,
    built: &BuiltEntry,
    record: &Record,
) -> Result<(), VerifyError> {
    let known = [&record.entries, &record.elsewhere];
    let mut known = known.into_iter().filter_map(|built| built.get(&entry.id));
    if known.any(|older| !built.follows(older)) {
        return Err(VerifyError::RolledBack {
            entry: entry.id.clone(),
            path: files.folder.join(ENTRY_FILE),
        });
    }
    Ok(())
}

/// Refuses an entry that the desk took back, until it lists more changes than it did then.
fn check_put_back(
    observatory: &Observatory,
    record: &Record,
    without: &[EntryId],
) -> Result<(), VerifyError> {
    let is_put_back = |entry: &&Entry| {
        let taken = record.taken_back.get(&entry.id);
        without.contains(&entry.id)
            || taken.is_some_and(|taken| entry.changes.len() <= taken.changes)
    };
    let Some(entry) = observatory.entries.iter().find(is_put_back) else {
        return Ok(());
    };
    let path = observatory.files.get(&entry.id);
    Err(VerifyError::TakenBack {
        entry: entry.id.clone(),
        path: path.map(|files| files.folder.clone()).unwrap_or_default(),
    })
}

/// The entries that the desk took back and that are not there again.
fn taken_back(
    observatory: &Observatory,
    record: &Record,
    without: &[EntryId],
) -> BTreeMap<EntryId, BuiltEntry> {
    let new = without.iter().filter_map(|id| {
        let known = record.entries.get(id).or_else(|| record.elsewhere.get(id));
        Some((id.clone(), known?.clone()))
    });
    let mut taken = record.taken_back.clone();
    taken.extend(new);
    taken.retain(|id, _| !observatory.files.contains_key(id));
    taken
}

fn check_removed(
    folder: &Path,
    observatory: &Observatory,
    authority: Option<&Authority>,
    record: &Record,
    without: &[EntryId],
) -> Result<(), VerifyError> {
    let listed = authority.iter().flat_map(|found| found.standing.keys());
    let mut expected = record.entries.keys().chain(listed);
    let gone = expected.find(|id| {
        let is_taken_back = without.contains(id) || record.taken_back.contains_key(id);
        !observatory.files.contains_key(id) && !is_taken_back
    });
    match gone {
        Some(entry) => Err(removed(folder, entry)),
        None => Ok(()),
    }
}

pub(super) fn removed(folder: &Path, entry: &EntryId) -> VerifyError {
    let entries = folder.join(sourdine_observatory::folder::ENTRIES);
    VerifyError::Removed {
        entry: entry.clone(),
        path: entries.join(entry.as_str()),
    }
}

/// Puts on the site what a reader checks the entries with.
fn prove(observatory: &mut Observatory, authority: &Authority) {
    let mut proofs = BTreeMap::new();
    for (name, bytes) in &authority.files {
        proofs.insert(format!("{PUBLICATION}/{name}"), bytes.clone());
    }
    for id in &observatory.provenance.signed {
        let Some(files) = observatory.files.get(id) else {
            continue;
        };
        proofs.insert(format!("statements/{id}.md"), files.entry.clone());
        let texts = [("txt", &files.statement), ("txt.asc", &files.signature)];
        for (extension, text) in texts {
            if let Some(text) = text {
                proofs.insert(format!("statements/{id}.{extension}"), text.clone());
            }
        }
    }
    observatory.provenance.proofs = proofs;
}
