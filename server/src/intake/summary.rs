/// What a form held, as far as its sender is told.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct SubmissionSummary {
    pub message: bool,
    /// Whether the message was sealed text already, of age or OpenPGP.
    pub message_sealed: bool,
    pub files: usize,
    /// How many of the files were age files already.
    pub age: usize,
    /// How many of the files were encrypted OpenPGP messages already.
    pub openpgp: usize,
    /// How many of the files had been sealed, and were then cut short or changed.
    pub spoiled: usize,
}
