//! The `sourdine-decoder` program: `sourdine-decoder FORMAT FILE` writes pixels to its output.
//! People do not call it; `sourdine` does, inside the sandbox.

use std::{env, fs, io, process::ExitCode};

use sourdine_decoder::{
    decode,
    error::{DecodeError, Refusal},
};

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let (Some(format), Some(file), None) = (arguments.next(), arguments.next(), arguments.next())
    else {
        return Refusal::Usage.into();
    };
    let (Ok(format), Ok(document)) = (format.parse(), fs::read(file)) else {
        return Refusal::Usage.into();
    };
    match decode(format, document, io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(DecodeError::Refused(refusal)) => refusal.into(),
        Err(DecodeError::Io(_)) => ExitCode::FAILURE,
    }
}
