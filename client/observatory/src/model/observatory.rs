//! All that is published: entries, and the documents that they vouch for.

use std::{collections::BTreeMap, path::PathBuf};

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
}

#[derive(Clone, Debug, PartialEq)]
pub struct Observatory {
    /// What the whole is called.
    pub about: About,
    pub entries: Vec<Entry>,
    /// The documents, as their entries vouch for them.
    pub documents: BTreeMap<(EntryId, DocumentName), Published>,
}

/// A document beside its entry.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Published {
    pub path: PathBuf,
    pub size: u64,
    /// The hash that its entry gives, and that it has.
    pub sha256: Sha256Hex,
}
