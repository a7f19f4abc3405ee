//! Texts in one language (Project Fluent).

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use sourdine_protocol::text::Language;
use unic_langid::LanguageIdentifier;

/// Texts by key.
pub(crate) struct Texts(FluentBundle<FluentResource>);

impl Texts {
    /// Reads texts written in a language.
    pub(crate) fn new(language: Language, text: &str) -> Self {
        let locale: Vec<LanguageIdentifier> = language.code().parse().into_iter().collect();
        let mut bundle = FluentBundle::new(locale);
        bundle.set_use_isolating(false);
        let resource =
            FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
        Self(bundle)
    }

    /// A text, its places filled; none for an unknown key.
    pub(crate) fn get(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let pattern = self.0.get_message(key)?.value()?;
        let mut errors = Vec::new();
        Some(
            self.0
                .format_pattern(pattern, args, &mut errors)
                .into_owned(),
        )
    }
}

/// Every key of a Fluent file, for tests that compare languages.
#[cfg(test)]
pub(crate) fn keys(text: &str) -> std::collections::BTreeSet<&str> {
    let starts = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase());
    text.lines()
        .filter(starts)
        .filter_map(|line| line.split_once(" ="))
        .map(|(key, _)| key)
        .collect()
}

/// Every place (`{ $name }`) of a Fluent file by key, for tests that compare languages.
#[cfg(test)]
pub(crate) fn places(
    text: &str,
) -> std::collections::BTreeMap<&str, std::collections::BTreeSet<&str>> {
    let mut found = std::collections::BTreeMap::<&str, std::collections::BTreeSet<&str>>::new();
    let mut key = "";
    for line in text.lines() {
        if line.starts_with(|c: char| c.is_ascii_lowercase()) {
            key = line.split(" =").next().unwrap_or_default();
        }
        let names = line.split('$').skip(1).map(|rest| {
            rest.split(|c: char| !c.is_ascii_alphanumeric())
                .next()
                .unwrap_or_default()
        });
        found.entry(key).or_default().extend(names);
    }
    found
}
