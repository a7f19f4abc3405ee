//! What a message costs, from the first page to the confirmation: requests, and bytes down, heads
//! included, in a fresh profile.

use anyhow::{Result, ensure};
use sourdine_harness::{
    browser::{Browser, play},
    network::proxy::{Fate, Traffic},
    people::submission::Submission,
};

use crate::stage::Stage;

const WITHOUT_SCRIPT: (usize, u64) = (4, 20_000);
const WITH_SCRIPT: (usize, u64) = (8, 120_000);

fn costs(browser: Browser, (requests_max, down_max): (usize, u64)) -> Result<()> {
    let stage = Stage::new(8)?;
    let submission = Submission::none()?;
    let proxy = stage.proxy(|_| Fate::Pass)?;
    let origin = format!("http://{}", proxy.address);
    let name = if browser.has_script() {
        "sendWithScript"
    } else {
        "sendWithoutScript"
    };
    play(&submission.story(name, browser, origin))?;
    submission.check(&stage.open_only()?)?;
    let Traffic {
        requests,
        down,
        heads,
    } = proxy.traffic();
    let lines: Vec<&str> = requests
        .iter()
        .map(|request| request.line.as_str())
        .collect();
    ensure!(requests.len() <= requests_max, "{lines:?}");
    ensure!(down <= down_max, "{down} bytes down for {lines:?}");
    one_policy(&heads)
}

/// The same policy on every answer, and nothing that tells of the server or the hour.
fn one_policy(heads: &[String]) -> Result<()> {
    let policies = heads.iter().map(|head| {
        let mut lines = head.lines();
        lines.find(|line| line.starts_with("content-security-policy: "))
    });
    let mut policies: Vec<_> = policies.collect();
    ensure!(policies.len() >= 3, "{heads:?}");
    policies.dedup();
    ensure!(matches!(policies.as_slice(), [Some(_)]), "{policies:?}");
    for told in ["server:", "date:", "etag:", "set-cookie:", "last-modified:"] {
        ensure!(
            !heads
                .iter()
                .any(|head| head.to_lowercase().contains(&format!("\n{told}"))),
            "{told} in {heads:?}"
        );
    }
    Ok(())
}

#[test]
fn firefox_standard_costs_little() -> Result<()> {
    costs(Browser::FirefoxStandard, WITH_SCRIPT)
}

#[test]
fn firefox_safest_costs_less() -> Result<()> {
    costs(Browser::FirefoxSafest, WITHOUT_SCRIPT)
}

#[test]
fn chromium_costs_little() -> Result<()> {
    costs(Browser::Chromium, WITH_SCRIPT)
}

#[test]
fn chromium_without_script_costs_less() -> Result<()> {
    costs(Browser::ChromiumWithoutScript, WITHOUT_SCRIPT)
}
