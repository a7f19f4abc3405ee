//! One connection as limits see it.

use std::sync::Arc;

use super::{circuits::Circuit, fairness::activity::Activity};

/// Which circuit a request came by, and what its connection does.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) circuit: Arc<Circuit>,
    pub(crate) connection: Arc<Activity>,
}

impl Client {
    /// Shelters the connection while this lives: what it does is judged by another limiter.
    pub(crate) fn shelter(&self) -> Shelter {
        self.connection.shelter(true);
        Shelter(Arc::clone(&self.connection))
    }
}

pub(crate) struct Shelter(Arc<Activity>);

impl Drop for Shelter {
    fn drop(&mut self) {
        self.0.shelter(false);
    }
}
