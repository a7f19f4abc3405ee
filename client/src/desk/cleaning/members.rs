//! The documents in an archive, and those that came with an e-mail. Our decoder takes them out,
//! inside the sandbox, and each is cleaned by itself.

use std::{
    io::{self, Read},
    path::{Path, PathBuf},
};

use sourdine_decoder::{
    error::Refusal,
    members::{
        Container,
        stream::{MEMBERS_MAX, MemberHead, State, TOTAL_MAX_BYTES},
    },
};
use sourdine_platform::files;

use super::{
    error::CleanError,
    kind_of,
    pixels::refusal,
    report::harmless,
    sandbox::{SandboxError, Tool},
};

/// The name of an archive inside the sandbox.
const NAME: &str = "archive";
/// What may leave the sandbox: the members, and what says where each begins.
pub(super) const STREAM_MAX_BYTES: u64 = TOTAL_MAX_BYTES + (MEMBERS_MAX as u64) * (8 << 10);

/// A document in another.
pub struct Member {
    /// What it is called there, made safe to show.
    pub name: String,
    /// The file in scratch, or why there is none.
    pub document: Result<PathBuf, CleanError>,
}

/// How much may still be taken out of archives, and out of those that are in them: a small archive
/// of small archives could otherwise fill the memory.
pub struct Room {
    documents: usize,
    bytes: u64,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            documents: MEMBERS_MAX,
            bytes: TOTAL_MAX_BYTES,
        }
    }
}

impl Room {
    pub(super) fn take(&mut self, members: &[Member]) -> Result<(), CleanError> {
        let files = members.iter().flat_map(|member| &member.document);
        let sizes = files.map(|file| Ok(file.metadata()?.len()));
        let bytes = sizes.sum::<io::Result<u64>>()?;
        let left = self.documents.checked_sub(members.len());
        let left = left.zip(self.bytes.checked_sub(bytes));
        (self.documents, self.bytes) = left.ok_or(CleanError::NoRoom)?;
        Ok(())
    }
}

/// The documents in a document, taken out into `scratch`, and whether the document itself says
/// something besides. None if it is of a kind that has none in it.
pub fn members(
    document: &Path,
    scratch: &Path,
    room: &mut Room,
) -> Result<Option<(Vec<Member>, bool)>, CleanError> {
    let kind = kind_of(document)?;
    let Some(container) = kind.container() else {
        return Ok(None);
    };
    let is_text = matches!(container, Container::Eml | Container::Msg);
    let mut members = Vec::new();
    let output = Tool::decoder(&[container.into(), NAME])
        .on(document, NAME)
        .read(STREAM_MAX_BYTES, |from| {
            take_out(from, scratch, &mut members)
        })?;
    let status = output
        .status
        .code()
        .and_then(|code| u8::try_from(code).ok());
    if status.and_then(Refusal::from_repr) == Some(Refusal::Many) {
        return Err(CleanError::TooManyMembers);
    }
    match refusal(&output) {
        Some(refusal) => Err(refusal.into()),
        None if members.is_empty() && !is_text => Err(CleanError::NoMembers),
        None => {
            room.take(&members)?;
            Ok(Some((members, is_text)))
        }
    }
}

pub(super) fn take_out(
    mut from: &mut dyn Read,
    scratch: &Path,
    members: &mut Vec<Member>,
) -> Result<(), SandboxError> {
    loop {
        let head = match MemberHead::read(&mut from) {
            // The decoder says by its status why it ended.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            head => head?,
        };
        let Some(head) = head.filter(|_| members.len() < MEMBERS_MAX) else {
            return Ok(());
        };
        let path = scratch.join(format!("member-{:04}", members.len()));
        let document = match head.state {
            State::Readable => {
                let mut rest = Read::take(&mut *from, head.size.into());
                files::copy_hashed(&mut rest, &mut files::create_new(&path)?)?;
                Ok(path)
            }
            State::Locked => Err(CleanError::MemberLocked),
            State::TooLarge => Err(CleanError::TooLarge),
            State::Unclear => Err(CleanError::CellsUnclear),
            State::Damaged | State::End => Err(CleanError::MemberDamaged),
        };
        members.push(Member {
            name: harmless(&head.name),
            document,
        });
    }
}
