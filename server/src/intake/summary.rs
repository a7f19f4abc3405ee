/// What a form held, as far as its sender is told.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct SubmissionSummary {
    pub message: bool,
    /// How many files.
    pub files: usize,
    /// How many of them were age files already.
    pub age: usize,
    /// How many of them were OpenPGP messages already.
    pub openpgp: usize,
}
