//! `sourdine` in a network of its own, where a name that is looked up is seen, and what listens on
//! tor's ports is ours.

use std::{fs, path::PathBuf, process::Command};

use serde_json::{Value, json};

use crate::cli::Desk;

const MACHINE: &str = include_str!("alone.py");
const RESOLVER: &str = "nameserver 127.0.0.1\noptions attempts:1 timeout:1\n";
const DOMAIN: u64 = 3;

fn onion() -> String {
    format!("{}d.onion", "q".repeat(55))
}

/// Runs a command there, and gives what was seen.
fn alone(socks: &[u16], others: &[u16], run: &[&str]) -> Value {
    let home = tempfile::tempdir().unwrap();
    let resolver = home.path().join("resolv.conf");
    sourdine_platform::files::publish_new(&resolver, RESOLVER.as_bytes()).unwrap();
    let usual = PathBuf::from("/etc/resolv.conf");
    let usual = fs::canonicalize(&usual).unwrap_or(usual);
    let told = json!({ "socks": socks, "others": others, "run": run });
    let output = Command::new("bwrap")
        .args(["--dev-bind", "/", "/", "--tmpfs", "/run", "--unshare-net"])
        .arg("--ro-bind")
        .args([&resolver, &usual])
        .args(["python3", "-c", MACHINE, &told.to_string()])
        .output()
        .expect("bwrap is missing: deploy/prerequisites client installs it");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A pull from an onion, with a proxy that is given or not.
fn pull(socks: &[u16], others: &[u16], proxy: Option<&str>) -> Value {
    let desk = Desk::new("");
    let server = format!("http://{}", onion());
    let mut run = vec![env!("CARGO_BIN_EXE_sourdine"), "--json"];
    run.extend(["--desk", desk.path().to_str().unwrap(), "pull"]);
    run.extend(["--retries", "0", "--server", &server]);
    run.extend(proxy.iter().flat_map(|proxy| ["--proxy", proxy]));
    alone(socks, others, &run)
}

fn error(seen: &Value) -> String {
    let told: Value = serde_json::from_str(seen["err"].as_str().unwrap()).unwrap();
    told["error"].as_str().unwrap().to_owned()
}

#[test]
fn tor_is_found_where_it_usually_is() {
    for (socks, others, expected) in [
        (&[9050][..], &[][..], 9050),
        (&[9150], &[], 9150),
        (&[9050, 9150], &[], 9050),
        (&[9150], &[9050], 9150),
    ] {
        let seen = pull(socks, others, None);
        let asked = json!([{ "port": expected, "kind": DOMAIN, "name": onion() }]);
        assert_eq!(seen["asked"], asked, "{socks:?} {others:?}");
        assert_eq!(error(&seen), "error-courier-beyond");
    }
    let seen = pull(&[9050, 7000], &[], Some("socks5h://127.0.0.1:7000"));
    assert_eq!(seen["asked"][0]["port"], 7000, "what is given goes first");
}

#[test]
fn a_machine_without_tor_is_told_what_to_start() {
    for others in [&[][..], &[9050, 9150]] {
        let seen = pull(&[], others, None);
        assert_eq!(error(&seen), "error-courier-no-tor");
        assert_eq!((&seen["asked"], &seen["lookups"]), (&json!([]), &json!([])));
    }
}

#[test]
fn no_name_is_looked_up_on_this_machine() {
    // The control: who does look a name up is seen.
    let careless = alone(&[], &[], &["getent", "ahosts", &onion()]);
    let seen = careless["lookups"].to_string();
    assert!(seen.contains(&hex::encode("qqqqqqqq")), "{careless}");

    for proxy in [None, Some("socks5h://127.0.0.1:9050")] {
        let seen = pull(&[9050], &[], proxy);
        assert_eq!(seen["asked"][0]["name"], onion());
        assert_eq!(seen["lookups"], json!([]));
    }
    let seen = pull(&[], &[], Some("socks5h://localhost:9050"));
    assert_eq!(error(&seen), "error-courier-proxy-address");
    assert_eq!(seen["lookups"], json!([]));
}
