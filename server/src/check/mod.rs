//! What is wrong with a host before anybody visits it: `check` tells it, and `serve` refuses or
//! warns of the same.
//!
//! [`observed`] reads the host, and nothing else here does. The other files judge what it read,
//! each one subject, without a look at the host: so a test can try every mode, owner and value. A
//! [`Finding`] says what is wrong, why it matters and how to mend it.

pub(crate) mod doors;
pub(crate) mod files;
pub(crate) mod finding;
pub(crate) mod key;
pub(crate) mod memory;
pub(crate) mod observed;
pub(crate) mod roster;
mod seen_file;
pub(crate) mod signature;
pub(crate) mod vault;

use std::path::Path;

use sourdine_protocol::roster::SignedRoster;

use self::{
    finding::{Finding, Level},
    observed::Observed,
};
use crate::{config::Config, platform::memory::Guarded};

/// A configuration and a roster as they were read, and all that was found.
pub(crate) struct Examination {
    config: Option<Config>,
    roster: Option<SignedRoster>,
    /// The worst first.
    pub(crate) findings: Vec<Finding>,
}

impl Examination {
    /// What a server starts with, unless something is wrong.
    pub(crate) fn startable(self) -> Option<(Config, SignedRoster)> {
        let wrong = |finding: &Finding| finding.level() == Level::Wrong;
        if self.findings.iter().any(wrong) {
            return None;
        }
        self.config.zip(self.roster)
    }
}

/// Looks at the host as the configuration at `path` describes it.
pub(crate) fn examine(path: &Path, guarded: Guarded) -> Examination {
    let mut examination = match Config::read_whole(path) {
        Ok(config) => examine_config(path, config, guarded),
        Err(mistakes) => {
            let mut findings: Vec<Finding> = mistakes.into_iter().map(Finding::Config).collect();
            findings.extend(memory::judge(guarded));
            Examination {
                config: None,
                roster: None,
                findings,
            }
        }
    };
    examination.findings.sort_by_key(Finding::level);
    examination
}

fn examine_config(path: &Path, config: Config, guarded: Guarded) -> Examination {
    let mut findings = Vec::new();
    let (signed, roster) = match config.signed_roster() {
        Ok((signed, roster)) => (Some(signed), Some(roster)),
        Err(error) => {
            findings.push(Finding::Config(error));
            (None, None)
        }
    };
    let read = signed.as_ref().zip(roster.as_ref());
    findings.extend(judge(&config, &Observed::of(path, &config, read, guarded)));
    Examination {
        config: Some(config),
        roster: signed,
        findings,
    }
}

/// All that is wrong with what was observed.
fn judge(config: &Config, observed: &Observed) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(roster::judge(config, observed));
    findings.extend(doors::judge(config, observed));
    findings.extend(key::judge(config, observed));
    findings.extend(vault::judge(config, observed));
    findings.extend(files::judge(observed));
    findings.extend(memory::judge(observed.guarded));
    findings
}

#[cfg(test)]
mod tests;
