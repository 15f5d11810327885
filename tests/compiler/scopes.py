# Scopes: closures, classes, comprehensions in each kind of scope, conditional annotations, private names.
import a.b, c as d

__x = 1
t: int = 1
if t:
    u: str
    t.v: int
[p for p in q if p.r(t)]
[lambda: p for p in q]
{p: [s for s in p] for p in q}
(w := [z := y for y in t])


def outer(a, __b, *args, k=1, **kw):
    "Doc.\n\n    Indented.\n\ttab\n"
    x: int
    y = [a for i in args if (last := i)]
    z = {i: [j + i for j in a] for i in args}

    def inner():
        nonlocal a
        a = x = k
        return [lambda: (a, i, kw) for i in z]

    class C(a, metaclass=k):
        """Doc of C"""
        a = a
        __private = 1
        x: a
        if a:
            y: x = 1
        z = [a for i in args]
        w = [__private for __private in args]
        v = [lambda: __class__ for i in args]

        def m(self):
            self.__q = self.attr = super().m
            super(C, self).n()
            super().__class__
            return __class__, C.__private, self.__dunder__

        @staticmethod
        def s():
            return super

        def __init_subclass__(cls, /): super().__init_subclass__()

        lambda self: super().x

        class D[T]:
            x: T
            y: list[a]
            def f[U: T](self, a: U = a) -> T: ...
            type Alias[V] = T | V | x
            g = [T for i in x]

    return locals()


class Private:
    import __mod.__sub as __name, __other
    from __mod import __attr
    global __glob
    __glob = __x
    def __f(__self, *, __kw=1): return __kw.__attr
    __slots__ = ("__a",)
    def g(self):
        try:
            pass
        except E as __e:
            print(__e)
        for self.__loop, self[0].y in x: self.z.w = 1
        with a as self.ctx, b as (self.c1, self.c2): pass
        def nested(self): self.deep = 1
        other.attr = 2


async def agen(it):
    async def inner():
        return [x async for x in it if await x]
    async with it as (a, b), it:
        for x in it:
            try:
                yield x
            finally:
                await x
    async for x in it:
        if x:
            continue
        break
    else:
        return
    [[await y async for y in x] for x in it]


def loops(n):
    for i in range(n):
        try:
            if i: continue
            with n as m, m:
                if m: break
                return i
        except (A, B) as e:
            raise X from e
        except C:
            raise
        else:
            n += 1
        finally:
            n -= 1
    while n:
        try:
            return n
        finally:
            while 1:
                break
    else:
        del n
    try:
        return all(x for x in n) or any(not x for x in n) or tuple(x for x in n)
    except* T as g:
        g
    except* U:
        pass
    else:
        pass
    finally:
        n


def many(x):
    f(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23, a24, a25,
      a26, a27, a28, a29, a30, a31)
    x.f(k1=1, k2=2, k3=3, k4=4, k5=5, k6=6, k7=7, k8=8, k9=9, k10=10, k11=11, k12=12, k13=13, k14=14, k15=15, k16=16)
    x.f(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23, a24, k=1,
        l=2, m=3, n=4, o=5, p=6)
    {1: a, 2: a, 3: a, 4: a, 5: a, 6: a, 7: a, 8: a, 9: a, 10: a, 11: a, 12: a, 13: a, 14: a, 15: a, 16: a, 17: a, 18: a}
    {a: 1, 2: a, 3: a, 4: a, 5: a, 6: a, 7: a, 8: a, 9: a, 10: a, 11: a, 12: a, 13: a, 14: a, 15: a, 16: a, **x, 17: a}
    [a, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, a]
    return f"{x}{x}{x}{x}{x}{x}{x}{x}{x}{x}{x}{x}{x}{x}{x}{x}{x}{x}{x}{x}{x}{x}{x}{x}{x}{x}{x}{x}{x}{x}{x}{x}"
