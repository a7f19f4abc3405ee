//! Which of the signatures in a case count today: over the entry that was signed last, by editors who are on the roster now.

use sourdine_l10n::Explain;
use sourdine_protocol::day::Day;

use crate::desk::{
    case::CaseView, roster::TrustedRoster, roster::signature::EditorSignature, vetting::Statement,
};

/// What a signature is worth today.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Validity {
    /// It counts; made with the certificate of this fingerprint.
    Counts(String),
    /// Over an earlier or another version of the entry.
    OtherEntry,
    /// The editor is not on the roster now.
    NotAnEditor,
    /// Not this editor's signature over this entry.
    Invalid,
}

/// A signature and what it is worth.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CheckedSignature<'a> {
    /// The day that the case says.
    pub day: Day,
    /// The signature.
    pub signed: &'a EditorSignature,
    /// What it is worth.
    pub validity: Validity,
}

/// Why there are not two.
#[derive(Clone, Debug, Eq, PartialEq, Explain, thiserror::Error)]
pub enum QuorumError {
    /// Nobody signed anything.
    #[explain("error-vet-no-entry")]
    Nobody,
    /// One editor signed.
    #[explain("error-alone", editor)]
    Alone(String),
    /// The same editor more than once.
    #[explain("error-same-editor", editor)]
    SameEditor(String),
    /// Somebody who left.
    #[explain("error-left", editor)]
    NotAnEditor(String),
    /// Over another version.
    #[explain("error-other-entry", editor)]
    OtherEntry(String),
    /// Not a signature over this.
    #[explain("error-not-signed", editor)]
    Invalid(String),
}

/// Looks at every signature in a case.
#[must_use]
pub fn check_signatures<'a>(
    view: &CaseView<'a>,
    roster: &TrustedRoster,
) -> Vec<CheckedSignature<'a>> {
    let Some(current) = view.entry() else {
        return Vec::new();
    };
    let statement = Statement::read(current.as_bytes());
    let validity = |signed: &EditorSignature| {
        let Ok(statement) = &statement else {
            return Validity::Invalid;
        };
        let signer = roster.signer(signed, statement.as_bytes());
        signer.map_or(Validity::Invalid, Validity::Counts)
    };
    let counted = |vetting: &crate::desk::case::Vetting<'a>| CheckedSignature {
        day: vetting.day,
        signed: vetting.signed,
        validity: if roster.certificate(&vetting.signed.editor).is_none() {
            Validity::NotAnEditor
        } else if vetting.entry == current {
            validity(vetting.signed)
        } else {
            Validity::OtherEntry
        },
    };
    view.vettings.iter().map(counted).collect()
}

/// Two signatures of two editors; `vetting::vet` checks them once more with the documents at hand.
///
/// # Errors
/// There are not two, and why the others do not count.
pub fn quorum<'a>(
    counted: &[CheckedSignature<'a>],
) -> Result<[&'a EditorSignature; 2], QuorumError> {
    let mut counting: Vec<(&'a EditorSignature, &str)> = Vec::new();
    let mut again = false;
    for one in counted {
        if let Validity::Counts(fingerprint) = &one.validity {
            if counting.iter().any(|(_, known)| known == fingerprint) {
                again = true;
            } else {
                counting.push((one.signed, fingerprint));
            }
        }
    }
    if let [(first, _), (second, _), ..] = counting.as_slice() {
        return Ok([*first, *second]);
    }
    let last = |validity: &Validity| {
        let found = counted.iter().rev().find(|one| one.validity == *validity);
        found.map(|one| one.signed.editor.clone())
    };
    Err(if let Some(editor) = last(&Validity::NotAnEditor) {
        QuorumError::NotAnEditor(editor)
    } else if let Some(editor) = last(&Validity::Invalid) {
        QuorumError::Invalid(editor)
    } else {
        match counting.first() {
            Some((signed, _)) if again => QuorumError::SameEditor(signed.editor.clone()),
            Some((signed, _)) => {
                let other = last(&Validity::OtherEntry).filter(|editor| *editor != signed.editor);
                other.map_or_else(
                    || QuorumError::Alone(signed.editor.clone()),
                    QuorumError::OtherEntry,
                )
            }
            None => QuorumError::Nobody,
        }
    })
}
