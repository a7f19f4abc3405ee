//! Members on their way out.

use std::io::Write;

use super::stream::{self, MEMBER_MAX_BYTES, MEMBERS_MAX, State, TOTAL_MAX_BYTES};
use crate::error::{DecodeError, Refusal};

/// Members on their way out.
pub(crate) struct Members<W> {
    out: W,
    count: usize,
    bytes: u64,
}

impl<W: Write> Members<W> {
    pub(crate) const fn new(out: W) -> Self {
        Self {
            out,
            count: 0,
            bytes: 0,
        }
    }

    pub(crate) fn end(&mut self) -> Result<(), DecodeError> {
        Ok(stream::write_end(&mut self.out)?)
    }

    pub(crate) fn add(
        &mut self,
        name: &str,
        bytes: Result<&[u8], State>,
    ) -> Result<(), DecodeError> {
        self.count += 1;
        if self.count > MEMBERS_MAX {
            return Err(DecodeError::Refused(Refusal::Many));
        }
        let bytes = bytes.and_then(|bytes| {
            let length = bytes.len() as u64;
            let fits = length <= MEMBER_MAX_BYTES.into() && self.bytes + length <= TOTAL_MAX_BYTES;
            fits.then_some(bytes).ok_or(State::TooLarge)
        });
        match bytes {
            Ok(bytes) => {
                self.bytes += bytes.len() as u64;
                stream::write(name, bytes, &mut self.out)?;
            }
            Err(state) => stream::write_without(state, name, &mut self.out)?,
        }
        Ok(())
    }
}
