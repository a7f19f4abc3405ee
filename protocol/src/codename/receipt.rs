//! The receipt: what lets a source ask whether its submission arrived, and tells nothing else
//! (docs/protocol.md 3).

use std::str::FromStr;

use sha2::{Digest, Sha256};
use zeroize::{ZeroizeOnDrop, Zeroizing};

/// Length of a receipt, in bytes.
pub const RECEIPT_BYTES: usize = 16;
/// Length of a receipt's hash, in bytes.
pub const RECEIPT_HASH_BYTES: usize = 32;

const HASH_DOMAIN: &[u8] = b"sourdine/v1/receipt";

/// Why a receipt was refused. Never repeats it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a receipt: 32 hexadecimal digits are expected")]
pub struct ReceiptError;

/// 16 random bytes that the source's form carries and the server forgets.
#[derive(ZeroizeOnDrop)]
pub struct Receipt([u8; RECEIPT_BYTES]);

impl Receipt {
    /// A new receipt from the system's random numbers.
    ///
    /// # Errors
    /// The system has no random numbers to give.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut receipt = Self([0; RECEIPT_BYTES]);
        getrandom::fill(&mut receipt.0)?;
        Ok(receipt)
    }

    /// As the form carries it: 32 hexadecimal digits.
    #[must_use]
    pub fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(self.0))
    }

    /// All that is kept of it.
    #[must_use]
    pub fn hash(&self) -> ReceiptHash {
        let hash = Sha256::new().chain_update(HASH_DOMAIN).chain_update(self.0);
        ReceiptHash(hash.finalize().into())
    }

    /// The submission id of what is sent with this receipt, so that a form sent twice is recognised
    /// by those who open it.
    #[must_use]
    pub fn submission(&self) -> crate::envelope::SubmissionId {
        let hash = Sha256::new()
            .chain_update(b"sourdine/v1/receipt-submission")
            .chain_update(self.0)
            .finalize();
        let mut id = [0; crate::envelope::SUBMISSION_ID_BYTES];
        for (slot, byte) in id.iter_mut().zip(hash) {
            *slot = byte;
        }
        id.into()
    }
}

impl FromStr for Receipt {
    type Err = ReceiptError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut receipt = Self([0; RECEIPT_BYTES]);
        hex::decode_to_slice(text, &mut receipt.0).map_err(|_| ReceiptError)?;
        Ok(receipt)
    }
}

/// The hash of a [`Receipt`], stored with the envelope under the vault's keys.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ReceiptHash(pub [u8; RECEIPT_HASH_BYTES]);
