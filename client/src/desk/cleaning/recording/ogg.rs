//! Ogg, for what is only heard. (RFC 3533, 7845)

use std::io::{self, Cursor};

use ogg::{PacketReader, PacketWriteEndInfo, PacketWriter};

use super::{
    film::{Block, Film, Track},
    opus,
};

/// The number of the only stream.
const STREAM: u32 = 1;
/// The comments of a stream of ours: the program's name, and none.
const COMMENTS: &[u8] = b"OpusTags\x08\0\0\0sourdine\0\0\0\0";
/// How many packets a page has: about a second.
const PAGE_PACKETS: usize = 50;
/// Samples in a millisecond.
const SAMPLES_PER_MILLISECOND: u64 = 48;

/// Writes the sound of a recording.
pub(super) fn write(film: &Film) -> io::Result<Vec<u8>> {
    let sound = film.sound.ok_or(io::ErrorKind::InvalidInput)?;
    let mut writer = PacketWriter::new(Vec::new());
    for head in [opus::head(sound), COMMENTS.to_vec()] {
        writer.write_packet(head, STREAM, PacketWriteEndInfo::EndPage, 0)?;
    }
    let sounds = film
        .blocks
        .iter()
        .filter(|block| block.track == Track::Sound);
    let mut packets = sounds.enumerate().peekable();
    let mut heard = 0;
    while let Some((index, Block { data, .. })) = packets.next() {
        heard += u64::from(opus::samples(data).unwrap_or_default());
        let ends = match packets.peek() {
            None => PacketWriteEndInfo::EndStream,
            Some(_) if (index + 1) % PAGE_PACKETS == 0 => PacketWriteEndInfo::EndPage,
            Some(_) => PacketWriteEndInfo::NormalPacket,
        };
        writer.write_packet(data.as_slice(), STREAM, ends, heard)?;
    }
    Ok(writer.into_inner())
}

/// Whether [`write`] wrote these bytes.
pub(in crate::desk::cleaning) fn is_written(bytes: &[u8]) -> bool {
    let film = read(bytes);
    film.is_some_and(|film| film.is_ours() && write(&film).is_ok_and(|again| again == bytes))
}

fn read(bytes: &[u8]) -> Option<Film> {
    let mut reader = PacketReader::new(Cursor::new(bytes));
    let mut next = || reader.read_packet().ok();
    let sound = opus::read_head(&next()??.data)?;
    next()?.filter(|comments| comments.data == COMMENTS)?;
    let (mut blocks, mut heard) = (Vec::new(), 0);
    while let Some(packet) = next()? {
        blocks.push(Block {
            track: Track::Sound,
            time: heard / SAMPLES_PER_MILLISECOND,
            is_key: true,
            data: packet.data.clone(),
        });
        heard += u64::from(opus::samples(&packet.data)?);
    }
    Some(Film {
        picture: None,
        sound: Some(sound),
        blocks,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::cleaning::recording::opus::Sound;

    fn film() -> Film {
        let block = |number: u8| Block {
            track: Track::Sound,
            time: u64::from(number) * 20,
            is_key: true,
            data: vec![0xF8, number, 1, 2],
        };
        Film {
            picture: None,
            sound: Some(Sound { channels: 2 }),
            blocks: (0..120).map(block).collect(),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let written = write(&film()).unwrap();
        assert_eq!(read(&written).unwrap(), film());
        assert!(is_written(&written));
    }

    #[test]
    fn nothing_else_is() {
        let written = write(&film()).unwrap();
        for at in 0..written.len() {
            assert!(!is_written(&written[..at]), "cut at {at}");
            let mut other = written.clone();
            // Each page has a checksum.
            other[at] ^= 1;
            assert!(!is_written(&other), "byte {at}");
            other[at] ^= 1;
            other.insert(at, 0);
            assert!(!is_written(&other), "a zero at {at}");
        }
        assert!(!is_written(&[&written[..], b"APE"].concat()));
        assert!(!is_written(&[&written[..], &written[..]].concat()));
    }
}
