# Comparisons between kinds, identity, chains, hash equality, total order failures.
values = [0, 0.0, -0.0, False, "", (), [], None, 1, 1.0, True, "a", b"a", (1,), [1], {1}, frozenset({1}), {1: 1}, range(1), 1j, 2**70, float(2**70), ...]
for a in values:
    print(repr(a), "".join("=" if a == b else "." for b in values), "".join("!" if a != b else "." for b in values))


def order(a, b):
    try:
        return "<" if a < b else ">" if a > b else "="
    except TypeError:
        return "x"


for a in values:
    print(repr(a), "".join(order(a, b) for b in values))
hashable = [v for v in values if not isinstance(v, (list, set, dict))]
print(all(hash(a) == hash(b) for a in hashable for b in hashable if a == b))
print(1 < 2 < 3, 1 < 3 < 2, 3 > 2 >= 2 == 2 != 3, 1 == 1.0 == True, (1 < 2) < 3, 1 < (2 < 3), "a" in "abc" in ["abc"], not 1 in [2], 1 not in [2] is not None, 5 > 4 in [4])
calls = []


def value(n):
    calls.append(n)
    return n


value(1) < value(5) < value(2) < value(9)
value(1) < value(2) < value(3)
print(calls)
a = [1, 2]
b = a
c = a[:]
print(a is b, a is c, a == c, a is not c, None is None, (a is b) is True, id(a) == id(b), id(a) != id(c))
x = 257
y = 257
print(x == y, () is (), "interned" is "interned" if 0 else "", [] is [], {} == {}, float("nan") == float("nan"))
nan = float("nan")
print([nan] == [nan], (nan,) == (nan,), {nan: 1} == {nan: 1}, nan in {nan}, {"a": nan} == {"a": nan}, [1, nan] < [1, nan], nan is nan)


class Rich:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        return ("lt", self.n, getattr(other, "n", other))

    def __eq__(self, other):
        return [self.n, "eq"]

    __hash__ = None


r = Rich(1)
print(r < Rich(2), r > Rich(2), r < 5, 5 > r, r == 3, 3 == r, r != 3, r == r, not r == r, r in [Rich(2)], [r] == [r], (r,) < (r,))
try:
    r <= 1
except TypeError as e:
    print(e)
try:
    {r}
except TypeError as e:
    print(e)
print(max([3, 1, 2], key=lambda v: -v), min(("b", 1), ("a", 2)), sorted([(1, "b"), (1, "a"), (0, "z")]), [1, 2] < [1, 2, 0], "Z" < "a", b"a" < b"b", (1, 2) < (1, 2.5), {1} < {1, 2}, {1} < {2}, {1, 2} >= {1})
print(hash("abc") == hash("abc"), hash((1, 2)) == hash((1.0, 2.0)), hash(()) == hash(()), hash(frozenset("ab")) == hash(frozenset("ba")), hash(1) == 1, hash(2**61 - 1), hash(-1), hash(-2), hash(0.1) == hash(0.1), hash(10**18), hash(None) is not None, hash(True), hash(1.5), hash(1j), hash(2 + 0j), hash(range(3)) == hash(range(0, 3, 1)), hash(slice(1, 2)) == hash(slice(1, 2)))
for bad in ([], {}, set(), bytearray(), ([],), slice([], 1), {}.keys()):
    try:
        hash(bad)
        print("hashed", type(bad).__name__)
    except TypeError as e:
        print(e)
