//! The server's list of envelopes, once it was checked.

use serde::Serialize;
use sourdine_protocol::{
    envelope::EnvelopeHash,
    wire::{EnvelopeId, EnvelopeList, EnvelopeSummary},
};

/// An envelope on the server's list.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Listed {
    pub id: EnvelopeId,
    /// Length of the age file, in bytes; never 0.
    pub size: u64,
    /// Hash of the age file.
    #[serde(rename = "blake3")]
    pub hash: EnvelopeHash,
    /// How many editors confirmed it.
    #[serde(skip)]
    pub confirmations: u32,
}

/// Checks a whole list. One wrong line makes all of it worthless: no server of ours writes such a
/// line.
pub(super) fn checked(list: &EnvelopeList) -> Option<Vec<Listed>> {
    let listed = list.envelopes.iter().map(check);
    let listed = listed.collect::<Option<Vec<_>>>()?;
    let ordered = listed.iter().zip(listed.iter().skip(1));
    ordered
        .into_iter()
        .all(|(one, next)| one.id < next.id)
        .then_some(listed)
}

fn check(summary: &EnvelopeSummary) -> Option<Listed> {
    Some(Listed {
        id: summary.id.parse().ok()?,
        size: Some(summary.size).filter(|size| *size > 0)?,
        hash: summary.hash,
        confirmations: summary.confirmations,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: &str, size: u64, hash: &str) -> EnvelopeSummary {
        EnvelopeSummary {
            id: id.to_owned(),
            size,
            hash: hash.parse().unwrap(),
            confirmations: 0,
        }
    }

    #[test]
    fn only_a_list_that_is_right_throughout_is_believed() {
        let (one, two, hash) = ("0a".repeat(16), "0b".repeat(16), "cd".repeat(32));
        let good = EnvelopeList::new(vec![line(&one, 1, &hash), line(&two, u64::MAX, &hash)]);
        let listed = checked(&good).unwrap();
        assert_eq!(listed[1].id.to_string(), two);
        assert_eq!(listed[1].hash.to_string(), hash);
        assert_eq!(checked(&EnvelopeList::default()), Some(Vec::new()));

        let parent = format!("../{}", "a".repeat(29));
        let wrong = [
            line("", 1, &hash),
            line("..", 1, &hash),
            line(&parent, 1, &hash),
            line(&two.to_uppercase(), 1, &hash),
            line(&"0b".repeat(17), 1, &hash),
            line("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0/", 1, &hash),
            line(&two, 0, &hash),
            line(&one, 1, &hash),
            line(&"00".repeat(16), 1, &hash),
        ];
        for wrong in wrong {
            let list = EnvelopeList::new(vec![line(&one, 1, &hash), wrong]);
            assert_eq!(checked(&list), None, "{list:?}");
        }
    }
}
