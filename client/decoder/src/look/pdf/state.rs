//! How a glyph is seen on its page.

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum State {
    Seen,
    /// It is drawn beside the page.
    Outside,
    Clipped,
    Tiny,
    /// It is not drawn, as the words under the picture of a scanned page.
    Layer,
    UnderBox {
        legible: bool,
    },
    UnderImage,
    OnDark {
        legible: bool,
    },
    /// It has the colour of the paper.
    Invisible,
    Faint,
    Hatched,
}
