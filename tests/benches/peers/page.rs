//! docs/benchmarks.md.

use std::fmt::{self, Write as _};

use anyhow::Result;

use crate::{
    figures::{Figure, Samples, Target},
    machine::{Machine, load},
    work::Work,
};

const BEGINNING: &str = "# How fast, beside which programs

Made by `tests/bench`. It installs rage and OnionShare, makes its own keys, files and folders, and starts and stops
every server on loopback. It checks that what was stored is what was sent, and fails when a target is missed. Another
machine gives other figures. Only ratios can be compared, and only those of two figures that were taken in turns on one
machine within minutes.
";
const HOW: &str = "
## How each was made
Each figure is the median of {rounds} rounds, with the smallest and the largest beside it. In a round the programs take
turns. Before each turn `sync` brings everything written so far to the disk, so that no program waits for another's
writes. Files and vault lie on the same disk. MB are millions of bytes.

- **Upload without script.** A file of random bytes. Ours is timed from the start of curl to its end, which is the
  confirmation: curl sends the form over loopback; the server seals it to two hybrid recipients, encrypts that again
  into slots, hashes it, and answers after the second fsync. rage is timed from the start of `rage -r … -o …` (one
  X25519 recipient) to its end, file to file; it does not make its output durable. The line *then fsync* adds an fsync
  of that output. OnionShare receives the same form from the same curl; it stores the file in the clear and does not
  make it durable. After the rounds every envelope is fetched, opened and compared.
- **In pieces, as the script sends.** One connection sends an envelope that is already sealed, in pieces of 12 MiB. This
  measures what the server and the disk can take. How fast a browser seals is not measured.
- **Small messages.** {small} in a round, by 8 threads of one client, with a connection for each request. No two
  messages are the same. Ours takes two requests, begin and send, and both are counted. OnionShare's takes one; the page
  to which its answer leads is not counted. Any answer but a confirmation is a failure. Afterwards the benchmark looks
  for every message among what was stored.
- **Processor time.** User and kernel time of the server's process (`utime` and `stime` in `/proc/<pid>/stat`). A server
  that was just started receives {first} submissions of one line, one after another; the figure is the time for all,
  divided by {first}. Without script: landing page, begin, send. With script: landing page, script, roster, and the
  upload of an envelope that the client sealed. OnionShare: its page, the form, its page again, without its style sheet
  and pictures.
- **Opening.** `sourdine open` is timed from its start to its end, into a folder in memory. It unlocks the identity,
  hashes the envelope, decrypts, and checks every CRC and the padding. `rage -d` writes into the same folder. The
  passphrase's scrypt takes a second whatever the letter's size. So each program is also measured as its user has it:
  `sourdine` always with a passphrase; rage with its key under the same passphrase, stretched as far, and typed by a
  `pinentry` that knows it. *Net of the passphrase* means that the time for opening a letter of one line, taken in the
  same round, is subtracted. `sourdine` hashes the envelope on another core while it stretches the passphrase: where a
  core is free, the net figure does not hold the hashing, and the others do.
- **Memory.** `VmHWM`, the peak of resident memory, of a server that was just started and took one message, and again
  after eight large forms at once.
";

/// The page.
pub(crate) fn write(machine: &Machine, work: &Work, figures: &[Figure]) -> Result<String> {
    let mut page = BEGINNING.to_owned();
    write!(
        page,
        "\n{}, {} cores, {} GiB, {}, {}. {}.\n{}.\nLoad before and after: {}, {}.\n",
        machine.processor,
        machine.cores,
        machine.memory_gib,
        machine.disk,
        machine.kernel,
        machine.day,
        machine.programs.join(", "),
        machine.load,
        load()?,
    )?;
    page.push_str("\n## What must be true\n| what | ours | beside | ratio | target | |\n| --- | --- | --- | --- | --- | --- |\n");
    for figure in figures {
        if let (Some(target), Some(met)) = (figure.target, figure.met()) {
            let met = if met { "met" } else { "**missed**" };
            writeln!(page, "{} {target} | {met} |", Line(figure))?;
        }
    }
    page.push_str(
        "\n## What is also known\n| what | ours | beside | ratio |\n| --- | --- | --- | --- |\n",
    );
    for figure in figures.iter().filter(|figure| figure.target.is_none()) {
        writeln!(page, "{}", Line(figure))?;
    }
    let how = HOW
        .replace("{rounds}", &work.rounds.to_string())
        .replace("{small}", &work.small.to_string())
        .replace("{first}", &work.first.to_string());
    page.push_str(&how);
    Ok(page)
}

/// The beginning of a table's row.
struct Line<'a>(&'a Figure);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let figure = self.0;
        let unit = figure.unit;
        write!(f, "| {} | {} |", figure.what, Shown(&figure.ours, unit))?;
        match (&figure.peer, figure.ratio()) {
            (Some((peer, samples)), Some(ratio)) if ratio.is_finite() => {
                write!(f, " {peer}: {} | {ratio:.2} |", Shown(samples, unit))
            }
            (Some((peer, samples)), _) => write!(f, " {peer}: {} | |", Shown(samples, unit)),
            (None, _) => f.write_str(" | |"),
        }
    }
}

/// A median and, where there is more than one sample, how far they lie apart.
struct Shown<'a>(&'a Samples, &'static str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (samples, unit) = (self.0, self.1);
        let digits = usize::from(samples.median().abs() < 100.0 && !unit.is_empty());
        write!(f, "{:.digits$}", samples.median())?;
        if !unit.is_empty() {
            write!(f, "\u{a0}{unit}")?;
        }
        let (low, high) = samples.range();
        if samples.0.len() > 1 {
            write!(f, " ({low:.digits$}–{high:.digits$})")?;
        }
        Ok(())
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RatioAtLeast(least) => write!(f, "ratio ≥ {least:.1}"),
            Self::AtMost(most) => write!(f, "≤ {most:.0}"),
        }
    }
}
