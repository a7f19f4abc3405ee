//! The finest time that Sourdine knows.

use std::{fmt, str::FromStr};

use jiff::{Span, civil::Date};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const EPOCH: Date = Date::constant(1970, 1, 1);

/// A day, counted from 1 January 1970 (UTC); written `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Day(pub u32);

/// Why a day was refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("Not a day: write it as 2026-11-24, from 1970 on")]
pub struct DateError;

impl Day {
    /// The day `days` later; the last day there is, rather than none.
    #[must_use]
    pub const fn plus(self, days: u32) -> Self {
        Self(self.0.saturating_add(days))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let span = Span::new().try_days(self.0);
        let date = span.map_or(Date::MAX, |span| EPOCH.saturating_add(span));
        write!(f, "{date}")
    }
}

impl FromStr for Day {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let date: Date = text.parse().map_err(|_| DateError)?;
        let span = EPOCH.until(date).map_err(|_| DateError)?;
        let day = u32::try_from(span.get_days())
            .map(Self)
            .map_err(|_| DateError)?;
        if day.to_string() == text {
            Ok(day)
        } else {
            Err(DateError)
        }
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
