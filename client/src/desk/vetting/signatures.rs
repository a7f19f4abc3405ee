//! Which of the signatures in a case count today: over the entry that was signed last, by editors who are on the roster now.

use sourdine_protocol::day::Day;

use crate::desk::{
    case::Standing,
    roster::TrustedRoster,
    roster::signed::{Editors, Signed},
    vetting::Statement,
};

/// What a signature is worth today.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Worth {
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
pub struct Counted<'a> {
    /// The day that the case says.
    pub day: Day,
    /// The signature.
    pub signed: &'a Signed,
    /// What it is worth.
    pub worth: Worth,
}

/// Why there are not two.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotTwo {
    /// Nobody signed anything.
    #[error(
        "no entry was signed in this case yet: `sourdine vet draft` begins one, `sourdine vet sign --entry` signs it"
    )]
    Nobody,
    /// One editor signed.
    #[error(
        "only `{0}` has signed this entry: a second editor has to look at it and sign, with `sourdine vet sign`"
    )]
    Alone(String),
    /// The same editor more than once.
    #[error(
        "all signatures over this entry are of `{0}`: another editor has to look at it and sign"
    )]
    SameEditor(String),
    /// Somebody who left.
    #[error(
        "the signature of `{0}` does not count any more: `{0}` is not on the roster; another editor has to sign"
    )]
    NotAnEditor(String),
    /// Over another version.
    #[error(
        "`{0}` signed another version of the entry, which was changed since: have `{0}` look at this one and sign it"
    )]
    OtherEntry(String),
    /// Not a signature over this.
    #[error(
        "the signature of `{0}` does not hold: something was changed, or it was made with another key; have it signed again"
    )]
    Invalid(String),
}

/// Looks at every signature in a case.
#[must_use]
pub fn tally<'a>(standing: &Standing<'a>, roster: &TrustedRoster) -> Vec<Counted<'a>> {
    let Some(current) = standing.entry() else {
        return Vec::new();
    };
    let statement = Statement::read(current.as_bytes());
    let worth = |signed: &Signed| {
        let Ok(statement) = &statement else {
            return Worth::Invalid;
        };
        let signer = roster.signer(&signed.editor, statement.as_bytes(), &signed.signature);
        signer.map_or(Worth::Invalid, Worth::Counts)
    };
    let counted = |vetting: &crate::desk::case::Vetting<'a>| Counted {
        day: vetting.day,
        signed: vetting.signed,
        worth: if roster.certificate(&vetting.signed.editor).is_none() {
            Worth::NotAnEditor
        } else if vetting.entry == current {
            worth(vetting.signed)
        } else {
            Worth::OtherEntry
        },
    };
    standing.vettings.iter().map(counted).collect()
}

/// Two signatures of two editors; `vetting::vet` checks them once more with the documents at hand.
///
/// # Errors
/// There are not two, and why the others do not count.
pub fn two<'a>(counted: &[Counted<'a>]) -> Result<[&'a Signed; 2], NotTwo> {
    let mut counting: Vec<(&'a Signed, &str)> = Vec::new();
    let mut again = false;
    for one in counted {
        if let Worth::Counts(fingerprint) = &one.worth {
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
    let last = |worth: &Worth| {
        let found = counted.iter().rev().find(|one| one.worth == *worth);
        found.map(|one| one.signed.editor.clone())
    };
    Err(if let Some(editor) = last(&Worth::NotAnEditor) {
        NotTwo::NotAnEditor(editor)
    } else if let Some(editor) = last(&Worth::Invalid) {
        NotTwo::Invalid(editor)
    } else {
        match counting.first() {
            Some((signed, _)) if again => NotTwo::SameEditor(signed.editor.clone()),
            Some((signed, _)) => {
                let other = last(&Worth::OtherEntry).filter(|editor| *editor != signed.editor);
                other.map_or_else(|| NotTwo::Alone(signed.editor.clone()), NotTwo::OtherEntry)
            }
            None => NotTwo::Nobody,
        }
    })
}
