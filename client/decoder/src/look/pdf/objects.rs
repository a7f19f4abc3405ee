//! What stands in a PDF beside its pages: annotations, files, layers, programs, strings.

use hayro::hayro_syntax::{
    Pdf,
    object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, String as PdfString},
};
use std::collections::HashSet;

use super::{bookmarks::Told, text::decoded};
use crate::{
    error::DecodeError,
    look::{
        lines::Lines,
        trace::{Trace, TraceKind},
    },
};

/// The most things of a PDF that are told.
const TOLD_MAX: usize = 2_000;
/// How deep objects are written in each other at most.
const NESTING_MAX: usize = 32;
/// Objects that keep others, and are no part of the document.
const OF_THE_FILE: [&str; 2] = ["ObjStm", "XRef"];

/// A dictionary, and how it is asked.
struct Asked<'a, 'b>(&'b Dict<'a>);

impl Asked<'_, '_> {
    fn string(&self, key: &str) -> Option<String> {
        let found = self.0.get::<PdfString<'_>>(key)?;
        Some(decoded(found.as_bytes())).filter(|text| !text.trim().is_empty())
    }

    fn name(&self, key: &str) -> String {
        let found = self.0.get::<Name<'_>>(key);
        found.map_or_else(String::new, |name| name.as_str().to_owned())
    }

    fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    fn strings(&self, keys: &[&str]) -> String {
        let found = keys.iter().filter_map(|key| self.string(key));
        found.collect::<Vec<_>>().join(", ")
    }
}

/// Tells what is in a PDF, and keeps the strings that may say what a page hides.
pub(super) fn tell(pdf: &Pdf, told: &mut Told, lines: &mut Lines<'_>) -> Result<(), DecodeError> {
    let mut traces = Vec::new();
    let mut known = HashSet::new();
    for object in pdf.objects() {
        let id = match &object {
            Object::Dict(dict) => dict.obj_id(),
            Object::Stream(stream) => Some(stream.obj_id()),
            Object::Null(_)
            | Object::Boolean(_)
            | Object::Number(_)
            | Object::String(_)
            | Object::Name(_)
            | Object::Array(_) => None,
        };
        if id.is_none_or(|id| known.insert(id)) {
            visit(&object, told, &mut traces, NESTING_MAX);
        }
    }
    traces.extend(of_layers(pdf));
    traces.extend(unused(pdf));
    for trace in traces.into_iter().take(TOLD_MAX) {
        lines.trace(trace)?;
    }
    Ok(())
}

/// Looks at an object, and at those that are written in it.
fn visit(object: &Object<'_>, told: &mut Told, traces: &mut Vec<Trace>, deep: usize) {
    let (dict, is_stream) = match object {
        Object::Dict(dict) => (dict, false),
        Object::Stream(stream) => (stream.dict(), true),
        Object::Array(array) if deep > 0 => {
            for item in array.raw_iter() {
                if let MaybeRef::NotRef(item) = item {
                    visit(&item, told, traces, deep - 1);
                }
            }
            return;
        }
        Object::Null(_)
        | Object::Boolean(_)
        | Object::Number(_)
        | Object::String(_)
        | Object::Name(_)
        | Object::Array(_) => return,
    };
    let asked = Asked(dict);
    keep_strings(&asked, told);
    traces.extend(of_files(&asked, is_stream));
    traces.extend(of_actions(&asked));
    traces.extend(of_people(&asked));
    traces.extend(of_annotation(&asked));
    if deep > 0 && traces.len() < TOLD_MAX {
        for (_, item) in dict.entries() {
            if let MaybeRef::NotRef(item) = item {
                visit(&item, told, traces, deep - 1);
            }
        }
    }
}

fn keep_strings(asked: &Asked<'_, '_>, told: &mut Told) {
    let is_bookmark = asked.has("Title")
        && ["Parent", "Dest", "A", "First", "Next", "Prev"]
            .iter()
            .any(|key| asked.has(key))
        && !asked.has("Producer");
    if is_bookmark && let Some(title) = asked.string("Title") {
        told.add("Title", title);
    }
    for key in ["ActualText", "Alt", "E", "Contents", "TU"] {
        if let Some(text) = asked.string(key) {
            told.add(
                if key == "ActualText" {
                    "ActualText"
                } else {
                    "Alt"
                },
                text,
            );
        }
    }
    // Names of places.
    if let Some(names) = asked.0.get::<Array<'_>>(b"Names") {
        for name in names.iter::<PdfString<'_>>() {
            told.add("Dest", decoded(name.as_bytes()));
        }
    }
}

fn of_files(asked: &Asked<'_, '_>, is_stream: bool) -> Vec<Trace> {
    let mut traces = Vec::new();
    if asked.has("EF") {
        let text = asked.strings(&["UF", "F", "Desc"]);
        traces.push(Trace::new(TraceKind::Attachment, &text));
    }
    if is_stream && asked.name("Type") == "EmbeddedFile" {
        let dates = asked.0.get::<Dict<'_>>(b"Params");
        let dates = dates.map(|dates| Asked(&dates).strings(&["CreationDate", "ModDate"]));
        let text = dates.unwrap_or_default();
        traces.push(Trace::new(TraceKind::Attachment, &text).in_part("EmbeddedFile"));
    }
    if asked.has("Thumb") {
        traces.push(Trace::new(TraceKind::Thumbnail, "").in_part("Thumb"));
    }
    if let Some(private) = asked.0.get::<Dict<'_>>(b"PieceInfo") {
        let names: Vec<String> = private.keys().map(|key| key.as_str().to_owned()).collect();
        traces.push(Trace::new(TraceKind::CustomData, &names.join(", ")).in_part("PieceInfo"));
    }
    let is_metadata = is_stream && asked.name("Type") == "Metadata";
    if is_metadata {
        traces.push(Trace::new(TraceKind::Metadata, "XMP").in_part("Metadata"));
    }
    traces
}

fn of_actions(asked: &Asked<'_, '_>) -> Vec<Trace> {
    let mut traces = Vec::new();
    if asked.has("JS") || asked.name("S") == "JavaScript" {
        let text = asked.string("JS").unwrap_or_default();
        traces.push(Trace::new(TraceKind::Script, &text));
    }
    let action = asked.name("S");
    if ["URI", "Launch", "GoToR", "SubmitForm", "ImportData"].contains(&action.as_str()) {
        let file = asked.0.get::<Dict<'_>>(b"F");
        let file = file.map(|file| Asked(&file).strings(&["UF", "F"]));
        let own = asked.strings(&["URI", "F"]);
        let text = [own, file.unwrap_or_default()].join(" ");
        traces.push(Trace::new(TraceKind::ExternalLink, &text).in_part(&action));
    }
    if asked.has("XFA") {
        traces.push(Trace::new(TraceKind::FormField, "XFA").in_part("XFA"));
    }
    traces
}

fn of_people(asked: &Asked<'_, '_>) -> Vec<Trace> {
    let is_signature = asked.name("Type") == "Sig" || asked.has("ByteRange");
    let text = asked.strings(&["Name", "Reason", "Location", "ContactInfo", "M"]);
    if is_signature && !text.is_empty() {
        vec![Trace::new(TraceKind::Metadata, &text).in_part("Signature")]
    } else {
        Vec::new()
    }
}

fn of_annotation(asked: &Asked<'_, '_>) -> Vec<Trace> {
    let kind = asked.name("Subtype");
    let mut traces = Vec::new();
    let is_annotation = asked.has("Rect") && !kind.is_empty() && kind != "Link";
    if asked.has("FT") || kind == "Widget" {
        let text = asked.strings(&["V", "DV", "T", "TU"]);
        if !text.is_empty() {
            traces.push(Trace::new(TraceKind::FormField, &text));
        }
    } else if is_annotation {
        let text = asked.strings(&["T", "Contents", "Subj", "M", "RC"]);
        traces.push(Trace::new(TraceKind::Annotation, &text).in_part(&kind));
    }
    let alternative = asked.strings(&["Alt", "ActualText", "E"]);
    if !alternative.is_empty() {
        traces.push(Trace::new(TraceKind::AlternativeText, &alternative));
    }
    traces
}

fn of_layers(pdf: &Pdf) -> Vec<Trace> {
    let xref = pdf.xref();
    let root = xref.get::<Dict<'_>>(xref.root_id());
    let layers = root.and_then(|root| root.get::<Dict<'_>>(b"OCProperties"));
    let Some(layers) = layers else {
        return Vec::new();
    };
    let shown = layers.get::<Dict<'_>>(b"D");
    let listed = |key: &[u8]| -> HashSet<ObjectIdentifier> {
        let list = shown.as_ref().and_then(|shown| shown.get::<Array<'_>>(key));
        let list = list.iter().flat_map(Array::raw_iter);
        list.filter_map(|item| item.as_obj_ref().map(Into::into))
            .collect()
    };
    let (on, off) = (listed(b"ON"), listed(b"OFF"));
    let base = shown.as_ref().map(|shown| Asked(shown).name("BaseState"));
    let all = layers.get::<Array<'_>>(b"OCGs");
    let all = all.iter().flat_map(Array::raw_iter);
    all.filter_map(|item| {
        let id: ObjectIdentifier = item.as_obj_ref()?.into();
        let layer = xref.get::<Dict<'_>>(id)?;
        let is_hidden = off.contains(&id) || (base.as_deref() == Some("OFF") && !on.contains(&id));
        let kind = if is_hidden {
            TraceKind::HiddenLayer
        } else {
            TraceKind::Layer
        };
        Some(Trace::new(
            kind,
            &Asked(&layer).string("Name").unwrap_or_default(),
        ))
    })
    .collect()
}

/// Tells objects to which nothing points: what was taken out of a document, and is still there.
fn unused(pdf: &Pdf) -> Option<Trace> {
    let xref = pdf.xref();
    let mut used = HashSet::new();
    let mut next: Vec<ObjectIdentifier> = vec![xref.root_id()];
    while let Some(id) = next.pop() {
        if used.insert(id)
            && let Some(object) = xref.get::<Object<'_>>(id)
        {
            references(&object, &mut next);
        }
    }
    let mut found = HashSet::new();
    for object in pdf.objects() {
        // What a document says of itself hangs on the trailer, and streams keep their numbers.
        if let Object::Stream(stream) = &object {
            let kind = Asked(stream.dict()).name("Type");
            let id = stream.obj_id();
            if !used.contains(&id) && !OF_THE_FILE.contains(&kind.as_str()) {
                found.insert(id);
            }
        }
    }
    let count = found.len();
    (count > 0).then(|| Trace::new(TraceKind::UnusedObjects, &count.to_string()))
}

fn references(object: &Object<'_>, next: &mut Vec<ObjectIdentifier>) {
    let mut add = |item: MaybeRef<Object<'_>>| match item {
        MaybeRef::Ref(reference) => next.push(reference.into()),
        MaybeRef::NotRef(object) => references(&object, next),
    };
    match object {
        Object::Dict(dict) => dict.entries().for_each(|(_, item)| add(item)),
        Object::Stream(stream) => stream.dict().entries().for_each(|(_, item)| add(item)),
        Object::Array(array) => array.raw_iter().for_each(add),
        Object::Null(_)
        | Object::Boolean(_)
        | Object::Number(_)
        | Object::String(_)
        | Object::Name(_) => {}
    }
}
