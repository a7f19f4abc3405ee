//! Limits and paths that the page shares with both programs (docs/protocol.md 6). The server's
//! build script compiles this file too and writes `server/page/src/limits.ts` out of it: so it uses
//! nothing.

/// Most bytes that the server takes in one request of a resumable upload: 16 MiB.
pub const APPEND_MAX_BYTES: u64 = 16_777_216;
/// A slot of the vault holds so many bytes. The page's pieces are multiples of it, but for the last
/// one, so that a piece that arrived leaves no part of a slot to be written again.
pub const PIECE_STEP_BYTES: u64 = 130_816;
/// How many bytes the page sends in one request. Each request costs a round trip. The page holds
/// the piece that is being sent and the next one: less than 24 MiB with what its sealer has under
/// way.
pub const PIECE_BYTES: u64 = 95 * PIECE_STEP_BYTES;
/// No envelope's archive is shorter, in bytes, so that all short messages are alike.
pub const PADDING_FLOOR_BYTES: u64 = 65_536;
/// Longest message, in bytes of UTF-8.
pub const MESSAGE_MAX_BYTES: usize = 1_048_576;
/// Most files in one envelope.
pub const FILES_MAX: usize = 4_096;
/// Most editors that one envelope is sealed to.
pub const RECIPIENTS_MAX: usize = 32;
/// Largest submission by default, in bytes of its files; a message comes besides.
pub const SUBMISSION_MAX_BYTES: u64 = 2_147_483_648;

/// How much of a file tells whether it was sealed before it was sent, in bytes: enough for mail
/// headers, or for the session keys of a dozen recipients, before what is looked for.
pub const RECOGNISED_BYTES: usize = 16_384;

/// Words in a codename.
pub const CODENAME_WORDS: usize = 12;
/// Length of what a codename's words say, in bytes.
pub const ENTROPY_BYTES: usize = 16;
/// How many hashes of reply tags an envelope carries.
pub const REPLY_TAGS: usize = 16;

/// Longest name that mending leaves, in bytes: room for a number that tells two apart.
pub const MENDED_MAX_BYTES: usize = 180;
/// Longest extension, with its full stop, that mending keeps when it cuts a name, in bytes.
pub const EXTENSION_MAX_BYTES: usize = 16;

/// Path of the script, which is both page and worker, at the sources' door.
pub const SCRIPT_PATH: &str = "/sourdine.js";
/// Path of the signed roster, at the sources' door.
pub const ROSTER_PATH: &str = "/roster";
/// Path where uploads are created, at the sources' door.
pub const UPLOAD_PATH: &str = "/upload";
