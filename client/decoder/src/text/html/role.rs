//! What the elements of a page are for its text. (HTML, 15.3)

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
        "img" | "picture" | "svg" | "canvas" | "map" => Role::Picture,
        "input" | "textarea" => Role::Field,
        "select" => Role::Choice,
        "details" | "dialog" => Role::Folded,
        "title" => Role::Told("Title"),
        "noscript" | "template" => Role::Told("HiddenText"),
        "iframe" | "frame" | "object" | "embed" | "applet" | "video" | "audio" | "math" => {
            Role::Told("NotShown")
        }
        "script" => Role::Told("Script"),
        "meta" => Role::Told("Metadata"),
        "style" | "link" | "base" | "rp" | "datalist" | "param" | "source" | "track" | "area"
        | "wbr" | "col" | "colgroup" => Role::Silent,
        _ => Role::Inline,
    }
}
