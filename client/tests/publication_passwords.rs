//! PDFs under a password are opened with one that an editor gives, by every command that looks into
//! documents.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected stops"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "documents of tests are not private"
)]

mod common;

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::Command,
};

use common::{ID, Office, letter};
use sourdine_platform::files;

const PASSWORD: &str = "Été 1984, à Grasse";
const TEXT: &str = "Bonjour Grasse";

/// A PDF of one page with a text, and the same under a password in the ways that programs have.
fn locked(office: &Office, password: &str, bits: &str) -> PathBuf {
    let content = format!("BT /F1 24 Tf 20 60 Td ({TEXT}) Tj ET");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 120]/Contents 4 0 R/Resources<</Font<</F1\
         <</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
            .to_owned(),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
    ];
    let (mut file, mut offsets) = ("%PDF-1.4\n".to_owned(), String::new());
    for (index, object) in objects.iter().enumerate() {
        offsets.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let start = file.len();
    file.push_str(&format!(
        "xref\n0 5\n0000000000 65535 f \n{offsets}trailer<</Size 5/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    ));
    let open = office.path(&format!("open-{bits}.pdf"));
    fs::write(&open, file).unwrap();
    let locked = office.path(&format!("locked-{bits}.pdf"));
    let done = Command::new("qpdf")
        .args([
            "--allow-weak-crypto",
            "--encrypt",
            password,
            "owner",
            bits,
            "--",
        ])
        .args([&open, &locked])
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
    locked
}

fn list(office: &Office, name: &str, passwords: &str) -> String {
    let path = office.path(name);
    files::write_new(&path, passwords.as_bytes()).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn every_command_that_looks_into_documents_opens_them_with_a_password() {
    let office = Office::with_bob();
    let passwords = list(&office, "passwords", &format!("autre\r\n\n{PASSWORD}\n"));
    let from = ["--passwords-from", &passwords];
    let mut of_letter = Vec::new();
    for (bits, password) in [("40", "court"), ("128", "court"), ("256", PASSWORD)] {
        let locked = locked(&office, password, bits);
        let known = list(&office, &format!("of-{bits}"), password);
        let path = locked.to_str().unwrap();
        let from = ["--passwords-from", &known];
        for command in ["preview", "inspect"] {
            office
                .type_as("alice", &[&[command, path][..], &from].concat())
                .good();
        }
        of_letter.push(fs::read(locked).unwrap());
    }
    let file = ("plan.pdf", of_letter.last().unwrap().as_slice());
    let envelope = letter(&[office.recipient("alice")], "Bonjour.\n", &[file]);
    office.deliver("alice", ID, &envelope);
    office.type_as("alice", &["open", ID]).good();
    let shown = office.json_as("alice", &["triage", "new", "0011", "--title", "Plan"]);
    let case = shown["case"].as_str().unwrap();
    office
        .type_as("alice", &["clean", case, "--all"])
        .bad("asks for a password");
    office
        .type_as("alice", &[&["clean", case, "--all"][..], &from].concat())
        .good();
    let blackened = ["redact", case, "0011:plan.pdf", "--text", "Bonjour"];
    office
        .type_as("alice", &[&blackened[..], &from].concat())
        .good();
    let shown = office.json_as("alice", &["triage", "show", case]);
    let copies = shown["copies"].as_array().unwrap();
    assert_eq!(copies.len(), 2);
    let original = sourdine_protocol::text::Sha256Hex::of(file.1).to_string();
    for copy in copies {
        assert_eq!(
            copy["original_sha256"], original,
            "of the file that came in"
        );
        assert!(
            !copy.to_string().contains("1984"),
            "the password is kept nowhere"
        );
    }
}

#[test]
fn a_password_that_is_missing_or_wrong_is_told_and_no_list_that_others_read_is_taken() {
    let office = Office::new();
    let locked = locked(&office, PASSWORD, "256");
    let path = locked.to_str().unwrap();
    for command in ["preview", "inspect"] {
        office
            .type_as("alice", &[command, path])
            .bad("asks for a password");
        for wrong in ["owne", "Ete 1984, a Grasse\n", "\n"] {
            let name = format!("{command}-{}", wrong.len());
            let from = list(&office, &name, wrong);
            let expected = if wrong.trim().is_empty() {
                "asks for a password"
            } else {
                "No password that was given"
            };
            office
                .type_as("alice", &[command, path, "--passwords-from", &from])
                .bad(expected);
        }
        let long = list(&office, &format!("{command}-long"), &"x".repeat(100_000));
        office
            .type_as("alice", &[command, path, "--passwords-from", &long])
            .bad("1024");
        let open = list(&office, &format!("{command}-open"), PASSWORD);
        fs::set_permissions(&open, Permissions::from_mode(0o644)).unwrap();
        office
            .type_as("alice", &[command, path, "--passwords-from", &open])
            .bad("read");
        office
            .type_as("alice", &[command, path, "--passwords-from", "nowhere"])
            .bad("nowhere");
    }
}
