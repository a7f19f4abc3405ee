//! The two doors: routers that share the vault behind them and nothing else.

pub mod editors;
pub mod sources;
