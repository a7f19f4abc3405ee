//! The lines of a text, as they are written one after another.

/// What stands between the cells of a row.
const TAB: char = '\t';

#[derive(Default)]
pub(super) struct Lines {
    text: String,
    line: String,
    /// What stands at the beginning of each line, one for each level.
    margins: Vec<String>,
    /// What stands at the beginning of the next line in place of the innermost margin.
    marker: Option<String>,
    has_blank: bool,
    /// Whether an empty line comes before the next.
    has_gap: bool,
}

impl Lines {
    /// Writes text whose blanks are one each.
    pub(super) fn words(&mut self, text: &str) {
        for letter in text.chars() {
            if letter.is_ascii_whitespace() {
                self.has_blank = true;
            } else {
                self.letter(letter);
            }
        }
    }

    /// Writes text as it is.
    pub(super) fn as_it_is(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '\n' => self.end_line(),
                '\r' => {}
                letter => {
                    self.has_blank = false;
                    self.begin_line();
                    self.line.push(letter);
                }
            }
        }
    }

    fn letter(&mut self, letter: char) {
        if std::mem::take(&mut self.has_blank) && !self.is_at_start() && !self.line.ends_with(TAB) {
            self.line.push(' ');
        }
        self.begin_line();
        self.line.push(letter);
    }

    fn is_at_start(&self) -> bool {
        self.line.is_empty()
    }

    fn begin_line(&mut self) {
        if !self.line.is_empty() {
            return;
        }
        if std::mem::take(&mut self.has_gap) && !self.text.is_empty() {
            self.text.push('\n');
        }
        match (self.marker.take(), self.margins.split_last()) {
            (Some(marker), Some((_, outer))) => {
                self.line.extend(outer.iter().map(String::as_str));
                self.line.push_str(&marker);
            }
            (Some(marker), None) => self.line.push_str(&marker),
            (None, _) => self.line.extend(self.margins.iter().map(String::as_str)),
        }
    }

    /// Ends the line, if anything is on it or it is to be empty.
    pub(super) fn end_line(&mut self) {
        self.has_blank = false;
        self.text.push_str(self.line.trim_end());
        self.text.push('\n');
        self.line.clear();
    }

    /// Ends the line if anything is on it.
    pub(super) fn block(&mut self) {
        if self.is_at_start() {
            self.has_blank = false;
        } else {
            self.end_line();
        }
    }

    /// The same, with an empty line before the next.
    pub(super) fn gap(&mut self) {
        self.block();
        self.has_gap = true;
    }

    pub(super) fn cell(&mut self) {
        self.has_blank = false;
        self.begin_line();
        self.line.push(TAB);
    }

    /// Everything is written behind this margin until [`Self::leave`]; the first line behind the
    /// marker.
    pub(super) fn enter(&mut self, margin: &str, marker: Option<String>) {
        self.block();
        self.margins.push(margin.to_owned());
        self.marker = marker;
    }

    pub(super) fn leave(&mut self) {
        // An item without text has its marker.
        if self.marker.is_some() {
            self.begin_line();
        }
        self.block();
        self.margins.pop();
    }

    pub(super) fn into_text(mut self) -> String {
        self.block();
        self.text
    }
}
