//! The letter that an audit sends: to an editor who opens it, it says that an audit sent it, and to
//! the server it looks like any other.

use sourdine_protocol::{
    envelope::hybrid::HybridRecipient,
    envelope::{Manifest, SealError, SealedBy, Sealer, SubmissionId},
    roster::Editor,
    text::Language,
};

/// A letter that can be sealed again and again.
pub(super) struct AuditLetter {
    recipients: Vec<HybridRecipient>,
    language: Language,
    pub(super) message: String,
}

impl AuditLetter {
    pub(super) fn new(editors: &[Editor], language: Language, message: String) -> Self {
        let recipients = editors.iter().map(|editor| editor.recipient.clone());
        Self {
            recipients: recipients.collect(),
            language,
            message,
        }
    }

    /// Seals the letter, each time under another key and as another submission.
    pub(super) fn seal(&self) -> Result<Vec<u8>, SealError> {
        let submission = SubmissionId::generate().map_err(|_| SealError::Key)?;
        let manifest = Manifest::new(self.language, SealedBy::Cli, submission, None);
        let mut sealer = Sealer::new(Vec::new(), &self.recipients, &manifest)?;
        sealer.begin_message()?;
        sealer.write(self.message.as_bytes())?;
        sealer.end_entry()?;
        sealer.finish()
    }
}
