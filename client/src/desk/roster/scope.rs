//! Where a signature that an editor makes with their own key counts: for one desk, in one case.

use std::fmt::Display;

use sequoia_openpgp::Fingerprint;

/// A desk, by its fingerprint, and a case.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Scope {
    desk: String,
    case: String,
}

impl Scope {
    pub fn new(desk: &Fingerprint, case: &dyn Display) -> Self {
        Self::of(desk.to_hex(), case)
    }

    /// The same, for a fingerprint in hex digits.
    pub fn of(desk: String, case: &dyn Display) -> Self {
        let case = case.to_string();
        Self { desk, case }
    }

    /// What is signed: the purpose with its version, the desk, the case, and what is said.
    pub fn text(&self, purpose: &str, said: &str) -> String {
        let Self { desk, case } = self;
        format!("{purpose}\ndesk {desk}\ncase {case}\n{said}\n")
    }
}
