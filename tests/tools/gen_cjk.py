"""Generate interp/stdlib/src/cjk/tables.bin: the mappings of the CJK codecs.

Run with CPython 3.14:  python3.14 tests/tools/gen_cjk.py
Every mapping is asked of the reference interpreter byte sequence by byte sequence and character by character. The file is a list of
blocks (name, size, raw deflate stream); `tables.rs` reads them in the same layout.
"""

import codecs
import pathlib
import re
import struct
import zlib

PLAIN = ("gb2312 gbk gb18030 big5hkscs shift_jis cp932 euc_jp shift_jis_2004 euc_jis_2004 euc_jisx0213 shift_jisx0213 "
         "euc_kr cp949 johab big5 cp950").split()
NONE = 0xFFFFFFFF
BAD, LEAD2, LEAD3 = 0xFFFF, 0xFFFE, 0xFFFD
out = []


def block(name, *sections):
    data = b"".join(struct.pack("<I", len(s)) + s for s in sections)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(data) + packer.flush()
    out.append(struct.pack("<B", len(name)) + name.encode() + struct.pack("<I", len(packed)) + packed)
    print(name, len(data), len(packed))


def u16s(values):
    return struct.pack(f"<{len(values)}H", *values)


def columns(rows):
    """Rows of numbers as columns of u32, the first as differences."""
    rows = sorted(rows)
    if not rows:
        return b""
    columns = [list(c) for c in zip(*rows)]
    columns[0] = [b - a for a, b in zip([0] + columns[0], columns[0])]
    return struct.pack("<I", len(rows)) + b"".join(struct.pack(f"<{len(c)}I", *c) for c in columns)


def step(name, data):
    """None if malformed, '' if unfinished, else text."""
    try:
        return codecs.getincrementaldecoder(name)().decode(data)
    except UnicodeDecodeError as e:
        assert (e.start, e.end) in ((0, 1), (0, 2)), (name, data, e)
        return None


def scalar_values():
    return (c for c in range(0x110000) if not 0xD800 <= c < 0xE000)


def encoded(name, text):
    try:
        return text.encode(name)
    except UnicodeEncodeError:
        return None


for name in PLAIN:
    decode = {}
    singles, two, three, extra, long_errors = [], [0] * 65536, [], [], []
    for b in range(256):
        text = step(name, bytes([b]))
        singles.append(BAD if text is None else ord(text) if text else LEAD2)
        if text:
            decode[text] = b
    for b in (b for b in range(256) if singles[b] == LEAD2):
        for t in range(256):
            data = bytes([b, t])
            text = step(name, data)
            key = b << 8 | t
            if text:
                decode.setdefault(text, key)
                if len(text) == 1 and ord(text) < 0x10000:
                    two[key] = ord(text)
                else:
                    extra.append((key, ord(text[0]), ord(text[1]) if len(text) > 1 else 0))
            elif text is None:
                try:
                    data.decode(name)
                except UnicodeDecodeError as e:
                    if e.end == 2:
                        long_errors.append((key,))
            elif name.startswith("euc_j"):
                singles[b] = LEAD3
                three = three or [0] * 65536
                for u in range(256):
                    text = step(name, bytes([b, t, u]))
                    if text:
                        key = b << 16 | t << 8 | u
                        decode.setdefault(text, key)
                        if ord(text) < 0x10000:
                            three[t << 8 | u] = ord(text)
                        else:
                            extra.append((key, ord(text), 0))
    ranges = []
    if name == "gb18030":
        for i in range(39420):
            data = bytes([i // 12600 + 0x81, i // 1260 % 10 + 0x30, i // 10 % 126 + 0x81, i % 10 + 0x30])
            text = step(name, data)
            if text:
                if ranges and ranges[-1][0] + ranges[-1][2] == i and ranges[-1][1] + ranges[-1][2] == ord(text):
                    ranges[-1][2] += 1
                else:
                    ranges.append([i, ord(text), 1])
    exceptions = []
    starts = {t[0] for t in decode if len(t) == 2}
    for c in scalar_values():
        data = encoded(name, chr(c))
        value = NONE if data is None else int.from_bytes(data, "big")
        if data is not None and (len(data) > 4 or name == "gb18030" and len(data) == 4):
            continue
        if value != decode.get(chr(c), NONE):
            exceptions.append((c, value))
    for text in decode:
        if len(text) == 2:
            assert int.from_bytes(text.encode(name), "big") == decode[text]
    block(name, u16s(singles), u16s(two), u16s(three), columns(extra), columns(exceptions), columns(ranges),
          columns(long_errors))

# -- ISO 2022 --------------------------------------------------------------------------------------------------------------
DOUBLE = 0x80
# Escape sequence, register, character set.
COMMON = {
    "0208": (b"\x1b$B", 0, ord("B") | DOUBLE), "0208o": (b"\x1b$@", 0, ord("@") | DOUBLE),
    "0201r": (b"\x1b(J", 0, ord("J")), "0201k": (b"\x1b(I", 0, ord("I")), "0212": (b"\x1b$(D", 0, ord("D") | DOUBLE),
    "0213_1": (b"\x1b$(O", 0, ord("O") | DOUBLE), "0213_2": (b"\x1b$(P", 0, ord("P") | DOUBLE),
    "2004_1": (b"\x1b$(Q", 0, ord("Q") | DOUBLE), "ksc": (b"\x1b$(C", 0, ord("C") | DOUBLE),
    "ksc1": (b"\x1b$)C", 1, ord("C") | DOUBLE), "gb": (b"\x1b$A", 0, ord("A") | DOUBLE),
    "lat1": (b"\x1b.A", 2, ord("A")), "greek": (b"\x1b.F", 2, ord("F")),
}
ISO = "iso2022_kr iso2022_jp iso2022_jp_1 iso2022_jp_2 iso2022_jp_2004 iso2022_jp_3 iso2022_jp_ext".split()
sets = {}


def set_text(name, escape, register, data):
    raw = escape + (b"\x0e" if register == 1 else b"") + (b"\x1bN" if register == 2 else b"") + data
    try:
        return raw.decode(name)
    except UnicodeDecodeError as e:
        return None


for name in ISO:
    rows = []
    for key in list(COMMON):
        escape, register, number = COMMON[key]
        known = set_text(name, escape, register, b"!!" if number & DOUBLE else b"1") is not None \
            or set_text(name, escape, register, b"0!" if number & DOUBLE else b"1") is not None
        if not known or key == ("ksc" if name == "iso2022_kr" else "ksc1"):
            continue
        singles, doubles, extra = [0] * 128, [0] * (94 * 94), []
        if number & DOUBLE:
            for a in range(94):
                for b in range(94):
                    text = set_text(name, escape, register, bytes([a + 33, b + 33]))
                    if text and len(text) == 1 and ord(text) < 0x10000:
                        doubles[a * 94 + b] = ord(text)
                    elif text:
                        extra.append((a * 94 + b, ord(text[0]), ord(text[1]) if len(text) > 1 else 0))
        else:
            for a in range(128):
                text = set_text(name, escape, register, bytes([a])) if a not in (10, 13, 14, 15, 27) else None
                singles[a] = ord(text) if text else 0
        table = (u16s(singles), u16s(doubles), columns(extra))
        index = sets.setdefault(table, len(sets))
        rows.append((number, register, index))
    plain = re.compile(rb"^(?:\x1b(\$\(|\$\)|\$|\(|\.)(.))?(\x0e)?([^\x1b\x0e]*?)(\x0f)?(?:\x1b\(B)?$", re.S)

    def split(data):
        kind, final, _, body, _ = plain.match(data).groups()
        if kind is None:
            return 0, body
        return final[0] | (DOUBLE if b"$" in kind else 0), body

    encodings, combos = [], []
    for c in scalar_values():
        data = encoded(name, chr(c))
        if data is not None and c >= 128:
            number, body = split(data)
            encodings.append((c, number, int.from_bytes(body, "big")))
    for number, register, index in rows:
        extra = list(sets)[index][2]
        if extra:
            n = struct.unpack_from("<I", extra)[0]
            cols = [struct.unpack_from(f"<{n}I", extra, 4 + 4 * n * k) for k in range(3)]
            for a, b in zip(cols[1], cols[2]):
                if b:
                    data = encoded(name, chr(a) + chr(b))
                    if data is not None:
                        number, body = split(data)
                        if len(body) == 2:
                            combos.append((a, b, number, int.from_bytes(body, "big")))
    block(name, columns(rows), columns(encodings), columns(combos))
for i, table in enumerate(sets):
    block(f"set{i}", *table)

target = pathlib.Path(__file__).resolve().parents[2] / "interp/stdlib/src/cjk/tables.bin"
target.write_bytes(b"".join(out))
print(target, target.stat().st_size)
