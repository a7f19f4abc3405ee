// Limits of the protocol (docs/protocol.md 6).

export const PIECE_BYTES = 4_194_304;
export const PADDING_FLOOR_BYTES = 65_536;
export const MESSAGE_MAX_BYTES = 1_048_576;
export const FILES_MAX = 4_096;
export const RECIPIENTS_MAX = 32;
export const REPLY_TAGS = 16;
