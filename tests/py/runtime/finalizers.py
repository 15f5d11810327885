# __del__: that most objects die after a collection, resurrection, order independence, errors in it are reported and ignored.
import gc
import sys

count = 0


class Counted:
    def __init__(self, payload=None):
        self.payload = payload

    def __del__(self):
        global count
        count += 1


def make(n):
    for i in range(n):
        Counted(i)


make(1000)
gc.collect()
gc.collect()
print(count > 900)
count = 0


def cycles(n):
    for _ in range(n):
        a, b = Counted(), Counted()
        a.payload, b.payload = b, a


cycles(500)
gc.collect()
gc.collect()
print(count > 900)
saved = []


class Phoenix:
    def __init__(self, n):
        self.n = n

    def __del__(self):
        saved.append(self)


def phoenixes():
    for i in range(200):
        Phoenix(i)


phoenixes()
gc.collect()
gc.collect()
print(len(saved) > 150, all(isinstance(p, Phoenix) and 0 <= p.n < 200 for p in saved), len({p.n for p in saved}) == len(saved))
before = len(saved)
first = saved[0].n
print(saved[0].n == first)
seen = []


class Bad:
    def __del__(self):
        raise ValueError("in del")


sys.unraisablehook = lambda info: seen.append((info.exc_type.__name__, str(info.exc_value)))


def bads():
    for _ in range(100):
        Bad()


bads()
gc.collect()
gc.collect()
print(len(seen) > 50, set(seen) == {("ValueError", "in del")})


class Holder:
    def __init__(self):
        self.items = [Counted() for _ in range(50)]


count = 0


def hold():
    holders = [Holder() for _ in range(20)]
    return len(holders)


hold()
gc.collect()
gc.collect()
print(count > 800)
kept = [Counted() for _ in range(100)]
count = 0
gc.collect()
print(count < 300, len(kept))


def gen():
    try:
        yield 1
    finally:
        saved.append("generator finished")


def leave():
    for _ in range(100):
        next(gen())


saved.clear()
leave()
gc.collect()
gc.collect()
print(saved.count("generator finished") > 80)
