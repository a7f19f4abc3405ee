//! The roster as an editor trusts it: signed by the desk's certificate, which has the fingerprint
//! that the editor compared once, and never older than one seen before.

pub mod card;
pub mod difference;
pub mod scope;
pub mod seen;
pub mod signature;

use sequoia_openpgp::Fingerprint;
use sourdine_l10n::Explain;
use sourdine_protocol::{
    day::Day,
    envelope::hybrid::HybridRecipient,
    roster::{Roster, RosterError, SignedRoster},
};

use self::signature::EditorSignature;
use super::openpgp::{Certificate, DeskKey, KeyError, Verdict};

/// The number of a desk's first roster.
pub const FIRST_ROSTER: u64 = 1;

#[derive(Debug, Explain, thiserror::Error)]
pub enum TrustError {
    /// The text is no roster, or the roster expired.
    #[explain(transparent)]
    Roster(#[from] RosterError),
    #[explain("error-roster-other-desk", trusted = trusted.to_spaced_hex(), found = found.to_spaced_hex())]
    OtherDesk {
        /// The fingerprint that was given or accepted before.
        trusted: Fingerprint,
        /// The fingerprint of the desk that the roster names.
        found: Fingerprint,
    },
    #[explain("error-roster-signature")]
    Signature,
    /// The desk signed it on a day that is still to come by this machine's clock.
    #[explain("error-roster-clock")]
    Clock { signed: Day, today: Day },
    /// The roster is older than one seen before.
    #[explain("error-roster-rollback")]
    Rollback {
        /// The serial number of the roster seen before.
        seen: u64,
        /// The serial number of the roster that is refused.
        offered: u64,
    },
    /// A roster of this serial number was seen before, with another text.
    #[explain("error-roster-fork", serial)]
    Fork(u64),
    /// This editor's certificate does not read, or is also another editor's.
    #[explain("error-roster-certificate", editor)]
    Certificate(String),
    /// The publication key is not one that the desk certified.
    #[explain("error-roster-publication")]
    Publication,
    #[explain(transparent)]
    Key(#[from] KeyError),
}

/// A roster with a signature that was checked.
#[derive(Clone, Debug)]
pub struct TrustedRoster {
    signed: SignedRoster,
    roster: Roster,
    desk: Fingerprint,
    /// The day on which it was checked: what editors sign is checked as of the same day.
    today: Day,
    desk_certificate: Certificate,
    certificates: Vec<(String, Certificate)>,
    publication: Option<Certificate>,
}

impl TrustedRoster {
    /// Checks that the desk of this fingerprint signed a roster, today at the latest, and reads the
    /// editors' certificates.
    pub fn check(
        signed: SignedRoster,
        trusted: &Fingerprint,
        today: Day,
    ) -> Result<Self, TrustError> {
        let roster = signed.unchecked()?;
        let desk = Certificate::parse(&roster.certificate)?;
        let found = desk.fingerprint();
        if found != *trusted {
            return Err(TrustError::OtherDesk {
                trusted: trusted.clone(),
                found,
            });
        }
        match desk.verify(signed.roster.as_bytes(), &signed.signature, today) {
            Verdict::Valid => {}
            Verdict::Future(signed) => return Err(TrustError::Clock { signed, today }),
            Verdict::Invalid => return Err(TrustError::Signature),
        }
        let certificates = certificates(&roster)?;
        let publication = publication(&roster, &desk)?;
        Ok(Self {
            signed,
            roster,
            desk: found,
            today,
            desk_certificate: desk,
            certificates,
            publication,
        })
    }

    /// Checks that this roster may replace one that was trusted: it must not be older, nor differ
    /// from it under the same serial number.
    pub fn succeeds(&self, seen: &Self) -> Result<(), TrustError> {
        let (seen_serial, offered) = (seen.roster.serial, self.roster.serial);
        if offered < seen_serial {
            Err(TrustError::Rollback {
                seen: seen_serial,
                offered,
            })
        } else if offered == seen_serial && self.signed.roster != seen.signed.roster {
            Err(TrustError::Fork(offered))
        } else {
            Ok(())
        }
    }

    /// Signs a roster with the desk's key.
    pub fn sign(roster: Roster, key: &DeskKey, today: Day) -> Result<Self, TrustError> {
        let text = roster.to_text()?;
        let signature = key.sign(text.as_bytes(), today)?;
        let certificates = certificates(&roster)?;
        let desk_certificate = key.certificate();
        let publication = publication(&roster, &desk_certificate)?;
        Ok(Self {
            signed: SignedRoster::new(text, signature),
            roster,
            desk: desk_certificate.fingerprint(),
            desk_certificate,
            today,
            certificates,
            publication,
        })
    }

    /// Checks another roster of the same desk, on whatever day that was signed.
    pub fn check_another(&self, signed: SignedRoster) -> Result<Self, TrustError> {
        let roster = signed.unchecked()?;
        let text = signed.roster.as_bytes();
        if !self.desk_certificate.made(text, &signed.signature) {
            return Err(TrustError::Signature);
        }
        Ok(Self {
            certificates: certificates(&roster)?,
            publication: None,
            signed,
            roster,
            desk: self.desk.clone(),
            today: self.today,
            desk_certificate: self.desk_certificate.clone(),
        })
    }

    pub const fn roster(&self) -> &Roster {
        &self.roster
    }

    /// The roster's text with its signature, as editors hand it on.
    pub const fn signed(&self) -> &SignedRoster {
        &self.signed
    }

    pub const fn desk(&self) -> &Fingerprint {
        &self.desk
    }

    /// The day as of which it was checked: not before the day of its signature.
    pub const fn checked_on(&self) -> Day {
        self.today
    }

    pub const fn desk_certificate(&self) -> &Certificate {
        &self.desk_certificate
    }

    /// The certificate of the key that signs what the desk publishes. Rosters of release 0.1 name
    /// none.
    pub const fn publication(&self) -> Option<&Certificate> {
        self.publication.as_ref()
    }

    /// The recipients of all editors. An expired roster is refused.
    pub fn recipients(&self, today: Day) -> Result<Vec<HybridRecipient>, TrustError> {
        Ok(self.roster.recipients(today)?)
    }

    pub fn certificate(&self, name: &str) -> Option<&Certificate> {
        self.certificates
            .iter()
            .find_map(|(editor, certificate)| (editor == name).then_some(certificate))
    }

    /// The editors' certificates, each with the editor's name.
    pub fn certificates(&self) -> &[(String, Certificate)] {
        &self.certificates
    }

    /// The fingerprint of the certificate with which an editor of this roster made this signature
    /// over these bytes; none if it is no such signature, or is dated a day that is still to come.
    pub fn signer(&self, signature: &EditorSignature, bytes: &[u8]) -> Option<String> {
        let certificate = self.certificate(&signature.editor)?;
        let is_valid = self.verify(signature, bytes) == Verdict::Valid;
        is_valid.then(|| certificate.fingerprint().to_hex())
    }

    /// Checks an editor's signature over these bytes. Where no editor of this roster has that name,
    /// it is invalid.
    pub fn verify(&self, signature: &EditorSignature, bytes: &[u8]) -> Verdict {
        let certificate = self.certificate(&signature.editor);
        certificate.map_or(Verdict::Invalid, |certificate| {
            certificate.verify(bytes, &signature.signature, self.today)
        })
    }
}

/// Reads the publication key's certificate, which the desk must have certified.
fn publication(roster: &Roster, desk: &Certificate) -> Result<Option<Certificate>, TrustError> {
    let Some(named) = &roster.publication else {
        return Ok(None);
    };
    let found = Certificate::parse(&named.certificate).map_err(|_| TrustError::Publication)?;
    if found.fingerprint().to_hex() != named.fingerprint || found.certified_by(desk).is_none() {
        return Err(TrustError::Publication);
    }
    Ok(Some(found))
}

/// Reads the editors' certificates, and refuses two that are the same.
fn certificates(roster: &Roster) -> Result<Vec<(String, Certificate)>, TrustError> {
    let mut certificates: Vec<(String, Certificate)> = Vec::new();
    for editor in &roster.editors {
        let refused = || TrustError::Certificate(editor.name.clone());
        let certificate = Certificate::parse(&editor.certificate).map_err(|_| refused())?;
        let fingerprint = certificate.fingerprint();
        let known = |(_, other): &(String, Certificate)| other.fingerprint() == fingerprint;
        if certificates.iter().any(known) {
            return Err(refused());
        }
        certificates.push((editor.name.clone(), certificate));
    }
    Ok(certificates)
}
