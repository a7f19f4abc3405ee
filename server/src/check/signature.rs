//! OpenPGP signatures: the desk's on its roster, checked with the certificate that the roster
//! names, and its editors' on their requests, with theirs. The operator compares no fingerprint
//! here: this finds a roster that is damaged or was altered, not one that another desk signed
//! (docs/decisions/0090-one-place-judges-a-host.md).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sequoia_openpgp::{
    Cert, KeyHandle, Packet,
    parse::{
        PacketParser, PacketParserResult, Parse,
        stream::{DetachedVerifierBuilder, MessageLayer, MessageStructure, VerificationHelper},
    },
    policy::StandardPolicy,
};
use sourdine_protocol::{
    day::Day,
    roster::{Roster, SignedRoster},
};

const DAY_SECONDS: u64 = 24 * 60 * 60;

/// What checking a signature found.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Verdict {
    /// The certificate's key made it, and dated it this day.
    Made(Day),
    Invalid,
}

/// Checks a signature as of the day that it is dated: no clock decides.
pub(crate) fn verify(signed: &SignedRoster, roster: &Roster) -> Verdict {
    verify_by(&roster.certificate, &signed.roster, &signed.signature)
}

/// Checks a detached signature over a text, with the certificate of the person who is said to have
/// made it.
pub(crate) fn verify_by(certificate: &str, text: &str, signature: &str) -> Verdict {
    let made = Cert::from_bytes(certificate)
        .ok()
        .zip(latest_day(signature))
        .filter(|(cert, day)| verifies(cert, text, signature, *day));
    made.map_or(Verdict::Invalid, |(_, day)| Verdict::Made(day))
}

/// A certificate's fingerprint, in hexadecimal digits, upper case.
pub(crate) fn fingerprint(certificate: &str) -> Option<String> {
    let cert = Cert::from_bytes(certificate).ok()?;
    Some(cert.fingerprint().to_hex())
}

/// The same as people compare it, in groups.
pub(crate) fn spaced_fingerprint(certificate: &str) -> Option<String> {
    let cert = Cert::from_bytes(certificate).ok()?;
    Some(cert.fingerprint().to_spaced_hex())
}

fn verifies(cert: &Cert, text: &str, signature: &str, day: Day) -> bool {
    let policy = StandardPolicy::new();
    let end_of_day = UNIX_EPOCH + Duration::from_secs((u64::from(day.0) + 1) * DAY_SECONDS - 1);
    let verifier = DetachedVerifierBuilder::from_bytes(signature)
        .and_then(|builder| builder.with_policy(&policy, end_of_day, By(cert)));
    verifier.is_ok_and(|mut verifier| verifier.verify_bytes(text).is_ok())
}

/// The latest day on which a signature in this armour says that it was made.
fn latest_day(signature: &str) -> Option<Day> {
    let mut latest = None;
    let mut next = PacketParser::from_bytes(signature).ok()?;
    while let PacketParserResult::Some(parser) = next {
        let (packet, rest) = parser.next().ok()?;
        if let Packet::Signature(made) = packet {
            latest = latest.max(made.signature_creation_time().and_then(day_of));
        }
        next = rest;
    }
    latest
}

fn day_of(time: SystemTime) -> Option<Day> {
    let since = time.duration_since(UNIX_EPOCH).ok()?;
    u32::try_from(since.as_secs() / DAY_SECONDS).ok().map(Day)
}

/// Accepts a signature only if this certificate's key made it.
struct By<'a>(&'a Cert);

impl VerificationHelper for By<'_> {
    fn get_certs(&mut self, _: &[KeyHandle]) -> sequoia_openpgp::Result<Vec<Cert>> {
        Ok(vec![self.0.clone()])
    }

    fn check(&mut self, structure: MessageStructure<'_>) -> sequoia_openpgp::Result<()> {
        let signed = |layer: MessageLayer<'_>| match layer {
            MessageLayer::SignatureGroup { results } => results.iter().any(Result::is_ok),
            MessageLayer::Compression { .. } | MessageLayer::Encryption { .. } => false,
        };
        if structure.into_iter().any(signed) {
            Ok(())
        } else {
            Err(std::io::Error::other("not signed by this certificate").into())
        }
    }
}

/// Keys for tests, which sign as a desk and its editors do.
#[cfg(test)]
pub(crate) mod testing {
    use std::io::Write;

    use sequoia_openpgp::{
        armor::Kind,
        cert::CertBuilder,
        serialize::{
            SerializeInto,
            stream::{Armorer, Message, Signer},
        },
    };

    use super::{Cert, StandardPolicy};

    pub(crate) struct Key(Cert);

    impl Key {
        pub(crate) fn generate(name: &str) -> Self {
            let builder = CertBuilder::new().add_userid(name).add_signing_subkey();
            Self(builder.generate().unwrap().0)
        }

        pub(crate) fn fingerprint(&self) -> String {
            self.0.fingerprint().to_hex()
        }

        pub(crate) fn certificate(&self) -> String {
            let certificate = self.0.clone().strip_secret_key_material();
            String::from_utf8(certificate.armored().to_vec().unwrap()).unwrap()
        }

        /// A detached signature in armour.
        pub(crate) fn sign(&self, text: &str) -> String {
            let policy = StandardPolicy::new();
            let keys = self.0.keys().with_policy(&policy, None).for_signing();
            let key = keys.secret().next().unwrap().key().clone();
            let mut armour = Vec::new();
            let armorer = Armorer::new(Message::new(&mut armour));
            let message = armorer.kind(Kind::Signature).build().unwrap();
            let signer = Signer::new(message, key.into_keypair().unwrap()).unwrap();
            let mut signer = signer.detached().build().unwrap();
            signer.write_all(text.as_bytes()).unwrap();
            signer.finalize().unwrap();
            String::from_utf8(armour).unwrap()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A roster as release 0.1 signed it.
    const SIGNED: &[u8] = include_bytes!("../../../tests/fuzz/signed-roster.json");

    #[test]
    fn a_signature_holds_over_exactly_the_text_that_the_desk_signed() {
        let signed = SignedRoster::from_json(SIGNED).unwrap();
        let verdict = |text: &str, signature: &str| {
            let signed = SignedRoster::new(text.to_owned(), signature.to_owned());
            verify(&signed, &signed.unchecked().unwrap())
        };
        assert!(matches!(
            verdict(&signed.roster, &signed.signature),
            Verdict::Made(_)
        ));
        let editor = &signed.unchecked().unwrap().editors[0].name;
        let altered = signed.roster.replace(editor.as_str(), "mallory");
        assert_ne!(altered, signed.roster);
        for (text, signature) in [
            (altered.as_str(), signed.signature.as_str()),
            (signed.roster.as_str(), ""),
            (signed.roster.as_str(), "no armour"),
        ] {
            assert_eq!(verdict(text, signature), Verdict::Invalid, "{signature}");
        }
    }
}
