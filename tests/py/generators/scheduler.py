# A round-robin scheduler on generators and coroutines, with a queue, sleeping, cancelling and joining.
class Task:
    count = 0

    def __init__(self, coro):
        Task.count += 1
        self.id = Task.count
        self.coro = coro
        self.waiters = []
        self.result = None
        self.done = False
        self.cancelled = False


class Yield:
    def __await__(self):
        yield "yield", None


class Sleep:
    def __init__(self, ticks):
        self.ticks = ticks

    def __await__(self):
        return (yield "sleep", self.ticks)


class Join:
    def __init__(self, task):
        self.task = task

    def __await__(self):
        return (yield "join", self.task)


class Spawn:
    def __init__(self, coro):
        self.coro = coro

    def __await__(self):
        return (yield "spawn", self.coro)


class Cancel:
    def __init__(self, task):
        self.task = task

    def __await__(self):
        yield "cancel", self.task


class Cancelled(Exception):
    pass


class Loop:
    def __init__(self):
        self.ready = []
        self.sleeping = []
        self.now = 0

    def spawn(self, coro):
        task = Task(coro)
        self.ready.append((task, None))
        return task

    def finish(self, task, result):
        task.done, task.result = True, result
        for waiter in task.waiters:
            self.ready.append((waiter, result))

    def run(self):
        while self.ready or self.sleeping:
            if not self.ready:
                self.sleeping.sort(key=lambda entry: (entry[0], entry[1].id))
                self.now, task = self.sleeping.pop(0)
                self.ready.append((task, self.now))
            task, value = self.ready.pop(0)
            try:
                if task.cancelled:
                    request, argument = task.coro.throw(Cancelled("stop"))
                else:
                    request, argument = task.coro.send(value)
            except StopIteration as e:
                self.finish(task, e.value)
                continue
            except Cancelled as e:
                self.finish(task, f"cancelled: {e}")
                continue
            if request == "yield":
                self.ready.append((task, None))
            elif request == "sleep":
                self.sleeping.append((self.now + argument, task))
            elif request == "join":
                if argument.done:
                    self.ready.append((task, argument.result))
                else:
                    argument.waiters.append(task)
            elif request == "spawn":
                self.ready.append((task, self.spawn(argument)))
            elif request == "cancel":
                argument.cancelled = True
                self.sleeping = [entry for entry in self.sleeping if entry[1] is not argument]
                self.ready.append((argument, None))
                self.ready.append((task, None))


async def worker(name, n):
    for i in range(n):
        print(name, i)
        await (Sleep(i + 1) if i % 2 else Yield())
    return f"{name} done"


async def endless():
    try:
        while True:
            await Sleep(3)
            print("tick")
    finally:
        print("endless cleaned up")


async def main():
    tasks = [await Spawn(worker(name, n)) for name, n in (("a", 3), ("b", 2), ("c", 4))]
    forever = await Spawn(endless())
    results = [await Join(task) for task in tasks]
    await Cancel(forever)
    results.append(await Join(forever))
    print(results)
    return len(results)


loop = Loop()
task = loop.spawn(main())
loop.run()
print(task.result, loop.now, Task.count)
