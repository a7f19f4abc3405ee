//! Which files, ports and other processes are in reach, by Landlock.

use std::path::Path;

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, NetPort, PathBeneath, PathFd, Ruleset, RulesetAttr,
    RulesetCreated, RulesetCreatedAttr, Scope, make_bitflags,
};

use super::{error::ConfinementError, reach::Reach};

/// What is taken away: all that the kernel of Debian 13 knows of. An older kernel takes away what
/// it knows.
const KNOWN: ABI = ABI::V6;

pub(super) fn confine(reach: &Reach) -> Result<(), ConfinementError> {
    let vault = make_bitflags!(AccessFs::{
        ReadFile | ReadDir | WriteFile | Truncate | MakeReg | MakeDir | RemoveFile | RemoveDir
            | Refer
    });
    let socket = make_bitflags!(AccessFs::{MakeSock | RemoveFile});
    let mut ruleset = Ruleset::default()
        .handle_access(AccessFs::from_all(KNOWN))?
        .handle_access(AccessNet::from_all(KNOWN))?
        .scope(Scope::from_all(KNOWN))?
        .create()?;
    ruleset = beneath(ruleset, &reach.vault, vault)?;
    if let Some(folder) = &reach.key {
        ruleset = beneath(ruleset, folder, AccessFs::ReadFile.into())?;
    }
    for folder in &reach.sockets {
        ruleset = beneath(ruleset, folder, socket)?;
    }
    for port in &reach.ports {
        ruleset = ruleset.add_rule(NetPort::new(*port, AccessNet::BindTcp))?;
    }
    ruleset.restrict_self()?;
    Ok(())
}

fn beneath(
    ruleset: RulesetCreated,
    folder: &Path,
    access: BitFlags<AccessFs>,
) -> Result<RulesetCreated, ConfinementError> {
    let opened = PathFd::new(folder).map_err(|source| ConfinementError::Path {
        path: folder.to_owned(),
        source,
    })?;
    Ok(ruleset.add_rule(PathBeneath::new(opened, access))?)
}
