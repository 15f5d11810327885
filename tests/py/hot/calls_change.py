# zeal: 20
# Call sites whose target changes kind: Python functions of several signatures, builtins, classes, bound methods, __call__, generators.
def site(f, *args):
    return f(*args)


def direct(f):
    return f(1, 2)


def kw(f):
    return f(1, b=2)


class Init:
    def __init__(self, a, b):
        self.v = a + b


class New:
    def __new__(cls, a, b):
        return a * 10 + b


class Both:
    def __new__(cls, *args):
        self = super().__new__(cls)
        self.made = args
        return self

    def __init__(self, a, b):
        self.v = b


class NoInit:
    pass


class Callable:
    def __call__(self, a, b):
        return a - b


class Static:
    @staticmethod
    def s(a, b):
        return ("s", a, b)

    @classmethod
    def c(cls, a, b):
        return ("c", a, b)

    def m(self, a, b):
        return ("m", a, b)


def two(a, b):
    return a, b


def default(a, b, c=3):
    return a, b, c


def star(*a):
    return a


def kwonly(a, b, *, c=4):
    return a, b, c


def closure():
    z = 9
    return lambda a, b: (a, b, z)


targets = [two, default, star, kwonly, closure(), max, pow, Init, New, Both, Callable(), Static.s, Static.c, Static().m, complex, divmod, "{}-{}".format, [].__class__.__eq__.__class__ and (lambda a, b: "lambda"), slice, dict.fromkeys.__class__ and isinstance.__class__ and min]
for _ in range(30):
    results = [direct(t) for t in targets]
print([getattr(r, "v", r) for r in results])
for f in (two, default, lambda a, b: a, Init, kwonly):
    for _ in range(60):
        r = kw(f)
    print(getattr(r, "v", r))
for f, args in ((two, (1,)), (two, (1, 2, 3)), (NoInit, (1,)), (Init, (1,)), (5, ()), (len, ()), (Callable(), (1,)), (None, (1, 2))):
    try:
        for _ in range(3):
            site(f, *args)
    except TypeError as e:
        print(e)


def swap(n):
    out = []
    f = two
    for i in range(n):
        r = f(i, i)
        if i == n - 3:
            f = default
        if i == n - 2:
            f = max
        out.append(r)
    return out[-3:]


print(swap(200))
two.__code__ = (lambda a, b: ("replaced", a, b)).__code__
print(direct(two))
default.__defaults__ = ("new default",)
print(direct(default))
kwonly.__kwdefaults__ = {"c": "new kw"}
print(direct(kwonly))
Init.__init__ = lambda self, a, b: setattr(self, "v", "patched init")
print(direct(Init).v)
Init.__new__ = lambda cls, a, b: "patched new"
print(direct(Init))
Callable.__call__ = lambda self, a, b: "patched call"
print(direct(targets[10]))


def recursive(n, acc=0):
    if n == 0:
        return acc
    return recursive(n - 1, acc + n)


print(recursive(500), [recursive(i) for i in range(5)])


def even(n):
    return True if n == 0 else odd(n - 1)


def odd(n):
    return False if n == 0 else even(n - 1)


print(even(300), odd(301), sum(1 for i in range(50) if even(i)))
total = 0
for i in range(500):
    total += len(str(i)) + abs(-i) + min(i, 5) + max(i, 3) + ord("a") + int("7") + len([i] * 3) + isinstance(i, int) + bool(i) + round(1.5) + sum((1, 2))
print(total)
print([len(x) for x in ("abc", [1], (1, 2), {1: 2}, {1, 2, 3}, range(9), b"ab", bytearray(3), memoryview(b"abcd"))], [type(x)() for x in (1, "a", [], (), {}, 1.5)], [str(x) for x in (1, 1.5, None, "s", [1])])
