//! EventKind went wrong on the way to the server, for a person.

use crate::{
    courier::{
        AddressError, ApiError, InboxError, ProxyError, PullError, SocksError, TokenFileError,
        TorNotFoundError,
    },
    l10n::{Explain, Message},
};

impl Explain for AddressError {
    fn message(&self) -> Message {
        Message::new(match self {
            Self::Https => "error-courier-https",
            Self::Scheme => "error-courier-scheme",
            Self::UserInfo => "error-courier-user-info",
            Self::Path => "error-courier-path",
            Self::Port => "error-courier-port",
            Self::Onion => "error-courier-onion",
            Self::Localhost => "error-courier-localhost",
            Self::OpenNetwork => "error-courier-open-network",
            Self::Socket => "error-courier-socket",
        })
    }
}

impl Explain for ProxyError {
    fn message(&self) -> Message {
        Message::new(match self {
            Self::LooksUpHere => "error-courier-socks5",
            Self::Scheme => "error-courier-proxy-scheme",
            Self::UserInfo => "error-courier-proxy-user-info",
            Self::Address => "error-courier-proxy-address",
        })
    }
}

impl Explain for TorNotFoundError {
    fn message(&self) -> Message {
        Message::new("error-courier-no-tor")
    }
}

impl Explain for SocksError {
    fn message(&self) -> Message {
        match self {
            Self::Absent { proxy, source } => Message::new("error-courier-proxy-absent")
                .with("proxy", proxy)
                .with("reason", source),
            Self::NotSocks(said) => Message::new("error-courier-not-socks").with("reason", said),
            Self::Beyond(said) => Message::new("error-courier-beyond").with("reason", said),
            Self::Random => Message::new("error-courier-random"),
        }
    }
}

impl Explain for TokenFileError {
    fn message(&self) -> Message {
        match self {
            Self::Unreadable { path, source } => Message::new("error-courier-token-unreadable")
                .with("path", path.display())
                .with("reason", source),
            Self::Open(path) => {
                Message::new("error-courier-token-open").with("path", path.display())
            }
            Self::Malformed { source, .. } => source.message(),
        }
    }
}

impl Explain for InboxError {
    fn message(&self) -> Message {
        match self {
            Self::Unusable { path, source } => Message::new("error-file")
                .with("path", path.display())
                .with("reason", source),
            Self::Open(path) => {
                Message::new("error-courier-inbox-open").with("path", path.display())
            }
            Self::Busy(path) => {
                Message::new("error-courier-inbox-busy").with("path", path.display())
            }
        }
    }
}

impl Explain for ApiError {
    fn message(&self) -> Message {
        match self {
            Self::Unreachable(source) => {
                Message::new("error-courier-unreachable").with("reason", source)
            }
            Self::Proxy(trouble) => trouble.message(),
            Self::Silent => Message::new("error-courier-silent"),
            Self::Cut => Message::new("error-courier-cut"),
            Self::Unavailable(status) => {
                Message::new("error-courier-unavailable").with("status", status)
            }
            Self::Refused => Message::new("error-courier-refused"),
            Self::Forbidden => Message::new("error-courier-forbidden"),
            Self::Gone => Message::new("error-courier-gone"),
            Self::OtherHash => Message::new("error-courier-other-hash"),
            Self::Unexpected(surprise) => {
                Message::new("error-courier-unexpected").with("surprise", surprise)
            }
        }
    }
}

impl Explain for PullError {
    fn message(&self) -> Message {
        match self {
            Self::Door(error) => error.message(),
            Self::WrongHash => Message::new("error-courier-wrong-hash"),
            Self::Differs => Message::new("error-courier-differs"),
            Self::Full { needed } => Message::new("error-courier-full").with("needed", needed),
            Self::Disk(source) => Message::new("error-io").with("reason", source),
        }
    }
}
