//! The two doors: that tor can bring sources to theirs, and that editors can come in by the other.

use super::{finding::Finding, observed::Observed};
use crate::{config::Config, http::listener::Address};

pub(crate) fn judge(config: &Config, observed: &Observed) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, is_there) in &observed.socket_folders {
        if !is_there {
            let path = path.clone();
            findings.push(Finding::NoSocketFolder { path });
        }
    }
    for address in [&config.sources, &config.editors] {
        if let Address::Loopback(_) = address {
            let address = address.to_string();
            findings.push(Finding::Tcp { address });
        }
    }
    let tokens = config.editor_tokens.len();
    if tokens == 0 {
        findings.push(Finding::NoEditor);
    }
    if let Some(roster) = &observed.roster
        && tokens > roster.editors
    {
        let editors = roster.editors;
        findings.push(Finding::MoreTokens { tokens, editors });
    }
    findings
}
