//! Who may read and write the files that the configuration names.

use super::{
    finding::Finding,
    observed::Observed,
    seen_file::{Role, SeenFile},
};

const ROOT: u32 = 0;
/// In a folder with this bit only a file's owner may replace it.
const STICKY: u32 = 0o1000;
const OTHERS_WRITE: u32 = 0o002;
const GROUP_WRITES: u32 = 0o020;
const ANY_WRITE: u32 = OTHERS_WRITE | GROUP_WRITES;
const ANY_READ: u32 = 0o044;
/// Tor's user comes by the folder's group.
const OTHERS_ENTER: u32 = 0o011;

pub(crate) fn judge(observed: &Observed) -> Vec<Finding> {
    let server = observed.server;
    let mut findings = Vec::new();
    for file in &observed.files {
        findings.extend(file.judge_owner(server));
        findings.extend(file.judge_mode());
        findings.extend(file.judge_access(server));
    }
    findings
}

impl SeenFile {
    /// The owner of a file can write it, whatever its mode says.
    fn judge_owner(&self, server: u32) -> Option<Finding> {
        let (path, owner) = (self.path.clone(), self.owner);
        if [ROOT, server].contains(&owner) {
            return None;
        }
        Some(match self.role {
            Role::MasterKey
            | Role::KeyFolder
            | Role::VaultFolder
            | Role::Slots
            | Role::KeyTable => Finding::OwnerOfSecret {
                path,
                owner,
                server,
            },
            Role::Config | Role::Roster | Role::SettingsFolder | Role::SocketFolder => {
                Finding::Owner {
                    path,
                    owner,
                    server,
                }
            }
        })
    }

    fn judge_mode(&self) -> Option<Finding> {
        let (path, mode) = (self.path.clone(), self.mode);
        match self.role {
            Role::MasterKey => mode
                .has(ANY_READ | ANY_WRITE)
                .then_some(Finding::KeyOpen { path, mode }),
            Role::VaultFolder | Role::Slots | Role::KeyTable if mode.has(ANY_WRITE) => {
                Some(Finding::OthersWrite { path, mode })
            }
            Role::VaultFolder | Role::Slots | Role::KeyTable => mode
                .has(ANY_READ)
                .then_some(Finding::OthersRead { path, mode }),
            Role::Config
            | Role::Roster
            | Role::SettingsFolder
            | Role::KeyFolder
            | Role::SocketFolder
                if mode.has(OTHERS_WRITE) && !mode.has(STICKY) =>
            {
                Some(Finding::OthersWrite { path, mode })
            }
            Role::Config
            | Role::Roster
            | Role::SettingsFolder
            | Role::KeyFolder
            | Role::SocketFolder
                if mode.has(GROUP_WRITES) && !mode.has(STICKY) =>
            {
                Some(Finding::GroupWrites { path, mode })
            }
            Role::SocketFolder => {
                (!mode.has(OTHERS_ENTER)).then_some(Finding::ClosedSocketFolder { path, mode })
            }
            Role::Config | Role::Roster | Role::SettingsFolder | Role::KeyFolder => None,
        }
    }

    /// A file of root's that the server's user, who is in none of its groups, has no way to read.
    fn judge_access(&self, server: u32) -> Option<Finding> {
        let (path, mode) = (self.path.clone(), self.mode);
        let is_file = matches!(self.role, Role::Config | Role::Roster | Role::MasterKey);
        let closed = server != ROOT && self.owner != server && !mode.has(ANY_READ);
        (is_file && closed).then_some(Finding::Unreadable { path, mode, server })
    }
}
