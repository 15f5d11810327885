# yield from: values, return values, send and throw through, over any iterable, close.
def inner():
    try:
        x = yield "inner 1"
        print("inner got", x)
        y = yield "inner 2"
        print("inner got", y)
    except ValueError as e:
        print("inner caught", e)
        yield "recovered"
    finally:
        print("inner finally")
    return "inner result"


def outer():
    result = yield from inner()
    print("outer got", result)
    result = yield from [1, 2]
    print("list gave", result)
    return "outer result"


o = outer()
print(next(o), o.send("A"), o.gi_yieldfrom is not None, o.send("B"))
print(list(o))
o = outer()
next(o)
print(o.throw(ValueError("thrown")))
print(next(o), next(o))
try:
    next(o)
except StopIteration as e:
    print(e.value)
o = outer()
next(o)
o.close()
o = outer()
next(o)
try:
    o.throw(KeyError("unhandled"))
except KeyError as e:
    print("passed through", e)


def flatten(tree):
    for item in tree:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item


print(list(flatten([1, [2, [3, [], 4]], [[5]]])))


class Iter:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n > 2:
            raise StopIteration("iter value")
        return self.n

    def throw(self, *args):
        print("throw", type(args[0]).__name__)
        return "thrown"

    def close(self):
        print("closed")


def delegate():
    print("value", (yield from Iter()))


print(list(delegate()))
d = delegate()
print(next(d), d.throw(ValueError("x")))
try:
    d.send("no send")
except AttributeError as e:
    print(e)
d = delegate()
next(d)
d.close()


def from_range():
    return (yield from range(2)), (yield from "ab"), (yield from {"k": 1})


print(list(from_range()))
for bad in ("5", "None", "object"):
    def g():
        yield from eval(bad)
    try:
        list(g())
    except TypeError as e:
        print(e)


def chain(n):
    if n:
        yield from chain(n - 1)
    yield n


print(sum(chain(100)))


def returns():
    return "immediately"
    yield


def collects():
    values = []
    for _ in range(3):
        values.append((yield from returns()))
    yield values


print(next(collects()))


def averager():
    total = count = 0
    while (value := (yield)) is not None:
        total += value
        count += 1
    return total / count


def grouper(results, key):
    while True:
        results[key] = yield from averager()


results = {}
for key, values in {"a": [1, 2, 3], "b": [10, 20]}.items():
    g = grouper(results, key)
    next(g)
    for value in values:
        g.send(value)
    g.send(None)
print(results)


def shared():
    s = inner()
    yield from s
    yield from s


print(list(shared()))


def interleave(*generators):
    pending = list(generators)
    while pending:
        for g in pending[:]:
            try:
                yield next(g)
            except StopIteration:
                pending.remove(g)


print(list(interleave(chain(2), iter("abcd"), (x for x in ()))))
