//! A desk whose editors have machines, each with its own keys and its own memory, and a folder of
//! cases that they share.

#![allow(dead_code, reason = "each test file uses a part")]

pub(crate) mod world;

use std::{
    cell::RefCell,
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use age::Identity;
use sourdine::desk::{
    case::{
        event::{CaseId, EventId, EventKind},
        journal::Records,
        machine::{JournalCertificate, JournalKey},
        store::{Cases, CasesError, Reader, StoredCase, Writer},
    },
    openpgp::{DeskKey, EditorKey, KeyError},
    roster::{TrustedRoster, scope::Scope, signature::EditorSignature},
    sealed,
    vetting::{Statement, vetting},
};
use sourdine_observatory::model::text::Line;
use sourdine_protocol::{
    day::Day,
    envelope::hybrid::{HybridIdentity, HybridRecipient},
    roster::{Editor, Roster},
};
use tempfile::TempDir;

pub(crate) const TODAY: Day = Day(20_781);
const YEAR_DAYS: u32 = 365;
pub(crate) const SEGMENT_TITLE: &str = "sourdine/v2/segment\n";

pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) identity: HybridIdentity,
    pub(crate) key: EditorKey,
}

/// A desk, the people who are or were its editors, and the folder that they share.
pub(crate) struct Desk {
    key: DeskKey,
    pub(crate) people: Vec<Person>,
    pub(crate) shared: TempDir,
    private: TempDir,
}

impl Desk {
    pub(crate) fn new(names: &[&'static str]) -> Self {
        let person = |name: &&'static str| Person {
            name,
            identity: HybridIdentity::generate().unwrap(),
            key: EditorKey::generate(name, TODAY).unwrap(),
        };
        Self {
            key: DeskKey::generate("desk", TODAY).unwrap(),
            people: names.iter().map(person).collect(),
            shared: tempfile::tempdir().unwrap(),
            private: tempfile::tempdir().unwrap(),
        }
    }

    /// Gives an editor another signing key, as a person has who lost theirs.
    pub(crate) fn renew_key(&mut self, name: &'static str) {
        let mut people = self.people.iter_mut();
        let person = people.find(|one| one.name == name).unwrap();
        person.key = EditorKey::generate(name, TODAY).unwrap();
    }

    pub(crate) fn person(&self, name: &str) -> &Person {
        self.people.iter().find(|one| one.name == name).unwrap()
    }

    /// A roster of these editors, as an editor reads it who compared the desk's fingerprint.
    pub(crate) fn roster(&self, serial: u64, names: &[&str]) -> TrustedRoster {
        let editor = |name: &&str| {
            let person = self.person(name);
            Editor {
                name: (*name).to_owned(),
                recipient: person.identity.to_recipient(),
                certificate: person.key.certificate().armoured().unwrap(),
            }
        };
        let roster = Roster::new(
            serial,
            "Desk".to_owned(),
            Day(TODAY.0 + YEAR_DAYS),
            self.key.certificate().armoured().unwrap(),
            names.iter().map(editor).collect(),
        );
        let signed = TrustedRoster::sign(roster.unwrap(), &self.key, TODAY).unwrap();
        let desk = self.key.certificate().fingerprint();
        TrustedRoster::check(signed.signed().clone(), &desk, TODAY).unwrap()
    }

    /// The signature of the editor who certified a machine's key.
    pub(crate) fn as_editor(
        &self,
        key: &JournalKey,
    ) -> impl Fn(&[u8]) -> Result<String, KeyError> + use<'_> {
        let editor = &key.certificate().editor;
        let is_theirs = |one: &&Person| one.key.certificate().fingerprint().to_hex() == *editor;
        let person = self.people.iter().find(is_theirs);
        move |text| person.unwrap().key.sign(text, TODAY)
    }

    pub(crate) fn desk(&self) -> String {
        self.key.certificate().fingerprint().to_hex()
    }

    pub(crate) fn folder(&self) -> &Path {
        self.shared.path()
    }

    /// A machine of this editor, which has seen nothing yet.
    pub(crate) fn machine(&self, name: &str, roster: &TrustedRoster) -> Machine<'_> {
        let memory = tempfile::tempdir_in(self.private.path()).unwrap().keep();
        let person = self.person(name);
        Machine {
            desk: self,
            person,
            memory,
            roster: roster.clone(),
            key: RefCell::new(self.journal_key(name)),
        }
    }

    pub(crate) fn journal_key(&self, name: &str) -> JournalKey {
        JournalKey::generate(&self.person(name).key, &self.desk(), TODAY).unwrap()
    }
}

pub(crate) struct Machine<'a> {
    pub(crate) desk: &'a Desk,
    pub(crate) person: &'a Person,
    pub(crate) memory: PathBuf,
    pub(crate) roster: TrustedRoster,
    pub(crate) key: RefCell<JournalKey>,
}

impl Machine<'_> {
    /// The same machine once it knows this roster. It looks at all cases before, as `roster accept`
    /// does.
    pub(crate) fn under(self, roster: TrustedRoster) -> Self {
        let mut cases = self.cases().list().unwrap();
        cases.push(CaseId::desk());
        for id in cases {
            drop(self.try_read(&id));
        }
        Self { roster, ..self }
    }

    pub(crate) fn cases(&self) -> Cases {
        self.cases_in(self.desk.folder())
    }

    pub(crate) fn cases_in(&self, folder: &Path) -> Cases {
        Cases::at(folder, &self.memory).unwrap()
    }

    pub(crate) fn copy_of_key(&self) -> JournalKey {
        let json = self.key.borrow().expose_json().unwrap();
        let own = self.person.key.certificate();
        JournalKey::from_json(&json, &own, &self.desk.desk()).unwrap()
    }

    pub(crate) fn certificate(&self) -> JournalCertificate {
        self.key.borrow().certificate().clone()
    }

    pub(crate) fn reader(&self) -> Reader<'_> {
        Reader {
            identity: &self.person.identity,
            roster: &self.roster,
            key: Some(self.key.borrow().public()),
        }
    }

    fn write<T>(
        &self,
        write: impl FnOnce(Writer<'_>) -> Result<T, CasesError>,
    ) -> Result<T, CasesError> {
        let renew = || -> Result<JournalKey, KeyError> {
            *self.key.borrow_mut() = self.desk.journal_key(self.person.name);
            Ok(self.copy_of_key())
        };
        let as_editor = |text: &[u8]| Ok(self.sign(text).signature);
        write(Writer {
            as_editor: &as_editor,
            identity: &self.person.identity,
            roster: &self.roster,
            today: TODAY,
            key: self.copy_of_key(),
            renew: &renew,
        })
    }

    pub(crate) fn create(&self, events: Vec<EventKind>) -> CaseId {
        self.try_create(events).unwrap().case.id().clone()
    }

    pub(crate) fn try_create(&self, events: Vec<EventKind>) -> Result<StoredCase, CasesError> {
        self.write(|writer| self.cases().create(writer, events))
    }

    pub(crate) fn add(
        &self,
        id: &CaseId,
        events: Vec<EventKind>,
    ) -> Result<StoredCase, CasesError> {
        self.add_in(self.desk.folder(), id, events)
    }

    pub(crate) fn add_in(
        &self,
        folder: &Path,
        id: &CaseId,
        events: Vec<EventKind>,
    ) -> Result<StoredCase, CasesError> {
        self.decide_in(folder, id, self.seen_in(folder, id), events)
    }

    /// The newest events that this machine sees in a folder.
    pub(crate) fn seen_in(&self, folder: &Path, id: &CaseId) -> BTreeSet<EventId> {
        let read = self.cases_in(folder).read(id, &self.reader());
        read.map_or_else(|_| BTreeSet::new(), |stored| stored.case.heads().clone())
    }

    /// Adds events that were decided on with these newest events in view.
    pub(crate) fn decide_in(
        &self,
        folder: &Path,
        id: &CaseId,
        seen: BTreeSet<EventId>,
        events: Vec<EventKind>,
    ) -> Result<StoredCase, CasesError> {
        self.write(|writer| self.cases_in(folder).change(id, writer, seen, events))
    }

    pub(crate) fn reseal(&self, id: &CaseId) -> StoredCase {
        self.write(|writer| self.cases().reseal(id, writer))
            .unwrap()
    }

    pub(crate) fn take_over(&self, id: &CaseId) -> Result<StoredCase, CasesError> {
        self.write(|writer| self.cases().take_over(id, writer))
    }

    pub(crate) fn read(&self, id: &CaseId) -> StoredCase {
        self.try_read(id).unwrap()
    }

    pub(crate) fn try_read(&self, id: &CaseId) -> Result<StoredCase, CasesError> {
        self.cases().read(id, &self.reader())
    }

    pub(crate) fn notes(&self, id: &CaseId) -> Vec<String> {
        notes(&self.read(id))
    }

    pub(crate) fn sign(&self, text: &[u8]) -> EditorSignature {
        EditorSignature {
            editor: self.person.name.to_owned(),
            signature: self.person.key.sign(text, TODAY).unwrap(),
        }
    }

    pub(crate) fn scope(&self, id: &CaseId) -> Scope {
        Scope::new(self.roster.desk(), id)
    }

    /// This editor's signature over an entry.
    pub(crate) fn vetted(&self, id: &CaseId, entry: &str) -> EventKind {
        let statement = Statement::read(entry.as_bytes()).unwrap();
        let text = vetting(&self.scope(id), &statement);
        EventKind::Vetted {
            entry: entry.to_owned(),
            signed: self.sign(text.as_bytes()),
        }
    }

    /// What the segment in this file holds; none if it is a document.
    pub(crate) fn open_segment(&self, id: &CaseId, path: &Path) -> Option<Records> {
        let keys = self.cases().identities(id, &self.reader()).unwrap();
        let keys: Vec<&dyn Identity> = keys.iter().map(|key| key as &dyn Identity).collect();
        let bytes = sealed::open_bytes(path, &keys, 1 << 26).ok()?;
        let json = bytes.strip_prefix(SEGMENT_TITLE.as_bytes())?;
        let read: serde_json::Value = serde_json::from_slice(json).unwrap();
        serde_json::from_value(read["records"].clone()).ok()
    }

    pub(crate) fn recipient(&self, id: &CaseId) -> HybridRecipient {
        self.read(id).case.recipient().unwrap().clone()
    }

    /// Writes a segment as a person does who can write to the folder and knows the case's key.
    pub(crate) fn forge_segment(&self, id: &CaseId, path: &Path, records: &Records) {
        seal_segment(path, &self.recipient(id), records);
    }
}

pub(crate) fn seal_segment(path: &Path, recipient: &HybridRecipient, records: &Records) {
    let json = serde_json::json!({"version": 2, "records": records});
    let text = format!("{SEGMENT_TITLE}{json}");
    sealed::seal(path, std::slice::from_ref(recipient), &mut text.as_bytes()).unwrap();
}

/// An editor takes back a signature over an entry.
pub(crate) fn withdrawn(entry: &str) -> EventKind {
    let statement = Statement::read(entry.as_bytes()).unwrap().sha256();
    EventKind::Withdrawn { statement }
}

pub(crate) fn title(text: &str) -> EventKind {
    EventKind::Title {
        title: Line::try_from(text.to_owned()).unwrap(),
    }
}

pub(crate) fn note(text: &str) -> EventKind {
    EventKind::Note {
        text: text.to_owned(),
    }
}

pub(crate) fn notes(stored: &StoredCase) -> Vec<String> {
    let view = stored.case.view();
    let texts = view.notes.iter().map(|(_, text)| (*text).to_owned());
    texts.collect()
}

/// The segments and documents of a case.
pub(crate) fn random_files(folder: &Path, id: &CaseId) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|item| item.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            name.starts_with(&format!("{id}.")) && name.len() > 60
        })
        .collect();
    files.sort();
    files
}

pub(crate) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for item in fs::read_dir(from).unwrap() {
        let item = item.unwrap();
        if item.file_type().unwrap().is_file() {
            fs::copy(item.path(), to.join(item.file_name())).unwrap();
        }
    }
}

/// An entry that is vetted in tests.
pub(crate) fn entry(title: &str) -> String {
    format!(
        "+++\nversion = 1\nid = \"essai\"\nuuid = \"6f1c2f0a-3b1a-4c55-9d0e-0f6a1b2c3d4e\"\nstatus = \"unknown\"\nconfidence = \"C\"\ntechnologies = [\"noise-sensor\"]\n\n[title]\nfr = \"{title}\"\nen = \"{title}\"\n\n[summary]\nfr = \"{title}\"\nen = \"{title}\"\n\n[[places]]\nlabel = \"Nice\"\nkind = \"commune\"\n\n[[claims]]\ntext.fr = \"Texte\"\ntext.en = \"Text\"\nsources = [\"document\"]\nconfidence = \"C\"\n\n[[sources]]\nid = \"document\"\nkind = \"document\"\n\n[[changes]]\nday = \"2026-11-24\"\ntext.fr = \"Une version.\"\ntext.en = \"A version.\"\n+++ fr\n\nTexte.\n\n+++ en\n\nText.\n"
    )
}
