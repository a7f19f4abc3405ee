//! The file `unlock` beside a vault's key table (docs/vault.md): the master key, sealed to the
//! roster's editors. The server writes it and cannot open it; an editor's machine opens it and
//! sends the key back, so that a server that was started without its key can serve.
//!
//! The file has two areas of the same form, so that a re-key overwrites one while the other still
//! opens. Each area names the master key inside by its [`Mark`].

use std::io::{self, Write};

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{envelope::hybrid::HybridRecipient, wire::RECIPIENTS_MAX};

/// Length of a master key, in bytes.
pub const MASTER_BYTES: usize = 32;
/// How many areas the file has, and so how many master keys it holds at most.
pub const AREAS: usize = 2;
/// Length of one area, in bytes: room for 32 editors.
pub const AREA_BYTES: usize = 65_536;
/// Length of the file, in bytes, whatever is in it.
pub const UNLOCK_BYTES: usize = AREAS * AREA_BYTES;
/// The version that this release writes.
pub const UNLOCK_VERSION: u32 = 1;

const MAGIC: &[u8; 16] = b"sourdine unlock\n";
const HASH_BYTES: usize = 32;
/// Magic and hash, which every version begins an area with.
const FRAME_BYTES: usize = MAGIC.len() + HASH_BYTES;
const MARK_DOMAIN: &[u8] = b"sourdine/v1/unlock-mark";
/// What stands before the master key inside the age file: an age file that an editor is made to
/// open for another purpose gives no key away.
const PLAIN_DOMAIN: &[u8] = b"sourdine/v1/unlock\n";
/// Longest content of an area's age file, in bytes.
pub const PLAIN_MAX_BYTES: usize = 128;

/// Names a master key, and tells nothing of its bytes, which are random: SHA-256 over a domain and
/// the key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Mark([u8; HASH_BYTES]);

/// Why no area was made.
#[derive(Debug, thiserror::Error)]
pub enum UnlockError {
    /// No editor to seal to, or too many.
    #[error("the roster names no editor, or more than {RECIPIENTS_MAX}")]
    Recipients,
    /// A recipient's key is broken, or the system has no random numbers.
    #[error("sealing to one of the roster's keys failed")]
    Key,
    /// The age file has no room in its area.
    #[error("the sealed key is longer than its place")]
    Long,
}

/// What stands in one area of the file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Area<'a> {
    /// A master key, sealed.
    Sealed {
        /// Which master key it is.
        mark: Mark,
        /// The age file.
        age: &'a [u8],
    },
    /// Another release wrote it, in this version.
    Other(u32),
    /// Cut, changed, or never written.
    Damaged,
}

impl Mark {
    /// The mark of a master key.
    #[must_use]
    pub fn of(master: &[u8; MASTER_BYTES]) -> Self {
        let hash = Sha256::new().chain_update(MARK_DOMAIN).chain_update(master);
        Self(hash.finalize().into())
    }
}

/// Seals a master key to these recipients: an area of [`AREA_BYTES`].
///
/// # Errors
/// There are no recipients or too many, or a key of theirs is broken.
pub fn seal(
    master: &[u8; MASTER_BYTES],
    recipients: &[HybridRecipient],
) -> Result<Vec<u8>, UnlockError> {
    if recipients.is_empty() || recipients.len() > RECIPIENTS_MAX {
        return Err(UnlockError::Recipients);
    }
    let age = sealed(master, recipients).map_err(|_| UnlockError::Key)?;
    let length = u32::try_from(age.len()).map_err(|_| UnlockError::Long)?;
    let mut body = Vec::with_capacity(AREA_BYTES);
    body.extend_from_slice(&UNLOCK_VERSION.to_be_bytes());
    body.extend_from_slice(&Mark::of(master).0);
    body.extend_from_slice(&length.to_be_bytes());
    body.extend_from_slice(&age);
    if body.len() > AREA_BYTES - FRAME_BYTES {
        return Err(UnlockError::Long);
    }
    body.resize(AREA_BYTES - FRAME_BYTES, 0);
    Ok([MAGIC.as_slice(), &Sha256::digest(&body), &body].concat())
}

fn sealed(master: &[u8; MASTER_BYTES], recipients: &[HybridRecipient]) -> io::Result<Vec<u8>> {
    let recipients = recipients
        .iter()
        .map(|recipient| recipient as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(recipients).map_err(io::Error::other)?;
    let plain = Zeroizing::new([PLAIN_DOMAIN, master].concat());
    let mut age = Vec::new();
    let mut writer = encryptor.wrap_output(&mut age)?;
    writer.write_all(&plain)?;
    writer.finish()?;
    Ok(age)
}

/// The areas of a file, in their order; a file of another length has them where it would have them
/// in halves.
#[must_use]
pub fn areas(file: &[u8]) -> [Area<'_>; AREAS] {
    let (first, second) = file.split_at(file.len() / AREAS);
    [first, second].map(area)
}

fn area(bytes: &[u8]) -> Area<'_> {
    let framed = bytes
        .strip_prefix(MAGIC)
        .and_then(|rest| rest.split_first_chunk::<HASH_BYTES>());
    let Some((hash, body)) = framed else {
        return Area::Damaged;
    };
    if Sha256::digest(body).as_slice() != hash {
        return Area::Damaged;
    }
    let Some((version, rest)) = body.split_first_chunk::<4>() else {
        return Area::Damaged;
    };
    let version = u32::from_be_bytes(*version);
    if version != UNLOCK_VERSION {
        return Area::Other(version);
    }
    known(rest)
        .filter(|_| bytes.len() == AREA_BYTES)
        .unwrap_or(Area::Damaged)
}

fn known(rest: &[u8]) -> Option<Area<'_>> {
    let (mark, rest) = rest.split_first_chunk::<HASH_BYTES>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let age = rest.get(..length)?;
    Some(Area::Sealed {
        mark: Mark(*mark),
        age,
    })
}

/// The master key in what an area's age file held; none if it is not the one that the area names.
#[must_use]
pub fn master(plain: &[u8], mark: Mark) -> Option<Zeroizing<[u8; MASTER_BYTES]>> {
    let bytes = plain.strip_prefix(PLAIN_DOMAIN)?;
    let bytes: &[u8; MASTER_BYTES] = bytes.try_into().ok()?;
    let master = Zeroizing::new(*bytes);
    (Mark::of(&master) == mark).then_some(master)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::envelope::hybrid::HybridIdentity;

    const MASTER: [u8; MASTER_BYTES] = [0x5a; MASTER_BYTES];

    fn recipients(count: u8) -> Vec<HybridRecipient> {
        (1..=count)
            .map(|seed| HybridIdentity::from_seed(&[seed; 32]).to_recipient())
            .collect()
    }

    fn opened(area: Area<'_>, seed: u8) -> Option<Zeroizing<[u8; MASTER_BYTES]>> {
        let Area::Sealed { mark, age } = area else {
            return None;
        };
        let identity = HybridIdentity::from_seed(&[seed; 32]);
        let identity: &dyn age::Identity = &identity;
        let decryptor = age::Decryptor::new(age).unwrap();
        let mut reader = decryptor.decrypt(std::iter::once(identity)).ok()?;
        let mut plain = Vec::new();
        reader.read_to_end(&mut plain).unwrap();
        assert!(plain.len() <= PLAIN_MAX_BYTES);
        master(&plain, mark)
    }

    #[test]
    fn each_editor_opens_it_and_no_one_else() {
        let first = seal(&MASTER, &recipients(2)).unwrap();
        let second = seal(&[7; MASTER_BYTES], &recipients(1)).unwrap();
        let file = [first, second].concat();
        assert_eq!(file.len(), UNLOCK_BYTES);
        let [first, second] = areas(&file);
        for seed in [1, 2] {
            assert_eq!(*opened(first, seed).unwrap(), MASTER);
        }
        assert!(opened(first, 3).is_none());
        assert_eq!(*opened(second, 1).unwrap(), [7; MASTER_BYTES]);
        assert!(opened(second, 2).is_none());
    }

    #[test]
    fn as_many_editors_as_a_roster_has_find_room_and_no_more() {
        let all = recipients(u8::try_from(RECIPIENTS_MAX).unwrap());
        let area = seal(&MASTER, &all).unwrap();
        assert_eq!(area.len(), AREA_BYTES);
        let more = recipients(u8::try_from(RECIPIENTS_MAX).unwrap() + 1);
        for wrong in [&[][..], &more] {
            assert!(matches!(seal(&MASTER, wrong), Err(UnlockError::Recipients)));
        }
    }

    #[test]
    fn a_flipped_bit_anywhere_damages_one_area_and_leaves_the_other() {
        let area = seal(&MASTER, &recipients(1)).unwrap();
        let file = [area.as_slice(), &area].concat();
        let whole = areas(&file)[0];
        assert_eq!(areas(&file)[1], whole);
        for at in (0..AREA_BYTES).step_by(61).chain([AREA_BYTES - 1]) {
            let mut changed = file.clone();
            changed[at] ^= 1;
            assert_eq!(areas(&changed), [Area::Damaged, whole], "byte {at}");
        }
        for cut in [0, 1, AREA_BYTES, UNLOCK_BYTES - 2] {
            assert_eq!(areas(&file[..cut]), [Area::Damaged; AREAS], "{cut} bytes");
        }
    }

    #[test]
    fn another_version_is_told_by_its_number_whatever_its_areas_hold() {
        let body = [7_u32.to_be_bytes().as_slice(), b"something new"].concat();
        let area = [MAGIC.as_slice(), &Sha256::digest(&body), &body].concat();
        let file = [area.as_slice(), &area].concat();
        assert_eq!(areas(&file), [Area::Other(7); AREAS]);
    }

    #[test]
    fn what_was_sealed_for_another_purpose_gives_no_key() {
        let mark = Mark::of(&MASTER);
        let right = [PLAIN_DOMAIN, &MASTER].concat();
        assert!(master(&right, mark).is_some());
        assert!(master(&right, Mark::of(&[0; MASTER_BYTES])).is_none());
        for wrong in [
            MASTER.to_vec(),
            right[..right.len() - 1].to_vec(),
            [right.as_slice(), b"x"].concat(),
        ] {
            assert!(master(&wrong, mark).is_none());
        }
    }
}
