//! The properties that decide whether an element is seen, and which values they may have. A value
//! that browsers do not know is passed over by them, and one before it holds.

use super::{
    colour,
    value::{Measure, number},
};

/// What says as much as nothing, for each property.
const OF_ALL: [&str; 4] = ["inherit", "initial", "unset", "revert"];
/// Functions whose value is only known where the page is shown.
pub(super) const UNKNOWN: [&str; 4] = ["env(", "attr(", "if(", "random("];
/// The first characters of the name of a variable. (CSS Custom Properties)
pub(super) const OWN: &str = "--";
pub(super) const VARIABLE: &str = "var(";

/// The properties that decide it, with the words that each may be. None if it may be another thing
/// than a word of these.
const JUDGED: [(&str, Option<&[&str]>); 42] = [
    ("display", Some(&DISPLAYS)),
    ("visibility", Some(&["visible", "hidden", "collapse"])),
    ("content-visibility", Some(&["visible", "auto", "hidden"])),
    (
        "position",
        Some(&[
            "static",
            "relative",
            "absolute",
            "fixed",
            "sticky",
            "-webkit-sticky",
        ]),
    ),
    ("mix-blend-mode", None),
    ("z-index", None),
    ("offset-path", None),
    ("opacity", None),
    ("zoom", None),
    ("font-size", None),
    ("font-size-adjust", None),
    ("line-height", None),
    ("letter-spacing", None),
    ("text-indent", None),
    ("left", None),
    ("top", None),
    ("right", None),
    ("bottom", None),
    ("translate", None),
    ("scale", None),
    ("rotate", None),
    ("transform", None),
    ("margin-left", None),
    ("margin-top", None),
    ("margin-right", None),
    ("overflow-x", Some(&OVERFLOWS)),
    ("overflow-y", Some(&OVERFLOWS)),
    ("height", None),
    ("width", None),
    ("max-height", None),
    ("max-width", None),
    ("clip", None),
    ("clip-path", None),
    ("mask-image", None),
    ("filter", None),
    ("content", None),
    ("animation", None),
    ("-webkit-text-security", None),
    ("color", None),
    ("-webkit-text-fill-color", None),
    ("background-color", None),
    ("background-image", None),
];
/// Those that decide how a text is written.
const WRITTEN: [&str; 3] = ["white-space", "text-decoration", "text-overflow"];
const DISPLAYS: [&str; 41] = [
    "none",
    "block",
    "inline",
    "inline-block",
    "flex",
    "inline-flex",
    "grid",
    "inline-grid",
    "contents",
    "flow-root",
    "list-item",
    "table",
    "inline-table",
    "table-row",
    "table-cell",
    "table-row-group",
    "table-header-group",
    "table-footer-group",
    "table-column",
    "table-column-group",
    "table-caption",
    "ruby",
    "ruby-base",
    "ruby-text",
    "ruby-base-container",
    "ruby-text-container",
    "flow",
    "math",
    "-webkit-box",
    "-webkit-inline-box",
    "-webkit-flex",
    "-webkit-inline-flex",
    "block flow",
    "inline flow",
    "block flow-root",
    "inline flow-root",
    "block flex",
    "inline flex",
    "block grid",
    "inline grid",
    "block math",
];
const OVERFLOWS: [&str; 6] = ["visible", "hidden", "clip", "scroll", "auto", "overlay"];
/// Words that say a size, or that there is none.
const WORDS: [&str; 26] = [
    "none",
    "auto",
    "normal",
    "min-content",
    "max-content",
    "fit-content",
    "stretch",
    "-webkit-fill-available",
    "-moz-available",
    "-webkit-fit-content",
    "-moz-fit-content",
    "xx-small",
    "x-small",
    "small",
    "medium",
    "large",
    "x-large",
    "xx-large",
    "xxx-large",
    "smaller",
    "larger",
    "break-spaces",
    "nowrap",
    "pre",
    "pre-wrap",
    "pre-line",
];
/// What is another name for others, or sets several.
const NAMES: [(&str, &[&str]); 25] = [
    ("margin", &["margin-left", "margin-top", "margin-right"]),
    ("margin-inline", &["margin-left", "margin-right"]),
    ("margin-inline-start", &["margin-left"]),
    ("margin-inline-end", &["margin-right"]),
    ("margin-block", &["margin-top"]),
    ("margin-block-start", &["margin-top"]),
    ("inset", &["left", "top", "right", "bottom"]),
    ("inset-inline", &["left", "right"]),
    ("inset-inline-start", &["left"]),
    ("inset-inline-end", &["right"]),
    ("inset-block", &["top", "bottom"]),
    ("inset-block-start", &["top"]),
    ("inset-block-end", &["bottom"]),
    ("overflow", &["overflow-x", "overflow-y"]),
    ("overflow-inline", &["overflow-x"]),
    ("overflow-block", &["overflow-y"]),
    ("block-size", &["height"]),
    ("inline-size", &["width"]),
    ("max-block-size", &["max-height"]),
    ("max-inline-size", &["max-width"]),
    ("background", &["background-color", "background-image"]),
    ("font", &["font-size", "line-height"]),
    ("text-decoration-line", &["text-decoration"]),
    ("animation-name", &["animation"]),
    ("mask", &["mask-image"]),
];
const PREFIXES: [&str; 3] = ["-webkit-", "-moz-", "-ms-"];

/// Whether a browser takes a value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Validity {
    Valid,
    Invalid,
    /// It may, or may not.
    Unsure,
}

/// The properties that a declaration sets, of those that count here.
pub(super) fn set_by(name: &str) -> Vec<&'static str> {
    let judged = || JUDGED.iter().map(|(name, _)| *name).chain(WRITTEN);
    if name == "all" {
        return judged().collect();
    }
    let bare = PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix));
    for name in [Some(name), bare].into_iter().flatten() {
        if let Some(found) = judged().find(|known| *known == name) {
            return vec![found];
        }
        if let Some((_, names)) = NAMES.iter().find(|(known, _)| *known == name) {
            return names.to_vec();
        }
    }
    Vec::new()
}

/// Whether a browser takes this value of a property.
pub(super) fn validity(name: &str, value: &str) -> Validity {
    if OF_ALL.contains(&value) || value.contains(VARIABLE) {
        return Validity::Valid;
    }
    if value == "revert-layer" || UNKNOWN.iter().any(|function| value.contains(function)) {
        return Validity::Unsure;
    }
    let words = JUDGED.iter().find(|(known, _)| *known == name);
    let measure = Measure {
        text: 16.0,
        whole: 1.0,
    };
    match words.and_then(|(_, words)| *words) {
        Some(words) if words.contains(&value) => return Validity::Valid,
        Some(_) if value.contains([' ', '(']) => return Validity::Unsure,
        Some(_) => return Validity::Invalid,
        None => {}
    }
    match name {
        "color" | "-webkit-text-fill-color" => {
            let is_word = !value.contains(['(', ' ']);
            match colour::read(value) {
                Some(_) => Validity::Valid,
                None if value == "currentcolor" => Validity::Valid,
                None if is_word => Validity::Invalid,
                None => Validity::Unsure,
            }
        }
        "background-color" | "background-image" | "text-decoration" => Validity::Valid,
        // Numbers without a unit, of which browsers take some in some places.
        _ if value.parse::<f32>().is_ok_and(|number| number == 0.0) => Validity::Valid,
        "opacity" | "zoom" | "line-height" | "font-size-adjust" | "scale"
            if number(value, measure).is_some() =>
        {
            Validity::Valid
        }
        _ if WORDS.contains(&value) => Validity::Valid,
        _ if value.parse::<f32>().is_err() && number(value, measure).is_some() => Validity::Valid,
        _ => Validity::Unsure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_browsers_do_not_know_does_not_count() {
        for (name, value, found) in [
            ("display", "block", Validity::Valid),
            ("display", "foo", Validity::Invalid),
            ("display", "block foo", Validity::Unsure),
            ("display", "var(--x)", Validity::Valid),
            ("visibility", "1", Validity::Invalid),
            ("opacity", "50%", Validity::Valid),
            ("opacity", "full", Validity::Unsure),
            ("width", "5", Validity::Unsure),
            ("width", "calc(1px + 2em)", Validity::Valid),
            ("color", "bleu", Validity::Invalid),
            ("color", "color(srgb 1 1 1)", Validity::Unsure),
        ] {
            assert_eq!(validity(name, value), found, "{name}: {value}");
        }
        assert_eq!(set_by("-webkit-transform"), ["transform"]);
        assert_eq!(set_by("margin-inline-start"), ["margin-left"]);
        assert!(set_by("border").is_empty() && set_by("all").len() > 40);
    }
}
