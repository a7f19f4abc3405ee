//! A program that speaks one language for as long as it runs.

use std::{
    io::{self, Write},
    sync::OnceLock,
};

use sourdine_protocol::text::Language;

use crate::{Catalog, Explain, Message, TextError, Texts, preferred};

static VOICE: OnceLock<Voice> = OnceLock::new();

struct Voice {
    program: &'static str,
    catalog: &'static Catalog,
    language: Language,
}

/// Chooses the texts and the language of this process: the language asked for, else the system's. A
/// second call keeps the first choice.
///
/// # Errors
/// This build's texts are broken.
pub fn init(
    program: &'static str,
    catalog: &'static Catalog,
    asked: Option<Language>,
) -> Result<&'static Texts, TextError> {
    let language = preferred(asked);
    let texts = catalog.texts(language).map_err(Clone::clone)?;
    VOICE.get_or_init(|| Voice {
        program,
        catalog,
        language,
    });
    Ok(texts)
}

/// A message in the language of this process.
#[must_use]
pub fn text(message: &Message) -> String {
    VOICE.get().map_or_else(
        || message.key().to_owned(),
        |voice| voice.catalog.render(voice.language, message),
    )
}

/// Writes a message to standard output.
///
/// # Errors
/// Standard output is gone.
pub fn print(message: &Message) -> io::Result<()> {
    writeln!(io::stdout(), "{}", text(message))
}

/// Writes a line to standard error, after the program's name.
pub fn eprint(line: &str) {
    let program = VOICE.get().map_or("sourdine", |voice| voice.program);
    // With standard error gone, there is no other place to say it.
    drop(writeln!(io::stderr(), "{program}: {line}"));
}

/// Writes an error to standard error.
pub fn warn(error: &impl Explain) {
    eprint(&text(&error.message()));
}
