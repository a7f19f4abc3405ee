//! What a source sends, marked so that it can be nobody else's.

use anyhow::Result;

use crate::{
    network::http::{field, file},
    traces::canary::Canaries,
};

/// Random bytes in a mark.
const MARK_BYTES: usize = 12;

/// A source's secrets, as no one else's.
pub struct CanaryContent {
    /// What they write.
    pub message: String,
    /// A file's name,
    pub name: String,
    /// what stands in it,
    pub content: String,
    /// and the file: its content again and again, so that no buffer can hold a part without holding
    /// the whole.
    pub file: Vec<u8>,
}

impl CanaryContent {
    /// New ones, with a file of so many bytes or a little less.
    pub fn new(file_bytes: usize) -> Result<Self> {
        let content = format!("minutes of the closed session {}\n", mark()?);
        Ok(Self {
            message: format!("Réunion à huis clos, caméras & visages {}", mark()?),
            name: format!("Compte rendu nº {}.odt", mark()?),
            file: content.as_bytes().repeat(file_bytes / content.len()),
            content,
        })
    }

    /// They alone, to be searched for.
    #[must_use]
    pub fn canaries(&self) -> Canaries {
        self.plant(Canaries::default())
    }

    /// They among others.
    #[must_use]
    pub fn plant(&self, canaries: Canaries) -> Canaries {
        let stem = self.name.trim_end_matches(".odt");
        canaries
            .text("message", &self.message)
            .text("file name", stem)
            .text("content", self.content.trim_end())
    }

    /// The parts of a form.
    #[must_use]
    pub fn parts(&self) -> Vec<Vec<u8>> {
        vec![
            field("message", &self.message),
            file(&self.name, &self.file),
        ]
    }
}

/// A word that nobody else says.
pub fn mark() -> Result<String> {
    let mut bytes = [0; MARK_BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.map(|byte| format!("{byte:02x}")).concat())
}
