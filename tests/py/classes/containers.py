# Container protocols on our own classes: items, len, contains, iteration, reversed, hints, slices, missing pieces.
class Seq:
    def __init__(self, *items):
        self.items = list(items)

    def __getitem__(self, index):
        print(f"get {index}", end="; ")
        return self.items[index]

    def __len__(self):
        return len(self.items)


s = Seq(1, 2, 3)
print(list(s), 2 in s, 9 in s, s[-1], s[0:2], list(reversed(s)), [x for x in s], max(s), sorted(s, reverse=True), sum(s))
a, b, c = s
print(a, b, c, *s, tuple(s), set(s) == {1, 2, 3}, dict.fromkeys(s), list(zip(s, s)), list(enumerate(s)), list(map(str, s)), bool(s), bool(Seq()))


class Full:
    def __init__(self):
        self.data = {}

    def __setitem__(self, key, value):
        self.data[key] = value

    def __getitem__(self, key):
        return self.data[key]

    def __delitem__(self, key):
        del self.data[key]

    def __contains__(self, key):
        return key == "special"

    def __iter__(self):
        yield from sorted(self.data, key=str)

    def __reversed__(self):
        return iter(["reversed"])

    def __len__(self):
        return 1000


f = Full()
f["a"] = 1
f[1, 2] = 3
f["a"] += 10
f[0] = "zero"
del f[0]
print(f["a"], f[1, 2], "special" in f, "a" in f, list(f), list(reversed(f)), len(f))
try:
    f[0]
except KeyError as e:
    print("KeyError", e)


class NoIter:
    __iter__ = None

    def __getitem__(self, i):
        return i


class NoContains(list):
    __contains__ = None


class BadIter:
    def __iter__(self):
        return 5


class BadLen:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n


class BadNext:
    def __iter__(self):
        return self

    def __next__(self):
        raise ValueError("in next")


for expression in ("iter(NoIter())", "1 in NoContains([1])", "list(BadIter())", "len(BadLen(-1))", "len(BadLen('x'))", "len(BadLen(2**70))", "list(BadNext())", "1 in BadNext()", "iter(5)", "next([])", "reversed({1})", "reversed(BadIter())", "5 in 5", "len(5)", "5[0]", "NoIter()[3]", "sum(BadNext())", "a, b = BadNext()", "[*BadIter()]", "iter(int)", "next(iter([]))", "next(iter([]), 'default')"):
    try:
        print(expression, eval(expression) if "a, b" not in expression else exec(expression))
    except Exception as e:
        print(expression, "->", type(e).__name__, e)


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n

    def __length_hint__(self):
        return 3


c = Countdown(5)
print(next(c), 3 in c, list(c), list(c), [*Countdown(3)], tuple(Countdown(2)), max(Countdown(4)))
calls = 0


def feed():
    global calls
    calls += 1
    return calls if calls < 5 else None


print(list(iter(feed, None)), list(iter([1, 2, 3].pop, 1)))


class GetOnly:
    def __getitem__(self, i):
        if i >= 3:
            raise IndexError
        return i * i


g = GetOnly()
print(list(g), 4 in g, 5 in g, iter(g).__next__(), dict(enumerate(g)))
try:
    reversed(g)
except TypeError as e:
    print(e)
it = iter([1, 2])
print(it.__length_hint__(), next(it), it.__length_hint__(), iter(it) is it, list(it), list(it), type(it).__name__, type(iter("")).__name__, type(iter({})).__name__, type(iter(())).__name__, type(iter(range(1))).__name__, type(iter(set())).__name__, type(iter(b"")).__name__)
