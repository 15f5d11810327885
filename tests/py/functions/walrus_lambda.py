# Assignment expressions and lambdas, conditional expressions, starred expressions.
if (n := len("hello")) > 3:
    print(n)
print([y := 5, y * 2], (z := 1, z + 1), y, z)
data = [1, 5, 2, 8]
print([big for v in data if (big := v * 2) > 3], big, any((found := v) > 4 for v in data), found)
it = iter(range(5))
while (value := next(it, None)) is not None:
    print(value, end=" ")
print(value)
f = lambda x, *a, k=(d := 3), **kw: (x, a, k, kw)
print(f(1, 2, z=3), d, (lambda: (q := 4) + q)(), (lambda x: lambda y: x + y)(1)(2), [(lambda i: i * i)(i) for i in range(3)])
print({(k := "key"): (v := "value")}, k, v, f"{(w := 7)}", w, [1, 2, 3][(i := 1)], i)


def scope():
    total = 0
    partial = [total := total + v for v in range(5)]
    return partial, total


print(scope())
for source in ("x := 1", "(x.y := 1)", "[i := 0 for i in range(2)]", "f(a=b:=1)", "class C:\n    [z := 1 for _ in range(1)]", "(1 := 2)", "lambda: x := 1", "def f(a=(b:=1)): pass", "[j for j in (k := [1])]", "(yield) := 1"):
    try:
        compile(source, "<w>", "exec")
        print("ok", source)
    except SyntaxError as e:
        print(source, "->", e.msg)
a = 5 if data else 6
b = "x" if a > 9 else "y" if a > 4 else "z"
print(a, b, 1 if 0 else 2 if 0 else 3, (1 if [] else 2) + 1, not 1 if 0 else 5)
print([*range(3), *"ab"], (*[1], 2), {*[1], *[1]}, {**{"a": 1}, **{"a": 2}}, [*[], *()], print(*[1, 2], sep="+"))
first, *rest = *range(3), *[7]
print(first, rest)


def star():
    return *[1, 2], 3


def gen():
    yield *[1], 2


for item in *[1, 2], 3:
    print(item, end=" ")
print(star(), list(gen()))
x = y = z = []
x.append(1)
print(y, z is x)
i = 0
lst = [0, 0, 0]
i, lst[i] = 1, "set"
print(i, lst)
lst[0], lst[1] = lst[1], lst[0]
a = b = c = 1, 2
(d, e), [f] = c, "z"
print(lst, a, d, e, f)
key = {}
key["a"], key["b"] = key["c"] = 1, 2
print(key)
del key["a"], lst[0]
print(key, lst, 1 < 2 < 3, 1 < 3 > 2 != 1 is not None, 3 > 2 > 2, 1 in [1] == True, "a" < "b" < "c" in "abc")
