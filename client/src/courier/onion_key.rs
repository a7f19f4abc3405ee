//! The key that tor asks for at the editors' onion (client authorisation): without it nobody learns
//! that the onion is there. The private half is a file for the tor of whoever comes, the public one
//! a line for the server's.

use data_encoding::BASE32_NOPAD;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use sourdine_protocol::access::OnionName;

use super::proxy::SocksError;

const KEY_BYTES: usize = 32;
/// What both of tor's files call this kind of key.
const KIND: &str = "descriptor:x25519:";
/// Digits of a key in base32, without padding.
const KEY_DIGITS: usize = 52;

pub struct OnionKey(StaticSecret);

impl OnionKey {
    pub fn generate() -> Result<Self, SocksError> {
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        getrandom::fill(bytes.as_mut()).map_err(|_| SocksError::Random)?;
        Ok(Self(StaticSecret::from(*bytes)))
    }

    /// What the operator puts into a file of `authorized_clients/`.
    #[must_use]
    pub fn public_line(&self) -> String {
        let public = PublicKey::from(&self.0);
        format!("{KIND}{}", *base32(public.as_bytes()))
    }

    /// What the holder puts into a file of their tor's `ClientOnionAuthDir`: whoever
    /// has it comes in.
    #[must_use]
    pub fn expose_private_line(&self, onion: &OnionName) -> Zeroizing<String> {
        self.expose_line(&[onion.key(), ":"])
    }

    /// The same without an onion, for as long as its name is not known.
    #[must_use]
    pub fn expose_secret_line(&self) -> Zeroizing<String> {
        self.expose_line(&[])
    }

    /// Reads the key off one of these lines.
    #[must_use]
    pub fn from_line(line: &str) -> Option<Self> {
        let (_, digits) = line.trim_end().split_once(KIND)?;
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        let fits = digits.len() == KEY_DIGITS;
        let decoded = fits.then(|| BASE32_NOPAD.decode_mut(digits.as_bytes(), bytes.as_mut()));
        decoded?.ok()?;
        Some(Self(StaticSecret::from(*bytes)))
    }

    fn expose_line(&self, onion: &[&str]) -> Zeroizing<String> {
        let secret = base32(self.0.as_bytes());
        let before: usize = onion.iter().map(|part| part.len()).sum();
        let mut line = Zeroizing::new(String::with_capacity(before + KIND.len() + KEY_DIGITS + 1));
        for part in onion.iter().copied().chain([KIND, &secret, "\n"]) {
            line.push_str(part);
        }
        line
    }
}

/// RFC 4648, without padding, as tor writes keys.
fn base32(bytes: &[u8; KEY_BYTES]) -> Zeroizing<String> {
    let mut digits = Zeroizing::new(String::with_capacity(KEY_DIGITS));
    BASE32_NOPAD.encode_append(bytes, &mut digits);
    digits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::courier::ServerAddress;

    #[test]
    fn keys_are_written_as_tor_reads_them() {
        // Alice's key of RFC 7748, 6.1, in base32 by coreutils' base32.
        let secret = "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a";
        let mut bytes = [0; KEY_BYTES];
        hex::decode_to_slice(secret, &mut bytes).unwrap();
        let key = OnionKey(StaticSecret::from(bytes));
        let name = format!("{}d.onion", "q".repeat(55));
        let address: ServerAddress = format!("http://{name}").parse().unwrap();
        let ServerAddress::Onion { name: onion, .. } = address else {
            panic!("an onion");
        };
        let line = key.expose_private_line(&onion);
        let expected = format!("{}d:{KIND}", "q".repeat(55));
        assert_eq!(
            line.strip_prefix(&expected),
            Some("O4DW2CTTDCSX2PAWYFZFDMTGIXPUYL4H5PAJSKVRO752KHNZFQVA\n")
        );
        assert_eq!(
            key.public_line(),
            format!("{KIND}QUQPACMJGCTVI5ELPXOLIPXXLIG36OQNEY4BV5HLUSUY5KU3JZVA")
        );
    }

    #[test]
    fn a_key_is_read_off_its_lines_and_off_nothing_else() {
        let key = OnionKey::generate().unwrap();
        let onion = format!("{}d.onion", "q".repeat(55)).parse().unwrap();
        let (bare, whole) = (key.expose_secret_line(), key.expose_private_line(&onion));
        for line in [&*bare, &*whole, bare.trim_end()] {
            let read = OnionKey::from_line(line).unwrap();
            assert_eq!(read.public_line(), key.public_line());
        }
        for line in [
            "",
            KIND,
            &bare.replacen('d', "", 1),
            &bare.replacen(KIND, &format!("{KIND}A"), 1),
            &bare.replace("x25519", "x448"),
            &bare.to_lowercase(),
            &format!("{}A\n", bare.trim_end()),
            &format!("{KIND}{}B", "A".repeat(KEY_DIGITS - 1)),
        ] {
            assert!(OnionKey::from_line(line).is_none(), "{line}");
        }
    }

    #[test]
    fn no_two_are_alike() {
        let [one, two] = [(); 2].map(|()| OnionKey::generate().unwrap().public_line());
        assert_ne!(one, two);
        assert_eq!(one.len(), KIND.len() + KEY_DIGITS);
    }
}
