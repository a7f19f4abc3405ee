"""Texts with marks that are not seen."""
TEXT = "Délibération du 3 mai\n\n\tArticle 1er : « caméras », 12 €\nFin\n"


def unseen(first):
    """A mark in letters that nobody sees, from this character on."""
    return "".join(chr(first + ord(letter)) for letter in "MARKunseen")


def files():
    expected = {"kind": "txt", "shape": "text", "words": TEXT}
    bits = "".join("\u200b" if byte & 1 << bit else "\u200c" for byte in b"MARK" for bit in range(8))
    yield "tags.txt", TEXT.replace("mai", "mai" + unseen(0xE0000)).encode(), expected
    yield "bits.txt", TEXT.replace("Fin", f"F{bits}in").encode(), expected
    yield "private.txt", TEXT.replace("Fin", "Fin" + unseen(0xE000)).encode(), expected
    yield "selectors.txt", TEXT.replace("du", "d\ufe01\U000e0110u").encode(), expected
    yield "marked.txt", ("\ufeff" + TEXT).encode(), expected
    yield "little.txt", ("\ufeff" + TEXT.replace("du", "d\u2060u")).encode("utf-16le"), expected
    yield "big.txt", ("\ufeff" + TEXT.replace("du", "d\u2060u")).encode("utf-16be"), expected
    yield "windows.txt", TEXT.replace("\n", " \t\r\n").encode("cp1252"), expected
    yield "order.txt", TEXT.replace("du", "\u202ad\u202cu").encode(), expected
