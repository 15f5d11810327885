# Protocols by which objects are copied and pickled, without importing pickle.
class Plain:
    def __init__(self, a):
        self.a = a


class Slots:
    __slots__ = ("x", "y")


class State:
    def __getstate__(self):
        return {"kept": 1}


class Args(tuple):
    def __new__(cls, a, b):
        return super().__new__(cls, (a, b))

    def __getnewargs__(self):
        return self[0], self[1]


class KwArgs:
    def __new__(cls, *, k=0):
        return super().__new__(cls)

    def __getnewargs_ex__(self):
        return (), {"k": 5}


def names(value):
    if isinstance(value, tuple):
        return tuple(names(v) for v in value)
    if isinstance(value, type) or callable(value):
        return value.__name__
    if hasattr(value, "__next__"):
        return list(value)
    if isinstance(value, (Plain, State, Slots)):
        return type(value).__name__
    return value


p, s = Plain(5), Slots()
s.x = 1
for o in (p, s, State(), Args(1, 2), KwArgs(), [1, 2].__class__([1]), {"k": 1}):
    print(type(o).__name__, names(o.__reduce_ex__(2)))
print(p.__getstate__(), s.__getstate__(), object().__getstate__(), names(p.__reduce_ex__(4)))
for protocol in (0, 1):
    try:
        print(names(p.__reduce_ex__(protocol)))
        s.__reduce_ex__(protocol)
    except TypeError as e:
        print(e)
for value in ((x for x in ()), lambda: 0, len, int, None, 5, "s", 1.5, range(3), slice(1, 2), iter([1, 2]), iter("ab"), enumerate("a"), {"a": 1}.keys(), set([1]), frozenset([1]), bytearray(b"a"), ValueError("v"), type(None), NotImplemented, ..., memoryview(b"a"), reversed([1]), zip("a"), map(str, [1]), property(), super(Plain, p), complex(1, 2), object()):
    try:
        result = value.__reduce_ex__(4)
        print(type(value).__name__, result if isinstance(result, str) else (getattr(result[0], "__name__", result[0]), len(result)))
    except TypeError as e:
        print(type(value).__name__, "->", e)


class Custom:
    def __reduce__(self):
        return (Custom, (), {"z": 1})

    def __setstate__(self, state):
        self.state = state


def rebuild(o):
    function, args, *rest = o.__reduce_ex__(2)
    new = function(*args)
    if rest and rest[0] is not None:
        if hasattr(new, "__setstate__"):
            new.__setstate__(rest[0])
        elif isinstance(rest[0], tuple):
            for part in rest[0]:
                for k, v in (part or {}).items():
                    setattr(new, k, v)
        else:
            new.__dict__.update(rest[0])
    if len(rest) > 1 and rest[1] is not None:
        new.extend(rest[1])
    if len(rest) > 2 and rest[2] is not None:
        for k, v in rest[2]:
            new[k] = v
    return new


class L(list):
    pass


class D(dict):
    pass


l, d = L([1, 2]), D(a=1)
l.tag = "t"
print(vars(rebuild(p)), rebuild(s).x, rebuild(Custom()).state, rebuild(l), rebuild(l).tag, rebuild(d), type(rebuild(d)).__name__, rebuild(Args(3, 4)))
it = iter([1, 2, 3])
next(it)
function, args, state = it.__reduce__()
print(function.__name__, args, state, range(5).__reduce__()[1], names(ValueError("a", 1).__reduce__()))
