//! The key that tor asks for at the editors' onion (client authorisation): without it nobody learns
//! that the onion is there. The private half is a file for the tor of whoever comes, the public one
//! a line for the server's.

use data_encoding::BASE32_NOPAD;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use super::{address::Onion, proxy::SocksError};

const KEY_BYTES: usize = 32;
/// What both of tor's files call this kind of key.
const KIND: &str = "descriptor:x25519:";
const ONION: &str = ".onion";
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
    pub fn expose_private_line(&self, onion: &Onion) -> Zeroizing<String> {
        let name = onion.as_str().trim_end_matches(ONION);
        let secret = base32(self.0.as_bytes());
        let mut line = Zeroizing::new(String::with_capacity(
            name.len() + 1 + KIND.len() + KEY_DIGITS + 1,
        ));
        for part in [name, ":", KIND, &secret, "\n"] {
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
    fn no_two_are_alike() {
        let [one, two] = [(); 2].map(|()| OnionKey::generate().unwrap().public_line());
        assert_ne!(one, two);
        assert_eq!(one.len(), KIND.len() + KEY_DIGITS);
    }
}
