# Coroutines driven by hand: await, __await__, async with, async for, errors.
class Suspend:
    def __init__(self, tag):
        self.tag = tag

    def __await__(self):
        result = yield self.tag
        return result


def drive(coro, answers=()):
    answers = iter(answers)
    log = []
    value = None
    try:
        while True:
            log.append(coro.send(value))
            value = next(answers, None)
    except StopIteration as e:
        return log, e.value


async def child(n):
    got = await Suspend(f"child {n}")
    return n, got


async def parent():
    first = await child(1)
    second = await child(2)
    return first, second


print(drive(parent(), ["x", "y"]))


class ACM:
    def __init__(self, name, suppress=False):
        self.name, self.suppress = name, suppress

    async def __aenter__(self):
        await Suspend("enter " + self.name)
        return self.name

    async def __aexit__(self, kind, value, tb):
        await Suspend(f"exit {self.name} {kind.__name__ if kind else None}")
        return self.suppress


class AIter:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        return await Suspend(f"next {self.n}") or self.n


async def uses():
    out = []
    async with ACM("a") as a, ACM("b", suppress=True) as b:
        out.append((a, b))
        raise ValueError("suppressed")
    async for v in AIter(3):
        if v == 1:
            continue
        out.append(v)
    else:
        out.append("else")
    out.append([v async for v in AIter(2)])
    out.append({v: await child(v) async for v in AIter(1)})
    out.append([await child(v) for v in range(2)])
    async with ACM("c"):
        return out


print(drive(uses()))


async def fails():
    try:
        await Suspend("waiting")
    except KeyError as e:
        return f"caught {e}"
    finally:
        await Suspend("cleanup")


c = fails()
print(c.send(None), c.throw(KeyError("k")))
try:
    c.send(None)
except StopIteration as e:
    print(e.value)
for call in ("c.send(None)", "c.throw(ValueError)", "c.close()"):
    try:
        print(call, eval(call))
    except BaseException as e:
        print(call, "->", type(e).__name__, e)
c = child(1)
print(type(c).__name__, c.cr_frame is not None, c.cr_running, c.cr_await, c.cr_code.co_name, c.__name__, c.cr_origin, hasattr(c, "__iter__"), hasattr(c, "__await__"), type(c.__await__()).__name__)
for call in ("iter(c)", "next(c)", "list(c)", "c.send(1)"):
    try:
        eval(call)
    except TypeError as e:
        print(call, "->", e)
c.close()


async def awaits(thing):
    return await thing


class BadAwait:
    def __await__(self):
        return 5


class AwaitList:
    def __await__(self):
        return iter(["l"])


for thing in (5, None, BadAwait(), [1]):
    try:
        drive(awaits(thing))
    except TypeError as e:
        print(e)
print(drive(awaits(AwaitList())))


async def async_with(thing):
    async with thing:
        pass


async def async_for(thing):
    async for _ in thing:
        pass


class BadAiter:
    def __aiter__(self):
        return 5


class BadAnext:
    def __aiter__(self):
        return self

    def __anext__(self):
        return 5


class PlainCM:
    def __enter__(self):
        pass

    def __exit__(self, *a):
        pass


for coro in (async_with(5), async_with(PlainCM()), async_for(5), async_for([]), async_for(BadAiter()), async_for(BadAnext())):
    try:
        drive(coro)
    except TypeError as e:
        print(e)


async def stop():
    raise StopIteration("inside")


try:
    drive(stop())
except RuntimeError as e:
    print(e)
c = child(5)
drive(c)
try:
    drive(awaits(c))
except RuntimeError as e:
    print(e)


async def running():
    holder[0].send(None)


holder = [None]
holder[0] = running()
try:
    holder[0].send(None)
except ValueError as e:
    print(e)
for source in ("def f(): await x", "def f():\n async with x: pass", "def f(): [y async for y in z]", "async def f(): yield from x", "async def f():\n yield 1\n return 2", "lambda: await x", "class A:\n  await x"):
    try:
        compile(source, "<c>", "exec")
        print("ok", source)
    except SyntaxError as e:
        print(e.msg)


def decorated(fn):
    import types
    return types.coroutine(fn)


async def lam():
    f = lambda: child(9)
    return await f(), (await child(1))[0] + (await child(2))[0], not await awaits(AwaitList()), f"{await child(3)}"


print(drive(lam()))
