//! What a desk says of itself on its first page, before anything is written.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::day::Day;

/// A closed list: an audit knows the first page in each of these states, and in no other.
#[derive(Clone, Copy, Debug, Default, EnumString, Eq, IntoStaticStr, PartialEq, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum DeskState {
    /// It takes submissions.
    #[default]
    Open,
    /// Little or no room was left in its vault at some time today.
    Full,
    /// Its roster's last day is past: nothing may be sealed to it.
    Expired,
}

impl DeskState {
    /// All states.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The state's name in a page.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The state that a server with a roster up to this day must show if it shows this one: it may
    /// say that it is full whenever it likes, and that its roster expired only when it has. Its day
    /// may be the one before, or the one after: no two clocks change it at the same moment.
    #[must_use]
    pub fn required(self, expires: Day, today: Day) -> Self {
        let (is_over, may_be_over) = (today > expires.plus(1), today.plus(1) > expires);
        match self {
            Self::Open | Self::Full if is_over => Self::Expired,
            Self::Expired if !may_be_over => Self::Open,
            Self::Open | Self::Full | Self::Expired => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expired_is_what_a_roster_is_after_its_last_day() {
        use DeskState::{Expired, Full, Open};
        let expires = Day(20_000);
        for (today, required) in [
            (expires.plus(2), [Expired, Expired, Expired]),
            (expires.plus(1), [Open, Full, Expired]),
            (expires, [Open, Full, Expired]),
            (Day(19_999), [Open, Full, Open]),
        ] {
            let states = [Open, Full, Expired];
            let states = states.map(|state| state.required(expires, today));
            assert_eq!(states, required, "{today}");
        }
    }
}
