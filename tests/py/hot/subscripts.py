# zeal: 20
# Subscription sites with lists, tuples, dicts, strings, bytes, slices, negative and bad indices, and own types.
def get(o, k):
    return o[k]


def put(o, k, v):
    o[k] = v
    return o


class Own:
    def __getitem__(self, k):
        return ("own", k)

    def __setitem__(self, k, v):
        self.last = (k, v)


class SubList(list):
    def __getitem__(self, k):
        return ("sub", super().__getitem__(k))


class SubDict(dict):
    def __missing__(self, k):
        return ("missing", k)


for _ in range(100):
    results = [get([1, 2, 3], 1), get([1, 2, 3], -1), get((1, 2), 0), get("héllo", 1), get(b"ab", 1), get({"k": 5}, "k"), get({1: 2}, 1), get([1, 2, 3], slice(1, None)), get(Own(), "x"), get(SubList([7]), 0), get(SubDict(), "q"), get(range(10), 3), get(memoryview(b"xyz"), 2), get([1, 2], True), get({(1, 2): 3}, (1, 2)), get(list[int].__args__, 0)]
print(results)
for o, k in (([1], 5), ([1], -2), ((1,), 3), ("a", 9), ({}, "k"), ([1], "a"), ((1,), 1.5), ("a", None), ({}, []), (5, 0), (None, 1), (b"a", 4), ([1], 2**70), ([1], -(2**70)), ("a", 2**63)):
    try:
        for _ in range(10):
            get(o, k)
    except Exception as e:
        print(type(e).__name__, e)
a = [0] * 10
for i in range(500):
    put(a, i % 10, i)
    put(a, -1 - i % 3, a[i % 10] + 1)
print(a, put({}, "a", 1), put(bytearray(3), 1, 9), put(Own(), 5, 6).last)
for o, k, v in (([1], 3, 0), ((1,), 0, 0), ("a", 0, "b"), ({}, [], 1), (b"a", 0, 1), (bytearray(1), 0, 300), (5, 0, 0), ([1], "x", 0)):
    try:
        for _ in range(3):
            put(o, k, v)
    except Exception as e:
        print(type(e).__name__, e)


def matrix(n):
    m = [[i * n + j for j in range(n)] for i in range(n)]
    total = 0
    for i in range(n):
        for j in range(n):
            m[i][j], m[j][i] = m[j][i] + 1, m[i][j]
            total += m[i][j] * (i - j)
    return total, m[0][-1], m[-1][0]


print(matrix(20))


def count(text):
    table = {}
    for c in text:
        table[c] = table.get(c, 0) + 1
        if c in "aeiou":
            table["vowels"] = table.setdefault("vowels", 0) + 1
    return sorted(table.items())


print(count("the quick brown fox jumps over the lazy dog" * 3)[:6])


def delete(n):
    d = {i: i for i in range(n)}
    l = list(range(n))
    for i in range(0, n, 2):
        del d[i]
        del l[-1]
        if i % 8 == 0:
            d[i] = "again"
    return len(d), list(d)[-2:], len(l), sum(v for v in d.values() if v != "again")


print(delete(200))
grid = {}
for x in range(20):
    for y in range(20):
        grid[x, y] = x * y
        grid[f"{x}"] = y
        grid[float(x)] = x
print(len(grid), grid[3, 4], grid["7"], grid[5], sum(v for k, v in grid.items() if isinstance(k, tuple)))
s = "abc€déf😀" * 20
print("".join(s[i] for i in range(0, len(s), 7)), [s[-i] for i in range(1, 9)], s[10:20:3], [c for i, c in enumerate(s) if i % 40 == 7])
t = tuple(range(50))
print(sum(t[i] * t[-i - 1] for i in range(50)), t[5:45:10], sum(t[i:][0] for i in range(50)))
b = bytearray(100)
for i in range(1000):
    b[i % 100] = (b[i % 100] + i) & 0xFF
print(sum(b), b[:5].hex(), bytes(b)[50])
