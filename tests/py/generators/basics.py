# Generators: protocol, send, throw, close, return values, state, errors.
def simple():
    x = yield 1
    print("got", x)
    y = yield x
    print("got", y)
    return "result"


g = simple()
print(next(g), g.send("a"))
try:
    g.send("b")
except StopIteration as e:
    print("value", e.value)
for call in ("next(g)", "g.send(None)", "g.send(1)", "g.throw(ValueError('late'))", "g.close()"):
    try:
        print(call, eval(call))
    except BaseException as e:
        print(call, "->", repr(e))
g = simple()
for call in ("g.send(1)", "g.foo", "g.throw(5)", "g.throw()", "g.send()", "simple().throw(KeyError('early'))", "g.gi_running", "g.gi_frame is not None", "g.gi_code.co_name", "g.gi_yieldfrom", "g.__name__", "g.__qualname__", "type(g).__name__", "iter(g) is g", "g.gi_suspended"):
    try:
        print(call, eval(call))
    except BaseException as e:
        print(call, "->", type(e).__name__, e)


def catcher():
    while True:
        try:
            value = yield "ready"
            print("value", value)
        except ValueError as e:
            print("caught", e)
            yield "recovered"
        except KeyError:
            return "done"


c = catcher()
print(next(c), c.throw(ValueError("v")), next(c), c.send(5), c.throw(ValueError), next(c))
try:
    c.throw(KeyError)
except StopIteration as e:
    print(e.value)


def me():
    yield next(holder[0])


holder = [None]
holder[0] = me()
try:
    next(holder[0])
except ValueError as e:
    print(e)


def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


def take(n, source):
    for _, value in zip(range(n), source):
        yield value


print(list(take(15, fib())), sum(take(20, fib())), max(take(5, fib())), [*take(3, fib())], dict(zip("abc", fib())), "".join(str(v) for v in take(5, fib())))
a, b, *c = take(5, fib())
print(a, b, c, 5 in take(8, fib()), list(take(0, fib())))
squares = (x * x for x in range(5))
print(next(squares), list(squares), list(squares), type(squares).__name__, squares.__name__, sum(x for x in range(5) if x % 2), list((i, j) for i in range(2) for j in "ab"))
late = [1]
gen = (v for v in late)
late.append(2)
print(list(gen))
try:
    (x for x in 5)
except TypeError as e:
    print(e)
factor = 2
scaled = (x * factor for x in range(3))
factor = 10
print(list(scaled))


def accumulate():
    total = 0
    while True:
        received = yield total
        if received is None:
            return total
        total += received


acc = accumulate()
next(acc)
for v in (1, 2, 3):
    print(acc.send(v), end=" ")
try:
    next(acc)
except StopIteration as e:
    print("total", e.value)
def empty():
    return
    yield
print(list(empty()), next(empty(), "default"))
def yields_in_expressions():
    return [(yield 1), (yield 2)], {(yield 3): (yield 4)}, f"{(yield 5)}"
y = yields_in_expressions()
values = [next(y)]
try:
    for v in "abcde":
        values.append(y.send(v))
except StopIteration as e:
    print(values, e.value)
g1 = simple(); g1.__name__ = "renamed"; g1.__qualname__ = "Q.renamed"
print(g1.__name__, repr(g1).split(" at ")[0])
deep = iter([0])
for _ in range(50):
    deep = (v + 1 for v in deep)
print(list(deep))
