//! What we seal opens with programs that are not ours, byte for byte, and what they make we open.

#![expect(
    clippy::disallowed_methods,
    clippy::too_many_lines,
    reason = "files of a test are nobody's secret, and a story is read from its beginning to its end"
)]

use std::{
    fs,
    io::{Cursor, Read},
    path::Path,
};

use anyhow::{Context, Result, ensure};
use sourdine_harness::programs::external_tools;
use sourdine_protocol::{
    codename::Codename,
    envelope::hybrid::HybridIdentity,
    envelope::{Letter, Manifest, SealedBy, Sealer, SubmissionId},
    text::Language,
};

const FILES: [(&str, &[u8]); 3] = [
    ("Délibération n° 12.pdf", b"%PDF-1.4 minutes of the council"),
    ("empty.bin", b""),
    ("zeros.bin", &[0; 200_000]),
];

fn seal(identity: &HybridIdentity, by: SealedBy) -> Result<Vec<u8>> {
    let reply = (by != SealedBy::Cli).then(|| Codename::from_entropy(&[1; 16]).reply_address());
    let manifest = Manifest::new(Language::Fr, by, SubmissionId::from([2; 16]), reply);
    let mut sealer = Sealer::new(Vec::new(), &[identity.to_recipient()], &manifest)?;
    sealer.begin_message()?;
    sealer.write("Où ? À l'hôtel de ville.\n".as_bytes())?;
    sealer.end_entry()?;
    for (name, data) in FILES {
        sealer.begin_file(name, u64::from(u32::MAX))?;
        sealer.write(data)?;
        sealer.end_entry()?;
    }
    Ok(sealer.finish()?)
}

fn secret(identity: &HybridIdentity) -> String {
    use age::secrecy::ExposeSecret;
    identity.to_secret_string().expose_secret().to_owned()
}

fn check_folder(folder: &Path) -> Result<()> {
    let tree = external_tools::tree(folder)?;
    let names: Vec<&str> = tree.iter().map(|(name, _)| name.as_str()).collect();
    let expected = [
        "envelope.json",
        "files/Délibération n° 12.pdf",
        "files/empty.bin",
        "files/zeros.bin",
        "message.txt",
        "padding",
    ];
    ensure!(names == expected, "{names:?}");
    for (name, data) in FILES {
        let found = tree
            .iter()
            .find(|(path, _)| path == &format!("files/{name}"));
        ensure!(
            found.is_some_and(|(_, bytes)| bytes == data),
            "{name} differs"
        );
    }
    Ok(())
}

#[test]
fn ours_opens_with_age_encryption_unzip_and_python() -> Result<()> {
    let identity = HybridIdentity::generate()?;
    for by in [SealedBy::Server, SealedBy::Cli] {
        let plain = external_tools::age_open(&seal(&identity, by)?, &secret(&identity))?;
        let folder = tempfile::tempdir()?;
        let zip = folder.path().join("envelope.zip");
        fs::write(&zip, plain)?;
        external_tools::unzip(&zip, &folder.path().join("by-unzip"))?;
        external_tools::python_unzip(&zip, &folder.path().join("by-python"))?;
        check_folder(&folder.path().join("by-unzip"))?;
        check_folder(&folder.path().join("by-python"))?;
    }
    Ok(())
}

#[test]
fn theirs_opens_with_ours() -> Result<()> {
    let identity = HybridIdentity::generate()?;
    let manifest = Manifest::new(
        Language::En,
        SealedBy::Cli,
        SubmissionId::from([3; 16]),
        None,
    );
    let folder = tempfile::tempdir()?;
    fs::create_dir(folder.path().join("files"))?;
    fs::write(folder.path().join("envelope.json"), manifest.to_json()?)?;
    fs::write(folder.path().join("message.txt"), "Made by hand.")?;
    for (name, data) in FILES {
        fs::write(folder.path().join("files").join(name), data)?;
    }
    let names = |files: &[(&str, &[u8])]| -> Vec<String> {
        let files = files.iter().map(|(name, _)| format!("files/{name}"));
        let first = ["envelope.json", "message.txt"].map(str::to_owned);
        first.into_iter().chain(files).collect()
    };
    // Info-ZIP does not say that its names are UTF-8: a reader could take them for something else,
    // and ours refuses them.
    let (_, ascii) = FILES.split_at(1);

    let by_python = "import sys, zipfile\n\
                     with zipfile.ZipFile('python.zip', 'w') as z:\n\
                     \x20   for name in sys.argv[1:]: z.write(name)";
    let mut python = std::process::Command::new("python3");
    external_tools::run(
        python
            .current_dir(folder.path())
            .args(["-c", by_python])
            .args(names(&FILES)),
        &[],
    )?;
    let mut info_zip = std::process::Command::new("zip");
    external_tools::run(
        info_zip
            .current_dir(folder.path())
            .args(["-0", "-X", "-D", "-q", "zip.zip"])
            .args(names(ascii)),
        &[],
    )?;

    for (zip, files) in [("python.zip", &FILES[..]), ("zip.zip", ascii)] {
        let sealed = external_tools::age_seal(
            &fs::read(folder.path().join(zip))?,
            &identity.to_recipient().to_string(),
        )?;
        let key: &dyn age::Identity = &identity;
        let mut plain = Vec::new();
        age::Decryptor::new(sealed.as_slice())?
            .decrypt(std::iter::once(key))?
            .read_to_end(&mut plain)?;
        let mut letter = Letter::read(Cursor::new(plain)).context(zip)?;
        ensure!(letter.manifest() == &manifest);
        ensure!(letter.message()?.context("a message")?.as_str() == "Made by hand.");
        ensure!(letter.files().len() == files.len());
        for (entry, (name, data)) in letter.files().to_vec().iter().zip(files) {
            let mut out = Vec::new();
            letter.copy_file(entry, &mut out)?;
            ensure!(
                entry.name.as_str() == *name && out == *data,
                "{name} differs"
            );
        }
    }
    Ok(())
}
