# __slots__: layout, errors, inheritance, with and without __dict__.
class P:
    __slots__ = ("x", "y")

    def __init__(self, x, y=None):
        self.x = x
        if y is not None:
            self.y = y


p = P(1)
print(p.x, hasattr(p, "y"), hasattr(p, "__dict__"), P.__slots__, type(P.x).__name__, P.x.__name__, P.x.__objclass__.__name__, P.x.__get__(p), repr(P.x))
for statement in ("p.y", "p.z = 1", "p.z", "del p.y", "P.x.__get__(5)", "P.x.__set__(5, 1)", "P.y.__delete__(p)", "p.__dict__", "p.__weakref__", "vars(p)"):
    try:
        print(statement, eval(statement) if "=" not in statement and "del" not in statement else exec(statement))
    except Exception as e:
        print(statement, "->", type(e).__name__, e)
p.y = 5
del p.x
p.x = "again"
print(p.x, p.y)


class Q(P):
    __slots__ = ("z",)


q = Q(1, 2)
q.z = 3
print(q.x, q.y, q.z, hasattr(q, "__dict__"))


class R(P):
    pass


r = R(1, 2)
r.free = "dict"
print(r.x, r.free, r.__dict__, R.__dict__.get("__slots__"))


class S:
    __slots__ = ["a", "__dict__", "__private"]

    def __init__(self):
        self.a = 1
        self.b = 2
        self.__private = 3


s = S()
print(s.a, s.b, s.__dict__, s._S__private, sorted(k for k in vars(S) if not k.startswith("__")))


class T:
    __slots__ = {"doc": "the text of doc", "other": None}


print(T.__slots__, T.doc.__doc__)
for body in ("__slots__ = 'a b'", "__slots__ = ('a', 'a')", "__slots__ = (1,)", "__slots__ = ('1a',)", "x = 1\n    __slots__ = ('x',)", "__slots__ = ('__dict__', '__dict__')", "__slots__ = 'single'", "__slots__ = ()", "__slots__ = 5"):
    try:
        exec(f"class X:\n    {body}\n")
        print(body, "ok")
    except Exception as e:
        print(body, "->", type(e).__name__, e)
for bases in ("(P, S)", "(int,)", "(tuple,)", "(P, Q)", "(Q, P)"):
    try:
        exec(f"class X{bases}:\n    __slots__ = ('more',)\n")
        print(bases, "ok")
    except Exception as e:
        print(bases, "->", type(e).__name__, e)


class L(list):
    __slots__ = ("tag",)


l = L([1, 2])
l.tag = "t"
l.append(3)
print(l, l.tag, hasattr(l, "__dict__"))


class A:
    __slots__ = ()


class B(A):
    __slots__ = ("v",)


class C(A):
    pass


b, c = B(), C()
b.v = 1
try:
    b.__class__ = C
except TypeError as e:
    print(e)


class D(A):
    __slots__ = ("v",)


b.__class__ = D
print(type(b).__name__, b.v)
points = [P(i, i * i) for i in range(100)]
print(sum(p.x for p in points), sum(p.y for p in points), max(points, key=lambda p: p.y).x)
