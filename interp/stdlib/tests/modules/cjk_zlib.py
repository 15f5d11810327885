# The CJK codecs and zlib: facts and round trips.
def codec(name):
    for module in (_codecs_cn, _codecs_hk, _codecs_iso2022, _codecs_jp, _codecs_kr, _codecs_tw):
        try:
            return module.getcodec(name)
        except LookupError:
            pass


assert codec("gbk").encode("\u4e2d\u6587") == (b"\xd6\xd0\xce\xc4", 2)
assert codec("gb18030").encode("\U0001f600") == (b"\x949\xfc6", 1)
assert codec("euc_kr").encode("\uac02") == (b"\xa4\xd4\xa4\xa1\xa4\xbf\xa4\xa2", 1)
assert codec("shift_jis_2004").encode("\u304b\u309a") == (b"\x82\xf5", 2)
assert codec("iso2022_jp").encode("a\u3042b") == (b"a\x1b$B$\"\x1b(Bb", 3)
assert codec("iso2022_kr").decode(b"\x1b$)C\x0e0!\x0f") == ("\uac00", 8)
assert codec("hz").encode("\u4e2d~") == (b"~{VP~}~~", 2)
assert codec("big5hkscs").decode(b"\x88\x62") == ("\u00ca\u0304", 2)
try:
    codec("euc_jp").decode(b"a\xa4")
except UnicodeDecodeError as e:
    assert (e.start, e.end, e.reason) == (1, 2, "incomplete multibyte sequence")
else:
    raise AssertionError


class Encoder(_multibytecodec.MultibyteIncrementalEncoder):
    codec = codec("euc_jis_2004")


e = Encoder()
assert e.encode("\u00e6") == b"" and e.getstate() == int.from_bytes(b"\2\xc3\xa6" + bytes(8), "little")
assert e.encode("\u0300") == b"\xab\xc4" and e.getstate() == 0

data = bytes(i * i >> 3 & 255 for i in range(20000))
for level in range(-1, 10):
    for wbits in (15, -15, 31):
        assert zlib.decompress(zlib.compress(data, level, wbits), wbits) == data
packer, packed = zlib.compressobj(9, zdict=b"abc"), b""
for i in range(0, len(data), 999):
    packed += packer.compress(data[i:i + 999])
copy = packer.copy()
packed, other = packed + packer.flush(), packed + copy.compress(b"more") + copy.flush()
assert zlib.decompressobj(zdict=b"abc").decompress(other) == data + b"more"
d, out, rest = zlib.decompressobj(zdict=b"abc"), b"", packed + b"tail"
while not d.eof:
    out += d.decompress(rest, 100)
    rest = d.unconsumed_tail
assert out == data and d.unused_data == b"tail"
try:
    zlib.decompress(packed[:-1])
except zlib.error as e:
    assert str(e).startswith("Error 2 while"), e
else:
    raise AssertionError
