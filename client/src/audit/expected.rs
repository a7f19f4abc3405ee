//! What a server must answer: everything that its release and its roster make.

use std::{collections::BTreeMap, sync::Arc};

use sourdine_l10n::Explain;
use sourdine_protocol::{
    envelope::SealError,
    release::{
        Desk, Exchange, ExpectedResponse, FillError, Initiator, Placeholder, ReleaseManifest,
        Request, RequestContext, Scenario as Described,
    },
    text::Language,
    wire::UPLOAD_PATH,
};

use super::{
    browser_profile::nearest_initiator, difference::first_difference, letter::AuditLetter,
};

/// How much of an envelope comes first, in bytes: half of the shortest that there is.
pub const PART_BYTES: usize = 32_768;

/// Why it cannot be said what a server must answer.
#[derive(Debug, Explain, thiserror::Error)]
pub enum ExpectedError {
    /// The release has pages that this version cannot fill.
    #[explain("error-audit-manifest", reason)]
    Fill(#[from] FillError),
    /// Nothing can be sealed to the roster.
    #[explain("error-sealed-recipients", _seal)]
    Seal(#[from] SealError),
}

/// Everything that a source can be answered.
pub struct Expected {
    /// What browsers ask, as the release lists it; letters are not sent.
    pub(super) visits: Vec<Scenario>,
    /// What no browser asks; nothing is left behind.
    pub(super) probes: Vec<Scenario>,
    /// What leaves a letter each.
    pub(super) letters: Vec<Scenario>,
}

/// What is asked in this order; most probes have one step.
pub(super) struct Scenario {
    pub(super) steps: Vec<ScenarioStep>,
    /// What follows where the last step is cancelled.
    pub(super) cancelled: Vec<ScenarioStep>,
    /// Whether a browser asks so.
    pub(super) is_visit: bool,
    /// Whether its letter is sent to the end.
    pub(super) sends: bool,
    pub(super) letter: AuditLetter,
    /// The letter sealed, where it is brought once: no two envelopes are of the same length. Else
    /// it is sealed anew each time.
    pub(super) envelope: Option<Vec<u8>>,
    pub(super) largest_bytes: u64,
}

/// A request, and what it may be answered: one of the alternatives, and which one, must
/// always be the same.
pub(super) struct ScenarioStep {
    pub(super) answer: Exchange,
    pub(super) alternatives: Vec<ExpectedResponse>,
    /// What a server says that cannot serve now.
    pub(super) instead: Vec<Arc<ExpectedResponse>>,
}

impl Expected {
    /// What a release serves for a desk. `message` is what letters say, in each language.
    ///
    /// Fails when the release has pages that this version cannot fill; or nothing can be
    /// sealed to the desk.
    pub fn new(
        release: &ReleaseManifest,
        desk: Desk<'_>,
        message: impl Fn(Language) -> String,
    ) -> Result<Self, ExpectedError> {
        let maker = Maker {
            release,
            desk,
            refusals: refusals(release, desk)?,
        };
        let mut expected = Self {
            visits: Vec::new(),
            probes: Vec::new(),
            letters: Vec::new(),
        };
        let no_envelope = vec![0; PART_BYTES];
        let letter = |described: &[Exchange]| {
            let first = described.first();
            let language = language(first.map_or("", |answer| &answer.asked));
            AuditLetter::new(desk.editors, language, message(language))
        };
        let scenario = |described: &Described, sends| {
            let letter = letter(&described.steps);
            let is_sealed = has_upload(described);
            let envelope = match is_sealed {
                true => letter.seal()?,
                false => no_envelope.clone(),
            };
            Ok::<_, ExpectedError>(Scenario {
                steps: maker.steps(&described.steps, &envelope)?,
                cancelled: maker.steps(&described.cancelled, &envelope)?,
                is_visit: described.is_visit(),
                sends,
                letter,
                envelope: (sends || !is_sealed).then_some(envelope),
                largest_bytes: desk.largest_bytes,
            })
        };
        for answer in &release.answers {
            let step = maker.step(answer, &no_envelope)?;
            let mut steps = expected.probes.iter_mut().flat_map(|one| &mut one.steps);
            match steps.find(|other| other.is_of(answer)) {
                Some(same) => same.alternatives.extend(step.alternatives),
                None => expected.probes.push(Scenario {
                    steps: vec![step],
                    cancelled: Vec::new(),
                    is_visit: false,
                    sends: false,
                    letter: letter(std::slice::from_ref(answer)),
                    envelope: Some(no_envelope.clone()),
                    largest_bytes: desk.largest_bytes,
                }),
            }
        }
        for described in visits(release) {
            expected.visits.push(scenario(described, false)?);
        }
        for described in &release.visits {
            if described.leaves_letter {
                expected.letters.push(scenario(described, true)?);
            } else if !described.is_visit() {
                expected.probes.push(scenario(described, false)?);
            }
        }
        Ok(expected)
    }

    /// Whether there is nothing to look at.
    pub const fn is_empty(&self) -> bool {
        self.visits.is_empty() && self.probes.is_empty()
    }
}

impl Scenario {
    /// How many answers it gets.
    pub(super) fn answers(&self) -> usize {
        let steps = self.steps.len();
        if !self.is_visit || self.sends {
            return steps;
        }
        match self.steps.iter().position(ScenarioStep::sends_letter) {
            Some(sending) => sending + self.cancelled.len(),
            None => steps,
        }
    }
}

impl ScenarioStep {
    fn is_of(&self, answer: &Exchange) -> bool {
        let of = |one: &Exchange| {
            let (asked, fields) = (one.asked.clone(), one.fields.clone());
            (asked, fields, one.form.clone(), one.initiator)
        };
        of(&self.answer) == of(answer)
    }

    /// What it may be answered.
    pub(super) fn may(&self) -> impl Iterator<Item = &ExpectedResponse> {
        let instead = self.instead.iter().map(AsRef::as_ref);
        self.alternatives.iter().chain(instead)
    }

    /// What in a browser asks so.
    pub(super) fn initiator(&self, request: &Request) -> Initiator {
        let initiator = self.answer.initiator;
        initiator.unwrap_or_else(|| nearest_initiator(request))
    }

    /// Whether a letter goes with it: what comes of it is in the vault.
    pub(super) fn sends_letter(&self) -> bool {
        let letters = [
            Placeholder::Message,
            Placeholder::LastPart,
            Placeholder::Envelope,
        ];
        let form = self.answer.form.as_ref();
        form.is_some_and(|form| letters.iter().any(|letter| form.has(*letter)))
    }
}

fn has_upload(described: &Described) -> bool {
    let mut exchanges = described.exchanges();
    exchanges.any(|one| one.asked.contains(UPLOAD_PATH))
}

/// The visits of a release, as they are numbered.
pub(super) fn visits(release: &ReleaseManifest) -> impl Iterator<Item = &Described> {
    release.visits.iter().filter(|visit| visit.is_visit())
}

/// What was asked, as it is told: an upload's name stays unsaid.
pub(super) fn shown(step: &ScenarioStep, asked: String) -> String {
    match step.answer.asked.split_once(UPLOAD_PATH) {
        Some((method, _)) if asked.len() > method.len() + UPLOAD_PATH.len() => {
            format!("{method}{UPLOAD_PATH}/…")
        }
        Some(_) | None => asked,
    }
}

/// What it takes to make answers.
struct Maker<'a> {
    release: &'a ReleaseManifest,
    desk: Desk<'a>,
    refusals: Refusals,
}

/// By name, and whether the head alone is asked for.
type Refusals = BTreeMap<(String, bool), Vec<Arc<ExpectedResponse>>>;

impl Maker<'_> {
    /// Steps; two that follow each other with the same request are one.
    fn steps(
        &self,
        described: &[Exchange],
        envelope: &[u8],
    ) -> Result<Vec<ScenarioStep>, FillError> {
        let mut steps: Vec<ScenarioStep> = Vec::new();
        for answer in described {
            let step = self.step(answer, envelope)?;
            match steps.last_mut().filter(|before| before.is_of(answer)) {
                Some(same) => same.alternatives.extend(step.alternatives),
                None => steps.push(step),
            }
        }
        Ok(steps)
    }

    /// The answer to a request with these contents.
    fn step(&self, answer: &Exchange, envelope: &[u8]) -> Result<ScenarioStep, FillError> {
        let request_context = RequestContext {
            largest_bytes: self.desk.largest_bytes,
            envelope,
            part_bytes: PART_BYTES,
            ..RequestContext::default()
        };
        // What cannot be asked is known now.
        answer.request(request_context)?;
        let names = answer.instead.iter();
        let instead = names.filter_map(|name| {
            let key = (name.clone(), answer.is_bodiless());
            self.refusals.get(&key)
        });
        Ok(ScenarioStep {
            alternatives: vec![self.release.whole(answer, self.desk, request_context)?],
            instead: instead.flatten().cloned().collect(),
            answer: answer.clone(),
        })
    }
}

fn refusals(release: &ReleaseManifest, desk: Desk<'_>) -> Result<Refusals, FillError> {
    let mut refusals = Refusals::new();
    for (name, answers) in &release.refusals {
        for answer in answers {
            let whole = release.whole(answer, desk, RequestContext::default())?;
            let head = release
                .whole(answer, desk, RequestContext::default())?
                .without_body();
            for (is_bodiless, whole) in [(false, whole), (true, head)] {
                let key = (name.clone(), is_bodiless);
                refusals.entry(key).or_default().push(Arc::new(whole));
            }
        }
    }
    Ok(refusals)
}

/// The language of what is asked; that of a first page where a path says none.
fn language(asked: &str) -> Language {
    let path = asked.split('/').nth(1);
    let first = Language::ALL.first().copied().unwrap_or(Language::Fr);
    path.and_then(|code| code.parse().ok()).unwrap_or(first)
}

/// How far what came so far is this answer; [`None`] where all of it is.
pub(super) fn departs(whole: &ExpectedResponse, came: &[u8]) -> Option<usize> {
    let constant_range = whole.constant_range().end.min(came.len());
    let right = whole.bytes().get(..constant_range).unwrap_or_default();
    let early = first_difference(right, came.get(..constant_range).unwrap_or_default());
    if early.is_some() || !whole.has_own() {
        return early;
    }
    match whole.rebuilt_with(came) {
        // Bytes after it are examined by the caller, which knows that the answer is over.
        Ok(right) => {
            let so_far = right.len().min(came.len());
            let (right, came) = (right.get(..so_far), came.get(..so_far));
            first_difference(right.unwrap_or_default(), came.unwrap_or_default())
        }
        Err(_) => (came.len() >= whole.bytes().len()).then(|| whole.constant_range().end),
    }
}
