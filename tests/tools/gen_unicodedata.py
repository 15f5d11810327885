"""Generate interp/stdlib/src/unicodedata/tables.bin.

Run with CPython 3.14 (Unicode 16.0):  python3.14 tests/tools/gen_unicodedata.py NamedSequences.txt
Every property is asked of the reference interpreter itself, and so is each named sequence of the given file. The result is a raw
deflate stream of sections, each with its length as a little-endian u32 before it; `tables.rs` reads them in the same order.
"""

import pathlib
import struct
import sys
import unicodedata as new
import zlib

assert sys.version_info[:2] == (3, 14) and new.unidata_version == "16.0.0"
old = new.ucd_3_2_0
LAST = 0x110000
SHIFT = 7
CATEGORIES = "Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Cs Co Cn".split()


class Names(list):
    def number(self, name):
        if name not in self:
            self.append(name)
        return self.index(name)


bidi, widths, tags = Names(), Names(), Names([""])
records, ids, levels = [], {}, []
for c in range(LAST):
    s = chr(c)
    record = bytes([
        CATEGORIES.index(old.category(s)), bidi.number(new.bidirectional(s)), new.combining(s), new.mirrored(s),
        widths.number(new.east_asian_width(s)), bidi.number(old.bidirectional(s)), old.mirrored(s),
        widths.number(old.east_asian_width(s)),
    ])
    if record not in ids:
        ids[record] = len(records)
        records.append(record)
    levels.append(ids[record])
blocks, level1 = {}, []
for i in range(0, LAST, 1 << SHIFT):
    key = tuple(levels[i:i + (1 << SHIFT)])
    level1.append(blocks.setdefault(key, len(blocks)))
level2 = [x for block in blocks for x in block]

decompositions, pairs = b"", []
for c in range(LAST):
    text = new.decomposition(chr(c))
    if not text:
        continue
    assert old.decomposition(chr(c)) in (text, "") or c in (0x2F868, 0x2F874, 0x2F91F, 0x2F95F, 0x2F9BF), hex(c)
    parts = text.split()
    tag = parts.pop(0) if parts[0].startswith("<") else ""
    points = [int(p, 16) for p in parts]
    decompositions += struct.pack(f"<IBB{len(points)}I", c, tags.number(tag), len(points), *points)
    if not tag and len(points) == 2 and new.normalize("NFC", chr(c)) == chr(c):
        pairs.append((*points, c))
pairs.sort()

numbers = b""
for c in range(LAST):
    s = chr(c)
    then = (old.decimal(s, 255), old.numeric(s, None))
    if then != (new.decimal(s, 255), new.numeric(s, None)):
        numbers += struct.pack("<IBd", c, then[0], float("nan") if then[1] is None else then[1])
    assert old.digit(s, None) == new.digit(s, None) and old.combining(s) == new.combining(s) or old.category(s) == "Cn"

changed = b""
for c in range(LAST):
    if old.category(chr(c)) != "Cn":
        then = old.normalize("NFD", chr(c))
        if then != new.normalize("NFD", chr(c)):
            assert len(then) == 1
            changed += struct.pack("<II", c, ord(then))

sequences = []
for line in pathlib.Path(sys.argv[1]).read_text().splitlines():
    if ";" in line and not line.startswith("#"):
        name, points = line.split(";")
        points = [int(p, 16) for p in points.split()]
        assert new.lookup(name) == "".join(map(chr, points))
        sequences.append(name + ";" + " ".join("%X" % p for p in points))
sequences.sort()

lines = lambda names: "\n".join(names).encode()
sections = [
    struct.pack(f"<{len(level1)}H", *level1), struct.pack(f"<{len(level2)}H", *level2), b"".join(records),
    lines(bidi), lines(widths), lines(tags), decompositions, b"".join(struct.pack("<III", *p) for p in pairs),
    numbers, changed, lines(sequences),
]
packer = zlib.compressobj(9, zlib.DEFLATED, -15)
packed = packer.compress(b"".join(struct.pack("<I", len(s)) + s for s in sections)) + packer.flush()
target = pathlib.Path(__file__).resolve().parents[2] / "interp/stdlib/src/unicodedata/tables.bin"
target.write_bytes(packed)
print(target, len(packed), "bytes of", sum(map(len, sections)), [len(s) for s in sections], len(pairs), len(changed))
