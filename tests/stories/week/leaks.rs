//! Leaks that the sweep has to find: a sweep that finds nothing shows nothing otherwise.

use std::{
    fs::{self, File, FileTimes},
    io::Write,
    thread,
    time::{Duration, Instant, SystemTime},
};

use sourdine_harness::{
    programs::external_tools,
    traces::canary::{Canaries, Hit},
    traces::timestamps::Timestamps,
};

use crate::{
    DAY, HOUR, MINUTE,
    host::{Host, UNIT},
    sweep::{INDEX, Sweep},
    visits::First,
};

/// How long the journal may take for a line.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// Around what leaks, and part of nothing.
const PADDING: [u8; 5] = [0xf7; 5];

/// What a leak should be found as, and how it looks.
type Leak = (&'static str, Vec<u8>);

/// The same sweep, with things on the host that should not be there.
pub(crate) fn are_found(host: &mut Host, sweep: &Sweep, first: &First) {
    let anywhere = [texts(first), numbers(first.second)].concat();
    let in_the_clear = [anywhere.clone(), short(first.second)].concat();
    let mut leaks = Vec::new();
    for (folder, kinds) in [("leak", in_the_clear), (&format!("{INDEX}leak"), anywhere)] {
        for (number, (what, bytes)) in kinds.into_iter().enumerate() {
            let place = format!("{folder}{number}");
            let bytes = [&PADDING[..], &bytes, &PADDING].concat();
            external_tools::write(&host.folder().join(&place), &bytes).unwrap();
            leaks.push((place, what));
        }
    }
    let hits = sweep.host(host);
    for (place, what) in leaks {
        let found = hits
            .iter()
            .any(|hit| hit.place == place && hit.what.contains(what));
        assert!(found, "{what} in {place}: {hits:?}");
        fs::remove_file(host.folder().join(place)).unwrap();
    }
    a_dated_file_is_found(host);
    a_line_in_the_journal_is_found(host, sweep, first);
}

fn texts(first: &First) -> Vec<Leak> {
    let second = first.second;
    let [hours, minutes, seconds] = [second % DAY / HOUR, second % HOUR / MINUTE, second % MINUTE];
    let text = format!("{hours:02}:{minutes:02}:{seconds:02}");
    let compact = text.replace(':', "");
    let wide = first.message.encode_utf16().flat_map(u16::to_le_bytes);
    vec![
        ("message (utf-8)", first.message.clone().into()),
        ("message (utf-16le)", wide.collect()),
        ("(text)", text.clone().into()),
        ("(text)", format!("2027-03-01T{text}.123Z").into()),
        ("(text)", text.replace(':', "-").into()),
        ("(text)", format!("20270301_{compact}").into()),
    ]
}

fn numbers(second: u64) -> Vec<Leak> {
    vec![
        ("seconds, decimal", (second + 59).to_string().into()),
        ("milliseconds, decimal", format!("{second}123").into()),
        ("microseconds, decimal", format!("{second}123456").into()),
        ("nanoseconds, decimal", format!("{second}123456789").into()),
        ("seconds, hex", format!("{second:x}").into()),
        (
            "microseconds, hex",
            format!("{:x}", second * 1_000_000).into(),
        ),
        ("seconds, little-endian", (second - 59).to_le_bytes().into()),
        ("seconds, big-endian", second.to_be_bytes().into()),
        (
            "milliseconds, little-endian",
            (second * 1_000 + 7).to_le_bytes().into(),
        ),
        (
            "milliseconds, big-endian",
            (second * 1_000).to_be_bytes().into(),
        ),
    ]
}

/// What is not looked for in ciphertext.
fn short(second: u64) -> Vec<Leak> {
    let four = u32::try_from(second).unwrap();
    let minute = format!(
        "at {:02}:{:02} somebody",
        second % DAY / HOUR,
        second % HOUR / MINUTE
    );
    vec![
        ("to the minute", minute.into()),
        ("four bytes, little-endian", four.to_le_bytes().into()),
        ("four bytes, big-endian", four.to_be_bytes().into()),
        (
            "microseconds, little-endian",
            (second * 1_000_000 + 7).to_le_bytes().into(),
        ),
        (
            "nanoseconds, big-endian",
            (second * 1_000_000_000 + 7).to_be_bytes().into(),
        ),
    ]
}

/// A file that has the time of a visit, whether as when it was read or when it was written.
fn a_dated_file_is_found(host: &Host) {
    let path = host.folder().join("dated");
    let file = File::create(&path).unwrap();
    let visit = *host.visits[0].start();
    for times in [
        FileTimes::new().set_accessed(visit),
        FileTimes::new().set_modified(visit),
    ] {
        let now = SystemTime::now();
        let calm = FileTimes::new().set_accessed(now).set_modified(now);
        file.set_times(calm).unwrap();
        assert_eq!(host.dated_files(), []);
        file.set_times(times).unwrap();
        assert!(host.dated_files().iter().any(|(found, _)| *found == path));
    }
    fs::remove_file(path).unwrap();
}

/// A server that says one line when somebody comes: with nothing in it, and with all that they
/// said, which journald compresses.
fn a_line_in_the_journal_is_found(host: &mut Host, sweep: &Sweep, first: &First) {
    // journald looks at the clock when it has something to write.
    let now = host.clock.now() + Duration::from_secs(1);
    host.clock.set(now).unwrap();
    let mut stream = host.journal.stream(UNIT).unwrap();
    let begun = host.clock.now().as_secs();
    stream.write_all(b"somebody came\n").unwrap();
    let long = "a request for nothing in particular, ".repeat(40);
    let line = format!("{long}{}\n", first.message);
    stream.write_all(line.as_bytes()).unwrap();
    let until = Instant::now() + PATIENCE;
    let said = || host.journal.messages(UNIT, 0).unwrap();
    while !said()
        .iter()
        .any(|message| message.contains(&first.message))
    {
        assert!(Instant::now() < until, "the journal has it");
        thread::sleep(LOOK_AGAIN);
    }
    let mut visit = Timestamps::default();
    visit.add("a line", begun, host.clock.now().as_secs());
    let lines = Sweep::new(Canaries::default(), visit).unwrap().host(host);
    let found = |hits: &[Hit], place: &str, what: &str| {
        let mut hits = hits.iter();
        hits.any(|hit| hit.place.contains(place) && hit.what.contains(what))
    };
    for (place, what) in [
        ("system.journal", "microseconds, little-endian"),
        ("-o export", "microseconds, decimal"),
        ("-o export", "microseconds, hex"),
        ("-o short-full", "(text)"),
        ("-o short-unix", "seconds, decimal"),
    ] {
        assert!(found(&lines, place, what), "{place}, {what}: {lines:?}");
    }
    let marks = sweep.host(host);
    assert!(found(&marks, "-o export", "message (utf-8)"), "{marks:?}");
}
