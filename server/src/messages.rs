//! All texts of the server: what the operator reads, and what sources read on the pages.

use sourdine_l10n::{Catalog, Spacing, TextError, Texts};
use sourdine_protocol::text::Language;

/// What the operator reads. It never says that a request came.
pub static CATALOG: Catalog = Catalog::new(
    &[
        sourdine_l10n::ENGLISH,
        include_str!("../locales/operator.en.ftl"),
        include_str!("../locales/check.en.ftl"),
        include_str!("../locales/setup.en.ftl"),
    ],
    &[
        sourdine_l10n::FRENCH,
        include_str!("../locales/operator.fr.ftl"),
        include_str!("../locales/check.fr.ftl"),
        include_str!("../locales/setup.fr.ftl"),
    ],
    Spacing::NoBreak,
);

static PAGES: Catalog = Catalog::new(
    &[include_str!("../locales/en.ftl")],
    &[include_str!("../locales/fr.ftl")],
    Spacing::NoBreak,
);

/// The texts of the pages in a language.
pub(crate) fn pages(language: Language) -> Result<&'static Texts, TextError> {
    PAGES.texts(language).map_err(Clone::clone)
}

/// The same in every language.
pub(crate) fn all_pages() -> Result<[&'static Texts; 2], TextError> {
    let [first, second] = Language::ALL.map(pages);
    Ok([first?, second?])
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use sourdine_l10n::check;

    use super::*;

    #[test]
    fn each_text_exists_in_each_language() {
        assert!(check::catalog(&PAGES) > 80);
        assert!(check::catalog(&CATALOG) > 50);
    }

    #[test]
    fn each_error_has_one_text() {
        check::sources(&CATALOG, &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    }

    #[test]
    fn a_page_s_text_wants_its_value() {
        let texts = pages(Language::En).unwrap();
        assert!(
            texts.say("landing-lead").is_err(),
            "it wants the desk's name"
        );
    }
}
