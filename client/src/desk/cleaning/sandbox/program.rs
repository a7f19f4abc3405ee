//! Which program runs in the sandbox.

use std::{env, fs::File, io, path::Path};

use sourdine_platform::files;

use super::error::SandboxError;

/// Our decoder's file, beside the program that runs, or above the folder in which tests are built.
const DECODER: &str = "sourdine-decoder";
/// The largest program that is taken for it, in bytes.
const DECODER_MAX_BYTES: u64 = 512 << 20;
/// Where it is inside.
pub(super) const DECODER_INSIDE: &str = "/decoder";

#[derive(Clone, Copy)]
pub(super) enum Program {
    /// Debian's, by its absolute path, which is the same inside.
    Debian(&'static str),
    Decoder,
}

impl Program {
    /// Its path inside.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Debian(path) => path,
            Self::Decoder => DECODER_INSIDE,
        }
    }

    /// The file to bring in: none for what is inside already.
    pub(super) fn open(self) -> Result<Option<File>, SandboxError> {
        match self {
            Self::Debian(path) if Path::new(path).exists() => Ok(None),
            Self::Debian(path) => Err(SandboxError::Missing(path)),
            Self::Decoder => find_decoder().map(Some),
        }
    }
}

fn find_decoder() -> Result<File, SandboxError> {
    let this = env::current_exe()?;
    for folder in this.ancestors().skip(1).take(2) {
        match files::open_regular(&folder.join(DECODER), DECODER_MAX_BYTES) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            opened => return Ok(opened?),
        }
    }
    Err(SandboxError::NoDecoder)
}
