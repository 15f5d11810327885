match x:
    case 1: pass
    case -1: pass
    case -1.5: pass
    case 1+2j: pass
    case -1-2j: pass
    case -0j: pass
    case 0-0j: pass
    case 0.0+0j: pass
    case "a" "b": pass
    case b"x": pass
    case None | True | False: pass
    case {"a": 1, "b": [x, *_], **rest}: pass
    case {1: _, -1: _, 1+1j: _}: pass
    case {}: pass
    case {**kw}: pass
    case [a, b, *c, d]: pass
    case [*_]: pass
    case []: pass
    case [_, _]: pass
    case (a, b): pass
    case a, b: pass
    case (a): pass
match x:
    case A(): pass
    case A(1, b=2, c=_): pass
    case a.b.C(x, y=z): pass
    case [A(x), B(y)] | [B(x), A(y)]: pass
    case [x, y, z] | {"a": x, "b": [z, y]}: pass
    case (x, y) | [y, x, _]: pass
    case {"x": [a, {"y": b}]} as q if a > b: pass
    case [1, 2, *rest, 3] as whole: pass
    case str() | int() as k: pass
    case (1 | 2 | 3) as n: pass
    case a.b: pass
    case _ if x: pass
    case _: pass
match x, y:
    case _:
        pass
match x:
    case y: pass
match (yield_ := 5):
    case [[[a]], *b]: pass
    case [a, (b, (c, d))] if (e := c): print(e)
def f(x):
    match x:
        case [a, b, *_] if a:
            return b
        case {"k": v}:
            for i in v:
                match i:
                    case 1: continue
                    case 2: break
                    case _: return
        case _:
            return 3
match x:
    case (1): pass
    case ([1, 2]): pass
    case (a.b): pass
    case ("s"): pass
    case ({"a": (1)}): pass
    case (A(b=(c))): pass
    case (None): pass
    case (-1): pass
    case [(*a,)]: pass
    case ((1|2), (3)): pass
