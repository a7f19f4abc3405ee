// Limits and paths of the protocol (docs/protocol.md 6): server/build.rs writes them out of
// protocol/src/wire/sizes.rs.

export const PIECE_BYTES = 12427520;
export const PIECE_STEP_BYTES = 130816;
export const PADDING_FLOOR_BYTES = 65536;
export const MESSAGE_MAX_BYTES = 1048576;
export const FILES_MAX = 4096;
export const RECIPIENTS_MAX = 32;
export const RECOGNISED_BYTES = 16384;
export const CODENAME_WORDS = 12;
export const ENTROPY_BYTES = 16;
export const REPLY_TAGS = 16;
export const MENDED_MAX_BYTES = 180;
export const EXTENSION_MAX_BYTES = 16;

export const SCRIPT_PATH = "/sourdine.js";
export const ROSTER_PATH = "/roster";
export const UPLOAD_PATH = "/upload";
