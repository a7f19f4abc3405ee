//! What runs where, on what evidence: the part of Sourdine that everybody may read.
//!
//! A citizens' group keeps its observatory as plain text in a folder that git can follow:
//! `observatory.toml`, and for each entry a folder with one `entry.md` and the documents it
//! publishes. [`Observatory::read`](model::observatory::Observatory::read) turns that into an
//! [`Observatory`](model::observatory::Observatory), refusing what it cannot show or what two
//! readers could understand differently; [`render::build`] turns the observatory into pages, feeds
//! and open data; [`serve`] shows them on this machine.
//!
//! An [`Entry`](model::entry::Entry) is the public half of what a desk knows. The private half (who
//! received what and when, what the source risks, the names and hashes of originals) is a case of
//! the desk, another type altogether, which nothing here can name: so no exporter can let it slip.
//! A field of the private half that strays into an entry's file is an error, not something ignored.

pub mod data;
pub mod folder;
pub mod markdown;
pub mod messages;
pub mod model;
pub mod render;
pub mod serve;
