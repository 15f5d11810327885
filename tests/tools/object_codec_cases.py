"""Cases for the codecs and their error handlers."""

import codecs
import warnings

from object_cases import hx, text

warnings.simplefilter("ignore")
UTFS = ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
NAMES = UTFS + ["latin-1", "ascii", "utf-7", "unicode_escape", "raw_unicode_escape", "cp1252"]
HANDLERS = ["strict", "ignore", "replace", "backslashreplace", "surrogateescape", "surrogatepass"]
TABLE = bytes(range(256)).decode("cp1252", "replace").replace("\ufffd", "\ufffe")
DECODE = {"utf-8": codecs.utf_8_decode, "utf-16-le": codecs.utf_16_le_decode, "utf-16-be": codecs.utf_16_be_decode,
          "utf-32-le": codecs.utf_32_le_decode, "utf-32-be": codecs.utf_32_be_decode, "utf-7": codecs.utf_7_decode,
          "unicode_escape": codecs.unicode_escape_decode, "raw_unicode_escape": codecs.raw_unicode_escape_decode}
MAP = codecs.charmap_build(TABLE)


def damaged(rng, name):
    """Bytes that are nearly valid."""
    s = text(rng, 8)
    kind = rng.randrange(6)
    if name in ("unicode_escape", "raw_unicode_escape"):
        return "".join(rng.choice(["\\", "\\x", "4", "1", "u", "U0001", "\\u", "00", "\\N{DIGIT ONE}", "\\N{", "}", "\\N", "\\7", "\\400", "\\q",
                                   "n", "\\n", "\\U", "0000", "0011", "é", "\n", "{nope}", "\\ud800"]) for _ in range(rng.randrange(9))).encode("latin-1")
    if name == "utf-7":
        if kind < 3:
            return "".join(rng.choice(["+", "-", "AGE", "2D3", "cAA", "A", "/", "é", "!", "a", "ZAA+", "+2AA", "+AGE-", "2AA3AA"]) for _ in range(rng.randrange(8))).encode("latin-1")
        b = s.encode("utf-7", "surrogatepass")
    elif name in ("latin-1", "ascii", "cp1252"):
        b = rng.randbytes(rng.randrange(9)) if kind < 3 else b"abc" + rng.randbytes(2)
    else:
        b = s.encode(name, "surrogatepass")
    b = bytearray(b)
    if kind == 0 and name == "utf-8":
        return bytes(rng.choice(b"a\x80\xbf\xc0\xc2\xdf\xe0\xa0\x9f\xed\xef\xf0\x90\x8f\xf4\xf5\xff") for _ in range(rng.randrange(10)))
    for _ in range(rng.randrange(3)):
        if b:
            i = rng.randrange(len(b))
            if rng.randrange(2):
                del b[i]
            else:
                b[i] = rng.choice((rng.randrange(256), 0xD8, 0xDC, 0xFF, 0x80, 0))
    if rng.randrange(3) == 0:
        b = b[:rng.randrange(len(b) + 1)]
    return bytes(b)


def decoding(name, b, errors, final):
    if name in DECODE:
        return DECODE[name](b, errors, final)
    if name == "cp1252":
        return codecs.charmap_decode(b, errors, TABLE)
    return b.decode(name, errors), len(b)


def codec(rng, n):
    for _ in range(n * 10):
        for name in NAMES:
            b = damaged(rng, name)
            errors = rng.choice(HANDLERS)
            final = rng.randrange(3) > 0 or name in ("latin-1", "ascii", "cp1252")
            try:
                s, used = decoding(name, b, errors, final)
                expected = f"={hx(s)} {used}"
            except UnicodeDecodeError as e:
                expected = f"!{e.start} {e.end} {hx(e.reason)} {hx(str(e))}"
            yield "decode", name, hx(b), errors, int(final), expected
            s = text(rng, 10)
            errors = rng.choice(HANDLERS + ["xmlcharrefreplace"])
            try:
                expected = "=" + hx(codecs.charmap_encode(s, errors, MAP)[0] if name == "cp1252" else s.encode(name, errors))
            except UnicodeEncodeError as e:
                expected = f"!{e.start} {e.end} {hx(e.reason)} {hx(str(e))}"
            yield "encode", name, hx(s), errors, expected


GROUPS = {"codec": codec}
