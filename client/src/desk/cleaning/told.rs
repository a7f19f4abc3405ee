//! What our decoder says that a document told.

use sourdine_decoder::told::SEPARATOR;

use super::report::{FINDINGS_MAX, Finding, harmless};

/// A finding for each line that the decoder said.
pub(super) fn findings(said: &str) -> Vec<Finding> {
    let told = said.lines().filter_map(|line| {
        let (field, value) = line.split_once(SEPARATOR)?;
        Some(Finding {
            part: None,
            field: harmless(field),
            value: harmless(value),
        })
    });
    told.take(FINDINGS_MAX).collect()
}
