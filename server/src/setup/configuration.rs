//! The configuration of a new desk: the example, with the desk's own folders, sizes and tokens.

use sourdine_protocol::text::Language;

use super::{desk::DeskName, error::SetupError, requests::Request};
use crate::config::{Config, EXAMPLE};

/// The size of a vault, in MiB, where none is chosen.
pub(crate) const VAULT_MIB: u64 = 8_192;
/// The largest submission, in MiB, unless the vault is too small for it.
const SUBMISSION_MIB: u64 = 2_048;
/// The largest submission takes at most this part of the vault.
const SUBMISSION_PART: u64 = 4;
/// How many editors have to confirm, where there are as many.
const QUORUM: usize = 2;
/// The folders of a host with one desk, as the example names them.
const FOLDERS: [&str; 3] = ["/run/sourdine/", "/run/sourdine-key/", "/var/lib/sourdine/"];

/// The text of a new desk's configuration, which was read once to see that it reads.
pub(crate) fn text(
    desk: &DeskName,
    language: Language,
    vault_mib: u64,
    requests: &[Request],
) -> Result<String, SetupError> {
    let submission = SUBMISSION_MIB.min(vault_mib / SUBMISSION_PART).max(1);
    let values = [
        ("language", format!("\"{language}\"")),
        ("size_mib", vault_mib.to_string()),
        ("submission_mib", submission.to_string()),
        ("quorum", QUORUM.min(requests.len()).to_string()),
    ];
    let mut text = String::new();
    for line in EXAMPLE.lines() {
        let value = values.iter().find(|(name, _)| {
            line.strip_prefix(name)
                .is_some_and(|rest| rest.starts_with(" ="))
        });
        match value {
            Some((name, value)) => text.push_str(&format!("{name} = {value}")),
            None => text.push_str(line),
        }
        text.push('\n');
    }
    for folder in FOLDERS {
        text = text.replace(folder, &format!("{folder}{}/", desk.as_str()));
    }
    for request in requests {
        let (editor, hash) = (&request.asked.editor, &request.asked.token_hash);
        text.push_str(&format!(
            "\n# {editor}\n[[editors]]\ntoken_hash = \"{hash}\"\n"
        ));
    }
    Config::parse(&text, &desk.config())?;
    Ok(text)
}
