//! Dates as sources give them: a year, a month, a day, an interval, sometimes uncertain (EDTF, ISO
//! 8601-2, levels 0 and part of 1).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sourdine_l10n::Explain;

/// Why a date was refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
#[explain("error-value-date")]
pub struct EdtfError;

/// An EDTF date, kept as written.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Edtf(String);

impl Edtf {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Edtf {
    type Error = EdtfError;

    fn try_from(text: String) -> Result<Self, EdtfError> {
        let good = match text.split_once('/') {
            None => is_point(&text),
            Some((from, to)) => {
                let open = [from, to].iter().filter(|end| **end == "..").count();
                open < 2
                    && [from, to].iter().all(|end| *end == ".." || is_point(end))
                    && (open == 1 || from <= to)
            }
        };
        if good { Ok(Self(text)) } else { Err(EdtfError) }
    }
}

impl From<Edtf> for String {
    fn from(date: Edtf) -> Self {
        date.0
    }
}

impl std::fmt::Display for Edtf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

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
