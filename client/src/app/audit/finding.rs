//! What differs, as a person reads it.

use crate::{
    audit::{AnswerPart, AuditFinding, Difference},
    l10n::{Localizer, Message},
};

pub fn finding_message(finding: &AuditFinding, localizer: &Localizer) -> Message {
    Message::new("audit-finding")
        .with("asked", &finding.asked)
        .with("look", finding.look)
        .with(
            "what",
            localizer.text(&difference_message(&finding.difference)),
        )
}

fn difference_message(difference: &Difference) -> Message {
    let key = match &difference.part {
        AnswerPart::Status => "audit-status",
        AnswerPart::Field(_) => "audit-field",
        AnswerPart::More => "audit-more",
        AnswerPart::Page => "audit-page",
        AnswerPart::Body => "audit-body",
        AnswerPart::Codename => "audit-codename",
        AnswerPart::After => "audit-after",
        AnswerPart::Bodiless => "audit-bodiless",
        AnswerPart::Language => "audit-language",
        AnswerPart::Repeated => "audit-repeated",
    };
    let message = Message::new(key)
        .with("at", difference.at)
        .with("expected", &difference.expected)
        .with("found", &difference.found);
    if let AnswerPart::Field(name) = &difference.part {
        message.with("name", name)
    } else {
        message
    }
}
