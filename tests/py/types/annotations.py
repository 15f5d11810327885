# PEP 649: annotations are evaluated late, __annotate__, scopes, class and module annotations.
def f(a: undefined_name, b: int = 3, *c: str, d: float, **e: list[int]) -> "quoted":
    local: also_undefined = 5
    return local


print(f(1, d=2.0))
try:
    f.__annotations__
except NameError as e:
    print(e)
undefined_name = "now defined"
print(f.__annotations__, f.__annotations__ is f.__annotations__, f.__annotate__(1) == f.__annotations__)
for fmt in (2, 3, 4, 0, 5, "x"):
    try:
        print(fmt, sorted(f.__annotate__(fmt)))
    except BaseException as e:
        print(fmt, type(e).__name__, e)


class C:
    x: int
    y: "later" = 5
    z: [n for n in range(3)]
    own: x_in_class
    x_in_class = "class scope"
    if True:
        conditional: bool
    if False:
        never: complex
    __private: int

    def method(self, other: C) -> x_in_class:
        return self


print(C.__annotations__, C.method.__annotations__, C.y, hasattr(C, "x"), C.__annotate__(1).keys())


class D(C):
    pass


class E(C):
    w: str


print(D.__annotations__, E.__annotations__, D.__annotate__, type(E.__annotate__).__name__)
module_var: int = 5
module_only: str
if module_var > 3:
    taken: float
else:
    not_taken: bytes
import sys
module = sys.modules["__main__"]
print(module.__annotations__, __annotate__(1) == module.__annotations__)
f.__annotations__ = {"new": 1}
print(f.__annotations__, f.__annotate__)
f.__annotations__["more"] = 2
print(f.__annotations__)
def g(x: int): pass
g.__annotate__ = lambda format: {"custom": format}
print(g.__annotations__, g.__annotate__(1))
g.__annotate__ = None
print(g.__annotations__)
del g.__annotations__
print(g.__annotations__)
for statement in ("g.__annotations__ = 5", "g.__annotate__ = 5", "C.__annotate__ = 5", "del g.__annotate__", "int.__annotations__", "int.__annotate__", "type.__annotations__", "(lambda: 0).__annotations__", "len.__annotations__", "C().__annotations__"):
    try:
        exec(statement)
        print(statement, "ok")
    except Exception as e:
        print(statement, "->", type(e).__name__, e)
order = []


def note(name):
    order.append(name)
    return name


def h(a: note("a"), b: note("b") = note("default b")) -> note("return"):
    pass


print(order)
h.__annotations__
print(order)
x: note("simple") = 1
holder = {}
holder[note("index")]: note("subscript annotation") = note("value")
(paren): note("paren") = 2
print(order[4:], holder, paren, "paren" in module.__annotations__)


def outer(kind):
    def inner(a: kind, b: list[kind]) -> kind:
        pass

    class Local:
        v: kind
        w: note

    kind2 = kind
    return inner.__annotations__, Local.__annotations__["v"]


print(outer(int))
for source in ("def f(x: (yield)): pass", "def f(x: (a := 1)): pass", "x: (await y)", "lambda x: int: 0", "x: int, y: int", "(x, y): int", "f(): int", "x: int = y: int", "*x: int", "def f(*a: *b): pass", "class A:\n  x: (yield)", "global q; q: int", "def f():\n  global q\n  q: int"):
    try:
        compile(source, "<a>", "exec")
        print("ok", source)
    except SyntaxError as e:
        print(source, "->", e.msg)
ns = {}
exec("from __future__ import annotations\ndef f(x: undefined + 1, y: 'q') -> [a for a in b]: pass\nclass A:\n    z: nope.x[0]", ns)
print(ns["f"].__annotations__, ns["A"].__annotations__)
