//! The `sourdine` program.
fn main() {}
