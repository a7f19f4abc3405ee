//! A text that a program reads is a document of another kind: it holds names, places and pictures
//! that a reader of the text does not look for.

use strum::IntoStaticStr;

/// How many lines at the beginning are searched for the header of an e-mail or of a drawing.
const FIRST_LINES: usize = 40;
/// A text with at least this many header fields of an e-mail is an e-mail.
const HEAD_FIELDS: usize = 2;
/// Shortest line that counts as base64, in characters: encoders write 64 or 76 (RFC 7468, 2045).
const BASE64_LINE: usize = 56;
/// A single word of base64 of this length is an encoded file, in characters.
const BASE64_LONG_LINE: usize = 200;
/// How many lines of base64 in a row are an encoded file.
const BASE64_LINES: usize = 3;
/// Where a PDF may begin: its readers look so far.
const PDF_START_BYTES: usize = 1_024;

/// What a text is besides.
#[derive(Clone, Copy, Debug, Eq, IntoStaticStr, PartialEq)]
#[strum(const_into_str)]
pub enum Language {
    #[strum(serialize = "RTF")]
    Rtf,
    #[strum(serialize = "PostScript")]
    PostScript,
    #[strum(serialize = "PDF")]
    Pdf,
    #[strum(serialize = "HTML, XML, SVG")]
    Markup,
    #[strum(serialize = "e-mail")]
    Mail,
    #[strum(serialize = "DXF")]
    Drawing,
    #[strum(serialize = "iCalendar, vCard")]
    Calendar,
    #[strum(serialize = "PEM, OpenPGP, age")]
    Armour,
    #[strum(serialize = "base64, uuencode")]
    EncodedFile,
}

impl Language {
    pub(super) const fn name(self) -> &'static str {
        self.into_str()
    }
}

/// The language of a text; none of one that is for readers.
pub(super) fn of(text: &str) -> Option<Language> {
    let start = text.trim_start();
    let first = || text.lines().take(FIRST_LINES).map(str::trim);
    if start.starts_with("{\\rtf") || start.starts_with("{\\urtf") {
        return Some(Language::Rtf);
    }
    if start.starts_with("%!") {
        return Some(Language::PostScript);
    }
    let pdf = text.find("%PDF-");
    if pdf.is_some_and(|at| at < PDF_START_BYTES) {
        return Some(Language::Pdf);
    }
    if start.starts_with('<') {
        return Some(Language::Markup);
    }
    if text
        .lines()
        .any(|line| line.trim().starts_with("-----BEGIN "))
    {
        return Some(Language::Armour);
    }
    let begins = |word: &str| {
        let mut lines = text.lines();
        lines.any(|line| {
            let start = line.trim().get(..word.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(word))
        })
    };
    if ["BEGIN:VCALENDAR", "BEGIN:VCARD", "BEGIN:VEVENT"]
        .iter()
        .any(|word| begins(word))
    {
        return Some(Language::Calendar);
    }
    if first().filter(|line| is_head_field(line)).count() >= HEAD_FIELDS {
        return Some(Language::Mail);
    }
    let lines: Vec<&str> = first().collect();
    if lines.windows(2).any(|pair| pair == ["0", "SECTION"]) {
        return Some(Language::Drawing);
    }
    encodes_a_file(text).then_some(Language::EncodedFile)
}

/// Whether a text begins with the header of an e-mail: fields, of which some are those that mail
/// programs write.
pub(super) fn begins_as_mail(text: &str) -> bool {
    let head = text.trim_start_matches('\u{feff}');
    // A mailbox begins each of its messages with such a line.
    let head = match head.split_once('\n') {
        Some((first, rest)) if first.starts_with("From ") => rest,
        _ => head,
    };
    let fields: Vec<&str> = head
        .lines()
        .take_while(|line| !line.trim().is_empty())
        .collect();
    let is_field = |line: &&&str| {
        line.starts_with([' ', '\t'])
            || line.split_once(':').is_some_and(|(name, _)| {
                !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic())
            })
    };
    let known = ["from", "to", "subject", "date"];
    let is_known = |line: &&&str| {
        line.split_once(':')
            .is_some_and(|(name, _)| known.contains(&name.to_ascii_lowercase().as_str()))
    };
    fields.iter().all(|line| is_field(&line))
        && fields.iter().filter(|line| is_head_field(line)).count() >= 1
        && fields.iter().filter(is_known).count() >= HEAD_FIELDS
}

/// A header field of an e-mail that mail programs write, and people do not.
fn is_head_field(line: &str) -> bool {
    const FIELDS: [&str; 9] = [
        "received",
        "message-id",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
        "return-path",
        "dkim-signature",
        "x-originating-ip",
        "x-mailer",
    ];
    line.split_once(':')
        .is_some_and(|(name, _)| FIELDS.contains(&name.to_ascii_lowercase().as_str()))
}

/// Whether lines in a row are nothing but the letters of an encoding for files.
fn encodes_a_file(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=-_".contains(&byte);
    let mut in_a_row = 0;
    text.lines().map(str::trim).any(|line| {
        let is_uuencode = line
            .strip_prefix("begin ")
            .and_then(|rest| rest.split_once(' '))
            .is_some_and(|(mode, _)| {
                (3..=4).contains(&mode.len()) && mode.bytes().all(|byte| byte.is_ascii_digit())
            });
        // A rule of hyphens is no file.
        let varied = line.bytes().any(|byte| byte.is_ascii_digit())
            && line.bytes().any(|byte| byte.is_ascii_uppercase())
            && line.bytes().any(|byte| byte.is_ascii_lowercase());
        let longest = line
            .split(|c: char| !c.is_ascii() || !is_letter(c as u8))
            .map(str::len)
            .max();
        let is_base64 = varied && line.len() >= BASE64_LINE && line.bytes().all(is_letter);
        in_a_row = if is_base64 { in_a_row + 1 } else { 0 };
        is_uuencode
            || in_a_row >= BASE64_LINES
            || (varied && longest.unwrap_or_default() >= BASE64_LONG_LINE)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_program_reads_is_that() {
        let base64 = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk\n";
        let long = format!("data:image/png;base64,{}", base64.trim().repeat(4));
        for (text, language) in [
            ("{\\rtf1\\ansi a}", Language::Rtf),
            ("\n {\\rtf1 a}", Language::Rtf),
            ("%!PS-Adobe-3.0\n", Language::PostScript),
            ("\r\n\r\n%PDF-1.7\n1 0 obj", Language::Pdf),
            ("  <svg onload=x>", Language::Markup),
            ("<?xml version='1.0'?>", Language::Markup),
            ("BEGIN:VCALENDAR\nBEGIN:VEVENT\n", Language::Calendar),
            ("x\nbegin:vcard\nFN:A", Language::Calendar),
            (
                "From: a@b\nMIME-Version: 1.0\nContent-Type: text/plain\n\nx",
                Language::Mail,
            ),
            (
                "Received: from a\n by b\nMessage-ID: <x@y>\n",
                Language::Mail,
            ),
            ("  0\nSECTION\n  2\nHEADER\n", Language::Drawing),
            ("999\nnote\n  0\nSECTION\n", Language::Drawing),
            ("-----BEGIN PGP MESSAGE-----\n\nx", Language::Armour),
            (&base64.repeat(3), Language::EncodedFile),
            (&long, Language::EncodedFile),
            ("begin 644 photo.jpg\nM1234", Language::EncodedFile),
        ] {
            assert_eq!(of(text), Some(language), "{text:?}");
        }
    }

    #[test]
    fn what_people_write_is_for_readers() {
        let hash = "7fa561f9eeee7fa561f9eeee7fa561f9eeee7fa561f9eeee7fa561f9eeee7fa5\n";
        for text in [
            "De : la mairie\nÀ : tous\nObjet : caméras\n",
            "From: the mayor\nTo: all\nSubject: cameras\n\nDear all,",
            "begin the work, end it\n",
            &"-".repeat(300),
            &"_".repeat(300),
            &hash.repeat(5),
            "2 < 3, et <https://example.invalid> ; 100 %!\n",
            "1\nSECTION A\n0\n",
            "https://example.invalid/a/long/path/that/goes/on/and/on/AND/1/and/on/and/on/and/on\n",
        ] {
            assert_eq!(of(text), None, "{text:?}");
        }
    }
}
