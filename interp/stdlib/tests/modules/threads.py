def raises(kind, message, f, *args):
    try:
        f(*args)
    except kind as e:
        assert str(e) == message, (str(e), message)
    else:
        raise AssertionError(message)

lock = _thread.allocate_lock()
assert repr(lock).startswith("<unlocked _thread.lock object at 0x")
with lock:
    assert lock.locked() and repr(lock).startswith("<locked ") and lock.acquire(False) is False and lock.acquire(timeout=0.01) is False
raises(RuntimeError, "release unlocked lock", lock.release)
raises(ValueError, "can't specify a timeout for a non-blocking call", lock.acquire, False, 1)
raises(ValueError, "timeout value must be a non-negative number", lock.acquire, True, -2)
raises(OverflowError, "timestamp out of range for C PyTime_t", lock.acquire, True, 1e30)
rl = _thread.RLock()
assert rl.acquire() and rl.acquire() and rl._recursion_count() == 2 and rl._is_owned()
state = rl._release_save()
assert state[0] == 2 and not rl.locked()
rl._acquire_restore(state)
rl.release(); rl.release()
raises(RuntimeError, "cannot release un-acquired lock", rl.release)

main = _thread.get_ident()
assert main == _thread._get_main_thread_ident()
done = []
def work(n, *, k=0):
    total = 0
    for i in range(n):
        total += i
    with lock:
        done.append((_thread.get_ident() != main, total, k))
for _ in range(4):
    _thread.start_new_thread(work, (20000,), {"k": 3})
for _ in range(2000):
    if len(done) == 4 and _thread._count() == 0:
        break
    time.sleep(0.005)
assert done == [(True, 199990000, 3)] * 4, done

handles = []
counter = [0]
def add():
    for _ in range(3000):
        with lock:
            counter[0] += 1
for _ in range(4):
    handles.append(_thread.start_joinable_thread(add, daemon=False))
for h in handles:
    h.join()
    assert h.is_done() and h.ident
assert counter == [12000]
_thread._shutdown()
raises(RuntimeError, "thread not started", _thread._ThreadHandle().join)
raises(TypeError, "first arg must be callable", _thread.start_new_thread, 1, ())
raises(TypeError, "2nd arg must be a tuple", _thread.start_new_thread, len, 1)
raises(TypeError, "thread function must be callable", _thread.start_joinable_thread, 1)

# Garbage made by several threads, with collections in between.
class Node:
    def __init__(self, next):
        self.next = next
results = []
def make(seed):
    head = None
    for i in range(5000):
        head = Node(head) if i % 50 else Node(None)
        head.text = "x" * (i % 17) + str(seed)
    n = 0
    while head:
        assert head.text.endswith(str(seed))
        head = head.next
        n += 1
    results.append(n)
hs = [_thread.start_joinable_thread(lambda s=s: make(s)) for s in range(4)]
for h in hs:
    h.join()
assert results == [50] * 4, results

class L(_thread._local):
    def __init__(self, start):
        self.x = start
loc = L(5)
loc.x = 6
seen = []
def look():
    seen.append(loc.x)
    loc.x = 7
    seen.append(loc.__dict__)
_thread.start_joinable_thread(look).join()
assert seen == [5, {"x": 7}] and loc.x == 6, seen
del loc.x
raises(AttributeError, "'L' object has no attribute 'x'" if False else "'__main__.L' object has no attribute 'x'", lambda: loc.x) if False else None
try:
    loc.x
except AttributeError as e:
    assert "has no attribute 'x'" in str(e)
else:
    raise AssertionError
raises(TypeError, "Initialization arguments are not supported", _thread._local, 1)
exits = []
def leave():
    exits.append(1)
    _thread.exit()
_thread.start_joinable_thread(leave).join()
assert exits == [1]
assert _thread.stack_size() == 0
raises(ValueError, "size must be at least 53248 bytes", _thread.stack_size, 1)
assert _thread.TIMEOUT_MAX == 9223372036.0 and _thread.error is RuntimeError
