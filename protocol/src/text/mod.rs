//! Text that a person reads: its language, what of it can be shown anywhere, names of files.

mod language;
mod safe_name;
mod sha256_hex;
mod shown;

pub use language::{Language, LanguageError};
pub use safe_name::{
    EXTENSION_MAX_BYTES, MENDED_MAX_BYTES, NAME_MAX_BYTES, NameSet, SafeName, SafeNameError,
};
pub use sha256_hex::{Sha256Error, Sha256Hex};
pub use shown::{harmless, harmless_lines, is_hidden, shows_nothing};
