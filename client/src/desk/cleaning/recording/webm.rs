//! WebM: what ffmpeg writes is read, and what is published is written. (RFC 9559)

use std::io::{self, Read};

use sourdine_observatory::folder::DOCUMENT_MAX_BYTES;

use super::{
    ebml::{element, number, read_id, read_size, write_fixed, write_number, write_start},
    film::{Block, Film, Picture, Track},
    opus,
};

mod id {
    pub(super) const EBML: u32 = 0x1A45_DFA3;
    pub(super) const SEGMENT: u32 = 0x1853_8067;
    pub(super) const INFO: u32 = 0x1549_A966;
    pub(super) const TICK: u32 = 0x2A_D7B1;
    pub(super) const DURATION: u32 = 0x4489;
    pub(super) const MUXER: u32 = 0x4D80;
    pub(super) const WRITER: u32 = 0x5741;
    pub(super) const TRACKS: u32 = 0x1654_AE6B;
    pub(super) const TRACK: u32 = 0xAE;
    pub(super) const TRACK_NUMBER: u32 = 0xD7;
    pub(super) const TRACK_UID: u32 = 0x73C5;
    pub(super) const TRACK_KIND: u32 = 0x83;
    pub(super) const LACING: u32 = 0x9C;
    pub(super) const CODEC: u32 = 0x86;
    pub(super) const CODEC_HEAD: u32 = 0x63A2;
    pub(super) const CODEC_DELAY: u32 = 0x56AA;
    pub(super) const PREROLL: u32 = 0x56BB;
    pub(super) const PICTURE: u32 = 0xE0;
    pub(super) const WIDTH: u32 = 0xB0;
    pub(super) const HEIGHT: u32 = 0xBA;
    pub(super) const SOUND: u32 = 0xE1;
    pub(super) const RATE: u32 = 0xB5;
    pub(super) const CHANNELS: u32 = 0x9F;
    pub(super) const CUES: u32 = 0x1C53_BB6B;
    pub(super) const CUE: u32 = 0xBB;
    pub(super) const CUE_TIME: u32 = 0xB3;
    pub(super) const CUE_PLACE: u32 = 0xB7;
    pub(super) const CUE_TRACK: u32 = 0xF7;
    pub(super) const CUE_CLUSTER: u32 = 0xF1;
    pub(super) const CLUSTER: u32 = 0x1F43_B675;
    pub(super) const CLUSTER_TIME: u32 = 0xE7;
    pub(super) const SIMPLE_BLOCK: u32 = 0xA3;
    pub(super) const BLOCK_GROUP: u32 = 0xA0;
    pub(super) const BLOCK: u32 = 0xA1;

    /// Elements in which others are looked for.
    pub(super) const ENTERED: [u32; 8] = [
        SEGMENT,
        INFO,
        TRACKS,
        TRACK,
        PICTURE,
        SOUND,
        CLUSTER,
        BLOCK_GROUP,
    ];
    /// What ffmpeg writes besides, of which nothing is taken: the head of the file, tables, names
    /// of programs, languages, colours, lengths, checksums and gaps.
    pub(super) const PASSED: [u32; 28] = [
        EBML,
        0x114D_9B74,
        0x1254_C367,
        CUES,
        0xEC,
        0xBF,
        DURATION,
        MUXER,
        WRITER,
        0x73A4,
        TRACK_UID,
        LACING,
        0x22_B59C,
        0x23_E383,
        0x88,
        CODEC_DELAY,
        PREROLL,
        0x9A,
        0x55B0,
        0x53C0,
        0x54B0,
        0x54BA,
        0x54B2,
        0x6264,
        RATE,
        0x9B,
        0xFB,
        0x75A2,
    ];
}

/// Nanoseconds in a tick of the clock: times are milliseconds.
const TICK: u64 = 1_000_000;
/// How long the last block is taken to last, in milliseconds.
const LAST: u64 = 40;
/// The longest part of a recording in one cluster, in milliseconds.
const CLUSTER_MAX: u64 = 30_000;
/// Length of a block's head: its track, its time and its flags, in bytes.
const BLOCK_HEAD_BYTES: usize = 4;
const KEY: u8 = 0x80;
const LACED: u8 = 0x06;
const PICTURE_TRACK: u64 = 1;
const SOUND_TRACK: u64 = 2;
const VP9: &[u8] = b"V_VP9";
const OPUS: &[u8] = b"A_OPUS";
const US: &[u8] = b"sourdine";
/// Samples of Opus a second.
const OPUS_RATE: f64 = 48_000.0;
/// What is not heard at the beginning, in nanoseconds.
const DELAY: u64 = opus::SKIPPED as u64 * 1_000_000_000 / 48_000;
/// How much of what was said before is decoded after a jump, in nanoseconds. (RFC 7845)
const PREROLL: u64 = 80_000_000;

/// A track, as far as it is read.
#[derive(Default)]
struct Entry {
    number: u64,
    codec: Vec<u8>,
    head: Vec<u8>,
    width: u64,
    height: u64,
}

/// Reads a recording. It fails at an element that neither ffmpeg nor we write. `progress` is told
/// of each second.
pub(super) fn read(mut from: impl Read, progress: &mut dyn FnMut(u32)) -> io::Result<Film> {
    let mut entries: Vec<Entry> = Vec::new();
    let (mut film, mut cluster, mut length) = (Film::default(), 0, 0);
    while let Some(id) = read_id(&mut from)? {
        let size = read_size(&mut from)?;
        if id::ENTERED.contains(&id) {
            if id == id::TRACK {
                entries.push(Entry::default());
            }
            continue;
        }
        let size = size.ok_or_else(invalid)?;
        length += size;
        if length > DOCUMENT_MAX_BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let mut inside = Vec::new();
        if from.by_ref().take(size).read_to_end(&mut inside)? as u64 != size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let value = || number(&inside).ok_or_else(invalid);
        match (id, entries.last_mut()) {
            (id::TICK, _) if value()? == TICK => {}
            (id::TRACK_NUMBER, Some(entry)) => entry.number = value()?,
            (id::CODEC, Some(entry)) => entry.codec = inside,
            (id::CODEC_HEAD, Some(entry)) => entry.head = inside,
            (id::WIDTH, Some(entry)) => entry.width = value()?,
            (id::HEIGHT, Some(entry)) => entry.height = value()?,
            (id::TRACK_KIND | id::CHANNELS, Some(_)) => {}
            (id::CLUSTER_TIME, _) => {
                cluster = value()?;
                progress(u32::try_from(cluster / 1_000).unwrap_or(u32::MAX));
            }
            (id::SIMPLE_BLOCK | id::BLOCK, _) => {
                let is_simple = id == id::SIMPLE_BLOCK;
                let block = block(&inside, is_simple, cluster, &entries).ok_or_else(invalid)?;
                film.blocks.push(block);
            }
            _ if id::PASSED.contains(&id) => {}
            _ => return Err(invalid()),
        }
    }
    for entry in entries {
        describe(&entry, &mut film).ok_or_else(invalid)?;
    }
    Ok(film)
}

fn invalid() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

/// Reads a block: its track, its time after its cluster's, its flags, and what is in it.
fn block(bytes: &[u8], is_simple: bool, cluster: u64, entries: &[Entry]) -> Option<Block> {
    let ([track, high, low, flags], data) = bytes.split_first_chunk::<BLOCK_HEAD_BYTES>()?;
    let number = u64::from(track.checked_sub(0x80)?);
    let entry = entries.iter().find(|entry| entry.number == number)?;
    let after = i64::from(i16::from_be_bytes([*high, *low]));
    let track = match entry.codec.as_slice() {
        VP9 => Track::Picture,
        OPUS => Track::Sound,
        _ => return None,
    };
    (flags & LACED == 0).then_some(Block {
        track,
        time: cluster.checked_add_signed(after)?,
        is_key: track == Track::Sound || (is_simple && flags & KEY != 0),
        data: data.to_vec(),
    })
}

/// Takes note of a track. None if there was one of its kind already.
fn describe(entry: &Entry, film: &mut Film) -> Option<()> {
    match entry.codec.as_slice() {
        VP9 if film.picture.is_none() => {
            film.picture = Some(Picture {
                width: u16::try_from(entry.width).ok()?,
                height: u16::try_from(entry.height).ok()?,
            });
            Some(())
        }
        OPUS if film.sound.is_none() => {
            film.sound = Some(opus::read_head(&entry.head)?);
            Some(())
        }
        _ => None,
    }
}

/// Whether [`write`] wrote these bytes.
pub(in crate::desk::cleaning) fn is_written(bytes: &[u8]) -> bool {
    let film = read(bytes, &mut |_| ());
    film.is_ok_and(|film| film.picture.is_some() && film.is_ours() && write(&film) == bytes)
}

/// Writes a recording.
pub(super) fn write(film: &Film) -> Vec<u8> {
    let clusters = clusters(film);
    let mut before = info(film);
    element(id::TRACKS, &tracks(film), &mut before);
    // The table of clusters is as long whatever it says.
    let table = cues(&clusters, 0).len();
    let cues = cues(&clusters, (before.len() + table) as u64);
    let inside = before.len() + cues.len();
    let size = clusters
        .iter()
        .map(|cluster| cluster.bytes.len())
        .sum::<usize>()
        + inside;
    let mut written = head();
    write_start(id::SEGMENT, size as u64, &mut written);
    written.extend(before);
    written.extend(cues);
    for cluster in clusters {
        written.extend(cluster.bytes);
    }
    written
}

fn head() -> Vec<u8> {
    let mut inside = Vec::new();
    for (id, version) in [(0x4286, 1), (0x42F7, 1), (0x42F2, 4), (0x42F3, 8)] {
        write_number(id, version, &mut inside);
    }
    element(0x4282, b"webm", &mut inside);
    for (id, version) in [(0x4287, 4), (0x4285, 2)] {
        write_number(id, version, &mut inside);
    }
    let mut head = Vec::new();
    element(id::EBML, &inside, &mut head);
    head
}

fn info(film: &Film) -> Vec<u8> {
    let duration = film.last_time().saturating_add(LAST) as f64;
    let mut inside = Vec::new();
    write_number(id::TICK, TICK, &mut inside);
    element(id::DURATION, &duration.to_be_bytes(), &mut inside);
    element(id::MUXER, US, &mut inside);
    element(id::WRITER, US, &mut inside);
    let mut info = Vec::new();
    element(id::INFO, &inside, &mut info);
    info
}

fn tracks(film: &Film) -> Vec<u8> {
    let mut tracks = Vec::new();
    if let Some(picture) = film.picture {
        let mut inside = Vec::new();
        write_number(id::WIDTH, picture.width.into(), &mut inside);
        write_number(id::HEIGHT, picture.height.into(), &mut inside);
        let mut entry = entry(PICTURE_TRACK, 1, VP9);
        element(id::PICTURE, &inside, &mut entry);
        element(id::TRACK, &entry, &mut tracks);
    }
    if let Some(sound) = film.sound {
        let mut entry = entry(SOUND_TRACK, 2, OPUS);
        element(id::CODEC_HEAD, &opus::head(sound), &mut entry);
        write_number(id::CODEC_DELAY, DELAY, &mut entry);
        write_number(id::PREROLL, PREROLL, &mut entry);
        let mut inside = Vec::new();
        element(id::RATE, &OPUS_RATE.to_be_bytes(), &mut inside);
        write_number(id::CHANNELS, sound.channels.into(), &mut inside);
        element(id::SOUND, &inside, &mut entry);
        element(id::TRACK, &entry, &mut tracks);
    }
    tracks
}

fn entry(number: u64, kind: u64, codec: &[u8]) -> Vec<u8> {
    let mut entry = Vec::new();
    write_number(id::TRACK_NUMBER, number, &mut entry);
    write_number(id::TRACK_UID, number, &mut entry);
    write_number(id::TRACK_KIND, kind, &mut entry);
    write_number(id::LACING, 0, &mut entry);
    element(id::CODEC, codec, &mut entry);
    entry
}

/// Blocks in a row, as they are written.
struct Cluster {
    time: u64,
    bytes: Vec<u8>,
}

/// A cluster begins with each frame that needs none before it, and at least so often that times fit
/// into their blocks.
fn clusters(film: &Film) -> Vec<Cluster> {
    let mut clusters: Vec<(u64, Vec<u8>)> = Vec::new();
    for block in &film.blocks {
        let after = |(begun, _): &mut (u64, Vec<u8>)| block.time.checked_sub(*begun);
        let after = clusters.last_mut().and_then(after);
        let after = after.filter(|after| *after <= CLUSTER_MAX);
        let begins = block.track == Track::Picture && block.is_key;
        let Some(after) = after.filter(|_| !begins) else {
            clusters.push((block.time, Vec::new()));
            write_block(block, 0, &mut clusters);
            continue;
        };
        write_block(block, after, &mut clusters);
    }
    let written = clusters.into_iter().map(|(time, blocks)| {
        let mut inside = Vec::new();
        write_number(id::CLUSTER_TIME, time, &mut inside);
        inside.extend(blocks);
        let mut bytes = Vec::new();
        element(id::CLUSTER, &inside, &mut bytes);
        Cluster { time, bytes }
    });
    written.collect()
}

fn write_block(block: &Block, after: u64, clusters: &mut [(u64, Vec<u8>)]) {
    let track = match block.track {
        Track::Picture => PICTURE_TRACK,
        Track::Sound => SOUND_TRACK,
    };
    let [.., high, low] = after.to_be_bytes();
    let track = 0x80 | u8::try_from(track).unwrap_or_default();
    let flags = if block.is_key { KEY } else { 0 };
    let bytes = [&[track, high, low, flags], block.data.as_slice()].concat();
    if let Some((_, blocks)) = clusters.last_mut() {
        element(id::SIMPLE_BLOCK, &bytes, blocks);
    }
}

/// The table by which players find a cluster, where the first one is `first` bytes behind the
/// segment's beginning.
fn cues(clusters: &[Cluster], first: u64) -> Vec<u8> {
    let mut inside = Vec::new();
    let mut place = first;
    for cluster in clusters {
        let mut to = Vec::new();
        write_number(id::CUE_TRACK, PICTURE_TRACK, &mut to);
        write_fixed(id::CUE_CLUSTER, place, &mut to);
        let mut cue = Vec::new();
        write_fixed(id::CUE_TIME, cluster.time, &mut cue);
        element(id::CUE_PLACE, &to, &mut cue);
        element(id::CUE, &cue, &mut inside);
        place += cluster.bytes.len() as u64;
    }
    let mut cues = Vec::new();
    element(id::CUES, &inside, &mut cues);
    cues
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::cleaning::recording::opus::Sound;

    fn block(track: Track, time: u64, is_key: bool) -> Block {
        let data = match track {
            // A key frame of 640 × 360.
            Track::Picture if is_key => {
                vec![0x82, 0x49, 0x83, 0x42, 0x00, 0x27, 0xF0, 0x16, 0x70, 1]
            }
            Track::Picture => vec![0x86, 1, 2, 3],
            Track::Sound => vec![0xF8, 9, 9],
        };
        Block {
            track,
            time,
            is_key,
            data,
        }
    }

    fn film() -> Film {
        Film {
            picture: Some(Picture {
                width: 640,
                height: 360,
            }),
            sound: Some(Sound { channels: 1 }),
            blocks: vec![
                block(Track::Picture, 0, true),
                block(Track::Sound, 0, true),
                block(Track::Picture, 40, false),
                block(Track::Sound, 20, true),
                block(Track::Picture, 80, true),
                block(Track::Picture, 70_000, false),
                block(Track::Sound, 69_990, true),
            ],
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let written = write(&film());
        assert_eq!(read(written.as_slice(), &mut |_| ()).unwrap(), film());
        assert!(is_written(&written));
    }

    /// Where a byte may differ, another film is written, whose frames are others.
    #[test]
    fn nothing_else_is() {
        let written = write(&film());
        for at in 0..written.len() {
            let mut cut = written.clone();
            cut.truncate(at);
            assert!(!is_written(&cut), "cut at {at}");
            let mut more = written.clone();
            more.insert(at, 0);
            assert!(!is_written(&more), "a zero at {at}");
            for bit in 0..8 {
                let mut other = written.clone();
                other[at] ^= 1 << bit;
                let accepted = is_written(&other);
                let film_of = |bytes: &[u8]| read(bytes, &mut |_| ()).ok();
                assert!(
                    !accepted || film_of(&other) != film_of(&written),
                    "bit {bit} of byte {at} is free"
                );
            }
        }
        let void = [&written[..], &[0xEC, 0x81, 0]].concat();
        assert!(!is_written(&void));
    }

    #[test]
    fn what_has_two_pictures_or_what_is_unknown_is_refused() {
        let mut unknown = write(&film());
        element(0x1941_A469, b"attachments", &mut unknown);
        assert!(read(unknown.as_slice(), &mut |_| ()).is_err());
        let laced = [0x81, 0, 0, LACED, 1];
        let entry = || Entry {
            number: 1,
            codec: VP9.to_vec(),
            ..Entry::default()
        };
        assert!(super::block(&laced, true, 0, &[entry()]).is_none());
        let mut film = film();
        assert!(describe(&entry(), &mut film).is_none());
    }
}
