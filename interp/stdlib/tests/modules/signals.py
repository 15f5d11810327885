def raises(kind, message, f, *args):
    try:
        f(*args)
    except kind as e:
        assert str(e) == message, (str(e), message)
    else:
        raise AssertionError(message)

got = []
def handler(number, frame):
    assert type(frame).__name__ == "frame", frame
    got.append((number, frame))

assert _signal.getsignal(_signal.SIGUSR1) == _signal.SIG_DFL
assert _signal.signal(_signal.SIGUSR1, handler) == _signal.SIG_DFL
assert _signal.getsignal(_signal.SIGUSR1) is handler
_signal.raise_signal(_signal.SIGUSR1)
posix.kill(posix.getpid(), _signal.SIGUSR1)
for _ in range(1000):
    if len(got) == 2:
        break
    time.sleep(0.001)
assert [g[0] for g in got] == [_signal.SIGUSR1] * 2, got

def failing(number, frame):
    raise ValueError("from handler")
_signal.signal(_signal.SIGALRM, failing)
_signal.setitimer(_signal.ITIMER_REAL, 0.02)
start = time.monotonic()
raises(ValueError, "from handler", time.sleep, 10)
assert time.monotonic() - start < 5
_signal.setitimer(_signal.ITIMER_REAL, 0.02)
def spin():
    while True:
        pass
raises(ValueError, "from handler", spin)
r, w = posix.pipe()
_signal.setitimer(_signal.ITIMER_REAL, 0.02)
raises(ValueError, "from handler", posix.read, r, 1)
lock = _thread.allocate_lock()
lock.acquire()
_signal.setitimer(_signal.ITIMER_REAL, 0.02)
raises(ValueError, "from handler", lock.acquire)
_signal.setitimer(_signal.ITIMER_REAL, 0.02)
raises(ValueError, "from handler", select.select, [r], [], [])
_signal.signal(_signal.SIGALRM, handler)
_signal.setitimer(_signal.ITIMER_REAL, 0.01)
start = time.monotonic()
time.sleep(0.05)
assert time.monotonic() - start >= 0.05 and got[-1][0] == _signal.SIGALRM

raises(ValueError, "signal number out of range", _signal.signal, 99, 0)
raises(TypeError, "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object", _signal.signal, 2, 5)
raises(OSError, "[Errno 22] Invalid argument", _signal.signal, 9, 0)
raises(ValueError, "signal number 99 out of range [1; 64]", _signal.sigwait, [99])
raises(_signal.ItimerError, "[Errno 22] Invalid argument", _signal.setitimer, 9, 1)
raises(KeyboardInterrupt, "", _signal.default_int_handler, 2, None)
assert _signal.strsignal(2) == "Interrupt" and _signal.strsignal(33) is None
assert _signal.valid_signals() == set(range(1, 65)) - {32, 33}
assert _signal.pthread_sigmask(_signal.SIG_BLOCK, [_signal.SIGUSR2]) == set()
_signal.pthread_kill(_thread.get_ident(), _signal.SIGUSR2)
assert _signal.sigpending() == {_signal.SIGUSR2}
info = _signal.sigtimedwait([_signal.SIGUSR2], 1)
assert info.si_signo == _signal.SIGUSR2 and info.si_pid == posix.getpid()
assert _signal.sigtimedwait([_signal.SIGUSR2], 0) is None
assert _signal.pthread_sigmask(_signal.SIG_SETMASK, []) == {_signal.SIGUSR2}
posix.set_blocking(w, False)
posix.set_blocking(r, False)
raises(ValueError, "the fd 2 must be in non-blocking mode", _signal.set_wakeup_fd, 2) if posix.get_blocking(2) else None
assert _signal.set_wakeup_fd(w) == -1
_signal.raise_signal(_signal.SIGUSR1)
assert posix.read(r, 10) == bytes([_signal.SIGUSR1])
assert _signal.set_wakeup_fd(-1) == w
posix.close(r); posix.close(w)
assert _signal.signal(_signal.SIGUSR1, _signal.SIG_IGN) is handler
_signal.raise_signal(_signal.SIGUSR1)
_signal.signal(_signal.SIGUSR1, _signal.SIG_DFL)
