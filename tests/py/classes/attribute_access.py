# __getattr__, __getattribute__, __setattr__, __delattr__, __dir__, and how they work together.
class Proxy:
    def __init__(self, target):
        object.__setattr__(self, "_target", target)
        object.__setattr__(self, "_log", [])

    def __getattribute__(self, name):
        if name.startswith("_"):
            return object.__getattribute__(self, name)
        self._log.append("get " + name)
        return getattr(self._target, name)

    def __setattr__(self, name, value):
        self._log.append("set " + name)
        setattr(self._target, name, value)

    def __delattr__(self, name):
        self._log.append("del " + name)
        delattr(self._target, name)

    def __dir__(self):
        return ["b", "a"]


class Target:
    x = 1


t = Target()
p = Proxy(t)
p.y = 2
print(p.x, p.y, t.__dict__, dir(p))
del p.y
try:
    p.y
except AttributeError as e:
    print(e, e.name, type(e.obj).__name__)
print(p._log, hasattr(p, "nope"), getattr(p, "nope", "d"))


class Fallback:
    real = "real"

    def __getattr__(self, name):
        if name.startswith("no_"):
            raise AttributeError(name)
        return f"made {name}"


f = Fallback()
f.own = "own"
print(f.real, f.own, f.anything, hasattr(f, "no_x"), getattr(f, "no_y", 5), f.__class__.__name__)
try:
    f.no_z
except AttributeError as e:
    print(repr(e))
try:
    len(f)
except TypeError as e:
    print(e)


class Both:
    def __getattribute__(self, name):
        if name == "a":
            return "getattribute"
        raise AttributeError("from getattribute: " + name)

    def __getattr__(self, name):
        return "getattr " + name


b = Both()
b.z = 1
print(b.a, b.z, b.b)


class Frozen:
    def __init__(self):
        super().__setattr__("v", 1)

    def __setattr__(self, name, value):
        raise AttributeError(f"cannot set {name}")

    def __delattr__(self, name):
        raise AttributeError(f"cannot delete {name}")


z = Frozen()
for statement in ("z.v = 2", "del z.v", "setattr(z, 'w', 1)", "z.v += 1"):
    try:
        exec(statement)
    except AttributeError as e:
        print(statement, e)
print(z.v)


class Count:
    n = 0

    def __getattr__(self, name):
        Count.n += 1
        if Count.n > 3:
            raise KeyError(name)
        return Count.n


c = Count()
print(c.a, c.a, c.b)
try:
    hasattr(c, "x")
except KeyError as e:
    print("hasattr lets through", e)
for call in ("getattr(c)", "getattr(c, 5)", "setattr(c, 5, 1)", "hasattr(c, 5)", "getattr(c, 'a', 1, 2)", "delattr(c, 'q')", "dir(1, 2)", "vars(5)", "(5).x", "None.x", "(lambda: 0).x.y", "[].append.x", "int.y", "type.z", "object.w", "().sort()", "'a'.b", "len.q", "range(3).qq"):
    try:
        print(call, eval(call))
    except Exception as e:
        print(call, "->", type(e).__name__, e)


class InstanceSpecial:
    pass


i = InstanceSpecial()
i.__len__ = lambda: 5
i.__call__ = lambda: 6
try:
    len(i)
except TypeError as e:
    print(e)
try:
    i()
except TypeError as e:
    print(e)
print(i.__len__(), callable(i))
o = type("Many", (), {})()
for k in range(50):
    setattr(o, f"a{k}", k)
for k in range(0, 50, 2):
    delattr(o, f"a{k}")
o.a0 = "back"
print(sum(v for v in vars(o).values() if isinstance(v, int)), list(vars(o))[-1], len(vars(o)), o.a49)
