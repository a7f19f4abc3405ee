//! The vault's bytes (docs/vault.md): lengths, cipher, slot headers and the key table. No file is
//! touched here.

pub(crate) mod cipher;
pub(crate) mod header;
pub(crate) mod keys;
pub(crate) mod layout;
pub(crate) mod partial_seal;
