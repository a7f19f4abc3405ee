//! A desk of three editors with four machines, each with a folder of its own as `sourdine` has it,
//! and a folder of cases that they share.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use age::{
    Identity,
    secrecy::{ExposeSecret, SecretString},
};
use anyhow::{Context, Result};
use sourdine::desk::{
    case::{
        event::{CaseId, CaseState, EventId, EventKind},
        machine::JournalKey,
        store::{Cases, Reader, StoredCase, Writer},
    },
    folder::DeskFolder,
    identity::editor::Editor,
    openpgp::{DeskKey, EditorKey, KeyError},
    roster::{TrustedRoster, signature::EditorSignature},
    sealed,
    vetting::{Scope, Statement, vetting},
};
use sourdine_observatory::model::text::Line;
use sourdine_platform::clock;
use sourdine_protocol::{day::Day, envelope::hybrid::HybridIdentity, roster::Roster};

pub(crate) const PASSPHRASE: &str = "trois mots ne suffisent pas ici";
/// The editor of each machine.
const MACHINES: [&str; 4] = ["alice", "alice", "bruno", "carla"];
const YEAR_DAYS: u32 = 365;
/// Largest key file, in bytes.
const KEY_MAX_BYTES: u64 = 65_536;
/// How often each machine writes until the case has its events.
const ROUNDS: usize = 100;

pub(crate) struct Desk {
    pub(crate) machines: Vec<Machine>,
}

pub(crate) struct Machine {
    folder: DeskFolder,
    cases: Cases,
    name: String,
    identity: HybridIdentity,
    roster: TrustedRoster,
    signing: EditorKey,
    today: Day,
}

impl Desk {
    /// Makes the machines' folders in this one.
    pub(crate) fn new(folder: &Path) -> Result<Self> {
        let today = clock::today();
        let passphrase = SecretString::from(PASSPHRASE.to_owned());
        fs::write(folder.join("passphrase"), PASSPHRASE)?;
        private(&folder.join("passphrase"), 0o600)?;
        let root = |at: usize| folder.join(format!("{at}"));
        let mut editors = Vec::new();
        for (at, name) in MACHINES.iter().enumerate() {
            if at > 0 && MACHINES.get(at - 1) == Some(name) {
                // The second machine of an editor begins as a copy of the first.
                copy(&root(at - 1), &root(at))?;
                fs::copy(secret_file(&root(at - 1)), secret_file(&root(at)))?;
                continue;
            }
            let desk = DeskFolder::locate(Some(&root(at)), today)?;
            let editor = Editor::create(desk, name, &passphrase, today)?;
            let secret = editor.identity().to_secret_string();
            fs::write(secret_file(&root(at)), secret.expose_secret())?;
            editors.push(editor.card().editor.clone());
        }
        let key = DeskKey::generate("desk", today)?;
        let roster = Roster::new(
            1,
            "Desk".to_owned(),
            Day(today.0 + YEAR_DAYS),
            key.certificate().armoured()?,
            editors,
        )?;
        let roster = TrustedRoster::sign(roster, &key, today)?;
        let machines = (0..MACHINES.len()).map(|at| {
            let desk = DeskFolder::locate(Some(&root(at)), today)?;
            desk.keep(&roster)?;
            fs::write(desk.root().join("desk.toml"), "cases = \"../cases\"\n")?;
            Editor::unlock(desk, &passphrase)?.renew_journal_key(&roster.desk().to_hex(), today)?;
            Machine::at(&root(at), &secret_file(&root(at)))
        });
        Ok(Self {
            machines: machines.collect::<Result<_>>()?,
        })
    }

    /// A case with this number of events. In each round all machines look, and then all write.
    pub(crate) fn case(&self, events: usize) -> Result<CaseId> {
        let first = self.machines.first().context("a machine")?;
        let case = first.create(vec![title("Caméras")?])?;
        let writes = self.machines.len() * ROUNDS;
        let mut said = 0;
        for round in 0..ROUNDS {
            let seen = self
                .machines
                .iter()
                .map(|one| Ok(one.read(&case)?.case.heads().clone()));
            let seen: Vec<BTreeSet<EventId>> = seen.collect::<Result<_>>()?;
            for (at, (machine, seen)) in self.machines.iter().zip(seen).enumerate() {
                // The first write made two events, a title and a key.
                let until = (events - 2) * (round * self.machines.len() + at + 1) / writes;
                let kinds = (said..until).map(|number| machine.kind(&case, number));
                machine.add(&case, seen, kinds.collect::<Result<_>>()?)?;
                said = until;
            }
        }
        for machine in &self.machines {
            machine.read(&case)?;
        }
        Ok(case)
    }
}

impl Machine {
    /// The machine of this folder, whose identity is in this file.
    pub(crate) fn at(root: &Path, secret: &Path) -> Result<Self> {
        let today = clock::today();
        let folder = DeskFolder::locate(Some(root), today)?;
        let identity: HybridIdentity = fs::read_to_string(secret)?.parse().ok().context("a key")?;
        let signing = open(&folder.signing_key(), &identity)?;
        Ok(Self {
            name: folder.card()?.context("a card")?.editor.name,
            roster: folder.roster()?,
            signing: EditorKey::from_bytes(&signing)?,
            cases: folder.cases()?,
            folder,
            identity,
            today,
        })
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.root()
    }

    pub(crate) fn secret_file(&self) -> PathBuf {
        secret_file(self.root())
    }

    pub(crate) fn passphrase_file(&self) -> PathBuf {
        self.root().with_file_name("passphrase")
    }

    pub(crate) fn read(&self, case: &CaseId) -> Result<StoredCase> {
        let reader = Reader {
            identity: &self.identity,
            roster: &self.roster,
            key: self.journal_key().ok().map(|key| key.public()),
        };
        Ok(self.cases.read(case, &reader)?)
    }

    fn create(&self, events: Vec<EventKind>) -> Result<CaseId> {
        let made = self.write(|writer| Ok(self.cases.create(writer, events)?))?;
        Ok(made.case.id().clone())
    }

    pub(crate) fn add(
        &self,
        case: &CaseId,
        seen: BTreeSet<EventId>,
        events: Vec<EventKind>,
    ) -> Result<StoredCase> {
        self.write(|writer| Ok(self.cases.change(case, writer, seen, events)?))
    }

    fn write(&self, write: impl FnOnce(Writer<'_>) -> Result<StoredCase>) -> Result<StoredCase> {
        let as_editor = |text: &[u8]| self.signing.sign(text, self.today);
        let renew = || Err(KeyError::Malformed);
        write(Writer {
            identity: &self.identity,
            roster: &self.roster,
            today: self.today,
            key: self.journal_key()?,
            as_editor: &as_editor,
            renew: &renew,
        })
    }

    fn journal_key(&self) -> Result<JournalKey> {
        let json = open(&self.folder.journal_key(), &self.identity)?;
        let desk = self.roster.desk().to_hex();
        Ok(JournalKey::from_json(
            &json,
            &self.signing.certificate(),
            &desk,
        )?)
    }

    fn sign(&self, text: &[u8]) -> Result<EditorSignature, KeyError> {
        Ok(EditorSignature {
            editor: self.name.clone(),
            signature: self.signing.sign(text, self.today)?,
        })
    }

    /// What is said, of each kind about as often as a desk says it.
    fn kind(&self, case: &CaseId, number: usize) -> Result<EventKind> {
        Ok(match number % 16 {
            0 => EventKind::Tag { tag: "vu".parse()? },
            1 => EventKind::Untag { tag: "vu".parse()? },
            2 => EventKind::State {
                state: CaseState::Reading,
            },
            3 => EventKind::State {
                state: CaseState::Vetting,
            },
            4 => title("Caméras à Nice")?,
            5 => {
                let entry = entry(number);
                let statement = Statement::read(entry.as_bytes())?;
                EventKind::Vetted {
                    signed: self.sign(
                        vetting(&Scope::new(self.roster.desk(), case), &statement).as_bytes(),
                    )?,
                    entry,
                }
            }
            6 => {
                let statement = Statement::read(entry(number).as_bytes())?.sha256();
                EventKind::Withdrawn { statement }
            }
            rest => note(&format!(
                "{number}. {}",
                "Le conseil a voté le marché. ".repeat(rest)
            )),
        })
    }
}

fn open(path: &Path, identity: &HybridIdentity) -> Result<zeroize::Zeroizing<Vec<u8>>> {
    let identities: [&dyn Identity; 1] = [identity];
    Ok(sealed::open_bytes(path, &identities, KEY_MAX_BYTES)?)
}

/// The identity of a machine without its passphrase: scrypt would take more memory than a case.
fn secret_file(root: &Path) -> PathBuf {
    root.with_extension("secret")
}

/// Only the owner may read secrets, or the programs refuse them.
fn private(path: &Path, mode: u32) -> Result<()> {
    Ok(fs::set_permissions(path, fs::Permissions::from_mode(mode))?)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    private(to, 0o700)?;
    for item in fs::read_dir(from)? {
        let item = item?;
        if item.file_type()?.is_file() {
            fs::copy(item.path(), to.join(item.file_name()))?;
        }
    }
    Ok(())
}

pub(crate) fn note(text: &str) -> EventKind {
    EventKind::Note {
        text: text.to_owned(),
    }
}

fn title(text: &str) -> Result<EventKind> {
    let title = Line::try_from(text.to_owned()).ok().context("a line")?;
    Ok(EventKind::Title { title })
}

fn entry(number: usize) -> String {
    let title = if number % 32 < 16 { "Un" } else { "Deux" };
    format!(
        "+++\nversion = 1\nid = \"essai\"\nuuid = \"6f1c2f0a-3b1a-4c55-9d0e-0f6a1b2c3d4e\"\nstatus = \"unknown\"\nconfidence = \"C\"\ntechnologies = [\"noise-sensor\"]\n\n[title]\nfr = \"{title}\"\nen = \"{title}\"\n\n[summary]\nfr = \"{title}\"\nen = \"{title}\"\n\n[[places]]\nlabel = \"Nice\"\nkind = \"commune\"\n\n[[claims]]\ntext.fr = \"Texte\"\ntext.en = \"Text\"\nsources = [\"document\"]\nconfidence = \"C\"\n\n[[sources]]\nid = \"document\"\nkind = \"document\"\n\n[[changes]]\nday = \"2026-11-24\"\ntext.fr = \"Une version.\"\ntext.en = \"A version.\"\n+++ fr\n\nTexte.\n\n+++ en\n\nText.\n"
    )
}
