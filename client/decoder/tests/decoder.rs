//! Pictures as people make them, and pixels as people see them.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected stops")]

use std::{
    io::{Cursor, Read, Write},
    process::{Command, Stdio},
};

use image::{
    DynamicImage, Frame, ImageBuffer, ImageEncoder, ImageFormat, Luma, LumaA, Rgb, RgbImage, Rgba,
    RgbaImage,
    codecs::{gif::GifEncoder, png::PngEncoder},
};
use moxcms::ColorProfile;
use sourdine_decoder::{
    decode,
    error::{DecodeError, Refusal},
    format::Format,
    stream::{PageHead, read_number},
};

const SIDE: u32 = 4;

/// The only page of a picture: its size, and its samples.
fn page(format: Format, document: Vec<u8>) -> (u32, u32, Vec<u8>) {
    let mut out = Vec::new();
    decode(format, document, &mut out).unwrap();
    let mut out = out.as_slice();
    assert_eq!(read_number(&mut out).unwrap(), 1);
    let head = PageHead::read(&mut out).unwrap();
    assert_eq!(out.len() as u64, head.bytes());
    (head.width, head.height, out.to_vec())
}

fn refusal(format: Format, document: &[u8]) -> Refusal {
    let mut out = Vec::new();
    match decode(format, document.to_vec(), &mut out).unwrap_err() {
        DecodeError::Refused(refusal) => refusal,
        DecodeError::Io(error) => unreachable(&error),
    }
}

fn unreachable(error: &std::io::Error) -> Refusal {
    assert_eq!(error.to_string(), "", "memory takes all");
    Refusal::Unreadable
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn one_colour(colour: [u8; 3]) -> Vec<u8> {
    colour.repeat((SIDE * SIDE) as usize)
}

#[test]
fn each_format_is_read() {
    let colour = [10, 200, 90];
    let picture = DynamicImage::ImageRgb8(RgbImage::from_pixel(SIDE, SIDE, Rgb(colour)));
    for (format, written_as) in [
        (Format::Bmp, ImageFormat::Bmp),
        (Format::Gif, ImageFormat::Gif),
        (Format::Jpg, ImageFormat::Jpeg),
        (Format::Png, ImageFormat::Png),
        (Format::Pnm, ImageFormat::Pnm),
        (Format::Tiff, ImageFormat::Tiff),
        (Format::Webp, ImageFormat::WebP),
    ] {
        let (width, height, samples) = page(format, written(&picture, written_as));
        assert_eq!((width, height), (SIDE, SIDE), "{format:?}");
        let off = samples
            .iter()
            .zip(one_colour(colour))
            .map(|(one, other)| one.abs_diff(other));
        assert!(off.max() <= Some(3), "{format:?}: {samples:?}");
    }
}

#[test]
fn every_depth_of_colour_becomes_three_bytes() {
    let grey = ImageBuffer::from_pixel(SIDE, SIDE, Luma([0x8000_u16]));
    let see_through = ImageBuffer::from_pixel(SIDE, SIDE, LumaA([0_u8, 128]));
    for (picture, expected) in [(DynamicImage::from(grey), 128), (see_through.into(), 127)] {
        let (_, _, samples) = page(Format::Png, written(&picture, ImageFormat::Png));
        assert_eq!(samples, one_colour([expected; 3]));
    }
}

/// What lies under transparent pixels is not seen, and can be read.
#[test]
fn what_is_transparent_becomes_white() {
    let hidden = RgbaImage::from_pixel(SIDE, SIDE, Rgba([77, 65, 82, 0]));
    for (format, written_as) in [
        (Format::Png, ImageFormat::Png),
        (Format::Webp, ImageFormat::WebP),
    ] {
        let document = written(&hidden.clone().into(), written_as);
        assert_eq!(page(format, document).2, one_colour([255; 3]));
    }
}

#[test]
fn colours_are_those_that_a_screen_shows() {
    let mut document = Vec::new();
    let mut encoder = PngEncoder::new(&mut document);
    let profile = ColorProfile::new_display_p3().encode().unwrap();
    encoder.set_icc_profile(profile).unwrap();
    let samples = one_colour([200, 100, 50]);
    let colour_type = image::ExtendedColorType::Rgb8;
    encoder
        .write_image(&samples, SIDE, SIDE, colour_type)
        .unwrap();
    let (_, _, seen) = page(Format::Png, document);
    // The same colour needs more red where red is less strong.
    assert!(
        seen[0] > 205 && seen[1] < 100 && seen[2] < 45,
        "{:?}",
        &seen[..3]
    );
}

#[test]
fn what_moves_is_refused() {
    let frame = || Frame::new(RgbaImage::from_pixel(SIDE, SIDE, Rgba([9, 9, 9, 255])));
    let film = |count: usize| {
        let mut document = Vec::new();
        let frames = (0..count).map(|_| frame());
        GifEncoder::new(&mut document)
            .encode_frames(frames)
            .unwrap();
        document
    };
    assert_eq!(page(Format::Gif, film(1)).0, SIDE);
    assert_eq!(refusal(Format::Gif, &film(2)), Refusal::Animated);
}

#[test]
fn what_is_damaged_is_refused() {
    let picture = DynamicImage::ImageRgb8(RgbImage::from_pixel(64, 64, Rgb([1, 2, 3])));
    for (format, written_as) in [
        (Format::Bmp, ImageFormat::Bmp),
        (Format::Png, ImageFormat::Png),
        (Format::Pnm, ImageFormat::Pnm),
        (Format::Tiff, ImageFormat::Tiff),
        (Format::Webp, ImageFormat::WebP),
    ] {
        let document = written(&picture, written_as);
        for length in [0, 1, 10, document.len() / 2] {
            assert_eq!(
                refusal(format, &document[..length]),
                Refusal::Unreadable,
                "{format:?}"
            );
        }
    }
    for document in [&b""[..], b"%PDF-1.7\n", b"PK\x03\x04"] {
        assert_eq!(refusal(Format::Pdf, document), Refusal::Unreadable);
    }
    // Two pages, the second of which begins where the first does: a circle.
    let mut circle = written(&picture, ImageFormat::Tiff);
    let first: [u8; 4] = circle[4..8].try_into().unwrap();
    let at = u32::from_le_bytes(first) as usize;
    let fields = u16::from_le_bytes(circle[at..at + 2].try_into().unwrap());
    let next = at + 2 + 12 * usize::from(fields);
    circle[next..next + 4].copy_from_slice(&first);
    assert_eq!(refusal(Format::Tiff, &circle), Refusal::Unreadable);
}

#[test]
fn the_program_says_by_its_status_why_it_refuses() {
    let mut document = tempfile::NamedTempFile::new().unwrap();
    document.write_all(b"P6 1 1 255 abc").unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sourdine-decoder"));
        let mut child = command
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = Vec::new();
        child.stdout.take().unwrap().read_to_end(&mut out).unwrap();
        (child.wait().unwrap().code().unwrap(), out)
    };
    let file = document.path().to_str().unwrap();
    let (status, out) = run(&["pnm", file]);
    assert_eq!(
        (status, out.as_slice()),
        (0, &b"\x01\0\0\0\x01\0\0\0\x01\0\0\0abc"[..])
    );
    for (arguments, refusal) in [
        (&["png", file][..], Refusal::Unreadable),
        (&["doc", file], Refusal::Usage),
        (&["png"], Refusal::Usage),
        (&["png", file, "more"], Refusal::Usage),
        (&["png", "/nowhere"], Refusal::Usage),
    ] {
        assert_eq!(run(arguments).0, i32::from(refusal as u8), "{arguments:?}");
    }
}
