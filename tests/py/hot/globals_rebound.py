# zeal: 20
# Globals and builtins that change while a loop that reads them is hot.
import builtins
factor = 2


def scaled(n):
    out = 0
    for i in range(n):
        out += i * factor
    return out


print(scaled(1000))
factor = 3
print(scaled(1000))
factor = 0.5
print(scaled(1000))
del factor
try:
    scaled(10)
except NameError as e:
    print(e)
builtins.factor = 7
print(scaled(1000))
factor = 1
print(scaled(1000))
del builtins.factor


def lengths(items):
    out = 0
    for item in items:
        out += len(item)
    return out


words = ["a", "bb", "ccc"] * 100
print(lengths(words))


def len(x):
    return 100


print(lengths(words))
del len
print(lengths(words))
real = builtins.len
builtins.len = lambda x: 1
print(lengths(words))
builtins.len = real
print(lengths(words))


def changing(n):
    global flag
    seen = []
    flag = 0
    for i in range(n):
        if i == n // 2:
            flag = "changed"
        if i == n // 2 + 5:
            globals()["flag"] = None
        if i == n // 2 + 10:
            exec("flag = [1]", globals())
        if not seen or seen[-1] != flag:
            seen.append(flag)
    return seen


print(changing(500))


def helper(x):
    return x + 1


def calls(n):
    out = 0
    for i in range(n):
        out += helper(i)
        if i == n - 10:
            globals()["helper"] = lambda x: 1000
    return out


print(calls(500))
helper = max
try:
    calls(5)
except TypeError as e:
    print(e)
namespace = {"__builtins__": {"range": range, "sum": sum}}
exec("def f(n):\n    return sum(range(n))\nresult = [f(10) for _ in range(50)][-1] if False else f(10)", namespace)
print(namespace["result"])
namespace["__builtins__"]["sum"] = len if False else max
print(namespace["f"](10))
try:
    exec("print(1)", {"__builtins__": {}})
except NameError as e:
    print(e)
try:
    exec("class A: pass", {"__builtins__": {}})
except NameError as e:
    print(e)


def locals_many():
    a0 = a1 = a2 = a3 = 1
    for i in range(100):
        a0, a1, a2, a3 = a1, a2, a3, a0 + a1 & 0xFFFF
    return a0, a1, a2, a3


print(locals_many())
for i in range(300):
    globals()[f"g{i}"] = i
print(sum(globals()[f"g{i}"] for i in range(300)), g299)
