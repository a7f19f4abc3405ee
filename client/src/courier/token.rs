//! An editor's token, from the file that holds nothing else.

use std::{
    io::{self, Read},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use sourdine_l10n::Explain;
use sourdine_platform::files;
use sourdine_protocol::wire::{EditorToken, TOKEN_CHARS, TokenError};
use zeroize::Zeroizing;

/// Longest file: the token and some white space.
const FILE_MAX_BYTES: usize = TOKEN_CHARS + 16;
/// What group and others may do to a file.
const OTHERS: u32 = 0o077;

/// Why there is no token.
#[derive(Debug, Explain, thiserror::Error)]
pub enum TokenFileError {
    /// The file cannot be read.
    #[explain("error-courier-token-unreadable")]
    Unreadable {
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Others on this machine can read it.
    #[explain("error-courier-token-open", path)]
    Open(PathBuf),
    #[explain(transparent(source), at = path.display())]
    Malformed { path: PathBuf, source: TokenError },
}

/// Reads a token.
///
/// Fails when the file cannot be read, is open to others, or holds something else.
pub fn read_token(path: &Path) -> Result<EditorToken, TokenFileError> {
    let unreadable = |source| TokenFileError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let file = files::open_regular(path, u64::MAX).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.mode() & OTHERS != 0 {
        return Err(TokenFileError::Open(path.to_owned()));
    }
    let mut text = Zeroizing::new(String::with_capacity(FILE_MAX_BYTES));
    file.take(FILE_MAX_BYTES as u64)
        .read_to_string(&mut text)
        .map_err(unreadable)?;
    text.trim()
        .parse()
        .map_err(|source| TokenFileError::Malformed {
            path: path.to_owned(),
            source,
        })
}

#[cfg(test)]
mod tests {
    use std::{
        fs::{OpenOptions, Permissions, set_permissions},
        io::Write,
        os::unix::fs::{OpenOptionsExt, PermissionsExt},
    };

    use super::*;

    #[test]
    fn a_token_is_read_from_a_private_file_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        let token = EditorToken::generate().unwrap();
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(0o600);
        let mut file = options.open(&path).unwrap();
        file.write_all(token.expose().as_bytes()).unwrap();
        file.write_all(b"\n").unwrap();
        assert_eq!(read_token(&path).unwrap().hash(), token.hash());

        file.write_all(&[b'\n'; 100]).unwrap();
        assert_eq!(read_token(&path).unwrap().hash(), token.hash());
        set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(read_token(&path), Err(TokenFileError::Open(_))));
        set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        file.set_len(12).unwrap();
        assert!(matches!(
            read_token(&path),
            Err(TokenFileError::Malformed { .. })
        ));
        assert!(matches!(
            read_token(&folder.path().join("none")),
            Err(TokenFileError::Unreadable { .. })
        ));
    }
}
