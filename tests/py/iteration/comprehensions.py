# Comprehensions of all kinds: scopes, nesting, conditions, class bodies, names that survive, unusual targets.
print([x for x in range(5)], {x % 3 for x in range(9)} == {0, 1, 2}, {x: x * x for x in range(4)}, [x for x in range(20) if x % 2 if x % 3], [(x, y) for x in range(3) for y in range(x)], [[y for y in range(x)] for x in range(3)])
x = "outer"
y = [x for x in range(3)]
print(x, y, [x for _ in range(2)], [a + b for a, b in [(1, 2), (3, 4)]], [first for first, *rest in ["abc", "de"]])
print([(lambda: i)() for i in range(3)], [f() for f in [lambda: i for i in range(3)]], [f() for f in [lambda i=i: i for i in range(3)]])


def scope(n):
    k = n * 2
    fs = [lambda: (k, i) for i in range(n)]
    k += 1
    return [f() for f in fs], [k for k in range(2)], k, locals().keys() - {"fs"}


r = scope(2)
print(r[0], r[1], r[2], sorted(r[3]))


class C:
    items = [1, 2, 3]
    doubled = [i * 2 for i in items]
    names = [name for name in ["a", "b"]]
    try:
        bad = [items for _ in range(1)]
    except NameError as e:
        error = str(e)
    table = {k: v for k, v in zip("ab", items)}


print(C.doubled, C.error, C.table, hasattr(C, "i"))
d = {}
[d.setdefault(k, []).append(v) for k, v in [("a", 1), ("b", 2), ("a", 3)]]
print(d, {k: v for k, v in sorted(d.items(), reverse=True)}, {**{k: 1 for k in "ab"}}, {len(w) for w in ["a", "bb", "cc"]} == {1, 2})
matrix = [[1, 2, 3], [4, 5, 6]]
print([[row[i] for row in matrix] for i in range(3)], [v for row in matrix for v in row if v % 2 == 0], sum(v for row in matrix for v in row), [list(r) for r in zip(*matrix)], {(i, j): matrix[i][j] for i in range(2) for j in range(3)}[1, 2])
try:
    [1 / v for v in (1, 0)]
except ZeroDivisionError as e:
    print(e, "v" in globals())
for v in [v for v in range(2)]:
    pass
print(v)


def nested():
    def inner():
        return [[a, b, c] for b in range(2)]

    a = 1
    c = 3
    return inner() + [[[a for _ in "x"] for a in range(2)], a]


print(nested())
holder = type("H", (), {})()
target = [0]
[None for holder.attr in range(3)]
[None for target[0] in "ab"]
print(holder.attr, target)


def shadowed(x):
    result = [x for x in range(x)]
    del x
    try:
        x
    except UnboundLocalError as e:
        return result, str(e)


print(shadowed(3), [print(i, end=" ") for i in range(3)], [i if i else "zero" for i in range(2)], [not i for i in (0, 1)], [*(i for i in "ab"), *[1]])
g = (i for i in range(3))
print([(next(g), j) for j in range(3)], [g2 for g2 in (iter([1]),)][0].__next__())
def gen_in_comp():
    return [list(a + b for a in x) for x, b in (([1, 2], 10), ([3], 20))]
print(gen_in_comp(), [c for c in "hello" if c not in "aeiou"], "".join(c.upper() if i % 2 else c for i, c in enumerate("abcd")))
many = [a * b * c for a in range(3) for b in range(3) for c in range(3) if a != b if b != c]
print(many, [y for x in range(3) if x for y in [x, -x] if y], [(yield_ := i) for i in range(2)], yield_)
print([[[k for k in range(j)] for j in range(i)] for i in range(3)], {i: {j: i * j for j in range(2)} for i in range(2)}, [t for t in {"a": 1, "b": 2}], [k + str(v) for k, v in {"a": 1}.items()])
import sys
print([sys._getframe().f_code.co_name for _ in range(1)], [sys._getframe().f_code.co_name for f in [lambda: 0]], list(sys._getframe().f_code.co_name for _ in range(1)))
