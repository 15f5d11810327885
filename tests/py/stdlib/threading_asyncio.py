# threading, queue and asyncio through the library.
import asyncio
import queue
import threading

lock = threading.Lock()
total = 0


def work(n):
    global total
    for i in range(n):
        with lock:
            total += i


threads = [threading.Thread(target=work, args=(100,)) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(total, threading.active_count(), threading.current_thread().name, all(not t.is_alive() for t in threads))
q = queue.Queue()
results = []


def consumer():
    while (item := q.get()) is not None:
        results.append(item * 2)
        q.task_done()


c = threading.Thread(target=consumer)
c.start()
for i in range(5):
    q.put(i)
q.join()
q.put(None)
c.join()
print(results)
event, condition = threading.Event(), threading.Condition()
log = []


def waiter():
    event.wait()
    with condition:
        log.append("woken")
        condition.notify()


w = threading.Thread(target=waiter)
w.start()
with condition:
    event.set()
    condition.wait_for(lambda: log)
w.join()
print(log, event.is_set(), threading.Semaphore(2).acquire(), threading.Barrier(1).wait())


async def child(n):
    await asyncio.sleep(0.001 * (5 - n))
    return n * n


async def main():
    print(await asyncio.gather(*(child(n) for n in range(4))))
    task = asyncio.create_task(child(3))
    print(await asyncio.wait_for(task, 5))
    try:
        await asyncio.wait_for(asyncio.sleep(10), 0.01)
    except TimeoutError:
        print("timeout")
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(child(n)) for n in (1, 2)]
    print([t.result() for t in tasks])
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.sleep(10))
            group.create_task(fail())
    except* ValueError as e:
        print("group", e.exceptions)
    q = asyncio.Queue()
    producer = asyncio.create_task(produce(q))
    received = [await q.get() for _ in range(3)]
    await producer
    print(received)
    cancelled = asyncio.create_task(asyncio.sleep(10))
    await asyncio.sleep(0)
    cancelled.cancel()
    try:
        await cancelled
    except asyncio.CancelledError:
        print("cancelled", cancelled.cancelled())
    return "done"


async def fail():
    raise ValueError("task failed")


async def produce(q):
    for i in range(3):
        await q.put(i)


print(asyncio.run(main()))
