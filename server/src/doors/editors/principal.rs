//! Which editor or courier a request comes from, by the hash of its token.

use sourdine_protocol::wire::{EditorToken, TOKEN_HASH_BYTES};
use subtle::ConstantTimeEq;

use crate::vault::EditorMark;

const SCHEME: &[u8] = b"Bearer ";

/// The hashes of all tokens.
pub(super) struct Tokens {
    editors: Vec<[u8; TOKEN_HASH_BYTES]>,
    couriers: Vec<[u8; TOKEN_HASH_BYTES]>,
}

/// The owner of a token.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Principal {
    /// Opens envelopes, and may have them deleted.
    Editor(EditorMark),
    /// A machine that only carries envelopes: seized, it must not be able to destroy unopened ones.
    Courier,
}

impl Tokens {
    pub(super) const fn new(
        editors: Vec<[u8; TOKEN_HASH_BYTES]>,
        couriers: Vec<[u8; TOKEN_HASH_BYTES]>,
    ) -> Self {
        Self { editors, couriers }
    }

    /// The owner of the token in an `Authorization` header. Takes the same time for any token.
    pub(super) fn authenticate(&self, authorization: &[u8]) -> Option<Principal> {
        let text = std::str::from_utf8(authorization.strip_prefix(SCHEME)?).ok()?;
        let hash = text.parse::<EditorToken>().ok()?.hash();
        let [editor, courier] = [&self.editors, &self.couriers].map(|known| among(known, &hash));
        match (editor, courier) {
            // A token that is both has the lesser right.
            (_, true) => Some(Principal::Courier),
            (true, false) => Some(Principal::Editor(EditorMark(hash))),
            (false, false) => None,
        }
    }
}

fn among(known: &[[u8; TOKEN_HASH_BYTES]], hash: &[u8; TOKEN_HASH_BYTES]) -> bool {
    let mut found = subtle::Choice::from(0);
    for known in known {
        found |= known.ct_eq(hash);
    }
    found.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_known_token_in_the_right_form_comes_in() {
        let (known, other) = (
            EditorToken::generate().unwrap(),
            EditorToken::generate().unwrap(),
        );
        let both = EditorToken::generate().unwrap();
        let tokens = Tokens::new(
            vec![both.hash(), known.hash()],
            vec![other.hash(), both.hash()],
        );
        let comes = |token: &EditorToken| {
            tokens.authenticate(format!("Bearer {}", *token.expose()).as_bytes())
        };
        assert_eq!(
            comes(&known),
            Some(Principal::Editor(EditorMark(known.hash())))
        );
        assert_eq!(comes(&other), Some(Principal::Courier));
        assert_eq!(comes(&both), Some(Principal::Courier));
        let shown = known.expose();
        let stranger = EditorToken::generate().unwrap().expose();
        for wrong in [
            String::new(),
            "Bearer ".to_owned(),
            shown.to_string(),
            format!("bearer {}", *shown),
            format!("Bearer  {}", *shown),
            format!("Bearer {}x", *shown),
            format!("Bearer {}", shown.get(..42).unwrap()),
            format!("Basic {}", *shown),
            format!("Bearer {}", *stranger),
            format!("Bearer {}", hex::encode(known.hash())),
        ] {
            assert!(tokens.authenticate(wrong.as_bytes()).is_none(), "{wrong}");
        }
        assert!(tokens.authenticate(b"Bearer \xff").is_none());
        assert!(
            Tokens::new(Vec::new(), Vec::new())
                .authenticate(format!("Bearer {}", *shown).as_bytes())
                .is_none()
        );
    }
}
