//! What is on the host already, compared with what a desk is set up from. Where both differ, the
//! difference is named and nothing is written.

use super::{
    checked::CheckedRoster,
    configuration::VAULT_MIB,
    desk::DeskName,
    error::SetupError,
    folder::Folder,
    install::{AUTHORIZED, EDITORS, ROSTER, auth_file},
    requests::Request,
};
use crate::{
    check::observed::free_bytes,
    config::{Config, MIB},
    vault::SlotVault,
};

/// Longest file of a client's key.
const KEY_FILE_MAX_BYTES: u64 = 4_096;

/// Compares what stands with what is wanted. Gives the size of the vault, in MiB.
pub(crate) fn compare(
    desk: &DeskName,
    roster: &CheckedRoster,
    requests: &[Request],
    vault_mib: Option<u64>,
) -> Result<u64, SetupError> {
    let size = configuration(desk, requests, vault_mib)?;
    if let Some(settings) = Folder::open(&desk.settings())? {
        let most = roster.json.len() as u64 + 1;
        let there = settings.read(ROSTER, most)?;
        if there.is_some_and(|there| there != roster.json) {
            return Err(SetupError::RosterStands(desk.settings().join(ROSTER)));
        }
    }
    keys(desk, requests)?;
    Ok(size)
}

/// A configuration that stands has a block for each token, and the size that was asked for.
fn configuration(
    desk: &DeskName,
    requests: &[Request],
    vault_mib: Option<u64>,
) -> Result<u64, SetupError> {
    let path = desk.config();
    if !path.exists() {
        let wanted = vault_mib.unwrap_or(VAULT_MIB);
        has_room(desk, wanted)?;
        return Ok(wanted);
    }
    let config = Config::read(&path)?;
    let size = config.vault_bytes;
    let wanted = vault_mib.map_or(size, |wanted| wanted.saturating_mul(MIB));
    if wanted != size {
        return Err(SetupError::SizeStands {
            path,
            now: size,
            wanted,
        });
    }
    for request in requests {
        let (editor, hash) = (&request.asked.editor, &request.asked.token_hash);
        let known = |token: &[u8; _]| hex::encode(token) == *hash;
        if !config.editor_tokens.iter().any(known) {
            return Err(SetupError::TokenStands {
                path,
                editor: editor.clone(),
                hash: hash.clone(),
            });
        }
    }
    if !SlotVault::exists(&config.vault) {
        has_room(desk, size / MIB)?;
    }
    Ok(size / MIB)
}

fn has_room(desk: &DeskName, wanted_mib: u64) -> Result<(), SetupError> {
    let (path, size) = (desk.vault(), wanted_mib.saturating_mul(MIB));
    match free_bytes(&path) {
        Some(free) if free < size => Err(SetupError::NoRoom { path, size, free }),
        Some(_) | None => Ok(()),
    }
}

/// A key that stands under an editor's name is that editor's.
fn keys(desk: &DeskName, requests: &[Request]) -> Result<(), SetupError> {
    let Some(editors) = Folder::open(&desk.onions())?
        .map(|onions| onions.within(EDITORS))
        .transpose()?
        .flatten()
    else {
        return Ok(());
    };
    let Some(authorized) = editors.within(AUTHORIZED)? else {
        return Ok(());
    };
    for request in requests {
        let (name, line) = auth_file(request);
        let there = authorized.read(&name, KEY_FILE_MAX_BYTES)?;
        if there.is_some_and(|there| there != line.as_bytes()) {
            let folder = desk.onions().join(EDITORS).join(AUTHORIZED);
            return Err(SetupError::KeyStands {
                path: folder.join(name),
                editor: request.asked.editor.clone(),
                line: request.asked.onion_key.clone(),
            });
        }
    }
    Ok(())
}
