"Annotations as text."
from __future__ import annotations, generator_stop

a: list[int, ...] = 1
b: x if y else z
c: lambda a, /, b=1, *c, d=2, **e: (a, b)
d: a.b[c:d, ::2](*e, f=g, **h)
e: not a and b or -c ** -d @ (e + f) * g
f: {1: 2, **a, 'b': {c}} | {*d} | [x for x in y if z if w for v in u]
h: ()
i: a < b <= c is not d not in (e)
j: f"{a!r:>{b}} {{c}} {{" 't' f'{d}'
k: 1.0 + 1e100 - 1e-7 + 1j + 1e400 + 123456789012345678901234567890 + 0.1
l: 'it\'s "quoted"' "\n\t\\\x00\xe9\u2028\U0001f600"
m: b'it\'s\x00\xff"'
n: None | True | ... | (1).real | 1.0.real
o: (yield_ + (await_))[a][b, c][(d, e)](x for x in y)(x, (y for y in z))
p: a[b:c] | a[b:] | a[:c] | a[:] | a[b:c:d]
q: u'prefix'
r: lambda: 1
s: lambda *, a: a
t: -1 ** 2 | (-1) ** 2 | ~a | (not b) | +c
u: a ** b ** c | (a ** b) ** c | a - (b - c) | a - b - c
v: {x: y for x, y in z} | {x for x in y}
w: t"{a + b!s:x}{{"


def func(a: int, /, b: str = 1, *c: *Ts, d: float, **e: dict[str, 'x']) -> list['y']: pass


class C:
    x: y = 1
    if x:
        z: w
    self.x: int
    self[0]: int = 1
