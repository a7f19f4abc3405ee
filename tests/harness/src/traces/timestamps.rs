//! Moments that nothing may tell, and the search for them: as text, as numbers in digits, as
//! numbers in bytes.

use std::ops::RangeInclusive;

use aho_corasick::AhoCorasick;
use anyhow::Result;

use crate::traces::canary::Hit;

const DAY_SECONDS: u64 = 86_400;
const HOUR_SECONDS: u64 = 3_600;
const MINUTE_SECONDS: u64 = 60;
/// Nothing may tell a moment to this.
const AROUND: u64 = MINUTE_SECONDS;
/// Nanoseconds of so many minutes, or seconds in four bytes, are soon met by chance: less is looked
/// for, the seconds themselves and one before and after.
const CLOSE: u64 = 1;
const NANOSECONDS: u64 = 1_000_000_000;
/// In how many parts of a second programs count, by name.
const UNITS: [(&str, u64); 4] = [
    ("seconds", 1),
    ("milliseconds", 1_000),
    ("microseconds", 1_000_000),
    ("nanoseconds", NANOSECONDS),
];
/// Of these, those of which eight bytes that are random hold none by chance.
const UNITS_IN_NOISE: usize = 2;
/// From 2001 on, Unix seconds have so many digits; each unit has three more.
const DIGITS: usize = 10;
const DIGITS_A_UNIT: usize = 3;
/// And so many in hexadecimal, up to nanoseconds.
const HEX_DIGITS: RangeInclusive<usize> = 8..=16;

/// What a file is made of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Matter {
    /// Text, numbers, formats: all is looked for.
    Clear,
    /// Ciphertext, in which short texts and fine numbers come up by chance.
    Noise,
}

/// When something happened, in seconds since 1970.
struct Timestamp {
    name: String,
    from: u64,
    to: u64,
}

/// Moments that nothing may tell.
#[derive(Default)]
pub struct Timestamps(Vec<Timestamp>);

/// Moments ready to be searched for.
pub struct TimestampSearch {
    moments: Vec<Timestamp>,
    texts: AhoCorasick,
    /// What each text is, and whether it is too short for noise.
    told: Vec<(String, bool)>,
}

impl Timestamps {
    /// Adds one: from one second to another.
    pub fn add(&mut self, name: &str, from: u64, to: u64) {
        self.0.push(Timestamp {
            name: name.to_owned(),
            from,
            to,
        });
    }

    /// Makes them ready.
    pub fn search(mut self) -> Result<TimestampSearch> {
        self.0.sort_by_key(|moment| moment.from);
        let (mut texts, mut told) = (Vec::new(), Vec::new());
        for moment in &self.0 {
            let mut minutes = Vec::new();
            for second in moment.from - AROUND..=moment.to + AROUND {
                let time = Time::of(second);
                for text in time.texts() {
                    texts.push(text);
                    told.push((format!("{}: {time}", moment.name), false));
                }
                // The minutes at either end may be others' too.
                let minute = second / MINUTE_SECONDS;
                let within = moment.from / MINUTE_SECONDS..=moment.to / MINUTE_SECONDS;
                if within.contains(&minute) && !minutes.contains(&minute) {
                    minutes.push(minute);
                    texts.push(time.minute());
                    told.push((format!("{}: to the minute", moment.name), true));
                }
            }
        }
        Ok(TimestampSearch {
            moments: self.0,
            texts: AhoCorasick::new(&texts)?,
            told,
        })
    }
}

impl TimestampSearch {
    /// What of them is told in these bytes.
    #[must_use]
    pub fn told(&self, bytes: &[u8], matter: Matter, place: &str) -> Vec<Hit> {
        let mut found = Vec::new();
        self.in_text(bytes, matter, &mut found);
        self.in_digits(bytes, &mut found);
        self.in_bytes(bytes, matter, &mut found);
        found.sort();
        found.dedup();
        found
            .into_iter()
            .map(|what| Hit {
                what,
                place: place.to_owned(),
            })
            .collect()
    }

    fn in_text(&self, bytes: &[u8], matter: Matter, found: &mut Vec<String>) {
        for hit in self.texts.find_overlapping_iter(bytes) {
            let told = self.told.get(hit.pattern().as_usize());
            if let Some((what, short)) = told
                && (matter == Matter::Clear || !short)
            {
                found.push(format!("{what} (text)"));
            }
        }
    }

    /// In decimal, wherever it begins and ends, and in hexadecimal, whole.
    fn in_digits(&self, bytes: &[u8], found: &mut Vec<String>) {
        for run in runs(bytes, |byte| byte.is_ascii_digit()) {
            for (power, (unit, parts)) in UNITS.iter().enumerate() {
                let length = DIGITS + power * DIGITS_A_UNIT;
                for digits in run.windows(length) {
                    let value = parse(digits, 10);
                    self.look(value, *parts, AROUND, &format!("{unit}, decimal"), found);
                }
            }
        }
        for run in runs(bytes, |byte| byte.is_ascii_hexdigit()) {
            if HEX_DIGITS.contains(&run.len()) {
                for (unit, parts) in UNITS {
                    let value = parse(run, 16);
                    self.look(value, parts, AROUND, &format!("{unit}, hex"), found);
                }
            }
        }
    }

    fn in_bytes(&self, bytes: &[u8], matter: Matter, found: &mut Vec<String>) {
        let units = match matter {
            Matter::Clear => &UNITS[..],
            Matter::Noise => UNITS.get(..UNITS_IN_NOISE).unwrap_or_default(),
        };
        for eight in bytes.array_windows::<8>() {
            for (order, value) in [
                ("little-endian", u64::from_le_bytes(*eight)),
                ("big-endian", u64::from_be_bytes(*eight)),
            ] {
                for (unit, parts) in units {
                    // Nearly all are out of all ranges, which is seen at once.
                    if self.in_reach(value, *parts) {
                        let what = format!("{unit}, {order}");
                        let fine = *parts == NANOSECONDS;
                        let around = if fine { CLOSE } else { AROUND };
                        self.look(Some(value), *parts, around, &what, found);
                    }
                }
            }
        }
        if matter == Matter::Noise {
            return;
        }
        for four in bytes.array_windows::<4>() {
            for (order, value) in [
                ("little-endian", u32::from_le_bytes(*four)),
                ("big-endian", u32::from_be_bytes(*four)),
            ] {
                if self.in_reach(value.into(), 1) {
                    let what = format!("seconds in four bytes, {order}");
                    self.look(Some(value.into()), 1, CLOSE, &what, found);
                }
            }
        }
    }

    /// Whether a number of so many parts of a second is of these days at all.
    fn in_reach(&self, value: u64, parts: u64) -> bool {
        let (first, last) = (self.moments.first(), self.moments.last());
        first.is_some_and(|first| value >= (first.from - AROUND) * parts)
            && last.is_some_and(|last| value < (last.to + AROUND + 1) * parts)
    }

    fn look(
        &self,
        value: Option<u64>,
        parts: u64,
        around: u64,
        what: &str,
        found: &mut Vec<String>,
    ) {
        let Some(second) = value.and_then(|value| value.checked_div(parts)) else {
            return;
        };
        let near =
            |moment: &&Timestamp| (moment.from - around..=moment.to + around).contains(&second);
        if let Some(moment) = self.moments.iter().find(near) {
            found.push(format!("{}: {what}", moment.name));
        }
    }
}

/// A second of a day, as people read it.
struct Time {
    day: String,
    hour: u64,
    minute: u64,
    second: u64,
}

impl Time {
    fn of(second: u64) -> Self {
        let day = u32::try_from(second / DAY_SECONDS).unwrap_or(u32::MAX);
        Self {
            day: sourdine_protocol::day::Day(day).to_string(),
            hour: second % DAY_SECONDS / HOUR_SECONDS,
            minute: second % HOUR_SECONDS / MINUTE_SECONDS,
            second: second % MINUTE_SECONDS,
        }
    }

    /// As clocks of 24 and of 12 hours show it, and as names of files have it.
    fn texts(&self) -> Vec<String> {
        let Self {
            day,
            hour,
            minute,
            second,
        } = self;
        let compact = format!("{hour:02}{minute:02}{second:02}");
        let date = day.replace('-', "");
        let mut texts = vec![
            format!("T{compact}"),
            format!("{date}{compact}"),
            format!("{date}-{compact}"),
            format!("{date}_{compact}"),
        ];
        for mark in [":", "-", ".", "h", "%3A", "%3a"] {
            texts.push(format!("{hour:02}{mark}{minute:02}{mark}{second:02}"));
        }
        let (half, hour) = (if *hour < 12 { "am" } else { "pm" }, (hour + 11) % 12 + 1);
        for half in [half.to_owned(), half.to_uppercase()] {
            texts.push(format!("{hour}:{minute:02}:{second:02} {half}"));
        }
        texts
    }

    fn minute(&self) -> String {
        format!("{:02}:{:02}", self.hour, self.minute)
    }
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}:{:02}", self.day, self.minute(), self.second)
    }
}

/// What stands between bytes of other kinds.
fn runs(bytes: &[u8], kind: impl Fn(&u8) -> bool) -> impl Iterator<Item = &[u8]> {
    bytes
        .split(move |byte| !kind(byte))
        .filter(|run| !run.is_empty())
}

fn parse(digits: &[u8], radix: u32) -> Option<u64> {
    let text = std::str::from_utf8(digits).ok()?;
    u64::from_str_radix(text, radix).ok()
}
