//! What is said of an observatory that is wrong, or cannot be built.

use sourdine_l10n::{Catalog, Spacing};

pub const ENGLISH: &str = include_str!("../locales/en.ftl");
pub const FRENCH: &str = include_str!("../locales/fr.ftl");

pub(crate) static CATALOG: Catalog = Catalog::new(
    &[sourdine_l10n::ENGLISH, ENGLISH],
    &[sourdine_l10n::FRENCH, FRENCH],
    Spacing::AsWritten,
);

#[cfg(test)]
mod tests {
    use std::path::Path;

    use sourdine_l10n::check;

    use super::*;

    #[test]
    fn both_languages_say_the_same_of_an_error() {
        assert!(check::catalog(&CATALOG) > 40);
    }

    #[test]
    fn each_error_has_a_text() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        check::sources(&CATALOG, &source);
    }
}
