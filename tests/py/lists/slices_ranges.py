# slice objects and ranges.
for r in (range(5), range(2, 8), range(0, 10, 3), range(10, 0, -2), range(0), range(5, 5), range(-3, 3), range(10**20, 10**20 + 5, 2), range(3, 0)):
    print(r, len(r), list(r)[:5], bool(r), r[-1] if r else None, r.start, r.stop, r.step, list(reversed(r))[:3], sum(r))
r = range(0, 20, 3)
print(r[2], r[1:4], r[::-1], r[::2], 9 in r, 10 in r, 9.0 in r, "a" in r, r.index(9), r.count(9), r.count(1), r == range(0, 21, 3), r == range(0, 19, 3), hash(range(0)) == hash(range(2, 1)), range(3) == [0, 1, 2], min(r), max(r), range(0, 5, 10) == range(0, 1))
for call in ("range()", "range('a')", "range(1.5)", "range(1, 2, 0)", "range(5)[5]", "range(5)[-6]", "range(5).index(7)", "range(1, 2, 3, 4)", "range(5)['a']", "range(5)[::0]", "range(None)", "iter(range(3)).foo", "range(5) + range(5)", "len(range(10**30))"):
    try:
        print(call, eval(call))
    except Exception as e:
        print(call, "->", type(e).__name__, e)
s = slice(1, 10, 2)
print(s, s.start, s.stop, s.step, slice(5), slice(1, 2), s == slice(1, 10, 2), s.indices(5), slice(None, None, -1).indices(5), slice(-3, None).indices(10), slice(10**30, None, -1).indices(4), hash(slice(1)) == hash(slice(1)), slice("a", None))


class Echo:
    def __getitem__(self, key):
        return key

    def __setitem__(self, key, value):
        print("set", key, value)

    def __delitem__(self, key):
        print("del", key)


e = Echo()
print(e[1], e[1:2], e[::], e[1, 2:3], e[...], e[()], e[1:2:3, ..., None], e[:, 0], e["k"], e[(1, 2)], e[*(1, 2), 3], e[-1:])
e[0] = 1
e[1:2] = 3
e[::2, 1] = "x"
e[0] += (1,) if 0 else 1 if isinstance(e[0], int) else 2
del e[5], e[::3]
data = list(range(20))
for args in ((None, None, None), (2, None, 3), (None, -5, 2), (-1, None, -4), (15, 3, -5), (100, -100, -7), (-100, 100, 6), (5, 5, 1), (5, 2, 1), (None, 0, -3)):
    assert data[slice(*args)] == [data[i] for i in range(*slice(*args).indices(20))]
    print(args, data[slice(*args)], "abcdefghijklmnopqrst"[slice(*args)], bytes(data)[slice(*args)] == bytes(data[slice(*args)]))


class Index:
    def __init__(self, n):
        self.n = n

    def __index__(self):
        return self.n


print(data[Index(3)], data[Index(2):Index(5)], range(Index(3)), "abc"[Index(-1)], list(range(Index(1), Index(7), Index(2))))
it = iter(range(3))
print(next(it), list(it), next(it, "done"), it.__length_hint__())
total = 0
for i in range(2**31 - 2, 2**31 + 2):
    total += i
for i in range(2**62 - 2, 2**62 + 2):
    total += i
for i in range(2**63 - 1, 2**63 + 3, 2):
    total += i
print(total)
