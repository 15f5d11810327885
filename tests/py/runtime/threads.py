# Threads through the native _thread module: locks, results, exceptions, many at once.
import _thread
import time

done = _thread.allocate_lock()
lock = _thread.allocate_lock()
results = []


def run(functions):
    """Runs every function on a thread of its own and waits for all."""
    gates = []
    for function in functions:
        gate = _thread.allocate_lock()
        gate.acquire()

        def body(function=function, gate=gate):
            try:
                function()
            finally:
                gate.release()

        _thread.start_new_thread(body, ())
        gates.append(gate)
    for gate in gates:
        gate.acquire()


counter = 0


def add():
    global counter
    for _ in range(500):
        with lock:
            counter += 1


run([add] * 8)
print(counter)


def compute(n):
    def work():
        total = 0
        for i in range(2000):
            total += i * n
        with lock:
            results.append((n, total))

    return work


run([compute(n) for n in range(6)])
print(sorted(results))
print(lock.locked(), lock.acquire(False), lock.acquire(False), lock.locked(), lock.release(), lock.locked(), lock.acquire(timeout=0.01), lock.acquire(timeout=0.01), lock.release())
try:
    lock.release()
except RuntimeError as e:
    print(e)
r = _thread.RLock()
print(r.acquire(), r.acquire(), r.release(), r.release())
try:
    r.release()
except RuntimeError as e:
    print(e)
ids = []
run([lambda: ids.append(_thread.get_ident())] * 4)
print(len(ids), _thread.get_ident() not in ids, isinstance(_thread.get_ident(), int))
local = _thread._local()
local.value = "main"


def use_local():
    try:
        local.value
    except AttributeError:
        results.append("no value")
    local.value = "thread"
    results.append(local.value)


results.clear()
run([use_local])
print(results, local.value)
order = []


def ping():
    for i in range(3):
        a.acquire()
        order.append(f"ping {i}")
        b.release()


def pong():
    for i in range(3):
        b.acquire()
        order.append(f"pong {i}")
        a.release()


a, b = _thread.allocate_lock(), _thread.allocate_lock()
b.acquire()
run([ping, pong])
print(order)
shared = {}


def fill(n):
    def work():
        for i in range(200):
            shared[n, i] = i
            if i % 10 == 0:
                time.sleep(0)

    return work


run([fill(n) for n in range(5)])
print(len(shared), sum(shared.values()))
deep_results = []


def deep(n):
    return 0 if n == 0 else 1 + deep(n - 1)


def in_thread():
    deep_results.append(deep(500))
    try:
        deep(10**6)
    except RecursionError:
        deep_results.append("limit")


run([in_thread, in_thread])
print(sorted(map(str, deep_results)))
for call in ("_thread.start_new_thread(5, ())", "_thread.start_new_thread(print, 5)", "_thread.start_new_thread(print)", "lock.acquire(True, -5)", "lock.acquire(False, 1)"):
    try:
        eval(call)
    except Exception as e:
        print(call, "->", type(e).__name__, e)
