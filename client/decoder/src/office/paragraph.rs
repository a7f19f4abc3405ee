//! Paragraphs that lose text, and what becomes of their ends.

/// A paragraph that is being written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paragraph {
    /// Where it starts in what is written.
    pub(super) start: usize,
    /// Whether anything in it stays that is seen.
    pub(super) has_content: bool,
    pub(super) is_hidden: bool,
}

impl Paragraph {
    pub(super) const fn new(start: usize) -> Self {
        Self {
            start,
            has_content: false,
            is_hidden: false,
        }
    }

    /// Whether nothing of it stays: it is hidden, or all that it had was deleted with its end.
    pub(super) const fn goes(&self, is_end_deleted: bool) -> bool {
        self.is_hidden || (is_end_deleted && !self.has_content)
    }
}

/// A paragraph whose end is deleted: the next one goes on with it.
#[derive(Clone, Copy, Debug)]
pub(super) struct OpenEnd {
    pub(super) paragraph: Paragraph,
    /// Where its end tag starts in what is written, and where it ends.
    pub(super) tag: (usize, usize),
    /// How many elements are around it.
    pub(super) depth: usize,
}

impl OpenEnd {
    /// Whether a paragraph that begins behind `written`, with so many elements around it, goes on
    /// with this one.
    pub(super) fn is_before(&self, written: &[u8], depth: usize) -> bool {
        let between = written.get(self.tag.1..).unwrap_or_default();
        self.depth == depth && between.iter().all(u8::is_ascii_whitespace)
    }
}
