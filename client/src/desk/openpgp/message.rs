//! Opens OpenPGP messages that sources made with their own tools, without trusting what is in them.

use std::io::{self, Read, Write};

use sequoia_openpgp::{
    Cert, KeyHandle,
    crypto::SessionKey,
    packet::{PKESK, SKESK},
    parse::{
        Parse,
        stream::{DecryptionHelper, DecryptorBuilder, MessageStructure, VerificationHelper},
    },
    policy::StandardPolicy,
    types::SymmetricAlgorithm,
};
use sourdine_l10n::Explain;
use zeroize::Zeroizing;

use super::EditorKey;

const COPY_BYTES: usize = 65_536;

#[derive(Debug, Explain, thiserror::Error)]
pub enum MessageError {
    /// The message is encrypted to other keys, or under a passphrase.
    #[explain("message-for-others")]
    ForOthers,
    /// It is no OpenPGP message, was changed on its way, or uses an unsafe algorithm.
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
    let policy = StandardPolicy::new();
    let mut for_us = false;
    let helper = Opener {
        key,
        policy: &policy,
        for_us: &mut for_us,
    };
    let opened = DecryptorBuilder::from_reader(from)
        .and_then(|builder| builder.with_policy(&policy, None, helper));
    let Ok(mut opened) = opened else {
        return Err(if for_us {
            MessageError::Damaged
        } else {
            MessageError::ForOthers
        });
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

struct Opener<'a> {
    key: &'a EditorKey,
    policy: &'a StandardPolicy<'a>,
    for_us: &'a mut bool,
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
                let opened = pkesk.decrypt(&mut pair, algorithm);
                if opened.is_some_and(|(algorithm, session)| decrypt(algorithm, &session)) {
                    *self.for_us = true;
                    return Ok(None);
                }
            }
        }
        Err(io::Error::other("no key of ours opens it").into())
    }
}
