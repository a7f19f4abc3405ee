//! The entries as JSON: all in one file, and each in its own.

use serde::Serialize;

use crate::{
    model::entry::Entry,
    model::observatory::{About, Observatory},
};

/// What the data may be used under.
const LICENCE: &str = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/";
const VERSION: u32 = 1;

#[derive(Serialize)]
struct All<'a> {
    version: u32,
    licence: &'static str,
    observatory: &'a About,
    entries: &'a [Entry],
}

#[derive(Serialize)]
struct One<'a> {
    version: u32,
    licence: &'static str,
    entry: &'a Entry,
}

pub(crate) fn files(
    observatory: &Observatory,
) -> Result<Vec<(String, Vec<u8>)>, serde_json::Error> {
    let all = All {
        version: VERSION,
        licence: LICENCE,
        observatory: &observatory.about,
        entries: &observatory.entries,
    };
    let mut files = vec![("data/observatory.json".to_owned(), to_json(&all)?)];
    for entry in &observatory.entries {
        let one = One {
            version: VERSION,
            licence: LICENCE,
            entry,
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
