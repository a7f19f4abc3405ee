//! The first packets of an OpenPGP message (RFC 9580): an encrypted one begins with the session key
//! for each recipient or passphrase, and then comes the encrypted data.

/// What a file's packets say of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Packets {
    Encrypted,
    /// It begins as an encrypted message, and ends too early.
    Cut,
    Other,
}

/// A session key for a recipient.
const PKESK: u8 = 1;
/// A session key under a passphrase.
const SKESK: u8 = 3;
/// Encrypted data without protection, as programs before 2001 made it.
const SED: u8 = 9;
const MARKER: u8 = 10;
const SEIPD: u8 = 18;
/// `GnuPG`'s own encrypted data.
const OCB: u8 = 20;
const PADDING: u8 = 21;

const MARKER_BODY: &[u8] = b"PGP";
/// Algorithms that a session key is encrypted with (RFC 9580, 9.1, and those after it), among them
/// the hybrids of post-quantum drafts.
const KEY_ALGORITHMS: [u8; 10] = [1, 2, 16, 18, 25, 26, 29, 30, 35, 36];
/// Where a PKESK of version 2 or 3 names its algorithm.
const ALGORITHM_AT: usize = 9;
/// Lengths of a recipient's fingerprint with its version, in a PKESK of version 6.
const RECIPIENT_BYTES: [u8; 3] = [0, 21, 33];
/// Ciphers under a passphrase, and ways to make a key of one.
const CIPHERS: std::ops::RangeInclusive<u8> = 1..=13;
const PASSPHRASE_KEYS: [u8; 4] = [0, 1, 3, 4];

struct Packet<'a> {
    kind: u8,
    /// As much of it as is there.
    body: &'a [u8],
    /// The whole length, unless the packet comes in parts or runs to the end.
    length: Option<usize>,
    rest: &'a [u8],
}

impl Packet<'_> {
    fn is_there(&self) -> bool {
        self.length.is_some_and(|length| length == self.body.len())
    }
}

/// `bytes` is all there is, or only the beginning.
pub(super) fn read(mut bytes: &[u8], is_whole: bool) -> Packets {
    let mut has_key = false;
    let ran_out = |has_key| match (has_key, is_whole) {
        (false, _) => Packets::Other,
        (true, false) => Packets::Encrypted,
        (true, true) => Packets::Cut,
    };
    loop {
        let Ok(packet) = parse(bytes) else {
            return Packets::Other;
        };
        let Some(packet) = packet else {
            return ran_out(has_key);
        };
        match packet.kind {
            PKESK if packet.length.is_some() && is_public_key(packet.body) => has_key = true,
            SKESK if packet.length.is_some() && is_passphrase(packet.body) => has_key = true,
            MARKER if packet.body == MARKER_BODY => {}
            PADDING if has_key && packet.length.is_some() => {}
            SED | SEIPD | OCB if has_key => {
                let is_cut = is_whole && packet.length.is_some() && !packet.is_there();
                return match (packet.kind, packet.body.first()) {
                    (_, None) => ran_out(has_key),
                    _ if is_cut => Packets::Cut,
                    (SED, _) | (SEIPD, Some(1 | 2)) | (OCB, Some(1)) => Packets::Encrypted,
                    _ => Packets::Other,
                };
            }
            _ => return Packets::Other,
        }
        if !packet.is_there() {
            return ran_out(has_key);
        }
        bytes = packet.rest;
    }
}

fn is_public_key(body: &[u8]) -> bool {
    match body.first() {
        Some(2 | 3) => body
            .get(ALGORITHM_AT)
            .is_some_and(|algorithm| KEY_ALGORITHMS.contains(algorithm)),
        Some(6) => body
            .get(1)
            .is_some_and(|bytes| RECIPIENT_BYTES.contains(bytes)),
        _ => false,
    }
}

fn is_passphrase(body: &[u8]) -> bool {
    match body {
        [4, cipher, way, ..] => CIPHERS.contains(cipher) && PASSPHRASE_KEYS.contains(way),
        [5, cipher, ..] => CIPHERS.contains(cipher),
        [6, _, cipher, ..] => CIPHERS.contains(cipher),
        _ => false,
    }
}

/// No packet begins so.
struct NoPacket;

/// The first packet; none when its header is not all there.
fn parse(bytes: &[u8]) -> Result<Option<Packet<'_>>, NoPacket> {
    let Some((&header, rest)) = bytes.split_first() else {
        return Ok(None);
    };
    let is_new = match header & 0xc0 {
        0xc0 => true,
        0x80 => false,
        _ => return Err(NoPacket),
    };
    let kind = if is_new {
        header & 0x3f
    } else {
        (header >> 2) & 0x0f
    };
    let Some((length, length_bytes)) = (if is_new {
        new_length(rest)
    } else {
        old_length(header & 3, rest)
    }) else {
        return Ok(None);
    };
    let rest = rest.get(length_bytes..).unwrap_or_default();
    let (body, rest) = rest.split_at(length.unwrap_or(rest.len()).min(rest.len()));
    Ok(Some(Packet {
        kind,
        body,
        length,
        rest,
    }))
}

/// The length, unless it comes in parts, and how many bytes say so (RFC 9580, 4.2.1).
fn new_length(bytes: &[u8]) -> Option<(Option<usize>, usize)> {
    match *bytes {
        [short @ 0..=191, ..] => Some((Some(usize::from(short)), 1)),
        [first @ 192..=223, second, ..] => {
            let length = (usize::from(first) - 192) * 256 + usize::from(second) + 192;
            Some((Some(length), 2))
        }
        [224..=254, ..] => Some((None, 1)),
        [255, a, b, c, d, ..] => Some((Some(big_endian(&[a, b, c, d])), 5)),
        _ => None,
    }
}

/// The same in the old format (RFC 9580, 4.2.2), where a packet may run to the end.
fn old_length(kind: u8, bytes: &[u8]) -> Option<(Option<usize>, usize)> {
    let length_bytes = match kind {
        0 => 1,
        1 => 2,
        2 => 4,
        _ => return Some((None, 0)),
    };
    let length = bytes.get(..length_bytes)?;
    Some((Some(big_endian(length)), length_bytes))
}

fn big_endian(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .fold(0, |sum, byte| (sum << 8) | usize::from(*byte))
}
