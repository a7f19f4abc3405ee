//! One line of strace's report, taken apart.

use std::collections::HashMap;

use anyhow::{Context, Result};

/// What a line says of a call.
pub(super) enum Line<'a> {
    /// It began, and as far as this line knows goes on.
    Begun(Asked<'a>),
    /// It began and ended, with this result.
    Done(Asked<'a>, i64),
    /// A call of this thread that had begun ended, with this result.
    Ended(i64),
    /// A signal, a thread's end.
    Other,
}

/// A call's name and what stands between its parentheses.
pub(super) struct Asked<'a> {
    pub(super) name: &'a str,
    pub(super) arguments: &'a str,
}

/// The thread, and what it did.
pub(super) fn parse(line: &str) -> Result<(u32, Line<'_>)> {
    let (thread, rest) = line.split_once(' ').context("a thread and its call")?;
    let thread = thread.parse()?;
    let rest = rest.trim_start();
    if rest.starts_with("<... ") {
        return Ok((thread, Line::Ended(result(rest)?)));
    }
    let Some((name, arguments)) = rest.split_once('(') else {
        return Ok((thread, Line::Other));
    };
    if !name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    {
        return Ok((thread, Line::Other));
    }
    if let Some(arguments) = arguments.strip_suffix("<unfinished ...>") {
        let arguments = arguments.trim_end();
        return Ok((thread, Line::Begun(Asked { name, arguments })));
    }
    let (arguments, _) = arguments.rsplit_once(" = ").context("a result")?;
    let arguments = arguments.trim_end().strip_suffix(')').context("an end")?;
    Ok((thread, Line::Done(Asked { name, arguments }, result(rest)?)))
}

/// The number after the last equals sign; what is not known is -1.
fn result(line: &str) -> Result<i64> {
    let (_, result) = line.rsplit_once("= ").context("a result")?;
    let digits = result
        .find(|c: char| !c.is_ascii_digit() && c != '-')
        .map_or(result, |end| result.get(..end).unwrap_or_default());
    Ok(digits.parse().unwrap_or(-1))
}

impl<'a> Asked<'a> {
    /// The arguments. Those that are strings hold no comma: strace wrote every byte of theirs as a
    /// number.
    pub(super) fn list(&self) -> Vec<&'a str> {
        self.arguments.split(", ").collect()
    }

    /// Every string of the arguments, one after another.
    pub(super) fn strings(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        for (number, part) in self.arguments.split('"').enumerate() {
            if number % 2 == 1 {
                unescape(part, &mut bytes)?;
            }
        }
        Ok(bytes)
    }
}

/// A string argument.
pub(super) fn text(argument: &str) -> Result<String> {
    let mut bytes = Vec::new();
    unescape(argument.trim_matches('"'), &mut bytes)?;
    Ok(String::from_utf8(bytes)?)
}

/// A file's number and, in angle brackets, what it is.
pub(super) fn file(argument: &str) -> Result<(i64, Option<String>)> {
    let Some((number, rest)) = argument.split_once('<') else {
        return Ok((argument.parse().unwrap_or(-1), None));
    };
    let number = number.parse().unwrap_or(-1);
    if rest.ends_with("(deleted)") {
        return Ok((number, None));
    }
    Ok((number, Some(text(rest.trim_end_matches('>'))?)))
}

/// Strings come as `\x` and two digits for each byte; what strace adds itself comes as it is.
fn unescape(text: &str, into: &mut Vec<u8>) -> Result<()> {
    let mut rest = text.as_bytes();
    into.reserve(rest.len() / 4);
    while let Some((first, after)) = rest.split_first() {
        if let [b'\\', b'x', high, low, after @ ..] = rest {
            into.push(digit(*high)? * 16 + digit(*low)?);
            rest = after;
        } else {
            into.push(*first);
            rest = after;
        }
    }
    Ok(())
}

fn digit(character: u8) -> Result<u8> {
    match character {
        b'0'..=b'9' => Ok(character - b'0'),
        b'a'..=b'f' => Ok(character - b'a' + 10),
        _ => anyhow::bail!("no hexadecimal digit"),
    }
}

/// Where each open file is read and written next: `write` does not say where.
#[derive(Default)]
pub(super) struct Positions(HashMap<i64, u64>);

impl Positions {
    pub(super) fn set(&mut self, file: i64, position: u64) {
        self.0.insert(file, position);
    }

    /// The place of the next bytes; the one after them is where it goes on.
    pub(super) fn advance(&mut self, file: i64, length: usize) -> Result<u64> {
        let position = self.0.get_mut(&file).context("a file that was opened")?;
        let here = *position;
        *position += length as u64;
        Ok(here)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_taken_apart() {
        let (thread, line) =
            parse(r#"17793 pwrite64(3<\x2f\x61>, "\x78\x79", 2, 100) = 2"#).unwrap();
        let Line::Done(asked, result) = line else {
            panic!("it is done")
        };
        assert_eq!((thread, asked.name, result), (17_793, "pwrite64", 2));
        let list = asked.list();
        assert_eq!(file(list[0]).unwrap(), (3, Some("/a".to_owned())));
        assert_eq!(text(list[1]).unwrap(), "xy");
        assert_eq!(list[3], "100");

        let begun = r"5 fsync(4<\x2f\x61>(deleted) <unfinished ...>";
        let (_, Line::Begun(asked)) = parse(begun).unwrap() else {
            panic!("it goes on")
        };
        assert_eq!(file(asked.list()[0]).unwrap(), (4, None));
        let ended = "5 <... fsync resumed>)           = -1 EIO (Input/output error) (INJECTED)";
        assert!(matches!(parse(ended).unwrap(), (5, Line::Ended(-1))));
        let failed = r#"5 mkdir("\x76", 0777) = -1 EEXIST (File exists)"#;
        let (_, Line::Done(asked, -1)) = parse(failed).unwrap() else {
            panic!("it failed")
        };
        assert_eq!(asked.list(), [r#""\x76""#, "0777"]);
        let made_to = r"5 fsync(4<\x2f\x61>) = -1 EIO (Input/output error) (INJECTED)";
        let (_, Line::Done(asked, -1)) = parse(made_to).unwrap() else {
            panic!("it failed")
        };
        assert_eq!(asked.list(), [r"4<\x2f\x61>"]);
        assert!(matches!(
            parse("5 +++ exited with 0 +++").unwrap().1,
            Line::Other
        ));
        let signal = "5 --- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED (x)} ---";
        assert!(matches!(parse(signal).unwrap().1, Line::Other));
    }
}
