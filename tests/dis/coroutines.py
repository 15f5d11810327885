"""Coroutines and async generators: awaits, async loops, with and comprehensions inside handlers."""


async def waits(a, b):
    await a
    x = await a(await b)
    async with a as c, b:
        async for d, e in c:
            if await d: continue
            try: await e
            except E: break
            finally: await x
        else: return await b
    return [i async for i in a if await i], {await i for i in b}, [await j for i in a async for j in i]


async def produces(a):
    yield
    async for i in a: yield i, (yield)
    try:
        while True: yield await a
    finally:
        async with a: await a
    x = (i async for i in a)
    return


async def nested(a):
    async def inner():
        nonlocal a
        a = [b async for b in a]
        return {k: v async for k, v in a}
    with a:
        for b in a:
            async with b:
                return await inner()
    lambda: (yield)
