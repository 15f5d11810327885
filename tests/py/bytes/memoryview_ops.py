# memoryview: slices, casts, writing, comparison, release.
data = bytearray(range(16))
m = memoryview(data)
print(len(m), m[0], m[-1], list(m[2:5]), m.format, m.itemsize, m.ndim, m.shape, m.strides, m.readonly, m.nbytes, m.contiguous, m.obj is data)
m[0] = 200
m[1:4] = b"abc"
print(data[:5], m[1:4].tobytes(), m[::2].tolist(), m[::-1][:3].tolist(), bytes(m[::3]), m[::2].contiguous)
print(m == data, m == bytes(data), m[1:3] == b"ab", m != b"", hash(memoryview(b"abc")) == hash(b"abc"))
words = m.cast("H")
print(words.format, words.itemsize, len(words), words[0] in (25032, 51297), words.nbytes)
ints = m.cast("B").cast("i")
print(len(ints), ints.shape, ints.cast("B").tolist()[:4])
grid = m.cast("B", [4, 4])
print(grid.shape, grid[1, 2], grid.tolist()[1], grid.strides, grid.ndim)
ro = memoryview(b"readonly")
print(ro.readonly, ro.hex(), ro.tobytes(), ro[2:4].tobytes(), ro.toreadonly().readonly, str(ro[:2], "ascii"), b"".join([ro[:2], b"x"]), 101 in ro, ro.count(114), ro.index(97))
for statement in ("ro[0] = 1", "m[99]", "m['a']", "m[0] = 256", "m[0] = 'a'", "m[0:2] = b'abc'", "hash(m)", "memoryview('str')", "memoryview(5)", "m.cast('Z')", "m.cast('i', [3])", "del m[0]", "m.cast('H')[99]", "m[1:6].cast('H')", "grid[9, 9]", "grid[0]"):
    try:
        exec(statement)
        print(statement, "ok")
    except Exception as e:
        print(statement, "->", type(e).__name__, e)
with memoryview(b"abc") as inner:
    print(inner[0])
try:
    inner[0]
except ValueError as e:
    print(e)
s = m.cast("b")
s[0] = -5
print(data[0], s[0], m.cast("?")[0], m.cast("c")[1])
d = memoryview(bytearray(16)).cast("d")
d[0] = 1.5
d[1] = -2.0
print(d.tolist(), sum(d), d.format, list(reversed(d)))
q = memoryview(bytearray(8)).cast("q")
q[0] = -(2**62)
print(q[0], q.tolist())
print([x for x in memoryview(b"xyz")], memoryview(b"ab") == memoryview(bytearray(b"ab")), memoryview(b"").tolist())
