//! How an envelope begins: the header of an age file with its hybrid stanzas; and how what is in it
//! begins, `envelope.json`.

use std::{
    io::{Read, Write},
    sync::LazyLock,
};

use age::{DecryptError, Decryptor, Encryptor, Identity, Recipient};
use sourdine::desk::sealed::{self, SealedError};
use sourdine_protocol::{
    codename::Codename,
    envelope::hybrid::{HybridIdentity, HybridRecipient},
    envelope::recognise::{Sealed, recognise},
    envelope::{ENVELOPE_JSON_MAX_BYTES, Manifest, SealedBy, SubmissionId},
    text::Language,
};

use super::file_of;

/// All that was ever sealed to this editor.
const PLAIN: &[u8] = b"sealed";
const PLAIN_MAX_BYTES: u64 = 65_536;

static EDITOR: LazyLock<(HybridIdentity, HybridRecipient)> = LazyLock::new(|| {
    let identity = HybridIdentity::from_seed(&[1; 32]);
    let recipient = identity.to_recipient();
    (identity, recipient)
});

/// No header opens anything that was not sealed so, and what the command line opens is recognised
/// at the door; a manifest that is read is the same once it is written.
pub fn run(input: &[u8]) {
    if let Ok(manifest) = Manifest::from_json(input) {
        assert!(input.len() <= ENVELOPE_JSON_MAX_BYTES);
        let json = manifest.to_json().unwrap();
        assert_eq!(Manifest::from_json(&json), Ok(manifest.clone()));
        assert_eq!(Manifest::from_json(&json).unwrap().to_json().unwrap(), json);
        assert!(manifest.reply.is_some() || manifest.sealed_by == SealedBy::Cli);
        return;
    }
    let identity: &dyn Identity = &EDITOR.0;
    let opened = open(input, identity);
    if opened.is_ok() {
        assert_eq!(recognise(input), Some(Sealed::Age));
    }
    // What the library opens, the command line does not where its header never ends; the other way
    // round there is nothing.
    match sealed::open_bytes(&file_of(input), &[identity], PLAIN_MAX_BYTES) {
        Ok(bytes) => {
            assert_eq!(*bytes, PLAIN);
            assert_eq!(opened.unwrap(), PLAIN);
        }
        Err(SealedError::Closed(_) | SealedError::Damaged(_)) => {
            assert!(opened.is_err() || input.len() as u64 > PLAIN_MAX_BYTES);
        }
        Err(error) => panic!("{error}"),
    }
}

fn open(input: &[u8], identity: &dyn Identity) -> Result<Vec<u8>, DecryptError> {
    let decryptor = Decryptor::new_buffered(input)?;
    let mut plain = Vec::new();
    decryptor
        .decrypt(std::iter::once(identity))?
        .read_to_end(&mut plain)?;
    Ok(plain)
}

/// Age files to one editor, to two, and to somebody else; manifests of each kind.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let (_, editor) = &*EDITOR;
    let other = HybridIdentity::from_seed(&[2; 32]).to_recipient();
    let somebody = age::x25519::Identity::generate().to_public();
    let to: [Vec<&dyn Recipient>; 4] = [
        vec![editor],
        vec![&other, editor],
        vec![&other],
        vec![&somebody],
    ];
    let seal = |recipients: Vec<&dyn Recipient>| {
        let encryptor = Encryptor::with_recipients(recipients.into_iter()).unwrap();
        let mut output = encryptor.wrap_output(Vec::new()).unwrap();
        output.write_all(PLAIN).unwrap();
        output.finish().unwrap()
    };
    let mut seeds: Vec<_> = to.into_iter().map(seal).collect();
    for (by, reply) in [
        (SealedBy::Page, true),
        (SealedBy::Server, true),
        (SealedBy::Cli, false),
        (SealedBy::Offline, false),
    ] {
        let reply = reply.then(|| Codename::from_entropy(&[1; 16]).reply_address());
        let manifest = Manifest::new(Language::Fr, by, SubmissionId::from([2; 16]), reply);
        seeds.push(manifest.to_json().unwrap());
    }
    seeds
}
