//! Who is an editor: whoever shows a token whose hash is known.

use sourdine_protocol::wire::{EditorToken, TOKEN_HASH_BYTES};
use subtle::ConstantTimeEq;

use crate::vault::EditorMark;

const SCHEME: &[u8] = b"Bearer ";

/// The hashes of all editors' tokens.
pub(super) struct Tokens(Vec<[u8; TOKEN_HASH_BYTES]>);

impl Tokens {
    pub(super) const fn new(hashes: Vec<[u8; TOKEN_HASH_BYTES]>) -> Self {
        Self(hashes)
    }

    /// The editor who shows this `Authorization`. Takes the same time for any token.
    pub(super) fn editor(&self, authorization: &[u8]) -> Option<EditorMark> {
        let text = std::str::from_utf8(authorization.strip_prefix(SCHEME)?).ok()?;
        let hash = text.parse::<EditorToken>().ok()?.hash();
        let mut found = subtle::Choice::from(0);
        for known in &self.0 {
            found |= known.ct_eq(&hash);
        }
        bool::from(found).then_some(EditorMark(hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_known_token_in_the_right_form_is_an_editors() {
        let (known, other) = (
            EditorToken::generate().unwrap(),
            EditorToken::generate().unwrap(),
        );
        let tokens = Tokens::new(vec![other.hash(), known.hash()]);
        let shown = known.expose();
        assert!(
            tokens
                .editor(format!("Bearer {}", *shown).as_bytes())
                .is_some()
        );
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
            assert!(tokens.editor(wrong.as_bytes()).is_none(), "{wrong}");
        }
        assert!(tokens.editor(b"Bearer \xff").is_none());
        assert!(
            Tokens::new(Vec::new())
                .editor(format!("Bearer {}", *shown).as_bytes())
                .is_none()
        );
    }
}
