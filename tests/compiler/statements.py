if x: y;
else: z;
def f(): pass;
@dec
# comment
@dec2(a)  # c

def g(): return 1;
@(yield_)
class A: x = 1; y = 2;
@a.b
class B(x, metaclass=y): pass
for i in x: pass;
else: pass;
while x: y;
with a as b, c as d: pass;
with (a as b, c as d,): pass
with (a): pass
with (a, b): pass
with (a, b) as c: pass
with (yield_), (b): pass
try: a;
except E as e: b;
except (A, B): c;
except A, B: c
else: d;
finally: e;
try: pass
except* E as e: pass;
except* (A, B): pass
lambda: (yield)
lambda x, /, y=1, *a, z, w=2, **k: x
x = y = z = 1
x, *y = z
[x, (y, z)] = w
x += 1; y.a += 2; z[1] += 3; z[1:2] += 4; z[a:b] += 5; z[a:b:c] += 6; z.b[1].c -= 4
x: int
(x): int = 3
x.y: int
x[1]: int = 3
x[a:b, c]: int
del x, y.z, w[1], (a, b), [c]
del w[1:2], w[a:b]
x[1:2] = 3
x[a:] = 4
x[:] = 5
x[::] = 6
x[a:b:c] = 7
x[1:2, 3] = 8
x[1,]; x[1:2]; x[a:b]; x[:]; x[::]; x[::2]; x[a::2]; x[*a]; x[*a, b]; x[1:2, a:b]
a < b < c
a < b < c < d in e
if a < b < c: pass
if not (a < b < c): pass
while a < b < c: pass
assert a < b < c, "m"
a and b or c and not d
if (a and b) or (c and not d): pass
x = a if b else c
if (a if b else c): pass
(a if b else c)(d)
not a
-a; +a; ~a
f(*a); f(**b); f(*a, **b); f(1, *a, x=1, **b, y=2); f(*a, *b); f(a, b=1); f(x for x in y)
f(1, (x for x in y))
a.b(c).d(e)(f)
a.b(*c); a.b(x=1); a.b(**k)
(a
 .b
 .c(1)
 .d(x=2))
a.b.c = 4
(a.
   b.
   c) = 5
x = (a
     .b)
super().f()
print(f"{x}", f"{x!r:>{w}}", f"{x=}", f"{x = !s}", f"{x=:5}", f"a{x}b{y}c", f"{{}}", f"{x}" "y" f"{z}", "a" f"{x}" "b", f"", f"" "", f"{x:{y}{z}}", sep="")
f"{x:}"
f"a{{b}}c{x}d{{"
f'''{
x
}'''
f"{x!r}" f"{y!s}" f"{z!a}"
t"{x}" t"a{y!r:>5}"
t"a"
t""
t"{x:{y}}"
rf"\d{x}\n"
f"\N{EM DASH}{x}\u1234"
f"{'a' 'b'}"
f"{x:%Y-%m-%d}"
f"{lambda_}"
f"{ {1:2}[1] }"
f"{(lambda x: 1)}"
"a" "b"
b"a" b"b"
u"x" "y"
("%s" % (a,)); "%s %r" % (a, b); "%d" % (a,); "%5s|%-5s|%.3s" % (a, b, c); "%%%s" % (x,); "%s" % a; "%s %s" % (a,); "%(x)s" % (a,); "a" % (); "%10.2a" % (q,); "%-s" % (a,); "%0s" % (a,); "%123s" % (a,); "%s%" % (a,); "%.s" % (z,)
'%s' % (a, *b)
{1: 2, **a, 3: 4}; {**a}; {**a, **b}; {a: b, c: d}; {}
{1, 2}; {*a}; {*a, 1}; {1, *a}
[1, *a, 2]; [*a]; (*a, 1); (1, *a); *a, b
[]; (); (1,); [1, 2, 3]; (1, 2, 3)
__debug__
if __debug__: pass
if 0: x
if 1: x
while 0: x
while 1: x
if None: x
if "a": x
x if 1 else y
1 if x else 2
...
None
1
"doc"
global gg
import a, b.c, d.e.f as g, h as i
from . import a
from .. import b as c
from ...x.y import (z, w as v)
from q import *
async def f():
    async for x in y: pass
    else: pass
    async with a as b, c: pass
    await x
    [x async for x in y]
    {x: y async for x, y in z if await w}
    [await x for x in y]
    (x async for x in y)
    return await z
async def g():
    yield 1
    yield
    async for x in y:
        break
    async with a:
        return
def h():
    x = yield
    yield from y
    z = yield from w
    return (yield 1)
def gen():
    try:
        yield 1
    except E:
        yield 2
    finally:
        yield 3
type X = int
type Y[T] = list[T]
type Z[T: int, *Ts, **P] = T
type W[T = int, *Ts = *tuple[int], **P = [int]] = T
type V[T: (int, str) = int] = T
def f1[T](x: T) -> T: return x
def f2[T: int, *Ts, **P](x: T, *a: *Ts, y=1, **k: P.kwargs) -> T: return x
def f3[T](x=1, *, y=2): pass
def f4[T](*, y=2): pass
class C1[T]: x: T
class C2[T, *Ts](Base[T], metaclass=M): 
    def m[U](self, x: U) -> T: return super().m()
    type A[Q] = T | Q
class C3[T: int = str]:
    __x: int
    def __m(self): self.__y = 1; self.z = 2; self.__y.w = 3
    async def am(self): self.q = 1
