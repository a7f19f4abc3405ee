//! The desk's OpenPGP signature on its roster, checked with the certificate that the roster names.
//! The operator compares no fingerprint: what is found is a roster that is damaged or was altered
//! by hand, not one that another desk signed (docs/decisions/0090-one-place-judges-a-host.md).

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
    /// The desk's key made it, and dated it this day.
    Made(Day),
    Invalid,
}

/// Checks a signature as of the day that it is dated: no clock decides.
pub(crate) fn verify(signed: &SignedRoster, roster: &Roster) -> Verdict {
    let made = Cert::from_bytes(&roster.certificate)
        .ok()
        .zip(latest_day(&signed.signature))
        .filter(|(desk, day)| verifies(desk, signed, *day));
    made.map_or(Verdict::Invalid, |(_, day)| Verdict::Made(day))
}

fn verifies(desk: &Cert, signed: &SignedRoster, day: Day) -> bool {
    let policy = StandardPolicy::new();
    let end_of_day = UNIX_EPOCH + Duration::from_secs((u64::from(day.0) + 1) * DAY_SECONDS - 1);
    let verifier = DetachedVerifierBuilder::from_bytes(&signed.signature)
        .and_then(|builder| builder.with_policy(&policy, end_of_day, By(desk)));
    verifier.is_ok_and(|mut verifier| verifier.verify_bytes(&signed.roster).is_ok())
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
