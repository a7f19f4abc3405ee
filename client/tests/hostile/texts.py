"""Texts that mean harm."""


def files(url, secret):
    yield "laughs.txt", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"
    yield "marks.txt", ("e" + "\u0301" * 1_000_000).encode()
    yield "wide.txt", b"\xff\xfea"
    yield "terminal.txt", b"\x1b]0;title\x07\x1b[2JAvis\x9b31m"
    yield "zeros.txt", bytes(100)
    yield "spaces.txt", b" " * 4_000_000
    yield "lines.txt", b"\n" * 4_000_000 + b"a"
    yield "large.txt", b"a" * 16_777_217
    yield "empty.txt", b""
    yield "many.zip", b"PK\x03\x04" + bytes(26) + b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0"
