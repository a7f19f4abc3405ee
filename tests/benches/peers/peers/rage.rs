//! rage: the same file format in Rust, as a command.

use std::{
    fs::{self, Permissions},
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use age::secrecy::SecretString;
use anyhow::{Context, Result};

use crate::work::output;

/// rage asks a `pinentry` for passphrases, in the Assuan protocol; this one knows the answer.
const PINENTRY: &str = "#!/bin/sh
echo OK
while read -r word _; do
    case $word in
        GETPIN) printf 'D %s\nOK\n' \"$PASSPHRASE\" ;;
        BYE) echo OK; exit ;;
        *) echo OK ;;
    esac
done
";
/// It runs a program.
const PROGRAM_MODE: u32 = 0o700;

/// A classical key: rage 0.12 has no other.
pub(crate) struct Key {
    file: PathBuf,
    recipient: String,
}

impl Key {
    pub(crate) fn make(folder: &Path) -> Result<Self> {
        let file = folder.join("rage.key");
        output(Command::new("rage-keygen").arg("-o").arg(&file))?;
        let text = fs::read_to_string(&file)?;
        let recipient = text
            .lines()
            .find_map(|line| line.strip_prefix("# public key: "))
            .context("rage-keygen names the public key")?
            .to_owned();
        Ok(Self { file, recipient })
    }

    pub(crate) fn seal(&self, from: &Path, to: &Path) -> Result<()> {
        let mut rage = Command::new("rage");
        rage.args(["-r", &self.recipient, "-o"]).arg(to).arg(from);
        output(&mut rage).map(drop)
    }

    pub(crate) fn open(&self, from: &Path, to: &Path) -> Result<()> {
        output(&mut opening(&self.file, from, to)).map(drop)
    }

    /// The same key under a passphrase, stretched as much as scrypt's `work_factor` says (a power
    /// of two).
    pub(crate) fn guard(&self, passphrase: &str, work_factor: u8) -> Result<GuardedKey> {
        let file = self.file.with_extension("guarded");
        let mut recipient = age::scrypt::Recipient::new(SecretString::from(passphrase.to_owned()));
        recipient.set_work_factor(work_factor);
        let recipients = std::iter::once(&recipient as &dyn age::Recipient);
        let sealed = fs::File::create(&file)?;
        let mut sealing = age::Encryptor::with_recipients(recipients)?.wrap_output(sealed)?;
        sealing.write_all(&fs::read(&self.file)?)?;
        sealing.finish()?;
        let pinentry = self.file.with_extension("pinentry");
        fs::write(&pinentry, PINENTRY)?;
        fs::set_permissions(&pinentry, Permissions::from_mode(PROGRAM_MODE))?;
        Ok(GuardedKey {
            file,
            pinentry,
            passphrase: passphrase.to_owned(),
        })
    }
}

/// A key under a passphrase.
pub(crate) struct GuardedKey {
    file: PathBuf,
    pinentry: PathBuf,
    passphrase: String,
}

impl GuardedKey {
    pub(crate) fn open(&self, from: &Path, to: &Path) -> Result<()> {
        let mut rage = opening(&self.file, from, to);
        rage.env("PINENTRY_PROGRAM", &self.pinentry)
            .env("PASSPHRASE", &self.passphrase);
        output(&mut rage).map(drop)
    }
}

fn opening(key: &Path, from: &Path, to: &Path) -> Command {
    let mut rage = Command::new("rage");
    rage.arg("-d").arg("-i").arg(key);
    rage.arg("-o").arg(to).arg(from);
    rage
}
