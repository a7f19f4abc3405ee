//! The publication key of the next roster: the same one, sealed to the editors of that roster, or a
//! new one when an editor leaves, who knows the old one.

use sequoia_openpgp::Fingerprint;
use sourdine_protocol::roster::{Editor, PublicationCertificate};

use super::{AppError, CommandContext};
use crate::desk::{
    folder::DeskFolder,
    openpgp::{Certificate, DeskKey, PublicationKey},
    publication::key,
    roster::TrustedRoster,
};

/// The publication key that the next roster names.
pub(super) struct NextKey {
    pub(super) certificate: PublicationCertificate,
    /// The key that signs nothing any more.
    replaced: Option<Fingerprint>,
}

impl NextKey {
    /// Seals to the next roster's editors the key that signs what they publish.
    pub(super) fn seal(
        context: &CommandContext<'_>,
        folder: &DeskFolder,
        current: &TrustedRoster,
        editors: &[Editor],
        desk: &DeskKey,
    ) -> Result<Self, AppError> {
        let before = &current.roster().editors;
        let leaves = before.iter().any(|editor| !editors.contains(editor));
        let known = current.publication();
        if let Some(certificate) = known.filter(|_| !leaves)
            && Self::keep(context, folder, certificate, before == editors, editors)?
        {
            return Ok(Self {
                certificate: named(certificate)?,
                replaced: None,
            });
        }
        let serial = current.roster().serial.saturating_add(1);
        let name = &current.roster().desk;
        let made = make(context, name, serial, desk)?;
        let recipients: Vec<_> = editors.iter().map(|one| one.recipient.clone()).collect();
        key::seal(folder.root(), &made, &recipients)?;
        key::seal(folder.cases()?.folder(), &made, &recipients)?;
        Ok(Self {
            certificate: named(&made.certificate())?,
            replaced: known.map(Certificate::fingerprint),
        })
    }

    /// Seals the key anew if there are more editors, and gives whether it is there and opens.
    fn keep(
        context: &CommandContext<'_>,
        folder: &DeskFolder,
        certificate: &Certificate,
        is_sealed: bool,
        editors: &[Editor],
    ) -> Result<bool, AppError> {
        let (cases, fingerprint) = (folder.cases()?, certificate.fingerprint());
        if !key::file(cases.folder(), &fingerprint).exists() {
            return Ok(false);
        }
        if is_sealed {
            return Ok(true);
        }
        if !folder.identity().exists() {
            return Ok(false);
        }
        let editor = context.editor()?;
        let Ok(opened) = key::open(cases.folder(), &fingerprint, editor.identity()) else {
            return Ok(false);
        };
        let recipients: Vec<_> = editors.iter().map(|one| one.recipient.clone()).collect();
        key::seal(folder.root(), &opened, &recipients)?;
        key::seal(cases.folder(), &opened, &recipients)?;
        Ok(true)
    }

    /// Removes the key that the new one replaced, once the roster that names the new one is kept.
    pub(super) fn remove_replaced(&self, folder: &DeskFolder) -> Result<(), AppError> {
        if let Some(replaced) = &self.replaced {
            key::remove(folder.root(), replaced)?;
            key::remove(folder.cases()?.folder(), replaced)?;
        }
        Ok(())
    }
}

/// Makes a publication key for the roster of this number.
pub(super) fn make(
    context: &CommandContext<'_>,
    desk_name: &str,
    roster: u64,
    desk: &DeskKey,
) -> Result<PublicationKey, AppError> {
    let name = format!("{desk_name} (publication)");
    Ok(PublicationKey::generate(
        desk,
        &name,
        roster,
        context.today,
    )?)
}

/// A publication key as a roster names it.
pub(super) fn named(certificate: &Certificate) -> Result<PublicationCertificate, AppError> {
    Ok(PublicationCertificate {
        fingerprint: certificate.fingerprint().to_hex(),
        certificate: certificate.armoured()?,
    })
}
