# zeal: 50
# The recursion limit: RecursionError on every path, and everything works afterwards.
import sys
print(sys.getrecursionlimit())
sys.setrecursionlimit(300)


def plain(n):
    return plain(n + 1)


class Repr:
    def __repr__(self):
        return repr(self)


class Eq:
    def __eq__(self, other):
        return self == other


class Attr:
    def __getattr__(self, name):
        return getattr(self, name + "x")


class Add:
    def __add__(self, other):
        return self + other


class Item:
    def __getitem__(self, key):
        return self[key]


class Call:
    def __call__(self):
        return self()


class Iter:
    def __iter__(self):
        return iter(list(self))


class Hash:
    def __hash__(self):
        return hash(self)


class Str:
    def __str__(self):
        return str(self)


class Bool:
    def __bool__(self):
        return bool(self) if True else False


class Len:
    def __len__(self):
        return len(self)


class Get:
    def __get__(self, instance, owner):
        return instance.attribute


class Owner:
    attribute = Get()


def mutual_a(n):
    return mutual_b(n)


def mutual_b(n):
    return mutual_a(n)


def by_sort(n):
    return sorted([2, 1], key=lambda v: by_sort(n + 1))


def by_map(n):
    return list(map(by_map, [n]))


def generator(n):
    yield from generator(n + 1)


def comprehension(n):
    return [comprehension(n + 1) for _ in range(1)]


actions = {"plain": lambda: plain(0), "repr": lambda: repr(Repr()), "eq": lambda: Eq() == Eq(), "getattr": lambda: Attr().x, "add": lambda: Add() + 1, "item": lambda: Item()[0], "call": lambda: Call()(), "iter": lambda: list(Iter()), "hash": lambda: hash(Hash()), "str": lambda: str(Str()), "bool": lambda: bool(Bool()), "len": lambda: len(Len()),
           "get": lambda: Owner().attribute, "mutual": lambda: mutual_a(0), "sort": lambda: by_sort(0), "map": lambda: by_map(0), "generator": lambda: next(generator(0)), "comprehension": lambda: comprehension(0), "lambda": lambda: (lambda f: f(f))(lambda f: f(f)), "exec": lambda: exec(code), "format": lambda: f"{Str()}", "method": lambda: Deep().m()}
code = compile("exec(code)", "<code>", "exec")


class Deep:
    def m(self):
        return self.m()


for name, action in actions.items():
    try:
        action()
        print(name, "returned")
    except RecursionError as e:
        print(name, type(e).__name__)
depth = 0


def count():
    global depth
    depth += 1
    count()


try:
    count()
except RecursionError as e:
    print(e, 200 < depth <= 300)
nested = []
for _ in range(100000):
    nested = [nested]
try:
    repr(nested)
except RecursionError as e:
    print("repr of nested", type(e).__name__)
try:
    nested == [nested]
    print("compared")
except RecursionError as e:
    print("compare", type(e).__name__)
del nested
for bad in (0, -1):
    try:
        sys.setrecursionlimit(bad)
    except ValueError as e:
        print(e)


def fine(n):
    return 0 if n == 0 else 1 + fine(n - 1)


print(fine(250))
sys.setrecursionlimit(20000)
print(fine(15000))
