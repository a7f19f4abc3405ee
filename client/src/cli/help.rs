//! Help in the person's language.

use clap::{Command, CommandFactory};
use sourdine_l10n::command_line;

use super::args::Cli;
use crate::{l10n::Localizer, messages::CATALOG};

/// All that can be typed, explained in the person's language.
pub(super) fn command(localizer: &Localizer) -> Command {
    let command = Cli::command();
    match CATALOG.texts(localizer.language()) {
        Ok(texts) => command_line::localised(command, texts),
        Err(_) => command,
    }
}

#[cfg(test)]
mod tests {
    use sourdine_protocol::text::Language;

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
