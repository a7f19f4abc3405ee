//! A desk of two editors whose keys live as long as a test: they seal as a source's browser does,
//! and open what arrived.

use std::{
    fs::File,
    io::{Cursor, Read, Write},
    path::Path,
};

use age::secrecy::ExposeSecret;
use anyhow::{Context, Result};
use sourdine::desk::openpgp::DeskKey;
use sourdine_protocol::{
    codename::Codename,
    day::Day,
    envelope::hybrid::HybridIdentity,
    envelope::{Letter, Manifest, SealedBy, Sealer, SubmissionId},
    roster::{Editor, Roster, SignedRoster},
    text::Language,
    wire::EditorToken,
};

/// The editors' names.
const EDITORS: [&str; 2] = ["alice", "basile"];
const NAME: &str = "Observatoire";
const EXPIRES: &str = "2099-12-31";
/// Any day before the roster's last.
const TODAY: Day = Day(20_000);

/// How much of a file is read at once.
const PIECE_BYTES: usize = 65_536;

/// Two editors and what they show at their door.
pub struct Desk {
    /// Their age identities.
    pub identities: Vec<HybridIdentity>,
    /// Their tokens.
    pub tokens: Vec<EditorToken>,
    key: DeskKey,
    roster: SignedRoster,
}

/// What an envelope held.
#[derive(Debug, Eq, PartialEq)]
pub struct Opened {
    /// Who the submission is, so that one that came twice is known.
    pub submission: SubmissionId,
    /// Which program sealed it.
    pub sealed_by: SealedBy,
    /// What its source reads.
    pub language: Language,
    /// The message.
    pub message: Option<String>,
    /// Names and bytes of the files.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Desk {
    /// New keys, new tokens, and a roster that the desk signed. Only the editors' own certificates
    /// are none: neither server nor page reads them.
    pub fn new() -> Result<Self> {
        let mut desk = Self {
            identities: Vec::new(),
            tokens: Vec::new(),
            key: DeskKey::generate(NAME, TODAY)?,
            roster: SignedRoster::new(String::new(), String::new()),
        };
        let mut editors = Vec::new();
        for name in EDITORS {
            let identity = HybridIdentity::generate()?;
            editors.push(Editor {
                name: name.to_owned(),
                recipient: identity.to_recipient(),
                certificate: "none".to_owned(),
            });
            desk.identities.push(identity);
            desk.tokens.push(EditorToken::generate()?);
        }
        let certificate = desk.key.certificate().armoured()?;
        let expires = EXPIRES.parse()?;
        desk.roster = desk.sign(&Roster::new(
            1,
            NAME.to_owned(),
            expires,
            certificate,
            editors,
        )?)?;
        Ok(desk)
    }

    /// A roster with this desk's signature.
    pub fn sign(&self, roster: &Roster) -> Result<SignedRoster> {
        let text = roster.to_text()?;
        let signature = self.key.sign(text.as_bytes(), TODAY)?;
        Ok(SignedRoster::new(text, signature))
    }

    /// The identity of whoever opens with [`Desk::open`], as an age identity file has it.
    pub fn secret(&self) -> Result<String> {
        let identity = self.identities.last().context("an editor")?;
        Ok(identity.to_secret_string().expose_secret().to_owned())
    }

    /// The roster that the server serves.
    #[must_use]
    pub const fn roster(&self) -> &SignedRoster {
        &self.roster
    }

    /// An envelope as a source's browser makes it.
    pub fn seal(&self, message: &str, files: &[(&str, &[u8])]) -> Result<Vec<u8>> {
        let recipients = self.roster.unchecked()?.recipients(TODAY)?;
        let mut sealer = Sealer::new(Vec::new(), &recipients, &new_manifest()?)?;
        if !message.is_empty() {
            sealer.begin_message()?;
            sealer.write(message.as_bytes())?;
            sealer.end_entry()?;
        }
        for (name, bytes) in files {
            sealer.begin_file(name, bytes.len() as u64)?;
            sealer.write(bytes)?;
            sealer.end_entry()?;
        }
        Ok(sealer.finish()?)
    }

    /// An envelope around one file, written as it is read.
    pub fn seal_file(&self, file: &Path, output: &mut File) -> Result<()> {
        let recipients = self.roster.unchecked()?.recipients(TODAY)?;
        let mut sealer = Sealer::new(output, &recipients, &new_manifest()?)?;
        pour(&mut sealer, file)?;
        sealer.finish()?;
        Ok(())
    }

    /// Opens an envelope as the last editor.
    pub fn open(&self, age_file: &[u8]) -> Result<Opened> {
        let identity: &dyn age::Identity = self.identities.last().context("an editor")?;
        let mut plain = Vec::new();
        age::Decryptor::new(age_file)?
            .decrypt(std::iter::once(identity))?
            .read_to_end(&mut plain)?;
        let mut letter = Letter::read(Cursor::new(plain))?;
        letter.check_padding()?;
        let manifest = letter.manifest().clone();
        let message = letter.message()?.map(|text| text.to_string());
        let mut files = Vec::new();
        for entry in letter.files().to_vec() {
            let mut bytes = Vec::new();
            letter.copy_file(&entry, &mut bytes)?;
            files.push((entry.name.as_str().to_owned(), bytes));
        }
        Ok(Opened {
            submission: manifest.submission,
            sealed_by: manifest.sealed_by,
            language: manifest.language,
            message,
            files,
        })
    }
}

/// Adds a file of the disk to an envelope.
pub fn pour<W: Write>(sealer: &mut Sealer<W>, path: &Path) -> Result<()> {
    let mut file = File::open(path)?;
    let name = path.file_name().context("a name")?.to_string_lossy();
    sealer.begin_file(&name, file.metadata()?.len())?;
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            return Ok(sealer.end_entry()?);
        }
        sealer.write(piece.get(..read).unwrap_or_default())?;
    }
}

/// As a source's browser makes it.
fn new_manifest() -> Result<Manifest> {
    Ok(Manifest::new(
        Language::Fr,
        SealedBy::Page,
        SubmissionId::generate()?,
        Some(Codename::generate()?.reply_address()),
    ))
}
