//! The PDF around the pictures of pages and their words: as little as a PDF can have.

use miniz_oxide::{deflate::compress_to_vec_zlib, inflate::decompress_to_vec_zlib_with_limit};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref};
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
pub(super) struct Sheet {
    pub(super) image: Image,
    pub(super) words: Vec<Word>,
}

/// Writes a PDF with one page for each picture, of the size that it has at 150 pixels an inch.
pub(super) fn write(sheets: &[Sheet]) -> Vec<u8> {
    let mut pdf = Pdf::new();
    pdf.catalog(Ref::new(CATALOGUE)).pages(Ref::new(PAGES));
    let pages = || (FIRST..).step_by(OBJECTS as usize).take(sheets.len());
    let count = i32::try_from(sheets.len()).unwrap_or(i32::MAX);
    pdf.pages(Ref::new(PAGES))
        .kids(pages().map(Ref::new))
        .count(count);
    let font = Ref::new(FIRST.saturating_add(OBJECTS.saturating_mul(count)));
    for (sheet, number) in sheets.iter().zip(pages()) {
        write_page(&mut pdf, sheet, number, font);
    }
    if sheets.iter().any(|sheet| !sheet.words.is_empty()) {
        let width = LETTER_WIDTH as f32;
        let mut object = pdf.type1_font(font);
        object.base_font(HELVETICA).encoding_predefined(WIN_ANSI);
        object.first_char(LETTERS.start().to_owned());
        object.last_char(LETTERS.end().to_owned());
        object.widths(LETTERS.map(|_| width));
    }
    pdf.finish()
}

fn write_page(pdf: &mut Pdf, Sheet { image, words }: &Sheet, number: i32, font: Ref) {
    let [page_id, image_id, content_id] = [0, 1, 2].map(|nth| Ref::new(number + nth));
    let (width, height) = image.size();
    let [across, down] =
        [width, height].map(|side| side as f32 * UNITS_PER_INCH / PIXELS_PER_INCH as f32);
    let mut page = pdf.page(page_id);
    page.media_box(Rect::new(0.0, 0.0, across, down));
    page.parent(Ref::new(PAGES));
    page.contents(content_id);
    let mut resources = page.resources();
    resources.x_objects().pair(PICTURE, image_id);
    if !words.is_empty() {
        resources.fonts().pair(Name(FONT.as_bytes()), font);
    }
    resources.finish();
    page.finish();
    let (bytes, filter, bits, colours) = match image {
        Image::Text { packed, .. } => {
            (packed, Filter::FlateDecode, TEXT_BITS.into(), Colours::Grey)
        }
        Image::Picture { jpeg, colours, .. } => (jpeg, Filter::DctDecode, JPEG_BITS, *colours),
    };
    let mut object = pdf.image_xobject(image_id, bytes);
    object.filter(filter);
    object.width(i32::try_from(width).unwrap_or(i32::MAX));
    object.height(i32::try_from(height).unwrap_or(i32::MAX));
    match colours {
        Colours::Grey => object.color_space().device_gray(),
        Colours::Coloured => object.color_space().device_rgb(),
    }
    object.bits_per_component(bits);
    object.finish();
    let mut content = Content::new();
    content.save_state();
    content.transform([across, 0.0, 0.0, down, 0.0, 0.0]);
    content.x_object(PICTURE);
    content.restore_state();
    if words.is_empty() {
        pdf.stream(content_id, &content.finish());
        return;
    }
    let pixel = UNITS_PER_INCH / PIXELS_PER_INCH as f32;
    content.transform([pixel, 0.0, 0.0, pixel, 0.0, 0.0]);
    let mut content = content.finish().into_vec();
    content.push(b'\n');
    words::write(words, &mut content);
    let packed = compress_to_vec_zlib(&content, LEVEL);
    pdf.stream(content_id, &packed).filter(Filter::FlateDecode);
}

/// The pages of a PDF that may be ours. Whether it is, is known when [`write`] makes the same bytes
/// of them.
pub(super) fn read(bytes: &[u8]) -> Option<Vec<Sheet>> {
    let mut sheets: Vec<Sheet> = Vec::new();
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

fn read_image(object: &[u8], stream: &[u8]) -> Option<Image> {
    let side = |name: &[u8]| u32::try_from(number(object, name)?).ok();
    let (width, height) = (side(b"/Width ")?, side(b"/Height ")?);
    let bytes = stream.to_vec();
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
