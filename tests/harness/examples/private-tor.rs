//! The tests' private Tor network, for `deploy/demo --onion`: `private-tor SOURCES EDITORS` puts
//! the two onions before these two Unix sockets.
//!
//! It says `sources ADDRESS`, `editors ADDRESS` and `proxy PORT`, which is a source's tor. Then it
//! takes lines `NAME KEY-FILE PUBLIC-LINE`, lets that editor in, gives them a tor with their key,
//! and says `proxy PORT` again. It ends, and all the tors with it, when its input does.

use std::{
    env, fs,
    io::{self, BufRead, Write},
};

use anyhow::{Context, Result};
use sourdine_harness::network::tor::{Client, Doors, Network, Service};

fn main() -> Result<()> {
    let mut words = env::args_os().skip(1);
    let mut socket = || words.next().context("usage: private-tor SOURCES EDITORS");
    let doors = Doors {
        sources: socket()?.into(),
        editors: socket()?.into(),
    };
    let network = Network::start()?;
    let mut service = Service::start(&network, &doors)?;
    let source = Client::start(&network, "source", None)?;
    say(&format!("sources http://{}", service.sources))?;
    say(&format!("editors http://{}", service.editors))?;
    say(&format!("proxy {}", source.socks()))?;
    let mut editors = Vec::new();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let mut words = line.split(' ');
        let mut word = || words.next().context("NAME KEY-FILE PUBLIC-LINE");
        let (name, key, public) = (word()?, word()?, word()?);
        service.authorise(name, public)?;
        let editor = Client::start(&network, name, Some(&fs::read_to_string(key)?))?;
        say(&format!("proxy {}", editor.socks()))?;
        editors.push(editor);
    }
    Ok(())
}

fn say(line: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    writeln!(output, "{line}")?;
    output.flush()
}
