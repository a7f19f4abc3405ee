//! The entries as JSON: all in one file, and each in its own.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    model::entry::Entry,
    model::names::EntryId,
    model::observatory::{About, Observatory},
};

/// All entries, in the site's folder.
pub const DATA_FILE: &str = "data/observatory.json";
/// What the data may be used under.
const LICENCE: &str = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/";
const VERSION: u32 = 1;
/// What is said of an entry that the desk has not vetted.
const SHIPPED: &str = "shipped with Sourdine, not vetted by this desk";

#[derive(Serialize)]
struct All<'a> {
    version: u32,
    licence: &'static str,
    observatory: &'a About,
    entries: &'a [Entry],
    /// What there is to say of where entries come from, by their id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    provenance: BTreeMap<&'a EntryId, &'static str>,
}

#[derive(Serialize)]
struct One<'a> {
    version: u32,
    licence: &'static str,
    entry: &'a Entry,
    #[serde(skip_serializing_if = "Option::is_none")]
    provenance: Option<&'static str>,
}

pub(crate) fn files(
    observatory: &Observatory,
) -> Result<Vec<(String, Vec<u8>)>, serde_json::Error> {
    let shipped = &observatory.provenance.shipped;
    let all = All {
        version: VERSION,
        licence: LICENCE,
        observatory: &observatory.about,
        entries: &observatory.entries,
        provenance: shipped.iter().map(|id| (id, SHIPPED)).collect(),
    };
    let mut files = vec![(DATA_FILE.to_owned(), to_json(&all)?)];
    for entry in &observatory.entries {
        let one = One {
            version: VERSION,
            licence: LICENCE,
            entry,
            provenance: shipped.contains(&entry.id).then_some(SHIPPED),
        };
        files.push((format!("data/entries/{}.json", entry.id), to_json(&one)?));
    }
    Ok(files)
}

fn to_json(data: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = serde_json::to_vec_pretty(data)?;
    bytes.push(b'\n');
    Ok(bytes)
}
