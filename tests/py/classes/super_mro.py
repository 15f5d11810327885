# super() in all its forms and the C3 order.
class A:
    def who(self):
        return ["A"]

    @classmethod
    def make(cls):
        return ["A.make", cls.__name__]

    @staticmethod
    def static():
        return "A.static"

    @property
    def prop(self):
        return "A.prop"


class B(A):
    def who(self):
        return ["B"] + super().who()

    @classmethod
    def make(cls):
        return ["B.make"] + super().make()

    @staticmethod
    def static():
        return "B.static+" + super(B, B).static()

    @property
    def prop(self):
        return "B." + super().prop


class C(A):
    def who(self):
        return ["C"] + super().who()

    @classmethod
    def make(cls):
        return ["C.make"] + super().make()


class D(B, C):
    def who(self):
        return ["D"] + super().who()

    def indirect(self):
        def inner():
            return super(D, self).who()

        return inner(), [super(D, self).who() for _ in range(1)][0]

    def comprehension(self):
        return [super().who() for _ in range(2)]


d = D()
print(d.who(), D.make(), D.static(), d.prop, d.indirect(), d.comprehension()[1], [c.__name__ for c in D.__mro__])
s = super(B, d)
print(s.who(), s.__thisclass__.__name__, s.__self__ is d, s.__self_class__.__name__, super(C, D).make(), super(D, D).who(d), type(s).__name__)
print(repr(super(B, D)), super(A, d).__class__.__name__ if 0 else super(B, d).__class__)
for call in ("super()", "super(D)", "super(B, 5)", "super(5)", "super(B, A())", "super(A, d).who()", "super(B, d).missing", "super(1, 2, 3)", "super(B, int)"):
    try:
        print(call, "ok" if eval(call) else "")
    except Exception as e:
        print(call, "->", type(e).__name__, e)


class NoSelf:
    def f():
        return super()

    def g(self):
        del self
        return super()

    def h(*args):
        return super()


for f in (lambda: NoSelf.f(), lambda: NoSelf().g(), lambda: NoSelf().h()):
    try:
        print(type(f()).__name__)
    except RuntimeError as e:
        print(e)


class X:
    def set(self):
        super().__setattr__("v", 5)
        return self.v, super().__getattribute__("v"), super().__repr__()[:3], super().__eq__(self)


print(X().set())


class K:
    me = lambda self: __class__

    def name(self):
        return __class__.__name__


class K2(K):
    pass


print(K2().me().__name__, K2().name())
orders = {"O": "", "E": "O", "F": "O", "G": "O", "H": "G,F", "I": "G,E", "J": "H,I"}
made = {}
for name, bases in orders.items():
    made[name] = type(name, tuple(made[b] for b in bases.split(",") if b), {})
print({name: "".join(c.__name__ for c in cls.__mro__[:-1]) for name, cls in made.items()})
for bases in (("E", "O"), ("O", "E"), ("H", "E", "G")):
    try:
        print("".join(c.__name__ for c in type("Z", tuple(made[b] for b in bases), {}).__mro__[:-1]))
    except TypeError as e:
        print(e)


class Mixin:
    def __init__(self, **kw):
        self.order = kw.pop("order", [])
        self.order.append("Mixin")
        super().__init__(**kw)


class Part:
    def __init__(self, size=0, **kw):
        self.size = size
        self.order.append("Part") if hasattr(self, "order") else None
        super().__init__(**kw)


class Whole(Mixin, Part):
    def __init__(self):
        super().__init__(size=3)


print(Whole().order, Whole().size)
unbound = super(B)
bound = unbound.__get__(d)
print(bound.who(), unbound.__self__, unbound.__thisclass__.__name__)
