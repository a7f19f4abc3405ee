//! Sourdine as its packages put it on a Debian host: systemd, tor, two desks. A host is installed,
//! used, restarted and cleared, and the packages are made once, which is why it is one test.

#![expect(
    clippy::print_stdout,
    reason = "which step took how long is what one wants to know of a long test"
)]

mod desk;
mod exposure;
mod files;
mod manual;
mod packages;
mod removal;
mod restarts;
mod setup;
mod stage;
mod walls;

use std::{thread, time::Instant};

use anyhow::{Context, Result, anyhow};
use sourdine_harness::host::debian::{BOOKWORM, TRIXIE};

use crate::{packages::Packages, stage::Stage};

/// A part of the story, by what it shows.
type Step = (&'static str, fn(&mut Stage) -> Result<()>);

const STEPS: [Step; 18] = [
    ("the command line is there", desk::the_command_line_is_there),
    ("editors ask", setup::editors_ask),
    (
        "what is wrong writes nothing",
        setup::what_is_wrong_writes_nothing,
    ),
    ("two desks are set up", setup::two_desks_are_set_up),
    ("tor is as it has to be", setup::tor_is_as_it_has_to_be),
    ("a desk serves behind its sockets", desk::a_desk_serves),
    ("editors join and pull", setup::editors_join_and_pull),
    (
        "a second setup changes nothing",
        setup::a_second_setup_changes_nothing,
    ),
    (
        "what stands otherwise is named",
        setup::what_stands_otherwise_is_named,
    ),
    ("what is missing is made", setup::what_is_missing_is_made),
    (
        "the server has no privilege",
        walls::the_server_has_no_privilege,
    ),
    (
        "every unit is exposed little",
        exposure::every_unit_in_force,
    ),
    ("nothing gets out of a unit", walls::nothing_gets_out),
    (
        "a connection starts nothing",
        restarts::a_connection_starts_nothing,
    ),
    ("a visit leaves no time", restarts::a_visit_leaves_no_time),
    ("the host is restarted", restarts::the_host_is_restarted),
    (
        "an upgrade keeps everything",
        removal::an_upgrade_keeps_everything,
    ),
    (
        "a removal keeps data, a purge leaves none",
        removal::a_removal_and_a_purge,
    ),
];

#[test]
fn two_desks_on_a_debian_host() -> Result<()> {
    let begun = Instant::now();
    let told = |step: &str| println!("{:>4} s: {step}", begun.elapsed().as_secs());
    let hosts = [BOOKWORM, TRIXIE].map(|suite| (suite, thread::spawn(|| Stage::debian(suite))));
    let packages = Packages::make()?;
    told("the packages are made");
    thread::scope(|scope| {
        let looked = scope.spawn(|| {
            packages.lintian()?;
            packages.are_made_again_the_same()
        });
        for (suite, host) in hosts {
            let host = host
                .join()
                .map_err(|_| anyhow!("the thread of {suite} ended"))?;
            let mut stage = Stage::new(host?, &packages).context(suite)?;
            told("Debian runs, the packages are installed");
            for (name, step) in STEPS {
                step(&mut stage).with_context(|| format!("{suite}: {name}"))?;
                told(name);
            }
        }
        let looked = looked
            .join()
            .map_err(|_| anyhow!("lintian's thread ended"))?;
        told("lintian has looked, and the packages are made again the same");
        looked
    })
}
