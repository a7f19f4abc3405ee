//! OnionShare in receive mode, without Tor: what it takes lies in a folder, in the clear and not
//! yet durable.

use std::{
    fs::{self, File},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use sourdine_harness::{network::http::Door, programs::external_tools::tree};

const PATIENCE: Duration = Duration::from_secs(60);
const LOOK_AGAIN: Duration = Duration::from_millis(50);
const ADDRESS: &str = "http://";

/// An OnionShare that runs. Dropped, it is killed: started in the background it hears no interrupt.
pub(crate) struct OnionShare {
    process: Child,
    received: PathBuf,
    pub(crate) address: SocketAddr,
}

impl OnionShare {
    pub(crate) fn start(folder: &Path) -> Result<Self> {
        let (log, received) = (folder.join("log"), folder.join("received"));
        fs::create_dir_all(&received)?;
        let mut command = Command::new("onionshare-cli");
        command
            .args(["--local-only", "--receive", "--public", "--data-dir"])
            .arg(&received)
            .env("HOME", folder)
            .env("PYTHONUNBUFFERED", "1")
            .stdin(Stdio::null())
            .stdout(File::create(&log)?)
            .stderr(File::create(folder.join("errors"))?);
        let mut process = command.spawn()?;
        let address = listening(&mut process, &log);
        let address = address.inspect_err(|_| drop(process.kill()))?;
        Ok(Self {
            process,
            received,
            address,
        })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.process.id()
    }

    pub(crate) const fn door(&self) -> Door {
        Door::Tcp(self.address)
    }

    /// What came, and then it is gone.
    pub(crate) fn take_received(&self) -> Result<Vec<Vec<u8>>> {
        let files = tree(&self.received)?;
        for folder in fs::read_dir(&self.received)? {
            fs::remove_dir_all(folder?.path())?;
        }
        Ok(files.into_iter().map(|(_, bytes)| bytes).collect())
    }
}

impl Drop for OnionShare {
    fn drop(&mut self) {
        // One that ended already needs no killing.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Waits until it says where it listens.
fn listening(process: &mut Child, log: &Path) -> Result<SocketAddr> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        let said = fs::read_to_string(log)?;
        let address = said.lines().find_map(|line| line.strip_prefix(ADDRESS));
        // It tells its address before it listens there.
        if let Some(address) = address.and_then(|address| address.trim().parse().ok())
            && TcpStream::connect(address).is_ok()
        {
            return Ok(address);
        }
        if let Some(status) = process.try_wait()? {
            bail!("OnionShare ended: {status} {said}");
        }
        thread::sleep(LOOK_AGAIN);
    }
    bail!("OnionShare does not start: {}", fs::read_to_string(log)?)
}
