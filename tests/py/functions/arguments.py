# Calls: every way to pass arguments, every error message.
def f(a, b=2, /, c=3, *args, d, e=5, **kw):
    return a, b, c, args, d, e, kw


print(f(1, d=4), f(1, 9, 8, 7, 6, d=0), f(1, c=0, d=1, z=2), f(*[1, 2], *[3, 4], **{"d": 5}, **{"x": 6}), f(1, d=4, a=10, b=11))


def g(x, y, *, k=1):
    return x, y, k


def none():
    pass


def pos_only(a, b, /):
    return a, b


def kw_only(*, a, b):
    return a, b


calls = ["g()", "g(1)", "g(1, 2, 3)", "g(1, 2, 3, k=1)", "g(1, 2, z=3)", "g(1, x=2)", "g(1, y=2, k=3)", "none(1)", "none(1, 2)", "none(a=1)", "pos_only(1)", "pos_only()", "pos_only(a=1, b=2)", "pos_only(1, b=2)", "kw_only()",
         "kw_only(a=1)", "kw_only(1)", "kw_only(1, 2, a=1)", "f()", "f(1)", "g(*1)", "g(**1)", "g(**{1: 2})", "g(*[1], **{'x': 2})", "g(1, 2, **{'k': 1}, **{'k': 2})", "g(k=1, **{'k': 2})", "(lambda x: x)()", "(lambda: 1)(2)", "g(1, 2, kk=3)", "len()", "len(1, 2)", "len(x=1)",
         "abs()", "print(foo=1)", "int(1, 2, 3)", "isinstance(1)", "'a'.join()", "[].append(1, 2)", "{}.get(k=1)", "sorted(key=1)", "dict.fromkeys()", "str.join()", "object(1)", "1()", "None()", "'s'()", "f.x()"]
for call in calls:
    try:
        print(call, eval(call))
    except Exception as e:
        print(call, "->", type(e).__name__, e)


def default(value, seen=[], table={}):
    seen.append(value)
    table[value] = len(seen)
    return seen, table


default(1)
print(default(2), default.__defaults__, default(3, []))


def order(name):
    print("eval", name, end=" ")
    return name


def sink(*args, **kwargs):
    print()
    return args, kwargs


print(sink(order(1), *[order(2)], order(3), k=order(4), *[order(5)], **{"m": order(6)}))


def many(a1, a2, a3, a4, a5, a6, a7=7, a8=8, *rest, k1=1, k2=2, **kw):
    return a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + sum(rest) + k1 + k2 + sum(kw.values())


print(many(1, 2, 3, 4, 5, 6), many(*range(20)), many(*range(6), **{f"x{i}": i for i in range(300)}), many(a6=1, a5=1, a4=1, a3=1, a2=1, a1=1, k2=0))
print((lambda *a, **k: (a, k))(*"ab", *(), **{}, **dict(z=1)), (lambda a, *, b: a - b)(b=1, a=5), (lambda a, b=lambda: 3: a + b())(1))


class Callable:
    def __call__(self, x, *, y=0):
        return x, y


c = Callable()
print(c(1), c(1, y=2), callable(c), callable(1), callable(f), callable(Callable))
try:
    c(1, 2)
except TypeError as e:
    print(e)
try:
    Callable().method()
except AttributeError as e:
    print(e)
del f.__kwdefaults__["e"]
f.__defaults__ = (20, 30)
g.__kwdefaults__ = {"k": "new"}
print(f(1, d=1, e=2), g(1, 2))
try:
    f(1, d=2)
except TypeError as e:
    print(e)
