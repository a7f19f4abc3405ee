//! clap in a person's language: help of commands and arguments, headings, what was typed wrong.

use std::{ffi::OsString, process::ExitCode};

use ::clap::{
    Arg, Command,
    error::{ContextKind, ContextValue, Error, ErrorKind},
};
use fluent_bundle::FluentArgs;
use sourdine_protocol::text::{Language, harmless};

use crate::Texts;

/// The key of the program's own help; those of its commands begin with it.
const HELP: &str = "help";
const VERSION: &str = "version";
/// What clap writes for any command.
const ANY_COMMAND: &str = "COMMAND";

/// The language that `--lang` asks for, known before all else is read.
#[must_use]
pub fn typed_language(typed: &[OsString]) -> Option<Language> {
    let typed: Vec<&str> = typed.iter().filter_map(|word| word.to_str()).collect();
    let after = typed.iter().position(|word| *word == "--lang");
    let after = after.and_then(|at| typed.get(at + 1)).copied();
    after
        .or_else(|| typed.iter().find_map(|word| word.strip_prefix("--lang=")))
        .and_then(|code| code.parse().ok())
}

/// A command with the help of every subcommand and argument that the texts have:
/// `help-observatory-build`, `help-observatory-build--to`, else `help--to`.
#[must_use]
pub fn localised(command: Command, texts: &Texts) -> Command {
    explained(command, HELP, texts)
}

/// The same, and clap's own words too: a command that is ready to read what was typed.
#[must_use]
pub fn ready(command: Command, texts: &Texts) -> Command {
    let mut command = localised(command, texts);
    if texts.language() == Language::En {
        return command;
    }
    command.build();
    translated(command, texts)
}

fn explained(mut command: Command, key: &str, texts: &Texts) -> Command {
    if let Ok(text) = texts.say(key) {
        command = command.about(text);
    }
    command = command.mut_args(|arg| {
        let own = format!("{key}--{}", arg.get_id());
        let shared = format!("{HELP}--{}", arg.get_id());
        match texts.say(own).or_else(|_| texts.say(shared)) {
            Ok(text) => arg.help(text),
            Err(_) => arg,
        }
    });
    command.mut_subcommands(|sub| {
        let key = format!("{key}-{}", sub.get_name());
        explained(sub, &key, texts)
    })
}

fn translated(command: Command, texts: &Texts) -> Command {
    let say = |key: &str| texts.say(key).unwrap_or_default();
    let template = if command.has_subcommands() || command.get_arguments().next().is_some() {
        "\n\n{all-args}"
    } else {
        ""
    };
    let usage = say("clap-usage");
    let mut command = command
        .help_template(format!(
            "{{before-help}}{{about-with-newline}}\n{usage} {{usage}}{template}{{after-help}}"
        ))
        .subcommand_help_heading(say("clap-commands"))
        .subcommand_value_name(say("clap-command"))
        .mut_args(|arg| translated_argument(arg, texts));
    if command.get_name() == HELP {
        command = command.about(say("clap-help-command"));
    }
    command.mut_subcommands(|sub| translated(sub, texts))
}

fn translated_argument(arg: Arg, texts: &Texts) -> Arg {
    let say = |key: &str| texts.say(key).unwrap_or_default();
    let heading = if arg.is_positional() {
        "clap-arguments"
    } else {
        "clap-options"
    };
    let arg = match arg.get_id().as_str() {
        HELP => arg.help(say("clap-help")),
        VERSION => arg.help(say("clap-version")),
        _ => with_values(arg, texts),
    };
    match arg.get_help_heading() {
        None => arg.help_heading(say(heading)),
        Some(_) => arg,
    }
}

/// clap ends the help of an argument in its default and its values, in English.
fn with_values(arg: Arg, texts: &Texts) -> Arg {
    let said = |key: &str, list: Vec<String>| {
        let list = list.join(", ");
        (!list.is_empty()).then(|| texts.say_of(key, "list", &list).unwrap_or_default())
    };
    let takes_value = arg.get_action().takes_values();
    let defaults = arg.get_default_values().iter();
    let defaults = defaults.map(|value| value.to_string_lossy().into_owned());
    let values = arg.get_possible_values().into_iter();
    let values = values.filter(|value| takes_value && !value.is_hide_set());
    let values = values.map(|value| value.get_name().to_owned());
    let hidden = arg.is_hide_default_value_set() || !takes_value;
    let default = if hidden {
        None
    } else {
        said("clap-default", defaults.collect())
    };
    let possible = if arg.is_hide_possible_values_set() {
        None
    } else {
        said("clap-possible-values", values.collect())
    };
    let help = arg.get_help().map(ToString::to_string);
    let help: Vec<String> = help.into_iter().chain(default).chain(possible).collect();
    arg.hide_default_value(true)
        .hide_possible_values(true)
        .help(help.join(" "))
}

/// Writes what clap has to say: help and version to standard output, what was typed wrong to
/// standard error. Gives the program's exit code.
#[must_use]
pub fn report(error: &Error, texts: &Texts) -> ExitCode {
    // With both outputs gone, the exit code is all that is left to say.
    match mistake(error, texts) {
        Some(text) => drop(std::io::Write::write_all(
            &mut std::io::stderr(),
            text.as_bytes(),
        )),
        None => drop(error.print()),
    }
    u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// What was typed wrong, in another language than clap's; none where clap speaks for itself.
#[must_use]
pub fn mistake(error: &Error, texts: &Texts) -> Option<String> {
    if texts.language() == Language::En || !error.use_stderr() {
        return None;
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return None;
    }
    let mut values = FluentArgs::new();
    for (name, kind) in [
        ("arg", ContextKind::InvalidArg),
        ("other", ContextKind::PriorArg),
        ("value", ContextKind::InvalidValue),
        ("command", ContextKind::InvalidSubcommand),
        ("valid", ContextKind::ValidValue),
        ("least", ContextKind::MinValues),
        ("most", ContextKind::ExpectedNumValues),
        ("found", ContextKind::ActualNumValues),
    ] {
        let said = error.get(kind).map(shown).unwrap_or_default();
        values.set(name, harmless(&said));
    }
    let reason = std::error::Error::source(error).map(|reason| reasoned(reason, texts));
    values.set("reason", harmless(&reason.unwrap_or_default()));
    let mut paragraphs = vec![texts.say_with(key(error, &values), &values).ok()?];
    for (hint, kind) in [
        ("clap-hint-argument", ContextKind::SuggestedArg),
        ("clap-hint-command", ContextKind::SuggestedSubcommand),
        ("clap-hint-value", ContextKind::SuggestedValue),
    ] {
        if let Some(suggested) = error.get(kind) {
            values.set("suggested", shown(suggested));
            paragraphs.extend(texts.say_with(hint, &values).ok());
        }
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        let usage = usage.to_string();
        let usage = usage.strip_prefix("Usage:").unwrap_or(&usage).trim_start();
        let any = texts.say("clap-command").unwrap_or_default();
        let usage = usage.replace(ANY_COMMAND, &any);
        let heading = texts.say("clap-usage").unwrap_or_default();
        paragraphs.push(format!("{heading} {usage}"));
    }
    paragraphs.extend(texts.say("clap-more").ok());
    Some(paragraphs.join("\n\n") + "\n")
}

fn key(error: &Error, values: &FluentArgs<'_>) -> &'static str {
    let has = |name: &str| {
        let value = values.get(name);
        value.is_some_and(
            |value| !matches!(value, fluent_bundle::FluentValue::String(text) if text.is_empty()),
        )
    };
    let is_itself = error.get(ContextKind::PriorArg) == error.get(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::UnknownArgument => "clap-unknown-argument",
        ErrorKind::InvalidSubcommand => "clap-unknown-command",
        ErrorKind::InvalidValue if has("value") => "clap-invalid-value",
        ErrorKind::InvalidValue => "clap-missing-value",
        ErrorKind::ValueValidation => "clap-refused-value",
        ErrorKind::NoEquals => "clap-no-equals",
        ErrorKind::TooManyValues => "clap-too-many-values",
        ErrorKind::TooFewValues => "clap-too-few-values",
        ErrorKind::WrongNumberOfValues => "clap-wrong-number-of-values",
        ErrorKind::ArgumentConflict if has("other") && !is_itself => "clap-conflict",
        ErrorKind::ArgumentConflict => "clap-twice",
        ErrorKind::MissingRequiredArgument => "clap-missing-argument",
        ErrorKind::MissingSubcommand => "clap-missing-command",
        ErrorKind::InvalidUtf8 => "clap-not-utf8",
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        | ErrorKind::DisplayVersion
        | ErrorKind::Io
        | ErrorKind::Format
        | _ => "clap-other",
    }
}

/// Why a value was refused: a text of ours where the error is, else its own.
fn reasoned(reason: &(dyn std::error::Error + 'static), texts: &Texts) -> String {
    crate::shared::key_of(reason)
        .and_then(|key| texts.say(key).ok())
        .unwrap_or_else(|| reason.to_string())
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(list) => list.join(", "),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(list) => {
            let list: Vec<String> = list.iter().map(ToString::to_string).collect();
            list.join(", ")
        }
        ContextValue::Number(number) => number.to_string(),
        ContextValue::Bool(_) | ContextValue::None => String::new(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ENGLISH, FRENCH, Spacing};

    fn texts(language: Language) -> Texts {
        let files = match language {
            Language::Fr => FRENCH,
            Language::En => ENGLISH,
        };
        Texts::new(language, &[files], Spacing::AsWritten).unwrap()
    }

    fn command() -> Command {
        let port = Arg::new("port").long("port").default_value("0").help("P");
        let port = port.value_parser(::clap::value_parser!(u16));
        let state = Arg::new("state").long("state").value_parser(["new", "old"]);
        let files = Arg::new("files").required(true).help("F");
        let clean = Command::new("clean").about("C").arg(files).arg(state);
        Command::new("sourdine")
            .version("1")
            .propagate_version(true)
            .subcommand_required(true)
            .subcommand(clean)
            .subcommand(Command::new("serve").arg(port))
    }

    fn answer(language: Language, typed: &[&str]) -> String {
        let texts = texts(language);
        let typed = ["sourdine"].iter().chain(typed);
        let error = ready(command(), &texts).try_get_matches_from(typed);
        let error = error.unwrap_err();
        mistake(&error, &texts).unwrap_or_else(|| error.to_string())
    }

    /// Words of clap's that a French reader should not meet.
    const ENGLISH_WORDS: [&str; 12] = [
        "Usage",
        "Commands",
        "Print",
        "default",
        "possible values:",
        "error",
        "unexpected",
        "found",
        "For more",
        "required",
        "COMMAND>",
        "tip",
    ];

    #[test]
    fn help_is_french_to_its_last_word() {
        for typed in [
            &["--help"][..],
            &["clean", "--help"],
            &["serve", "-h"],
            &["help", "--help"],
            &["help"],
            &["help", "serve"],
        ] {
            let help = answer(Language::Fr, typed);
            assert!(help.contains("Utilisation : sourdine"), "{help}");
            for word in ENGLISH_WORDS {
                assert!(!help.contains(word), "{typed:?}: {word}\n{help}");
            }
        }
        let help = answer(Language::Fr, &["clean", "--help"]);
        for part in [
            "Arguments :",
            "Options :",
            "[valeurs possibles : new, old]",
            "Affiche",
        ] {
            assert!(help.contains(part), "{part}\n{help}");
        }
        let help = answer(Language::Fr, &["serve", "--help"]);
        assert!(help.contains("[par défaut : 0]"), "{help}");
    }

    #[test]
    fn what_is_typed_wrong_is_told_in_french() {
        for (typed, said) in [
            (&["clean"][..], "<files>"),
            (&["clean", "a", "--nothing"], "« --nothing »"),
            (&["clean", "a", "b"], "« b »"),
            (&["cleen"], "« cleen »"),
            (&["clean", "a", "--state", "x"], "new, old"),
            (&["clean", "a", "--state"], "« --state <state> »"),
            (&["serve", "--port", "x"], "« x »"),
            (
                &["serve", "--port", "1", "--port", "2"],
                "« --port <port> »",
            ),
            (&[], "commande"),
        ] {
            let told = answer(Language::Fr, typed);
            assert!(told.contains(said), "{typed:?}\n{told}");
            assert!(told.contains("Pour en savoir plus"), "{told}");
            for word in ENGLISH_WORDS {
                assert!(!told.contains(word), "{typed:?}: {word}\n{told}");
            }
        }
    }

    #[test]
    fn usage_follows_in_french_where_clap_gives_it() {
        let told = answer(Language::Fr, &["clean"]);
        assert!(told.contains("Utilisation : sourdine clean"), "{told}");
    }

    #[test]
    fn english_is_as_clap_writes_it() {
        for typed in [&["--help"][..], &["clean"], &["clean", "a", "--nothing"]] {
            let plain = command().try_get_matches_from(["sourdine"].iter().chain(typed));
            assert_eq!(answer(Language::En, typed), plain.unwrap_err().to_string());
        }
    }

    #[test]
    fn the_language_is_known_before_all_else() {
        let asked = |typed: &[&str]| {
            let typed: Vec<OsString> = typed.iter().map(OsString::from).collect();
            typed_language(&typed)
        };
        assert_eq!(asked(&["sourdine", "--lang", "fr"]), Some(Language::Fr));
        assert_eq!(asked(&["sourdine", "--lang=en", "x"]), Some(Language::En));
        assert_eq!(asked(&["sourdine", "--lang"]), None);
        assert_eq!(asked(&["sourdine", "--lang=de"]), None);
    }
}
