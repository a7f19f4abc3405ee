//! What the server does by itself, at the same pace whether anybody came or not.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval},
};

use crate::{clock, operator, vault::Vault};

/// Cover rewrites and index batches: at least one a minute (docs/vault.md).
const TICK: Duration = Duration::from_secs(30);
/// Ticks between two sweeps: an hour.
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
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut until_sweep = 0;
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
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
    }
}
