//! The PDF around the pictures of pages: as little as a PDF can have.

use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref};
use sourdine_decoder::stream::PIXELS_PER_INCH;

use super::image::{Image, TEXT_BITS};
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
const STREAM: &[u8] = b"\nstream\n";
const OBJECT: &[u8] = b" obj\n";

/// Writes a PDF with one page for each picture, of the size that it has at 150 pixels an inch.
pub(super) fn write(images: &[Image]) -> Vec<u8> {
    let mut pdf = Pdf::new();
    pdf.catalog(Ref::new(CATALOGUE)).pages(Ref::new(PAGES));
    let pages = || (FIRST..).step_by(OBJECTS as usize).take(images.len());
    let count = i32::try_from(images.len()).unwrap_or(i32::MAX);
    pdf.pages(Ref::new(PAGES))
        .kids(pages().map(Ref::new))
        .count(count);
    for (image, number) in images.iter().zip(pages()) {
        write_page(&mut pdf, image, number);
    }
    pdf.finish()
}

fn write_page(pdf: &mut Pdf, image: &Image, number: i32) {
    let [page_id, image_id, content_id] = [0, 1, 2].map(|nth| Ref::new(number + nth));
    let (width, height) = image.size();
    let [across, down] =
        [width, height].map(|side| side as f32 * UNITS_PER_INCH / PIXELS_PER_INCH as f32);
    let mut page = pdf.page(page_id);
    page.media_box(Rect::new(0.0, 0.0, across, down));
    page.parent(Ref::new(PAGES));
    page.contents(content_id);
    page.resources().x_objects().pair(PICTURE, image_id);
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
    content.transform([across, 0.0, 0.0, down, 0.0, 0.0]);
    content.x_object(PICTURE);
    pdf.stream(content_id, &content.finish());
}

/// The pictures of a PDF that may be ours. Whether it is, is known when [`write`] makes the same
/// bytes of them.
pub(super) fn read(bytes: &[u8]) -> Option<Vec<Image>> {
    let mut images = Vec::new();
    let mut rest = bytes;
    while let Some(at) = find(rest, STREAM) {
        let before = rest.get(..at)?;
        let object = before.get(last(before, OBJECT)?..)?;
        let length = number(object, b"/Length ")?;
        let (stream, behind) = rest.get(at + STREAM.len()..)?.split_at_checked(length)?;
        rest = behind;
        let Some(width) = number(object, b"/Width ") else {
            continue;
        };
        if images.len() >= PAGES_MAX as usize {
            return None;
        }
        let (width, height) = (
            u32::try_from(width).ok()?,
            u32::try_from(number(object, b"/Height ")?).ok()?,
        );
        let bytes = stream.to_vec();
        images.push(if find(object, b"/DCTDecode").is_some() {
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
        });
    }
    Some(images)
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
