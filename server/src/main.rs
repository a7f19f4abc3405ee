//! The `sourdine-server` program.
fn main() {}
