"""The cases of gen_object_data.py: one generator per group, each yields (function, arguments..., expected)."""

import codecs
import warnings

warnings.simplefilter("ignore")

SPECIALS = ("\x00\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f !'\"%+-09AZ_az{|}~\x7f\x80\x85\xa0\xaa\xb2\xb5\xbd\xdf\xe9\xff"
            "\u0130\u0131\u0149\u01c4\u01c5\u01c6\u01f0\u02b0\u0300\u0345\u0390\u03a3\u03c2\u03c3\u0587\u0660\u0669"
            "\u0f33\u1680\u1e9e\u1fb3\u2028\u2029\u2126\u2160\u200d\u20ac\u3000\u4e09\ua7f2\uab70\ufb03\ufeff\uffff"
            "\ud800\udbff\udc00\udc80\udcff\udfff\U00010400\U0001d7ce\U0001e900\U0001f600\U000e0001\U0010ffff")


def hx(x):
    return "-" if not x else (x.encode("utf-8", "surrogatepass") if isinstance(x, str) else bytes(x)).hex()


def joined(parts):
    parts = list(parts)
    return "=" + (",".join(map(hx, parts)) if parts else "")


def answer(call, show=hx):
    try:
        return "=" + show(call())
    except Exception as e:
        return "!" + hx(str(e))


def text(rng, most=12, chars=None):
    kind = rng.randrange(5)
    n = rng.randrange(most + 1)
    if chars:
        return "".join(rng.choice(chars) for _ in range(n))
    if kind == 0:
        return "".join(rng.choice("ab aB.\n\t'\"\\") for _ in range(n))
    if kind == 1:
        return "".join(rng.choice(SPECIALS) for _ in range(n))
    if kind == 2:
        return "".join(chr(rng.randrange(0x110000)) for _ in range(n))
    if kind == 3:
        return "".join(rng.choice("aΣσςA.\u0301ʰß i") for _ in range(n))
    return "".join(rng.choice("aé€😀 ") for _ in range(n))


def byte_text(rng, most=12):
    if rng.randrange(3):
        return bytes(rng.choice(b"ab aB.\n\t\r'\"\\\x0b\x80\xff+-0") for _ in range(rng.randrange(most + 1)))
    return rng.randbytes(rng.randrange(most + 1))


def piece(rng, s):
    """A pattern that often occurs in s."""
    if len(s) and rng.randrange(4):
        i = rng.randrange(len(s))
        return s[i:i + rng.randrange(1, 3)]
    return s[:0] + (rng.choice(["", "a", "é", "ab"]) if isinstance(s, str) else rng.choice([b"", b"a", b"ab"]))


def search(rng, n):
    for _ in range(n * 4):
        for kind, s in ("str", text(rng, 16)), ("bytes", byte_text(rng, 16)):
            p = piece(rng, s)
            new = piece(rng, s)
            limit = rng.choice([-1, 0, 1, 2, 5])
            a = (kind, hx(s), hx(p))
            if kind == "str":
                where = lambda i: i if i < 0 else len(s[:i].encode("utf-8", "surrogatepass"))
            else:
                where = lambda i: i
            yield "find", *a, f"={where(s.find(p))}"
            yield "rfind", *a, f"={where(s.rfind(p))}"
            yield "count", *a, f"={s.count(p)}"
            yield "replace", *a, hx(new), limit, "=" + hx(s.replace(p, new, limit))
            if p:
                yield "split", *a, limit, joined(s.split(p, limit))
                yield "rsplit", *a, limit, joined(s.rsplit(p, limit))
                yield "partition", *a, joined(s.partition(p))
                yield "rpartition", *a, joined(s.rpartition(p))
                for f in "strip", "lstrip", "rstrip":
                    yield f + "_chars", *a, "=" + hx(getattr(s, f)(p))
            for f in "strip", "lstrip", "rstrip":
                yield f, kind, hx(s), "=" + hx(getattr(s, f)())
            yield "split_ws", kind, hx(s), limit, joined(s.split(None, limit))
            yield "rsplit_ws", kind, hx(s), limit, joined(s.rsplit(None, limit))
            for keep in 0, 1:
                yield "splitlines", kind, hx(s), keep, joined(s.splitlines(bool(keep)))
            width = rng.randrange(24)
            fill = rng.choice("x é€😀\ud800") if kind == "str" else rng.choice([b"x", b" ", b"\xff"])
            for f in "ljust", "rjust", "center":
                yield f, kind, hx(s), width, hx(fill), "=" + hx(getattr(s, f)(width, fill))
            z = s[:0] + ("-" if kind == "str" else b"-") * rng.randrange(2) + s
            yield "zfill", kind, hx(z), width, "=" + hx(z.zfill(width))
            tab = rng.choice([0, 1, 3, 8])
            yield "expandtabs", kind, hx(s), tab, "=" + hx(s.expandtabs(tab))
            yield "repeat", kind, hx(s), tab, "=" + hx(s * tab)
        s = text(rng, 16)
        i, j, k = rng.randrange(-20, 20), rng.randrange(-20, 20), rng.choice([1, -1, 2, -2, 3, -7])
        start, stop, step = slice(i, j, k).indices(len(s))
        yield "slice_step", hx(s), start, step, len(range(start, stop, step)), "=" + hx(s[i:j:k])
        big = lambda: rng.choice([None, rng.randrange(-20, 20), 2 ** 63 - 1, -2 ** 63, -2 ** 63 + 1])
        sl, length = slice(big(), big(), rng.choice([k, big() or 1])), rng.randrange(20)
        r = range(*sl.indices(length))
        yield "adjust", sl.start, sl.stop, sl.step, length, f"={r.start} {r.stop} {max(r.step, -2 ** 63 + 1)} {len(r)}"
        first, last = big(), big()
        yield "bounded", hx(b"x" * length), first, last, f"={(b'x' * length).count(b'x', first, last)} {(b'x' * length).find(b'', first, last)}"
        b = byte_text(rng)
        per = rng.randrange(-4, 5)
        yield "hex", hx(b), per, "=" + b.hex(":", per)
        h = rng.choice([b.hex(), b.hex(" ", 2), " " + b.hex().upper() + "\n", b.hex()[:-1], b.hex() + "g", b.hex() + "é0", "0 0",
                        "1 ", "\x1c00", "zé"])
        try:
            yield "fromhex", hx(h), "=" + hx(bytes.fromhex(h))
        except ValueError as e:
            yield "fromhex", hx(h), "!" + hx(str(e))
        b = b"".join(rng.choice([b"\\", b"x", b"4", b"1", b"\\x", b"7", b"\\n", b"'", b"\xff", b"\n", b"\\400", b"q"]) for _ in range(rng.randrange(8)))
        yield "escape_encode", hx(b), "=" + hx(codecs.escape_encode(b)[0])
        how = rng.choice(["strict", "replace", "ignore"])
        yield "escape_decode", hx(b), how, answer(lambda: codecs.escape_decode(b, how)[0])
        i, j = sorted((abs(i), abs(j)))
        yield "slice", hx(s), i, j, "=" + hx(s[i:j])
        yield "length", hx(s), f"={len(s)}"
        yield "reversed", hx(s), "=" + hx(s[::-1])
        b = rng.choice([byte_text(rng), s.encode("utf-8", "surrogatepass"), s.encode("utf-8", "surrogatepass")[:-1]])
        try:
            b.decode("utf-8", "surrogatepass")
            ok = 1
        except UnicodeDecodeError:
            ok = 0
        yield "valid", hx(b), f"={ok}"


CASE = "lower upper casefold swapcase capitalize title".split()
TESTS = "isalpha isdecimal isdigit isnumeric isalnum isspace isprintable isupper islower istitle isidentifier".split()


def case(rng, n):
    samples = [text(rng) for _ in range(n * 8)] + list(SPECIALS)
    for s in samples:
        for f in CASE:
            yield f, hx(s), "=" + hx(getattr(s, f)())
        yield "tests", hx(s), "=" + "".join(str(int(getattr(s, f)())) for f in TESTS)
        if len(s) == 1:
            import unicodedata
            v = unicodedata.numeric(s, None)
            values = unicodedata.category(s), unicodedata.decimal(s, -1), unicodedata.digit(s, -1), v
            yield "char", ord(s), "=%s %s %s %s" % (*values[:3], "-" if v is None else v.hex())
    for _ in range(n):
        b = byte_text(rng)
        for f in "swapcase", "capitalize", "title":
            yield "bytes_" + f, hx(b), "=" + hx(getattr(b, f)())
        yield "bytes_tests", hx(b), "=" + "".join(str(int(getattr(b, f)())) for f in ("isupper", "islower", "istitle"))


def all_chars(rng, n):
    """Checksums over every code point: FNV-1a 64 of the properties of each 4096-character block."""
    import unicodedata
    for start in range(0, 0x110000, 4096):
        h = 0xCBF29CE484222325
        for c in range(start, start + 4096):
            s = chr(c)
            row = "".join(str(int(getattr(s, f)())) for f in TESTS) + unicodedata.category(s)
            row += f"{unicodedata.decimal(s, -1)} {unicodedata.digit(s, -1)}"
            data = row.encode() + b"".join(getattr(s, f)().encode("utf-8", "surrogatepass") for f in CASE)
            data += ("a" + s + "b").title().encode("utf-8", "surrogatepass")
            data += ("A" + s + "\u03a3" + s).lower().encode("utf-8", "surrogatepass")
            v = unicodedata.numeric(s, None)
            data += b"" if v is None else v.hex().encode()
            for b in data:
                h = (h ^ b) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
        yield "block", start, f"={h:016x}"


GROUPS = {"search": search, "case": case, "all_chars": all_chars}
