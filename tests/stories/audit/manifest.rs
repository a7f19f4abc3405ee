//! Which manifest is believed.

use std::{fs, process::Command};

use serde_json::Value;

use crate::stage::{Audited, FAILED, SAME, Stage};

#[test]
fn a_manifest_is_believed_by_its_signature() {
    let stage = Stage::new();
    let home = stage.home.path();
    let manifest = stage.manifest();
    let gpg = |words: &[&str]| {
        let mut command = Command::new("gpg");
        command
            .env("GNUPGHOME", home.join("gnupg"))
            .args([
                "--batch",
                "--quiet",
                "--pinentry-mode",
                "loopback",
                "--passphrase",
                "",
            ])
            .args(words);
        let output = command.output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        output.stdout
    };
    fs::create_dir(home.join("gnupg")).unwrap();
    let mut certificates = Vec::new();
    for name in ["Release", "Stranger"] {
        gpg(&["--quick-generate-key", name, "ed25519", "sign", "never"]);
        let path = home.join(format!("{name}.asc"));
        fs::write(&path, gpg(&["--armor", "--export", name])).unwrap();
        certificates.push(path);
    }
    let signature = home.join("manifest.json.asc");
    let named = manifest.to_str().unwrap();
    gpg(&[
        "--armor",
        "--local-user",
        "Release",
        "--output",
        signature.to_str().unwrap(),
        "--detach-sign",
        named,
    ]);
    let honest = stage.honest();
    let audit = |words: &[&str]| {
        let ask = ["--json", "audit", &honest, "--looks", "1", "--pauses", "0"];
        Audited::of(&stage.sourdine(&[&ask[..], words].concat()))
    };
    let by = |which: usize| {
        [
            "--manifest",
            named,
            "--signed-by",
            certificates[which].to_str().unwrap(),
        ]
    };
    assert_eq!(audit(&by(0)).code, SAME);
    let refused = audit(&by(1));
    assert_eq!(
        (refused.code, &refused.error["error"]),
        (FAILED, &Value::from("error-audit-signature"))
    );
    let refused = audit(&["--manifest", named]);
    assert_eq!(
        (refused.code, &refused.error["error"]),
        (FAILED, &Value::from("error-audit-unsigned"))
    );
    let refused = audit(&[]);
    assert_eq!(
        (refused.code, &refused.error["error"]),
        (FAILED, &Value::from("error-audit-no-manifest"))
    );

    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(
        &manifest,
        text.replacen("\"version\": \"0.1.0\"", "\"version\": \"0.1.1\"", 1),
    )
    .unwrap();
    let refused = audit(&by(0));
    assert_eq!(
        (refused.code, &refused.error["error"]),
        (FAILED, &Value::from("error-audit-signature"))
    );
    gpg(&["--version"]);
    Command::new("gpgconf")
        .env("GNUPGHOME", home.join("gnupg"))
        .args(["--kill", "all"])
        .status()
        .unwrap();
}
