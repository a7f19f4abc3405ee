//! Why a desk was not set up.

use std::{io, path::PathBuf};

use sourdine_l10n::Explain;
use sourdine_protocol::{
    access::{AnswerError, RequestError},
    roster::RosterError,
};

use crate::config::{ConfigError, MIB};

#[derive(Debug, Explain, thiserror::Error)]
pub(crate) enum SetupError {
    // The host.
    #[explain("setup-not-root")]
    NotRoot,
    #[explain("setup-no-package", path)]
    NoPackage(PathBuf),
    #[explain("setup-no-systemd")]
    NoSystemd,
    #[explain("setup-desk-name", name)]
    DeskName(String),
    #[explain("setup-several-desks", names)]
    SeveralDesks(String),
    #[explain("setup-no-desk", name)]
    NoDesk(String),
    #[explain("init-no-room", size = size / MIB, free = free / MIB)]
    NoRoom { path: PathBuf, size: u64, free: u64 },
    #[explain("setup-program")]
    Program { program: String, said: String },
    #[explain("setup-no-onion")]
    NoOnion { path: PathBuf, unit: String },
    #[explain("setup-file")]
    File { path: PathBuf, source: io::Error },

    // What a person says.
    #[explain("setup-missing", option)]
    Missing(&'static str),
    #[explain("setup-fingerprint-unsaid", found)]
    FingerprintUnsaid(String),
    #[explain("setup-fingerprint")]
    Fingerprint { found: String, said: String },
    #[explain("setup-declined")]
    Declined,

    // The roster.
    #[explain("roster-unreadable")]
    RosterUnreadable { path: PathBuf, source: io::Error },
    #[explain("roster-refused", message(source))]
    Roster { path: PathBuf, source: RosterError },
    #[explain("check-roster-signature", path)]
    RosterSignature(PathBuf),

    // The requests.
    #[explain("setup-requests-folder")]
    RequestsFolder { path: PathBuf, source: io::Error },
    #[explain("setup-no-request", path)]
    NoRequest(PathBuf),
    #[explain("setup-too-many-files")]
    TooManyFiles { path: PathBuf, max: usize },
    #[explain("setup-not-a-request-file", path)]
    NotARequestFile(PathBuf),
    #[explain(transparent(source), at = path.display())]
    Request { path: PathBuf, source: RequestError },
    #[explain("setup-request-other-desk")]
    OtherDesk {
        path: PathBuf,
        offered: String,
        known: String,
    },
    #[explain("setup-request-stranger")]
    Stranger { path: PathBuf, editor: String },
    #[explain("setup-request-other-key")]
    OtherKey { path: PathBuf, editor: String },
    #[explain("setup-request-signature")]
    Signature { path: PathBuf, editor: String },
    #[explain("setup-request-twice")]
    Twice {
        path: PathBuf,
        other: PathBuf,
        editor: String,
    },
    #[explain("setup-request-same-token")]
    SameToken { path: PathBuf, other: PathBuf },
    #[explain("setup-request-same-key")]
    SameKey { path: PathBuf, other: PathBuf },

    // What stands.
    #[explain("setup-stands", path)]
    Stands(PathBuf),
    #[explain("setup-roster-stands", path)]
    RosterStands(PathBuf),
    #[explain("setup-answer-stands", path)]
    AnswerStands(PathBuf),
    #[explain("setup-token-stands")]
    TokenStands {
        path: PathBuf,
        editor: String,
        hash: String,
    },
    #[explain("setup-key-stands")]
    KeyStands {
        path: PathBuf,
        editor: String,
        line: String,
    },
    #[explain("setup-size-stands", now = now / MIB, wanted = wanted / MIB)]
    SizeStands {
        path: PathBuf,
        now: u64,
        wanted: u64,
    },

    #[explain(transparent)]
    Config(#[from] ConfigError),
    #[explain(transparent)]
    Answer(#[from] AnswerError),
    #[explain(transparent)]
    System(#[from] io::Error),
}
