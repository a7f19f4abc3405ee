//! The files of a host, as a list that is compared.

use std::collections::BTreeSet;

use anyhow::Result;
use sourdine_harness::host::container::Container;

/// What packages and systemd write of themselves wherever anything is installed or runs.
const NOT_OURS: [&str; 7] = [
    "/var/lib/dpkg",
    "/var/log",
    "/var/cache",
    "/var/lib/systemd",
    "/var/lib/deb-systemd-helper-enabled",
    "/var/lib/tor/",
    "/var/tmp",
];

/// Every file and folder, and every user and group.
pub(crate) fn all(container: &Container) -> Result<BTreeSet<String>> {
    let paths = container
        .sh("find / -xdev -not -path '/proc/*' -not -path '/tmp/*' -not -path '/root/*'")?;
    let users = container.sh("cut -d: -f1 /etc/passwd /etc/group | sed 's/^/user or group /'")?;
    let names = paths.lines().chain(users.lines());
    Ok(names
        .filter(|name| !NOT_OURS.iter().any(|folder| name.starts_with(folder)))
        .map(str::to_owned)
        .collect())
}
