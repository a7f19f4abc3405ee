//! Findings that stay, each for a reason that an editor gives and signs.
//!
//! A person who can write to the folder of the cases can put an event into a case. So an editor who
//! allows a finding signs it with its reason, and what no editor of today's roster signed allows
//! nothing.

use sourdine_observatory::model::text::Line;
use sourdine_protocol::{day::Day, text::Sha256Hex};

use crate::desk::{
    case::{Case, event::AllowedFinding},
    lints::{Finding, Lint},
    roster::{TrustedRoster, scope::Scope},
};

/// The first line of what an editor signs. A signature over any other text allows nothing.
const STATEMENT_TITLE: &str = "sourdine/v2/allowed";

/// A finding that an editor of today's roster allowed: only [`check`] makes it.
///
/// ```compile_fail,E0451
/// use sourdine::desk::vetting::Allowed;
/// let forged = Allowed { at: 0, ..unimplemented!() };
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Allowed<'a> {
    day: Day,
    finding: &'a AllowedFinding,
    /// How many findings had been allowed in the case before.
    at: usize,
}

impl<'a> Allowed<'a> {
    /// The day, as the case says.
    pub const fn day(&self) -> Day {
        self.day
    }

    pub const fn finding(&self) -> &'a AllowedFinding {
        self.finding
    }

    /// The editor who signed it.
    pub fn editor(&self) -> &'a str {
        &self.finding.signed.editor
    }

    /// Whether an editor who knew these of the case's allowed findings has not seen it.
    pub(super) fn is_unseen(&self, knew: &[bool]) -> bool {
        !knew.get(self.at).copied().unwrap_or(false)
    }

    /// Whether it is this finding that was allowed.
    pub fn is_of(&self, finding: &Finding) -> bool {
        self.finding.finding == finding.finding && self.finding.lint == finding.lint
    }
}

/// The text that an editor signs who allows a finding.
pub fn statement(
    scope: &Scope,
    finding: &Sha256Hex,
    lint: Lint,
    place: &Line,
    excerpt: &Line,
    reason: &Line,
) -> String {
    let said = format!("{finding}\n{lint}\n{place}\n{excerpt}\n{reason}");
    scope.text(STATEMENT_TITLE, &said)
}

/// The findings that editors of today's roster allowed in a case.
pub fn check<'a>(case: &'a Case, roster: &TrustedRoster) -> Vec<Allowed<'a>> {
    let scope = Scope::new(roster.desk(), case.id());
    let view = case.view();
    let signed = view.allowed.iter().enumerate().filter(|(_, (_, one))| {
        let text = statement(
            &scope,
            &one.finding,
            one.lint,
            &one.place,
            &one.excerpt,
            &one.reason,
        );
        roster.signer(&one.signed, text.as_bytes()).is_some()
    });
    let each = signed.map(|(at, (day, finding))| Allowed {
        day: *day,
        finding,
        at,
    });
    each.collect()
}
