//! A stream through a tor's SOCKS port, on a circuit of its own (RFC 1928, 1929).

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpStream},
    time::Duration,
};

use anyhow::{Context, Result, ensure};

const VERSION: u8 = 5;
const WITH_PASSWORD: u8 = 2;
const PASSWORD_VERSION: u8 = 1;
const CONNECT: u8 = 1;
const DOMAIN: u8 = 3;
const GRANTED: u8 = 0;
const HTTP_PORT: u16 = 80;
/// tor itself gives an onion up after two minutes.
const REACHES: Duration = Duration::from_secs(150);

/// Connects to an onion's port 80 as a user of its own: by a circuit that no other user's streams
/// go by.
pub(crate) fn connect(port: u16, onion: &str, circuit: u32) -> Result<TcpStream> {
    let user = format!("circuit {circuit}");
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(REACHES))?;
    stream.set_write_timeout(Some(REACHES))?;
    stream.write_all(&[VERSION, 1, WITH_PASSWORD])?;
    let mut answer = [0; 2];
    stream.read_exact(&mut answer)?;
    ensure!(answer == [VERSION, WITH_PASSWORD], "no SOCKS: {answer:?}");
    let counted = |text: &str| -> Result<Vec<u8>> {
        let length = u8::try_from(text.len()).context("a short text")?;
        Ok([&[length], text.as_bytes()].concat())
    };
    let login = [
        vec![PASSWORD_VERSION],
        counted(&user)?,
        counted("as nobody else")?,
    ];
    stream.write_all(&login.concat())?;
    stream.read_exact(&mut answer)?;
    ensure!(answer == [PASSWORD_VERSION, GRANTED], "refused: {answer:?}");
    let request = [
        vec![VERSION, CONNECT, 0, DOMAIN],
        counted(onion)?,
        HTTP_PORT.to_be_bytes().to_vec(),
    ];
    stream.write_all(&request.concat())?;
    // tor answers with an IPv4 address of zeros.
    let mut answer = [0; 10];
    stream.read_exact(&mut answer)?;
    let [_, code, ..] = answer;
    ensure!(code == GRANTED, "tor does not reach it: SOCKS code {code}");
    Ok(stream)
}
