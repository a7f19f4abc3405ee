//! The values that each file of `templates/` wants. Where a desk's own words go there is a [`Placeholder`].

use askama::Template;
use sourdine_l10n::FluentArgs;
use sourdine_protocol::release::Placeholder;

use sourdine_l10n::{TextError, Texts};

/// Names of what the script fills in by itself: they stay in its texts, in braces.
const SCRIPT_VALUES: [&str; 5] = ["percent", "seconds", "name", "count", "size"];

/// What every page shares.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) texts: &'a Texts,
    pub(crate) desk: &'a str,
    pub(crate) style: &'a str,
    pub(crate) largest: &'a str,
    pub(crate) largest_bytes: &'a str,
}

/// Marks of what is repeated, and of what is in it.
pub(crate) struct Repeated {
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
    pub(crate) fn new() -> Self {
        Self {
            each_editor: Placeholder::EachEditor.written(),
            recipient: Placeholder::Recipient.written(),
            certificate: Placeholder::Certificate.written(),
            each_word: Placeholder::EachWord.written(),
            word: Placeholder::Word.written(),
            words: Placeholder::Words.written(),
            receipt: Placeholder::Receipt.written(),
            end: Placeholder::End.written(),
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
pub(crate) struct Landing<'a> {
    pub(crate) page: Scene<'a>,
    pub(crate) script_texts: &'a [&'a str],
    pub(crate) languages: [&'a Texts; 2],
    pub(crate) offline: bool,
}

#[derive(Template)]
#[template(path = "offline.html")]
pub(crate) struct Offline<'a> {
    pub(crate) page: Scene<'a>,
    pub(crate) script_texts: &'a [&'a str],
    pub(crate) offline: bool,
    pub(crate) policy: &'a str,
    pub(crate) expires: &'a str,
    pub(crate) roster: &'a str,
    pub(crate) script: &'a str,
}

#[derive(Template)]
#[template(path = "keys.html")]
pub(crate) struct Keys<'a> {
    pub(crate) page: Scene<'a>,
    pub(crate) marks: &'a Repeated,
}

#[derive(Template)]
#[template(path = "receipt.html")]
pub(crate) struct Receipt<'a> {
    pub(crate) page: Scene<'a>,
    pub(crate) answer: &'a str,
}

#[derive(Template)]
#[template(path = "refusal.html")]
pub(crate) struct Refused<'a> {
    pub(crate) page: Scene<'a>,
    pub(crate) refusal: &'a str,
}

#[derive(Template)]
#[template(path = "begin.html")]
pub(crate) struct Begin<'a> {
    pub(crate) page: Scene<'a>,
    pub(crate) hole: &'a str,
}

#[derive(Template)]
#[template(path = "begin_hole.html")]
pub(crate) struct BeginHole<'a> {
    pub(crate) label: &'a str,
    pub(crate) marks: &'a Repeated,
}

#[derive(Template)]
#[template(path = "confirmation.html")]
pub(crate) struct Confirmation<'a> {
    pub(crate) page: Scene<'a>,
    pub(crate) hole: &'a str,
}

#[derive(Template)]
#[template(path = "confirmation_hole.html")]
pub(crate) struct ConfirmationHole<'a> {
    pub(crate) facts: &'a [String],
    pub(crate) in_the_clear: Option<&'a str>,
}
