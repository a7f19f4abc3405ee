//! OpenPGP (RFC 9580): the desk's key signs the roster and certifies the publication key, which
//! signs what is published. An editor's own key signs what the editor vetted, and opens what
//! sources sealed to it.
//!
//! Keys and signatures carry midnight of their day: the format requires seconds, and the exact time
//! is metadata.

pub mod message;

use std::{
    fmt,
    io::Write,
    marker::PhantomData,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use sequoia_openpgp::{
    Cert, Fingerprint, KeyHandle, Packet, Profile,
    armor::Kind,
    cert::{CertBuilder, CipherSuite, amalgamation::UserIDAmalgamation},
    packet::signature::{SignatureBuilder, subpacket::NotationDataFlags},
    parse::{
        PacketParser, PacketParserResult, Parse,
        stream::{DetachedVerifierBuilder, MessageLayer, MessageStructure, VerificationHelper},
    },
    policy::{HashAlgoSecurity, Policy, StandardPolicy},
    serialize::{
        SerializeInto,
        stream::{Armorer, Message, Signer},
    },
    types::SignatureType,
};
use sourdine_l10n::Explain;
use sourdine_protocol::day::Day;
use zeroize::Zeroizing;

/// Longest armoured signature that is looked at, in bytes. One of an RSA key of 4,096 bits takes
/// 900; armour could be padded to any length, and would be kept.
pub const SIGNATURE_MAX_BYTES: usize = 4_096;
const DAY_SECONDS: u64 = 24 * 60 * 60;
/// The notation in which the desk's certification of a publication key says in which roster the
/// key was first named. It orders a desk's publication keys without a clock.
const ROSTER_NOTATION: &str = "roster@sourdine.invalid";

/// Why a key or a certificate was not used. No error repeats any of it.
#[derive(Debug, Explain, thiserror::Error)]
pub enum KeyError {
    #[explain("error-key-malformed")]
    Malformed,
    /// The key has no secret part, or none that signs.
    #[explain("error-key-cannot-sign")]
    CannotSign,
    /// The key was made on a day that is still to come by this machine's clock.
    #[explain("error-key-clock")]
    Clock { made: Day, today: Day },
    #[explain("error-key-library", said)]
    Library(String),
}

fn library(error: impl fmt::Display) -> KeyError {
    KeyError::Library(error.to_string())
}

/// The role of the desk's key: it signs the roster, and the founding editor keeps it offline.
pub enum DeskRole {}
/// The role of an editor's key: it signs what the editor vetted, and opens what was sealed to it.
pub enum EditorRole {}
/// The role of the desk's publication key: it signs what is published, and editors share it.
pub enum PublicationRole {}

/// An OpenPGP key with its secret parts, which the library keeps encrypted in memory and wipes.
pub struct SecretKey<Role> {
    cert: Cert,
    role: PhantomData<Role>,
}

pub type DeskKey = SecretKey<DeskRole>;
pub type EditorKey = SecretKey<EditorRole>;
pub type PublicationKey = SecretKey<PublicationRole>;

impl DeskKey {
    /// Makes a new key that only signs.
    pub fn generate(name: &str, today: Day) -> Result<Self, KeyError> {
        Self::built(builder(name, today)?)
    }

    /// Certifies each name of a certificate, as a publication key since the roster of this number.
    fn certify(&self, cert: Cert, roster: u64, today: Day) -> Result<Cert, KeyError> {
        let primary = self.cert.primary_key().key().clone();
        let primary = primary
            .parts_into_secret()
            .map_err(|_| KeyError::CannotSign)?;
        let mut signer = primary.into_keypair().map_err(library)?;
        let mut certifications = Vec::new();
        for name in cert.userids() {
            let readable = NotationDataFlags::empty().set_human_readable();
            let builder = SignatureBuilder::new(SignatureType::PositiveCertification)
                .set_signature_creation_time(midnight(today))
                .and_then(|builder| {
                    builder.set_notation(ROSTER_NOTATION, roster.to_string(), readable, false)
                })
                .map_err(library)?;
            let bound = name.userid().bind(&mut signer, &cert, builder);
            certifications.push(bound.map_err(library)?);
        }
        let (cert, _) = cert.insert_packets(certifications).map_err(library)?;
        Ok(cert)
    }
}

impl PublicationKey {
    /// Makes a new key that only signs, which the desk certifies as its publication key since the
    /// roster of this number.
    pub fn generate(desk: &DeskKey, name: &str, roster: u64, today: Day) -> Result<Self, KeyError> {
        let made = Self::built(builder(name, today)?)?;
        Ok(Self {
            cert: desk.certify(made.cert, roster, today)?,
            role: PhantomData,
        })
    }
}

impl EditorKey {
    /// Makes a new key that signs, and that GnuPG can encrypt to.
    pub fn generate(name: &str, today: Day) -> Result<Self, KeyError> {
        let builder = builder(name, today)?;
        Self::built(
            builder
                .add_transport_encryption_subkey()
                .add_storage_encryption_subkey(),
        )
    }
}

impl EditorKey {
    const fn cert(&self) -> &Cert {
        &self.cert
    }
}

impl<Role> SecretKey<Role> {
    fn built(builder: CertBuilder<'_>) -> Result<Self, KeyError> {
        let (cert, _revocation) = builder.generate().map_err(library)?;
        Ok(Self {
            cert,
            role: PhantomData,
        })
    }

    /// Reads a key, which must have its secret part.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let cert = Cert::from_bytes(bytes).map_err(|_| KeyError::Malformed)?;
        if cert.is_tsk() {
            Ok(Self {
                cert,
                role: PhantomData,
            })
        } else {
            Err(KeyError::CannotSign)
        }
    }

    /// The key with its secrets, to be sealed at once.
    pub fn expose(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let bytes = self.cert.as_tsk().to_vec();
        bytes.map(Zeroizing::new).map_err(library)
    }

    /// The certificate with which others check this key's signatures.
    pub fn certificate(&self) -> Certificate {
        Certificate(self.cert.clone().strip_secret_key_material())
    }

    /// Makes a detached, armoured signature, dated midnight of that day.
    pub fn sign(&self, bytes: &[u8], today: Day) -> Result<String, KeyError> {
        let policy = StandardPolicy::new();
        let keys = self.cert.keys().with_policy(&policy, end_of(today));
        let key = keys
            .supported()
            .alive()
            .revoked(false)
            .for_signing()
            .secret()
            .next()
            .ok_or_else(|| self.cannot_sign(today))?;
        let pair = key.key().clone().into_keypair().map_err(library)?;
        let mut signature = Vec::new();
        let armorer = Armorer::new(Message::new(&mut signature))
            .kind(Kind::Signature)
            .build()
            .map_err(library)?;
        let mut signer = Signer::new(armorer, pair)
            .map_err(library)?
            .creation_time(midnight(today))
            .detached()
            .build()
            .map_err(library)?;
        signer.write_all(bytes).map_err(library)?;
        signer.finalize().map_err(library)?;
        String::from_utf8(signature).map_err(library)
    }

    fn cannot_sign(&self, today: Day) -> KeyError {
        match day_of(self.cert.primary_key().key().creation_time()) {
            Some(made) if made > today => KeyError::Clock { made, today },
            Some(_) | None => KeyError::CannotSign,
        }
    }

    /// The user id, if the key has one: an editor's name.
    pub fn user_id(&self) -> Option<String> {
        let mut ids = self.cert.userids();
        let id = ids.next()?.userid().value().to_vec();
        String::from_utf8(id).ok()
    }
}

fn builder(name: &str, today: Day) -> Result<CertBuilder<'static>, KeyError> {
    CertBuilder::new()
        .set_cipher_suite(CipherSuite::Cv25519)
        // GnuPG reads keys of this profile.
        .set_profile(Profile::RFC4880)
        .map(|builder| {
            builder
                .set_creation_time(midnight(today))
                .add_userid(name)
                .add_signing_subkey()
        })
        .map_err(library)
}

fn midnight(day: Day) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(u64::from(day.0) * DAY_SECONDS)
}

/// The last second of a day: what was signed on that day holds then, at whatever hour.
fn end_of(day: Day) -> SystemTime {
    midnight(day) + Duration::from_secs(DAY_SECONDS - 1)
}

fn day_of(time: SystemTime) -> Option<Day> {
    let since = time.duration_since(UNIX_EPOCH).ok()?;
    u32::try_from(since.as_secs() / DAY_SECONDS).ok().map(Day)
}

/// What checking a signature found.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// The certificate's key made it over these bytes, today at the latest.
    Valid,
    /// The certificate's key made it over these bytes and dated it this day, which is still to
    /// come: the clock of one of the two machines is wrong.
    Future(Day),
    Invalid,
}

/// An OpenPGP certificate, which checks signatures.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate(Cert);

impl Certificate {
    /// Reads an armoured certificate. One with secret parts is refused: they should
    /// never be handed out.
    pub fn parse(armoured: &str) -> Result<Self, KeyError> {
        let cert = Cert::from_bytes(armoured).map_err(|_| KeyError::Malformed)?;
        if cert.is_tsk() {
            Err(KeyError::Malformed)
        } else {
            Ok(Self(cert))
        }
    }

    /// The certificate in ASCII armour.
    pub fn armoured(&self) -> Result<String, KeyError> {
        let bytes = self.0.armored().to_vec().map_err(library)?;
        String::from_utf8(bytes).map_err(library)
    }

    /// The fingerprint of the certificate, which people compare.
    pub fn fingerprint(&self) -> Fingerprint {
        self.0.fingerprint()
    }

    /// The number of the roster since which this is a publication key of the desk; none if the desk
    /// has not certified it as one.
    pub fn certified_by(&self, desk: &Self) -> Option<u64> {
        let policy = StandardPolicy::new();
        let issuer = desk.0.primary_key().key();
        let primary = self.0.primary_key().key();
        let since = |name: UserIDAmalgamation<'_>| {
            let certified = name.certifications().filter(|signature| {
                policy
                    .signature(signature, HashAlgoSecurity::CollisionResistance)
                    .is_ok()
                    && signature
                        .verify_userid_binding(issuer, primary, name.userid())
                        .is_ok()
            });
            let number = |value: &[u8]| std::str::from_utf8(value).ok()?.parse::<u64>().ok();
            certified
                .filter_map(|signature| signature.notation(ROSTER_NOTATION).find_map(number))
                .max()
        };
        self.0.userids().filter_map(since).max()
    }

    /// Checks whether this certificate's key made this detached, armoured signature over these
    /// bytes. A signature that is dated after `today` proves nothing, but is told from a forged
    /// one.
    pub fn verify(&self, bytes: &[u8], signature: &str, today: Day) -> Verdict {
        if signature.len() > SIGNATURE_MAX_BYTES {
            return Verdict::Invalid;
        }
        if self.verifies_on(bytes, signature, today) {
            return Verdict::Valid;
        }
        match latest_day(signature) {
            Some(day) if day > today && self.verifies_on(bytes, signature, day) => {
                Verdict::Future(day)
            }
            Some(_) | None => Verdict::Invalid,
        }
    }

    /// Whether this certificate's key made this detached, armoured signature over these bytes, on
    /// whatever day: for what no clock decides.
    pub fn made(&self, bytes: &[u8], signature: &str) -> bool {
        let signature = Some(signature).filter(|text| text.len() <= SIGNATURE_MAX_BYTES);
        let Some(signature) = signature else {
            return false;
        };
        latest_day(signature).is_some_and(|day| self.verifies_on(bytes, signature, day))
    }

    fn verifies_on(&self, bytes: &[u8], signature: &str, day: Day) -> bool {
        let policy = StandardPolicy::new();
        let verifier = DetachedVerifierBuilder::from_bytes(signature)
            .and_then(|builder| builder.with_policy(&policy, end_of(day), By(&self.0)));
        verifier.is_ok_and(|mut verifier| verifier.verify_bytes(bytes).is_ok())
    }
}

/// The latest day on which a signature in this armour says that it was made. Nothing is unpacked.
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

/// Reads a fingerprint as people write it, with or without spaces.
pub fn parse_fingerprint(text: &str) -> Result<Fingerprint, KeyError> {
    let found: Fingerprint = text.parse().map_err(|_| KeyError::Malformed)?;
    if matches!(found, Fingerprint::V4(_) | Fingerprint::V6(_)) {
        Ok(found)
    } else {
        Err(KeyError::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day(20_781);

    #[test]
    fn a_signature_holds_from_its_day_on_and_before_it_tells_its_day() {
        let key = EditorKey::generate("alice", TODAY).unwrap();
        let later = TODAY.plus(2);
        let signature = key.sign(b"text", later).unwrap();
        let verdict = |bytes: &[u8], day| key.certificate().verify(bytes, &signature, day);
        for (day, found) in [
            (later.plus(400), Verdict::Valid),
            (later, Verdict::Valid),
            (TODAY.plus(1), Verdict::Future(later)),
            // The key itself is of a later day.
            (Day(TODAY.0 - 400), Verdict::Future(later)),
        ] {
            assert_eq!(verdict(b"text", day), found, "{day}");
            assert_eq!(verdict(b"test", day), Verdict::Invalid, "{day}");
        }
        let other = EditorKey::generate("bob", TODAY).unwrap().certificate();
        assert_eq!(other.verify(b"text", &signature, TODAY), Verdict::Invalid);
        assert_eq!(other.verify(b"text", "text", TODAY), Verdict::Invalid);
    }

    #[test]
    fn a_key_of_a_day_to_come_signs_nothing_and_names_the_days() {
        let key = EditorKey::generate("alice", TODAY).unwrap();
        let today = Day(TODAY.0 - 1);
        let refused = key.sign(b"text", today);
        assert!(
            matches!(refused, Err(KeyError::Clock { made, today: day }) if made == TODAY && day == today)
        );
        assert_eq!(key.user_id().as_deref(), Some("alice"));
    }
}
