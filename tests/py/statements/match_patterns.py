# match: every kind of pattern.
def describe(value):
    match value:
        case 0:
            return "zero"
        case -1 | -2.5:
            return "negative literal"
        case 1 + 2j:
            return "complex"
        case True:
            return "true"
        case None:
            return "none"
        case "a" "b":
            return "string ab"
        case b"x":
            return "bytes"
        case str() as s if len(s) > 5:
            return f"long string {s}"
        case str(s):
            return f"string {s}"
        case int(n) if n > 100:
            return f"big {n}"
        case int() | float() as n:
            return f"number {n}"
        case []:
            return "empty sequence"
        case [x]:
            return f"one {x}"
        case [1, [2, *inner], *_]:
            return f"nested {inner}"
        case (x, y):
            return f"pair {x} {y}"
        case [first, *rest, last]:
            return f"list {first} {rest} {last}"
        case {"type": "point", "x": x, "y": y}:
            return f"point {x},{y}"
        case {"k": [a, b], **rest}:
            return f"mapping {a} {b} {rest}"
        case {}:
            return "any mapping"
        case _:
            return f"other {type(value).__name__}"


for value in (0, -1, -2.5, 1 + 2j, True, False, None, "ab", b"x", "abcdefg", "hi", 500, 50, 2.5, 0.0, [], (), [9], [1, [2, 3, 4], 5], (1, 2), [1, 2, 3, 4], {"type": "point", "x": 1, "y": 2},
              {"k": [1, 2], "z": 3, "w": 4}, {"other": 1}, {}, {1, 2}, range(3), b"yy", bytearray(b"ab"), object):
    print(repr(value) if value is not object else "object", "->", describe(value))


class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


class Color:
    RED = 1
    GREEN = 2


def classes(value):
    match value:
        case Point(0, 0):
            return "origin"
        case Point(x=0):
            return "on y"
        case Point(x, y) if x == y:
            return f"diagonal {x}"
        case Point(x, y=Point(z, _)):
            return f"point in point {x} {z}"
        case Point():
            return "point"
        case Color.RED:
            return "red"
        case Color.GREEN | 3:
            return "green or three"
        case dict(d) | list(d):
            return f"container {d}"
        case (Point(a, _) | [a]) as whole:
            return "unreachable"
        case [Point(x=1) as p, Color.RED, {"k": v}]:
            return f"mix {p.x} {v}"


for value in (Point(0, 0), Point(0, 5), Point(3, 3), Point(1, Point(2, 3)), Point(1, 2), 1, 2, 3, {"a": 1}, [1], (Point(1, 2), 1, {"k": "v"}), (1, 2, 3), "none"):
    print(classes(value))
match 5:
    case x:
        pass
print(x)
match (1, 2), 3:
    case (a, b), c:
        print(a, b, c)
match 1, 2:
    case 1, *others:
        print(others)
match "abc":
    case [*chars]:
        print("never")
    case _:
        print("strings are no sequences")
for statement in ("match 1:\n  case Point(1, 2, 3): pass\n  case _: print('no match first')", "match Point(1, 2):\n  case Point(1, 2, 3): pass", "match Point(1, 2):\n  case Point(1, x=2): pass", "match 1:\n  case undefined.x: pass", "match 1:\n  case int(1, 2): pass", "match 5:\n  case describe(): pass"):
    try:
        exec(statement)
    except Exception as e:
        print(type(e).__name__, e)
for source in ("match x:\n case a: pass\n case b: pass", "match x:\n case a | b: pass", "match x:\n case [a, a]: pass", "match x:\n case {**r, 'a': 1}: pass", "match x:\n case [*a, *b]: pass", "match x:\n case (a | 1): pass", "match x:\n case {'k': 1, 'k': 2}: pass", "match x:\n case f'a': pass", "match x:\n case Point(x=1, x=2): pass", "match x:\n case a as _: pass", "match x:\n case 1 + 1: pass", "match x:\n case -a: pass"):
    try:
        compile(source, "<m>", "exec")
        print("ok")
    except SyntaxError as e:
        print(e.msg)
match = {"match": 1}
case = match["match"]
print(match, case)
type = 3
print(type)
