//! Which language a person reads: what they asked for, else what their system says.

use std::ffi::OsString;

use sourdine_protocol::text::Language;

/// The variables that say it, the strongest first (POSIX).
const VARIABLES: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

/// The language of messages.
#[must_use]
pub(in crate::cli) fn preferred(asked: Option<Language>) -> Language {
    asked.unwrap_or_else(|| from_environment(|name| std::env::var_os(name)))
}

fn from_environment(variable: impl Fn(&str) -> Option<OsString>) -> Language {
    let said = VARIABLES
        .iter()
        .filter_map(|name| variable(name))
        .find(|value| !value.is_empty());
    match said {
        Some(locale) if locale.to_string_lossy().starts_with("fr") => Language::Fr,
        Some(_) | None => Language::En,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_variable_decides() {
        let said = |set: &'static [(&str, &str)]| {
            from_environment(move |name| {
                set.iter()
                    .find(|(known, _)| *known == name)
                    .map(|(_, value)| OsString::from(value))
            })
        };
        assert_eq!(said(&[]), Language::En);
        assert_eq!(said(&[("LANG", "fr_FR.UTF-8")]), Language::Fr);
        assert_eq!(
            said(&[("LANG", "fr_FR.UTF-8"), ("LC_MESSAGES", "C")]),
            Language::En
        );
        assert_eq!(
            said(&[("LC_ALL", ""), ("LC_MESSAGES", "fr_BE")]),
            Language::Fr
        );
    }
}
