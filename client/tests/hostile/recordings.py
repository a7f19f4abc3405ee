"""Recordings that mean harm."""
import os
import struct
import subprocess
import tempfile


def recorded(extension, *arguments):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, f"a.{extension}")
        picture = ["-f", "lavfi", "-i", "testsrc=size=64x48:duration=0.4:rate=10"] if "-an" in arguments or "-b" in arguments else []
        arguments = [one for one in arguments if one != "-b"]
        subprocess.run(["ffmpeg", "-nostdin", "-v", "error", *picture, "-f", "lavfi", "-i", "sine=duration=0.4", *arguments, path], check=True)
        with open(path, "rb") as file:
            return file.read()


def box(name, inside):
    return struct.pack(">I", len(inside) + 8) + name + inside


def element(name, inside):
    return name + struct.pack(">Q", len(inside) | 1 << 56) + inside


def lying(mp4, table, place, value):
    """The same with another number in a table of its samples."""
    at = mp4.index(table) + place
    return mp4[:at] + struct.pack(">I", value) + mp4[at + 4:]


def files(url, secret):
    film = recorded("mp4", "-b", "-pix_fmt", "yuv420p")
    yield "sizes.mp4", lying(film, b"stsz", 12, 0xFFFFFFFF)
    yield "chunks.mp4", lying(film, b"stco", 8, 0xFFFFFFFF)
    yield "times.mp4", lying(film, b"stts", 12, 0xFFFFFFFF)
    yield "places.mp4", lying(film, b"stco", 12, 0xFFFFFF00)
    nested = b"free"
    for _ in range(20_000):
        nested = box(b"moov", nested)
    yield "nested.mp4", box(b"ftyp", b"isom\0\0\2\0isom") + nested
    url_box = box(b"url ", struct.pack(">I", 0) + f"file://{secret}\0".encode())
    at = film.index(b"url ") - 4
    yield "outside.mp4", film[:at] + url_box + film[at + 12:]
    yield "reference.mov", box(b"ftyp", b"qt  \0\0\2\0qt  ") + box(b"moov", box(b"rmra", box(b"rmda", box(
        b"rdrf", struct.pack(">I", 0) + b"url " + struct.pack(">I", len(url) + 5) + f"{url}/mov\0".encode()))))
    head = element(b"\x1a\x45\xdf\xa3", element(b"\x42\x82", b"matroska"))
    inside = b""
    for _ in range(20_000):
        inside = element(b"\x18\x53\x80\x67", inside)
    yield "nested.mkv", head + inside
    yield "endless.mkv", head + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" + (b"\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff" + b"\xe7\x81\0") * 50_000
    webm = recorded("webm", "-b", "-c:v", "libvpx-vp9", "-deadline", "realtime")
    yield "size.webm", webm.replace(b"\xb0\x81\x40", b"\xb0\x81\xff").replace(b"\xb0\x82\0\x40", b"\xb0\x82\xff\xff")
    samples = struct.pack("<HHIIHH", 1, 1, 8_000, 16_000, 2, 16)
    wav = b"RIFF\xff\xff\xff\xffWAVEfmt " + struct.pack("<I", 16) + samples + b"data\xff\xff\xff\xff"
    yield "length.wav", wav + bytes(16_000)
    yield "rate.wav", wav[:20] + struct.pack("<HHIIHH", 1, 65_535, 0xFFFFFFFF, 0, 65_535, 16) + wav[36:] + bytes(16_000)
    ogg = recorded("ogg", "-c:a", "libopus")
    yield "chained.ogg", ogg * 500
    yield "size.avi", recorded("avi", "-b", "-c:v", "mjpeg").replace(struct.pack("<II", 64, 48), struct.pack("<II", 100_000, 100_000))
    avi = recorded("avi", "-b", "-c:v", "mjpeg")
    yield "index.avi", avi.replace(b"00dc", b"LIST")
    playlist = f"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1.0,\nfile://{secret}.wav\n#EXTINF:1.0,\n{url}/hls.ts\n#EXT-X-ENDLIST\n".encode()
    concat = f"ffconcat version 1.0\nfile 'file://{secret}.wav'\n".encode()
    tag = b"ID3\x04\0\0\0\0\0\0"
    yield "playlist.mp3", tag + playlist
    yield "concat.mp3", tag + concat
    yield "playlist.mp4", box(b"ftyp", b"isom\0\0\2\0isom") + playlist
    yield "playlist.txt", playlist
    yield "concat.txt", concat
    yield "tag.mp3", b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + bytes(1_000)
    flac = recorded("flac")
    yield "picture.flac", flac[:4] + b"\x06\xff\xff\xff" + flac[4:]
    yield "zeros.mp3", b"\xff\xfb\x90\x64" + bytes(1 << 20)
    for extension, arguments in [("mp3", []), ("flac", []), ("wav", []), ("m4a", []), ("avi", ["-b"]), ("mkv", ["-b"]), ("mov", ["-b"])]:
        whole = recorded(extension, *arguments)
        yield f"cut.{extension}", whole[:len(whole) // 2]
    yield "cut.mp4", film[:len(film) // 2]
    yield "cut.webm", webm[:len(webm) // 2]
    yield "cut.ogg", ogg[:len(ogg) // 2]
