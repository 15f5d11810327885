# Decorators of functions and classes, with arguments, stacked, as classes.
def trace(function):
    print("decorating", function.__name__)

    def wrapper(*args, **kwargs):
        print("call", function.__name__, args, kwargs)
        result = function(*args, **kwargs)
        print("result", result)
        return result

    wrapper.__wrapped__ = function
    return wrapper


def repeat(times):
    print("repeat", times)

    def decorate(function):
        print("apply", times)
        return lambda *args: [function(*args) for _ in range(times)]

    return decorate


@trace
@repeat(2)
@trace
def add(a, b):
    return a + b


print(add(1, 2))


class memo:
    def __init__(self, function):
        self.function = function
        self.cache = {}

    def __call__(self, *args):
        if args not in self.cache:
            self.cache[args] = self.function(*args)
        return self.cache[args]

    def __get__(self, instance, owner):
        return lambda *args: self(instance, *args)


@memo
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(60), len(fib.cache))


class Shape:
    @memo
    def area(self, k):
        print("computing")
        return k * k

    @property
    @repeat(3)
    def name(self):
        return "shape"


s = Shape()
print(s.area(3), s.area(3), s.name)


def register(registry, **extra):
    def decorate(cls):
        registry[cls.__name__] = cls
        cls.extra = extra
        return cls

    return decorate


registry = {}


@register(registry, version=2)
class Plugin:
    pass


@(lambda cls: (cls, "replaced"))
class Gone:
    pass


print(list(registry), Plugin.extra, Gone[0].__name__, Gone[1])
table = [repeat(1), trace]


@table[0]
def indexed():
    return "indexed"


@(yes := table[1])
def named():
    return "named"


@(lambda f: f.__name__)
def printed(): pass


print(indexed(), named(), printed, yes is trace)
try:
    @1
    def broken():
        pass
except TypeError as e:
    print(e)
print("broken" in globals())
