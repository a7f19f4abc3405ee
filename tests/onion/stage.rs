//! The network, the server behind its onions, two editors and a source, each with a tor of their
//! own.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use sourdine_harness::{
    browser::text,
    network::relay::Relay,
    network::tor::{Client, Doors, Network, Service},
    people::desk::Desk,
    people::machine::Machine,
    people::submission::Submission,
    programs::external_tools,
    server::{Installation, Plan, Server},
};
use sourdine_protocol::access::{AccessRequest, Answer, SignedRequest};

/// An editor and their tor.
pub(crate) struct Editor {
    pub(crate) machine: Machine,
    pub(crate) tor: Client,
    /// The line for the operator.
    pub(crate) public: String,
}

/// All of it.
pub(crate) struct Stage {
    pub(crate) source: Client,
    /// Her key was there when the onion was made.
    pub(crate) alice: Editor,
    /// His key exists, and the operator does not know it yet.
    pub(crate) basile: Editor,
    pub(crate) service: Service,
    pub(crate) network: Network,
    /// What the release serves, as a file of alice's.
    pub(crate) manifest: PathBuf,
    /// Counts what comes out of the network at the sources' door.
    pub(crate) arrived: Relay,
    pub(crate) server: Server,
    _folder: tempfile::TempDir,
}

impl Stage {
    /// Takes submissions of so many megabytes, and has room for a few.
    pub(crate) fn new(megabytes: usize) -> Result<Self> {
        let [alice, basile] = [Machine::new()?, Machine::new()?];
        let (folder, strangers) = (tempfile::tempdir()?, Desk::new()?);
        // What a hostile crowd announces is taken, too.
        let submission_mib = 64 + u64::try_from(megabytes)?;
        let plan = Plan {
            vault_mib: 64 + 2 * submission_mib,
            submission_mib,
            hold_days: 0,
            ..Plan::default()
        };
        let installation = Installation::make(folder.path(), &strangers, plan)?;
        let mut hashes = String::new();
        let fingerprint = found(&alice, &basile)?;
        let [asked_by_alice, asked_by_basile] = [request(&alice)?, request(&basile)?];
        for asked in [&asked_by_alice, &asked_by_basile] {
            let hash = &asked.token_hash;
            hashes.push_str(&format!("\n[[editors]]\ntoken_hash = \"{hash}\"\n"));
        }
        let config = fs::read_to_string(installation.config())? + &hashes;
        external_tools::write(&installation.config(), config.as_bytes())?;
        let roster = folder.path().join("roster.json");
        fs::remove_file(&roster)?;
        alice.told(&["roster", "export", &roster.display().to_string()])?;
        let manifest = alice.path("manifest.json");
        external_tools::write(&manifest, &installation.run("manifest")?.stdout)?;
        let server = installation.serve()?;

        // The onions are there before the editors have the address, and alice's key before anybody
        // knocks.
        let network = Network::start()?;
        let mut doors = Doors::of(&server.sources, &server.editors)?;
        let counted = folder.path().join("counted.sock");
        let arrived = Relay::at(&counted, &doors.sources)?;
        doors.sources = counted;
        let mut service = Service::start(&network, &doors)?;
        let answer = Answer::new(
            fingerprint.replace(' ', ""),
            service.sources.parse()?,
            service.editors.parse()?,
        )?;
        let alice = editor(&network, &answer, &asked_by_alice, alice)?;
        service.authorise("alice", &alice.public)?;
        let basile = editor(&network, &answer, &asked_by_basile, basile)?;
        let source = Client::start(&network, "source", None)?;
        Ok(Self {
            source,
            alice,
            basile,
            service,
            network,
            manifest,
            arrived,
            server,
            _folder: folder,
        })
    }

    /// The address at which sources find the desk.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.service.sources)
    }

    /// The end of every log that may say why something failed.
    pub(crate) fn last_lines(&self) -> String {
        [
            self.service.last_lines(),
            self.source.last_lines(),
            self.alice.tor.last_lines(),
            self.basile.tor.last_lines(),
        ]
        .join("\n")
    }

    /// Alice pulls through her tor and opens the one letter that is new; it is what was sent, byte
    /// for byte. Gives the envelope's size.
    pub(crate) fn alice_opens(&self, sent: &Submission) -> Result<u64> {
        let machine = &self.alice.machine;
        let pulled = machine.told(&["pull"])?;
        let came = pulled.get("pulled").and_then(Value::as_array);
        ensure!(came.is_some_and(|came| came.len() == 1), "{pulled}");
        let served = pulled.pointer("/served_roster");
        ensure!(served == Some(&"current".into()), "{pulled}");
        let id = text(&pulled, "/pulled/0/id")?;
        let opened = machine.told(&["open", id])?;
        sent.check_folder(text(&opened, "/opened/0/folder")?.as_ref())?;
        machine.told(&["close", "--all"])?;
        let size = pulled.pointer("/pulled/0/size").and_then(Value::as_u64);
        size.context("an envelope's size")
    }
}

/// Alice founds the desk and takes Basile on. Gives the desk's fingerprint.
fn found(alice: &Machine, basile: &Machine) -> Result<String> {
    alice.told(&["desk", "new", "--name", "Observatoire", "--editor", "alice"])?;
    let joined = basile.told(&["desk", "card", "--editor", "basile"])?;
    alice.told(&["roster", "add", text(&joined, "/card")?, "--yes"])?;
    let roster = alice.path("roster.json").display().to_string();
    alice.told(&["roster", "export", &roster])?;
    let shown = alice.told(&["roster", "show"])?;
    let fingerprint = text(&shown, "/fingerprint")?;
    basile.told(&["roster", "accept", &roster, "--fingerprint", fingerprint])?;
    Ok(fingerprint.to_owned())
}

/// What an editor asks of the operator.
fn request(machine: &Machine) -> Result<AccessRequest> {
    let made = machine.told(&["desk", "request"])?;
    let signed = SignedRequest::from_json(&fs::read(text(&made, "/request")?)?)?;
    Ok(signed.unchecked()?)
}

/// An editor who was given the operator's answer puts the key into their tor, and names that tor.
fn editor(
    network: &Network,
    answer: &Answer,
    asked: &AccessRequest,
    machine: Machine,
) -> Result<Editor> {
    let file = machine.path("answer.json");
    external_tools::write(&file, &answer.to_json()?)?;
    let joined = machine.told(&["desk", "join", &file.display().to_string()])?;
    let key = fs::read_to_string(text(&joined, "/key_file")?)?;
    let tor = Client::start(network, &asked.editor, Some(&key))?;
    let settings = machine.desk().join("desk.toml");
    let proxy = format!("\nproxy = \"{}\"\n", tor.proxy());
    let written = fs::read_to_string(&settings)? + &proxy;
    external_tools::write(&settings, written.as_bytes())?;
    Ok(Editor {
        machine,
        tor,
        public: asked.onion_key.clone(),
    })
}
