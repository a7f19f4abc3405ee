//! Tells systemd how this service stands (sd_notify(3)). Where systemd did not start it, nothing is
//! told.

use sd_notify::NotifyState;

/// The doors are open.
pub(crate) fn ready() {
    tell(NotifyState::Ready);
}

/// The maintenance loop goes round: where this stays out, systemd starts the service anew.
pub(crate) fn alive() {
    tell(NotifyState::Watchdog);
}

fn tell(state: NotifyState<'_>) {
    // Systemd itself says what it was not told in time.
    sd_notify::notify(&[state]).unwrap_or_default();
}
