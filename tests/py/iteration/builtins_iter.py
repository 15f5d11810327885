# enumerate, zip, map, filter, reversed, iter, next, all, any, sum: values, laziness, state, errors.
print(list(enumerate("abc")), list(enumerate("ab", 5)), list(enumerate([], start=-1)), dict(enumerate("xy")), next(enumerate("z")))
print(list(zip()), list(zip([1])), list(zip([1, 2, 3], "ab")), list(zip(range(3), "abc", [True] * 3)), list(zip(*[(1, 2), (3, 4)])), dict(zip("ab", [1, 2])))
print(list(map(str, [1, 2])), list(map(pow, [2, 3], [5, 2])), list(map(lambda *a: a, [1, 2], "ab", (3,))), list(map(None.__class__, []))if 0 else "", list(filter(None, [0, 1, "", "a", [], [0]])), list(filter(lambda x: x > 1, [1, 2, 3])), list(filter(str.isdigit, "a1b2")))
print(list(reversed([1, 2, 3])), list(reversed("abc")), list(reversed(range(0, 10, 3))), list(reversed((1, 2))), list(reversed({"a": 1, "b": 2})), next(reversed([5])))
for call in ("list(zip([1], [1, 2], strict=True))", "list(zip([1, 2], [1], strict=True))", "list(zip([1], [2], strict=True))", "list(zip([], [], [1], strict=True))", "list(map(lambda a, b: a, [1], [1, 2], strict=True))", "list(map(int, ['1', 'x']))", "enumerate()", "enumerate(5)", "enumerate([], 'a')", "enumerate([], start=1, x=2)", "zip(5)", "zip([1], 5)", "map()", "map(int)", "map(5, [1])", "list(map(5, [1]))",
             "filter()", "filter(None)", "filter(None, 5)", "list(filter(5, [1]))", "reversed()", "reversed(5)", "reversed({1})", "reversed(iter([]))", "iter()", "iter(5, 6)", "next()", "next(5)", "next(iter([]), 1, 2)", "all()", "any(5)", "sum()", "zip([1], foo=1)", "list(zip([1], strict=1))"):
    try:
        result = eval(call)
        print(call, result if isinstance(result, (list, bool)) else type(result).__name__)
    except Exception as e:
        print(call, "->", type(e).__name__, e)
log = []


def noisy(n):
    for i in range(n):
        log.append(i)
        yield i


z = zip(noisy(3), "ab")
print(list(z), log)
log.clear()
m = map(lambda x: x * 2, noisy(5))
print(next(m), next(m), log, any(x > 4 for x in m), log)
log.clear()
f = filter(lambda x: x % 2, noisy(6))
print(next(f), log, list(f), log)
e = enumerate(noisy(2), 10)
print(iter(e) is e, next(e), list(e), next(e, "end"), type(e).__name__)
r = reversed([1, 2, 3])
print(r.__length_hint__(), next(r), r.__length_hint__(), list(r), r.__length_hint__())
data = [1, 2, 3]
it = iter(data)
next(it)
data.append(4)
del data[0]
print(list(it), list(it))
data.append(5)
print(list(it))
nested = [[1, 2], [3], []]
print([x for row in nested for x in row], sum(nested, []), list(map(len, nested)), list(map(sum, nested)), sorted(map(abs, [-3, 1, -2])), max(map(len, ["a", "bbb"])), " ".join(map(str, range(5))), list(map(lambda t: t[0] + t[1], zip([1, 2], [3, 4]))))
print(all(map(lambda x: x < 5, range(5))), any(filter(lambda x: x > 9, range(5))), list(zip(*zip([1, 2], [3, 4]))), list(map(list, zip(*[[1, 2], [3, 4]]))), [*map(chr, b"abc")], dict(map(lambda kv: (kv[1], kv[0]), {"a": 1}.items())))
i = iter([1, 2, 3, 4, 5, 6])
print(list(zip(i, i)), list(zip(*[iter("abcdef")] * 3)), tuple(map(tuple, ["ab", "c"])))


class Hinted:
    def __init__(self, hint):
        self.hint = hint

    def __iter__(self):
        return iter("abc")

    def __length_hint__(self):
        return self.hint


print(list(Hinted(100)), list(Hinted(0)), tuple(Hinted(NotImplemented)))
for hint in (-1, "x", 1.5):
    try:
        list(Hinted(hint))
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
big = enumerate("ab", 2**62)
print(list(big), list(enumerate("a", 2**63 - 1)), list(enumerate("ab", 10**30)))
