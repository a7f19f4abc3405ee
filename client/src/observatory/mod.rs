//! What runs where, on what evidence: the part of Sourdine that everybody may read.
//!
//! A citizens' group keeps its observatory as plain text in a folder that git can follow: `observatory.toml`, and for each entry a
//! folder with one `entry.md` and the documents it publishes. [`Folder::read`](folder::Folder::read) turns that into an
//! [`Observatory`](folder::Observatory), refusing what it cannot show or what two readers could understand differently;
//! [`site::build`] turns the observatory into pages, feeds and open data; [`serve`] shows them on this machine.
//!
//! An [`Entry`](entry::Entry) is the public half of what a desk knows. The private half (who received what and when, what the source
//! risks, the names and hashes of originals) is a case of the desk, another type altogether, which nothing here can name: so no
//! exporter can let it slip. A field of the private half that strays into an entry's file is an error, not something ignored.

pub mod date;
pub mod entry;
pub mod entry_file;
pub mod first_entries;
pub mod folder;
pub mod markdown;
pub mod names;
pub mod serve;
pub mod site;
pub mod text;
pub mod vocabulary;
pub mod words;
