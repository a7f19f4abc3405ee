//! The editors' requests, out of a folder that holds nothing else.

use std::{
    fs::{self, OpenOptions},
    io::{self, Read},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use rustix::fs::OFlags;
use sourdine_protocol::{
    access::{AccessRequest, REQUEST_MAX_BYTES, SignedRequest},
    roster::Roster,
    wire::RECIPIENTS_MAX,
};

use super::error::SetupError;
use crate::check::signature::{self, Verdict};

/// A request of an editor of the roster, who signed it.
#[derive(Debug)]
pub(crate) struct Request {
    /// The file that it was read from.
    pub(crate) path: PathBuf,
    pub(crate) asked: AccessRequest,
}

/// Reads every file of a folder as a request to this desk, in the order of their names. The first
/// that is none fails all.
pub(crate) fn read(folder: &Path, desk: &str, roster: &Roster) -> Result<Vec<Request>, SetupError> {
    let mut requests: Vec<Request> = Vec::new();
    for path in files(folder)? {
        let signed = SignedRequest::from_json(&bytes(&path)?);
        let signed = signed.map_err(|source| SetupError::Request {
            path: path.clone(),
            source,
        })?;
        let asked = signed.unchecked().map_err(|source| SetupError::Request {
            path: path.clone(),
            source,
        })?;
        let request = Request { path, asked };
        request.is_for(desk)?;
        request.is_signed(&signed, roster)?;
        for other in &requests {
            request.is_other_than(other)?;
        }
        requests.push(request);
    }
    if requests.is_empty() {
        return Err(SetupError::NoRequest(folder.to_owned()));
    }
    Ok(requests)
}

impl Request {
    fn is_for(&self, desk: &str) -> Result<(), SetupError> {
        if self.asked.desk == desk {
            return Ok(());
        }
        Err(SetupError::OtherDesk {
            path: self.path.clone(),
            offered: self.asked.desk.clone(),
            known: desk.to_owned(),
        })
    }

    /// Only the certificate that the roster has of this editor says who signed.
    fn is_signed(&self, signed: &SignedRequest, roster: &Roster) -> Result<(), SetupError> {
        let (path, editor) = (self.path.clone(), self.asked.editor.clone());
        let Some(known) = roster.editors.iter().find(|known| known.name == editor) else {
            return Err(SetupError::Stranger { path, editor });
        };
        let fingerprint = signature::fingerprint(&known.certificate);
        if fingerprint.as_ref() != Some(&self.asked.fingerprint) {
            return Err(SetupError::OtherKey { path, editor });
        }
        match signature::verify_by(&known.certificate, &signed.request, &signed.signature) {
            Verdict::Made(_) => Ok(()),
            Verdict::Invalid => Err(SetupError::Signature { path, editor }),
        }
    }

    fn is_other_than(&self, other: &Self) -> Result<(), SetupError> {
        let (path, before) = (self.path.clone(), other.path.clone());
        if self.asked.editor == other.asked.editor {
            let editor = self.asked.editor.clone();
            return Err(SetupError::Twice {
                path,
                other: before,
                editor,
            });
        }
        if self.asked.token_hash == other.asked.token_hash {
            return Err(SetupError::SameToken {
                path,
                other: before,
            });
        }
        if self.asked.onion_key == other.asked.onion_key {
            return Err(SetupError::SameKey {
                path,
                other: before,
            });
        }
        Ok(())
    }
}

/// The files of a folder, by their names.
fn files(folder: &Path) -> Result<Vec<PathBuf>, SetupError> {
    let unreadable = |source| SetupError::RequestsFolder {
        path: folder.to_owned(),
        source,
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        paths.push(entry.map_err(unreadable)?.path());
        if paths.len() > RECIPIENTS_MAX {
            return Err(SetupError::TooManyFiles {
                path: folder.to_owned(),
                max: RECIPIENTS_MAX,
            });
        }
    }
    paths.sort();
    Ok(paths)
}

/// What is in a regular file, and one byte more than a request has at most where it is longer. A
/// link is not followed, and a pipe is not waited for.
fn bytes(path: &Path) -> Result<Vec<u8>, SetupError> {
    let read = || -> io::Result<Option<Vec<u8>>> {
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        let file = OpenOptions::new()
            .read(true)
            .custom_flags(i32::from_ne_bytes(flags.bits().to_ne_bytes()))
            .open(path)?;
        if !file.metadata()?.is_file() {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        file.take(REQUEST_MAX_BYTES as u64 + 1)
            .read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    };
    match read() {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(SetupError::NotARequestFile(path.to_owned())),
        Err(_) if fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink()) => {
            Err(SetupError::NotARequestFile(path.to_owned()))
        }
        Err(source) => Err(SetupError::File {
            path: path.to_owned(),
            source,
        }),
    }
}
