//! A PDF: what our decoder sees in it, on each layer, and what its pictures tell.

use std::{collections::HashMap, path::Path};

use sourdine_decoder::{
    format::Format,
    look::{
        Look,
        trace::{Trace, TraceKind},
    },
};

use super::{
    decoder,
    inspected::{Inspection, Text},
    pieces, pixels,
};
use crate::desk::cleaning::{CleanError, converted::Converted, qpdf};

pub(super) fn look(original: &Path, scratch: &Path, inspection: &mut Inspection) {
    let looked = decoder::look(original, Look::Pdf);
    if let Some(looked) = inspection.attempt(looked) {
        let has_hidden_layer = looked
            .traces
            .iter()
            .any(|trace| trace.kind == TraceKind::HiddenLayer);
        inspection.add(looked.traces);
        if has_hidden_layer {
            let words = words_of_layers(original, scratch, &looked.texts);
            inspection.try_add(words);
        }
        inspection.texts.extend(looked.texts);
        let told = pieces::of(original, scratch);
        inspection.try_add(told);
    }
    pixels::look(original, Format::Pdf, inspection);
}

/// The words that are seen only when all layers are shown.
fn words_of_layers(
    original: &Path,
    scratch: &Path,
    shown: &[Text],
) -> Result<Vec<Trace>, CleanError> {
    // The decoder finds the list of layers only where it is not packed.
    let unpacked = qpdf::unpack(original, scratch)?;
    let all = decoder::look(&Converted::path(&unpacked), Look::Layers)?;
    let mut traces = Vec::new();
    for (text, number) in all.texts.iter().zip(1..) {
        let mut known: HashMap<&str, usize> = HashMap::new();
        let on_page = shown.iter().filter(|shown| shown.page == text.page);
        for word in on_page.flat_map(|shown| &shown.words) {
            *known.entry(word.text.trim()).or_default() += 1;
        }
        let hidden: Vec<&str> = text
            .words
            .iter()
            .map(|word| word.text.trim())
            .filter(|word| match known.get_mut(word) {
                Some(left) if *left > 0 => {
                    *left -= 1;
                    false
                }
                Some(_) | None => true,
            })
            .collect();
        if !hidden.is_empty() {
            let trace = Trace::new(TraceKind::HiddenLayer, &hidden.join(" "));
            traces.push(trace.on_page(text.page.unwrap_or(number)));
        }
    }
    Ok(traces)
}
