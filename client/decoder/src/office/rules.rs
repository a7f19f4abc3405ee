//! What of an office document may stay.
//!
//! Of the text, only elements of these lists stay what they are. Of any other, what it shows stays
//! as plain text. What names people, paths and machines goes, and so does what is no part of the
//! final text.

/// What becomes of an element.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Rule {
    Keep,
    /// Its text stays.
    Unwrap,
    /// Nothing of it stays. Where a name is given, the report tells of it.
    Drop(Option<&'static str>),
}

/// What the report calls a document of another program inside.
pub(super) const EMBEDDED: &str = "EmbeddedObject";

/// Elements of the text that LibreOffice may see: paragraphs, their order and their look, and
/// fields that count pages, chapters and notes.
const TEXT: [&str; 67] = [
    "a",
    "alphabetical-index",
    "alphabetical-index-mark",
    "alphabetical-index-mark-end",
    "alphabetical-index-mark-start",
    "bibliography",
    "bibliography-configuration",
    "bookmark",
    "bookmark-end",
    "bookmark-ref",
    "bookmark-start",
    "chapter",
    "h",
    "hidden-paragraph",
    "illustration-index",
    "index-body",
    "index-title",
    "line-break",
    "linenumbering-configuration",
    "linenumbering-separator",
    "list",
    "list-header",
    "list-item",
    "list-level-style-bullet",
    "list-level-style-image",
    "list-level-style-number",
    "list-style",
    "note",
    "note-body",
    "note-citation",
    "note-continuation-notice-backward",
    "note-continuation-notice-forward",
    "note-ref",
    "notes-configuration",
    "number",
    "numbered-paragraph",
    "object-index",
    "outline-level-style",
    "outline-style",
    "p",
    "page",
    "page-continuation",
    "page-count",
    "page-number",
    "page-sequence",
    "reference-mark",
    "reference-mark-end",
    "reference-mark-start",
    "reference-ref",
    "ruby",
    "ruby-base",
    "ruby-text",
    "s",
    "section",
    "sequence",
    "sequence-decl",
    "sequence-decls",
    "sequence-ref",
    "sheet-name",
    "soft-page-break",
    "span",
    "tab",
    "table-index",
    "table-of-content",
    "toc-mark",
    "user-index",
    "user-index-mark",
];

/// Fields whose text is a name, a path, an address, or is not shown.
const NAMING: [&str; 23] = [
    "author-initials",
    "author-name",
    "creator",
    "database-name",
    "file-name",
    "hidden-text",
    "initial-creator",
    "printed-by",
    "script",
    "sender-city",
    "sender-company",
    "sender-country",
    "sender-email",
    "sender-fax",
    "sender-firstname",
    "sender-initials",
    "sender-lastname",
    "sender-phone-private",
    "sender-phone-work",
    "sender-position",
    "sender-postal-code",
    "template-name",
    "user-defined",
];

/// What becomes of an element of this name, where `is_content` says whether it stands in the text
/// or on a master page.
pub(super) fn rule(name: &str, is_content: bool) -> Rule {
    match name {
        "office:annotation" => Rule::Drop(Some("Comment")),
        "presentation:notes" => Rule::Drop(Some("SpeakerNotes")),
        "office:meta"
        | "office:annotation-end"
        | "office:scripts"
        | "office:event-listeners"
        | "script:event-listener"
        | "text:tracked-changes" => Rule::Drop(None),
        "table:tracked-changes" => Rule::Drop(Some("OldCells")),
        // LibreOffice shows the picture that comes with them instead.
        "draw:object-ole" => Rule::Drop(Some(EMBEDDED)),
        "draw:plugin" | "draw:applet" | "draw:floating-frame" => Rule::Drop(None),
        "text:section-source"
        | "office:dde-source"
        | "table:dde-links"
        | "table:table-source"
        | "table:cell-range-source"
        | "form:connection-resource" => Rule::Drop(Some("Link")),
        _ => text_rule(name, is_content),
    }
}

fn text_rule(name: &str, is_content: bool) -> Rule {
    let Some(local) = name.strip_prefix("text:") else {
        return Rule::Keep;
    };
    if NAMING.contains(&local) || local.starts_with("sender-") {
        return Rule::Drop(Some("Field"));
    }
    let is_of_index = ["-source", "-template", "-styles"]
        .iter()
        .any(|end| local.ends_with(end))
        || local.starts_with("index-");
    if !is_content || is_of_index || TEXT.contains(&local) {
        Rule::Keep
    } else {
        Rule::Unwrap
    }
}

/// Whether a setting may stay: switches and numbers that decide how pages look. Those that decide
/// what is printed are left to LibreOffice's own choice, which prints nothing that is hidden.
pub(super) fn is_kept_setting(name: &str, kind: &str) -> bool {
    const LAYOUT: &str = "PrinterIndependentLayout";
    let is_number = matches!(kind, "boolean" | "short" | "int" | "long");
    let is_printing = name.starts_with("Print") || name.starts_with("IsPrint");
    name == LAYOUT || (is_number && !is_printing && !name.starts_with("Rsid"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_in_order() {
        assert!(TEXT.is_sorted() && NAMING.is_sorted());
    }

    #[test]
    fn what_names_people_goes_and_what_is_unknown_is_plain_text() {
        let rule = |name| rule(name, true);
        assert_eq!(rule("text:span"), Rule::Keep);
        assert_eq!(rule("text:page-number"), Rule::Keep);
        assert_eq!(rule("table:table-cell"), Rule::Keep);
        assert_eq!(rule("text:date"), Rule::Unwrap);
        assert_eq!(rule("text:of-a-later-version"), Rule::Unwrap);
        assert_eq!(rule("text:creator"), Rule::Drop(Some("Field")));
        assert_eq!(rule("text:sender-title"), Rule::Drop(Some("Field")));
        assert_eq!(rule("office:annotation"), Rule::Drop(Some("Comment")));
    }

    #[test]
    fn settings_of_printers_and_people_go() {
        assert!(is_kept_setting("AddParaTableSpacing", "boolean"));
        assert!(is_kept_setting("PrinterIndependentLayout", "string"));
        for (name, kind) in [
            ("PrintHiddenText", "boolean"),
            ("IsPrintHiddenPages", "boolean"),
            ("PrinterName", "string"),
            ("CurrentDatabaseCommand", "string"),
            ("RsidRoot", "int"),
            ("PrinterSetup", "base64Binary"),
        ] {
            assert!(!is_kept_setting(name, kind), "{name}");
        }
    }
}
