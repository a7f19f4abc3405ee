//! What may happen to a server's disk and to its answers: power cuts at every moment, calls that
//! fail, disks that fill, bytes that flip, clocks that are wrong, answers that are lost. Each ends
//! in a clear state, and what was acknowledged is there, or told as lost.

#![expect(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::panic,
    clippy::too_many_lines,
    clippy::cognitive_complexity,
    reason = "a test that meets the unexpected stops, is read from its beginning to its end, writes nobody's secrets, and says how much it tried"
)]

mod clock;
mod damage;
mod failing_calls;
mod full_disk;
mod judge;
mod life;
mod lost_answers;
mod power_cuts;
mod replay;
mod too_many_files;
