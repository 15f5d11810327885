def raises(kind, message, f, *args):
    try:
        f(*args)
    except kind as e:
        assert str(e) == message, (str(e), message)
    else:
        raise AssertionError(message)

r, w = posix.pipe()
assert select.select([r], [w], [], 0) == ([], [w], [])
posix.write(w, b"x")
class F:
    def fileno(self):
        return r
f = F()
assert select.select([f], [], [], 5) == ([f], [], [])
p = select.poll()
p.register(f, select.POLLIN)
assert p.poll(1000) == [(r, select.POLLIN)]
p.modify(r, select.POLLOUT)
p.unregister(r)
raises(KeyError, str(r), p.unregister, r)
raises(FileNotFoundError, "[Errno 2] No such file or directory", p.modify, r, 1)
raises(OverflowError, "Python int too large for C unsigned short", p.register, 0, 99999999)
raises(ValueError, "Cannot convert negative int", p.register, 0, -1)
raises(TypeError, "timeout must be an integer or None", p.poll, "a")
with select.epoll() as e:
    e.register(r, select.EPOLLIN)
    assert e.poll(1) == [(r, select.EPOLLIN)] and e.poll(timeout=0, maxevents=1) == [(r, select.EPOLLIN)]
    assert e.fileno() > 0 and not e.closed
    posix.read(r, 1)
    start = time.monotonic()
    assert e.poll(0.02) == [] and time.monotonic() - start >= 0.02
    raises(ValueError, "maxevents must be greater than 0, got 0", e.poll, 0, 0)
assert e.closed
raises(ValueError, "I/O operation on closed epoll object", e.fileno)
raises(ValueError, "timeout must be non-negative", select.select, [], [], [], -1)
raises(TypeError, "timeout must be a float or None", select.select, [], [], [], "a")
raises(TypeError, "argument must be an int, or have a fileno() method.", select.select, [1.5], [], [], 0)
raises(ValueError, "filedescriptor out of range in select()", select.select, [99999], [], [], 0)
raises(TypeError, "arguments 1-3 must be sequences", select.select, 5, [], [], 0)

assert fcntl.fcntl(r, fcntl.F_GETFD) == fcntl.FD_CLOEXEC
fcntl.fcntl(r, fcntl.F_SETFL, posix.O_NONBLOCK)
assert fcntl.fcntl(r, fcntl.F_GETFL) & posix.O_NONBLOCK
assert fcntl.fcntl(r, 1, "abc") == b"abc"
raises(ValueError, "fcntl argument 3 is too long", fcntl.fcntl, r, 1, b"a" * 2000)
raises(TypeError, "fcntl() argument 3 must be an integer, a bytes-like object, or a string, not float", fcntl.fcntl, r, 1, 1.5)
posix.write(w, b"12345")
n = bytearray(4)
assert fcntl.ioctl(r, 0x541B, n) == 0 and n == b"\5\0\0\0"
assert fcntl.ioctl(r, 0x541B, b"\0" * 4) == b"\5\0\0\0"
raises(OSError, "[Errno 9] Bad file descriptor", fcntl.flock, 99999, 1)
raises(ValueError, "unrecognized lockf argument", fcntl.lockf, w, 0)
posix.close(r); posix.close(w)
