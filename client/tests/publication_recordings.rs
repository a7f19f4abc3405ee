//! Recordings that real programs wrote come out as frames and samples that were encoded anew, and
//! nothing else comes out.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected stops"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "documents of tests are not private"
)]

mod signed_desk;

use std::{
    fs,
    num::NonZero,
    path::{Path, PathBuf},
    process::Command,
};

use sourdine::desk::cleaning::{
    CleanError, Cleaned, TextLayer, Tracks, Wishes, clean, kind::Kind, recheck,
    recording::RecordingError, vouch,
};
use sourdine_observatory::model::text::Line;
use sourdine_platform::files;
use sourdine_protocol::text::Sha256Hex;
use tempfile::TempDir;

use signed_desk::SignedDesk;

const MARK: &str = "MARK";
/// Length of the recordings, in seconds.
const SECONDS: f64 = 2.0;
/// How often the tone swings in a second.
const TONE: f64 = 440.0;
const RATE: usize = 48_000;

fn scratch() -> TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap()
}

fn run(program: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {output:?}"
    );
    output.stdout
}

/// A recording with a tone, with a picture that is red on the left and blue on the right if asked,
/// and names wherever its kind allows.
fn recorded(folder: &TempDir, name: &str, more: &[&str], has_picture: bool) -> PathBuf {
    let path = folder.path().join(name);
    let tone = format!("sine=frequency={TONE}:duration={SECONDS}");
    let left = format!("color=red:size=160x240:duration={SECONDS}:rate=25");
    let right = format!("color=blue:size=160x240:duration={SECONDS}:rate=25");
    let mut arguments = vec!["-nostdin", "-v", "error", "-f", "lavfi", "-i", &tone];
    if has_picture {
        arguments.extend(["-f", "lavfi", "-i", &left, "-f", "lavfi", "-i", &right]);
        arguments.extend(["-filter_complex", "[1:v][2:v]hstack,format=yuv420p[v]"]);
        arguments.extend(["-map", "[v]"]);
    }
    arguments.extend(["-map", "0:a"]);
    for field in [
        "title=MARKtitle",
        "artist=MARKartist",
        "comment=MARKcomment",
    ] {
        arguments.extend(["-metadata", field]);
    }
    arguments.extend(["-metadata:s:a", "handler_name=MARKhandler"]);
    arguments.extend(more);
    arguments.push(path.to_str().unwrap());
    run("ffmpeg", &arguments);
    path
}

fn cleaned(folder: &TempDir, original: &Path) -> Cleaned {
    let cleaned = clean(original, folder.path(), TextLayer::Omit, &mut |_, _| ());
    cleaned.unwrap_or_else(|error| panic!("{}: {error}", original.display()))
}

fn refusal(folder: &TempDir, original: &Path) -> RecordingError {
    match clean(original, folder.path(), TextLayer::Omit, &mut |_, _| ()) {
        Err(CleanError::Recording(error)) => error,
        Err(error) => panic!("{}: {error}", original.display()),
        Ok(_) => panic!("{} was cleaned", original.display()),
    }
}

/// The tone is there, as long as it was and as high.
fn assert_tone(copy: &Path) {
    let rate = RATE.to_string();
    let path = copy.to_str().unwrap();
    let arguments = [
        "-nostdin", "-v", "error", "-i", path, "-vn", "-f", "s16le", "-ac", "1",
    ];
    let samples = run("ffmpeg", &[&arguments[..], &["-ar", &rate, "-"]].concat());
    let samples: Vec<i16> = samples
        .chunks_exact(2)
        .map(|two| i16::from_le_bytes([two[0], two[1]]))
        .collect();
    let seconds = samples.len() as f64 / RATE as f64;
    assert!((seconds - SECONDS).abs() < 0.1, "{seconds} s");
    let whole = &samples[RATE / 2..RATE + RATE / 2];
    let rises = whole.windows(2).filter(|two| two[0] < 0 && two[1] >= 0);
    let rises = rises.count() as f64;
    assert!(
        (rises - TONE).abs() < TONE / 50.0,
        "{rises} swings a second"
    );
}

/// A frame in the middle, as red, green and blue.
fn frame(copy: &Path) -> (usize, usize, Vec<u8>) {
    let path = copy.to_str().unwrap();
    let asked = [
        "-v",
        "error",
        "-show_entries",
        "stream=width,height",
        "-of",
        "csv=p=0",
    ];
    let said = run(
        "ffprobe",
        &[&asked[..], &["-select_streams", "v", path]].concat(),
    );
    let said = String::from_utf8(said).unwrap();
    let (width, height) = said.trim().split_once(',').unwrap();
    let arguments = [
        "-nostdin",
        "-v",
        "error",
        "-ss",
        "1",
        "-i",
        path,
        "-frames:v",
        "1",
    ];
    let pixels = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-"];
    let pixels = run("ffmpeg", &[&arguments[..], &pixels].concat());
    (width.parse().unwrap(), height.parse().unwrap(), pixels)
}

fn is_red(pixel: &[u8]) -> bool {
    pixel[0] > 150 && pixel[2] < 100
}

fn is_blue(pixel: &[u8]) -> bool {
    pixel[2] > 150 && pixel[0] < 100
}

fn holds_mark(bytes: &[u8]) -> bool {
    let wide: Vec<u8> = MARK.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let has = |needle: &[u8]| bytes.windows(needle.len()).any(|at| at == needle);
    has(MARK.as_bytes()) || has(&wide)
}

#[test]
fn sounds_of_each_kind_are_kept_and_nothing_else() {
    let folder = scratch();
    let kinds: [(&str, Kind, &[&str]); 8] = [
        ("a.mp3", Kind::Mp3, &[]),
        ("a.flac", Kind::Flac, &[]),
        ("a.ogg", Kind::Ogg, &["-c:a", "libvorbis"]),
        ("a.opus", Kind::Ogg, &["-c:a", "libopus"]),
        ("a.wav", Kind::Wav, &[]),
        ("a.m4a", Kind::M4a, &[]),
        ("a.mka", Kind::Mkv, &["-c:a", "aac"]),
        ("a.webm", Kind::Webm, &["-c:a", "libopus"]),
    ];
    for (name, kind, more) in kinds {
        let original = recorded(&folder, name, more, false);
        let mut bytes = fs::read(&original).unwrap();
        assert!(holds_mark(&bytes), "{name}");
        let mut file = fs::File::open(&original).unwrap();
        assert_eq!(Kind::recognise(&mut file).unwrap(), Some(kind), "{name}");
        bytes.extend_from_slice(b"MARKbehind the end");
        fs::write(&original, bytes).unwrap();
        let cleaned = cleaned(&folder, &original);
        assert_eq!(cleaned.kind(), Kind::Ogg, "{name}");
        assert!(!holds_mark(&cleaned.bytes().unwrap()), "{name}");
        assert_tone(cleaned.path());
        let mut told = cleaned.report().removed.iter();
        assert!(told.any(|told| told.value == "MARKtitle"), "{name}");
    }
}

#[test]
fn films_of_each_kind_are_kept_and_nothing_else() {
    let folder = scratch();
    let kinds: [(&str, Kind, &[&str]); 6] = [
        ("a.mp4", Kind::Mp4, &["-c:v", "libx264"]),
        ("a.mov", Kind::Mov, &["-c:v", "mpeg4"]),
        ("a.3gp", Kind::Mp4, &["-c:v", "mpeg4", "-c:a", "aac"]),
        ("a.avi", Kind::Avi, &["-c:v", "mpeg4"]),
        ("a.mkv", Kind::Mkv, &["-c:v", "libx264", "-c:a", "aac"]),
        (
            "a.webm",
            Kind::Webm,
            &["-c:v", "libvpx", "-c:a", "libvorbis"],
        ),
    ];
    for (name, kind, more) in kinds {
        let original = recorded(&folder, name, more, true);
        let bytes = fs::read(&original).unwrap();
        assert!(holds_mark(&bytes) || kind == Kind::Mp4, "{name}");
        let mut file = fs::File::open(&original).unwrap();
        assert_eq!(Kind::recognise(&mut file).unwrap(), Some(kind), "{name}");
        let cleaned = cleaned(&folder, &original);
        assert_eq!(cleaned.kind(), Kind::Webm, "{name}");
        assert!(!holds_mark(&cleaned.bytes().unwrap()), "{name}");
        assert_tone(cleaned.path());
        let (width, height, pixels) = frame(cleaned.path());
        assert_eq!((width, height), (320, 240), "{name}");
        let middle = &pixels[height / 2 * width * 3..][..width * 3];
        assert!(
            is_red(&middle[40 * 3..]) && is_blue(&middle[280 * 3..]),
            "{name}"
        );
    }
}

#[test]
fn a_film_is_turned_as_its_telephone_was_held() {
    let folder = scratch();
    let lying = recorded(&folder, "lying.mp4", &["-c:v", "libx264"], true);
    let turned = folder.path().join("turned.mp4");
    let paths = [lying.to_str().unwrap(), turned.to_str().unwrap()];
    let copied = ["-c", "copy", "-metadata:s:v", "rotate=90", paths[1]];
    run(
        "ffmpeg",
        &[&["-nostdin", "-v", "error", "-i", paths[0]][..], &copied].concat(),
    );
    let (width, height, pixels) = frame(cleaned(&folder, &turned).path());
    assert_eq!((width, height), (240, 320));
    let row = |at: usize| &pixels[at * width * 3..][width / 2 * 3..];
    // Three quarters clockwise, says exiftool of it: left is below.
    assert!(is_blue(row(40)) && is_red(row(280)));
}

#[test]
fn what_is_no_picture_and_no_sound_goes_and_is_told() {
    let folder = scratch();
    let film = recorded(&folder, "plain.mp4", &["-c:v", "libx264"], true);
    let words = folder.path().join("words.srt");
    fs::write(&words, "1\n00:00:00,000 --> 00:00:01,000\nMARKsubtitle\n").unwrap();
    let with = folder.path().join("with.mkv");
    let inputs = ["-i", film.to_str().unwrap(), "-i", words.to_str().unwrap()];
    let attached = [
        "-attach",
        words.to_str().unwrap(),
        "-metadata:s:t",
        "mimetype=text/plain",
    ];
    let copied = [
        "-map",
        "0",
        "-map",
        "1",
        "-c",
        "copy",
        with.to_str().unwrap(),
    ];
    run(
        "ffmpeg",
        &[
            &["-nostdin", "-v", "error"][..],
            &inputs,
            &attached,
            &copied,
        ]
        .concat(),
    );
    assert!(holds_mark(&fs::read(&with).unwrap()));
    let cleaned = cleaned(&folder, &with);
    assert!(!holds_mark(&cleaned.bytes().unwrap()));
    let told = |field| {
        cleaned
            .report()
            .removed
            .iter()
            .any(|told| told.field == field)
    };
    assert!(
        told("Subtitles") && told("Attachment"),
        "{:?}",
        cleaned.report()
    );
}

#[test]
fn slow_pictures_are_as_long_as_they_are_shown() {
    let folder = scratch();
    let slow = folder.path().join("slow.mp4");
    let source = "testsrc=size=64x48:rate=1/2:duration=6";
    let arguments = ["-nostdin", "-v", "error", "-f", "lavfi", "-i", source];
    run(
        "ffmpeg",
        &[&arguments[..], &[slow.to_str().unwrap()]].concat(),
    );
    assert_eq!(cleaned(&folder, &slow).kind(), Kind::Webm);
}

/// Of several pictures and sounds, an editor chooses; what was not chosen is told and gone.
#[test]
fn of_several_tracks_the_chosen_ones_are_kept() {
    let folder = scratch();
    let both = folder.path().join("both.mkv");
    let tone = format!("sine=frequency={TONE}:duration={SECONDS}");
    let other = format!("sine=frequency=1500:duration={SECONDS}");
    let [red, blue] = ["red", "blue"]
        .map(|colour| format!("color={colour}:size=320x240:duration={SECONDS}:rate=25"));
    let mut arguments = vec!["-nostdin", "-v", "error"];
    for source in [&other, &tone, &red, &blue] {
        arguments.extend(["-f", "lavfi", "-i", source.as_str()]);
    }
    for track in ["0", "1", "2", "3"] {
        arguments.extend(["-map", track]);
    }
    let path = both.to_str().unwrap();
    let encoded = [
        "-c:a", "flac", "-c:v", "libx264", "-pix_fmt", "yuv420p", path,
    ];
    run("ffmpeg", &[&arguments[..], &encoded].concat());
    let chosen = |picture, sound| {
        let tracks = Tracks {
            picture: NonZero::new(picture),
            sound: NonZero::new(sound),
        };
        let wishes = Wishes {
            tracks,
            ..Wishes::from(TextLayer::Omit)
        };
        clean(&both, folder.path(), wishes, &mut |_, _| ())
    };
    let cleaned = chosen(2, 2).unwrap();
    assert_tone(cleaned.path());
    let (width, height, pixels) = frame(cleaned.path());
    let middle = &pixels[height / 2 * width * 3..][..width * 3];
    assert!(is_blue(&middle[40 * 3..]) && is_blue(&middle[280 * 3..]));
    let told = |field| {
        let mut removed = cleaned.report().removed.iter();
        removed.any(|told| told.field == field && told.value == "1")
    };
    assert!(told("OtherPicture") && told("OtherSound"));
    for (picture, sound) in [(0, 0), (1, 0), (0, 1), (3, 1), (1, 3)] {
        let refused = chosen(picture, sound).map(|_| ()).unwrap_err();
        assert!(
            matches!(
                refused,
                CleanError::Recording(RecordingError::Tracks {
                    pictures: 2,
                    sounds: 2
                })
            ),
            "{picture} {sound}: {refused}"
        );
    }
}

#[test]
fn each_refusal_says_why() {
    let folder = scratch();
    let film = recorded(&folder, "plain.mp4", &["-c:v", "libx264"], true);
    let two = folder.path().join("two.mkv");
    let arguments = [
        "-nostdin",
        "-v",
        "error",
        "-i",
        film.to_str().unwrap(),
        "-map",
        "0",
    ];
    let copied = ["-map", "0:a", "-c", "copy", two.to_str().unwrap()];
    run("ffmpeg", &[&arguments[..], &copied].concat());
    assert!(matches!(
        refusal(&folder, &two),
        RecordingError::Tracks {
            pictures: 1,
            sounds: 2
        }
    ));

    let sound = recorded(&folder, "whole.wav", &[], false);
    let bytes = fs::read(sound).unwrap();
    let noise = folder.path().join("noise.wav");
    fs::write(&noise, &bytes[..40]).unwrap();
    let refused = refusal(&folder, &noise);
    assert!(
        matches!(
            refused,
            RecordingError::Unreadable { .. } | RecordingError::Empty
        ),
        "{refused}"
    );
    // Of a film whose table of contents stands first, the end was cut.
    let first = folder.path().join("first.mp4");
    let moved = [
        "-c",
        "copy",
        "-movflags",
        "faststart",
        first.to_str().unwrap(),
    ];
    let film = film.to_str().unwrap();
    run(
        "ffmpeg",
        &[&["-nostdin", "-v", "error", "-i", film][..], &moved].concat(),
    );
    let bytes = fs::read(&first).unwrap();
    fs::write(&first, &bytes[..bytes.len() / 2]).unwrap();
    let refused = refusal(&folder, &first);
    assert!(
        matches!(refused, RecordingError::Short { seconds: 1.. }),
        "{refused}"
    );
}

#[test]
fn the_same_recording_gives_the_same_bytes_and_says_how_far_it_is() {
    let folder = scratch();
    let film = recorded(&folder, "plain.mp4", &["-c:v", "libx264"], true);
    let mut last = (0, 0);
    let one = clean(&film, folder.path(), TextLayer::Omit, &mut |done, of| {
        last = (done, of);
    })
    .unwrap();
    assert!(last.0 <= last.1 && last.1 == 2, "{last:?}");
    assert_eq!(one.sha256(), cleaned(&scratch(), &film).sha256());
}

#[test]
fn a_copy_with_anything_more_is_refused_although_an_editor_signed_it() {
    let folder = scratch();
    let desk = SignedDesk::new(&["alice"]);
    for (name, has_picture) in [("a.mp4", true), ("a.wav", false)] {
        let copy = cleaned(&folder, &recorded(&folder, name, &[], has_picture));
        let written = copy.bytes().unwrap();
        let extension = copy.kind().extension();
        let again = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(format!("{name}.{extension}"));
            files::publish_new(&path, bytes).unwrap();
            let sha256 = Sha256Hex::of(bytes);
            let with = Line::try_from("sourdine".to_owned()).unwrap();
            let signed = desk.sign(
                "alice",
                vouch::statement(&desk.scope(), &sha256, &with).as_bytes(),
            );
            let vouched =
                vouch::check(&SignedDesk::case(), &sha256, &with, &signed, &desk.roster).unwrap();
            recheck(&path, &vouched, Vec::new(), scratch().path()).map(|_| ())
        };
        again("whole", &written).unwrap();
        let more = [&written[..], b"MARKbehind"].concat();
        let refused = again("more", &more);
        assert!(
            matches!(refused, Err(CleanError::NotRewritten)),
            "{refused:?}"
        );
        let mut other = written.clone();
        let at = written.windows(8).position(|at| at == b"sourdine").unwrap();
        other[at] = b'S';
        let refused = again("other", &other);
        assert!(
            matches!(refused, Err(CleanError::NotRewritten)),
            "{refused:?}"
        );
    }
}
