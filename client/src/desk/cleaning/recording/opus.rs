//! Opus: the header of a stream, and how long a packet sounds. (RFC 6716, 7845)

/// Samples a second by which Opus counts.
const RATE: u32 = 48_000;
/// What a header begins with, and its version.
const MAGIC: &[u8] = b"OpusHead\x01";
/// Length of a header of one stream, in bytes.
const HEAD_BYTES: usize = 19;
/// Samples at the beginning that are not heard: as many as the encoder looks ahead.
pub(super) const SKIPPED: u16 = 312;
/// The longest packet, in samples: 120 milliseconds.
const PACKET_MAX_SAMPLES: u32 = 5_760;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Sound {
    /// One or two.
    pub(super) channels: u8,
}

/// The header of a stream.
pub(super) fn head(sound: Sound) -> Vec<u8> {
    let mut head = MAGIC.to_vec();
    head.push(sound.channels);
    head.extend(SKIPPED.to_le_bytes());
    head.extend(RATE.to_le_bytes());
    // No gain, and no channels beyond left and right.
    head.extend([0, 0, 0]);
    head
}

/// Reads a header. The rate at which the original was recorded is not taken.
pub(super) fn read_head(head: &[u8]) -> Option<Sound> {
    let rest = head.strip_prefix(MAGIC)?;
    let [channels @ 1..=2, low, high, _, _, _, _, 0, 0, 0] = rest else {
        return None;
    };
    if u16::from_le_bytes([*low, *high]) != SKIPPED {
        return None;
    }
    debug_assert_eq!(head.len(), HEAD_BYTES, "the pattern is as long");
    Some(Sound {
        channels: *channels,
    })
}

/// How long a packet sounds, in samples. None for what is no packet, and for one that is filled up
/// with bytes that nobody hears. (RFC 6716, 3.1, 3.2)
pub(super) fn samples(packet: &[u8]) -> Option<u32> {
    const PADDED: u8 = 0x40;
    let (first, rest) = packet.split_first()?;
    let frames = match first & 0b11 {
        0 => 1,
        1 | 2 => 2,
        _ => {
            let count = *rest.first()?;
            if count & PADDED != 0 {
                return None;
            }
            u32::from(count & 0b11_1111)
        }
    };
    let samples = frame_samples(first >> 3) * frames;
    (1..=PACKET_MAX_SAMPLES)
        .contains(&samples)
        .then_some(samples)
}

/// How long a frame of a configuration sounds, in samples. (RFC 6716, table 2)
const fn frame_samples(configuration: u8) -> u32 {
    match (configuration, configuration % 4) {
        (0..=11, 0) => 480,
        (0..=11, 1) => 960,
        (0..=11, 2) => 1_920,
        (0..=11, _) => 2_880,
        (12..=15, _) if configuration.is_multiple_of(2) => 480,
        (12..=15, _) => 960,
        (_, 0) => 120,
        (_, 1) => 240,
        (_, 2) => 480,
        (_, _) => 960,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_as_it_is_written() {
        let sound = Sound { channels: 2 };
        let head = head(sound);
        assert_eq!((head.len(), read_head(&head)), (HEAD_BYTES, Some(sound)));
        for at in [0, 8, 9, 10, 11, 16, 17, 18] {
            let mut other = head.clone();
            other[at] ^= 0x80;
            assert_eq!(read_head(&other), None, "byte {at}");
        }
        assert_eq!(read_head(&head[..18]), None);
        assert_eq!(read_head(&[&head[..], b"x"].concat()), None);
    }

    #[test]
    fn packets_sound_as_long_as_they_say() {
        const CELT_20_MS: u8 = 31 << 3;
        assert_eq!(samples(&[CELT_20_MS, 1]), Some(960));
        assert_eq!(samples(&[CELT_20_MS | 1, 1, 1]), Some(1_920));
        assert_eq!(samples(&[CELT_20_MS | 3, 3, 1]), Some(2_880));
        assert_eq!(samples(&[3 << 3, 1]), Some(2_880));
        assert_eq!(samples(&[13 << 3, 1]), Some(960));
        let refused: [&[u8]; 5] = [
            &[],
            &[CELT_20_MS | 3],
            &[CELT_20_MS | 3, 0],
            &[CELT_20_MS | 3, 7],
            &[CELT_20_MS | 3, 0x41, 0, 1],
        ];
        for packet in refused {
            assert_eq!(samples(packet), None, "{packet:?}");
        }
    }
}
