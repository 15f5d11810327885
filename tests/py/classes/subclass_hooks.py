# __init_subclass__, __class_getitem__, __mro_entries__, __subclasshook__ by hand, __set_name__ order.
class Base:
    registry = []

    def __init_subclass__(cls, /, tag=None, **kw):
        super().__init_subclass__(**kw)
        cls.tag = tag
        Base.registry.append((cls.__name__, tag))


class A(Base, tag="a"):
    pass


class B(A):
    pass


class C(B, tag=3):
    def __init_subclass__(cls, **kw):
        print("C hook", cls.__name__, kw)
        super().__init_subclass__(**kw)


class D(C, tag="d"):
    pass


print(Base.registry, A.tag, B.tag, D.tag)
for source in ("class X(Base, unknown=1): pass", "class X(object, y=1): pass", "class X(x=1): pass"):
    try:
        exec(source)
    except TypeError as e:
        print(e)


class Box:
    def __class_getitem__(cls, item):
        return (cls.__name__, item)


class SubBox(Box):
    pass


print(Box[int], SubBox[1, 2], Box["x"])
try:
    A[int]
except TypeError as e:
    print(e)
try:
    Box()[0]
except TypeError as e:
    print(e)


class Entry:
    def __init__(self, *bases):
        self.bases = bases

    def __mro_entries__(self, bases):
        print("entries", len(bases))
        return self.bases


class FromEntry(Entry(A, ), Entry(dict), int.__class__ if 0 else object):
    pass


print([c.__name__ for c in FromEntry.__mro__], len(FromEntry.__orig_bases__), FromEntry.tag)


class Generic:
    pass


class Nothing(Entry()):
    pass


print(Nothing.__bases__)
try:
    type("T", (Entry(A),), {})
except TypeError as e:
    print(e)


class Attr:
    def __set_name__(self, owner, name):
        print("name", name, owner.__name__, "subclassed" if hasattr(owner, "hooked") else "not yet")


class Hooked:
    def __init_subclass__(cls):
        cls.hooked = True
        print("hook", cls.__name__)


class WithAttr(Hooked):
    one = Attr()
    two = Attr()


later = Attr()
WithAttr.three = later


class Diamond:
    def __init_subclass__(cls, **kw):
        print("diamond", cls.__name__, kw)
        super().__init_subclass__()


class L(Diamond):
    pass


class R(Diamond):
    pass


class Bottom(L, R, q=1):
    pass


def make_class(name, fields):
    """Dataclass-like creation by exec."""
    arguments = ", ".join(f"{field}={default!r}" if default is not None else field for field, default in fields.items())
    body = "\n".join(f"        self.{field} = {field}" for field in fields)
    namespace = {}
    exec(f"class {name}:\n    __match_args__ = {tuple(fields)!r}\n    def __init__(self, {arguments}):\n{body}\n", namespace)
    cls = namespace[name]
    cls.__repr__ = lambda self: f"{name}(" + ", ".join(f"{f}={getattr(self, f)!r}" for f in fields) + ")"
    cls.__eq__ = lambda self, other: type(other) is type(self) and vars(self) == vars(other)
    return cls


Point = make_class("Point", {"x": None, "y": 0})
print(Point(1), Point(1, 2) == Point(1, 2), Point(1) != Point(2), Point.__match_args__)
match Point(3, 4):
    case Point(x, y=4):
        print("matched", x)
