"""Constant folding: every operator, its limits, and what must be left alone."""
a = 1 + 2, 7 - 10, 6 * 7, 2 ** 10, 7 // 2, -7 // 2, 7 % -3, 1 << 10, 1024 >> 3, 6 & 3, 6 | 3, 6 ^ 3, 7 / 2
b = 1.5 + 2, 2 ** -1, (-8) ** 0.5, 0.1 + 0.2, 5.5 // 2, -5.5 % 2, 1e308 * 10, 2 ** 0.5, -0.0, 0.0 * -1
c = 1 + 2j, 1 - 2j, 2j * 3, (1 + 2j) / (3 - 4j), 1 / 2j, (1 + 1j) ** 3, (1 + 1j) ** 0.5, -(1j), 2j ** 2
d = "ab" + "cd", b"ab" + b"cd", "x" * 5, 5 * b"y", (1, 2) + (3,), (1, (2, 3)) * 2, "abc"[1], b"abc"[-1], (4, 5, 6)[2]
e = "abcdef"[1:4], (1, 2, 3, 4)[::-1], b"abc"[:2], "h\u00e9llo"[1], "\ud800x"[0], "abc"[7:], "abc"[5]
f = True + True, True & False, True ^ True, -True, ~5, not 0, not "", +True, ~True, True << 3, not ()
g = 1 << 200, 2 ** 1000, "x" * 5000, (1,) * 300, ((1, 2),) * 200, 1 // 0, 1 % 0, 1.0 / 0, 1 << -1, "%d" * 2
h = 10 ** 30 / 10 ** 20, 123456789 * 987654321 * 10 ** 9, (2 ** 100) // 3, 0 ** 0, 10 ** -2, 1e400 - 1e400, 12345678901234567890 + 1.0
i = 1 < 2, 1 == 1.0, None is None, "a" "b", [1, 2, 3], {1, 2, 3}, {1, 1.0, True}, [1, 2], {1}, (1, [2], 3), ()
j = 255, 256, -1, -5, 0, 1000000, 0xFFFFFFFFFFFFFFFFFFFFFFFF, 1e100, ..., None, True, b"", ""
k = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32)
l = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32]
for m in [1, 2, j]: pass
for m in [1, 2, 3]: pass
for m in {1, 2, 3}: pass
n = j in [1, 2, 3], j in {1, 2, 3}, j not in (1, k), j in [k, l], not (j in k), not j is k
if 1: o = 1
if 0: o = 2
while 1: break
if not True: o = 3
o = 1 and j, 0 or j, j if 1 else k, "" and k, (1, 2) or k
if j is None: o = 1
if j is not None: o = 2
if not (j is None or k is not None): o = 3
assert 1, "never"
