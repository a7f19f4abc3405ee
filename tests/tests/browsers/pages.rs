//! Pages that everyone can use: no violation that axe-core finds, and a submission by keyboard alone.
