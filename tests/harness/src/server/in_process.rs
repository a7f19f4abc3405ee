//! A server in this very process, as fuzzing and the server's own tests set it up. Those tests
//! include this file by its path: through the harness they would wait for every program's build.

use std::{path::Path, sync::Arc};

use sourdine_protocol::{roster::SignedRoster, text::Language};
use sourdine_server::{
    Listeners, Settings,
    http::listener::{Address, Listener},
    vault::{MasterKey, Retention, SlotVault, VaultPaths},
};

/// A new vault of this many bytes, with its master key beside it.
pub(crate) fn new_vault(folder: &Path, bytes: u64, retention: Retention) -> Arc<SlotVault> {
    let paths = VaultPaths {
        folder: folder.join("vault"),
        master: folder.join("master"),
    };
    let master = MasterKey::generate().unwrap();
    master.create(&paths.master).unwrap();
    SlotVault::create(&paths, bytes, &mut |_| {}).unwrap();
    Arc::new(SlotVault::open(&paths, retention).unwrap())
}

/// A server that knows neither editors nor couriers yet.
pub(crate) const fn settings(roster: SignedRoster, submission_max_bytes: u64) -> Settings {
    Settings {
        language: Language::Fr,
        roster,
        editors: Vec::new(),
        couriers: Vec::new(),
        submission_max_bytes,
        connections_max: 512,
        sealed: None,
    }
}

/// Both doors, open.
pub(crate) async fn listen(sources: &Address, editors: &Address) -> Listeners {
    Listeners {
        sources: Listener::bind(sources).await.unwrap(),
        editors: Listener::bind(editors).await.unwrap(),
    }
}
