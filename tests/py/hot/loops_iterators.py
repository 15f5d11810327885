# zeal: 20
# Loops over every kind of iterable through one site, with mutation, breaks and exceptions while hot.
def consume(iterable):
    out = []
    for item in iterable:
        out.append(item)
    return out


class Iter:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n


class Getitem:
    def __getitem__(self, i):
        if i > 2:
            raise IndexError
        return i * 2


def gen(n):
    for i in range(n):
        yield i


for _ in range(20):
    results = [consume(x) for x in (range(4), [1, 2], (3, 4), "ab", {"k": 1}, {5}, b"xy", Iter(3), Getitem(), gen(3), enumerate("a"), zip("a", "b"), map(str, [1]), filter(None, [0, 1]), reversed([1, 2]), {"k": 1}.items(), (x * 2 for x in (1, 2)), iter([9]), memoryview(b"a"), range(3, 0, -1), range(2**62, 2**62 + 2))]
print(results)


def total_range(*args):
    total = 0
    for i in range(*args):
        total += i
    return total


print(total_range(1000), total_range(0), total_range(10, 5), total_range(5, -500, -3), total_range(2**62 - 3, 2**62 + 3), total_range(-(2**63), -(2**63) + 4), total_range(0, 100, 7))


def growing(limit):
    items = [0]
    for item in items:
        if len(items) < limit:
            items.append(item + 1)
    return len(items), items[-1]


def shrinking():
    items = list(range(100))
    seen = 0
    for item in items:
        seen += 1
        items.pop()
    return seen, len(items)


print(growing(500), shrinking())


def replaced():
    items = list(range(10))
    out = []
    for item in items:
        out.append(item)
        if item == 3:
            items[4:] = ["x", "y"]
        if item == "x" and "front" not in items:
            items.insert(0, "front")
    return out


print(replaced())


def nested(n):
    count = 0
    for i in range(n):
        for j in range(i):
            if j == 5:
                break
            for k in (1, 2, 3):
                if k == 2:
                    continue
                count += i ^ j ^ k
        else:
            count -= 1
    return count


print(nested(30))


def late_error(n):
    total = 0
    try:
        for i in range(n):
            total += 10 // (n - 1 - i)
    except ZeroDivisionError as e:
        return total, i, str(e)


print(late_error(200))


def while_loop(n):
    a, b, steps = n, 0, 0
    while a > 0:
        a -= 1
        b += a if a % 3 else -a
        steps += 1
        if b > 10**6:
            break
    else:
        steps = -steps
    return a, b, steps


print(while_loop(500), while_loop(5000))


def floats(n):
    x, total = 0.0, 0.0
    while x < n:
        total += x * x - x / 3.0
        x += 0.25
    return total


print(floats(50), floats(0))


def unpacking(n):
    pairs = [(i, i * 2) for i in range(n)]
    total = 0
    for a, b in pairs:
        total += b - a
    for i, (a, b) in enumerate(pairs):
        total += i * a - b
    for a, *rest in [(1, 2, 3)] * 10:
        total += len(rest)
    for key, value in {i: i * i for i in range(n)}.items():
        total += key + value
    return total


print(unpacking(100), sum(a * b for a, b in zip(range(100), range(100, 0, -1))), [a for a, _ in zip("abc", gen(2))])


def generators(n):
    def inner(k):
        while True:
            received = yield k
            if received is not None:
                k = received
            k += 1
            if k > n:
                return "end"

    g = inner(0)
    total = next(g)
    for i in range(5):
        total += g.send(i)
    for value in g:
        total += value
    return total


print(generators(200), sum(gen(1000)), max(gen(50)), list(gen(3)), 3 in gen(5), [*gen(2), *gen(1)])
