//! What the elements of a page are for its text. (HTML, 15.3)

use html5ever::ns;
use scraper::ElementRef;

/// What an element is for the text.
pub(super) enum Role {
    /// It stands in the line.
    Inline,
    Block,
    /// With an empty line before and after.
    Paragraph,
    Pre,
    Quote,
    List,
    Item,
    Row,
    Break,
    Rule,
    Struck,
    Raised,
    Lowered,
    Reading,
    Quoted,
    Picture,
    Field,
    Choice,
    /// It is seen only in part, or when it is opened.
    Folded,
    /// It is no text, and is told by this name.
    Told(&'static str),
    /// It is no text.
    Silent,
}

/// The name of an element of a page. Those of another kind are none, but for pictures, formulas and
/// the sheets that pictures have.
pub(super) fn name_of<'a>(element: ElementRef<'a>) -> &'a str {
    let name = element.value().name();
    let namespace = &element.value().name.ns;
    let is_known = *namespace == ns!(html)
        || (*namespace == ns!(svg) && matches!(name, "svg" | "style"))
        || (*namespace == ns!(mathml) && name == "math");
    if is_known { name } else { "" }
}

pub(super) fn role(name: &str) -> Role {
    match name {
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "figure" | "dl" | "fieldset" => {
            Role::Paragraph
        }
        "address" | "article" | "aside" | "body" | "caption" | "center" | "dd" | "div" | "dt"
        | "figcaption" | "footer" | "form" | "header" | "html" | "legend" | "main" | "nav"
        | "section" | "summary" | "tbody" | "tfoot" | "thead" | "optgroup" => Role::Block,
        "pre" | "listing" | "xmp" | "plaintext" => Role::Pre,
        "blockquote" => Role::Quote,
        "ul" | "ol" | "menu" | "dir" => Role::List,
        "li" => Role::Item,
        "tr" => Role::Row,
        "br" => Role::Break,
        "hr" => Role::Rule,
        "del" | "s" | "strike" => Role::Struck,
        "sup" => Role::Raised,
        "sub" => Role::Lowered,
        "rt" => Role::Reading,
        "q" => Role::Quoted,
        "img" | "picture" | "svg" | "canvas" => Role::Picture,
        "input" | "textarea" => Role::Field,
        "select" => Role::Choice,
        "details" | "dialog" => Role::Folded,
        "title" => Role::Told("Title"),
        // What stands in most of these is for programs that cannot show them.
        "noscript" | "template" | "rp" | "datalist" | "noframes" | "noembed" | "progress"
        | "meter" => Role::Told("HiddenText"),
        "iframe" | "frame" | "object" | "embed" | "applet" | "video" | "audio" | "math" => {
            Role::Told("NotShown")
        }
        "script" => Role::Told("Script"),
        "meta" => Role::Told("Metadata"),
        "style" | "link" | "base" | "param" | "source" | "track" | "area" | "wbr" | "col"
        | "colgroup" => Role::Silent,
        _ => Role::Inline,
    }
}
