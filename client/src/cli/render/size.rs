//! Sizes as people read them.

use sourdine_protocol::text::Language;

const STEP: u64 = 1_000;
const UNITS: [[&str; 4]; 2] = [["o", "ko", "Mo", "Go"], ["B", "kB", "MB", "GB"]];

/// A size with its unit, of three digits at most before the point.
pub(super) fn human(bytes: u64, language: Language) -> String {
    let [french, english] = UNITS;
    let units = match language {
        Language::Fr => french,
        Language::En => english,
    };
    let (mut whole, mut tenth, mut unit) = (bytes, 0, 0);
    while whole >= STEP && unit + 1 < units.len() {
        tenth = whole % STEP / (STEP / 10);
        whole /= STEP;
        unit += 1;
    }
    let unit_name = units.get(unit).copied().unwrap_or_default();
    let point = match language {
        Language::Fr => ',',
        Language::En => '.',
    };
    if unit == 0 {
        format!("{whole} {unit_name}")
    } else {
        format!("{whole}{point}{tenth} {unit_name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        let cases = [
            (0, "0 B", "0 o"),
            (999, "999 B", "999 o"),
            (65_536, "65.5 kB", "65,5 ko"),
            (2_147_483_648, "2.1 GB", "2,1 Go"),
            (u64::MAX, "18446744073.7 GB", "18446744073,7 Go"),
        ];
        for (bytes, english, french) in cases {
            assert_eq!(human(bytes, Language::En), english);
            assert_eq!(human(bytes, Language::Fr), french);
        }
    }
}
