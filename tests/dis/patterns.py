"""match: every kind of pattern, captures kept on the stack, failures at each depth."""


def kinds(a):
    match a:
        case 1 | -2 | 3 + 4j | "s" | b"b" | None | True: return 1
        case x.y.z: return 2
        case [] | (): return 3
        case [b]: return b
        case [b, [c, *_], *d, {"k": e, **f}]: return b, c, d, e, f
        case {"a": 1, x.y: g, 3: [h, _]} if h: return g
        case {}: return 4
        case C(y, z) | D(1, y, k=2, l=[z]): return 5
        case E(i, F(j), k=(1 | 2) as m) as n if i and (j or m): return n
        case (o, p) as q, *r: return o, p, q, r
        case str(s) | [str(s), *_] | {"s": s}: return s
        case _: pass
    match a, b, *c:
        case d, e, *f: pass
        case _ if a: pass
    match a.b():
        case _: return
