//! What the editors' programs need of the machine, below keys and the observatory alike: [`files`]
//! reads and writes without following a link, [`memory`] keeps this process out of core dumps, and
//! [`clock`] is the only file that reads the time.

pub mod clock;
pub mod files;
pub mod memory;
