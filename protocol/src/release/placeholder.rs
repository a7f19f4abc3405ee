//! A name between two characters that no text has: U+E000 and U+E001, which are for private use.

use strum::{EnumString, IntoStaticStr};

pub(super) const OPEN: char = '\u{e000}';
pub(super) const CLOSE: char = '\u{e001}';
/// Stands between a placeholder's name and what it is given.
pub(super) const WITH: char = ':';

/// A place in a text of the release, which a desk or a request fills.
#[derive(Clone, Copy, Debug, EnumString, Eq, IntoStaticStr, PartialEq)]
#[strum(serialize_all = "kebab-case")]
pub enum Placeholder {
    /// The desk's name, escaped for HTML.
    Desk,
    /// The largest submission, for people; the placeholder is given the names of the units.
    Largest,
    /// The largest submission, in bytes.
    LargestBytes,
    /// The roster's last day, which no line breaks.
    Expires,
    /// The signed roster's JSON, escaped for HTML.
    Roster,
    /// The signed roster's JSON, not escaped.
    RosterJson,
    /// The page's script, not escaped.
    Script,
    /// What follows, up to [`Placeholder::End`], stands once for each editor.
    EachEditor,
    /// The recipient of the editor that is being repeated, escaped for HTML.
    Recipient,
    /// The certificate of the editor that is being repeated, escaped for HTML.
    Certificate,
    /// The certificate of the editor that is being repeated, not escaped.
    CertificatePlain,
    /// The name of the editor that is being repeated.
    Name,
    /// How many editors there are.
    EditorCount,
    /// What the desk says of a topic; the placeholder is given topic, language, and what stands
    /// there where the desk says nothing.
    Notice,
    /// The [state](super::DeskState) of the desk, by its name.
    State,
    /// What follows, up to [`Placeholder::End`], stands in one state alone, which the placeholder
    /// is given.
    When,
    /// The first digits of a hash of the editors' keys, in groups.
    Fingerprint,
    /// What follows, up to [`Placeholder::End`], stands once for each word of a codename.
    EachWord,
    /// The word that is being repeated, escaped for HTML.
    Word,
    /// The twelve words of a codename, escaped for HTML.
    Words,
    /// A receipt, in hexadecimal digits.
    Receipt,
    /// The end of what is repeated.
    End,
    /// Where what the server adds of its own stands in its page.
    #[strum(serialize = "hole")]
    Insert,
    /// Where a comment of spaces brings its compressed page to
    /// [`RECEIPT_PAGE_BYTES`](super::RECEIPT_PAGE_BYTES).
    Padding,
    /// The length of a body.
    Length,
    /// The name that the server gave an upload.
    Token,
    /// The largest envelope that is taken, in bytes.
    LargestEnvelope,
    /// One byte more than the largest envelope that is taken.
    LongerEnvelope,
    /// One byte more than the largest form that is taken.
    LongerForm,
    /// The length of the envelope that the request brings, in bytes.
    EnvelopeBytes,
    /// The length of the envelope's first part, in bytes.
    PartBytes,
    /// The envelope's first part, with nothing beside it.
    FirstPart,
    /// The rest of the envelope, with nothing beside it.
    LastPart,
    /// The whole envelope, with nothing beside it.
    Envelope,
    /// The message that the request brings.
    Message,
    /// The boundary between the parts of a multipart form.
    Boundary,
}

impl Placeholder {
    /// The placeholder as it stands in a text.
    #[must_use]
    pub fn written(self) -> String {
        format!("{OPEN}{}{CLOSE}", <&str>::from(self))
    }

    /// The placeholder with a value for the code that fills it.
    #[must_use]
    pub fn given(self, what: &str) -> String {
        format!("{OPEN}{}{WITH}{what}{CLOSE}", <&str>::from(self))
    }
}
