//! Why a tool was not run, or not to its end.

use std::io;

use seccompiler::BackendError;
use sourdine_l10n::Explain;

use super::{limits::MEMORY_BYTES, package::package_of};

/// Why a tool was not run, or not to its end.
#[derive(Debug, Explain, thiserror::Error)]
pub enum SandboxError {
    #[explain("error-tool-missing", tool, package = package_of(tool))]
    Missing(&'static str),
    /// `sourdine-decoder` is not beside the program that runs.
    #[explain("error-decoder-missing")]
    NoDecoder,
    /// bubblewrap could not isolate the tool, for this reason.
    #[explain("error-no-namespaces", said)]
    NoNamespaces(String),
    /// No filter of system calls can be made for this processor.
    #[explain("error-no-filter")]
    NoFilter(#[from] BackendError),
    #[explain("error-clean-too-long")]
    TooLong,
    /// All processes together held too much.
    #[explain("error-clean-memory", most = MEMORY_BYTES >> 20)]
    TooMuchMemory,
    /// The tool said more than this many bytes.
    #[explain("error-clean-output", most)]
    TooMuchOutput(u64),
    /// The tool could not be started, or its output not read.
    #[explain(transparent)]
    Io(#[from] io::Error),
}
