"""Recordings that ffmpeg writes."""
import os
import subprocess
import tempfile

from common import exiftool
from images import drawn, saved

SECONDS = 2
TAGS = [word for name in ["title", "artist", "comment", "album", "encoder"] for word in ("-metadata", f"{name}=MARK{name}")]
CHAPTERS = ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=MARKchapter\n"
SUBTITLES = "1\n00:00:00,000 --> 00:00:01,000\nMARKsubtitle\n"


def made(extension, *options, film=False, inputs=()):
    with tempfile.TemporaryDirectory() as folder:
        for name, contents in [("a.png", saved("PNG")), ("cover.png", saved("PNG", drawn(words="MARK MARKcover"))),
                               ("chapters", CHAPTERS.encode()), ("a.srt", SUBTITLES.encode()), ("MARK.bin", b"MARKattached")]:
            with open(os.path.join(folder, name), "wb") as file:
                file.write(contents)
        picture = ["-loop", "1", "-framerate", "10", "-t", str(SECONDS), "-i", "a.png"] if film else []
        command = ["ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", f"sine=frequency=440:duration={SECONDS}", *picture]
        for one in inputs:
            command += ["-i", one]
        command += ["-map", "0:a", *(["-map", "1:v", "-pix_fmt", "yuv420p"] if film else []), *TAGS, *options, f"out.{extension}"]
        subprocess.run(command, cwd=folder, check=True)
        with open(os.path.join(folder, f"out.{extension}"), "rb") as file:
            return file.read()


def files():
    def sound(kind):
        return {"kind": kind, "shape": "sound", "seconds": SECONDS}

    def film(kind):
        return {"kind": kind, "shape": "film", "seconds": SECONDS, "words": "Deliberation du conseil", "share": 100}

    ape = b"APETAGEX\xd0\7\0\0\x2c\0\0\0\1\0\0\0\0\0\0\x80" + bytes(8) + b"MARKape"
    flac, wav, m4a = made("flac"), made("wav"), made("m4a")
    yield "tags.mp3", made("mp3", "-id3v2_version", "3", "-write_id3v1", "1"), sound("mp3")
    yield "four.mp3", made("mp3", "-id3v2_version", "4"), sound("mp3")
    yield "ape.mp3", made("mp3") + ape, sound("mp3")
    yield "cover.mp3", made("mp3", "-map", "1:v", "-disposition:v", "attached_pic", inputs=["cover.png"]), sound("mp3")
    yield "tags.flac", flac, sound("flac")
    yield "behind.flac", flac + b"MARKbehind", sound("flac")
    yield "block.flac", flac[:42] + b"\2\0\0\x0eMARKapplicatio" + flac[42:], sound("flac")
    yield "cover.flac", made("flac", "-map", "1:v", "-disposition:v", "attached_pic", inputs=["cover.png"]), sound("flac")
    yield "vorbis.ogg", made("ogg", "-c:a", "libvorbis"), sound("ogg")
    yield "opus.ogg", made("ogg", "-c:a", "libopus"), sound("ogg")
    yield "flac.ogg", made("ogg", "-c:a", "flac"), sound("ogg")
    yield "tags.wav", wav, sound("wav")
    yield "broadcast.wav", made("wav", "-write_bext", "1", "-metadata", "originator=MARKoriginator"), sound("wav")
    yield "behind.wav", wav + b"LIST\x0c\0\0\0MARKbehind12", sound("wav")
    yield "tags.m4a", m4a, sound("m4a")
    yield "xmp.m4a", exiftool(m4a, "m4a", "XMP-dc:Creator=MARKcreator", "ItemList:Author=MARKauthor"), sound("m4a")
    mp4 = made("mp4", "-movflags", "use_metadata_tags", "-metadata", "MARKkey=MARKvalue", film=True)
    yield "tags.mp4", mp4, film("mp4")
    yield "place.mp4", exiftool(mp4, "mp4", "Keys:GPSCoordinates=43.7, 7.2", "XMP-dc:Creator=MARKcreator", "UserData:Author=MARKauthor"), film("mp4")
    yield "subtitles.mp4", made("mp4", "-map", "2:s", "-c:s", "mov_text", film=True, inputs=["a.srt"]), film("mp4")
    yield "chapters.mp4", made("mp4", "-map_chapters", "2", film=True, inputs=["chapters"]), film("mp4")
    yield "free.mp4", mp4 + b"\0\0\0\x14freeMARKfreespace", film("mp4")
    yield "tags.mov", made("mov", "-metadata", "com.apple.quicktime.location.ISO6709=MARKplace", "-movflags", "use_metadata_tags", film=True), film("mov")
    yield "time.mov", made("mov", "-timecode", "01:02:03:04", "-metadata:s:v", "reel_name=MARKreel", film=True), film("mov")
    yield "tags.avi", made("avi", film=True), film("avi")
    yield "moving.avi", made("avi", "-c:v", "mjpeg", film=True) + b"MARKbehind", film("avi")
    yield "tags.mkv", made("mkv", "-metadata:s:a", "title=MARKtrack", film=True), film("mkv")
    yield "attached.mkv", made("mkv", "-attach", "MARK.bin", "-metadata:s:t", "mimetype=application/octet-stream", film=True), film("mkv")
    yield "subtitles.mkv", made("mkv", "-map", "2:s", film=True, inputs=["a.srt"]), film("mkv")
    yield "chapters.mkv", made("mkv", "-map_chapters", "2", film=True, inputs=["chapters"]), film("mkv")
    yield "tags.webm", made("webm", "-deadline", "realtime", film=True), film("webm")
    yield "old.webm", made("webm", "-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libvorbis", film=True), film("webm")
