//! What a reader sees of Markdown, character by character, and where in its source it comes from.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// What entries may have besides CommonMark.
pub(super) const fn options() -> Options {
    Options::ENABLE_TABLES.union(Options::ENABLE_STRIKETHROUGH)
}

/// A character that a reader sees, and the bytes of the source that make it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Seen {
    pub c: char,
    pub start: usize,
    pub end: usize,
}

/// What the page shows of a text, line by line; then where its links and pictures lead, and what
/// their titles say.
pub fn seen(markdown: &str) -> Vec<Seen> {
    let mut shown = Vec::new();
    let mut addresses = Vec::new();
    for (event, range) in Parser::new_ext(markdown, options()).into_offset_iter() {
        let (start, end) = (range.start, range.end);
        match event {
            Event::Text(text)
            | Event::Code(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => put(&mut shown, markdown, &text, start, end),
            Event::SoftBreak | Event::HardBreak | Event::Rule => shown.push(Seen {
                c: '\n',
                start: end,
                end,
            }),
            Event::Start(
                Tag::Link {
                    dest_url, title, ..
                }
                | Tag::Image {
                    dest_url, title, ..
                },
            ) => {
                for text in [dest_url, title] {
                    addresses.extend(text.chars().map(|c| Seen { c, start, end }));
                    addresses.push(Seen {
                        c: '\n',
                        start,
                        end,
                    });
                }
            }
            Event::End(TagEnd::TableCell) => shown.push(Seen {
                c: '\t',
                start: end,
                end,
            }),
            Event::End(tag) if ends_block(tag) => shown.extend(
                [Seen {
                    c: '\n',
                    start: end,
                    end,
                }; 2],
            ),
            Event::Start(_) | Event::End(_) | Event::TaskListMarker(_) => {}
        }
    }
    shown.extend(addresses);
    shown
}

/// A text of the source, each character where it is; one that is written otherwise there, as a
/// whole.
fn put(shown: &mut Vec<Seen>, markdown: &str, text: &str, start: usize, end: usize) {
    let source = markdown.get(start..end).unwrap_or_default();
    let verbatim = source.find(text).map(|offset| start + offset);
    shown.extend(text.char_indices().map(|(at, c)| match verbatim {
        Some(from) => Seen {
            c,
            start: from + at,
            end: from + at + c.len_utf8(),
        },
        None => Seen { c, start, end },
    }));
}

/// Whether what follows stands on a line of its own.
const fn ends_block(tag: TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(markdown: &str) -> String {
        seen(markdown).iter().map(|one| one.c).collect()
    }

    #[test]
    fn what_marks_and_entities_hide_is_seen() {
        for (markdown, text) in [
            ("**ema**il@x.fr", "email@x.fr"),
            ("jean&#64;x.fr", "jean@x.fr"),
            ("jean&commat;x&period;fr", "jean@x.fr"),
            ("06 1`2 34` 56 78", "06 12 34 56 78"),
            ("[Jeanne](mailto:a@x.fr \"b@x.fr\")", "mailto:a@x.fr"),
            ("![Jeanne *Dupont*](x)", "Jeanne Dupont"),
            ("a\\@x.fr", "a@x.fr"),
            ("<!-- a@x.fr -->", "a@x.fr"),
        ] {
            assert!(
                shown(markdown).contains(text),
                "{markdown}: {}",
                shown(markdown)
            );
        }
        assert!(shown("[a](b \"c@x.fr\")").contains("c@x.fr"));
    }

    #[test]
    fn each_character_knows_where_it_comes_from() {
        let markdown = "a **b&#64;é** [d](e)\n\n`x y`";
        for one in seen(markdown) {
            let source = markdown.get(one.start..one.end);
            assert!(source.is_some(), "{one:?}");
        }
        let at = seen(markdown).into_iter().find(|one| one.c == '@').unwrap();
        assert_eq!(markdown.get(at.start..at.end), Some("&#64;"));
        let code = seen(markdown).into_iter().find(|one| one.c == 'y').unwrap();
        assert_eq!(markdown.get(code.start..code.end), Some("y"));
    }
}
