//! The values that each file of `templates/` wants. Where a desk's own words go there is a [`Mark`].

use askama::Template;
use fluent_bundle::FluentArgs;
use sourdine_protocol::release::Mark;

use crate::language::{TextError, Texts};

/// Names of what the script fills in by itself: they stay in its texts, in braces.
const SCRIPT_VALUES: [&str; 5] = ["percent", "seconds", "name", "count", "size"];

/// What every page shares.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) texts: &'a Texts,
    pub(super) desk: &'a str,
    pub(super) style: &'a str,
    pub(super) largest: &'a str,
    pub(super) largest_bytes: &'a str,
}

/// Marks of what is repeated, and of what is in it.
pub(super) struct Repeated {
    each_editor: String,
    recipient: String,
    certificate: String,
    each_word: String,
    word: String,
    words: String,
    receipt: String,
    end: String,
}

impl Repeated {
    pub(super) fn new() -> Self {
        Self {
            each_editor: Mark::EachEditor.written(),
            recipient: Mark::Recipient.written(),
            certificate: Mark::Certificate.written(),
            each_word: Mark::EachWord.written(),
            word: Mark::Word.written(),
            words: Mark::Words.written(),
            receipt: Mark::Receipt.written(),
            end: Mark::End.written(),
        }
    }
}

impl Scene<'_> {
    fn code(&self) -> &'static str {
        self.texts.language().code()
    }

    fn say(&self, key: impl AsRef<str>) -> Result<String, TextError> {
        self.texts.say(key)
    }

    fn say_of(&self, key: impl AsRef<str>, name: &str, value: &str) -> Result<String, TextError> {
        self.texts.say_of(key, name, value)
    }

    /// A text as the script gets it.
    fn say_to_script(&self, name: &str) -> Result<String, TextError> {
        let mut values = FluentArgs::new();
        for name in SCRIPT_VALUES {
            values.set(name, format!("{{{name}}}"));
        }
        values.set("max", self.largest);
        self.texts.say_with(format!("script-{name}"), &values)
    }
}

#[derive(Template)]
#[template(path = "landing.html")]
pub(super) struct Landing<'a> {
    pub(super) page: Scene<'a>,
    pub(super) script_texts: &'a [&'a str],
    pub(super) languages: &'a [Texts],
    pub(super) offline: bool,
}

#[derive(Template)]
#[template(path = "offline.html")]
pub(super) struct Offline<'a> {
    pub(super) page: Scene<'a>,
    pub(super) script_texts: &'a [&'a str],
    pub(super) offline: bool,
    pub(super) policy: &'a str,
    pub(super) expires: &'a str,
    pub(super) roster: &'a str,
    pub(super) script: &'a str,
}

#[derive(Template)]
#[template(path = "keys.html")]
pub(super) struct Keys<'a> {
    pub(super) page: Scene<'a>,
    pub(super) marks: &'a Repeated,
}

#[derive(Template)]
#[template(path = "receipt.html")]
pub(super) struct Receipt<'a> {
    pub(super) page: Scene<'a>,
    pub(super) answer: &'a str,
}

#[derive(Template)]
#[template(path = "refusal.html")]
pub(super) struct Refused<'a> {
    pub(super) page: Scene<'a>,
    pub(super) refusal: &'a str,
}

#[derive(Template)]
#[template(path = "begin.html")]
pub(super) struct Begin<'a> {
    pub(super) page: Scene<'a>,
    pub(super) hole: &'a str,
}

#[derive(Template)]
#[template(path = "begin_hole.html")]
pub(super) struct BeginHole<'a> {
    pub(super) label: &'a str,
    pub(super) marks: &'a Repeated,
}

#[derive(Template)]
#[template(path = "confirmation.html")]
pub(super) struct Confirmation<'a> {
    pub(super) page: Scene<'a>,
    pub(super) hole: &'a str,
}

#[derive(Template)]
#[template(path = "confirmation_hole.html")]
pub(super) struct ConfirmationHole<'a> {
    pub(super) facts: &'a [String],
    pub(super) in_the_clear: Option<&'a str>,
}
