//! All that is published: entries, and the documents that they vouch for.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use serde::{Deserialize, Serialize};
use sourdine_protocol::text::Sha256Hex;

use super::{
    entry::Entry,
    names::{DocumentName, EntryId, HttpsUrl, Uuid},
    text::{Bilingual, Line},
};

/// What the whole is called.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    pub version: u32,
    /// What its feeds are known by.
    pub uuid: Uuid,
    pub title: Bilingual<Line>,
    pub summary: Bilingual<Line>,
    #[serde(default)]
    pub address: Option<HttpsUrl>,
    /// The fingerprint of the desk whose statements the site is built from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<Line>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Observatory {
    /// What the whole is called.
    pub about: About,
    pub entries: Vec<Entry>,
    /// The documents, as their entries vouch for them.
    pub documents: BTreeMap<(EntryId, DocumentName), Published>,
    /// The bytes of each entry's folder that a signature is checked over.
    pub files: BTreeMap<EntryId, EntryFiles>,
    /// Where the entries come from, as far as it was checked.
    pub provenance: Provenance,
}

/// What stands in an entry's folder beside its documents.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EntryFiles {
    /// The entry's folder.
    pub folder: PathBuf,
    /// The bytes of the entry's file.
    pub entry: Vec<u8>,
    /// The desk's statement about the entry, unchecked.
    pub statement: Option<Vec<u8>>,
    /// The signature over the statement, unchecked.
    pub signature: Option<Vec<u8>>,
}

/// What the site says of where its entries come from.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Provenance {
    /// The entries that Sourdine ships, which this desk has not vetted.
    pub shipped: BTreeSet<EntryId>,
    /// The entries whose statement was checked.
    pub signed: BTreeSet<EntryId>,
    /// The files with which a reader checks the entries, by their path on the site.
    pub proofs: BTreeMap<String, Vec<u8>>,
    /// Whether nothing was checked, so that only a marked preview may be made.
    pub preview: bool,
}

/// A document beside its entry.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Published {
    pub path: PathBuf,
    pub size: u64,
    /// The hash that its entry gives, and that it has.
    pub sha256: Sha256Hex,
}
