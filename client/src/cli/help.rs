//! Help in the person's language.

use std::ffi::OsString;

use clap::{Command, CommandFactory};
use sourdine_protocol::text::Language;

use super::args::Cli;
use crate::l10n::Localizer;

/// All that can be typed, explained in the person's language.
pub(super) fn command(localizer: &Localizer) -> Command {
    localised(Cli::command(), "help", localizer)
}

/// The language that `--help` is asked in, known before all else is read.
pub(super) fn language_typed(typed: &[OsString]) -> Option<Language> {
    let typed: Vec<&str> = typed.iter().filter_map(|word| word.to_str()).collect();
    let after = typed
        .iter()
        .position(|word| *word == "--lang")
        .and_then(|at| typed.get(at + 1))
        .copied();
    after
        .or_else(|| typed.iter().find_map(|word| word.strip_prefix("--lang=")))
        .and_then(|code| code.parse().ok())
}

/// Puts the help of every command and argument in the person's language, where the texts have it:
/// `help-observatory-build`, `help-observatory-build--to`.
fn localised(mut command: Command, key: &str, localizer: &Localizer) -> Command {
    if let Some(text) = localizer.find(key) {
        command = command.about(text);
    }
    command = command.mut_args(|arg| {
        let own = localizer.find(&format!("{key}--{}", arg.get_id()));
        match own.or_else(|| localizer.find(&format!("help--{}", arg.get_id()))) {
            Some(text) => arg.help(text),
            None => arg,
        }
    });
    command.mut_subcommands(|sub| {
        let key = format!("{key}-{}", sub.get_name());
        localised(sub, &key, localizer)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(command: &Command, key: &str, localizer: &Localizer) {
        assert!(localizer.find(key).is_some(), "{key}");
        for arg in command
            .get_arguments()
            .filter(|arg| !matches!(arg.get_id().as_str(), "help" | "version"))
        {
            let own = format!("{key}--{}", arg.get_id());
            assert!(
                localizer.find(&own).is_some()
                    || localizer.find(&format!("help--{}", arg.get_id())).is_some(),
                "{own}"
            );
        }
        for sub in command.get_subcommands() {
            check(sub, &format!("{key}-{}", sub.get_name()), localizer);
        }
    }

    #[test]
    fn every_command_is_explained_in_both_languages() {
        Cli::command().debug_assert();
        for language in Language::ALL {
            check(&Cli::command(), "help", &Localizer::new(language));
        }
    }
}
