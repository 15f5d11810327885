# functools: partial, reduce, lru_cache, wraps, singledispatch, total_ordering, cached_property, cmp_to_key.
import functools
from functools import Placeholder, cache, cached_property, cmp_to_key, lru_cache, partial, partialmethod, reduce, singledispatch, singledispatchmethod, total_ordering, wraps


def f(a, b=2, *c, d=4):
    """Doc."""
    return a, b, c, d


p = partial(f, 1, d=9)
print(p(), p(5), p(5, 6, d=0), p.func is f, p.args, p.keywords, partial(p, 7)(), partial(f, Placeholder, 3)(1), partial(int, base=2)("101"))
print(reduce(lambda a, b: a * b, [1, 2, 3, 4]), reduce(lambda a, b: a + b, [], 10))
try:
    reduce(lambda a, b: a, [])
except TypeError as e:
    print(e)
calls = []


@lru_cache(maxsize=2)
def square(n):
    calls.append(n)
    return n * n


print([square(n) for n in (1, 2, 1, 3, 1, 2)], calls, square.cache_info(), square.cache_clear(), square.cache_info(), square.__wrapped__(5), square.cache_parameters())


@cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80), fib.cache_info().hits > 0)


def decorate(function):
    @wraps(function)
    def inner(*args):
        return function(*args)

    return inner


g = decorate(f)
print(g.__name__, g.__doc__, g.__wrapped__ is f, g.__qualname__)


@singledispatch
def show(value):
    return f"object {value}"


@show.register
def _(value: int):
    return f"int {value}"


@show.register(list)
@show.register(tuple)
def _(value):
    return f"sequence {len(value)}"


@show.register
def _(value: float | None):
    return f"float or none {value}"


print(show("x"), show(5), show(True), show([1]), show((1, 2)), show(1.5), show(None), show.dispatch(bool) is show.dispatch(int))


class Formatter:
    @singledispatchmethod
    def format(self, value):
        return "default"

    @format.register
    def _(self, value: str):
        return "str"

    def base(self, a, b):
        return a, b

    half = partialmethod(base, 1)


print(Formatter().format(1), Formatter().format(""), Formatter().half(2))


@total_ordering
class Version:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return self.n == other.n

    def __lt__(self, other):
        return self.n < other.n


print(Version(1) <= Version(1), Version(2) > Version(1), Version(1) >= Version(2), sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)))


class Data:
    @cached_property
    def value(self):
        print("computing")
        return 42


d = Data()
print(d.value, d.value, vars(d), type(Data.value).__name__)
print(functools.WRAPPER_ASSIGNMENTS[:3])
