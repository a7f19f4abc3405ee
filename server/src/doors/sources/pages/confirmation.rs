//! What the confirmation says of a submission.

use askama::Template;
use sourdine_l10n::{TextError, Texts};
use sourdine_protocol::wire::FILES_MAX;

use super::page_error::PageError;
use crate::intake::summary::SubmissionSummary;

/// Summaries of which one takes as much room as that of any form, and more files than one holds.
pub(super) const LONGEST: [SubmissionSummary; 3] = [
    longest(false, false),
    longest(true, false),
    longest(true, true),
];

const fn longest(message: bool, message_sealed: bool) -> SubmissionSummary {
    SubmissionSummary {
        message,
        message_sealed,
        files: 4 * FILES_MAX,
        age: FILES_MAX,
        openpgp: FILES_MAX,
        spoiled: FILES_MAX,
    }
}

#[derive(Template)]
#[template(path = "confirmation_insert.html")]
struct ConfirmationInsert<'a> {
    facts: &'a [Fact],
    in_the_clear: Option<&'a str>,
}

/// Something that is said of a submission.
struct Fact {
    text: String,
    /// Whether it went wrong.
    is_bad: bool,
}

/// What is inserted into the confirmation.
pub(crate) fn to_html(summary: SubmissionSummary, texts: &Texts) -> Result<String, PageError> {
    let facts = facts(summary, texts)?;
    let in_the_clear = in_the_clear(summary, texts)?;
    let insert = ConfirmationInsert {
        facts: &facts,
        in_the_clear: in_the_clear.as_deref(),
    };
    Ok(insert.render()?)
}

fn facts(summary: SubmissionSummary, texts: &Texts) -> Result<Vec<Fact>, TextError> {
    let message = match summary {
        SubmissionSummary {
            message_sealed: true,
            ..
        } => "sealed",
        SubmissionSummary { message: true, .. } => "yes",
        SubmissionSummary { .. } => "no",
    };
    let good = |text| Fact {
        text,
        is_bad: false,
    };
    let mut facts = vec![
        good(texts.say_of("confirmation-message", "message", message)?),
        good(texts.say_count("confirmation-files", "files", summary.files)?),
    ];
    if summary.age > 0 {
        facts.push(good(texts.say_count(
            "confirmation-age",
            "age",
            summary.age,
        )?));
    }
    if summary.openpgp > 0 {
        facts.push(good(texts.say_count(
            "confirmation-openpgp",
            "openpgp",
            summary.openpgp,
        )?));
    }
    if summary.spoiled > 0 {
        facts.push(Fact {
            text: texts.say_count("confirmation-spoiled", "spoiled", summary.spoiled)?,
            is_bad: true,
        });
    }
    let sealed = sealed(summary);
    if sealed > 0 && summary.files > sealed {
        let rest = summary.files - sealed;
        facts.push(good(texts.say_count(
            "confirmation-unsealed",
            "unsealed",
            rest,
        )?));
    }
    Ok(facts)
}

/// How many files were sealed before they came.
const fn sealed(summary: SubmissionSummary) -> usize {
    summary.age + summary.openpgp + summary.spoiled
}

/// Says what passed in the clear: all of it, or what the source had not encrypted before.
fn in_the_clear(summary: SubmissionSummary, texts: &Texts) -> Result<Option<String>, TextError> {
    let sealed = sealed(summary);
    let came_sealed = sealed > 0 || summary.message_sealed;
    let came_plain = summary.files > sealed || summary.message && !summary.message_sealed;
    match (came_sealed, came_plain) {
        (false, _) => texts.say("confirmation-plain-all").map(Some),
        (true, true) => texts.say("confirmation-plain-rest").map(Some),
        (true, false) => Ok(None),
    }
}
