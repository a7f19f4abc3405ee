//! The roster: that the desk signed it, and how long it is good.

use sourdine_protocol::day::Day;

use super::{
    finding::Finding,
    observed::{Observed, SeenRoster},
    signature::Verdict,
};
use crate::{config::Config, platform::clock};

/// From this many days before its last day on, a roster's end is warned of: time for the founding
/// editor to take the desk's key out and sign.
pub(crate) const WARNING_DAYS: u32 = 30;

pub(crate) fn judge(config: &Config, observed: &Observed) -> Vec<Finding> {
    let mut findings = Vec::new();
    if observed.today < clock::RELEASED {
        findings.push(Finding::Clock(observed.today));
    }
    if let Some(roster) = &observed.roster {
        findings.extend(signature(config, roster, observed.today));
        findings.push(last_day(roster.expires, observed.today));
    }
    findings
}

fn signature(config: &Config, roster: &SeenRoster, today: Day) -> Option<Finding> {
    match roster.signature {
        Verdict::Invalid => Some(Finding::RosterSignature {
            path: config.roster.clone(),
        }),
        Verdict::Made(signed) if signed > today => Some(Finding::RosterFuture { signed, today }),
        Verdict::Made(_) => None,
    }
}

fn last_day(day: Day, today: Day) -> Finding {
    let Some(days) = day.0.checked_sub(today.0) else {
        return Finding::RosterEnded { day };
    };
    if days <= WARNING_DAYS {
        Finding::RosterEnds {
            day,
            days,
            warning: WARNING_DAYS,
        }
    } else {
        Finding::RosterUntil { day }
    }
}
