//! The PDF around the pictures of pages and their words: as little as a PDF can have.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use miniz_oxide::{deflate::compress_to_vec_zlib, inflate::decompress_to_vec_zlib_with_limit};
use pdf_writer::{Chunk, Content, Filter, Name, Pdf, Rect, Ref, writers::Catalog};
use sourdine_decoder::stream::PIXELS_PER_INCH;

use super::{
    image::{Image, TEXT_BITS},
    words::{self, FONT, LETTER_WIDTH, Word},
};
use crate::desk::cleaning::{picture::jpeg::Colours, pixels::PAGES_MAX};

/// The name of a page's picture.
const PICTURE: Name<'static> = Name(b"P");
/// How many units of a PDF make an inch.
const UNITS_PER_INCH: f32 = 72.0;
const JPEG_BITS: i32 = 8;
const CATALOGUE: i32 = 1;
const PAGES: i32 = 2;
/// The first object of the first page. Each has three: the page, its picture, what it shows.
const FIRST: i32 = 3;
const OBJECTS: i32 = 3;
/// A font that each reader has, so that none is brought along.
const HELVETICA: Name<'static> = Name(b"Helvetica");
const WIN_ANSI: Name<'static> = Name(b"WinAnsiEncoding");
const LETTERS: std::ops::RangeInclusive<u8> = 32..=255;
/// How hard zlib tries for the words: the most.
const LEVEL: u8 = 9;
/// The largest content of a page with words, in bytes.
const CONTENT_MAX_BYTES: usize = 8 << 20;
const STREAM: &[u8] = b"\nstream\n";
const OBJECT: &[u8] = b" obj\n";

/// What a page has.
pub(super) struct Sheet<'a> {
    pub(super) image: Image<'a>,
    pub(super) words: Vec<Word>,
}

/// Writes a PDF with one page for each picture, of the size that it has at 150 pixels an inch. The
/// memory of a page is free as soon as the page is written.
pub(super) fn write(sheets: Vec<Sheet<'_>>, to: &mut impl Write) -> io::Result<()> {
    let mut file = File::begin(to)?;
    let count = i32::try_from(sheets.len()).map_err(io::Error::other)?;
    let numbers: Vec<i32> = (0..count).map(|page| FIRST + OBJECTS * page).collect();
    let font = Ref::new(FIRST + OBJECTS * count);
    let has_words = sheets.iter().any(|sheet| !sheet.words.is_empty());
    file.add(|chunk| {
        let mut catalogue: Catalog<'_> = chunk.indirect(Ref::new(CATALOGUE)).start();
        catalogue.pages(Ref::new(PAGES));
    })?;
    file.add(|chunk| {
        let mut tree = chunk.pages(Ref::new(PAGES));
        tree.kids(numbers.iter().copied().map(Ref::new))
            .count(count);
    })?;
    for (sheet, number) in sheets.into_iter().zip(numbers) {
        let [page, image, content] = [0, 1, 2].map(|nth| Ref::new(number + nth));
        let has_words = !sheet.words.is_empty();
        let font = has_words.then_some(font);
        file.add(|chunk| add_page(chunk, page, &sheet.image, (image, content, font)))?;
        file.add(|chunk| add_image(chunk, image, &sheet.image))?;
        file.add(|chunk| add_content(chunk, content, &sheet))?;
    }
    if has_words {
        file.add(|chunk| add_font(chunk, font))?;
    }
    file.end()
}

/// A file to which objects are added, the first with the number 1.
struct File<'a, W> {
    to: &'a mut W,
    length: usize,
    /// Where each object begins.
    offsets: Vec<usize>,
}

impl<'a, W: Write> File<'a, W> {
    fn begin(to: &'a mut W) -> io::Result<Self> {
        let head = Pdf::new();
        let mut file = Self {
            to,
            length: 0,
            offsets: Vec::new(),
        };
        file.write(head.as_bytes())?;
        Ok(file)
    }

    fn add(&mut self, write: impl FnOnce(&mut Chunk)) -> io::Result<()> {
        let mut chunk = Chunk::new();
        write(&mut chunk);
        self.offsets.push(self.length);
        self.write(chunk.as_bytes())
    }

    /// Writes where the objects are, and the end. (ISO 32000-1, 7.5.4 and 7.5.5)
    fn end(mut self) -> io::Result<()> {
        let (at, count) = (self.length, self.offsets.len() + 1);
        let mut table = format!("xref\n0 {count}\n0000000000 65535 f\r\n");
        for offset in &self.offsets {
            table.push_str(&format!("{offset:010} 00000 n\r\n"));
        }
        let trailer = format!(
            "trailer\n<<\n  /Size {count}\n  /Root {CATALOGUE} 0 R\n>>\nstartxref\n{at}\n%%EOF"
        );
        self.write(table.as_bytes())?;
        self.write(trailer.as_bytes())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.length += bytes.len();
        self.to.write_all(bytes)
    }
}

/// How large the page is, in units of a PDF.
fn sides(image: &Image<'_>) -> (f32, f32) {
    let (width, height) = image.size();
    let side = |pixels: u32| pixels as f32 * UNITS_PER_INCH / PIXELS_PER_INCH as f32;
    (side(width), side(height))
}

fn add_page(
    chunk: &mut Chunk,
    number: Ref,
    picture: &Image<'_>,
    (image, content, font): (Ref, Ref, Option<Ref>),
) {
    let (across, down) = sides(picture);
    let mut page = chunk.page(number);
    page.media_box(Rect::new(0.0, 0.0, across, down));
    page.parent(Ref::new(PAGES));
    page.contents(content);
    let mut resources = page.resources();
    resources.x_objects().pair(PICTURE, image);
    if let Some(font) = font {
        resources.fonts().pair(Name(FONT.as_bytes()), font);
    }
}

fn add_image(chunk: &mut Chunk, number: Ref, image: &Image<'_>) {
    let (width, height) = image.size();
    let (bytes, filter, bits, colours) = match image {
        Image::Text { packed, .. } => {
            (packed, Filter::FlateDecode, TEXT_BITS.into(), Colours::Grey)
        }
        Image::Picture { jpeg, colours, .. } => (jpeg, Filter::DctDecode, JPEG_BITS, *colours),
    };
    let mut object = chunk.image_xobject(number, bytes);
    object.filter(filter);
    object.width(i32::try_from(width).unwrap_or(i32::MAX));
    object.height(i32::try_from(height).unwrap_or(i32::MAX));
    match colours {
        Colours::Grey => object.color_space().device_gray(),
        Colours::Coloured => object.color_space().device_rgb(),
    }
    object.bits_per_component(bits);
}

fn add_content(chunk: &mut Chunk, number: Ref, Sheet { image, words }: &Sheet<'_>) {
    let (across, down) = sides(image);
    let mut content = Content::new();
    content.save_state();
    content.transform([across, 0.0, 0.0, down, 0.0, 0.0]);
    content.x_object(PICTURE);
    content.restore_state();
    if words.is_empty() {
        chunk.stream(number, &content.finish());
        return;
    }
    let pixel = UNITS_PER_INCH / PIXELS_PER_INCH as f32;
    content.transform([pixel, 0.0, 0.0, pixel, 0.0, 0.0]);
    let mut content = content.finish().into_vec();
    content.push(b'\n');
    words::write(words, &mut content);
    let packed = compress_to_vec_zlib(&content, LEVEL);
    chunk.stream(number, &packed).filter(Filter::FlateDecode);
}

fn add_font(chunk: &mut Chunk, number: Ref) {
    let width = LETTER_WIDTH as f32;
    let mut object = chunk.type1_font(number);
    object.base_font(HELVETICA).encoding_predefined(WIN_ANSI);
    object.first_char(LETTERS.start().to_owned());
    object.last_char(LETTERS.end().to_owned());
    object.widths(LETTERS.map(|_| width));
}

/// The pages of a PDF that may be ours. Whether it is, is known when [`write`] makes the same bytes
/// of them.
pub(super) fn read(bytes: &[u8]) -> Option<Vec<Sheet<'_>>> {
    let mut sheets: Vec<Sheet<'_>> = Vec::new();
    let mut rest = bytes;
    while let Some(at) = find(rest, STREAM) {
        let before = rest.get(..at)?;
        let object = before.get(last(before, OBJECT)?..)?;
        let length = number(object, b"/Length ")?;
        let (stream, behind) = rest.get(at + STREAM.len()..)?.split_at_checked(length)?;
        rest = behind;
        if find(object, b"/Width ").is_some() {
            if sheets.len() >= PAGES_MAX as usize {
                return None;
            }
            let image = read_image(object, stream)?;
            let words = Vec::new();
            sheets.push(Sheet { image, words });
        } else if find(object, b"/FlateDecode").is_some() {
            let content = decompress_to_vec_zlib_with_limit(stream, CONTENT_MAX_BYTES).ok()?;
            sheets.last_mut()?.words = words::read(&content)?;
        }
    }
    Some(sheets)
}

fn read_image<'a>(object: &[u8], stream: &'a [u8]) -> Option<Image<'a>> {
    let side = |name: &[u8]| u32::try_from(number(object, name)?).ok();
    let (width, height) = (side(b"/Width ")?, side(b"/Height ")?);
    let bytes = Cow::Borrowed(stream);
    Some(if find(object, b"/DCTDecode").is_some() {
        let is_grey = find(object, b"/DeviceGray").is_some();
        let colours = if is_grey {
            Colours::Grey
        } else {
            Colours::Coloured
        };
        Image::Picture {
            width,
            height,
            colours,
            jpeg: bytes,
        }
    } else {
        Image::Text {
            width,
            height,
            packed: bytes,
        }
    })
}

fn find(bytes: &[u8], text: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, text)
}

fn last(bytes: &[u8], text: &[u8]) -> Option<usize> {
    memchr::memmem::rfind(bytes, text)
}

/// The number behind a name.
fn number(object: &[u8], name: &[u8]) -> Option<usize> {
    let digits = object.get(find(object, name)? + name.len()..)?;
    let length = digits
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    std::str::from_utf8(digits.get(..length)?)
        .ok()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::cleaning::pixels::Page;

    /// The table of objects and the end are what the library writes around the same objects.
    #[test]
    fn the_file_ends_as_the_librarys_do() {
        let sheet = || Sheet {
            image: Image::of(&Page::blank(5, 2)).unwrap(),
            words: Vec::new(),
        };
        let mut ours = Vec::new();
        write(vec![sheet(), sheet()], &mut ours).unwrap();
        let mut theirs = Pdf::new();
        theirs.catalog(Ref::new(CATALOGUE)).pages(Ref::new(PAGES));
        theirs
            .pages(Ref::new(PAGES))
            .kids([3, 6].map(Ref::new))
            .count(2);
        for number in [3, 6] {
            let [page, image, content] = [0, 1, 2].map(|nth| Ref::new(number + nth));
            let sheet = sheet();
            add_page(&mut theirs, page, &sheet.image, (image, content, None));
            add_image(&mut theirs, image, &sheet.image);
            add_content(&mut theirs, content, &sheet);
        }
        assert_eq!(
            String::from_utf8_lossy(&ours),
            String::from_utf8_lossy(&theirs.finish())
        );
    }
}
