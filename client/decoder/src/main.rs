//! The `sourdine-decoder` program: `sourdine-decoder FORMAT FILE` writes pixels to its output,
//! `sourdine-decoder freeze FILE` an office document without what computes, `sourdine-decoder
//! settle FILE` the final text of a flat OpenDocument file, `sourdine-decoder cells FILE` its
//! sheets as tables, `sourdine-decoder text-html FILE` and its like
//! the characters of a page, a book or an e-mail, and to its errors what else that file tells;
//! `sourdine-decoder members-zip FILE` and its like what is in an archive; `sourdine-decoder
//! look-pdf FILE` and its like what a document gives away. People do not call it; `sourdine` does,
//! inside the sandbox.

use std::{
    env, fs,
    io::{self, Write},
    process::ExitCode,
};

use sourdine_decoder::{
    decode,
    error::{DecodeError, Refusal},
    look::{Look, look},
    members::unpack,
    office::{
        cells::{CELLS, cells},
        frozen::{FREEZE, freeze},
        settle,
    },
    text::read,
    told::Told,
};

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let (Some(task), Some(file), None) = (arguments.next(), arguments.next(), arguments.next())
    else {
        return Refusal::Usage.into();
    };
    let Ok(document) = fs::read(file) else {
        return Refusal::Usage.into();
    };
    let out = io::stdout().lock();
    let Some(done) = run(&task, document, out) else {
        return Refusal::Usage.into();
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(DecodeError::Refused(refusal)) => refusal.into(),
        Err(DecodeError::Io(_)) => ExitCode::FAILURE,
    }
}

/// Does a task. None if there is no task of this name.
fn run(task: &str, document: Vec<u8>, out: impl Write) -> Option<Result<(), DecodeError>> {
    let told = if let Ok(format) = task.parse() {
        return Some(decode(format, document, out));
    } else if let Ok(container) = task.parse() {
        return Some(unpack(container, &document, out));
    } else if let Ok(what) = task.parse::<Look>() {
        return Some(look(what, document, out));
    } else if let Ok(format) = task.parse() {
        read(format, &document, out)
    } else if let Ok(hidden) = task.parse() {
        settle(hidden, &document, out)
    } else if task == CELLS {
        cells(&document, out)
    } else if task == FREEZE {
        freeze(document, out)
    } else {
        return None;
    };
    Some(told.and_then(|told| Ok(say(&told)?)))
}

/// Says what a document tells, a line for each thing.
fn say(told: &[Told]) -> io::Result<()> {
    let mut errors = io::stderr().lock();
    told.iter().try_for_each(|told| writeln!(errors, "{told}"))
}
