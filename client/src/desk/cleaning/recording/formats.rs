//! What ffmpeg may take a recording for.

/// The only formats that ffmpeg may find in a recording: others are lists of files to read.
pub(super) const FORMATS: [&str; 2] =
    ["-format_whitelist", "avi,flac,matroska,mov,mp3,ogg,w64,wav"];
