# Where finally blocks run when generators and loops are left early.
log = []


def gen(name):
    try:
        log.append(f"start {name}")
        yield 1
        yield 2
    except GeneratorExit:
        log.append(f"exit {name}")
        raise
    finally:
        log.append(f"finally {name}")


a = gen("a")
for v in a:
    log.append(v)
    break
a.close()
print(log)
log.clear()
g = gen("b")
next(g)
g.close()
g.close()
print(log)
log.clear()


def stubborn():
    while True:
        try:
            yield 1
        except GeneratorExit:
            yield "ignored"


s = stubborn()
next(s)
try:
    s.close()
except RuntimeError as e:
    print(e)


def returns_on_close():
    try:
        yield 1
    except GeneratorExit:
        return "closed value"


r = returns_on_close()
next(r)
print(r.close(), gen("never started").close(), log)


def raises_on_close():
    try:
        yield
    finally:
        raise KeyError("on close")


r = raises_on_close()
next(r)
try:
    r.close()
except KeyError as e:
    print(repr(e), repr(e.__context__))


def outer():
    try:
        yield from gen("inner")
    finally:
        log.append("outer finally")


o = outer()
next(o)
o.close()
print(log)
log.clear()


def with_return():
    try:
        yield 1
        return "result"
    finally:
        log.append("cleanup")


w = with_return()
next(w)
try:
    next(w)
except StopIteration as e:
    print(e.value, log)
try:
    next(w)
except StopIteration as e:
    print(e.value)


def stop_inside():
    yield 1
    raise StopIteration("inside")


try:
    list(stop_inside())
except RuntimeError as e:
    print(e, repr(e.__cause__))


def next_inside():
    yield next(iter([]))


try:
    list(next_inside())
except RuntimeError as e:
    print(e)
x = gen("x")
try:
    for v in x:
        raise ValueError("leave")
except ValueError:
    pass
print(log[-1:], next(x), next(x, "end"), log[-1])
n = 0


def counting():
    global n
    for i in range(3):
        try:
            yield i
        finally:
            n += 1


print(list(counting()), n, [v for v in counting() if v], n, n)
