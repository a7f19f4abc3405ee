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
        // An editor is taken off also while the shared folder takes nothing: every later command
        // puts the key there.
        if let Ok(cases) = folder.cases() {
            drop(key::seal(cases.folder(), &made, &recipients));
        }
        Ok(Self {
            certificate: named(&made.certificate())?,
            replaced: known.map(Certificate::fingerprint),
        })
    }

    /// Seals the key anew if there are more editors or the shared file is damaged, and gives
    /// whether it opens.
    fn keep(
        context: &CommandContext<'_>,
        folder: &DeskFolder,
        certificate: &Certificate,
        is_sealed: bool,
        editors: &[Editor],
    ) -> Result<bool, AppError> {
        let (cases, fingerprint) = (folder.cases()?, certificate.fingerprint());
        if !folder.identity().exists() {
            return Ok(is_sealed && key::file(cases.folder(), &fingerprint).exists());
        }
        let editor = match context.editor() {
            // The key stays as it is; what is damaged is told by what needs it.
            Err(_) if is_sealed => {
                return Ok(key::file(cases.folder(), &fingerprint).exists());
            }
            unlocked => unlocked?,
        };
        let own = || key::open(folder.root(), &fingerprint, editor.identity());
        let shared = key::open(cases.folder(), &fingerprint, editor.identity());
        let is_whole = shared.is_ok();
        let Ok(opened) = shared.or_else(|_| own()) else {
            return Ok(false);
        };
        if is_sealed && is_whole {
            return Ok(true);
        }
        let recipients: Vec<_> = editors.iter().map(|one| one.recipient.clone()).collect();
        key::seal(folder.root(), &opened, &recipients)?;
        key::seal(cases.folder(), &opened, &recipients)?;
        Ok(true)
    }

    /// Removes the key that the new one replaced, once the roster that names the new one is kept.
    /// Where it stays, it signs nothing that counts.
    pub(super) fn remove_replaced(&self, folder: &DeskFolder) {
        if let Some(replaced) = &self.replaced {
            drop(key::remove(folder.root(), replaced));
            if let Ok(cases) = folder.cases() {
                drop(key::remove(cases.folder(), replaced));
            }
        }
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
