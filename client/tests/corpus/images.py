"""Pictures of words."""
import io
import os
import struct
import subprocess
import tempfile
import zlib

from PIL import Image, ImageCms, ImageDraw, ImageFont, PngImagePlugin

from common import WORDS, by, exiftool, pages, picture

SIZE = (900, 200)


def drawn(size=SIZE, words=WORDS):
    image = Image.new("RGB", size, "white")
    font = ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 36)
    draw = ImageDraw.Draw(image)
    first, second = words[:len(words) // 2].rsplit(" ", 1)[0], ""
    second = words[len(first) + 1:]
    draw.text((20, 30), first, "black", font)
    draw.text((20, 110), second, "black", font)
    return image


def saved(kind, image=None, **options):
    out = io.BytesIO()
    (image or drawn()).save(out, kind, **options)
    return out.getvalue()


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def files():
    width, height = SIZE
    jpeg, png, gif = saved("JPEG", quality=92), saved("PNG"), saved("GIF", drawn().convert("P"))
    tiff, webp, bmp = saved("TIFF"), saved("WEBP", quality=95), saved("BMP")
    names = ["Artist=MARKartist", "Copyright=MARKcopyright", "Software=MARKsoftware", "UserComment=MARKusercomment",
             "GPSLatitude=43.6961", "GPSLatitudeRef=N", "OwnerName=MARKowner", "SerialNumber=MARKserial"]
    xmp = ["XMP-dc:Creator=MARKcreator", "XMP-xmpMM:DocumentID=MARKdocument", "XMP-photoshop:City=MARKcity", "XMP-dc:Subject=MARKsubject"]

    def of(kind):
        return picture(kind, width, height)

    yield "exif.jpg", exiftool(jpeg, "jpg", *names, *xmp, "IPTC:By-line=MARKbyline", "Comment=MARKcomment"), of("jpg")
    yield "text.png", exiftool(png, "png", "PNG:Author=MARKauthor", *names, *xmp) + b"MARKbehind", of("png")
    yield "comment.gif", exiftool(gif, "gif", "Comment=MARKcomment", *xmp) + b"MARKbehind", of("gif")
    yield "tags.tiff", exiftool(tiff, "tiff", *names, *xmp, "IPTC:By-line=MARKbyline", "PageName=MARKpage"), of("tiff")
    yield "exif.webp", exiftool(webp, "webp", *names, *xmp), of("webp")
    yield "behind.bmp", bmp + b"MARKbehind", of("bmp")
    raw = drawn().tobytes()
    yield "comment.ppm", b"P6\n# MARKcomment\n%d %d\n# MARKmore\n255\n" % SIZE + raw, of("pnm")
    heic = heif(png)
    yield "exif.heic", exiftool(heic, "heic", *names, *xmp), of("heic")

    yield "xmp.jpg", exiftool(jpeg, "jpg", *xmp), of("jpg")
    yield "iptc.jpg", exiftool(jpeg, "jpg", "IPTC:By-line=MARKbyline", "IPTC:Caption-Abstract=MARKcaption", "Photoshop:CaptionDigest=00"), of("jpg")
    yield "comment.jpg", exiftool(jpeg, "jpg", "Comment=MARKcomment"), of("jpg")
    yield "maker.jpg", exiftool(jpeg, "jpg", "Make=Canon", "Model=MARKmodel", "LensModel=MARKlens", "ImageUniqueID=MARKunique"), of("jpg")
    yield "behind.jpg", jpeg + b"MARKbehind" + jpeg, of("jpg")
    small = saved("JPEG", drawn((160, 36), "MARK MARKthumb"))
    yield "thumbnail.jpg", by(exiftool(jpeg, "jpg", *names), "jpg", "sh", "-c", "exiftool -q -m -overwrite_original '-ThumbnailImage<=/dev/stdin' a.jpg <<X\nMARKthumbnail\nX\ntrue"), of("jpg")
    yield "segment.jpg", jpeg[:2] + b"\xff\xeb\0\x12MARKsegment12345" + jpeg[2:], of("jpg")
    yield "preview.jpg", jpeg + small, of("jpg")
    yield "progressive.jpg", exiftool(saved("JPEG", progressive=True, quality=92), "jpg", *names), of("jpg")
    yield "grey.jpg", exiftool(saved("JPEG", drawn().convert("L"), quality=92), "jpg", *names), of("jpg")
    cmyk = saved("JPEG", drawn().convert("CMYK"), quality=92)
    yield "cmyk.jpg", exiftool(cmyk, "jpg", *names), of("jpg")
    for orientation, turn in [(3, Image.Transpose.ROTATE_180), (6, Image.Transpose.ROTATE_90), (8, Image.Transpose.ROTATE_270)]:
        turned = saved("JPEG", drawn().transpose(turn), quality=92)
        yield f"turned{orientation}.jpg", exiftool(turned, "jpg", f"Orientation#={orientation}", *names), of("jpg")

    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "MARKauthor", zip=True)
    info.add_itxt("Comment", "MARKcomment", "fr", "MARKkey", zip=True)
    yield "packed.png", saved("PNG", pnginfo=info), of("png")
    yield "profile.png", saved("PNG", icc_profile=profile()), of("png")
    yield "palette.png", exiftool(saved("PNG", drawn().convert("P")), "png", *names), of("png")
    yield "alpha.png", exiftool(saved("PNG", drawn().convert("RGBA")), "png", *names), of("png")
    yield "grey.png", exiftool(saved("PNG", drawn().convert("L")), "png", *names), of("png")
    yield "bits.png", exiftool(saved("PNG", drawn().convert("1")), "png", *names), of("png")
    yield "chunk.png", png[:33] + chunk(b"maRk", b"MARKchunk") + png[33:], of("png")

    yield "application.gif", gif[:-1] + b"!\xff\x0bMARKAPP\0\0\0\0\x09MARKinside"[:14] + b"\x0aMARKinside\0;", of("gif")
    yield "lzw.tiff", exiftool(saved("TIFF", compression="tiff_lzw"), "tiff", *names), of("tiff")
    yield "fax.tiff", exiftool(saved("TIFF", drawn().convert("1"), compression="group4"), "tiff", *names), of("tiff")
    others = [drawn(words="Feuillet deuxieme page du dossier"), drawn(words="Annexe troisieme page du dossier")]
    several = saved("TIFF", save_all=True, append_images=others, dpi=(150, 150))
    words = f"{WORDS} Feuillet deuxieme page du dossier Annexe troisieme page du dossier"
    yield "pages.tiff", exiftool(several, "tiff", *names), pages("tiff", words, 3)
    yield "behind.tiff", tiff + b"MARKbehind", of("tiff")
    yield "lossless.webp", exiftool(saved("WEBP", lossless=True), "webp", *names), of("webp")
    yield "xmp.webp", exiftool(webp, "webp", *xmp), of("webp")
    yield "xmp.heic", exiftool(heic, "heic", *xmp), of("heic")
    yield "palette.bmp", saved("BMP", drawn().convert("P")) + b"MARKbehind", of("bmp")
    yield "grey.pgm", b"P5\n# MARKcomment\n%d %d\n255\n" % SIZE + drawn().convert("L").tobytes() + b"MARKbehind", of("pnm")
    bits = bytes(255 - byte for byte in drawn((896, 200)).convert("1").tobytes())
    yield "bits.pbm", b"P4\n# MARKcomment\n896 200\n" + bits, picture("pnm", 896, 200)
    plain = " ".join(str(byte) for byte in drawn().convert("L").tobytes())
    yield "plain.pgm", b"P2\n# MARKcomment\n%d %d\n255\n" % SIZE + plain.encode(), of("pnm")


def heif(png):
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "a.png"), "wb") as file:
            file.write(png)
        subprocess.run(["heif-enc", "-q", "90", "-o", "a.heic", "a.png"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        with open(os.path.join(folder, "a.heic"), "rb") as file:
            return file.read()


def profile():
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    at = made.find(b"sRGB built-in")
    return bytes(made[:at] + b"MARKprofile00" + made[at + 13:]) if at >= 0 else bytes(made)
