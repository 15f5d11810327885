"""Functions: parameters, locals, cells, closures, unbound checks, superinstructions, borrowing."""
from __future__ import generator_stop


def parameters(a, /, b, c=1, *args, d, e=2, **kwargs):
    return a, b, c, args, d, e, kwargs


def unbound(a, b):
    if a:
        c = 1
    print(c)
    del b
    print(b)
    try:
        d = a
    except ValueError as error:
        print(error, d)
    finally:
        print(d)
    for e in a:
        f = e
    return e, f, c


def borrowed(a, b, c):
    a.b(c).d = a[b]
    x = a
    a = b
    y, z = x, a
    x, y, z = y, z, x
    print(a, (a := c), a)
    with a as d, b:
        d += a.x(b, key=c, **z)
    assert a, b
    from os import path, sep as s
    return f"{a}{b!r:>{c}}{path}", s


def closures(a, b):
    c = a

    def inner(x=c, *, y: a = b) -> b:
        nonlocal c
        c += 1
        del c
        return lambda z: (x, a, c, z)

    class Local(Base, metaclass=b, key=a):
        __slots__ = a
        c = c

        def method(self, other):
            """Doc."""
            self.x = self.y = other
            return super().method(), super(Local, self).x, __class__

        @a.b
        @property
        def prop(self): return [self.q for self.z in a if self.z]

    return inner, Local, [lambda: (i, a) for i in c], {k: v for k, v in a if b}, {j for i in a for j in i}


def generator(a):
    x = yield
    try:
        y = yield x, (yield from a)
    finally:
        z = yield
    return (i for i in a if (yield_ := i))


def loops(a, b):
    for i in a:
        while b:
            if i: continue
            if b > 1: break
            try: return i
            finally: b -= 1
        else:
            for j, (k, *l) in i: print(j)
    while True:
        try:
            with a: return
        except* (A, B) as group: raise
        except* C: pass
    return [x for x in a if x for y in x if not y], all(x for x in a), any(x.y for x in b), tuple(x for x in a)


def many(a):
    v0 = v1 = v2 = v3 = v4 = v5 = v6 = v7 = v8 = v9 = v10 = v11 = v12 = v13 = v14 = v15 = v16 = v17 = a
    return v14, v15, v16, v17, v0, v1


def conditions(a, b, c):
    x = a and b or c
    y = a if b and not c else a or (b if c is None else c is not None)
    z = a < b < c, a not in (1, 2), a in [b, c], not a == b, not (a and b), (a and b) is None
    return (lambda p, q=x: p or q)(y) if z and (w := x) else [w for w in z]


class Plain:
    """Doc."""
    x: int
    y: list[str] = []
    (z): float = 1.0
    if y:
        w: int = 3

    def __init__(self, v: "T" = x):
        self.v: int = v
        self.a, self.b = v
        print(__debug__, f"{v=}")


type Alias[T: (int, str), *Ts, **P] = dict[T, P] | tuple[*Ts]


class Generic[U, T: int = bool]:
    def method[V](self, t: T, v: V, *a: *tuple[T, U]) -> Generic[V]: return t, v, T


def template(a): return t"x{a!r:>{a}}y{a + 1}", t"", f"{t"{a}"}", "%s and %r" % (a, a), f"{a:{a}}"
