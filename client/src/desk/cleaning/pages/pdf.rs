//! The PDF around the pictures of pages and their words: as little as a PDF can have.

use std::io::{self, Read, Write};

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
/// What is kept of the objects before a stream, in bytes. Ours are shorter, but for the list of all
/// pages, of which the end is enough.
const OBJECT_MAX_BYTES: usize = 4_096;
/// How much is read at once between streams, in bytes.
const PIECE_BYTES: u64 = 16_384;

/// What a page has.
pub(super) struct Sheet {
    pub(super) image: Image,
    pub(super) words: Vec<Word>,
}

/// A PDF with one page for each picture, of the size that it has at 150 pixels an inch. It is
/// written page by page, so that no more than one is in memory: how many there will be has to be
/// known before the first.
pub(super) struct Writer<W> {
    to: W,
    length: u64,
    /// Where each object begins.
    offsets: Vec<u64>,
    /// How many pages there are to be, and how many are written.
    count: i32,
    written: i32,
    has_words: bool,
}

impl<W: Write> Writer<W> {
    pub(super) fn begin(to: W, count: usize) -> io::Result<Self> {
        if count > PAGES_MAX as usize {
            return Err(invalid());
        }
        let count = i32::try_from(count).map_err(io::Error::other)?;
        let mut file = Self {
            to,
            length: 0,
            offsets: Vec::new(),
            count,
            written: 0,
            has_words: false,
        };
        file.write(Pdf::new().as_bytes())?;
        file.object(|chunk| {
            let mut catalogue: Catalog<'_> = chunk.indirect(Ref::new(CATALOGUE)).start();
            catalogue.pages(Ref::new(PAGES));
        })?;
        file.object(|chunk| {
            let mut tree = chunk.pages(Ref::new(PAGES));
            tree.kids((0..count).map(|page| Ref::new(FIRST + OBJECTS * page)))
                .count(count);
        })?;
        Ok(file)
    }

    /// Adds a page. It fails if there are as many as there are to be.
    pub(super) fn add(&mut self, sheet: &Sheet) -> io::Result<()> {
        if self.written >= self.count {
            return Err(invalid());
        }
        let number = FIRST + OBJECTS * self.written;
        let [page, image, content] = [0, 1, 2].map(|nth| Ref::new(number + nth));
        let font = (!sheet.words.is_empty()).then(|| self.font());
        self.object(|chunk| add_page(chunk, page, &sheet.image, (image, content, font)))?;
        self.object(|chunk| add_image(chunk, image, &sheet.image))?;
        self.object(|chunk| add_content(chunk, content, sheet))?;
        self.has_words |= font.is_some();
        self.written += 1;
        Ok(())
    }

    /// How many bytes are written.
    pub(super) const fn length(&self) -> u64 {
        self.length
    }

    /// Writes the font, where the objects are, and the end. (ISO 32000-1, 7.5.4 and 7.5.5) It fails
    /// if a page is missing.
    pub(super) fn end(mut self) -> io::Result<W> {
        if self.written != self.count {
            return Err(invalid());
        }
        if self.has_words {
            let font = self.font();
            self.object(|chunk| add_font(chunk, font))?;
        }
        let (at, count) = (self.length, self.offsets.len() + 1);
        let mut table = format!("xref\n0 {count}\n0000000000 65535 f\r\n");
        for offset in &self.offsets {
            table.push_str(&format!("{offset:010} 00000 n\r\n"));
        }
        let trailer = format!(
            "trailer\n<<\n  /Size {count}\n  /Root {CATALOGUE} 0 R\n>>\nstartxref\n{at}\n%%EOF"
        );
        self.write(table.as_bytes())?;
        self.write(trailer.as_bytes())?;
        Ok(self.to)
    }

    /// The font's object, which stands behind all pages.
    const fn font(&self) -> Ref {
        Ref::new(FIRST + OBJECTS * self.count)
    }

    /// Adds an object, the first with the number 1.
    fn object(&mut self, write: impl FnOnce(&mut Chunk)) -> io::Result<()> {
        let mut chunk = Chunk::new();
        write(&mut chunk);
        self.offsets.push(self.length);
        self.write(chunk.as_bytes())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.length += bytes.len() as u64;
        self.to.write_all(bytes)
    }
}

/// What is read is no PDF of ours.
pub(super) fn invalid() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

/// How large the page is, in units of a PDF.
fn sides(image: &Image) -> (f32, f32) {
    let (width, height) = image.size();
    let side = |pixels: u32| pixels as f32 * UNITS_PER_INCH / PIXELS_PER_INCH as f32;
    (side(width), side(height))
}

fn add_page(
    chunk: &mut Chunk,
    number: Ref,
    picture: &Image,
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

fn add_image(chunk: &mut Chunk, number: Ref, image: &Image) {
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

fn add_content(chunk: &mut Chunk, number: Ref, Sheet { image, words }: &Sheet) {
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

/// The pages of a PDF that may be ours, one by one. Whether it is, is known when [`Writer`] makes
/// the same bytes of them.
pub(super) struct Reader<R> {
    from: R,
    /// What was read and not yet looked at, with the last that was.
    held: Vec<u8>,
    is_over: bool,
    /// How many pages the file says that it has.
    count: Option<usize>,
    begun: usize,
    /// The last page that was begun. Its words may follow.
    last: Option<Sheet>,
}

impl<R: Read> Reader<R> {
    pub(super) const fn new(from: R) -> Self {
        Self {
            from,
            held: Vec::new(),
            is_over: false,
            count: None,
            begun: 0,
            last: None,
        }
    }

    /// How many pages the file says that it has, before the first.
    pub(super) const fn count(&self) -> Option<usize> {
        self.count
    }

    /// The next page. None behind the last one, when all of the file is read.
    pub(super) fn next(&mut self) -> io::Result<Option<Sheet>> {
        while let Some((object, stream)) = self.stream()? {
            if find(&object, b"/Width ").is_some() {
                self.begun += 1;
                if self.begun > PAGES_MAX as usize {
                    return Err(invalid());
                }
                let image = read_image(&object, stream).ok_or_else(invalid)?;
                let words = Vec::new();
                let before = self.last.replace(Sheet { image, words });
                if before.is_some() {
                    return Ok(before);
                }
            } else if find(&object, b"/FlateDecode").is_some() {
                let content = decompress_to_vec_zlib_with_limit(&stream, CONTENT_MAX_BYTES);
                let words = content.ok().and_then(|content| words::read(&content));
                self.last.as_mut().ok_or_else(invalid)?.words = words.ok_or_else(invalid)?;
            }
        }
        Ok(self.last.take())
    }

    /// The next stream, and what its object says of it.
    fn stream(&mut self) -> io::Result<Option<(Vec<u8>, Vec<u8>)>> {
        let at = loop {
            if let Some(at) = find(&self.held, STREAM) {
                break at;
            }
            if self.is_over {
                return Ok(None);
            }
            let looked_at = self.held.len().saturating_sub(OBJECT_MAX_BYTES);
            self.held.drain(..looked_at);
            let mut piece = self.from.by_ref().take(PIECE_BYTES);
            self.is_over = piece.read_to_end(&mut self.held)? == 0;
        };
        let mut stream = self.held.split_off(at + STREAM.len());
        let before = std::mem::take(&mut self.held);
        self.count = self.count.or_else(|| number(&before, b"/Count "));
        let object = last(&before, OBJECT).and_then(|begin| before.get(begin..));
        let object = object.ok_or_else(invalid)?.to_vec();
        let length = number(&object, b"/Length ").ok_or_else(invalid)?;
        if let Some(missing) = length.checked_sub(stream.len()) {
            let mut rest = self.from.by_ref().take(missing as u64);
            rest.read_to_end(&mut stream)?;
        }
        if stream.len() < length {
            return Err(invalid());
        }
        self.held = stream.split_off(length);
        Ok(Some((object, stream)))
    }
}

fn read_image(object: &[u8], stream: Vec<u8>) -> Option<Image> {
    let side = |name: &[u8]| u32::try_from(number(object, name)?).ok();
    let (width, height) = (side(b"/Width ")?, side(b"/Height ")?);
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
            jpeg: stream,
        }
    } else {
        Image::Text {
            width,
            height,
            packed: stream,
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
        let mut ours = Writer::begin(Vec::new(), 2).unwrap();
        ours.add(&sheet()).unwrap();
        ours.add(&sheet()).unwrap();
        assert!(ours.add(&sheet()).is_err(), "a page too many");
        let ours = ours.end().unwrap();
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
