//! What a desk tells its sources before they write, in its own words and in both languages. The
//! words stand in the roster, so that the desk's signature covers them.

use std::fmt;

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::text::Language;

/// Longest notice in one language, in bytes: two sentences and a pointer. Every source downloads
/// them all.
pub const NOTICE_MAX_BYTES: usize = 400;

/// What a notice is about.
#[derive(Clone, Copy, Debug, EnumString, Eq, IntoStaticStr, PartialEq, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Topic {
    /// Who reads what is sent.
    Readers,
    /// What happens with it then.
    Next,
    /// How long it is kept.
    Kept,
    /// Where else the address of this desk stands, to compare it.
    Address,
    /// A source's rights, and who informs about them.
    Rights,
}

impl Topic {
    /// All topics, in the order in which sources read them.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The topic's name in a roster.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What is wrong with the words of a notice.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NoticeProblem {
    /// Nothing is to be read, or there is white space before it or after it.
    Blank,
    /// Longer than [`NOTICE_MAX_BYTES`].
    TooLong,
    /// A character that no notice may have.
    Character(char),
}

/// Why a notice was refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub struct NoticeError {
    /// The notice's topic.
    pub topic: Topic,
    /// The language in which it is wrong.
    pub language: Language,
    /// What is wrong.
    pub problem: NoticeProblem,
}

impl fmt::Display for NoticeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (topic, language) = (self.topic, self.language);
        match self.problem {
            NoticeProblem::Blank => write!(
                f,
                "The notice “{topic}” ({language}) is empty, or begins or ends with a space."
            ),
            NoticeProblem::TooLong => write!(
                f,
                "The notice “{topic}” ({language}) is longer than {NOTICE_MAX_BYTES} bytes: two sentences and a pointer are enough."
            ),
            NoticeProblem::Character(character) => write!(
                f,
                "The notice “{topic}” ({language}) has the character {}: only letters, digits and ordinary punctuation are shown to sources.",
                code_point(character)
            ),
        }
    }
}

/// A character by its number, since it may be invisible.
#[must_use]
pub fn code_point(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

/// A notice in both languages.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Its words in French.
    pub fr: String,
    /// Its words in English.
    pub en: String,
}

impl Notice {
    const fn text(&self, language: Language) -> &str {
        match language {
            Language::Fr => self.fr.as_str(),
            Language::En => self.en.as_str(),
        }
    }
}

/// The notices that a desk wrote, before they are checked. Where it wrote none, sources read the
/// release's own words.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenNotices {
    /// See [`Topic::Readers`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub readers: Option<Notice>,
    /// See [`Topic::Next`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Notice>,
    /// See [`Topic::Kept`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Notice>,
    /// See [`Topic::Address`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Notice>,
    /// See [`Topic::Rights`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<Notice>,
}

impl WrittenNotices {
    const fn get(&self, topic: Topic) -> Option<&Notice> {
        let notice = match topic {
            Topic::Readers => &self.readers,
            Topic::Next => &self.next,
            Topic::Kept => &self.kept,
            Topic::Address => &self.address,
            Topic::Rights => &self.rights,
        };
        notice.as_ref()
    }

    /// The notices that are there, to be changed.
    pub fn present_mut(&mut self) -> impl Iterator<Item = &mut Notice> {
        let Self {
            readers,
            next,
            kept,
            address,
            rights,
        } = self;
        [readers, next, kept, address, rights].into_iter().flatten()
    }
}

/// Notices of which each is plain text that a page can show.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "WrittenNotices", into = "WrittenNotices")]
pub struct Notices(WrittenNotices);

impl Notices {
    /// No notice at all: sources read the release's own words.
    pub const NONE: &Self = &Self(WrittenNotices {
        readers: None,
        next: None,
        kept: None,
        address: None,
        rights: None,
    });

    /// What the desk says of a topic, if it says anything.
    #[must_use]
    pub const fn text(&self, topic: Topic, language: Language) -> Option<&str> {
        match self.0.get(topic) {
            Some(notice) => Some(notice.text(language)),
            None => None,
        }
    }

    /// Whether the desk wrote none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self == Self::NONE
    }
}

impl TryFrom<WrittenNotices> for Notices {
    type Error = NoticeError;

    fn try_from(written: WrittenNotices) -> Result<Self, NoticeError> {
        for &topic in Topic::ALL {
            let Some(notice) = written.get(topic) else {
                continue;
            };
            for language in Language::ALL {
                if let Some(problem) = problem(notice.text(language)) {
                    return Err(NoticeError {
                        topic,
                        language,
                        problem,
                    });
                }
            }
        }
        Ok(Self(written))
    }
}

impl From<Notices> for WrittenNotices {
    fn from(notices: Notices) -> Self {
        notices.0
    }
}

fn problem(text: &str) -> Option<NoticeProblem> {
    if text.is_empty() || text.trim() != text {
        return Some(NoticeProblem::Blank);
    }
    if text.len() > NOTICE_MAX_BYTES {
        return Some(NoticeProblem::TooLong);
    }
    let refused = text.chars().find(|character| !may_show(*character));
    refused.map(NoticeProblem::Character)
}

/// Whether a notice may have a character: the letters of French and English and their neighbours,
/// digits, the punctuation of sentences and addresses. Not among them is what begins markup, what
/// is not seen, and what changes the order of others.
const fn may_show(character: char) -> bool {
    matches!(character,
        'a'..='z' | 'A'..='Z' | '0'..='9' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ſ'
        | ' ' | '\u{a0}' | '\u{202f}'
        | '.' | ',' | ';' | ':' | '!' | '?' | '(' | ')' | '/' | '-' | '_' | '@' | '#' | '%' | '&' | '+' | '='
        | '\'' | '"' | '’' | '‘' | '“' | '”' | '«' | '»' | '–' | '—' | '…' | '€' | '°' | '·' | '\u{2011}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notices(fr: &str, en: &str) -> Result<Notices, NoticeError> {
        WrittenNotices {
            kept: Some(Notice {
                fr: fr.to_owned(),
                en: en.to_owned(),
            }),
            ..WrittenNotices::default()
        }
        .try_into()
    }

    #[test]
    fn a_notice_is_plain_text_and_short() {
        let fr = "Un an, pas plus : l’« œuvre » de l’Observatoire (mél@exemple.fr).";
        let kept = notices(fr, "A year.").unwrap();
        assert_eq!(kept.text(Topic::Kept, Language::Fr), Some(fr));
        assert_eq!(kept.text(Topic::Kept, Language::En), Some("A year."));
        assert_eq!(kept.text(Topic::Rights, Language::En), None);
        assert!(!kept.is_empty() && Notices::NONE.is_empty());
        let longest = "é".repeat(NOTICE_MAX_BYTES / 2);
        assert!(notices("a", &longest).is_ok());
        for (text, problem) in [
            ("", NoticeProblem::Blank),
            (" a", NoticeProblem::Blank),
            ("a\u{a0}", NoticeProblem::Blank),
            (&format!("{longest}a"), NoticeProblem::TooLong),
            ("a <b>", NoticeProblem::Character('<')),
            ("a\nb", NoticeProblem::Character('\n')),
            ("a\u{202e}b", NoticeProblem::Character('\u{202e}')),
            ("a\u{200b}b", NoticeProblem::Character('\u{200b}')),
            ("a\u{e000}b", NoticeProblem::Character('\u{e000}')),
            ("\u{430}", NoticeProblem::Character('\u{430}')),
            ("a\u{301}", NoticeProblem::Character('\u{301}')),
        ] {
            let error = notices("a", text).unwrap_err();
            let expected = NoticeError {
                topic: Topic::Kept,
                language: Language::En,
                problem,
            };
            assert_eq!(error, expected, "{text:?}");
        }
    }

    #[test]
    fn no_character_of_a_notice_is_unseen_or_markup() {
        for character in char::MIN..=char::MAX {
            if may_show(character) {
                assert!(!crate::text::is_hidden(character), "{character:?}");
                assert!(!"<>`\\{}[]$|^~".contains(character), "{character:?}");
            }
        }
    }
}
