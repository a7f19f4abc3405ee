//! A page of the release, with [placeholders](Placeholder) where a desk's own words go. What fills
//! one is escaped for HTML unless its name says otherwise, and is never looked at for placeholders
//! itself.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{
    gzip::Frame,
    placeholder::{CLOSE, OPEN, Placeholder, WITH},
    state::DeskState,
};
use crate::{
    day::Day,
    envelope::capacity::{envelope_bytes, form_bytes},
    roster::{Editor, Notices, Topic},
    text::Language,
};

/// Bytes in a unit of the next name.
const UNIT: u64 = 1_024;
/// From so many on, a size is told in the next unit although something is lost.
const ROUNDED: u64 = 10 * UNIT;

/// Groups of four digits in a fingerprint: 128 bits.
const FINGERPRINT_GROUPS: usize = 8;

/// Length of what carries codename and receipt in the begin page, whatever they are, in bytes.
pub const BEGIN_INSERT_BYTES: usize = 768;
/// Length of the confirmation, compressed, whatever was sent, in any language, in bytes.
pub const CONFIRMATION_PAGE_BYTES: usize = 4_352;
/// Length of the answer to a receipt, compressed, whatever it is, in any language, in bytes.
pub const RECEIPT_PAGE_BYTES: usize = 2_304;
const COMMENT: [&str; 2] = ["<!--", "-->"];

/// Why a text could not be filled: the release is broken, or its manifest is none.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum FillError {
    /// No placeholder of this version, one that stands where it cannot, or one that is not closed.
    #[error("a page of the release has a place that this version cannot fill")]
    Placeholder,
    /// Longer than the place in its page.
    #[error("what belongs into a page does not fit into it")]
    TooLong,
}

/// What a desk puts into the pages of a release.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// The desk's name.
    pub name: &'a str,
    /// The roster's last day.
    pub expires: Day,
    /// The signed roster, as it is served.
    pub roster_json: &'a str,
    /// The roster's editors.
    pub editors: &'a [Editor],
    /// What the roster tells sources.
    pub notices: &'a Notices,
    /// What the first page says of the desk.
    pub state: DeskState,
    /// The largest submission that the operator takes, in bytes.
    pub largest_bytes: u64,
    /// The release's script, which the offline page holds.
    pub script: &'a str,
}

/// What a request is filled with, and what its answer is filled with because of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequestContext<'a> {
    /// The largest submission that they take the server to take, in bytes.
    pub largest_bytes: u64,
    /// A receipt: the server's, or one of their own.
    pub receipt: &'a str,
    /// The codename that goes with it.
    pub words: &'a str,
    /// The name of an upload: the server's, or one of their own.
    pub token: &'a str,
    /// The boundary between the parts of a multipart form.
    pub boundary: &'a str,
    /// Their message.
    pub message: &'a str,
    /// Their envelope.
    pub envelope: &'a [u8],
    /// How much of it comes first, in bytes.
    pub part_bytes: usize,
}

/// A page of the release, or what is sent to its server.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Text(String);

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// A stretch of a text.
#[derive(Clone, Copy)]
enum Stretch<'a> {
    Plain(&'a str),
    Marked(Placeholder, &'a str),
}

/// What is known where a placeholder stands.
#[derive(Clone, Copy, Default)]
struct RenderValues<'a> {
    desk: Option<Desk<'a>>,
    asker: Option<RequestContext<'a>>,
    length: Option<usize>,
    editor: Option<&'a Editor>,
    words: Option<&'a str>,
    word: Option<&'a str>,
    receipt: Option<&'a str>,
}

impl Text {
    /// The text with its placeholders.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The page of a desk, in which the places of an [insert](Placeholder::Insert) and of
    /// [padding](Placeholder::Padding) stay as they are.
    ///
    /// # Errors
    /// It has placeholders that this version cannot fill.
    pub fn fill(&self, desk: Desk<'_>) -> Result<String, FillError> {
        let known = RenderValues {
            desk: Some(desk),
            ..RenderValues::default()
        };
        let mut page = String::with_capacity(self.0.len() + desk.roster_json.len());
        render(&mut page, &stretches(&self.0)?, known)?;
        Ok(page)
    }

    /// The bytes that are sent.
    ///
    /// # Errors
    /// It has placeholders that this version cannot fill, or the first part of an envelope is
    /// longer than the envelope.
    pub fn sent_by(&self, asker: RequestContext<'_>) -> Result<Vec<u8>, FillError> {
        let parts = asker.envelope.split_at_checked(asker.part_bytes);
        let (first, last) = parts.ok_or(FillError::Placeholder)?;
        for (mark, part) in [
            (Placeholder::FirstPart, first),
            (Placeholder::LastPart, last),
            (Placeholder::Envelope, asker.envelope),
        ] {
            if self.0 == mark.written() {
                return Ok(part.to_vec());
            }
        }
        Ok(line_sent_by(&self.0, asker)?.into_bytes())
    }

    /// Whether such a placeholder is in it.
    #[must_use]
    pub fn has(&self, mark: Placeholder) -> bool {
        self.0.contains(&mark.written())
    }

    /// What stands where a placeholder does in a page that was made of this text: from the plain
    /// text before the placeholder's first place to the character after it.
    #[must_use]
    pub fn value<'a>(&self, mark: Placeholder, page: &'a str) -> Option<&'a str> {
        let stretches = stretches(&self.0).ok()?;
        let at = stretches
            .iter()
            .position(|stretch| matches!(stretch, Stretch::Marked(found, _) if *found == mark))?;
        let (Some(Stretch::Plain(before)), Some(Stretch::Plain(after))) =
            (stretches.get(at.checked_sub(1)?), stretches.get(at + 1))
        else {
            return None;
        };
        // The tag that the placeholder stands in is enough to find it by.
        let before = before.get(before.rfind('<')?..)?;
        let (_, rest) = page.split_once(before)?;
        rest.split_once(after.chars().next()?)
            .map(|(value, _)| value)
    }
}

fn stretches(text: &str) -> Result<Vec<Stretch<'_>>, FillError> {
    let mut stretches = Vec::new();
    let mut parts = text.split(OPEN);
    stretches.extend(parts.next().map(Stretch::Plain));
    for part in parts {
        let (inside, plain) = part.split_once(CLOSE).ok_or(FillError::Placeholder)?;
        let (name, given) = inside.split_once(WITH).unwrap_or((inside, ""));
        let mark = name.parse::<Placeholder>();
        stretches.push(Stretch::Marked(
            mark.map_err(|_| FillError::Placeholder)?,
            given,
        ));
        stretches.push(Stretch::Plain(plain));
    }
    Ok(stretches)
}

/// A line of an answer's head, whose body is so many bytes long.
pub(super) fn line_of_answer(
    line: &str,
    desk: Desk<'_>,
    asker: RequestContext<'_>,
    length: usize,
) -> Result<String, FillError> {
    let known = RenderValues {
        desk: Some(desk),
        asker: Some(asker),
        length: Some(length),
        ..RenderValues::default()
    };
    filled(line, known)
}

/// A line of a request.
pub(super) fn line_sent_by(line: &str, asker: RequestContext<'_>) -> Result<String, FillError> {
    let known = RenderValues {
        asker: Some(asker),
        words: Some(asker.words),
        receipt: Some(asker.receipt),
        ..RenderValues::default()
    };
    filled(line, known)
}

fn filled(line: &str, known: RenderValues<'_>) -> Result<String, FillError> {
    let mut filled = String::with_capacity(line.len());
    render(&mut filled, &stretches(line)?, known)?;
    Ok(filled)
}

/// What carries a codename and a receipt into the begin page: [`BEGIN_INSERT_BYTES`] long, whatever
/// they are.
///
/// # Errors
/// The words are longer than any codename.
pub fn begin_insert(
    text: &Text,
    words: &str,
    receipt: &str,
) -> Result<Zeroizing<String>, FillError> {
    let known = RenderValues {
        words: Some(words),
        receipt: Some(receipt),
        ..RenderValues::default()
    };
    // Room enough that nothing is left behind by growing.
    let mut html = Zeroizing::new(String::with_capacity(BEGIN_INSERT_BYTES * 2));
    let room = text.0.len() + words.len() * 2 + receipt.len() * 2;
    if room > html.capacity() {
        return Err(FillError::TooLong);
    }
    render(&mut html, &stretches(&text.0)?, known)?;
    pad(&mut html, BEGIN_INSERT_BYTES)?;
    Ok(html)
}

/// The confirmation, compressed: [`CONFIRMATION_PAGE_BYTES`] long, whatever its insert is.
///
/// # Errors
/// Page and insert together are longer than that.
pub fn confirmation_page(frame: &Frame, insert: &str) -> Result<Zeroizing<Vec<u8>>, FillError> {
    padded_page(frame, insert, CONFIRMATION_PAGE_BYTES)
}

/// An answer to a receipt, compressed: [`RECEIPT_PAGE_BYTES`] long.
///
/// # Errors
/// The page is longer than that.
pub fn receipt_page(frame: &Frame) -> Result<Zeroizing<Vec<u8>>, FillError> {
    padded_page(frame, "", RECEIPT_PAGE_BYTES)
}

fn padded_page(frame: &Frame, insert: &str, bytes: usize) -> Result<Zeroizing<Vec<u8>>, FillError> {
    let mut html = insert.to_owned();
    // Beyond what one byte takes, each more takes one: an insert is one stored block.
    let room = (bytes + 1).checked_sub(frame.filled_bytes(1));
    pad(&mut html, room.ok_or(FillError::TooLong)?)?;
    Ok(frame.fill(html.as_bytes()))
}

/// Brings an insert to a length by a comment of spaces.
fn pad(html: &mut String, bytes: usize) -> Result<(), FillError> {
    let [open, close] = COMMENT;
    let left = bytes.checked_sub(html.len() + open.len() + close.len());
    html.push_str(open);
    html.extend(std::iter::repeat_n(' ', left.ok_or(FillError::TooLong)?));
    html.push_str(close);
    Ok(())
}

fn render(
    out: &mut String,
    stretches: &[Stretch<'_>],
    known: RenderValues<'_>,
) -> Result<(), FillError> {
    let mut left = stretches;
    while let Some((stretch, rest)) = left.split_first() {
        left = rest;
        match *stretch {
            Stretch::Plain(plain) => out.push_str(plain),
            Stretch::Marked(mark, given) if is_opening(mark) => {
                let (repeated, after) = up_to_end(rest)?;
                left = after;
                repeat(out, (mark, given), repeated, known)?;
            }
            Stretch::Marked(mark, given) => put(out, mark, given, known)?,
        }
    }
    Ok(())
}

/// Whether what follows stands once, several times or not at all.
const fn is_opening(mark: Placeholder) -> bool {
    matches!(
        mark,
        Placeholder::EachEditor | Placeholder::EachWord | Placeholder::When
    )
}

/// What is repeated, and what stands after its end. Nothing is repeated inside of something else.
fn up_to_end<'a, 'b>(
    stretches: &'a [Stretch<'b>],
) -> Result<(&'a [Stretch<'b>], &'a [Stretch<'b>]), FillError> {
    let end = |stretch: &Stretch<'_>| matches!(stretch, Stretch::Marked(Placeholder::End, _));
    let at = stretches
        .iter()
        .position(end)
        .ok_or(FillError::Placeholder)?;
    let (repeated, rest) = stretches.split_at(at);
    let opens =
        |stretch: &Stretch<'_>| matches!(stretch, Stretch::Marked(mark, _) if is_opening(*mark));
    let nested = repeated.iter().any(opens);
    match rest.split_first() {
        Some((_, after)) if !nested => Ok((repeated, after)),
        Some(_) | None => Err(FillError::Placeholder),
    }
}

fn repeat(
    out: &mut String,
    (mark, given): (Placeholder, &str),
    repeated: &[Stretch<'_>],
    known: RenderValues<'_>,
) -> Result<(), FillError> {
    if mark == Placeholder::When {
        let state: DeskState = given.parse().map_err(|_| FillError::Placeholder)?;
        if known.desk.ok_or(FillError::Placeholder)?.state == state {
            render(out, repeated, known)?;
        }
    } else if mark == Placeholder::EachEditor {
        for editor in known.desk.ok_or(FillError::Placeholder)?.editors {
            let editor = Some(editor);
            render(out, repeated, RenderValues { editor, ..known })?;
        }
    } else {
        for word in known.words.ok_or(FillError::Placeholder)?.split(' ') {
            let word = Some(word);
            render(out, repeated, RenderValues { word, ..known })?;
        }
    }
    Ok(())
}

fn put(
    out: &mut String,
    mark: Placeholder,
    given: &str,
    known: RenderValues<'_>,
) -> Result<(), FillError> {
    let desk = || known.desk.ok_or(FillError::Placeholder);
    let editor = || known.editor.ok_or(FillError::Placeholder);
    let asker = || known.asker.ok_or(FillError::Placeholder);
    match mark {
        Placeholder::Desk => escape(out, desk()?.name),
        Placeholder::Largest => escape(out, &size(desk()?.largest_bytes, given)),
        Placeholder::LargestBytes => out.push_str(&desk()?.largest_bytes.to_string()),
        // A day is not broken at the end of a line.
        Placeholder::Expires => escape(out, &desk()?.expires.to_string().replace('-', "\u{2011}")),
        Placeholder::Roster => escape(out, desk()?.roster_json),
        Placeholder::RosterJson => out.push_str(desk()?.roster_json),
        Placeholder::Script => out.push_str(desk()?.script),
        Placeholder::Recipient => escape(out, &editor()?.recipient.to_string()),
        Placeholder::Certificate => escape(out, editor()?.certificate.trim_end()),
        Placeholder::CertificatePlain => out.push_str(editor()?.certificate.trim_end()),
        Placeholder::Name => escape(out, &editor()?.name),
        Placeholder::EditorCount => out.push_str(&desk()?.editors.len().to_string()),
        Placeholder::Notice => notice(out, desk()?.notices, given)?,
        Placeholder::State => out.push_str(desk()?.state.name()),
        Placeholder::Fingerprint => out.push_str(&fingerprint(desk()?.editors)),
        Placeholder::Word => escape(out, known.word.ok_or(FillError::Placeholder)?),
        Placeholder::Words => escape(out, known.words.ok_or(FillError::Placeholder)?),
        Placeholder::Receipt => escape(out, known.receipt.ok_or(FillError::Placeholder)?),
        Placeholder::Insert | Placeholder::Padding => out.push_str(&mark.written()),
        Placeholder::Length => {
            out.push_str(&known.length.ok_or(FillError::Placeholder)?.to_string());
        }
        Placeholder::Token => out.push_str(asker()?.token),
        Placeholder::LargestEnvelope => {
            out.push_str(&envelope_bytes(desk()?.largest_bytes).to_string());
        }
        Placeholder::LongerEnvelope => {
            let largest = envelope_bytes(asker()?.largest_bytes);
            out.push_str(&largest.saturating_add(1).to_string());
        }
        Placeholder::LongerForm => {
            let largest = form_bytes(asker()?.largest_bytes);
            out.push_str(&largest.saturating_add(1).to_string());
        }
        Placeholder::EnvelopeBytes => out.push_str(&asker()?.envelope.len().to_string()),
        Placeholder::PartBytes => out.push_str(&asker()?.part_bytes.to_string()),
        Placeholder::Message => out.push_str(asker()?.message),
        Placeholder::Boundary => out.push_str(asker()?.boundary),
        Placeholder::EachEditor
        | Placeholder::EachWord
        | Placeholder::When
        | Placeholder::End
        | Placeholder::FirstPart
        | Placeholder::LastPart
        | Placeholder::Envelope => {
            return Err(FillError::Placeholder);
        }
    }
    Ok(())
}

/// What a desk says of a topic in a language; else what the release says, which is HTML already.
fn notice(out: &mut String, notices: &Notices, given: &str) -> Result<(), FillError> {
    let mut parts = given.splitn(3, ' ');
    let (Some(topic), Some(language), Some(default)) = (parts.next(), parts.next(), parts.next())
    else {
        return Err(FillError::Placeholder);
    };
    let topic: Topic = topic.parse().map_err(|_| FillError::Placeholder)?;
    let language: Language = language.parse().map_err(|_| FillError::Placeholder)?;
    match notices.text(topic, language) {
        Some(text) => escape(out, text),
        None => out.push_str(default),
    }
    Ok(())
}

/// The first digits of the SHA-256 of all recipients, a line each, and then all certificates: long
/// enough that no others are made to fit, short enough to compare.
fn fingerprint(editors: &[Editor]) -> String {
    let mut hash = Sha256::new();
    for editor in editors {
        hash.update(format!("{}\n", editor.recipient));
    }
    for editor in editors {
        hash.update(format!("{}\n", editor.certificate.trim_end()));
    }
    let hash = hash.finalize();
    let (pairs, _) = hash.as_slice().as_chunks::<2>();
    let groups: Vec<String> = pairs
        .iter()
        .take(FINGERPRINT_GROUPS)
        .map(hex::encode)
        .collect();
    groups.join(" ")
}

/// As an attribute or between tags.
fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&#38;"),
            '<' => out.push_str("&#60;"),
            '>' => out.push_str("&#62;"),
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(letter),
        }
    }
}

/// A size for people, rounded down to a whole number of its unit.
fn size(bytes: u64, units: &str) -> String {
    let (mut size, mut name) = (bytes, "");
    for (power, unit) in units.split(' ').enumerate() {
        if power > 0 {
            if size < UNIT || (size % UNIT != 0 && size < ROUNDED) {
                break;
            }
            size /= UNIT;
        }
        name = unit;
    }
    format!("{size}\u{a0}{name}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::hybrid::HybridIdentity;

    const JSON: &str = "{\"roster\":\"<a & 'b'>\"}";

    fn editors() -> Vec<Editor> {
        let editors = [(1, "alice"), (2, "basile")].map(|(seed, name)| Editor {
            name: name.to_owned(),
            recipient: HybridIdentity::from_seed(&[seed; 32]).to_recipient(),
            certificate: format!("<{name}>\n"),
        });
        editors.into()
    }

    fn desk(editors: &[Editor]) -> Desk<'_> {
        Desk {
            name: "L'<Œil> & \"co\"",
            expires: "2027-11-24".parse().unwrap(),
            roster_json: JSON,
            editors,
            notices: Notices::NONE,
            state: DeskState::Open,
            largest_bytes: 2_147_483_648,
            script: "if(1<2){}",
        }
    }

    fn marked(parts: &[&str]) -> Text {
        Text::from(parts.concat())
    }

    #[test]
    fn every_mark_is_filled_and_escaped_where_it_must_be() {
        let editors = editors();
        for (mark, value) in [
            (Placeholder::Desk, "L&#39;&#60;Œil&#62; &#38; &#34;co&#34;"),
            (Placeholder::LargestBytes, "2147483648"),
            (Placeholder::Expires, "2027\u{2011}11\u{2011}24"),
            (Placeholder::Script, "if(1<2){}"),
            (Placeholder::RosterJson, JSON),
            (
                Placeholder::Roster,
                "{&#34;roster&#34;:&#34;&#60;a &#38; &#39;b&#39;&#62;&#34;}",
            ),
        ] {
            let text = marked(&["<p>", &mark.written(), "</p>"]);
            let filled = text.fill(desk(&editors)).unwrap();
            assert_eq!(filled, format!("<p>{value}</p>"));
            if !value.contains('<') {
                let page = format!("<b>x</b>{filled}");
                assert_eq!(text.value(mark, &page), Some(value));
            }
        }
        let largest = marked(&[&Placeholder::Largest.given("o Kio Mio Gio")]);
        assert_eq!(largest.fill(desk(&editors)).unwrap(), "2\u{a0}Gio");
        let each = marked(&[
            &Placeholder::EachEditor.written(),
            "[",
            &Placeholder::Certificate.written(),
            "]",
            &Placeholder::End.written(),
            ".",
        ]);
        let filled = each.fill(desk(&editors)).unwrap();
        assert_eq!(filled, "[&#60;alice&#62;][&#60;basile&#62;].");
    }

    #[test]
    fn a_desk_s_own_words_stand_where_it_has_some() {
        let editors = editors();
        let notices: Notices = serde_json::from_value(serde_json::json!({
            "readers": { "fr": "Deux journalistes & « un » juriste", "en": "Two" },
        }))
        .unwrap();
        let desk = Desk {
            notices: &notices,
            ..desk(&editors)
        };
        let notice = |given: &str| marked(&[&Placeholder::Notice.given(given)]).fill(desk);
        let said = notice("readers fr Les clés.").unwrap();
        assert_eq!(said, "Deux journalistes &#38; « un » juriste");
        assert_eq!(notice("readers en The keys.").unwrap(), "Two");
        assert_eq!(
            notice("kept fr Un <b>an</b>: oui.").unwrap(),
            "Un <b>an</b>: oui."
        );
        let count = marked(&[&Placeholder::EditorCount.written()]).fill(desk);
        assert_eq!(count.unwrap(), "2");
        for broken in ["", "readers", "readers fr", "nothing fr a", "readers de a"] {
            assert_eq!(notice(broken), Err(FillError::Placeholder), "{broken}");
        }
    }

    #[test]
    fn what_belongs_to_a_state_stands_in_it_alone() {
        let editors = editors();
        let text = marked(&[
            "<i id=\"",
            &Placeholder::State.written(),
            "\">",
            &Placeholder::When.given("full"),
            "[",
            &Placeholder::Desk.written(),
            "]",
            &Placeholder::End.written(),
            ".",
        ]);
        for (state, page) in [
            (DeskState::Open, "<i id=\"open\">."),
            (DeskState::Full, "<i id=\"full\">[D]."),
            (DeskState::Expired, "<i id=\"expired\">."),
        ] {
            let desk = Desk {
                name: "D",
                state,
                ..desk(&editors)
            };
            assert_eq!(text.fill(desk).unwrap(), page);
            assert_eq!(text.value(Placeholder::State, page), Some(state.name()));
        }
        let unknown = marked(&[
            &Placeholder::When.given("shut"),
            &Placeholder::End.written(),
        ]);
        assert_eq!(unknown.fill(desk(&editors)), Err(FillError::Placeholder));
    }

    #[test]
    fn what_fills_a_mark_is_not_looked_at_for_marks() {
        let editors = editors();
        let name = Placeholder::Script.written();
        let desk = Desk {
            name: &name,
            ..desk(&editors)
        };
        let text = marked(&["<p>", &Placeholder::Desk.written(), "</p>"]);
        assert_eq!(text.fill(desk).unwrap(), format!("<p>{name}</p>"));
    }

    #[test]
    fn a_text_that_this_version_cannot_fill_is_refused() {
        let editors = editors();
        let (each, end) = (
            Placeholder::EachEditor.written(),
            Placeholder::End.written(),
        );
        for text in [
            "\u{e000}desk",
            "\u{e000}nothing\u{e001}",
            &Placeholder::Recipient.written(),
            &Placeholder::Words.written(),
            &each,
            &end,
            &format!("{each}{each}{end}{end}"),
        ] {
            let refused = Text::from(text.to_owned()).fill(desk(&editors));
            assert_eq!(refused, Err(FillError::Placeholder), "{text}");
        }
    }

    #[test]
    fn what_is_sent_is_filled_by_whoever_sends_it() {
        let asker = RequestContext {
            largest_bytes: 1_048_576,
            receipt: "5e",
            words: "a b",
            token: "T",
            boundary: "--b",
            message: "<m>",
            envelope: b"sealed",
            part_bytes: 2,
        };
        for (mark, sent) in [
            (Placeholder::Receipt, "5e"),
            (Placeholder::Words, "a b"),
            (Placeholder::Token, "T"),
            (Placeholder::Boundary, "--b"),
            (Placeholder::Message, "<m>"),
            (Placeholder::EnvelopeBytes, "6"),
            (Placeholder::PartBytes, "2"),
            (Placeholder::LongerEnvelope, "6358545"),
            (Placeholder::LongerForm, "10485761"),
        ] {
            let text = marked(&["[", &mark.written(), "]"]);
            let sent = format!("[{sent}]").into_bytes();
            assert_eq!(text.sent_by(asker), Ok(sent), "{mark:?}");
            assert!(text.has(mark) && !text.has(Placeholder::Insert));
        }
        for (mark, part) in [
            (Placeholder::FirstPart, "se"),
            (Placeholder::LastPart, "aled"),
        ] {
            let alone = marked(&[&mark.written()]);
            assert_eq!(alone.sent_by(asker), Ok(part.into()));
            let beside = marked(&[&mark.written(), "."]);
            assert_eq!(beside.sent_by(asker), Err(FillError::Placeholder));
            let longer = RequestContext {
                part_bytes: 7,
                ..asker
            };
            assert_eq!(alone.sent_by(longer), Err(FillError::Placeholder));
        }
        let whole = marked(&[&Placeholder::Envelope.written()]);
        assert_eq!(whole.sent_by(asker), Ok("sealed".into()));
        let of_a_desk = marked(&[&Placeholder::Desk.written()]);
        assert_eq!(of_a_desk.sent_by(asker), Err(FillError::Placeholder));
    }

    #[test]
    fn a_padded_page_has_one_length() {
        use crate::release::gzip::decompress;
        let frames = [
            Frame::new(b"<p>", b"</p>"),
            Frame::new("é".repeat(700).as_bytes(), b"<footer>"),
        ];
        for frame in &frames {
            let room = CONFIRMATION_PAGE_BYTES - frame.filled_bytes(1) + 1 - "<!---->".len();
            for length in [0, 1, 300, room] {
                let insert = "x".repeat(length);
                let page = confirmation_page(frame, &insert).unwrap();
                assert_eq!(page.len(), CONFIRMATION_PAGE_BYTES, "{length}");
                let text = decompress(&page, 2 * CONFIRMATION_PAGE_BYTES).unwrap();
                let text = String::from_utf8(text).unwrap();
                assert!(text.contains(&format!("{insert}<!--")), "{text}");
            }
            let long = confirmation_page(frame, &"x".repeat(room + 1));
            assert_eq!(long, Err(FillError::TooLong));
            assert_eq!(receipt_page(frame).unwrap().len(), RECEIPT_PAGE_BYTES);
        }
    }

    #[test]
    fn sizes_are_written_for_people() {
        for (bytes, shown) in [
            (2_147_483_648, "2\u{a0}GiB"),
            (1_610_612_736, "1536\u{a0}MiB"),
            (512, "512\u{a0}B"),
        ] {
            assert_eq!(size(bytes, "B KiB MiB GiB"), shown);
        }
    }
}
