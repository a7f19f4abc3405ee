//! How a text is written, by its styles.

use super::values::Values;

/// Whether a text is struck out.
pub(super) fn strikes(values: &Values) -> bool {
    values.any("text-decoration", |value| value.contains("line-through"))
}

/// Whether blanks and the ends of lines stay as they are. None if its styles do not say.
pub(super) fn keeps_blanks(values: &Values) -> Option<bool> {
    let value = values.of("white-space").first()?;
    let is_outer = matches!(value.as_str(), "inherit" | "unset");
    (!is_outer).then(|| value.starts_with("pre") || value == "break-spaces")
}
