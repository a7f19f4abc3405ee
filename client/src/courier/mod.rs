//! The courier: fetches sealed envelopes from the editors' door, and tells the server what may go.
//! It holds no key and opens nothing, so that the machine which meets the network can be another
//! one than the machine which reads.
//!
//! An [`EditorsDoor`] is reached at a [`ServerAddress`], through a [`Proxy`] when it is an onion,
//! and asked with an editor's token. [`pull()`] brings what it lists into an
//! [`Inbox`](crate::inbox::Inbox), a folder of age files, by one circuit or several at once.
//! Whatever the server says is checked before it is believed: an id becomes a file name only when
//! it is 32 hexadecimal digits, and a file becomes an envelope only when its hash is the one that
//! was listed.

mod address;
mod answer;
mod connection;
mod door;
mod listed;
mod onion_key;
mod proxy;
mod pull;
mod token;

pub use address::{AddressError, ServerAddress};
pub use answer::{ApiError, LIST_MAX_BYTES, ProtocolViolation};
pub(crate) use connection::Stream;
pub use connection::{Route, Timeouts};
pub use door::{Download, EditorsDoor, ROSTER_ANSWER_MAX_BYTES};
pub use listed::Listed;
pub use onion_key::OnionKey;
pub use proxy::{Circuit, Proxy, ProxyError, SocksError, TorNotFoundError};
pub use pull::{
    CIRCUITS_MAX, FailedEnvelope, ProgressFn, PullError, PullOutcome, PullPlan, PullProgress,
    RetryPolicy, pull, served_roster,
};
pub use sourdine_protocol::wire::EnvelopeId;
pub use token::{TokenFileError, read_token};
