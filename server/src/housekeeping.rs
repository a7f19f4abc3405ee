//! What the server does by itself, at the same pace whether anybody came or not.

use std::{sync::Arc, time::Duration};

use tokio::{sync::watch, time::sleep};

use crate::{
    clock, operator,
    vault::{Vault, VaultError, random_below},
};

/// From one cover rewrite and index batch to the next: at least one a minute (docs/vault.md). The moment is random, so that a file's time that is none of
/// a regular beat does not tell of a visit.
const TICK_MIN: Duration = Duration::from_secs(10);
const TICK_MAX: Duration = Duration::from_secs(50);
/// Ticks between two sweeps: an hour, more or less.
const SWEEP_TICKS: u32 = 120;

/// Writes down what the editors said: when the doors are closed, so that an ordinary restart forgets nothing.
pub(crate) async fn rest(vault: Arc<dyn Vault>) {
    let rested = tokio::task::spawn_blocking(move || vault.rest());
    if let Ok(Err(error)) = rested.await {
        operator::warn(&error);
    }
}

/// Keeps the vault until the server stops.
pub(crate) async fn keep(vault: Arc<dyn Vault>, mut stopping: watch::Receiver<bool>) {
    let mut until_sweep = 0;
    loop {
        let sweep = until_sweep == 0;
        until_sweep = if sweep { SWEEP_TICKS } else { until_sweep - 1 };
        let vault = Arc::clone(&vault);
        let kept = tokio::task::spawn_blocking(move || {
            if sweep {
                vault.sweep(clock::today())?;
            }
            vault.tick()
        });
        if let Ok(Err(error)) = kept.await {
            operator::warn(&error);
        }
        let pause = pause().unwrap_or_else(|error| {
            operator::warn(&error);
            TICK_MAX
        });
        tokio::select! {
            () = sleep(pause) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}

/// Any moment of those that are allowed, as likely as any other.
fn pause() -> Result<Duration, VaultError> {
    let span = (TICK_MAX - TICK_MIN).as_millis();
    let more = random_below(u64::try_from(span).unwrap_or(1) + 1)?;
    Ok(TICK_MIN + Duration::from_millis(more))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_are_spread_and_never_longer_than_a_minute() {
        let pauses: Vec<Duration> = (0..1_000).map(|_| pause().unwrap()).collect();
        assert!(
            pauses
                .iter()
                .all(|pause| (TICK_MIN..=TICK_MAX).contains(pause))
        );
        assert!(TICK_MAX < Duration::from_secs(60));
        let early = pauses.iter().filter(|pause| pause.as_secs() < 30).count();
        assert!((400..600).contains(&early), "{early}");
    }
}
