//! Dates as sources give them: a year, a month, a day, an interval, sometimes uncertain (EDTF, ISO
//! 8601-2, levels 0 and part of 1).

use jiff::civil::Date;
use sourdine_l10n::Explain;
use sourdine_protocol::checked_text;

#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
#[explain("error-value-date")]
pub struct EdtfError;

checked_text!(
    /// An EDTF date, kept as written.
    Edtf, EdtfError, |text| {
        let is_good = match text.split_once('/') {
            None => is_point(text),
            Some((from, to)) => {
                let open = [from, to].iter().filter(|end| **end == "..").count();
                open < 2
                    && [from, to].iter().all(|end| *end == ".." || is_point(end))
                    && (open == 1 || from <= to)
            }
        };
        is_good.then_some(()).ok_or(EdtfError)
    }
);

/// A year, month or day that exists, perhaps qualified by `?`, `~` or `%` (both).
fn is_point(text: &str) -> bool {
    let bare = text.strip_suffix(['?', '~', '%']).unwrap_or(text);
    let whole = match bare.len() {
        4 => format!("{bare}-01-01"),
        7 => format!("{bare}-01"),
        10 => bare.to_owned(),
        _ => return false,
    };
    whole
        .parse::<Date>()
        .is_ok_and(|date| date.to_string() == whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_dates_only() {
        for good in [
            "2019",
            "2019-02",
            "2019-02-28",
            "2020-02-29",
            "2019-02?",
            "2019~",
            "2019-02/2019-03",
            "2019/..",
            "../2020-01-01",
        ] {
            assert!(Edtf::try_from(good.to_owned()).is_ok(), "{good}");
        }
        for bad in [
            "",
            "19",
            "2019-13",
            "2019-02-30",
            "2019-2",
            "16/02/2019",
            "../..",
            "2020/2019",
            "2019-02-16T10:00",
            "2019?~",
            "été 2019",
        ] {
            assert_eq!(Edtf::try_from(bad.to_owned()), Err(EdtfError), "{bad}");
        }
    }
}
