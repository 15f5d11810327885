"""Makes reports.txt: what CPython 3.14 reports of each program below. Run it with python3.14 in this folder.

A case is a mode (exec, single, eval, await: exec with top-level await, or O: exec with optimize=1) and a source. The
result lists the SyntaxWarnings (line and message), and the SyntaxError (message, line, offset, end line, end offset).
"""
import ast
import warnings

CASES = []


def case(source, mode="exec"):
    CASES.append((mode, source))


# Names declared and used in the wrong order or place.
for word in ("global", "nonlocal"):
    case(f"def f(a):\n    {word} a\n")
    case(f"def f():\n    a = 1\n    {word} a\n")
    case(f"def f():\n    print(a)\n    {word} a\n")
    case(f"def f():\n    a: int\n    {word} a\n")
    case(f"def f():\n    {word} a\n    a: int = 1\n")
    case(f"class C:\n    {word} a\n    a: int\n")
    case(f"def f():\n    for a in b: pass\n    {word} x, a\n")
    case(f"def f():\n    import a.b\n    {word} a\n")
    case(f"def f():\n    {word} a, a\n")
    case(f"def f():\n    a += 1\n    {word} a\n")
    case(f"{word} a\n")
case("a = 1\nglobal a\n")
case("print(a)\nglobal a\n")
case("global a\na: int = 1\n")
case("nonlocal a\n")
case("def f():\n    nonlocal a\n")
case("class C:\n    nonlocal a\n")
case("def f():\n    def g():\n        nonlocal a, b\n    a = 1\n")
case("def f():\n    a = 1\n    def g():\n        global a\n        nonlocal a\n")
case("def f():\n    a = 1\n    def g():\n        nonlocal a\n        def h():\n            nonlocal a\n            a = 2\n")
case("def f[T]():\n    nonlocal T\n")
case("def f[T]():\n    def g():\n        nonlocal T\n        T = 1\n")
case("class C[T]:\n    nonlocal T\n    T = 1\n")
case("def f():\n    global x\n    def g():\n        nonlocal x\n")
# Parameters.
case("def f(a, a): pass\n")
case("def f(a, /, b, *, a): pass\n")
case("def f(a, *b, c, **b): pass\n")
case("lambda x, *x: 1\n")
case("def f(\n    first,\n    second,\n    first): pass\n")
case("def f(__debug__): pass\n")
case("def f(*__debug__): pass\n")
case("def f(*, __debug__=1): pass\n")
case("lambda __debug__: 1\n")
# __debug__.
for source in (
    "__debug__ = 1",
    "x = __debug__ = 2",
    "__debug__ += 1",
    "del __debug__",
    "x.__debug__ = 1",
    "del x.__debug__",
    "for __debug__ in x: pass",
    "with x as __debug__: pass",
    "import __debug__",
    "import a as __debug__",
    "from a import __debug__",
    "f(__debug__=1)",
    "class C(__debug__=1): pass",
    "def __debug__(): pass",
    "class __debug__: pass",
    "(__debug__ := 1)",
    "[x for __debug__ in y]",
    "__debug__: int",
    "__debug__: int = 1",
    "match x:\n    case __debug__: pass",
    "match x:\n    case A(__debug__=1): pass",
    "match x:\n    case [*__debug__]: pass",
    "match x:\n    case {**__debug__}: pass",
    "match x:\n    case 1 as __debug__: pass",
    "try: pass\nexcept E as __debug__: pass",
    "type __debug__ = int",
    "def f[__debug__](): pass",
    "x = __debug__",
    "print(x.__debug__)",
):
    case(source + "\n")
# Statements out of place.
case("return\n")
case("class C:\n    return 1\n")
case("if x:\n    return x\n")
case("return 1\n", "single")
case("yield\n")
case("x = yield 1\n")
case("yield from x\n")
case("class C:\n    yield 1\n")
case("async def f():\n    yield from x\n")
case("async def f():\n    yield 1\n    return 2\n")
case("async def f():\n    yield 1\n    return\n")
case("break\n")
case("continue\n")
case("if x:\n    break\n")
case("def f():\n    break\n")
case("for x in y:\n    def f():\n        continue\n")
case("while x:\n    class C:\n        break\n")
case("while x: pass\nelse:\n    break\n")
case("try: pass\nexcept* E:\n    return\n")
case("def f():\n    try: pass\n    except* E:\n        return 1\n")
case("for x in y:\n    try: pass\n    except* E:\n        break\n")
case("for x in y:\n    try: pass\n    except* E:\n        continue\n")
case("for x in y:\n    try: pass\n    except* E:\n        for z in w:\n            break\n")
case("try: pass\nexcept: pass\nexcept E: pass\n")
case("def f():\n    from a import *\n")
case("class C:\n    from a import *\n")
case("from a import *\n")
# Async.
case("await x\n")
case("def f():\n    await x\n")
case("lambda: await x\n")
case("class C:\n    await x\n")
case("async for x in y: pass\n")
case("async with x: pass\n")
case("def f():\n    async for x in y: pass\n")
case("def f():\n    async with x as y: pass\n")
case("[x async for x in y]\n")
case("def f():\n    return [x async for x in y]\n")
case("def f():\n    return (x async for x in y)\n")
case("def f():\n    return {x: y for z in w if await z}\n")
case("async def f():\n    return [[x async for x in y] for z in w]\n")
case("async def f():\n    return lambda: [x async for x in y]\n")
case("[await x for x in y]\n")
case("await x\n", "await")
case("async for x in y: pass\n", "await")
case("async with x: pass\n", "await")
case("x = [y async for y in z]\n", "await")
case("def f():\n    await x\n", "await")
# Comprehensions, assignment expressions.
case("[(yield x) for x in y]\n")
case("def f():\n    return {(yield x) for x in y}\n")
case("def f():\n    return {x: (yield y) for x in y}\n")
case("def f():\n    return ((yield from x) for x in y)\n")
case("[x := 1 for x in y]\n")
case("[[x := 1 for z in y] for x in y]\n")
case("[x for x in (y := z)]\n")
case("[x for x in [(y := 1) for z in w]]\n")
case("[x for x in lambda: (y := 1)]\n")
case("[(x := 1) for y in z for x in w]\n")
case("[x for y in z if (x := y) for x in w]\n")
case("class C:\n    [(x := 1) for y in z]\n")
case("def f():\n    [(x := y) for y in z]\n    return x\n")
case("def f():\n    global x\n    [(x := y) for y in z]\n")
case("type X = [(y := 1) for z in w]\n")
case("type X = (y := 1)\n")
case("type X[T: (y := 1)] = T\n")
case("type X[T = (yield 1)] = T\n")
case("type X[T: (int, (y := 1))] = T\n")
case("type X[*Ts = (y := 1)] = T\n")
case("type X[**P = (y := 1)] = T\n")
case("type X = (yield)\n")
case("type X = await y\n")
case("def f[T: [(y := 1) for z in w]](): pass\n")
case("class C[T]((y := 1)): pass\n")
case("class C[T]((yield 1)): pass\n")
case("class C[T](await x): pass\n")
case("class C[T]([(y := 1) for z in w]): pass\n")
case("x: (y := 1)\n")
case("x: (yield 1)\n")
case("def f(x: (yield 1)): pass\n")
case("def f() -> (y := 1): pass\n")
case("async def f(x: await y): pass\n")
case("def f():\n    x: (yield)\n")
# Type parameters.
case("def f[T, T](): pass\n")
case("class C[T, *T]: pass\n")
case("type X[T, **T] = T\n")
case("class C[__T, __T]: pass\n")
case("def f[T = int, U](): pass\n")
case("def f[*T = int, *U](): pass\n")
case("def f[**T = int, **U](): pass\n")
case("def f[__classdict__](): pass\n")
case("def f[__classdict__: int](): pass\n")
# Assignment targets.
case("*a, *b = c\n")
case("*a = b\n")
case("[*a, b, *c] = d\n")
case("for *a, *b in c: pass\n")
case("a" + ", a" * 256 + ", *b = c\n")
case("print(*a for a in b)\n")
case("x = *a\n")
case("*a\n")
case("del *a\n")
case("x[*a:b]\n")
# Calls and patterns.
case("f(a=1, a=2)\n")
case("f(a=1, **b, c=2, a=3)\n")
case("x.f(a=1, a=2)\n")
case("class C(a=1, a=2): pass\n")
for pattern in (
    "[a, a]",
    "[a, *a]",
    "{'x': a, **a}",
    "A(a, b=a)",
    "(a as a)",
    "[a, b] | [a]",
    "a | 1",
    "_ | 1",
    "1 | a",
    "(a | b)",
    "[*a, *b]",
    "[*_, 1, *_]",
    "A(b=1, b=2)",
    "{'a': 1, 'a': 2}",
    "{1: x, True: y}",
    "{1: x, 1.0: y}",
    "{b'a': x, 'a': y}",
    "{-1: x, -1: y}",
    "{1 + 2j: x, 1 + 2j: y}",
    "[a, b] | [b, a]",
):
    case(f"match x:\n    case {pattern}: pass\n")
case("match x:\n    case a: pass\n    case b: pass\n")
case("match x:\n    case _: pass\n    case b: pass\n")
case("match x:\n    case a if b: pass\n    case c: pass\n")
case("match x:\n    case (a | 1): pass\n    case c: pass\n")
# Future imports.
case("from __future__ import nothing_like_this\n")
case("from __future__ import annotations, nothing\n")
case("from __future__ import braces\n")
case("x = 1\nfrom __future__ import annotations\n")
case("'doc'\nfrom __future__ import annotations\nimport a\nfrom __future__ import division\n")
case("def f():\n    from __future__ import annotations\n")
case("from __future__ import annotations; x = 1; from __future__ import division\n")
case("from .__future__ import nothing\n")
case("from __future__ import generators as g, annotations as a\n")
# Nesting.
case("".join(" " * i + "with a:\n" for i in range(22)) + " " * 22 + "pass\n")
case("".join(" " * i + "try:\n" for i in range(22)) + " " * 22 + "pass\n"
     + "".join(" " * i + "finally: pass\n" for i in reversed(range(22))))
# Warnings.
for literal in ("1", "'a'", "1.5", "2j", "b'x'", "()", "(1, 2)", "(1, x)", "None", "...", "True", "[1]", "{}", "-1", "f'{x}'"):
    case(f"x is {literal}\n")
    case(f"{literal} is not x\n")
    case(f"{literal}()\n")
    case(f"{literal}[0]\n")
    case(f"{literal}['a']\n")
    case(f"{literal}[1:2]\n")
    case(f"x[{literal}]\n")
    case(f"'abc'[{literal}]\n")
    case(f"[1, 2][{literal}]\n")
for display in ("{1}", "{1: 2}", "{x for x in y}", "[x for x in y]", "(x for x in y)", "{x: x for x in y}", "(lambda: 1)", "t'a'"):
    case(f"{display}()\n")
    case(f"{display}[0]\n")
    case(f"{display}['a']\n")
    case(f"'abc'[{display}]\n")
case("x is 1 is y is 2\n")
case("if a < b is 1 < c: pass\n")
case("assert (x, 'message')\n")
case("assert (x, 'message')\n", "O")
case("assert ()\n")
case("assert (x), 'message'\n")
case("x == 1\n")
BODY = "try:\n    pass\nfinally:\n"
case(BODY + "    return\n")
case("def f():\n    try: pass\n    finally:\n        return 1\n")
case("for x in y:\n    try: pass\n    finally:\n        break\n")
case("for x in y:\n    try: pass\n    finally:\n        continue\n")
case("def f():\n    try: pass\n    finally:\n        for x in y:\n            if x: break\n            continue\n")
case("def f():\n    try: pass\n    finally:\n        for x in y:\n            return x\n")
case("def f():\n    try: pass\n    finally:\n        def g():\n            return 1\n")
case("def f():\n    try: pass\n    finally:\n        with x:\n            if y:\n                return 1\n")
case("def f():\n    try: pass\n    except* E: pass\n    finally:\n        return 1\n")
case("def f():\n    try:\n        return 1\n    finally:\n        1()\n")
case("def f():\n    for x in y:\n        try:\n            if x: break\n            continue\n        finally:\n            1 is 2\n")
case("1()\nnonlocal x\n")
case("1()\nreturn\n2()\n")
case("1 is 2\n", "eval")
case("'%s' % (1,)\n'a'()\n", "single")


def report(mode, source):
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if mode == "await" else 0
    optimize = 1 if mode == "O" else 0
    kind = mode if mode in ("eval", "single") else "exec"
    found = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            compile(source, "<test>", kind, flags, dont_inherit=True, optimize=optimize)
        except SyntaxError as e:
            error = f"error {e.lineno} {e.offset} {e.end_lineno} {e.end_offset} {e.msg}"
        else:
            error = "ok"
    found.extend(f"warning {w.lineno} {w.message}" for w in caught)
    return found + [error]


with open("reports.txt", "w") as out:
    out.write("# Made by reports.py with CPython 3.14.\n")
    for mode, source in CASES:
        out.write(f"=== {mode}\n")
        out.writelines(f"| {line}\n" for line in source.splitlines())
        out.writelines(line + "\n" for line in report(mode, source))
