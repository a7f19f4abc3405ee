//! What hayro leaves out, or draws otherwise than other readers do, and says nothing of.

use hayro::hayro_syntax::{
    Pdf,
    object::{Array, Dict, Name, Object, Stream},
    page::Page,
};

/// Flags of an annotation that is not seen. (ISO 32000-2, 12.5.3)
const HIDDEN: u32 = 1 << 1;
const NOT_VIEWED: u32 = 1 << 5;
/// Annotations of which nothing, or a sign alone, is seen where they have no appearance.
const WITHOUT_LOOK: [&[u8]; 3] = [b"Link", b"Popup", b"Text"];
/// How streams are written, and pictures. (ISO 32000-2, 7.4)
const FILTERS: [&[u8]; 10] = [
    b"ASCIIHexDecode",
    b"AHx",
    b"ASCII85Decode",
    b"A85",
    b"LZWDecode",
    b"FlateDecode",
    b"Fl",
    b"RunLengthDecode",
    b"RL",
    b"Crypt",
];
const OF_PICTURES: [&[u8]; 4] = [
    b"DCTDecode",
    b"JPXDecode",
    b"JBIG2Decode",
    b"CCITTFaxDecode",
];
/// Where a font's glyphs are, if the document brings them.
const FONT_FILES: [&[u8]; 3] = [b"FontFile", b"FontFile2", b"FontFile3"];

/// Whether nothing in a document changes what all of its pages show in a way that hayro does not
/// follow.
pub(crate) fn is_drawn_whole(pdf: &Pdf) -> bool {
    let mut objects = pdf.objects().into_iter();
    !objects.any(|object| match &object {
        Object::Dict(dict) => is_strange(dict),
        Object::Stream(stream) => !is_readable(stream),
        Object::Null(_)
        | Object::Boolean(_)
        | Object::Number(_)
        | Object::String(_)
        | Object::Name(_)
        | Object::Array(_) => false,
    })
}

/// Whether a stream is written in ways that hayro reads. Pictures have codes of their own, and
/// hayro says when it cannot read those.
fn is_readable(stream: &Stream<'_>) -> bool {
    let dict = stream.dict();
    let one = dict.get::<Name<'_>>(b"Filter").into_iter();
    let several = dict.get::<Array<'_>>(b"Filter");
    let several = several.iter().flat_map(|all| all.iter::<Name<'_>>());
    let names: Vec<Name<'_>> = one.chain(several).collect();
    let is_one_of = |name: &Name<'_>, filters: &[&[u8]]| filters.contains(&name.as_ref());
    if names.iter().any(|name| is_one_of(name, &OF_PICTURES)) {
        return true;
    }
    let is_known = names.iter().all(|name| is_one_of(name, &FILTERS));
    is_known
        && stream
            .decoded_data()
            .is_ok_and(|data| has_rows(dict, data.len()))
}

/// Whether a picture of this size has all its rows in this number of bytes, if it is one. hayro
/// draws one that is short as if it were less high. The last row may be cut, which is not seen.
fn has_rows(dict: &Dict<'_>, bytes: usize) -> bool {
    if !is_name(dict, b"Subtype", b"Image") {
        return true;
    }
    let number = |key: &[u8]| dict.get::<u32>(key).map(u64::from);
    let (Some(width), Some(height)) = (number(b"Width"), number(b"Height")) else {
        return false;
    };
    // As many samples a pixel as there are at least.
    let row = (width * number(b"BitsPerComponent").unwrap_or(1)).div_ceil(8);
    row.saturating_mul(height.saturating_sub(1)) <= bytes as u64
}

fn is_strange(dict: &Dict<'_>) -> bool {
    let is = |key: &[u8], name: &[u8]| is_name(dict, key, name);
    // A form that a program inside it draws.
    let draws_itself = dict.get::<bool>(b"NeedsRendering") == Some(true);
    // A layer that is shown by rules.
    let by_rules = is(b"Type", b"OCMD") && dict.contains_key(b"VE");
    // Glyphs by number, of a font that only the writer's machine has: another font has other glyphs
    // under these numbers.
    let is_numbered = is(b"Subtype", b"CIDFontType0") || is(b"Subtype", b"CIDFontType2");
    let descriptor = dict.get::<Dict<'_>>(b"FontDescriptor");
    let has_glyphs = descriptor.is_some_and(|d| FONT_FILES.iter().any(|file| d.contains_key(file)));
    draws_itself || by_rules || (is_numbered && !has_glyphs)
}

/// Whether every annotation of a page is drawn as other readers do.
pub(crate) fn is_page_drawn_whole(page: &Page<'_>) -> bool {
    let annotations = page.raw().get::<Array<'_>>(b"Annots");
    annotations.is_none_or(|all| {
        all.iter::<Dict<'_>>()
            .all(|annotation| is_drawn(&annotation))
    })
}

fn is_drawn(annotation: &Dict<'_>) -> bool {
    let flags = annotation.get::<u32>(b"F").unwrap_or_default();
    if flags & (HIDDEN | NOT_VIEWED) != 0 {
        return true;
    }
    if annotation.contains_key(b"OC") {
        return false;
    }
    if annotation.contains_key(b"AP") {
        return true;
    }
    if is_name(annotation, b"Subtype", b"Widget") {
        let parent = annotation.get::<Dict<'_>>(b"Parent");
        let has_value = |dict: &Dict<'_>| dict.contains_key(b"V");
        return !has_value(annotation) && !parent.as_ref().is_some_and(has_value);
    }
    WITHOUT_LOOK
        .iter()
        .any(|kind| is_name(annotation, b"Subtype", kind))
}

fn is_name(dict: &Dict<'_>, key: &[u8], name: &[u8]) -> bool {
    dict.get::<Name<'_>>(key)
        .is_some_and(|found| found.as_ref() == name)
}
