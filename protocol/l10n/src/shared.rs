//! The protocol's errors, for people. The protocol is a library of formats and reads no Fluent
//! file: its errors have their English in the code, and the tests here hold it to the texts of
//! `locales/`.

use std::{error::Error, io, num::ParseIntError};

use sourdine_protocol::{
    access::{AnswerError, OnionNameError, RequestError},
    day::DateError,
    envelope::HashError,
    release::ReleaseManifestError,
    roster::{NOTICE_MAX_BYTES, NoticeError, NoticeProblem, RosterError, code_point},
    text::{LanguageError, Sha256Error},
    wire::{EnvelopeIdError, TokenError},
};

use crate::{Explain, Message};

const DAY: &str = "error-day";
const ENVELOPE_ID: &str = "error-envelope-id";
const HASH: &str = "error-hash";
const LANGUAGE: &str = "error-language";
const ONION: &str = "error-onion-name";
const NUMBER: &str = "error-number";
const SHA256: &str = "error-sha256";
const TOKEN: &str = "error-token";

impl Explain for io::Error {
    fn message(&self) -> Message {
        Message::new("error-io").with("reason", self)
    }
}

impl Explain for ReleaseManifestError {
    fn message(&self) -> Message {
        Message::new("error-audit-manifest").with("reason", self)
    }
}

impl Explain for RosterError {
    fn message(&self) -> Message {
        match self {
            Self::Malformed(_) => Message::new("error-roster-malformed"),
            Self::TooLong => Message::new("error-roster-long"),
            Self::Editors => Message::new("error-roster-editors"),
            Self::Desk => Message::new("error-roster-desk"),
            Self::Expired(day) => Message::new("error-roster-expired").with("day", day),
        }
    }
}

impl Explain for AnswerError {
    fn message(&self) -> Message {
        match self {
            Self::TooLong => Message::new("error-answer-long"),
            Self::Malformed(said) => Message::new("error-answer-malformed").with("said", said),
            Self::Version(found) => Message::new("error-answer-version").with("found", found),
            Self::Desk => Message::new("error-answer-desk"),
            Self::SameOnion => Message::new("error-answer-same-onion"),
        }
    }
}

impl Explain for RequestError {
    fn message(&self) -> Message {
        match self {
            Self::TooLong => Message::new("error-request-long"),
            Self::Malformed(said) => Message::new("error-request-malformed").with("said", said),
            Self::Version(found) => Message::new("error-request-version").with("found", found),
            Self::Fingerprint => Message::new("error-request-fingerprint"),
            Self::Editor => Message::new("error-request-editor"),
            Self::TokenHash => Message::new("error-request-token-hash"),
            Self::OnionKey => Message::new("error-request-onion-key"),
        }
    }
}

impl Explain for NoticeError {
    fn message(&self) -> Message {
        let message = match self.problem {
            NoticeProblem::Blank => Message::new("error-notice-blank"),
            NoticeProblem::TooLong => {
                Message::new("error-notice-long").with("max", NOTICE_MAX_BYTES)
            }
            NoticeProblem::Character(character) => {
                Message::new("error-notice-character").with("character", code_point(character))
            }
        };
        message
            .with("topic", self.topic)
            .with("language", self.language)
    }
}

macro_rules! explained {
    ($($error:ty: $key:expr;)*) => {
        $(impl Explain for $error {
            fn message(&self) -> Message {
                Message::new($key)
            }
        })*

        /// The key of an error whose type is not known.
        pub(crate) fn key_of(error: &(dyn Error + 'static)) -> Option<&'static str> {
            $(if error.is::<$error>() {
                return Some($key);
            })*
            None
        }
    };
}

explained! {
    DateError: DAY;
    EnvelopeIdError: ENVELOPE_ID;
    HashError: HASH;
    LanguageError: LANGUAGE;
    OnionNameError: ONION;
    ParseIntError: NUMBER;
    Sha256Error: SHA256;
    TokenError: TOKEN;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Catalog, ENGLISH, FRENCH, Spacing};
    use sourdine_protocol::{day::Day, roster::Topic, text::Language};

    static CATALOG: Catalog = Catalog::new(&[ENGLISH], &[FRENCH], Spacing::AsWritten);

    #[test]
    fn the_protocol_s_errors_say_what_the_texts_say() {
        let malformed = sourdine_protocol::roster::SignedRoster::from_json(b"");
        let notice = |problem| NoticeError {
            topic: Topic::Kept,
            language: Language::En,
            problem,
        };
        let not_a_request = sourdine_protocol::access::SignedRequest::from_json(b"");
        let not_an_answer = sourdine_protocol::access::Answer::from_json(b"");
        let errors: [Box<dyn ExplainedError>; 27] = [
            Box::new(not_a_request.unwrap_err()),
            Box::new(RequestError::TooLong),
            Box::new(RequestError::Version(2)),
            Box::new(RequestError::Fingerprint),
            Box::new(RequestError::Editor),
            Box::new(RequestError::TokenHash),
            Box::new(RequestError::OnionKey),
            Box::new(not_an_answer.unwrap_err()),
            Box::new(AnswerError::TooLong),
            Box::new(AnswerError::Version(2)),
            Box::new(AnswerError::Desk),
            Box::new(AnswerError::SameOnion),
            Box::new(OnionNameError),
            Box::new(malformed.unwrap_err()),
            Box::new(RosterError::TooLong),
            Box::new(RosterError::Editors),
            Box::new(RosterError::Desk),
            Box::new(RosterError::Expired(Day(20_000))),
            Box::new(notice(NoticeProblem::Blank)),
            Box::new(notice(NoticeProblem::TooLong)),
            Box::new(notice(NoticeProblem::Character('\u{202e}'))),
            Box::new(DateError),
            Box::new(EnvelopeIdError),
            Box::new(HashError),
            Box::new(LanguageError),
            Box::new(Sha256Error),
            Box::new(TokenError),
        ];
        for error in errors {
            let message = error.message();
            assert_eq!(error.to_string(), CATALOG.english(&message));
            for language in Language::ALL {
                let texts = CATALOG.texts(language).unwrap();
                assert!(texts.has(message.key()), "{}", message.key());
            }
        }
    }

    trait ExplainedError: Explain + Error {}
    impl<T: Explain + Error> ExplainedError for T {}
}
