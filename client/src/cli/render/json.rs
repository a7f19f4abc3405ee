//! JSON that a person may look at: what cannot be seen, or moves what can, is written as an escape.
//! A program reads the same.

use sourdine_protocol::text::is_hidden;

/// Escapes what is hidden; line ends between values stay.
pub(super) fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_hidden(c) && c != '\n' {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "a\u{1b}[2J\u{9b}31m\u{202e}gpj\u{200b}\u{7}\u{e0041}\r";

    #[test]
    fn a_program_reads_the_same_and_a_person_sees_nothing_hidden() {
        let json = serde_json::to_string_pretty(&[HOSTILE, "é", "a\nb"]).unwrap();
        let shown = escaped(&json);
        assert!(
            !shown.chars().any(|c| is_hidden(c) && c != '\n'),
            "{shown:?}"
        );
        let read: Vec<String> = serde_json::from_str(&shown).unwrap();
        assert_eq!(read, [HOSTILE, "é", "a\nb"]);
    }
}
