"""Control flow at module level: loops, handlers, with, match, jump threading, cold blocks."""
import os, sys
while a:
    if b and c or d:
        continue
    elif e is None and (f or not g):
        break
    for h, (i, *j) in k:
        try:
            if h: continue
            with open(i) as l, m: n = l
        except (ValueError, TypeError) as o:
            p = o
            continue
        except OSError:
            raise
        else:
            q = 1
        finally:
            r = [s for s in t if s if not s.u]
    else:
        v = {w: x for w, x in y for y in w}
else:
    z = 1
try:
    try: a()
    finally: b()
except* KeyError as c:
    d = c
except* (OSError, ValueError): pass
match a:
    case 1 | 2: b = 1
    case [c, d, *e] if c: b = 2
    case {"k": f, **g}: b = 3
    case Point(x=0, y=h) as i: b = 4
    case (j, (k, l)): b = 5
    case None | True: pass
    case _: b = 6
a, b = b, a
a, b, c = c, b, a
a, b, c, d = d, c, b, a
a = b = c = d
(a, b), [c, d] = e
a[b:c], a[b], a.b = 1, 2, 3
del a[b], a.c, d
a += 1; a.b -= 2; a[c] *= 3; a[b:c] //= 4
x = a < b < c <= d != e
x = a if b else c if d else e
x = f"{a!r:>{b}} {c=} text {d:x}"
x = [lambda: q for q in r]
if a < b < c and not (d or e): pass
while True:
    try:
        if a is b and c is d: break
        if not a: continue
        e()
    except: pass
    while a < b:
        if c: continue
        d
        if e: f
with a as b:
    if c: d
    with e: pass
for a in b:
    for c in d:
        if e: break
    else:
        continue
    break
lambda: (yield)
print(*a, **b); print(a, *b, c=d, **e); a.b(c, d=e); a.b.c(*f)
raise a from b
