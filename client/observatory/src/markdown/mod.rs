//! Markdown to HTML that does nothing: raw HTML is shown as text, images as their description, and
//! links lead only to `https:`, `mailto:` or a path inside the site.

mod seen;

use seen::options;
pub use seen::{Seen, seen};

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Parser, Tag, TagEnd, html};

use crate::model::names::is_https_url;

pub fn to_html(markdown: &str) -> String {
    let mut hidden_links = Vec::new();
    let mut in_image = 0_usize;
    let events = Parser::new_ext(markdown, options()).filter_map(move |event| match event {
        Event::Html(text)
        | Event::InlineHtml(text)
        | Event::InlineMath(text)
        | Event::DisplayMath(text) => Some(Event::Text(text)),
        Event::Start(Tag::Image { .. }) => {
            in_image += 1;
            None
        }
        Event::End(TagEnd::Image) => {
            in_image = in_image.saturating_sub(1);
            None
        }
        Event::Start(Tag::Link {
            link_type,
            dest_url,
            title,
            id,
        }) => {
            let dest_url = published_address(link_type, dest_url);
            hidden_links.push(dest_url.is_none());
            dest_url.map(|dest_url| {
                Event::Start(Tag::Link {
                    link_type,
                    dest_url,
                    title,
                    id,
                })
            })
        }
        Event::End(TagEnd::Link) => {
            (!hidden_links.pop().unwrap_or(true)).then_some(Event::End(TagEnd::Link))
        }
        Event::Start(Tag::Heading { level, .. }) => Some(Event::Start(Tag::Heading {
            level: lower(level),
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        })),
        Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(lower(level)))),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        other @ (Event::Start(_)
        | Event::End(_)
        | Event::Text(_)
        | Event::Code(_)
        | Event::FootnoteReference(_)
        | Event::SoftBreak
        | Event::HardBreak
        | Event::Rule
        | Event::TaskListMarker(_)) => Some(other),
    });
    let mut page = String::new();
    html::push_html(&mut page, events);
    page
}

/// The first link of a body that [`to_html`] would not publish, and where it stands.
pub fn refused_link(markdown: &str) -> Option<(usize, String)> {
    links(markdown).find_map(|(position, link_type, address)| {
        let shown = address.to_string();
        let refused = published_address(link_type, address).is_none();
        refused.then_some((position, shown))
    })
}

/// The paths inside the site that a body links to.
pub fn internal_links(markdown: &str) -> Vec<String> {
    let addresses = links(markdown).map(|(_, _, address)| address.to_string());
    addresses.filter(|address| is_internal(address)).collect()
}

fn links(markdown: &str) -> impl Iterator<Item = (usize, LinkType, CowStr<'_>)> {
    let events = Parser::new_ext(markdown, options()).into_offset_iter();
    events.filter_map(|(event, range)| {
        if let Event::Start(Tag::Link {
            link_type,
            dest_url,
            ..
        }) = event
        {
            Some((range.start, link_type, dest_url))
        } else {
            None
        }
    })
}

fn published_address(link_type: LinkType, address: CowStr<'_>) -> Option<CowStr<'_>> {
    let is_mail = link_type == LinkType::Email
        || address
            .strip_prefix("mailto:")
            .is_some_and(|mail| !mail.is_empty());
    (is_https_url(&address) || is_mail || is_internal(&address)).then_some(address)
}

/// A path that stays on the site: no scheme, no host, nothing encoded that could hide one.
fn is_internal(address: &str) -> bool {
    let (path, fragment) = address.split_once('#').unwrap_or((address, ""));
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !address.is_empty()
        && !path.starts_with('/')
        && path.chars().all(|c| plain(c) || c == '/')
        && fragment.chars().all(plain)
}

/// An entry's page has its own title and headings above the body's.
const fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_markdown_does_nothing() {
        let hostile = [
            "<script>alert(1)</script>",
            "text <img src=x onerror=alert(1)> text",
            "<div onclick=\"x\">\n\n*a*\n\n</div>",
            "[a](javascript:alert(1))",
            "[a](JaVaScRiPt:alert(1))",
            "[a](java\\\nscript:alert(1))",
            "[a](data:text/html;base64,PHNjcmlwdD4=)",
            "[a](//exemple.fr/x)",
            "[a](http://exemple.fr/x)",
            "[a](\\\\exemple.fr)",
            "![a](https://exemple.fr/pixel.png)",
            "![a](x \"onload=alert(1)\")",
            "<javascript:alert(1)>",
            "[a]: javascript:alert(1)\n\n[a]",
            "# a {#x onclick=alert(1)}",
            "&lt;script&gt; &#60;script&#62;",
            "```\"><script>\nx\n```",
        ];
        for markdown in hostile {
            let page = to_html(markdown);
            let lower = page.to_lowercase();
            for tag in [
                "<script",
                "<img",
                "<div",
                "<iframe",
                "<style",
                "href=\"java",
                "href=\"data",
                "href=\"//",
                "href=\"http:",
                "href=\"\\",
            ] {
                assert!(!lower.contains(tag), "{markdown:?} became {page:?}");
            }
        }
    }

    #[test]
    fn honest_markdown_is_rendered() {
        assert_eq!(
            to_html("# A\n\n*b* [c](https://exemple.fr/?a=1&b=2)"),
            "<h3>A</h3>\n<p><em>b</em> <a href=\"https://exemple.fr/?a=1&amp;b=2\">c</a></p>\n"
        );
        assert_eq!(
            to_html("[a](b.html#c) <d@exemple.fr>"),
            "<p><a href=\"b.html#c\">a</a> <a href=\"mailto:d@exemple.fr\">d@exemple.fr</a></p>\n"
        );
        assert_eq!(
            refused_link("a\n\n[b](http://c)"),
            Some((3, "http://c".to_owned()))
        );
        assert_eq!(internal_links("[a](b.html) [c](https://d)"), ["b.html"]);
    }
}
