# compile(), code objects, __code__.replace, constants, flags, docstrings, optimization, __future__.
code = compile("x = 1\ny = x + 1\n", "<name>", "exec")
print(code.co_name, code.co_filename, code.co_names, code.co_consts, code.co_varnames, code.co_flags, code.co_firstlineno, code.co_argcount, code.co_qualname, type(code).__name__)
ns = {}
exec(code, ns)
print(ns["y"], eval(compile("a * 2", "<e>", "eval"), {"a": 21}), exec(compile("z = 5", "<s>", "single"), ns), ns["z"])
exec(compile("1 + 1\n'shown'\nNone", "<i>", "exec"))
for line in ("1 + 1", "'shown'", "None", "x = 3", "for i in range(2): i\n"):
    exec(compile(line, "<single>", "single"))
for args in (("1 +", "<f>", "eval"), ("x = 1", "<f>", "eval"), ("x", "<f>", "bad"), (5, "<f>", "exec"), ("x", 5, "exec"), ("a\0b", "<f>", "exec"), ("x", "<f>"), ("\n\n  x", "<f>", "exec"), ("def f():\nx", "<f>", "exec"), (b"# coding: latin-1\nx = '\xe9'", "<f>", "exec"), (b"x = '\xe9'", "<f>", "exec"), ("x", "<f>", "exec", 1 << 30), ("\ufeffx = 1", "<f>", "exec"), ("\tif x:\n        y\n\tz", "<f>", "exec")):
    try:
        print(repr(args[0]), compile(*args).co_names)
    except Exception as e:
        print(repr(args[0]), "->", type(e).__name__, str(e).split(" (<f>")[0])


def f(a, b=1, *args, c, **kw):
    """Documentation."""
    x = a + 1000
    def inner():
        return x
    return inner, lambda: (yield)


c = f.__code__
print(c.co_consts[0], c.co_varnames, c.co_cellvars, c.co_names, [k.co_name for k in c.co_consts if hasattr(k, "co_name")], c.co_nlocals, c.co_posonlyargcount, c.co_kwonlyargcount, bool(c.co_flags & 4), bool(c.co_flags & 8))
print(c.replace(co_name="new").co_name, c == c.replace(), c != c.replace(co_name="q"), hash(c) == hash(c.replace()), c.replace(co_filename="other.py").co_filename, c.replace(co_firstlineno=99).co_firstlineno)
for kw in ({"co_name": 5}, {"co_argcount": -1}, {"co_code": "x"}, {"nothing": 1}, {"co_consts": []}, {"co_names": ("a", 1)}):
    try:
        c.replace(**kw)
        print(kw, "ok")
    except Exception as e:
        print(kw, "->", type(e).__name__)


def docs():
    "one" "two"


def no_docs():
    f"x"


class Doc:
    """Class doc."""
    x = 1


print(docs.__doc__, no_docs.__doc__, Doc.__doc__, compile("'module doc'\nx = 1", "<d>", "exec").co_consts[0])
asserting = "assert 0, 'off'\nif __debug__: result = 'debug'\nelse: result = 'optimized'\ndef f():\n    'doc'\ndoc = f.__doc__"
for level in (0, 1, 2):
    ns = {}
    try:
        exec(compile(asserting, "<o>", "exec", optimize=level), ns)
        print(level, ns["result"], ns["doc"])
    except AssertionError as e:
        print(level, "assertion", e)
print(compile("from __future__ import annotations", "<f>", "exec").co_flags & 0x1000000 != 0, compile("1", "<f>", "eval", dont_inherit=True).co_flags)
for source in ("from __future__ import nothing", "x = 1\nfrom __future__ import annotations", "from __future__ import braces", "from __future__ import (annotations, division)", "'doc'\nfrom __future__ import annotations"):
    try:
        compile(source, "<f>", "exec")
        print("ok", source)
    except SyntaxError as e:
        print(e.msg)
deep = "(" * 150 + "1" + ")" * 150
print(eval(deep), eval("-" * 100 + "1"), eval("+".join(["1"] * 2000)), eval("[" * 50 + "]" * 50) != [], len(eval("[" + "1," * 5000 + "]")))
for source in ("(" * 300 + "1" + ")" * 300, "x" + ".a" * 20 + " = (", "'" + "a" * 20, "'''never closed", "f(" + "a, " * 5, "1e5x", "0777", "0b12", "1__0", "$", "a ? b", "x = ¿", "'\\N{no such name}'", "'\\x1'", "b'é'", "'\\u12'"):
    try:
        compile(source, "<n>", "eval")
        print("ok")
    except (SyntaxError, MemoryError) as e:
        print(type(e).__name__, getattr(e, "msg", e))
