//! What pixels are made of: a document itself, or the pages that a tool makes of it first.

use std::path::{Path, PathBuf};

use sourdine_decoder::{format::Format, office::hidden::HiddenParts};

use super::{
    converted::Converted,
    error::CleanError,
    heif,
    kind::{Kind, Suite},
    office,
    report::Finding,
    rsvg,
};

/// A document of which our decoder makes pixels.
pub(super) struct Drawn {
    path: PathBuf,
    pub(super) format: Format,
    /// What the document told beside what is seen on its pages.
    pub(super) told: Vec<Finding>,
    /// It goes with this value.
    _made: Option<Converted>,
}

impl Drawn {
    /// The pages of a document, or the picture that it is.
    pub(super) fn pixels(
        document: &Path,
        format: Format,
        scratch: &Path,
    ) -> Result<Self, CleanError> {
        match format {
            Format::Heic => Ok(Self::made(heif::convert(document, scratch)?, format)),
            Format::Bmp | Format::Gif | Format::Jpg | Format::Pdf | Format::Png | Format::Pnm => {
                Ok(Self::itself(document, format))
            }
            Format::Tiff | Format::Webp => Ok(Self::itself(document, format)),
        }
    }

    /// The pages of an office document's final text.
    pub(super) fn office(
        document: &Path,
        kind: Kind,
        suite: Suite,
        hidden: HiddenParts,
        scratch: &Path,
    ) -> Result<Self, CleanError> {
        let printed = office::print(document, kind, suite, hidden, scratch)?;
        let mut drawn = Self::made(printed.pages, Format::Pdf);
        drawn.told = printed.told;
        Ok(drawn)
    }

    /// The page of a drawing of lines.
    pub(super) fn lines(document: &Path, scratch: &Path) -> Result<Self, CleanError> {
        Ok(Self::made(rsvg::draw(document, scratch)?, Format::Pdf))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    fn itself(document: &Path, format: Format) -> Self {
        Self {
            path: document.to_owned(),
            format,
            told: Vec::new(),
            _made: None,
        }
    }

    fn made(made: Converted, format: Format) -> Self {
        Self {
            path: made.path(),
            format,
            told: Vec::new(),
            _made: Some(made),
        }
    }
}
