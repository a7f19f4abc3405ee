//! What the system gives: the day, memory, random numbers.

mod arenas;
pub mod clock;
pub mod confinement;
pub(crate) mod memory;
pub(crate) mod open_files;
pub(crate) mod random;
pub(crate) mod service_manager;
pub(crate) mod socket_activation;
