//! A segment of a journal: records in a sealed file, padded so that its size does not tell how
//! many.

use std::path::Path;

use age::Identity;
use serde::{Deserialize, Serialize};
use sourdine_platform::files;
use sourdine_protocol::envelope::{
    hybrid::{HybridIdentity, HybridRecipient, OnlyRecipient},
    padding,
};
use zeroize::Zeroizing;

use super::error::CasesError;
use crate::desk::{
    FileError,
    case::{CASE_VERSION, CaseError, journal::Records},
    sealed::{self, SealedError},
};

/// The first line of a segment, which no clean copy begins with by chance.
const TITLE: &str = "sourdine/v2/segment\n";
/// A segment that holds more than this is not written to any more, in bytes.
const FULL_BYTES: usize = 65_536;
/// Largest segment that is read, in bytes. One event can hold an entry and its signature.
const SEGMENT_MAX_BYTES: u64 = 67_108_864;

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct SegmentJson {
    version: u64,
    records: Records,
}

/// Whether these records fit into a segment that is still written to.
pub(super) fn fits(records: &Records) -> bool {
    let length: usize = records.records.iter().map(|record| record.bytes()).sum();
    length <= FULL_BYTES
}

/// Reads a segment; none if the file is something else, as a document is.
pub(super) fn read(
    path: &Path,
    identities: &[HybridIdentity],
) -> Result<Option<Records>, CasesError> {
    let identities: Vec<OnlyRecipient<'_>> = identities.iter().map(OnlyRecipient).collect();
    let identities: Vec<&dyn Identity> =
        identities.iter().map(|one| one as &dyn Identity).collect();
    let Some(json) = sealed::open_titled(path, &identities, TITLE, SEGMENT_MAX_BYTES)? else {
        return Ok(None);
    };
    let at_fault = |error| CasesError::Case {
        path: path.to_owned(),
        error,
    };
    let segment: SegmentJson =
        serde_json::from_slice(&json).map_err(|error| at_fault(error.into()))?;
    if segment.version == CASE_VERSION {
        Ok(Some(segment.records))
    } else {
        Err(at_fault(CaseError::NewerVersion(segment.version)))
    }
}

pub(super) fn write(
    path: &Path,
    records: &Records,
    recipient: &HybridRecipient,
) -> Result<(), CasesError> {
    let at_fault = |error: serde_json::Error| CasesError::Case {
        path: path.to_owned(),
        error: error.into(),
    };
    let mut bytes = Zeroizing::new(TITLE.as_bytes().to_vec());
    let segment = SegmentJson {
        version: CASE_VERSION,
        records: records.clone(),
    };
    serde_json::to_writer(&mut *bytes, &segment).map_err(at_fault)?;
    let padded = usize::try_from(padding::padded(bytes.len() as u64)).unwrap_or(bytes.len());
    bytes.resize(padded, b' ');
    if padded as u64 > SEGMENT_MAX_BYTES {
        return Err(SealedError::TooLarge(path.to_owned()).into());
    }
    sealed::seal(path, std::slice::from_ref(recipient), &mut bytes.as_slice())?;
    let failed = FileError::at(path);
    let file = files::open_regular(path, u64::MAX).map_err(failed)?;
    Ok(files::remove_times(&file).map_err(failed)?)
}
