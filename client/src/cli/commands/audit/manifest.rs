//! What a release says that its servers answer: the manifest that this command line was built with, or one that is given with its signature.

use std::{
    io,
    path::{Path, PathBuf},
};

use clap::Args;
use sourdine_platform::files::read_regular;
use sourdine_protocol::release::{MANIFEST_MAX_BYTES, ReleaseManifest, ReleaseManifestError};

use crate::cli::commands::Failure;
use crate::{
    audit::ExpectedError,
    cli::render::{Explain, Message},
    desk::openpgp::{Certificate, KeyError},
};

/// The manifest of the release that this command line belongs to; empty in a build that belongs to none.
const BUILT_IN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/manifest.json"));
/// What stands after a manifest's name in the name of its signature.
const SIGNATURE_ENDING: &str = ".asc";
/// Longest signature and longest certificate, in bytes.
const OPENPGP_MAX_BYTES: u64 = 262_144;

/// What the release says.
#[derive(Args, Debug)]
pub struct ManifestOptions {
    /// The release's manifest [default: that of the release that this program belongs to]
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    /// Who must have signed the manifest, beside which is its signature (.asc): an OpenPGP certificate
    #[arg(long, value_name = "FILE", requires = "manifest")]
    pub signed_by: Option<PathBuf>,
    /// Believe the manifest as it is: you made it yourself
    #[arg(long, requires = "manifest", conflicts_with = "signed_by")]
    pub unsigned: bool,
}

/// Why there is nothing to compare with.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoManifest {
    /// This build belongs to no release.
    #[error("this build of sourdine belongs to no release: give the manifest with --manifest")]
    BuiltIn,
    /// A file does not read.
    #[error("{path} cannot be read: {source}")]
    File { path: PathBuf, source: io::Error },
    /// Nobody is named who must have signed it.
    #[error(
        "a manifest is believed when its release signed it: name the certificate with --signed-by"
    )]
    Unsigned,
    /// Signed by nobody, or by another.
    #[error("{0} is not signed by the certificate that was given")]
    Signature(PathBuf),
}

impl Explain for NoManifest {
    fn message(&self) -> Message {
        match self {
            Self::BuiltIn => Message::new("error-audit-no-manifest"),
            Self::File { path, source } => Message::new("error-read")
                .with("path", path.display())
                .with("reason", source),
            Self::Unsigned => Message::new("error-audit-unsigned"),
            Self::Signature(path) => {
                Message::new("error-audit-signature").with("path", path.display())
            }
        }
    }
}

impl Explain for ReleaseManifestError {
    fn message(&self) -> Message {
        Message::new("error-audit-manifest").with("reason", self)
    }
}

impl Explain for ExpectedError {
    fn message(&self) -> Message {
        match self {
            Self::Fill(reason) => Message::new("error-audit-manifest").with("reason", reason),
            Self::Seal(_) => Message::new("error-sealed-recipients"),
        }
    }
}

impl ManifestOptions {
    /// The manifest, and its bytes.
    ///
    /// # Errors
    /// There is none, it is none, or nobody who is trusted signed it.
    pub(super) fn read(&self) -> Result<(ReleaseManifest, Vec<u8>), Failure> {
        let bytes = match &self.manifest {
            Some(path) => self.given(path)?,
            None if BUILT_IN.is_empty() => return Err(NoManifest::BuiltIn.into()),
            None => BUILT_IN.to_vec(),
        };
        Ok((ReleaseManifest::from_json(&bytes)?, bytes))
    }

    fn given(&self, path: &Path) -> Result<Vec<u8>, Failure> {
        let bytes = file(path, MANIFEST_MAX_BYTES as u64)?;
        let Some(certificate) = &self.signed_by else {
            return if self.unsigned {
                Ok(bytes)
            } else {
                Err(NoManifest::Unsigned.into())
            };
        };
        let certificate = Certificate::parse(&text(certificate)?)?;
        let mut beside = path.as_os_str().to_owned();
        beside.push(SIGNATURE_ENDING);
        let signature = text(Path::new(&beside))?;
        if certificate.verifies(&bytes, &signature) {
            Ok(bytes)
        } else {
            Err(NoManifest::Signature(path.to_owned()).into())
        }
    }
}

fn text(path: &Path) -> Result<String, Failure> {
    let bytes = file(path, OPENPGP_MAX_BYTES)?;
    Ok(String::from_utf8(bytes).map_err(|_| KeyError::Malformed)?)
}

fn file(path: &Path, max_bytes: u64) -> Result<Vec<u8>, NoManifest> {
    read_regular(path, max_bytes).map_err(|source| NoManifest::File {
        path: path.to_owned(),
        source,
    })
}
