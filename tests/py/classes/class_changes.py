"""Classes and objects changed after the fact: slots of the type follow, and wrong changes are refused."""


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__ + ":", e)


class A:
    def __len__(self):
        return 3

    def __add__(self, other):
        return "A.add"


class B(A):
    pass


class C:
    pass


b = B()
print(len(b), b + 1)
A.__len__ = lambda self: 4
print(len(b))
B.__len__ = lambda self: 5
print(len(b))
del B.__len__
print(len(b))
del A.__len__
attempt(lambda: len(b))
A.__radd__ = lambda self, other: "A.radd"
print(1 + b, b + b)
A.__getitem__ = lambda self, key: ("item", key)
print(b[1], b["x"])
A.__getattr__ = lambda self, name: "dyn " + name
print(b.anything)
A.__getattribute__ = lambda self, name: "always " + name
print(b.anything)
del A.__getattribute__, A.__getattr__
attempt(lambda: b.anything)
A.__call__ = lambda self, *args, **kwargs: (args, kwargs)
print(b(1, x=2), callable(b), callable(C()))
A.__eq__ = lambda self, other: True
print(b == 5, b != 5, hash(b) == hash(b))
A.__hash__ = None
attempt(lambda: hash(b))
A.__bool__ = lambda self: False
print(bool(b), not b)
A.__iter__ = lambda self: iter([1, 2])
print(list(b), 2 in b)
A.__contains__ = lambda self, x: x == 9
print(2 in b, 9 in b)
A.__index__ = lambda self: 2
print([10, 20, 30][b], hex(b))


class D:
    def f(self):
        return "D.f"

    __len__ = None


class E(C):
    def __len__(self):
        return 1


e = E()
E.__bases__ = (D,)
print(e.f(), E.__mro__, len(e), D.__subclasses__(), C.__subclasses__())
attempt(lambda: setattr(E, "__bases__", ()))
attempt(lambda: setattr(E, "__bases__", 1))
attempt(lambda: setattr(E, "__bases__", (E,)))
attempt(lambda: len(D()))

c = C()
c.x = 1
c.__class__ = D
print(type(c), c.x, c.f())
c.y = 2
print(c.__dict__)


class S:
    __slots__ = ("x",)


attempt(lambda: setattr(c, "__class__", S))
attempt(lambda: setattr(c, "__class__", 1))
attempt(lambda: setattr(c, "__class__", int))
attempt(lambda: setattr(1, "__class__", int))
attempt(lambda: setattr(c, "__dict__", 1))
c.__dict__ = {"z": 26}
print(c.z, hasattr(c, "x"))
del c.__dict__
print(c.__dict__)
s = S()
attempt(lambda: s.x)
s.x = 1
print(s.x)
attempt(lambda: setattr(s, "y", 1))
del s.x
attempt(lambda: s.x)

C.__name__ = "Renamed"
C.__qualname__ = "outer.Renamed"
print(C, C.__name__)
attempt(lambda: setattr(C, "__name__", 1))
attempt(lambda: setattr(int, "__name__", "x"))
attempt(lambda: delattr(C, "__name__"))
C.__doc__ = "text"
print(C.__doc__)


class Shout:
    def __get__(self, instance, owner=None):
        return instance.__name__ + "!"

    def __set__(self, instance, value):
        raise AttributeError("read-only")


class M(type):
    x = Shout()

    def method(cls):
        return cls

    def __call__(cls, *args):
        return ("made", args)

    def __len__(cls):
        return 42


class N(metaclass=M):
    pass


print(N.x, N.method(), N(1), len(N), type(N))
attempt(lambda: type.__call__(N).x)


class P(int):
    def __add__(self, other):
        return P(int(self) + int(other))

    def __repr__(self):
        return f"P({int(self)})"


print(P(1) + 2, 2 + P(1), P(3) * 2, [P(1)], P.__add__(P(1), 5), int.__add__(P(1), 5))


class L(list):
    pass


x = L([1])
print(x + [2], x * 2, x.__add__([3]))
x += (4,)
print(x, type(x))
L.__add__ = lambda self, other: "own"
print(x + [2])
del L.__add__
print(x + [2])


class Sub:
    def __init_subclass__(cls, **kwargs):
        print("subclass", cls.__name__, kwargs)


class Sub2(Sub, option=1):
    pass


class Named:
    def __set_name__(self, owner, name):
        print("named", owner.__name__, name)


class Holder:
    first = Named()
    second = Named()


class I:
    def __init__(self):
        return 3


attempt(I)
I.__new__ = lambda cls: "not an I"
attempt(I)
