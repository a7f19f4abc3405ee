//! `#[derive(Explain)]`: the key of an error's text stands on the error, and nothing else says it
//! in other words.
//!
//! Each variant (or the struct) has one attribute:
//!
//! - `#[explain("error-io")]`: the key. Named fields fill placeables of their own name; a field
//!   named `source` fills `$reason`.
//! - `#[explain("error-file", path)]`: the fields of a tuple get names, in their order.
//! - `#[explain("error-size", size, max = MAX_BYTES)]`: more values, computed. The expression sees
//!   the fields, by reference, under their names.
//! - `#[explain("error-mistake", message(mistake))]`: the field is itself explained, and fills
//!   `$mistake` with its text, in the same language.
//! - `#[explain(transparent)]`: the one field says it all; of several,
//!   `#[explain(transparent(error))]`.
//! - `#[explain("error-x", at = path.display())]`: where it is, told before the text.
//! - `#[explain("error-x", exit = DIFFERENT)]`: the program ends with this code.
//! - `#[explain(key = key_of(error), path)]`: the key is computed.
//!
//! Integers choose plural forms; paths are shown as paths; every other field by its `Display`.
//! `Display` is derived too: the English text out of `crate::messages::CATALOG`.

mod attribute;
mod generate;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Derives `Explain` and `Display` for an error; see the crate's documentation.
#[proc_macro_derive(Explain, attributes(explain))]
pub fn explain(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    generate::explain(&input)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}
