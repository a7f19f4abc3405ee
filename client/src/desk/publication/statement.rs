//! What the publication key signs: a statement about one entry, and the list of the statements that
//! stand when a new key takes over. Both are plain lines, so that `gpg --verify` and `sha256sum`
//! are all that a reader needs.
//!
//! ```text
//! sourdine/v2/publication
//! desk <the desk's fingerprint>
//! kind entry
//! id <the entry's id>
//! entry <the SHA-256 of entry.md>
//! document <name> <SHA-256>            one line for each document, in the entry's order
//! previous <the SHA-256 of this id's previous statement, or none>
//! roster <the roster's number>
//! ```

use std::collections::BTreeMap;

use sequoia_openpgp::Fingerprint;
use sourdine_observatory::model::{
    entry::Entry,
    names::{DocumentName, EntryId},
};
use sourdine_protocol::text::Sha256Hex;

/// The first line of a statement about an entry. A signature over any other text publishes nothing.
const ENTRY_TITLE: &str = "sourdine/v2/publication";
/// The first line of the list of standing statements.
const STANDING_TITLE: &str = "sourdine/v2/standing";
const NONE: &str = "none";

/// What the desk says of an entry that it publishes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublicStatement {
    pub desk: String,
    pub id: EntryId,
    pub entry: Sha256Hex,
    pub documents: Vec<(DocumentName, Sha256Hex)>,
    /// The hash of this id's previous statement.
    pub previous: Option<Sha256Hex>,
    pub roster: u64,
}

impl PublicStatement {
    /// The statement about an entry that was parsed from these bytes.
    pub fn of(
        entry: &Entry,
        bytes: &[u8],
        desk: &Fingerprint,
        previous: Option<Sha256Hex>,
        roster: u64,
    ) -> Self {
        let documents = entry.documents.iter();
        Self {
            desk: desk.to_hex(),
            id: entry.id.clone(),
            entry: Sha256Hex::of(bytes),
            documents: documents
                .map(|document| (document.file.clone(), document.sha256.clone()))
                .collect(),
            previous,
            roster,
        }
    }

    /// Whether it is about exactly this entry.
    pub fn is_about(&self, entry: &Entry, bytes: &[u8]) -> bool {
        let listed = entry.documents.iter();
        self.id == entry.id
            && self.entry == Sha256Hex::of(bytes)
            && listed
                .map(|document| (&document.file, &document.sha256))
                .eq(self.documents.iter().map(|(name, hash)| (name, hash)))
    }

    /// Reads a statement. Only the text that [`text`](Self::text) writes is one: two readers never
    /// understand it differently.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let mut lines = text.lines();
        if lines.next()? != ENTRY_TITLE {
            return None;
        }
        let desk = lines.next()?.strip_prefix("desk ")?.to_owned();
        if lines.next()? != "kind entry" {
            return None;
        }
        let id = lines.next()?.strip_prefix("id ")?;
        let entry = hash(lines.next()?.strip_prefix("entry ")?)?;
        let mut documents = Vec::new();
        let mut line = lines.next()?;
        while let Some(document) = line.strip_prefix("document ") {
            let (name, sha256) = document.split_once(' ')?;
            let name = DocumentName::try_from(name.to_owned()).ok()?;
            documents.push((name, hash(sha256)?));
            line = lines.next()?;
        }
        let previous = match line.strip_prefix("previous ")? {
            NONE => None,
            sha256 => Some(hash(sha256)?),
        };
        let statement = Self {
            desk,
            id: EntryId::try_from(id.to_owned()).ok()?,
            entry,
            documents,
            previous,
            roster: lines.next()?.strip_prefix("roster ")?.parse().ok()?,
        };
        (statement.text() == text).then_some(statement)
    }

    /// The text that is signed.
    pub fn text(&self) -> String {
        let documents: String = self
            .documents
            .iter()
            .map(|(name, sha256)| format!("document {name} {sha256}\n"))
            .collect();
        let previous = self.previous.as_ref().map(ToString::to_string);
        format!(
            "{ENTRY_TITLE}\ndesk {}\nkind entry\nid {}\nentry {}\n{documents}previous {}\nroster {}\n",
            self.desk,
            self.id,
            self.entry,
            previous.as_deref().unwrap_or(NONE),
            self.roster
        )
    }
}

/// The statements that stood when a publication key took over, which that key signed anew.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StandingList {
    pub desk: String,
    pub roster: u64,
    pub statements: BTreeMap<EntryId, Sha256Hex>,
}

impl StandingList {
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let mut lines = text.lines();
        if lines.next()? != STANDING_TITLE {
            return None;
        }
        let desk = lines.next()?.strip_prefix("desk ")?.to_owned();
        let roster = lines.next()?.strip_prefix("roster ")?.parse().ok()?;
        let mut statements = BTreeMap::new();
        for line in lines {
            let (id, sha256) = line.strip_prefix("entry ")?.split_once(' ')?;
            let id = EntryId::try_from(id.to_owned()).ok()?;
            statements.insert(id, hash(sha256)?);
        }
        let list = Self {
            desk,
            roster,
            statements,
        };
        (list.text() == text).then_some(list)
    }

    /// The text that is signed.
    pub fn text(&self) -> String {
        let entries = self.statements.iter();
        let entries: String = entries
            .map(|(id, sha256)| format!("entry {id} {sha256}\n"))
            .collect();
        format!(
            "{STANDING_TITLE}\ndesk {}\nroster {}\n{entries}",
            self.desk, self.roster
        )
    }
}

fn hash(text: &str) -> Option<Sha256Hex> {
    Sha256Hex::try_from(text.to_owned()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement() -> PublicStatement {
        PublicStatement {
            desk: "AB".repeat(20),
            id: EntryId::try_from("cannes-drone".to_owned()).unwrap(),
            entry: Sha256Hex::of(b"entry"),
            documents: vec![(
                DocumentName::try_from("note-0.txt".to_owned()).unwrap(),
                Sha256Hex::of(b"note"),
            )],
            previous: None,
            roster: 3,
        }
    }

    #[test]
    fn only_the_text_that_is_written_is_a_statement() {
        let statement = statement();
        let text = statement.text();
        assert_eq!(PublicStatement::parse(text.as_bytes()), Some(statement));
        let broken = [
            text.replace("v2", "v3"),
            text.replace("kind entry", "kind page"),
            text.replace("previous none", "previous 0"),
            text.replace("roster 3", "roster 03"),
            text.replace("roster 3", "roster +3"),
            text.replace("note-0.txt", "../note.txt"),
            text.replace('\n', "\r\n"),
            format!("{text}\n"),
            format!("{text}document more.txt {}\n", Sha256Hex::of(b"")),
            format!(" {text}"),
            text.trim_end().to_owned(),
            String::new(),
        ];
        for text in broken {
            assert_eq!(PublicStatement::parse(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn only_the_text_that_is_written_is_a_list() {
        let id = |text: &str| EntryId::try_from(text.to_owned()).unwrap();
        let list = StandingList {
            desk: "AB".repeat(20),
            roster: 4,
            statements: BTreeMap::from([
                (id("a"), Sha256Hex::of(b"a")),
                (id("b"), Sha256Hex::of(b"b")),
            ]),
        };
        let text = list.text();
        assert_eq!(StandingList::parse(text.as_bytes()), Some(list));
        let twice = format!("entry a {}\n", Sha256Hex::of(b"a"));
        for text in [
            text.replace("standing", "publication"),
            text.replace(&twice, &twice.repeat(2)),
            text.replace("entry b", "entry B"),
            text.replace("roster 4", "roster -4"),
            format!("{text}{twice}"),
            String::new(),
        ] {
            assert_eq!(StandingList::parse(text.as_bytes()), None, "{text}");
        }
    }
}
