//! What the desk tells its sources on the first page: written to a file, read from it, signed.

use std::path::{Path, PathBuf};

use serde::Serialize;
use sourdine_l10n::spaced_like_french;
use sourdine_platform::files;
use sourdine_protocol::{
    roster::{NoticeError, Notices, Topic, WrittenNotices},
    text::Language,
};

use super::{
    AppError, CommandContext,
    roster::{RosterContents, RosterReport, SigningOptions, change},
};
use crate::{
    desk::{FileError, folder::line_of},
    l10n::{Explain, Message},
};

const FILE_MAX_BYTES: u64 = 65_536;

#[derive(Debug, Explain, thiserror::Error)]
pub enum NoticesError {
    /// The file is not the TOML that [`template`] writes.
    #[explain("error-field", said = message, at = format!("{}:{line}", path.display()))]
    Malformed {
        path: PathBuf,
        /// The number of the line, counted from 1.
        line: usize,
        message: String,
    },
    #[explain(transparent)]
    Notice(#[from] NoticeError),
}

/// A file of notices, to be edited.
#[derive(Debug, Serialize)]
pub struct NoticesTemplate {
    pub toml: String,
}

/// Writes today's notices down as they are edited: those that the desk has not written are
/// comments.
///
/// Fails if there is no roster that this machine trusts.
pub fn template(context: &CommandContext<'_>) -> Result<NoticesTemplate, AppError> {
    let trusted = context.folder()?.roster()?;
    let notices = &trusted.roster().notices;
    let comment = |key| {
        let text = context.localizer.text(&Message::new(key));
        let lines: Vec<String> = text.lines().map(|line| format!("# {line}\n")).collect();
        lines.concat()
    };
    let mut toml = comment("notices-file");
    for &topic in Topic::ALL {
        toml.push('\n');
        toml.push_str(&comment(topic_key(topic)));
        let texts = Language::ALL.map(|language| notices.text(topic, language));
        let is_written = texts.iter().all(Option::is_some);
        let hash = if is_written { "" } else { "# " };
        toml.push_str(&format!("{hash}[{topic}]\n"));
        for (language, text) in Language::ALL.into_iter().zip(texts) {
            let text = toml::Value::from(text.unwrap_or_default());
            toml.push_str(&format!("{hash}{language} = {text}\n"));
        }
    }
    Ok(NoticesTemplate { toml })
}

/// The key of what a topic is about.
const fn topic_key(topic: Topic) -> &'static str {
    match topic {
        Topic::Readers => "notice-readers",
        Topic::Next => "notice-next",
        Topic::Kept => "notice-kept",
        Topic::Address => "notice-address",
        Topic::Rights => "notice-rights",
    }
}

/// Signs the roster anew with the notices of a file, and no others.
///
/// Fails if the file does not read, a notice cannot be shown to sources, or the roster cannot be
/// signed.
pub fn sign(
    context: &CommandContext<'_>,
    file: &Path,
    signing: &SigningOptions,
) -> Result<RosterReport, AppError> {
    let notices = read(file)?;
    change(context, signing, |next| {
        Ok(RosterContents { notices, ..next })
    })
}

fn read(path: &Path) -> Result<Notices, AppError> {
    let bytes = files::read_regular(path, FILE_MAX_BYTES).map_err(FileError::at(path))?;
    let text = String::from_utf8_lossy(&bytes);
    let written: Result<WrittenNotices, _> = toml::from_str(&text);
    let mut written = written.map_err(|error| NoticesError::Malformed {
        path: path.to_owned(),
        line: line_of(&text, &error),
        message: error.message().to_owned(),
    })?;
    for notice in written.present_mut() {
        notice.fr = spaced_like_french(&notice.fr).into_owned();
    }
    Ok(Notices::try_from(written).map_err(NoticesError::Notice)?)
}
