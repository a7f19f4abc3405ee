//! What the disk takes by itself, whoever comes: a ratio of two phases is the server's only as far
//! as the machine was the same in both.

use std::{
    fs::File,
    os::unix::fs::FileExt,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::Result;

/// As much as a slot.
const WRITE_BYTES: usize = 131_072;
/// As many writes as the file has places.
const PLACES: u64 = 256;
const PAUSE: Duration = Duration::from_millis(100);

/// How long writes into a file in this folder took until they were durable, one after another until
/// it is over.
pub(super) fn writes(folder: &Path, over: &AtomicBool) -> Result<Vec<Duration>> {
    let file: File = tempfile::tempfile_in(folder)?;
    let block = vec![1; WRITE_BYTES];
    let write = |place: u64| file.write_all_at(&block, place * WRITE_BYTES as u64);
    // Room is made before anything is measured, as a vault's is.
    (0..PLACES).try_for_each(write)?;
    file.sync_all()?;
    let mut took = Vec::new();
    for place in (0..PLACES).cycle() {
        if over.load(Ordering::Relaxed) {
            break;
        }
        let begun = Instant::now();
        write(place)?;
        file.sync_data()?;
        took.push(begun.elapsed());
        thread::sleep(PAUSE);
    }
    Ok(took)
}
