# global, nonlocal, locals(), globals(), exec and eval with namespaces, class scope, del.
x = "global"


def read():
    return x


def write():
    global x, made
    x = "changed"
    made = "made"


write()
print(read(), made, "made" in globals())


def shadow():
    x = "local"
    d = locals()
    x = "later"
    d["x"] = "via dict"
    d["y"] = 1
    return x, sorted(d), locals()["x"], sorted(locals())


print(shadow())
namespace = {"a": 1}
exec("b = a + 1\ndef f():\n    return a + b\nc = f()", namespace)
print(sorted(k for k in namespace if not k.startswith("__")), namespace["c"], "__builtins__" in namespace)
scope = {}
exec("q = 1\nclass K:\n    v = 2\nprint(K.v, q)", {}, scope)
print(sorted(scope), eval("q + 1", {}, scope), eval("x", {"x": "explicit"}), eval("[i for i in range(n)]", {"n": 3}), eval(compile("1 + 2", "<s>", "eval")), eval("  7"), eval(b"8"))


class Names(dict):
    def __missing__(self, key):
        return f"<{key}>"

    def __getitem__(self, key):
        if key.startswith("up_"):
            return key[3:].upper()
        return super().__getitem__(key)


print(eval("up_abc + nothing", {}, Names()))
for source in ("undefined", "x +", "import", "1 = 2", "def f(:", "yield 1", "return 5", "break", "nonlocal z", "a b"):
    try:
        print(source, eval(source))
    except Exception as e:
        print(source, "->", type(e).__name__, e)
for source in ("global g1; g1 = 5", "del never", "for i in range(2): pass", "x: int = 3", "import sys as s", "class A: pass", "lambda: 0", "(w := 9)"):
    ns = {}
    try:
        exec(source, ns)
        print(source, sorted(k for k in ns if not k.startswith("__")))
    except Exception as e:
        print(source, "->", type(e).__name__, e)


class Body:
    first = 1
    second = first + 1
    names = sorted(k for k in locals() if not k.startswith("_"))
    for loop in range(3):
        pass
    del first
    if True:
        global from_class
        from_class = "g"


print(Body.second, Body.names, Body.loop, hasattr(Body, "first"), from_class, vars(Body)["loop"])


def use_before():
    try:
        del unset
    except UnboundLocalError as e:
        print(e)
    unset = 1


use_before()
def exec_local():
    v = 1
    exec("v = 2; w = 3")
    try:
        return v, w
    except NameError as e:
        return v, str(e)


print(exec_local(), dir() == sorted(dir()), "x" in dir(), vars() is globals(), globals()["x"])
builtins_before = len
len = lambda value: "my len"
print(len([]))
del len
print(len([]))
try:
    del len
except NameError as e:
    print(e)
def f():
    exec("zz = 1", globals())
f()
print(zz, eval("zz", None, {"zz": 2}), exec("pass"), [eval(f"{i}*{i}") for i in range(4)])
