//! An answer to the byte, and what a server may put into it of its own.

use std::ops::Range;

use zeroize::Zeroizing;

use super::{
    gzip::Frame,
    page::{
        BEGIN_INSERT_BYTES, Desk, FillError, RequestContext, Text, begin_insert, line_of_answer,
    },
    placeholder::Placeholder,
};
use crate::{
    codename::Codename,
    codename::receipt::Receipt,
    text::Language,
    wire::{TOKEN_CHARS, UploadToken},
};

const LINE_END: &[u8] = b"\r\n";
const STATUS: Range<usize> = 9..12;

/// Why what a server put into an answer of its own is not what belongs there.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("what stands where a server's own words belong is none of those that it may say")]
pub struct VariableError;

/// The part of an answer that a server chooses: no two answers may have the same.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Variable {
    /// A codename and its receipt.
    Codename {
        /// The words, in their language.
        words: Zeroizing<String>,
        /// The receipt, in hexadecimal digits.
        receipt: Zeroizing<String>,
    },
    /// The name of an upload.
    Token(Zeroizing<String>),
}

/// An answer to the byte, head and body, as it comes over the wire.
pub struct ExpectedResponse {
    bytes: Vec<u8>,
    head_bytes: usize,
    place: Option<Place>,
}

/// Where the server's own stands.
enum Place {
    /// In the page, which is made anew around another codename.
    Codename { frame: Frame, text: Text },
    /// In the head, from this byte on.
    Token(usize),
}

/// The body of an answer.
#[derive(Default)]
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    /// Where a codename belongs, what it takes to put it there.
    pub(super) begun: Option<(Frame, Text)>,
}

impl ExpectedResponse {
    pub(super) fn new(
        head: &[String],
        body: Body,
        desk: Desk<'_>,
        asker: RequestContext<'_>,
    ) -> Result<Self, FillError> {
        let stand_in = "A".repeat(TOKEN_CHARS);
        let asker = RequestContext {
            token: &stand_in,
            ..asker
        };
        let mut place = body
            .begun
            .map(|(frame, text)| Place::Codename { frame, text });
        let mut bytes = Vec::with_capacity(body.bytes.len() * 2);
        for marked in head {
            let filled = line_of_answer(marked, desk, asker, body.bytes.len())?;
            if let Some((before, _)) = marked.split_once(&Placeholder::Token.written()) {
                place = Some(Place::Token(bytes.len() + before.len()));
            }
            bytes.extend_from_slice(filled.as_bytes());
            bytes.extend_from_slice(LINE_END);
        }
        bytes.extend_from_slice(LINE_END);
        let head_bytes = bytes.len();
        bytes.extend_from_slice(&body.bytes);
        Ok(Self {
            bytes,
            head_bytes,
            place,
        })
    }

    /// All of it; a stand-in is where the server's own belongs.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The head alone, with the empty line at its end.
    #[must_use]
    pub fn head(&self) -> &[u8] {
        self.bytes.get(..self.head_bytes).unwrap_or_default()
    }

    /// The same answer to a request for its head alone.
    #[must_use]
    pub fn without_body(mut self) -> Self {
        self.bytes.truncate(self.head_bytes);
        self
    }

    /// Its status; 0 where it has none.
    #[must_use]
    pub fn status(&self) -> u16 {
        let digits = self.bytes.get(STATUS).map(std::str::from_utf8);
        digits.map_or(0, |digits| digits.unwrap_or_default().parse().unwrap_or(0))
    }

    /// Up to where all answers to this are the same: its length, or that of what stands before the
    /// server's own.
    #[must_use]
    pub fn constant_range(&self) -> Range<usize> {
        let end = match &self.place {
            Some(Place::Codename { frame, .. }) => self.head_bytes + frame.insert_offset(),
            Some(Place::Token(at)) => *at,
            None => self.bytes.len(),
        };
        0..end
    }

    /// Whether it carries something of the server's own, so that no two of them are alike.
    #[must_use]
    pub const fn has_own(&self) -> bool {
        self.place.is_some()
    }

    /// What an answer that came carries of the server's own.
    ///
    /// # Errors
    /// It carries none, or nothing that belongs there, or too little of it came.
    pub fn own(&self, came: &[u8]) -> Result<Variable, VariableError> {
        let from = self.constant_range().end;
        let own = |from: usize, length: usize| {
            let bytes = came.get(from..from + length).ok_or(VariableError)?;
            std::str::from_utf8(bytes).map_err(|_| VariableError)
        };
        match self.place.as_ref().ok_or(VariableError)? {
            Place::Codename { text, .. } => {
                let insert = own(from + Frame::STORED_HEADER_BYTES, BEGIN_INSERT_BYTES)?;
                let words = text
                    .value(Placeholder::Words, insert)
                    .ok_or(VariableError)?;
                let receipt = text
                    .value(Placeholder::Receipt, insert)
                    .ok_or(VariableError)?;
                let codename = Codename::parse(words).map_err(|_| VariableError)?;
                let spoken = |language: &Language| *codename.words(*language) == *words;
                let slip: Receipt = receipt.parse().map_err(|_| VariableError)?;
                if !Language::ALL.iter().any(spoken) || *slip.to_hex() != *receipt {
                    return Err(VariableError);
                }
                Ok(Variable::Codename {
                    words: Zeroizing::new(words.to_owned()),
                    receipt: Zeroizing::new(receipt.to_owned()),
                })
            }
            Place::Token(_) => {
                let token: UploadToken =
                    own(from, TOKEN_CHARS)?.parse().map_err(|_| VariableError)?;
                Ok(Variable::Token(token.expose()))
            }
        }
    }

    /// The same answer around the server's own of one that came, which differs from that one in
    /// whatever else is not the release's.
    ///
    /// # Errors
    /// What came carries nothing that belongs there, or too little of it came.
    pub fn rebuilt_with(&self, came: &[u8]) -> Result<Zeroizing<Vec<u8>>, VariableError> {
        let own = self.own(came)?;
        match (&self.place, &own) {
            (Some(Place::Codename { frame, text }), Variable::Codename { words, receipt }) => {
                let insert = begin_insert(text, words, receipt).map_err(|_| VariableError)?;
                let body = frame.fill(insert.as_bytes());
                Ok(Zeroizing::new([self.head(), &body].concat()))
            }
            (Some(Place::Token(at)), Variable::Token(token)) => {
                let mut bytes = Zeroizing::new(self.bytes.clone());
                let place = bytes.get_mut(*at..*at + TOKEN_CHARS).ok_or(VariableError)?;
                place.copy_from_slice(token.as_bytes());
                Ok(bytes)
            }
            (Some(_) | None, _) => Err(VariableError),
        }
    }
}
