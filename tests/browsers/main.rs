//! What a source does, in real browsers over a real server: Firefox at Tor Browser's three levels,
//! Chromium with script and without. What the editors open is what was sent, byte for byte,
//! whatever the network did meanwhile; and what the source is told is true.

mod costs;
mod cuts;
mod misled;
mod offline;
mod pages;
mod sending;
mod stage;
mod unread;
