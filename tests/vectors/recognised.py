"""Writes recognised.json: files that a source sealed before sending them, and files that look like it (docs/protocol.md 7).

The OpenPGP messages were made by GnuPG for throw-away keys. Run it again with
`python3 tests/vectors/recognised.py` when a case is added; its output is committed.
"""

import base64
import json
import os
import textwrap

HERE = os.path.dirname(os.path.abspath(__file__))
WINDOW = 16_384


def unwrap(text):
    return base64.b64decode("".join(text.split()))


# gpg -e for two editors; -c; -e with GnuPG's own OCB; --rfc2440 --disable-mdc -e; -s alone.
PGP = unwrap("""
hF4DXjgVc8MO9+ASAQdA+2bokgDCggCe5VTKZMQ5Vm9M6JmYHxZVIqUYUdjrrSkwSiMl2Y9p1JTkUWUq7K+rP/XXUpn6jjebbCJn0ihCi7g67l
U5PDxAv1ChkawaeN8QhF4DpJXJGp7ZbTESAQdAyeVML0URp8XU3JQlwc2DcNuTBpBlCzrgB6iBKDslGFMwhHpig34oeuJdA1ytm/nJvqbF9j0o
Axo/4tz2tkaNSJ3cNOuMOwhpYQYOewziUSQs0lgBUCslbxQgRh/qFCF08mbXZis2CF9a1j0V/Yc+Ok2j7mwe4Ph12S2p+4wjo+6/8QyjZJWwQ5
3+cMK27Hx6k4GfGgI56LOsOdBYl69cVcN9JqE9XE3fKRBd
""")
PASSPHRASE = unwrap("""
jA0ECQMCOkZPmTNTYpn/0lgB70dsBchCA6EhSJnmvHsd5mBUDP3KdLT0qQhTO+SIFzqJJm+6aNqVqvwOs0HkHKtRFPEEbCqxunpDAO+CBh57va
H1RPdcRwXDPakVo9ZhIlpNfakdaxTY
""")
OCB = unwrap("""
hF4DtOcudQLV4i4SAQdAVe8as4M0EGE2HzeSp+aLZdBoob1/Bxv9yEeadLZxY2cwcQ/Ayempft80YHTDk9aEZmDy7rYx8PYgKQRz4c1LXHyj6m
JfTABhypqxjG8/u1ghhF4DGIaBXiZP4/sSAQdAk3FsFhcV/i87e5KQTz0lcnVBIGS+GUaMhZLOIQbgHTowsPFmbcdJaN41dSzSgcjW0QCM9ctc
8qzEaxPC5MUEcCCVK6mg/rSXyu6M6qxJmClE1GIBCQIQU+tsSBAUmZ1RkQptMvgiAITZ1HfCioZrlct8pC1G4AvsrqNNGhCaXNXv2iFHFv+Edy
zMnlA+kZTwElW01hbdZSnkzg6/09Pw36WkE9gMLNVRtqQv2zPomnaBGtI59g==
""")
NO_MDC = unwrap("""
hE4DXjgVc8MO9+ASAQdAUklBDcAofjaSBuMvmbGyxpc+c+nbYvPS7GE3sfcaznsgQKHbdCH49FDPqFePoE1+L5J764mppoU3OLcxJA4gU/KETg
OklckantltMRIBB0ASQCjm4y/9/1fX0pOnaQm5HXjBmrC1iG39W0eBtdQzYCCQpzPtkcRajNC6yPGJo5Mwo3IR936rxGFj/LOgy2quo8k5haXC
RKzAQ9Bh4kdhRlidvoI99sFfi7b06Klkgsn3QbTHr3sFlGYeO5sU8ViLylcXxYCyTqeXdb3/
""")
SIGNED = unwrap("""
owGbwMvMwCG2s+jIROZVlW8Z12gmsebqlVSUZHML2/mkKhQlFhTkF5UopBaXKKQlllboKBQkpqcqGBrpcXWUsjCIcTDIiimyZDzpX31YdNN17h
XZl2BGsTKBjGDg4hSAiazmZmSY/+bJwje2d+o3cZ5Ml5JQExfgqVEoUYnxW5C0fYOw934rhr8Sv71PmkX83/I49v3if5NO6idt2XvikPqWe3/r
tr/Yy/CLAQA=
""")

AGE = (
    b"age-encryption.org/v1\n-> X25519 " + b"a" * 43 + b"\n" + b"b" * 43 + b"\n--- " + b"c" * 43 + b"\n"
    + bytes(range(16)) + b"\r\n" + bytes(range(200, 240))
)


def lines_of(data):
    return textwrap.wrap(base64.b64encode(data).decode(), 64)


def armour(kind, data, headers=(), checksum=None):
    begin, end = f"-----BEGIN {kind}-----", f"-----END {kind}-----"
    head = [*headers, ""] if kind.startswith("PGP") else []
    tail = [checksum] if checksum else []
    return "\n".join([begin, *head, *lines_of(data), *tail, end, ""])


def age(data=AGE):
    return armour("AGE ENCRYPTED FILE", data)


def pgp(data=PGP, **more):
    return armour("PGP MESSAGE", data, **more)


def windows(text):
    return text.replace("\n", "\r\n")


def utf16(text, big=False):
    return (b"\xfe\xff" + text.encode("utf-16-be")) if big else (b"\xff\xfe" + text.encode("utf-16-le"))


def quoted(text, mark="> "):
    return "".join(f"{mark}{line}\n" for line in text.splitlines())


def packet(kind, body):
    return bytes([0xC0 | kind, len(body)]) + body


def mail(text, kind="application/octet-stream"):
    return windows(
        "From: a@example.org\nMIME-Version: 1.0\n"
        'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="b"\n\n'
        "--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\n"
        f"--b\nContent-Type: {kind}\n\n{text}\n--b--\n"
    )


PKESK = packet(1, b"\x03" + bytes(8) + b"\x12" + bytes(60))
RSA = packet(1, b"\x03" + bytes(8) + b"\x01" + bytes(100))
PKESK_6 = packet(1, b"\x06\x21\x04" + bytes(32) + b"\x19" + bytes(60))
SKESK = packet(3, b"\x04\x09\x03\x08" + bytes(8) + b"\x60")
SEIPD = packet(18, b"\x01" + bytes(60))
SEIPD_2 = packet(18, b"\x02\x09\x02\x06" + bytes(60))
PARTIAL = bytes([0xC0 | 18, 0xE9, 1]) + bytes(511) + bytes([3]) + bytes(3)
LITERAL = packet(11, b"b\x00" + bytes(4) + b"Bonjour")
COMPRESSED = bytes([0xA3, 1]) + bytes(40)
SIGNATURE = packet(2, b"\x04\x00\x16\x0a" + bytes(60))
ONE_PASS = packet(4, b"\x03\x00\x0a\x16" + bytes(9))
CERTIFICATE = packet(6, b"\x04" + bytes(4) + b"\x16" + bytes(40))
MARKER = packet(10, b"PGP")
CLEARTEXT = (
    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nLe rapport est faux.\n"
    "-----BEGIN PGP SIGNATURE-----\n\n" + "\n".join(lines_of(SIGNATURE)) + "\n-----END PGP SIGNATURE-----\n"
)
ESCAPED = CLEARTEXT.replace("Le rapport est faux.", "".join("- " + line + "\n" if line[:1] == "-" else line + "\n" for line in pgp().splitlines()))


def data(text):
    return text if isinstance(text, bytes) else text.encode()


CASES = {
    "age": {
        "binary": AGE,
        "armour": age(),
        "armour with line ends of Windows": windows(age()),
        "armour after white space": "\n  \n" + age(),
        "armour after a byte-order mark": "\ufeff" + age(),
        "armour in UTF-16": utf16(windows(age())),
        "armour in big-endian UTF-16": utf16(age(), big=True),
        "armour after words": "Bonjour,\n\nvoici :\n\n" + age(),
        "armour before words": age() + "\nMerci\n",
        "armour with a space after each line": age().replace("\n", "  \n"),
        "armour quoted twice": quoted(quoted(age())),
        "the beginning of a long binary file": (AGE + bytes(WINDOW))[:WINDOW],
        "the beginning of a long header": (b"age-encryption.org/v1\n-> mlkem768x25519 " + b"A" * WINDOW)[:WINDOW],
        "the beginning of a long armour": age(AGE + bytes(WINDOW))[:WINDOW],
    },
    "openpgp": {
        "binary": PGP,
        "armour": pgp(),
        "armour with headers and a checksum": pgp(headers=["Version: GnuPG v2", "Comment: x"], checksum="=twTO"),
        "armour with line ends of Windows": windows(pgp()),
        "armour after a byte-order mark": "\ufeff" + pgp(),
        "armour in UTF-16": utf16(windows(pgp())),
        "armour after words": "Bonjour,\n\nvoici le fichier :\n\n" + pgp(),
        "armour before words": pgp() + "\n--\nEnvoi de mon téléphone\n",
        "armour quoted": quoted(pgp()),
        "armour quoted without spaces": quoted(pgp(), ">"),
        "PGP/MIME": mail(pgp()),
        "a marker first": MARKER + PGP,
        "a marker first, in an armour": pgp(MARKER + PGP),
        "under a passphrase": PASSPHRASE,
        "GnuPG's own OCB": OCB,
        "without protection": NO_MDC,
        "for keys and a passphrase": PKESK + SKESK + SEIPD,
        "version 6": PKESK_6 + SEIPD_2,
        "padding before the data": PKESK_6 + packet(21, bytes(20)) + SEIPD_2,
        "data in parts": PKESK + PARTIAL,
        "more recipients than are looked at": (RSA * 200)[:WINDOW],
    },
    "spoiled": {
        "an age file with line ends of Windows": AGE.replace(b"\n", b"\r\n"),
        "an age file that a shell wrote in UTF-16": utf16(windows(AGE.decode("latin-1"))),
        "an age file that a shell wrote after a mark": "\ufeff" + AGE.decode("latin-1"),
        "an age file cut in its header": AGE[:60],
        "an age armour that was cut": age()[:-40],
        "an age armour that was cut in its first line of base64": age()[:90],
        "an armour around half an age header": age(AGE[:60]),
        "an OpenPGP message cut in its keys": PGP[:150],
        "an OpenPGP message cut in its data": PGP[:-5],
        "an OpenPGP armour that was cut": pgp()[:-60],
        "an armour around half a message": pgp(PGP[:150]),
        "keys and no data": PKESK + PKESK,
    },
    "none": {
        "nothing": b"",
        "a letter": "Bonjour, ceci est un message.\n",
        "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        "a ZIP": b"PK\x03\x04" + bytes(40),
        "a JPEG": b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(40),
        "zeros": bytes(WINDOW),
        "a long line": b"a" * WINDOW,
        "signed, not encrypted": SIGNED,
        "signed, not encrypted, in an armour": pgp(SIGNED),
        "signed, not encrypted, after words": "Voici :\n\n" + pgp(SIGNED),
        "signed, not encrypted, in UTF-16": utf16(windows(pgp(SIGNED))),
        "signed, not encrypted, quoted": quoted(pgp(SIGNED)),
        "signed, not encrypted, in a mail": mail(pgp(SIGNED)),
        "signed in the clear": CLEARTEXT,
        "an encrypted message that was signed in the clear": ESCAPED,
        "a one-pass signature": ONE_PASS + LITERAL + SIGNATURE,
        "a literal": LITERAL,
        "a literal in an armour": pgp(LITERAL),
        "compressed": COMPRESSED,
        "a certificate": CERTIFICATE,
        "a certificate in its armour": armour("PGP PUBLIC KEY BLOCK", CERTIFICATE),
        "a detached signature": armour("PGP SIGNATURE", SIGNATURE),
        "a marker and a literal": MARKER + LITERAL,
        "a marker alone": MARKER,
        "a marker that is none": packet(10, b"PG?") + PKESK + SEIPD,
        "data without a key": SEIPD,
        "data without a key, in an armour": pgp(SEIPD),
        "a key, then a literal": PKESK + LITERAL,
        "a key of an unknown version": packet(1, b"\x09" + bytes(8) + b"\x12" + bytes(60)) + SEIPD,
        "a key of an unknown algorithm": packet(1, b"\x03" + bytes(8) + b"\x63" + bytes(60)) + SEIPD,
        "a key in parts": bytes([0xC1, 0xE9, 3]) + bytes(8) + b"\x12" + bytes(600) + SEIPD,
        "a passphrase with an unknown cipher": packet(3, b"\x04\x63\x03\x08" + bytes(9)) + SEIPD,
        "data of an unknown version": PKESK + packet(18, b"\x07" + bytes(60)),
        "the first byte of a key": b"\x85",
        "a signed armour before an encrypted one": pgp(SIGNED) + pgp(),
        "an armour's first line alone": "-----BEGIN PGP MESSAGE-----\n",
        "an age armour's first line alone": "-----BEGIN AGE ENCRYPTED FILE-----\n",
        "words about an armour": "Look for the line -----BEGIN PGP MESSAGE-----, then " + pgp().replace("-----", "----"),
        "an armour that is not base64": "-----BEGIN PGP MESSAGE-----\n\nce n'est pas chiffré\n-----END PGP MESSAGE-----\n",
        "an age armour around something else": armour("AGE ENCRYPTED FILE", b"Bonjour, ceci est un message.\n"),
        "an age armour around an OpenPGP message": armour("AGE ENCRYPTED FILE", PGP),
        "an OpenPGP armour around an age file": pgp(AGE),
        "the first line of an age file": b"age-encryption.org/v1\n",
        "the first line of an age file, and words": b"age-encryption.org/v1\nis the first line of an age file\n",
        "another version of age": AGE.replace(b"/v1", b"/v2"),
        "words before a binary age file": b"Bonjour\n" + AGE,
        "words before a binary OpenPGP message": b"Bonjour\n" + PGP,
        "an armour after all that is looked at": "mot " * (WINDOW // 4) + "\n" + pgp(),
        "a mark alone": b"\xff\xfe",
        "half a character of UTF-16": b"\xff\xfe-",
    },
}

cases = [
    {"note": note, "expect": expect, "file": base64.b64encode(data(file)[:WINDOW]).decode()}
    for expect, files in CASES.items()
    for note, file in files.items()
]
with open(os.path.join(HERE, "recognised.json"), "w") as out:
    json.dump({"cases": cases}, out, indent=1)
    out.write("\n")
