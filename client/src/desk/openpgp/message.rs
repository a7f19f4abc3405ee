//! Opens OpenPGP messages that sources made with their own tools, without trusting what is in them.

use std::{
    io::{self, Read, Write},
    sync::{Mutex, MutexGuard, PoisonError},
};

use sequoia_openpgp::{
    Cert, KeyHandle, Packet,
    cert::amalgamation::key::ValidErasedKeyAmalgamation,
    crypto::SessionKey,
    packet::{PKESK, SKESK, Signature, Tag, key::PublicParts},
    parse::{
        Parse,
        stream::{DecryptionHelper, DecryptorBuilder, MessageStructure, VerificationHelper},
    },
    policy::{HashAlgoSecurity, Policy, StandardPolicy},
    types::{AEADAlgorithm, SymmetricAlgorithm},
};
use sourdine_l10n::Explain;
use zeroize::Zeroizing;

use super::EditorKey;

const COPY_BYTES: usize = 65_536;

#[derive(Debug, Explain, thiserror::Error)]
pub enum MessageError {
    /// The message is encrypted to other keys only.
    #[explain("message-for-others")]
    ForOthers,
    /// It is encrypted under a passphrase, and not to this key.
    #[explain("message-passphrase")]
    Passphrase,
    /// Nothing in it shows whether it was changed on its way.
    #[explain("message-unprotected")]
    Unprotected,
    /// Its cipher is not safe any more.
    #[explain("message-cipher")]
    UnsafeCipher,
    /// It is compressed in a way that is not read here.
    #[explain("message-compression")]
    Compression,
    /// It is in GnuPG's own format, which is no standard.
    #[explain("message-format")]
    Format,
    /// It is no OpenPGP message, or was changed on its way.
    #[explain("message-damaged")]
    Damaged,
    /// Decrypted, it is larger than this many bytes.
    #[explain("message-large", most)]
    TooLarge(u64),
    #[explain(transparent)]
    Io(#[from] io::Error),
}

/// Decrypts a message into `to`, at most `largest` bytes of it, and gives the number of bytes. The
/// output may only be used if this returns without error. A signature inside is ignored, since the
/// source's key is not known.
pub fn decrypt(
    from: impl Read + Send + Sync,
    key: &EditorKey,
    largest: u64,
    to: &mut dyn Write,
) -> Result<u64, MessageError> {
    let policy = Watching::new(key);
    let helper = Opener {
        key,
        policy: &policy,
    };
    let opened = DecryptorBuilder::from_reader(from)
        .and_then(|builder| builder.with_policy(&policy, None, helper));
    let Ok(mut opened) = opened else {
        return Err(policy.seen().error());
    };
    let mut piece = Zeroizing::new(vec![0; COPY_BYTES]);
    let mut size = 0_u64;
    loop {
        let read = opened.read(&mut piece).map_err(|_| MessageError::Damaged)?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else {
            return Ok(size);
        };
        size += read as u64;
        if size > largest {
            return Err(MessageError::TooLarge(largest));
        }
        to.write_all(bytes)?;
    }
}

/// What a message showed before it did not open.
#[derive(Debug, Default)]
struct Seen {
    /// It names a key of this editor.
    for_us: bool,
    for_a_key: bool,
    /// It does not say for which key, which GnuPG does on request: it may be this editor's.
    for_an_unnamed_key: bool,
    for_a_passphrase: bool,
    unprotected: bool,
    gnupg_format: bool,
    unsafe_cipher: bool,
    unread_compression: bool,
}

impl Seen {
    const fn error(&self) -> MessageError {
        match self {
            // Refused before any key was tried.
            Self {
                for_an_unnamed_key: true,
                gnupg_format: true,
                ..
            } => MessageError::Format,
            Self {
                for_an_unnamed_key: true,
                unprotected: true,
                ..
            } => MessageError::Unprotected,
            Self {
                for_us: false,
                for_a_key: true,
                for_a_passphrase: false,
                ..
            } => MessageError::ForOthers,
            Self {
                gnupg_format: true, ..
            } => MessageError::Format,
            Self {
                unprotected: true, ..
            } => MessageError::Unprotected,
            Self {
                for_us: false,
                for_a_passphrase: true,
                ..
            } => MessageError::Passphrase,
            Self {
                unsafe_cipher: true,
                ..
            } => MessageError::UnsafeCipher,
            Self {
                unread_compression: true,
                ..
            } => MessageError::Compression,
            Self { .. } => MessageError::Damaged,
        }
    }
}

/// The standard policy, which remembers what it saw: the library's own errors do not tell it.
#[derive(Debug)]
struct Watching<'a> {
    policy: StandardPolicy<'a>,
    ours: Vec<KeyHandle>,
    seen: Mutex<Seen>,
}

impl Watching<'_> {
    fn new(key: &EditorKey) -> Self {
        let keys = key.cert().keys();
        Self {
            policy: StandardPolicy::new(),
            ours: keys.map(|key| key.key().key_handle()).collect(),
            seen: Mutex::default(),
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn watch(&self, packet: &Packet) {
        let mut seen = self.seen();
        match (packet.tag(), packet) {
            (Tag::PKESK, Packet::PKESK(key)) => {
                let names = |recipient| self.ours.iter().any(|ours| ours.aliases(&recipient));
                let recipient = key.recipient();
                seen.for_an_unnamed_key |= recipient.is_none();
                seen.for_us |= recipient.is_some_and(names);
                seen.for_a_key = true;
            }
            (Tag::SKESK, _) => seen.for_a_passphrase = true,
            (Tag::SED, _) => seen.unprotected = true,
            (Tag::AED, _) => seen.gnupg_format = true,
            (Tag::CompressedData, Packet::CompressedData(data)) => {
                seen.unread_compression |= !data.algo().is_supported();
            }
            (Tag::CompressedData, _) => seen.unread_compression = true,
            _ => {}
        }
    }
}

impl Policy for Watching<'_> {
    fn signature(
        &self,
        signature: &Signature,
        security: HashAlgoSecurity,
    ) -> sequoia_openpgp::Result<()> {
        self.policy.signature(signature, security)
    }

    fn key(
        &self,
        key: &ValidErasedKeyAmalgamation<'_, PublicParts>,
    ) -> sequoia_openpgp::Result<()> {
        self.policy.key(key)
    }

    fn symmetric_algorithm(&self, algorithm: SymmetricAlgorithm) -> sequoia_openpgp::Result<()> {
        let allowed = self.policy.symmetric_algorithm(algorithm);
        self.seen().unsafe_cipher |= allowed.is_err() || !algorithm.is_supported();
        allowed
    }

    fn aead_algorithm(&self, algorithm: AEADAlgorithm) -> sequoia_openpgp::Result<()> {
        self.policy.aead_algorithm(algorithm)
    }

    fn packet(&self, packet: &Packet) -> sequoia_openpgp::Result<()> {
        self.watch(packet);
        self.policy.packet(packet)
    }
}

struct Opener<'a> {
    key: &'a EditorKey,
    policy: &'a Watching<'a>,
}

impl VerificationHelper for Opener<'_> {
    fn get_certs(&mut self, _: &[KeyHandle]) -> sequoia_openpgp::Result<Vec<Cert>> {
        Ok(Vec::new())
    }

    fn check(&mut self, _: MessageStructure<'_>) -> sequoia_openpgp::Result<()> {
        Ok(())
    }
}

impl DecryptionHelper for Opener<'_> {
    fn decrypt(
        &mut self,
        pkesks: &[PKESK],
        _: &[SKESK],
        algorithm: Option<SymmetricAlgorithm>,
        decrypt: &mut dyn FnMut(Option<SymmetricAlgorithm>, &SessionKey) -> bool,
    ) -> sequoia_openpgp::Result<Option<Cert>> {
        let keys = self.key.cert().keys().with_policy(self.policy, None);
        let keys = keys
            .supported()
            .for_transport_encryption()
            .for_storage_encryption()
            .secret();
        for key in keys {
            let handle = key.key().key_handle();
            let mut pair = key.key().clone().into_keypair()?;
            // A message may hide its recipient: then every key is tried.
            let ours = |pkesk: &&PKESK| {
                pkesk
                    .recipient()
                    .is_none_or(|recipient| recipient.aliases(&handle))
            };
            for pkesk in pkesks.iter().filter(ours) {
                let Some((cipher, session)) = pkesk.decrypt(&mut pair, algorithm) else {
                    continue;
                };
                self.policy.seen().for_us = true;
                if let Some(cipher) = cipher {
                    self.policy.symmetric_algorithm(cipher)?;
                }
                if decrypt(cipher, &session) {
                    return Ok(None);
                }
            }
        }
        Err(io::Error::other("no key of ours opens it").into())
    }
}
