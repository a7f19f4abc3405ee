//! What the observatory says: text, dates, names and the closed lists, and the entries made of
//! them. Nothing here knows of files, of Markdown or of pages.

pub mod date;
pub mod entry;
pub mod names;
pub mod observatory;
pub mod text;
pub mod vocabulary;
