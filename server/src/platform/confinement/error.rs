//! Why a server is not confined.

use std::path::PathBuf;

use sourdine_l10n::Explain;

#[derive(Debug, Explain, thiserror::Error)]
pub enum ConfinementError {
    #[explain("confinement-path", path, source)]
    Path {
        path: PathBuf,
        #[source]
        source: landlock::PathFdError,
    },
    #[explain("confinement-files", source)]
    Files {
        #[from]
        source: landlock::RulesetError,
    },
    #[explain("confinement-calls", source)]
    Calls {
        #[from]
        source: seccompiler::Error,
    },
}
