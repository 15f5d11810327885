# tuple: construction, methods, comparison, hashing, immutability, unpacking.
t = (1, "two", 3.0)
print(t, t[0], t[-1], t[1:], t[::-1], len(t), "two" in t, t.index(3.0), t.count(1), t + (4,), t * 2, (), (1,), 1, tuple("ab"), tuple([1, 2]), tuple())
print(((1, 2), (3,)), (1, (2, (3, ()))), repr((None,)), hash((1, 2)) == hash((1, 2)), {(1, 2): "a"}[1, 2], (1, 2) == (1.0, 2.0), (1,) == [1])
print((1, 2) < (1, 3), (1,) < (1, 0), () < (0,), (1, "a") < (2, 0), (1, 2) <= (1, 2), (3,) > (2, 9), (1, 2) != (2, 1), max((1, 2), (2, 0)), sorted([(2, 1), (1, 2), (1, 1)]))
for statement in ("t[0] = 1", "del t[0]", "t[5]", "t['a']", "t.append(1)", "t + [1]", "(1,) < ('a',)", "t.index(9)", "hash(([],))", "tuple(5)", "tuple(1, 2)", "a, b = t", "a, b, c, d = t", "a, = ()", "(a, b), c = 1, 2", "a, *b, c = (1,)", "x = (1, 2)(3)", "t[1.5]"):
    try:
        exec(statement)
        print(statement, "ok")
    except Exception as e:
        print(statement, "->", type(e).__name__, e)
a, b = 1, 2
a, b = b, a
(c, (d, e)), f = ("c", "de"), "f"
g, *h = "hello"
*i, j = range(4)
k, *l, m = [1, 2]
[n, [o, *p]] = 1, "xyz"
print(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)
first, (second, *rest), *_ = 1, (2, 3, 4), 5, 6
print(first, second, rest, _, *t, (*t, 0), [*t, *t][2:4], {*t} == {1, "two", 3.0})
for x, (y, *z) in [(1, "ab"), (2, "cde")]:
    print(x, y, z)


class Pair(tuple):
    def __new__(cls, x, y):
        return super().__new__(cls, (x, y))

    @property
    def x(self):
        return self[0]

    def __add__(self, other):
        return Pair(self[0] + other[0], self[1] + other[1])


p = Pair(1, 2)
print(p, p.x, p + (3, 4), type(p + p).__name__, type(p[:]).__name__, p == (1, 2), hash(p) == hash((1, 2)), isinstance(p, tuple), p * 2, *p, tuple(p) is p, type(tuple(p)).__name__)
big = tuple(range(100))
print(big[50], big[-1], big[10:20:3], sum(big), big == tuple(range(100)), hash(big) == hash(tuple(range(100))))
u = t
u += (5,)
print(t, u, t is u, tuple(t) is t, t[:] is t, () is (), (1, 2).__getitem__(0), (1).__class__, divmod(7, 2))
x = ([],)
try:
    x[0] += [1]
except TypeError as e:
    print(e, x)
