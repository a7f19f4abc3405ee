//! How members leave the sandbox: for each its name, whether it can be read, and its bytes. Numbers
//! are written as in [the stream of pixels](crate::stream), lengths in bytes.

use std::io::{self, Read, Write};

use strum::FromRepr;

use crate::stream::{read_number, write_number};

/// The most members that leave, and the longest name and the largest member, in bytes.
pub const MEMBERS_MAX: usize = 1_000;
pub const NAME_MAX_BYTES: u32 = 4_096;
pub const MEMBER_MAX_BYTES: u32 = 256 << 20;
/// All members together, in bytes.
pub const TOTAL_MAX_BYTES: u64 = 1 << 30;

/// What stands before a member.
#[derive(Clone, Copy, Debug, Eq, FromRepr, PartialEq)]
#[repr(u32)]
pub enum State {
    /// No member follows.
    End = 0,
    /// Its bytes follow.
    Readable = 1,
    /// It asks for a password.
    Locked = 2,
    /// It is damaged.
    Damaged = 3,
    /// It is larger than a member may be, or all are.
    TooLarge = 4,
    /// The decoder cannot tell what of it a reader sees.
    Unclear = 5,
}

/// A member, as it comes out.
#[derive(Debug)]
pub struct MemberHead {
    pub state: State,
    pub name: String,
    /// How many bytes follow: none if it cannot be read.
    pub size: u32,
}

impl MemberHead {
    /// None at the end.
    ///
    /// # Errors
    /// If the stream ends, or has what no decoder writes.
    pub fn read(mut from: impl Read) -> io::Result<Option<Self>> {
        let invalid = || io::Error::from(io::ErrorKind::InvalidData);
        let state = State::from_repr(read_number(&mut from)?).ok_or_else(invalid)?;
        if state == State::End {
            return Ok(None);
        }
        let (length, size) = (read_number(&mut from)?, read_number(&mut from)?);
        if length > NAME_MAX_BYTES || size > MEMBER_MAX_BYTES {
            return Err(invalid());
        }
        let mut name = vec![0; length as usize];
        from.read_exact(&mut name)?;
        let name = String::from_utf8(name).map_err(|_| invalid())?;
        Ok(Some(Self { state, name, size }))
    }
}

/// Writes a member that can be read.
pub(super) fn write(name: &str, bytes: &[u8], to: &mut impl Write) -> io::Result<()> {
    let size = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    write_head(State::Readable, name, size, to)?;
    to.write_all(bytes)
}

/// Writes that there is a member of which nothing can be read.
pub(super) fn write_without(state: State, name: &str, to: &mut impl Write) -> io::Result<()> {
    write_head(state, name, 0, to)
}

pub(super) fn write_end(to: &mut impl Write) -> io::Result<()> {
    write_number(State::End as u32, &mut *to)?;
    to.flush()
}

fn write_head(state: State, name: &str, size: u32, to: &mut impl Write) -> io::Result<()> {
    let longest = NAME_MAX_BYTES as usize;
    let mut name = name.to_owned();
    while name.len() > longest {
        name.pop();
    }
    write_number(state as u32, &mut *to)?;
    write_number(u32::try_from(name.len()).unwrap_or(0), &mut *to)?;
    write_number(size, &mut *to)?;
    to.write_all(name.as_bytes())
}
