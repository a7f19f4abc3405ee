//! Which members, elements and attributes of office documents tell something.

use crate::look::trace::TraceKind;

/// What a member tells by being there.
pub(super) fn of_member(name: &str) -> Option<TraceKind> {
    let name = name.to_ascii_lowercase();
    let has = |part: &str| name.contains(part);
    let begins = |part: &str| name.starts_with(part);
    if has("thumbnail") && !name.ends_with('/') {
        Some(TraceKind::Thumbnail)
    } else if has("/embeddings/")
        || begins("objectreplacements/")
        || (begins("object ") && name.ends_with("/content.xml"))
        || has("/activex/")
    {
        Some(TraceKind::EmbeddedObject)
    } else if has("printersettings") {
        Some(TraceKind::PrinterSettings)
    } else if name.ends_with("vbaproject.bin") || begins("basic/") || begins("scripts/") {
        Some(TraceKind::Macro)
    } else if begins("versions/") || name == "versionlist.xml" || has("/revisions/") {
        Some(TraceKind::EarlierVersion)
    } else if has("/pivotcache/") || has("/externallinks/") || has("querytables/") {
        Some(TraceKind::CachedData)
    } else {
        None
    }
}

/// Parts of which no page shows the text: programs write them, or exiftool reads them.
pub(super) fn is_apart(name: &str) -> bool {
    let no_text = [
        "docProps/",
        "[Content_Types]",
        "meta.xml",
        "META-INF",
        "theme",
        "styles",
        "settings",
        "fontTable",
        "slideLayout",
        "slideMaster",
        "Master",
        "presProps",
        "viewProps",
        "tableStyles",
        "manifest",
        "webSettings",
        "numbering",
        "_rels",
        "Configurations2",
    ];
    no_text.iter().any(|part| name.contains(part))
}

/// Elements of which all text belongs to one thing that the document tells.
pub(super) fn of_element(name: &str, part: &str) -> Option<TraceKind> {
    Some(match name {
        "w:ins"
        | "w:del"
        | "w:moveFrom"
        | "w:moveTo"
        | "w:rPrChange"
        | "w:pPrChange"
        | "w:tblPrChange"
        | "w:trPrChange"
        | "w:tcPrChange"
        | "w:sectPrChange"
        | "w:numberingChange"
        | "w:cellIns"
        | "w:cellDel"
        | "w:tblGridChange"
        | "text:changed-region"
        | "table:tracked-changes" => TraceKind::Revision,
        "w:comment" | "comment" | "threadedComment" | "p:cm" | "p188:cm" | "office:annotation" => {
            TraceKind::Comment
        }
        "w:instrText" | "w:delInstrText" => TraceKind::Field,
        "text:author-name"
        | "text:author-initials"
        | "text:initial-creator"
        | "text:creator"
        | "text:file-name"
        | "text:template-name"
        | "text:user-defined"
        | "text:printed-by"
        | "text:sender-firstname"
        | "text:sender-lastname"
        | "text:sender-initials"
        | "text:sender-email"
        | "text:sender-street"
        | "text:sender-city"
        | "text:sender-company"
        | "text:sender-phone-private"
        | "text:sender-phone-work" => TraceKind::Field,
        "text:hidden-text" | "text:hidden-paragraph" => TraceKind::HiddenText,
        "presentation:notes" => TraceKind::SpeakerNotes,
        "p:txBody" if part.contains("notesSlides/") => TraceKind::SpeakerNotes,
        "svg:title" | "svg:desc" | "desc" | "title" => TraceKind::AlternativeText,
        "script" | "office:script" | "script:event-listener" => TraceKind::Script,
        "author" if part.contains("comments") => TraceKind::AuthorName,
        "metadata" => TraceKind::Metadata,
        _ if part.starts_with("customXml/item") && !part.contains("Props") => {
            return (!name.contains(':') || !name.starts_with("ds:"))
                .then_some(TraceKind::CustomData);
        }
        _ => return None,
    })
}

/// What an attribute of an element tells.
pub(super) fn of_attribute(element: &str, attribute: &str, value: &str) -> Option<TraceKind> {
    let is_off = ["0", "false", "none", "hidden"].contains(&value);
    let is_on = ["1", "true", "on"].contains(&value);
    let is_shown = ["visible", "always"].contains(&value);
    of_hiding(element, attribute, is_on, is_off, is_shown)
        .or_else(|| of_name(element, attribute))
        .or_else(|| of_label(element, attribute, value))
        .or_else(|| match (element, attribute) {
            ("Relationship", "Target") | (_, "xlink:href" | "href") => of_target(value),
            _ => None,
        })
}

/// Attributes by which something is hidden.
fn of_hiding(
    element: &str,
    attribute: &str,
    is_on: bool,
    is_off: bool,
    is_shown: bool,
) -> Option<TraceKind> {
    let (kind, hides) = match (element, attribute) {
        ("sheet", "state") => (TraceKind::HiddenSheet, !is_shown),
        ("p:sld", "show") => (TraceKind::HiddenSlide, is_off),
        ("row", "hidden") => (TraceKind::HiddenRows, is_on),
        ("col", "hidden") => (TraceKind::HiddenColumns, is_on),
        ("definedName", "hidden") => (TraceKind::HiddenName, is_on),
        ("table:table-row", "table:visibility") => (TraceKind::HiddenRows, !is_shown),
        ("table:table-column", "table:visibility") => (TraceKind::HiddenColumns, !is_shown),
        ("style:table-properties", "table:display") => (TraceKind::HiddenSheet, is_off),
        ("style:drawing-page-properties", "presentation:visibility") => {
            (TraceKind::HiddenSlide, is_off)
        }
        ("draw:layer", "draw:display") => (TraceKind::HiddenLayer, !is_shown),
        ("p:cNvPr" | "xdr:cNvPr", "hidden") => (TraceKind::HiddenText, is_on),
        (_, "display" | "visibility") => (TraceKind::HiddenText, is_off),
        _ => return None,
    };
    hides.then_some(kind)
}

/// Attributes that name people, machines and what programs keep.
fn of_name(element: &str, attribute: &str) -> Option<TraceKind> {
    Some(match (element, attribute) {
        ("w:person" | "w15:person", "w15:author")
        | ("person", "displayName")
        | ("p:cmAuthor" | "p188:author", "name")
        | ("fileSharing", "userName")
        | ("w15:presenceInfo", "w15:userId") => TraceKind::AuthorName,
        (_, "x15ac:url" | "sourceFile")
        | ("x15ac:absPath", "url")
        | (_, "inkscape:label" | "sodipodi:docname" | "inkscape:export-filename") => {
            TraceKind::LocalPath
        }
        ("dbPr", "connection") | ("w:connectString" | "w:query", "w:val") => {
            TraceKind::ExternalLink
        }
        ("w:fldSimple", "w:instr") => TraceKind::Field,
        ("w:docVar", "w:val") => TraceKind::CustomData,
        ("text:hidden-text" | "text:conditional-text", "text:string-value") => {
            TraceKind::HiddenText
        }
        _ => return None,
    })
}

/// Attributes that say something of a picture, a box or a link.
fn of_label(element: &str, attribute: &str, value: &str) -> Option<TraceKind> {
    let is_label = match (element, attribute) {
        (_, "descr")
        | ("w:tag" | "w:alias", "w:val")
        | ("hyperlink", "tooltip")
        | ("wp:docPr" | "pic:cNvPr" | "p:cNvPr" | "xdr:cNvPr", "title") => !value.is_empty(),
        ("wp:docPr" | "pic:cNvPr", "name") | (_, "draw:name") => is_chosen(value),
        ("p:cNvPr", "name") => value.contains('.'),
        _ => false,
    };
    is_label.then_some(TraceKind::AlternativeText)
}

/// Whether a person chose a name: programs count.
fn is_chosen(name: &str) -> bool {
    !name.is_empty() && !name.ends_with(|c: char| c.is_ascii_digit())
}

/// What the target of a link tells: addresses, and files of a machine.
fn of_target(target: &str) -> Option<TraceKind> {
    let target = target.to_ascii_lowercase();
    let is_file = target.starts_with("file:")
        || target.starts_with("\\\\")
        || target.get(1..3) == Some(":\\")
        || target.starts_with("/users/")
        || target.starts_with("/home/");
    let is_elsewhere = target.contains("://") || target.starts_with("mailto:");
    match (is_file, is_elsewhere) {
        (true, _) => Some(TraceKind::LocalPath),
        (false, true) => Some(TraceKind::ExternalLink),
        (false, false) => None,
    }
}

/// Elements that end a paragraph.
pub(super) fn ends_paragraph(name: &str) -> bool {
    matches!(
        name,
        "w:p"
            | "a:p"
            | "text:p"
            | "text:h"
            | "si"
            | "is"
            | "text"
            | "svg:text"
            | "config:config-item"
    )
}

/// Attributes that say who did something, and when.
pub(super) fn says_who(attribute: &str) -> bool {
    let local = attribute
        .rsplit_once(':')
        .map_or(attribute, |(_, local)| local);
    ["author", "initials", "date", "dT", "dt", "personId"].contains(&local)
}
