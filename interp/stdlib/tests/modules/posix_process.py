def raises(kind, message, f, *args, **kwargs):
    try:
        f(*args, **kwargs)
    except kind as e:
        assert str(e) == message, (str(e), message)
    else:
        raise AssertionError(message)

events = []
posix.register_at_fork(before=lambda: events.append("before"), after_in_parent=lambda: events.append("parent"), after_in_child=lambda: events.append("child"))
r, w = posix.pipe()
pid = posix.fork()
if pid == 0:
    posix.write(w, ",".join(events).encode())
    posix._exit(7)
posix.close(w)
assert posix.read(r, 100) == b"before,child" and events == ["before", "parent"]
posix.close(r)
got, status = posix.waitpid(pid, 0)
assert got == pid and posix.WIFEXITED(status) and posix.WEXITSTATUS(status) == 7 and posix.waitstatus_to_exitcode(status) == 7
raises(ChildProcessError, "[Errno 10] No child processes", posix.waitpid, -1, 0)
assert posix.waitstatus_to_exitcode(9) == -9
raises(ValueError, "process stopped by delivery of signal 19", posix.waitstatus_to_exitcode, 0x137F)

pid = posix.posix_spawn("/bin/sh", ["sh", "-c", "exit $X"], {"X": "5"})
assert posix.waitstatus_to_exitcode(posix.waitpid(pid, 0)[1]) == 5
raises(FileNotFoundError, "[Errno 2] No such file or directory: '/nonexist'", posix.posix_spawn, "/nonexist", ["a"], {})
raises(TypeError, "Each file_actions element must be a non-empty tuple", posix.posix_spawn, "/x", ["a"], {}, file_actions=[5])
raises(ValueError, "posix_spawn: argv must not be empty", posix.posix_spawn, "/x", [], {})
raises(ValueError, "execv() arg 2 must not be empty", posix.execv, "/nonexist", [])
raises(TypeError, "execv() arg 2 must be a tuple or list", posix.execv, "/nonexist", 5)
raises(ValueError, "execv() arg 2 first element cannot be empty", posix.execv, "/nonexist", [""])
raises(ValueError, "illegal environment variable name", posix.execve, "/nonexist", ["a"], {"a=b": "c"})
assert posix.system("exit 3") == 768
pid = posix.fork()
if pid == 0:
    posix.kill(posix.getpid(), 9)
info = posix.waitid(posix.P_PID, pid, posix.WEXITED)
assert (info.si_pid, info.si_status, info.si_code) == (pid, 9, posix.CLD_KILLED)

er, ew = posix.pipe()
while ew < 3:
    ew = posix.dup(ew)
cr, cw = posix.pipe()
pid = _posixsubprocess.fork_exec([b"sh", b"-c", b"echo hi $0 $Y"], [b"/none/sh", b"/bin/sh"], True, (ew,), "/", [b"Y=1"], -1, -1, cr, cw, -1, -1, er, ew, True, False, -1, None, None, None, -1, None)
posix.close(ew); posix.close(cw)
assert posix.read(cr, 100) == b"hi sh 1\n" and posix.read(er, 100) == b""
assert posix.waitpid(pid, 0)[1] == 0
posix.close(er); posix.close(cr)

posix.putenv("TAIPAN_TEST", "x")
assert posix._create_environ()[b"TAIPAN_TEST"] == b"x"
posix.unsetenv("TAIPAN_TEST")
assert b"TAIPAN_TEST" not in posix._create_environ()
raises(ValueError, "illegal environment variable name", posix.putenv, "a=b", "c")
assert isinstance(posix.environ, dict) and posix.environ[b"PATH"]

assert posix.sysconf("SC_PAGESIZE") == 4096 and posix.confstr("CS_PATH").startswith("/")
raises(ValueError, "unrecognized configuration name", posix.sysconf, "SC_X")
raises(TypeError, "configuration names must be strings or integers", posix.sysconf, 1.5)
assert posix.pathconf("/", "PC_NAME_MAX") == 255
cpus = posix.sched_getaffinity(0)
assert type(cpus) is set and cpus
posix.sched_setaffinity(0, cpus)
raises(ValueError, "negative CPU number", posix.sched_setaffinity, 0, [-1])
assert repr(posix.sched_getparam(0)) == "posix.sched_param(sched_priority=0)"
assert posix.uname().sysname == "Linux" and len(posix.uname()) == 5 and posix.times().elapsed > 0
assert posix.strerror(2) == "No such file or directory" and posix.strerror(9999) == "Unknown error 9999"
assert (posix.major(5), posix.minor(300), posix.makedev(1, 2), posix.major(-1), posix.makedev(-1, -1)) == (0, 44, 258, -1, -1)
assert posix.getpgid(0) == posix.getpgrp() and posix.getresuid() == (posix.getuid(),) * 3
assert len(posix.urandom(8)) == 8 and posix.urandom(8) != posix.urandom(8)
assert posix.fstatvfs(posix.open("/", 0)).f_bsize > 0
assert posix.O_CREAT == 64 and posix.error is OSError and "HAVE_FSTATAT" in posix._have_functions
