//! What a server must answer: everything that its release and its roster make.

use sourdine_protocol::release::{Answer, Desk, FillError, ReleaseManifest, Text, Whole};

use super::difference::first_difference;

/// What one request may be answered: one of these, and which one, must always be the same.
pub struct Expectation {
    /// Method and path.
    pub asked: String,
    pub(super) form: Option<Text>,
    pub(super) alternatives: Vec<Whole>,
}

/// Everything that a source can be served without leaving anything behind.
pub struct Expected {
    pub(super) all: Vec<Expectation>,
    pub(super) busy: Vec<Whole>,
}

impl Expected {
    /// What a release serves for a desk.
    ///
    /// # Errors
    /// The release has pages that this version cannot fill.
    pub fn new(release: &ReleaseManifest, desk: Desk<'_>) -> Result<Self, FillError> {
        let mut all: Vec<Expectation> = Vec::new();
        for answer in &release.answers {
            let whole = release.whole(answer, desk)?;
            match all.iter_mut().find(|other| other.is_of(answer)) {
                Some(same) => same.alternatives.push(whole),
                None => all.push(Expectation {
                    asked: answer.asked.clone(),
                    form: answer.form.clone(),
                    alternatives: vec![whole],
                }),
            }
        }
        let busy = release.busy.iter();
        let busy = busy.map(|answer| release.whole(answer, desk));
        Ok(Self {
            all,
            busy: busy.collect::<Result<_, _>>()?,
        })
    }

    /// How many requests there are in a look at everything.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is nothing to look at.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

impl Expectation {
    fn is_of(&self, answer: &Answer) -> bool {
        self.asked == answer.asked && self.form == answer.form
    }
}

/// How far what came so far is this answer; [`None`] where all of it is.
pub(super) fn departs(whole: &Whole, came: &[u8]) -> Option<usize> {
    let constant = whole.constant().end.min(came.len());
    let right = whole.bytes().get(..constant).unwrap_or_default();
    let early = first_difference(right, came.get(..constant).unwrap_or_default());
    if early.is_some() || !whole.is_begun() || came.len() < whole.bytes().len() {
        return early;
    }
    match whole.around(came) {
        // What comes after it is looked at by whoever knows that it is over.
        Ok(right) => first_difference(&right, came.get(..right.len()).unwrap_or(came)),
        Err(_) => Some(whole.constant().end),
    }
}
