//! A letter that was opened here and is damaged since.

use super::AppError;
use crate::{
    desk::letter::{self, OpenError},
    inbox::{Inbox, Opened, StoredEnvelope},
};

/// Why a letter does not open. If it opened before and its file is another one now, it is damaged,
/// whatever the keys found in it, and its record goes: a pull brings no letter that was opened
/// here.
pub(super) fn why_closed(inbox: &Inbox, pulled: &StoredEnvelope, error: AppError) -> AppError {
    let path = inbox.path(&pulled.id);
    match (&pulled.opened, letter::hash(&path)) {
        (Opened::Noted(opened), Ok(hash)) if opened.hash != hash => {
            match inbox.forget_opened(&pulled.id) {
                Ok(()) => OpenError::Damaged(path).into(),
                Err(error) => error.into(),
            }
        }
        (Opened::Noted(_) | Opened::Never | Opened::Damaged, Ok(_) | Err(_)) => error,
    }
}
