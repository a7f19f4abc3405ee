//! The line of one who speaks to a door: as slow as a circuit of Tor's, where there is no Tor.

use std::{thread, time::Duration};

use anyhow::{Result, ensure};

use crate::network::http::Connection;

/// Bytes are sent in so many parts a second, so that they come as evenly as tor sends them.
const PARTS_A_SECOND: u32 = 10;

/// How slow a line is.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// Before the first byte of anything.
    pub latency: Duration,
    /// Bytes a second, each way; as many as go through where there is no number.
    pub pace: Option<u32>,
}

impl Link {
    /// An honest source's, through the Tor network on an ordinary day.
    pub const TOR: Self = Self {
        latency: Duration::from_millis(500),
        pace: Some(70_000),
    };
    /// Nothing is added to what carries it.
    pub const BARE: Self = Self {
        latency: Duration::ZERO,
        pace: None,
    };

    /// The same latency and at most so many bytes a second.
    #[must_use]
    pub fn at_most(self, pace: u32) -> Self {
        let pace = self.pace.map_or(pace, |mine| mine.min(pace));
        Self {
            pace: Some(pace),
            ..self
        }
    }

    /// Waits as long as so many bytes take.
    pub(super) fn carry(self, bytes: usize) {
        if let Some(pace) = self.pace {
            thread::sleep(Duration::from_secs_f64(
                bytes as f64 / f64::from(pace.max(1)),
            ));
        }
    }

    /// Sends bytes as fast as the line carries them, for as long as `goes_on` says.
    pub(super) fn send(
        self,
        connection: &mut Connection,
        bytes: &[u8],
        goes_on: &dyn Fn() -> bool,
    ) -> Result<()> {
        let part = self
            .pace
            .map_or(bytes.len(), |pace| (pace / PARTS_A_SECOND) as usize);
        for part in bytes.chunks(part.max(1)) {
            ensure!(goes_on(), "it is over");
            connection.write(part)?;
            self.carry(part.len());
        }
        Ok(())
    }
}
