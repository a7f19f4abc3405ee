//! The `sourdine-decoder` program: `sourdine-decoder FORMAT FILE` writes pixels to its output,
//! `sourdine-decoder freeze FILE` an office document without what computes, and `sourdine-decoder
//! settle FILE` the final text of a flat OpenDocument file, and to its errors what else that file
//! tells. `sourdine-decoder look-… FILE` writes what a document gives away. People do not call it; `sourdine` does, inside the sandbox.

use std::{
    env, fs,
    io::{self, Write},
    process::ExitCode,
};

use sourdine_decoder::{
    decode,
    error::{DecodeError, Refusal},
    look::{Look, look},
    office::{
        SETTLE,
        frozen::{FREEZE, freeze},
        settle,
        told::Told,
    },
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
    let done = match task.parse() {
        Ok(format) => decode(format, document, out),
        Err(_) if task == SETTLE => settle(&document, out).and_then(|told| Ok(say(&told)?)),
        Err(_) if task == FREEZE => freeze(document, out).and_then(|told| Ok(say(&told)?)),
        Err(_) => match task.parse::<Look>() {
            Ok(task) => look(task, document, out),
            Err(_) => return Refusal::Usage.into(),
        },
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(DecodeError::Refused(refusal)) => refusal.into(),
        Err(DecodeError::Io(_)) => ExitCode::FAILURE,
    }
}

/// Says what a document tells, a line for each thing.
fn say(told: &[Told]) -> io::Result<()> {
    let mut errors = io::stderr().lock();
    told.iter().try_for_each(|told| writeln!(errors, "{told}"))
}
