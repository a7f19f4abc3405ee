//! The file with which an editor unlocks a server that was started without its master key.

use std::io::Read;

use age::Decryptor;
use sourdine_l10n::Explain;
use sourdine_protocol::{
    envelope::hybrid::HybridIdentity,
    unlock::{AREAS, Area, MASTER_BYTES, Mark, PLAIN_MAX_BYTES, UNLOCK_BYTES, areas, master},
};
use zeroize::Zeroizing;

use super::sealed::age_header;

/// Why a server's file gave no master key.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
pub enum UnlockFileError {
    #[explain("error-unlock-damaged")]
    Damaged,
    /// Another release of the server wrote it.
    #[explain("error-unlock-version", version)]
    Version { version: u32 },
    /// It is sealed to the editors of a roster that does not name this one.
    #[explain("error-unlock-others")]
    ForOthers,
}

/// The master keys in a server's file, one after another: two where a re-key was cut.
pub fn masters(
    file: &[u8],
    identity: &HybridIdentity,
) -> Result<Zeroizing<Vec<u8>>, UnlockFileError> {
    if file.len() != UNLOCK_BYTES {
        return Err(UnlockFileError::Damaged);
    }
    let mut found = Zeroizing::new(Vec::with_capacity(AREAS * MASTER_BYTES));
    let mut known: Option<Mark> = None;
    let mut why = UnlockFileError::Damaged;
    for area in areas(file) {
        match area {
            Area::Sealed { mark, .. } if known == Some(mark) => {}
            Area::Sealed { mark, age } => match opened(age, mark, identity) {
                Some(key) => {
                    found.extend_from_slice(key.as_slice());
                    known = Some(mark);
                }
                None => why = UnlockFileError::ForOthers,
            },
            Area::Other(version) => why = UnlockFileError::Version { version },
            Area::Damaged => {}
        }
    }
    if found.is_empty() {
        Err(why)
    } else {
        Ok(found)
    }
}

fn opened(
    age: &[u8],
    mark: Mark,
    identity: &HybridIdentity,
) -> Option<Zeroizing<[u8; MASTER_BYTES]>> {
    if !age_header::ends_in_time(age).unwrap_or(false) {
        return None;
    }
    let identity: &dyn age::Identity = identity;
    let decryptor = Decryptor::new_buffered(age).ok()?;
    let reader = decryptor.decrypt(std::iter::once(identity)).ok()?;
    let mut plain = Zeroizing::new(Vec::with_capacity(PLAIN_MAX_BYTES));
    let mut reader = reader.take(PLAIN_MAX_BYTES as u64);
    reader.read_to_end(&mut plain).ok()?;
    master(&plain, mark)
}

#[cfg(test)]
mod tests {
    use sourdine_protocol::unlock::{AREA_BYTES, seal};

    use super::*;

    fn editor(seed: u8) -> HybridIdentity {
        HybridIdentity::from_seed(&[seed; 32])
    }

    fn area(key: u8, editors: &[u8]) -> Vec<u8> {
        let recipients: Vec<_> = editors
            .iter()
            .map(|seed| editor(*seed).to_recipient())
            .collect();
        seal(&[key; MASTER_BYTES], &recipients).unwrap()
    }

    fn found(file: &[Vec<u8>]) -> Result<Vec<u8>, UnlockFileError> {
        masters(&file.concat(), &editor(1)).map(|found| found.to_vec())
    }

    #[test]
    fn one_key_is_sent_once_and_those_of_a_cut_re_key_are_both() {
        let (one, two) = ([7; MASTER_BYTES], [8; MASTER_BYTES]);
        let (old, new) = (area(7, &[1, 2]), area(8, &[1, 2]));
        assert_eq!(found(&[old.clone(), old.clone()]).unwrap(), one);
        let both = [one, two].concat();
        assert_eq!(found(&[old, new.clone()]).unwrap(), both);
        // One area is enough, whatever is in the other.
        for noise in [vec![0; AREA_BYTES], vec![9; AREA_BYTES], area(9, &[3])] {
            assert_eq!(found(&[noise.clone(), new.clone()]).unwrap(), two);
            assert_eq!(found(&[new.clone(), noise]).unwrap(), two);
        }
    }

    #[test]
    fn what_gives_no_key_is_refused_with_its_reason() {
        let others = area(7, &[2, 3]);
        let refused = found(&[others.clone(), others.clone()]);
        assert_eq!(refused, Err(UnlockFileError::ForOthers));
        let mut changed = others;
        changed[AREA_BYTES - 1] ^= 1;
        let refused = found(&[changed.clone(), changed]);
        assert_eq!(refused, Err(UnlockFileError::Damaged));
        for length in [0, 1, UNLOCK_BYTES - 1, UNLOCK_BYTES + 1] {
            let refused = found(&[vec![7; length]]);
            assert_eq!(refused, Err(UnlockFileError::Damaged));
        }
    }
}
