//! Contact sheets: what a document shows, drawn small by ourselves from pixels alone.

mod canvas;
mod digits;
pub(super) mod sheet;
pub(super) mod wave;
pub(super) mod words;
