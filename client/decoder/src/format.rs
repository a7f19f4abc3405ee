//! What the decoder reads.

use strum::{EnumString, IntoStaticStr};

/// What a document is. Who runs the decoder says it, so that the document has no say.
#[derive(Clone, Copy, Debug, EnumString, Eq, IntoStaticStr, PartialEq)]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum Format {
    Bmp,
    Gif,
    /// A PNG that `heif-convert` made of a HEIC. It is turned already: the tag that it still has
    /// says how the sensor was held.
    Heic,
    Jpg,
    Pdf,
    Png,
    Pnm,
    Tiff,
    Webp,
}
