# Async generators driven by hand: iteration, asend, athrow, aclose, comprehensions, finalization.
class Suspend:
    def __init__(self, tag):
        self.tag = tag

    def __await__(self):
        return (yield self.tag)


def drive(awaitable):
    log = []
    it = awaitable.__await__()
    try:
        while True:
            log.append(next(it))
    except StopIteration as e:
        return (log, e.value) if log else e.value


async def numbers(n):
    try:
        for i in range(n):
            await Suspend(f"s{i}")
            got = yield i
            if got:
                print("got", got)
    except ValueError as e:
        print("caught", e)
        yield "from handler"
    finally:
        print("finally")


async def collect(source):
    return [v async for v in source]


print(drive(collect(numbers(3))))
g = numbers(3)
print(type(g).__name__, drive(g.__anext__()), drive(g.asend("hello")), drive(g.athrow(ValueError("v"))), g.__aiter__() is g, g.ag_running, g.ag_frame is not None, g.ag_await, g.ag_code.co_name)
try:
    drive(g.__anext__())
except StopAsyncIteration as e:
    print("stopped", repr(e))
g = numbers(3)
drive(g.__anext__())
print(drive(g.aclose()), drive(g.aclose()))
try:
    drive(g.__anext__())
except StopAsyncIteration:
    print("closed")
g = numbers(1)
try:
    drive(g.asend("too early"))
except TypeError as e:
    print(e)
try:
    drive(g.athrow(KeyError("unstarted")))
except KeyError as e:
    print(repr(e))


async def stubborn():
    while True:
        try:
            yield 1
        except GeneratorExit:
            yield 2


s = stubborn()
drive(s.__anext__())
try:
    drive(s.aclose())
except RuntimeError as e:
    print(e)


async def comprehensions():
    a = [x async for x in numbers(2)]
    b = {x: y for x in range(2) for y in [z async for z in numbers(1)]}
    c = {x async for x in numbers(2) if x}
    d = (x * 10 async for x in numbers(2))
    e = [x async for x in d]
    f = [x for x in [1, 2] if await value(x)]
    return a, b, c, type(d).__name__, e, f


async def value(x):
    return x > 1


print(drive(comprehensions()))


async def stops():
    yield 1
    raise StopAsyncIteration("x")


async def raises_stop():
    yield 1
    raise StopIteration("y")


for source in (stops(), raises_stop()):
    try:
        drive(collect(source))
    except RuntimeError as e:
        print(e)


async def two_ways():
    out = []
    g = numbers(5)
    async for v in g:
        out.append(v)
        if v == 1:
            break
    await g.aclose()
    out.append(await anext(numbers(1)))
    try:
        empty = numbers(0)
        await anext(empty)
    except StopAsyncIteration:
        out.append("empty")
    out.append(await anext(numbers(0), "default"))
    out.append([v async for v in aiter(numbers(1))])
    return out


print(drive(two_ways()))
for call in ("aiter(5)", "anext(5)", "aiter([])", "iter(numbers(1))", "next(numbers(1))", "list(numbers(1))", "numbers(1).send(1)", "len(numbers(1))"):
    try:
        eval(call)
    except (TypeError, AttributeError) as e:
        print(call, "->", e)


async def delegating():
    async for v in numbers(2):
        yield v
    yield "end"


print(drive(collect(delegating())))
a = numbers(2)
step = a.__anext__()
print(next(step.__await__() if hasattr(step, "__await__") else step))
other = a.__anext__()
try:
    other.send(None)
except RuntimeError as e:
    print(e)
step.close()
used = numbers(1).__anext__()
drive(used)
try:
    drive(used)
except RuntimeError as e:
    print(e)
