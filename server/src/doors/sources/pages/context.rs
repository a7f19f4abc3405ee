//! What templates print. Where a desk's own values go, a page of the release has a [`Placeholder`].

use sourdine_l10n::{FluentArgs, TextError, Texts};
use sourdine_protocol::{
    release::{DeskState, Placeholder},
    roster::Topic,
};

/// Texts that the page hands to its script: `script-<name>` in the locale files.
pub(super) const SCRIPT_TEXTS: [&str; 33] = [
    "preparing",
    "units",
    "file-remove",
    "files-total",
    "empty",
    "message-long",
    "too-many",
    "too-large",
    "file-too-large",
    "file-sealed",
    "file-spoiled",
    "with-message",
    "no-message",
    "no-file",
    "files-age",
    "files-openpgp",
    "files-spoiled",
    "sent",
    "sent-again",
    "sealed",
    "left",
    "left-soon",
    "waiting",
    "resuming",
    "restarting",
    "finishing",
    "failed-file",
    "failed-roster",
    "failed-large",
    "failed-full",
    "failed-refused",
    "failed-sealing",
    "failed-cancelled",
];

/// Values that the script fills in itself: they stay in its texts, in braces.
const SCRIPT_VALUES: [&str; 7] = [
    "percent", "seconds", "minutes", "name", "count", "done", "size",
];

/// What a template can print.
#[derive(Clone, Copy)]
pub(super) struct PageContext<'a> {
    pub(super) texts: &'a Texts,
    pub(super) languages: [&'a Texts; 2],
    /// The page's own name, for templates that several pages share.
    pub(super) name: &'a str,
    /// Where padding stands, in pages that have some.
    pub(super) padding: &'a str,
    pub(super) desk: &'a str,
    pub(super) style: &'a str,
    pub(super) reading: &'a str,
    pub(super) writing: &'a str,
    pub(super) largest: &'a str,
    pub(super) largest_bytes: &'a str,
    pub(super) expires: &'a str,
    /// The name of the desk's state.
    pub(super) state: &'a str,
    /// How many editors there are.
    pub(super) editor_count: &'a str,
    /// The fingerprint of the editors' keys.
    pub(super) fingerprint: &'a str,
    pub(super) roster: &'a str,
    pub(super) script: &'a str,
    pub(super) script_texts: &'a [&'a str],
    /// The offline page's `Content-Security-Policy`.
    pub(super) policy: &'a str,
    pub(super) markers: &'a LoopMarkers,
}

/// Placeholders around what stands once for each editor or word, and inside it.
pub(super) struct LoopMarkers {
    pub(super) each_editor: String,
    pub(super) name: String,
    pub(super) each_word: String,
    pub(super) word: String,
    pub(super) words: String,
    pub(super) receipt: String,
    pub(super) end: String,
}

impl LoopMarkers {
    pub(super) fn new() -> Self {
        Self {
            each_editor: Placeholder::EachEditor.written(),
            name: Placeholder::Name.written(),
            each_word: Placeholder::EachWord.written(),
            word: Placeholder::Word.written(),
            words: Placeholder::Words.written(),
            receipt: Placeholder::Receipt.written(),
            end: Placeholder::End.written(),
        }
    }
}

impl PageContext<'_> {
    pub(super) fn code(&self) -> &'static str {
        self.texts.language().code()
    }

    /// What the desk says of each topic, or the release's own words, after the topic's heading.
    pub(super) fn notices(&self) -> Result<Vec<(String, String)>, TextError> {
        let notices = Topic::ALL.iter().map(|topic| {
            let heading = self.texts.say(format!("notice-{topic}"))?;
            let default = self.texts.say(format!("notice-{topic}-default"))?;
            let given = format!("{topic} {} {default}", self.code());
            Ok((heading, Placeholder::Notice.given(&given)))
        });
        notices.collect()
    }

    /// Where something begins that stands in one state alone, up to the end of what is repeated.
    pub(super) fn when(&self, state: &str) -> Result<String, TextError> {
        let known: DeskState = state.parse().map_err(|_| {
            let language = self.texts.language();
            TextError::Missing(language, state.to_owned())
        })?;
        Ok(Placeholder::When.given(known.name()))
    }

    pub(super) fn say(&self, key: impl AsRef<str>) -> Result<String, TextError> {
        self.texts.say(key)
    }

    pub(super) fn say_of(
        &self,
        key: impl AsRef<str>,
        name: &str,
        value: &str,
    ) -> Result<String, TextError> {
        self.texts.say_of(key, name, value)
    }

    /// A text as the script gets it.
    pub(super) fn say_to_script(&self, name: &str) -> Result<String, TextError> {
        let mut values = FluentArgs::new();
        for name in SCRIPT_VALUES {
            values.set(name, format!("{{{name}}}"));
        }
        values.set("max", self.largest);
        self.texts.say_with(format!("script-{name}"), &values)
    }
}
