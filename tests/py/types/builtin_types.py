# type(), names and attributes of every builtin type; instances of types without a name of their own.
import sys
types = [int, float, complex, bool, str, bytes, bytearray, memoryview, list, tuple, range, slice, dict, set, frozenset, enumerate, zip, map, filter, reversed, property, classmethod, staticmethod, super, object, type, BaseException, ExceptionGroup,
         type(None), type(...), type(NotImplemented), type(lambda: 0), type((lambda: 0).__code__), type(sys), type(sys._getframe()), type((x for x in ())), type([].append), type([].__add__), type(list.append), type(list.__add__), type({}.keys()), type({}.values()), type({}.items()), type(iter([])), type(iter({})), type(int.__dict__), type(sys.flags), type(sys.version_info),
         type(list[int]), type(int | str), type(int.real), type(property.fget), type(dict.__dict__["fromkeys"]), type(type.__dict__["__dict__"])]
for t in types:
    print(t.__name__, t.__qualname__, t.__module__, t.__base__.__name__ if t.__base__ else None, len(t.__mro__), t.__basicsize__ >= 0, bool(t.__flags__ & (1 << 10)), callable(t), isinstance(t, type), hash(t) == hash(t), t.__doc__ is None or isinstance(t.__doc__, str))
for t in types:
    if t.__flags__ & (1 << 10):
        continue
    try:
        type("Sub", (t,), {})
        print("subclass of", t.__name__)
    except TypeError as e:
        print(e)
for t in types[:28]:
    try:
        value = t()
        print(t.__name__, type(value).__name__ if " at 0x" in repr(value) else repr(value), bool(value))
    except TypeError as e:
        print(t.__name__, "->", e)
    except RuntimeError as e:
        print(t.__name__, "->", e)
print(None, ..., NotImplemented, Ellipsis is ..., type(None)() is None, type(...)() is ..., type(NotImplemented)() is NotImplemented, repr(type(None)), bool(...), None == None, None is None, hash(None) == hash(None), __debug__, type(__debug__).__name__)
for statement in ("None = 1", "True = 1", "... = 1", "__debug__ = 1", "NotImplemented = 1", "def f(None): pass", "f(True=1)", "x.None = 1", "for None in x: pass", "del None", "import None", "class None: pass", "with x as None: pass"):
    try:
        compile(statement, "<s>", "exec")
        print("ok", statement)
    except SyntaxError as e:
        print(statement, "->", e.msg)
for t in (int, str, list, dict):
    print(t.__name__, [n for n in ("__add__", "__len__", "__hash__", "__iter__", "__index__", "__getitem__", "__contains__", "__call__", "__reversed__", "__ror__") if hasattr(t, n)], t.__hash__ is None)


class Int(int):
    def __repr__(self):
        return f"Int({int.__repr__(self)})"


class Str(str):
    pass


class List(list):
    def append(self, item):
        super().append(item * 2)


class Float(float):
    def __add__(self, other):
        return "Float add"


i, l = Int(5), List([1])
l.append(5)
l.x = "attribute"
print(i, i + 1, type(i + 1).__name__, i == 5, hash(i) == hash(5), [10, 20, 30, 40, 50, 60][i], l, l.x, l + [1], type(l + [1]).__name__, Float(1.5) + 1, 1 + Float(1.5), -Float(2), isinstance(i, int), {5: "five"}[i], f"{i:03d}", "%d" % i, str(i), int(i), type(int(i)).__name__, range(i), "x" * i, i.real, type(i.real).__name__, divmod(i, 2), i ** 2, ~i, -i, abs(i), round(i))
print(type("X", (int,), {"__slots__": ()})(7) + 1, bool(Int(0)), Int("12"), Int(), max(Int(3), 2), sorted([Int(3), 1, Int(2)]), sum([Int(1), Int(2)]), Int(2**80), Str("a") + "b", type(Str("a") + "b").__name__)
print(object() == object(), object().__repr__()[:18], object.__doc__ is not None, type(object()) is object, isinstance(object, type), isinstance(type, object), object().__class__, object.__new__(object).__class__, type(type) is type)
