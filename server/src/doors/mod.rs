//! The two doors: routers that share the vault behind them, the rule that only their [`own`]
//! responses leave, and nothing else.

pub mod editors;
mod own;
pub mod sources;
