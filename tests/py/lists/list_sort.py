# Sorting: stability, keys, reverse, mixed numbers, partial comparisons, exceptions and mutation while sorting.
words = "the quick brown fox jumps over the lazy dog and runs away from big bears".split()
print(sorted(words), sorted(words, key=len), sorted(words, key=len, reverse=True), sorted(words, key=lambda w: (w[-1], w)))
records = [(i % 3, i) for i in range(12)]
records.sort(key=lambda r: r[0])
print(records)
records.sort(key=lambda r: r[0], reverse=True)
print(records)
seed = 1
numbers = []
for _ in range(500):
    seed = (seed * 1103515245 + 12345) % 2**31
    numbers.append(seed % 1000 - 500)
ordered = sorted(numbers)
print(all(a <= b for a, b in zip(ordered, ordered[1:])), ordered[:5], ordered[-5:], sum(ordered) == sum(numbers))
print(sorted(numbers, reverse=True) == ordered[::-1], sorted(numbers, key=lambda n: -n) == ordered[::-1])
print(sorted([1, 0.5, True, -2, 2**70, 1.5]), sorted(["b", "B", "a", "é", "z"]), sorted([b"b", b"a"]), sorted([(2, "a"), (1, "b"), (1, "a")]), sorted([[2], [1, 5], []]), sorted({3: 0, 1: 0}), sorted("hello"))
for size in (0, 1, 2, 3, 31, 32, 33, 63, 64, 65, 100, 129):
    line = [(i * 7919) % size if size else 0 for i in range(size)]
    shape = list(range(size // 2)) + list(range(size, size // 2, -1))
    assert sorted(line) == sorted(line, key=int) and all(a <= b for a, b in zip(sorted(shape), sorted(shape)[1:]))
count = 0


class Counted:
    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        global count
        count += 1
        return self.value < other.value

    def __repr__(self):
        return f"C{self.value}"


items = [Counted((i * 37) % 20) for i in range(20)]
print(sorted(items), 0 < count < 200, max(items, key=lambda c: c.value), [c.value for c in sorted(items, key=lambda c: c.value % 5)])
for bad in ([1, "a"], [1, None], [object(), object()], [1j, 2j], [(1, "a"), (1, 2)]):
    try:
        bad.sort()
    except TypeError as e:
        print(e)
x = [3, 1, 2]
try:
    x.sort(key=lambda v: x.append(9) or v)
except ValueError as e:
    print(e, x)


def fails(v):
    if v == 2:
        raise KeyError("in key")
    return v


y = [3, 2, 1]
try:
    y.sort(key=fails)
except KeyError as e:
    print(e, y)
print(y.sort(), y, sorted(y, key=None), list(reversed(sorted(y, reverse=True))))
for call in ("sorted()", "sorted(5)", "sorted([1], lambda v: v)", "sorted([1], foo=1)", "sorted([1], key=5)"):
    try:
        print(eval(call))
    except TypeError as e:
        print(call, "->", e)
nan = float("nan")
print(len(sorted([nan, 1, nan, 0])), sorted([0.0, -0.0, 0]), sorted([True, False, 0, 1]))
