# zeal: 20
# One operator site sees ints, then floats, then strings, then objects of our own, then ints again.
def add(a, b):
    return a + b


def run(pairs, times=200):
    out = None
    for _ in range(times):
        for a, b in pairs:
            out = add(a, b)
    return out


class Odd:
    def __add__(self, other):
        return ("odd", other)

    def __radd__(self, other):
        return ("rodd", other)


class MyInt(int):
    def __add__(self, other):
        return "MyInt.add"


class MyStr(str):
    def __radd__(self, other):
        return "MyStr.radd"


print(run([(1, 2)]), run([(2**61, 2**61)]), run([(-2**61, -2**61 - 5)]), run([(1.5, 2)]), run([(1, 2.5)]), run([(0.1, 0.2)]))
print(run([("a", "b")]), run([([1], [2])]), run([((1,), (2,))]), run([(1, 2), (1.5, 2.5), ("x", "y")]), run([(Odd(), 1)]), run([(1, Odd())]), run([(MyInt(1), 2)]), run([(1, MyInt(2))]), run([("a", MyStr("b"))]), run([(True, 2)]), run([(2**62 - 1, 1)]), run([(1j, 2)]))
try:
    run([(1, 2), (1, "x")])
except TypeError as e:
    print(e)
print(run([(1, 2)]), run([(2**62, -(2**62))]))


def all_operators(a, b):
    return [a - b, a * b, a // b, a % b, a & b, a | b, a ^ b, a << (b & 7), a >> (b & 7), a < b, a <= b, a == b, a != b, a > b, a >= b, -a, ~a, a ** (b & 3), a / b]


digest = 0
for i in range(300):
    a, b = i * 7919 - 900000, (i % 13) + 1
    for value in all_operators(a, b):
        digest = (digest * 31 + hash(value)) % (2**61 - 1)
for i in range(60, 66):
    for a in (2**i - 1, 2**i, 2**i + 1, -(2**i), -(2**i) - 1):
        for value in all_operators(a, i):
            digest = (digest * 31 + hash(value)) % (2**61 - 1)
print(digest)


def accumulate(start, step, n):
    total = start
    for _ in range(n):
        total += step
    return total


print(accumulate(0, 1, 1000), accumulate(2**62 - 500, 1, 1000), accumulate(-(2**62) + 500, -1, 1000), accumulate(0, 0.5, 1000), accumulate("", "ab", 100)[-4:], accumulate([], [1], 50)[-2:], accumulate((), (1, 2), 10)[-3:], accumulate(0.0, 1, 100), accumulate(1, True, 10))


def compare(values):
    out = []
    for a in values:
        for b in values:
            try:
                out.append("<" if a < b else "=" if a == b else ">")
            except TypeError:
                out.append("x")
    return "".join(out)


for _ in range(50):
    result = compare([1, 2.0, 2, "a", "b", None, (1,), (1, 2), [1], True, 2**70, float("nan")])
print(result)
