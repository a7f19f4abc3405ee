//! Colours as every screen shows them: sRGB, on white.

use image::{DynamicImage, RgbImage, Rgba};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

const OPAQUE: u16 = 255;

/// The picture's colours in sRGB. What is transparent becomes white: a colour that is not seen is
/// not published.
pub(crate) fn flatten(picture: DynamicImage, profile: Option<&[u8]>) -> RgbImage {
    let mut flat = if picture.color().has_alpha() {
        on_white(&picture)
    } else {
        picture.into_rgb8()
    };
    if let Some(profile) = profile {
        to_srgb(&mut flat, profile);
    }
    flat
}

fn on_white(picture: &DynamicImage) -> RgbImage {
    let seen = picture.to_rgba8();
    let mut flat = RgbImage::new(seen.width(), seen.height());
    for (to, Rgba([red, green, blue, alpha])) in flat.pixels_mut().zip(seen.pixels()) {
        to.0 = [*red, *green, *blue].map(|sample| {
            let (sample, alpha) = (u16::from(sample), u16::from(*alpha));
            let mixed = (sample * alpha + OPAQUE * (OPAQUE - alpha) + OPAQUE / 2) / OPAQUE;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        });
    }
    flat
}

/// Converts colours from the picture's own profile. A profile that is damaged or not for red, green
/// and blue changes nothing: most programs show such a picture as if it had none.
fn to_srgb(picture: &mut RgbImage, profile: &[u8]) {
    let Ok(profile) = ColorProfile::new_from_slice(profile) else {
        return;
    };
    if profile.color_space != DataColorSpace::Rgb {
        return;
    }
    let srgb = ColorProfile::new_srgb();
    let options = TransformOptions::default();
    let Ok(transform) = profile.create_transform_8bit(Layout::Rgb, &srgb, Layout::Rgb, options)
    else {
        return;
    };
    let mut converted = vec![0; picture.as_raw().len()];
    if transform
        .transform(picture.as_raw(), &mut converted)
        .is_ok()
    {
        picture.copy_from_slice(&converted);
    }
}
