//! The network itself: one authority that votes every 20 seconds, and six relays. It is up when
//! each of them knows the others.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, ensure};

use super::{
    ports::free_port,
    process::{Tor, ask_tor, make_private},
    torrc::{Listens, Torrc},
};
use crate::programs::external_tools;

const AUTHORITY: &str = "authority";
/// The fewest with which circuits of an onion service have enough places to go.
const RELAYS: usize = 6;
/// On a machine that does nothing else it takes under 20 seconds.
const COMES_UP: Duration = Duration::from_secs(180);
/// Months for which the authority's key is good: tor-gencert's own default.
const KEY_MONTHS: &str = "12";

/// A Tor network on loopback. Dropped, all of it is killed.
pub struct Network {
    authorities: String,
    tors: Vec<Tor>,
    folder: tempfile::TempDir,
}

impl Network {
    /// Starts one and waits until it is up.
    pub fn start() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let listens = Listens {
            onion: free_port()?,
            directory: Some(free_port()?),
        };
        let authorities = make_authority(&folder.path().join(AUTHORITY), listens)?;
        let mut network = Self {
            authorities,
            tors: Vec::new(),
            folder,
        };
        let torrc = network.anybody(AUTHORITY).authority(listens);
        network.add(AUTHORITY, &torrc)?;
        for number in 1..=RELAYS {
            let name = format!("relay{number}");
            let listens = Listens {
                onion: free_port()?,
                directory: None,
            };
            let torrc = network.anybody(&name).relay(listens);
            network.add(&name, &torrc)?;
        }
        // Whoever asks before there is a consensus waits long before they ask again: services and
        // clients come later.
        for at in 0..network.tors.len() {
            if let Err(error) = network.knows_the_others(at) {
                return Err(error.context(network.last_lines()));
            }
        }
        Ok(network)
    }

    /// The folder of somebody in the network.
    pub(super) fn folder_of(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The first lines of anybody's torrc.
    pub(super) fn anybody(&self, name: &str) -> Torrc {
        Torrc::of_anybody(&self.folder_of(name), name, &self.authorities)
    }

    /// The end of every log of authority and relays.
    #[must_use]
    pub fn last_lines(&self) -> String {
        let logs: Vec<String> = self.tors.iter().map(Tor::last_lines).collect();
        logs.join("\n")
    }

    fn add(&mut self, name: &str, torrc: &Torrc) -> Result<()> {
        self.tors.push(Tor::start(&self.folder_of(name), torrc)?);
        Ok(())
    }

    fn knows_the_others(&mut self, at: usize) -> Result<()> {
        let tor = self.tors.get_mut(at).context("a tor")?;
        tor.until("the network is up", COMES_UP, |tor| {
            let enough = tor.control()?.info("status/enough-dir-info")?;
            ensure!(enough == "1", "it does not know the others yet");
            Ok(())
        })
    }
}

/// Makes the authority's keys, and gives the line by which all know it.
fn make_authority(folder: &Path, listens: Listens) -> Result<String> {
    let directory = listens.directory.context("an authority has a directory")?;
    let data = folder.join("data");
    let keys = data.join("keys");
    for private in [folder, &data, &keys] {
        make_private(private)?;
    }
    let mut gencert = Command::new("tor-gencert");
    gencert
        .args(["--create-identity-key", "-m", KEY_MONTHS])
        .args(["-a", &format!("127.0.0.1:{directory}")])
        .args(["--passphrase-fd", "0", "-i"])
        .arg(keys.join("authority_identity_key"))
        .arg("-s")
        .arg(keys.join("authority_signing_key"))
        .arg("-c")
        .arg(keys.join("authority_certificate"));
    external_tools::run(&mut gencert, b"for a test\n")?;
    let certificate = fs::read_to_string(keys.join("authority_certificate"))?;
    let line = certificate.lines().find_map(|line| {
        let fingerprint = line.strip_prefix("fingerprint ")?;
        Some(fingerprint.to_owned())
    });
    let vote_key = line.context("the certificate has a fingerprint")?;
    let nobody = format!("x 127.0.0.1:1 {}", "f".repeat(40));
    let data = data.to_str().context("a path in UTF-8")?;
    let said = ask_tor(&[
        "--list-fingerprint",
        "--orport",
        "1",
        "--datadirectory",
        data,
        "--nickname",
        AUTHORITY,
        "--dirauthority",
        &nobody,
    ])?;
    let relay_key = said
        .lines()
        .find_map(|line| line.strip_prefix(&format!("{AUTHORITY} ")))
        .with_context(|| format!("a fingerprint: {said}"))?
        .replace(' ', "");
    let onion = listens.onion;
    Ok(format!(
        "DirAuthority {AUTHORITY} orport={onion} no-v2 v3ident={vote_key} 127.0.0.1:{directory} {relay_key}"
    ))
}
