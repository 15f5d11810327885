# Star expressions and unpacking everywhere they are allowed, with their errors.
a, *b = 1, 2, 3
*c, d = "xyz"
e, *f, g = [1, 2]
(h, *i), j = (1, 2, 3), 4
[k, [l, *m]] = ["k", ["l"]]
print(a, b, c, d, e, f, g, h, i, j, k, l, m)
print([*range(3), 10, *"ab"], (*[1], *[2]), {*[1, 2], 2} == {1, 2}, {**{"a": 1}, "b": 2, **{"a": 3}}, [*{}, *()], (*(),), [*[*[1]]])


def show(*args, **kw):
    return args, kw


print(show(*[1], 2, *(3, 4), **{"a": 1}, b=2, **{"c": 3}), show(*"ab", *{}), show(**{}), show(*range(300))[0][-1], len(show(**{f"k{i}": i for i in range(300)})[1]))
for statement in ("a, b = 1, 2, 3", "a, b, c = 1, 2", "a, *b, c = [1]", "a, b = 5", "a, b = None", "*a, = 5", "a, b = {1}", "a, b = 'abc'", "(a, b), c = [1, 2], 3, 4", "a, b = iter([1, 2, 3])", "a, b = range(10**9)", "x = [*5]", "x = {*5}", "x = {**5}", "x = {**[1]}", "show(*5)", "show(**5)", "show(**{'a': 1}, **{'a': 2})", "show(**{1: 2})", "x = (*None,)", "a, b, *c, d = 1, 2", "[] = 5", "[] = [1]", "() = ()"):
    try:
        exec(statement)
        print(statement, "ok")
    except Exception as e:
        print(statement, "->", type(e).__name__, e)
for source in ("*a = 1", "*a, *b = 1", "x = *a", "print(*)", "f(**k, *a)", "f(**k, 1)", "f(a=1, 2)", "f(a=1, a=2)", "del *a", "a + *b", "[*a for a in b]", "{**a for a in b}", "f(*a, b=1, *c)", "f(x for x in y, 1)", "{1: *a}", "*a += 1", "for *a in b: pass", "for *a, b in c: pass", "return *a, b", "def f(*): pass", "def f(*, **k): pass", "def f(a=1, b): pass", "def f(a, a): pass", "lambda *: 0", "def f(**k, a): pass", "def f(*a, *b): pass", "def f(a, /, b, /): pass", "def f(/): pass", "def f(*, /, a): pass", "f(**a, b=1)", "class A(*b, **c): pass"):
    try:
        compile(source, "<u>", "exec")
        print("ok", source)
    except SyntaxError as e:
        print(source, "->", e.msg)
order = []


def mark(n):
    order.append(n)
    return n


class Target:
    def __setitem__(self, key, value):
        order.append(("set", key, value))


t = Target()
t[mark("k1")], t[mark("k2")] = mark("v1"), mark("v2")
print(order)
order.clear()
t[mark(1)] = t[mark(2)] = mark("v")
print(order)
order.clear()
{mark("a"): mark("b"), mark("c"): mark("d")}
show(mark(1), *[mark(2)], x=mark(3), **{"y": mark(4)})
mark(1) + mark(2) * mark(3)
mark(1) < mark(2) < mark(1) < mark(9)
print(order)
def swap(p, q):
    p, q = q, p
    return p, q
x, y, z = 1, 2, 3
x, y, z = z, x, y
print(swap(1, 2), x, y, z)
lst = [1, 2, 3]
lst[0], lst[1:], lst = lst[2], [9, 8], "gone"
print(lst)
for n, (o, *p) in enumerate([(1, 2, 3), "ab"]):
    print(n, o, p)
(q), r = 1, (2)
[s] = t2, = [5]
print(q, r, s, t2)
first, second = {"k1": 1, "k2": 2}
(u, v), w = {1: 2}.items().__iter__().__next__(), "w"
print(first, second, u, v, w)
