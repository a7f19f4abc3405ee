//! What a release says that its servers answer: the manifest that this program was built with, or
//! one that is given with its signature.

use std::{
    io,
    path::{Path, PathBuf},
};

use sourdine_platform::files::read_regular;
use sourdine_protocol::{
    day::Day,
    release::{MANIFEST_MAX_BYTES, ReleaseManifest},
};

use crate::{
    app::AppError,
    audit::Opening,
    desk::openpgp::{Certificate, KeyError, Verdict},
    l10n::Explain,
};

/// The manifest of the release that this program belongs to; empty in a build that belongs to none.
const BUILT_IN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/manifest.json"));
/// What stands after a manifest's name in the name of its signature.
const SIGNATURE_ENDING: &str = ".asc";
/// Longest signature and longest certificate, in bytes.
const OPENPGP_MAX_BYTES: u64 = 262_144;

#[derive(Clone, Debug, Default)]
pub enum ManifestOptions {
    /// The one of the release that this program belongs to.
    #[default]
    BuiltIn,
    /// A file beside which is its signature by a certificate.
    Signed { file: PathBuf, by: PathBuf },
    /// A file that is believed as it is.
    Unsigned(PathBuf),
    /// A file of which nothing says why to believe it.
    Unverified(PathBuf),
}

#[derive(Debug, Explain, thiserror::Error)]
pub enum NoManifestError {
    #[explain("error-audit-no-manifest")]
    BuiltIn,
    #[explain("error-read")]
    File { path: PathBuf, source: io::Error },
    #[explain("error-audit-unsigned")]
    Unsigned,
    /// It says of no visit how a browser makes it.
    #[explain("error-audit-no-visits")]
    NoVisits,
    #[explain("error-audit-signature", path)]
    Signature(PathBuf),
    /// It was signed on a day that is still to come by this machine's clock.
    #[explain("error-audit-clock")]
    Clock {
        path: PathBuf,
        signed: Day,
        today: Day,
    },
}

impl ManifestOptions {
    pub(super) fn read(&self, today: Day) -> Result<(ReleaseManifest, Vec<u8>), AppError> {
        let bytes = match self {
            Self::BuiltIn if BUILT_IN.is_empty() => return Err(NoManifestError::BuiltIn.into()),
            Self::BuiltIn => BUILT_IN.to_vec(),
            Self::Signed { file, by } => signed(file, by, today)?,
            Self::Unsigned(path) => read(path, MANIFEST_MAX_BYTES as u64)?,
            Self::Unverified(path) => {
                read(path, MANIFEST_MAX_BYTES as u64)?;
                return Err(NoManifestError::Unsigned.into());
            }
        };
        let manifest = ReleaseManifest::from_json(&bytes)?;
        if Opening::candidates(&manifest).is_empty() {
            return Err(NoManifestError::NoVisits.into());
        }
        Ok((manifest, bytes))
    }
}

fn signed(path: &Path, by: &Path, today: Day) -> Result<Vec<u8>, AppError> {
    let bytes = read(path, MANIFEST_MAX_BYTES as u64)?;
    let certificate = Certificate::parse(&text(by)?)?;
    let mut beside = path.as_os_str().to_owned();
    beside.push(SIGNATURE_ENDING);
    let signature = text(Path::new(&beside))?;
    let path = path.to_owned();
    match certificate.verify(&bytes, &signature, today) {
        Verdict::Valid => Ok(bytes),
        Verdict::Future(signed) => Err(NoManifestError::Clock {
            path,
            signed,
            today,
        }
        .into()),
        Verdict::Invalid => Err(NoManifestError::Signature(path).into()),
    }
}

fn text(path: &Path) -> Result<String, AppError> {
    let bytes = read(path, OPENPGP_MAX_BYTES)?;
    Ok(String::from_utf8(bytes).map_err(|_| KeyError::Malformed)?)
}

fn read(path: &Path, max_bytes: u64) -> Result<Vec<u8>, NoManifestError> {
    read_regular(path, max_bytes).map_err(|source| NoManifestError::File {
        path: path.to_owned(),
        source,
    })
}
