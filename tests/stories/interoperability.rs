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
    release::gzip::decompress,
    roster::{Editor, Roster, SignedRoster},
    text::Language,
};
use sourdine_server::doors::sources::pages::{PageSettings, Pages, table::PageId};

/// Longer than any page, in bytes.
const PAGE_MAX_BYTES: usize = 1_048_576;
const EDITORS: [&str; 2] = ["al", "alice"];

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

/// A command line as the page shows it.
fn shown<'a>(page: &'a str, id: &str) -> Result<std::borrow::Cow<'a, str>> {
    let (_, rest) = page
        .split_once(&format!("<pre id=\"{id}\"><code>"))
        .with_context(|| id.to_owned())?;
    let (command, _) = rest.split_once("</code>").context("its end")?;
    Ok(command.replace("&#34;", "\"").into())
}

/// What a shell says to a command that was pasted in a folder by a source with this home.
fn pasted(command: &str, folder: &Path, home: &Path) -> Result<String> {
    let mut shell = std::process::Command::new("sh");
    shell
        .args(["-ec", command])
        .current_dir(folder)
        .env("HOME", home)
        .env_remove("GNUPGHOME");
    Ok(String::from_utf8(external_tools::run(&mut shell, &[])?)?)
}

/// GnuPG as it comes, with a fresh home; and age by its author, which reads the lines of the file.
#[test]
fn what_the_page_of_keys_says_works_as_pasted() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let gpg = |name: &str, options: &[&str]| {
        let mut gpg = std::process::Command::new("gpg");
        gpg.args([
            "--batch",
            "--quiet",
            "--pinentry-mode",
            "loopback",
            "--passphrase",
            "",
        ]);
        gpg.arg("--homedir")
            .arg(folder.path().join(name))
            .args(options);
        external_tools::run(&mut gpg, &[])
    };
    let mut editors = Vec::new();
    let mut identities = Vec::new();
    for name in EDITORS {
        let home = folder.path().join(name);
        fs::create_dir(&home)?;
        fs::set_permissions(&home, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
        gpg(
            name,
            &[
                "--quick-gen-key",
                name,
                "future-default",
                "default",
                "never",
            ],
        )?;
        let identity = HybridIdentity::generate()?;
        editors.push(Editor {
            name: name.to_owned(),
            recipient: identity.to_recipient(),
            certificate: String::from_utf8(gpg(name, &["--armor", "--export"])?)?,
        });
        identities.push(identity);
    }
    let roster = Roster::new(
        1,
        "Desk".to_owned(),
        "2099-12-31".parse()?,
        String::new(),
        editors,
    )?;
    let pages = Pages::render(PageSettings {
        roster: &SignedRoster::new(roster.to_text()?, String::new()),
        submission_max_bytes: 1_048_576,
    })?;
    let text = |body: &[u8]| -> Result<String> {
        let plain = decompress(body, PAGE_MAX_BYTES).context("gzip")?;
        Ok(String::from_utf8(plain)?)
    };
    let page = text(&pages.page(PageId::Keys, Language::En).body)?;

    let (work, home) = (folder.path().join("work"), folder.path().join("home"));
    fs::create_dir(&work)?;
    fs::create_dir(&home)?;
    fs::write(work.join("editors.txt"), text(&pages.recipients().body)?)?;
    fs::write(work.join("editors.asc"), text(&pages.certificates().body)?)?;
    fs::write(work.join("document.pdf"), FILES[0].1)?;

    pasted(&shown(&page, "gpg-command")?, &work, &home)?;
    let sealed = work.join("sealed.gpg");
    let path = sealed.to_str().context("a path")?;
    for name in EDITORS {
        ensure!(gpg(name, &["--decrypt", path])? == FILES[0].1, "{name}");
    }
    ensure!(
        pasted(
            "gpg --list-keys 2>&1 | grep -c '^pub' || true",
            &work,
            &home
        )?
        .trim()
            == "0"
    );

    ensure!(shown(&page, "age-command")? == "age -R editors.txt -o sealed.age document.pdf");
    let lines = fs::read_to_string(work.join("editors.txt"))?;
    ensure!(lines.lines().count() == identities.len());
    for (line, identity) in lines.lines().zip(&identities) {
        let sealed = external_tools::age_seal(FILES[0].1, line)?;
        ensure!(external_tools::age_open(&sealed, &secret(identity))? == FILES[0].1);
    }

    for name in EDITORS {
        let mut gpgconf = std::process::Command::new("gpgconf");
        gpgconf.arg("--homedir").arg(folder.path().join(name));
        external_tools::run(gpgconf.args(["--kill", "all"]), &[])?;
    }
    let hash = pasted(&shown(&page, "check-command")?, &work, &home)?;
    let (_, rest) = page
        .split_once("id=\"fingerprint\" translate=\"no\">")
        .context("a fingerprint")?;
    let (fingerprint, _) = rest.split_once('<').context("its end")?;
    ensure!(fingerprint.len() == 39, "{fingerprint}");
    ensure!(
        hash.starts_with(&fingerprint.replace(' ', "")),
        "{hash} {fingerprint}"
    );
    Ok(())
}
