//! What the operator reads, in their language. It never says that anybody came.

mod explain;
mod notes;

use std::{
    io::{self, Write},
    panic,
    sync::OnceLock,
};

use sourdine_protocol::text::Language;

pub(crate) use explain::Explain;
pub(crate) use notes::{hold, note, tell};

use crate::{
    language::{TextError, Texts},
    vault::VaultError,
};

/// The texts of this process, chosen once.
static TEXTS: OnceLock<Texts> = OnceLock::new();
/// The variables that say which language a person reads, the strongest first (POSIX).
const LOCALE_VARIABLES: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

/// A text of `locales/operator.*.ftl`, with what fills its places.
pub(crate) struct Message {
    pub(crate) key: &'static str,
    pub(crate) values: Vec<(&'static str, String)>,
}

impl Message {
    pub(crate) const fn new(key: &'static str) -> Self {
        Self {
            key,
            values: Vec::new(),
        }
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers hand over what displays and numbers they have"
    )]
    pub(crate) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.values.push((name, value.to_string()));
        self
    }
}

/// Chooses the language of this process, once.
///
/// # Errors
/// This build is broken.
pub(crate) fn speak(asked: Option<Language>) -> Result<(), TextError> {
    let texts = Texts::of_operator(asked.unwrap_or_else(preferred))?;
    // A second call keeps the first choice: there is one operator.
    drop(TEXTS.set(texts));
    Ok(())
}

/// A crash tells where, and nothing of what was being handled.
pub(crate) fn quiet_panics() {
    panic::set_hook(Box::new(|crash| {
        let place = crash.location().map(ToString::to_string);
        let message = Message::new("crashed").with("place", place.unwrap_or_default());
        note(text(&message));
    }));
}

/// Tells that the vault is in trouble.
pub(crate) fn warn(error: &VaultError) {
    complain(&text(&error.message()));
}

/// The same, where a visit met it: as [`note`] does.
pub(crate) fn warn_later(error: &VaultError) {
    note(text(&error.message()));
}

/// Says something on standard output.
pub(crate) fn say(message: &Message) -> io::Result<()> {
    writeln!(io::stdout(), "{}", text(message))
}

/// Says something on standard error.
pub(crate) fn complain(line: &str) {
    // With standard error gone, nobody is left to tell.
    drop(writeln!(io::stderr(), "sourdine-server: {line}"));
}

/// A message in the operator's language.
pub(crate) fn text(message: &Message) -> String {
    let mut values = fluent_bundle::FluentArgs::new();
    for (name, value) in &message.values {
        values.set(*name, value.as_str());
    }
    let said = TEXTS
        .get()
        .and_then(|texts| texts.say_with(message.key, &values).ok());
    said.unwrap_or_else(|| message.key.to_owned())
}

fn preferred() -> Language {
    let said = LOCALE_VARIABLES
        .iter()
        .filter_map(std::env::var_os)
        .find(|value| !value.is_empty());
    match said {
        Some(locale) if locale.to_string_lossy().starts_with("fr") => Language::Fr,
        Some(_) | None => Language::En,
    }
}
