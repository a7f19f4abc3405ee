//! The signatures in a case that count today: those over the entry that was signed last, by editors
//! who are on the roster now.

use sourdine_l10n::Explain;
use sourdine_protocol::day::Day;
use strum::IntoStaticStr;

use crate::desk::{
    case::{Case, CaseView, Vetting, VettingStanding},
    openpgp::Verdict,
    roster::{TrustedRoster, scope::Scope, signature::EditorSignature},
    vetting::{Statement, allowed, vetting},
};

/// Whether a signature counts today, and if not, why.
#[derive(Clone, Debug, Eq, IntoStaticStr, PartialEq)]
#[strum(serialize_all = "kebab-case")]
pub enum Validity {
    /// It counts. It was made with the certificate of this fingerprint.
    Counts(String),
    /// It is over an earlier or another version of the entry.
    OtherEntry,
    /// The editor is not on the roster now.
    NotAnEditor,
    /// It is not this editor's signature over this entry.
    Invalid,
    /// It is dated a day that is still to come.
    Future,
    /// Another editor allowed a finding after it, which this editor has not seen.
    Unseen,
    /// The editor took it back.
    Withdrawn,
    /// Events were given up that the editor did not know to be lost.
    BeforeLoss,
    /// Two machines of the editor say different things and knew nothing of each other.
    Disputed,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CheckedSignature<'a> {
    /// The day of the signature, as the case says.
    pub day: Day,
    pub signed: &'a EditorSignature,
    pub validity: Validity,
}

/// Why a case has no two signatures that count.
#[derive(Clone, Debug, Eq, PartialEq, Explain, thiserror::Error)]
pub enum QuorumError {
    #[explain("error-vet-no-entry")]
    Nobody,
    #[explain("error-alone", editor)]
    Alone(String),
    #[explain("error-same-editor", editor)]
    SameEditor(String),
    /// This editor signed, but is no longer on the roster.
    #[explain("error-left", editor)]
    NotAnEditor(String),
    /// This editor signed another version of the entry.
    #[explain("error-other-entry", editor)]
    OtherEntry(String),
    /// This editor's signature is not over the entry.
    #[explain("error-not-signed", editor)]
    Invalid(String),
    /// This editor's signature is dated a day that is still to come.
    #[explain("error-signed-future", editor)]
    Future(String),
    /// Another editor allowed a finding after this editor had signed.
    #[explain("error-unseen", editor)]
    Unseen(String),
    /// This editor signed before events of the case were given up.
    #[explain("error-before-loss", editor)]
    BeforeLoss(String),
    /// Different entries were signed by editors who knew nothing of each other's signature.
    #[explain("error-vet-disputed")]
    Disputed,
}

/// Checks every signature in a case. Without a roster no signer is known to be an editor.
pub fn check_signatures<'a>(
    case: &'a Case,
    roster: Option<&TrustedRoster>,
) -> Vec<CheckedSignature<'a>> {
    let view = case.view();
    let Some(current) = view.entry() else {
        return Vec::new();
    };
    let statement = Statement::read(current.as_bytes());
    let validity = |signed: &EditorSignature, roster: &TrustedRoster| {
        let Ok(statement) = &statement else {
            return Validity::Invalid;
        };
        let text = vetting(&Scope::new(roster.desk(), case.id()), statement);
        match roster.verify(signed, text.as_bytes()) {
            Verdict::Valid => {
                let certificate = roster.certificate(&signed.editor);
                let signer = certificate.map(|found| found.fingerprint().to_hex());
                signer.map_or(Validity::Invalid, Validity::Counts)
            }
            Verdict::Future(_) => Validity::Future,
            Verdict::Invalid => Validity::Invalid,
        }
    };
    let allowed = roster.map(|roster| allowed::check(case, roster));
    let has_unseen = |vetting: &Vetting<'a>| {
        let mut others = allowed
            .iter()
            .flatten()
            .filter(|one| one.editor() != vetting.signed.editor);
        others.any(|one| one.is_unseen(&vetting.knew))
    };
    let counted = |vetting: &Vetting<'a>| CheckedSignature {
        day: vetting.day,
        signed: vetting.signed,
        validity: match roster {
            Some(roster) if roster.certificate(&vetting.signed.editor).is_some() => {
                if vetting.standing == VettingStanding::Withdrawn {
                    Validity::Withdrawn
                } else if vetting.standing == VettingStanding::Disputed {
                    Validity::Disputed
                } else if vetting.entry != current
                    || vetting.standing == VettingStanding::Superseded
                {
                    Validity::OtherEntry
                } else if vetting.standing == VettingStanding::BeforeLoss {
                    Validity::BeforeLoss
                } else {
                    let validity = validity(vetting.signed, roster);
                    let counts = matches!(validity, Validity::Counts(_));
                    if counts && has_unseen(vetting) {
                        Validity::Unseen
                    } else {
                        validity
                    }
                }
            }
            Some(_) | None => Validity::NotAnEditor,
        },
    };
    view.vettings.iter().map(counted).collect()
}

/// The entry that editors are to sign.
pub fn current<'a>(view: &CaseView<'a>) -> Result<&'a str, QuorumError> {
    if view.disputed.is_empty() {
        view.entry().ok_or(QuorumError::Nobody)
    } else {
        Err(QuorumError::Disputed)
    }
}

/// Two signatures that count, of two editors. The error says why the others do not count.
/// `vetting::vet` checks the two once more, with the documents at hand.
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
    } else if let Some(editor) = last(&Validity::Future) {
        QuorumError::Future(editor)
    } else if let Some(editor) = last(&Validity::Unseen) {
        QuorumError::Unseen(editor)
    } else if let Some(editor) = last(&Validity::BeforeLoss) {
        QuorumError::BeforeLoss(editor)
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
