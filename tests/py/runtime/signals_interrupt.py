# KeyboardInterrupt through signals, in loops of Python and inside long native calls.
import _signal
import sys
import time


def handler(number, frame):
    log.append((number == _signal.SIGALRM, frame is not None))
    raise TimeoutError("alarm")


log = []
_signal.signal(_signal.SIGALRM, handler)


def limited(action):
    _signal.setitimer(_signal.ITIMER_REAL, 0.1)
    try:
        action()
        return "finished"
    except TimeoutError as e:
        return f"stopped: {e}"
    finally:
        _signal.setitimer(_signal.ITIMER_REAL, 0)


def forever():
    while True:
        pass


def counting():
    n = 0
    for n in iter(int, 1):
        n += 1


def generator():
    def gen():
        while True:
            yield 1

    for _ in gen():
        pass


def recursion():
    def f(n):
        return f(n - 1) if n else 0

    while True:
        f(50)


def sleeping():
    time.sleep(30)


def comprehension():
    [x for x in iter(int, 1) if x]


for action in (forever, counting, generator, recursion, sleeping, comprehension):
    print(action.__name__, limited(action))
print(len(log), set(log))


def interrupt():
    _signal.raise_signal(_signal.SIGINT)
    for _ in range(100):
        pass
    return "not reached"


try:
    print(interrupt())
except KeyboardInterrupt as e:
    print("KeyboardInterrupt", repr(e))
print(_signal.getsignal(_signal.SIGALRM) is handler, _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler, _signal.signal(_signal.SIGALRM, _signal.SIG_IGN) is handler)
for call in ("_signal.signal(999, handler)", "_signal.signal(_signal.SIGKILL, handler)", "_signal.signal(_signal.SIGALRM, 5)", "_signal.signal()", "_signal.getsignal(-1)"):
    try:
        eval(call)
        print(call, "ok")
    except (ValueError, TypeError, OSError) as e:
        print(call, type(e).__name__)
calls = []
_signal.signal(_signal.SIGALRM, lambda n, f: calls.append(1))
_signal.setitimer(_signal.ITIMER_REAL, 0.01, 0.01)
end = time.monotonic() + 0.3
while time.monotonic() < end and len(calls) < 5:
    pass
_signal.setitimer(_signal.ITIMER_REAL, 0)
print(len(calls) >= 5)
