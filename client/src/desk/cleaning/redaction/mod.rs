//! What an editor leaves out of a document before it is written anew: boxes on its pages, drawn or
//! around a text, and marks in a plain text.
//!
//! [pages] are [read](reading), [search] looks for texts, [hits] are where they stand, [plan] says
//! where a page is blackened. A copy is read again before it is kept: in its pixels, and by a
//! [reader of its text](extracted).

mod area;
mod error;
mod extracted;
mod hits;
mod marks;
mod pages;
mod plan;
mod reading;
mod rect;
mod search;

use std::{collections::BTreeMap, path::Path};

use sourdine_decoder::format::Format;
use sourdine_protocol::text::harmless;

pub(super) use self::plan::Plan;
pub use self::{
    area::{Area, AreaError},
    error::RedactionError,
};
use self::{
    hits::Hits,
    pages::Pages,
    search::{Letters, Needle},
};
use super::pixels::Page;

/// What is not to be published.
pub struct Redaction {
    areas: Vec<Area>,
    /// As they were typed, made safe to show.
    texts: Vec<String>,
    needles: Vec<Needle>,
}

impl Redaction {
    /// Fails if there is nothing to leave out, or a text that cannot be looked for.
    pub fn new(areas: Vec<Area>, texts: &[String]) -> Result<Self, RedactionError> {
        if areas.is_empty() && texts.is_empty() {
            return Err(RedactionError::Nothing);
        }
        let needles = texts.iter().map(|text| {
            let text_shown = || harmless(text);
            Needle::of(text).ok_or_else(|| RedactionError::NoLetters { text: text_shown() })
        });
        Ok(Self {
            areas,
            needles: needles.collect::<Result<_, _>>()?,
            texts: texts.iter().map(|text| harmless(text)).collect(),
        })
    }

    /// A text of an editors' report in which no word stands that was looked for.
    pub fn mask(&self, text: &str) -> String {
        marks::marked(text, &self.needles).0
    }

    /// How often the pages of a document are gone through.
    pub(super) const fn passes(&self) -> u32 {
        if self.needles.is_empty() { 2 } else { 3 }
    }

    /// Puts marks into a plain text, and gives how many. It fails if a text is not in it.
    pub(super) fn mark(&self, text: &str) -> Result<(String, usize), RedactionError> {
        if !self.areas.is_empty() {
            return Err(RedactionError::BoxOnText);
        }
        let letters = Letters::of(text);
        let missing = |(nth, needle): (usize, &Needle)| {
            let is_missing = letters.find(needle).is_empty();
            is_missing.then_some(nth)
        };
        let missing: Vec<usize> = self
            .needles
            .iter()
            .enumerate()
            .filter_map(missing)
            .collect();
        self.refuse_missing(&missing)?;
        let (marked, count) = marks::marked(text, &self.needles);
        match self.first_in(&marked) {
            Some(text) => Err(RedactionError::StillThere { page: 1, text }),
            None => Ok((marked, count)),
        }
    }

    /// Looks for the texts on the pages of a document. It fails if one is found nowhere, or less
    /// often on a page without a drawn box than the document's own text says.
    pub(super) fn plan(
        &self,
        document: &Path,
        format: Format,
        scratch: &Path,
        progress: &mut dyn FnMut(u32, u32),
    ) -> Result<Plan, RedactionError> {
        let mut found = BTreeMap::new();
        if self.needles.is_empty() {
            return Ok(Plan::new(&self.areas, &found));
        }
        let said = extracted_of(document, format)?;
        let pages = Pages {
            document,
            format,
            scratch,
            needles: &self.needles,
        };
        let count = pages.read(&mut |_, _| Ok(()), &mut |number, of, hits| {
            found.insert(number, hits);
            progress(number, of);
            Ok(())
        })?;
        let plan = Plan::new(&self.areas, &found);
        plan.check_pages(count)?;
        self.compare(&said, &found)?;
        let is_missing = |nth: &usize| {
            let is_said = said.iter().zip(1..).any(|(text, page)| {
                let needle = self.needles.get(*nth);
                self.has_area(page) && needle.is_some_and(|needle| count_in(text, needle) > 0)
            });
            !is_said && found.values().all(|hits| hits.count(*nth) == 0)
        };
        let missing: Vec<usize> = (0..self.needles.len()).filter(is_missing).collect();
        self.refuse_missing(&missing)?;
        Ok(plan)
    }

    /// Reads a copy again. It fails if a text can still be read, or a box is not black.
    pub(super) fn check(
        &self,
        plan: &Plan,
        copy: &Path,
        format: Format,
        scratch: &Path,
        progress: &mut dyn FnMut(u32, u32),
    ) -> Result<(), RedactionError> {
        for (text, page) in extracted_of(copy, format)?.iter().zip(1..) {
            if let Some(text) = self.first_in(text) {
                return Err(RedactionError::StillThere { page, text });
            }
        }
        let pages = Pages {
            document: copy,
            format,
            scratch,
            needles: &self.needles,
        };
        let mut burnt = |page: u32, pixels: &Page| {
            let is_burnt = plan.is_burnt(page, pixels);
            let failure = || RedactionError::NotCovered { page };
            is_burnt.then_some(()).ok_or_else(failure)
        };
        pages.read(&mut burnt, &mut |page, of, hits| {
            progress(page, of);
            let left = hits.first().and_then(|nth| self.texts.get(nth));
            left.map_or(Ok(()), |text| {
                let text = text.clone();
                Err(RedactionError::StillThere { page, text })
            })
        })?;
        Ok(())
    }

    /// Whether as much was seen on each page as the document says, but where an editor drew.
    fn compare(&self, said: &[String], found: &BTreeMap<u32, Hits>) -> Result<(), RedactionError> {
        for (said, page) in said.iter().zip(1..) {
            for (nth, needle) in self.needles.iter().enumerate() {
                let seen = found.get(&page).map_or(0, |hits| hits.count(nth));
                let said = count_in(said, needle);
                if said > seen && !self.has_area(page) {
                    let text = self.texts.get(nth).cloned().unwrap_or_default();
                    return Err(RedactionError::NotSeen {
                        page,
                        text,
                        said,
                        seen,
                    });
                }
            }
        }
        Ok(())
    }

    fn has_area(&self, page: u32) -> bool {
        self.areas.iter().any(|area| area.page == page)
    }

    fn refuse_missing(&self, missing: &[usize]) -> Result<(), RedactionError> {
        let texts = missing.iter().filter_map(|nth| self.texts.get(*nth));
        let texts: Vec<&str> = texts.map(String::as_str).collect();
        if texts.is_empty() {
            return Ok(());
        }
        Err(RedactionError::NotFound {
            texts: texts.join(", "),
        })
    }

    /// The first of the texts that stands in this one.
    fn first_in(&self, text: &str) -> Option<String> {
        let letters = Letters::of(text);
        let mut needles = self.needles.iter().zip(&self.texts);
        let found = needles.find(|(needle, _)| !letters.find(needle).is_empty());
        found.map(|(_, text)| text.clone())
    }
}

/// The text of each page that a document has of itself: none if it is a picture.
fn extracted_of(document: &Path, format: Format) -> Result<Vec<String>, RedactionError> {
    match format {
        Format::Pdf => extracted::texts(document),
        Format::Bmp | Format::Gif | Format::Heic | Format::Jpg => Ok(Vec::new()),
        Format::Png | Format::Pnm | Format::Tiff | Format::Webp => Ok(Vec::new()),
    }
}

fn count_in(text: &str, needle: &Needle) -> usize {
    Letters::of(text).find(needle).len()
}
