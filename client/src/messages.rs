//! All texts of the editors' command line.

use sourdine_l10n::{Catalog, Spacing};

/// What a person reads at the command line.
pub(crate) static CATALOG: Catalog = Catalog::new(
    &[
        sourdine_l10n::ENGLISH,
        sourdine_observatory::messages::ENGLISH,
        include_str!("../locales/en.ftl"),
    ],
    &[
        sourdine_l10n::FRENCH,
        sourdine_observatory::messages::FRENCH,
        include_str!("../locales/fr.ftl"),
    ],
    Spacing::AsWritten,
);

#[cfg(test)]
mod tests {
    use std::path::Path;

    use sourdine_l10n::check;

    use super::*;

    #[test]
    fn both_languages_say_the_same_things() {
        assert!(check::catalog(&CATALOG) > 400);
    }

    #[test]
    fn each_error_has_one_text() {
        check::sources(&CATALOG, &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    }
}
