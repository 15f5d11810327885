# zeal: 20
# One attribute site sees many shapes: order of assignment, deletions, class changes, slots, properties, modules, instance dicts.
class P:
    kind = "P"

    def __init__(self, order):
        for name in order:
            setattr(self, name, name * 2)


def read(o):
    return o.a


def total(objects, times=100):
    out = []
    for _ in range(times):
        out = [read(o) for o in objects]
    return out


class Slot:
    __slots__ = ("b", "a")

    def __init__(self):
        self.a = "slot"


class Prop:
    @property
    def a(self):
        return "property"


class ClassAttr:
    a = "class"


class Getattr:
    def __getattr__(self, name):
        return "getattr " + name


class Meta(type):
    a = "meta"


class ByMeta(metaclass=Meta):
    pass


objects = [P("a"), P("ab"), P("ba"), P("cba"), Slot(), Prop(), ClassAttr(), Getattr(), ByMeta]
print(total(objects[:1]), total(objects[:2]), total(objects))
p = P("abc")
print([read(p) for _ in range(50)][-1])
p.__dict__["a"] = "via dict"
print(read(p))
del p.a
P.a = "class fallback"
print(read(p), [read(p) for _ in range(50)][-1])
P.a = property(lambda self: "data descriptor")
print(read(p), read(P("x")))
del P.a
try:
    read(p)
except AttributeError as e:
    print(e)
p.a = 1
print(read(p))
p.__class__ = type("Q", (P,), {"a": property(lambda self: "Q property")})
print(read(p))
p.__class__ = P
p.__dict__ = {"a": "new dict"}
print(read(p), [read(p) for _ in range(50)][-1])


class Counter:
    total = 0

    def bump(self):
        self.total += 1
        Counter.total += 10
        return self.total, Counter.total


c = Counter()
for _ in range(100):
    last = c.bump()
print(last, vars(c))


def write(o, value):
    o.x = value
    return o.x


class Setter:
    def __setattr__(self, name, value):
        object.__setattr__(self, name, value * 2)


class Desc:
    def __set__(self, instance, value):
        instance.__dict__["x"] = ("set", value)

    def __get__(self, instance, owner):
        return instance.__dict__.get("x")


class WithDesc:
    x = Desc()


for o in [P("")] * 60 + [Setter(), WithDesc(), P("qx"), Slot()]:
    try:
        result = write(o, 5)
    except AttributeError as e:
        result = str(e)
    if o.__class__ is not P:
        print(type(o).__name__, result)


def method_site(o):
    return o.m()


class A:
    def m(self):
        return "A.m"


class B(A):
    pass


a, b = A(), B()
for _ in range(100):
    method_site(a), method_site(b)
print(method_site(a), method_site(b))
A.m = lambda self: "new A.m"
print(method_site(a), method_site(b))
B.m = lambda self: "B.m"
print(method_site(a), method_site(b))
b.m = lambda: "instance m"
print(method_site(b), [method_site(b) for _ in range(30)][-1])
del b.m, B.m
A.m = staticmethod(lambda: "static")
print(method_site(a), method_site(b))
A.m = classmethod(lambda cls: cls.__name__)
print(method_site(a), method_site(b))
B.__bases__ = (type("N", (), {"m": lambda self: "other base"}),)
print(method_site(b), B.__mro__[1].__name__)
A.m = 5
try:
    method_site(a)
except TypeError as e:
    print(e)
many = [type(f"T{i}", (), {"m": lambda self, i=i: i})() for i in range(40)]
print(sum(method_site(o) for _ in range(10) for o in many))
