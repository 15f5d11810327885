def raises(kind, message, f, *args, **kwargs):
    try:
        f(*args, **kwargs)
    except kind as e:
        assert str(e) == message, (str(e), message)
    else:
        raise AssertionError(message)

p = "/tmp/taipan-posix-%d" % posix.getpid()
posix.mkdir(p)
try:
    raises(FileExistsError, "[Errno 17] File exists: %r" % p, posix.mkdir, p)
    f = p + "/f"
    fd = posix.open(f, posix.O_RDWR | posix.O_CREAT, 0o640)
    assert posix.get_inheritable(fd) is False
    assert posix.write(fd, b"hello") == 5 and posix.write(fd, bytearray(b" world")) == 6
    assert posix.lseek(fd, 0, 0) == 0 and posix.read(fd, 100) == b"hello world" and posix.read(fd, 1) == b""
    assert posix.pread(fd, 3, 2) == b"llo" and posix.pwrite(fd, b"J", 0) == 1
    b = bytearray(4)
    assert posix.lseek(fd, 0, 0) == 0 and posix.readinto(fd, b) == 4 and b == b"Jell"
    b1, b2 = bytearray(2), bytearray(3)
    posix.lseek(fd, 0, 0)
    assert posix.readv(fd, [b1, b2]) == 5 and (b1, b2) == (b"Je", b"llo")
    st = posix.fstat(fd)
    assert st.st_size == 11 == st[6] and st.st_mode & 0o777 == 0o640 and _stat.S_ISREG(st.st_mode)
    assert repr(st).startswith("os.stat_result(st_mode=33184, st_ino=") and "st_atime=" in repr(st) and "_ns" not in repr(st)
    assert st.st_mtime_ns // 10**9 == st[8] and int(st.st_mtime) == st[8]
    posix.ftruncate(fd, 3)
    assert posix.stat(f).st_size == 3 == posix.stat(fd).st_size
    posix.close(fd)
    raises(OSError, "[Errno 9] Bad file descriptor", posix.close, fd)
    posix.utime(f, (1, 2.5))
    assert posix.stat(f).st_mtime == 2.5 and posix.stat(f).st_atime_ns == 10**9
    posix.utime(f, ns=(5, 10**10 + 7))
    assert posix.stat(f).st_mtime_ns == 10**10 + 7
    posix.chmod(f, 0o600)
    assert posix.stat(f).st_mode & 0o777 == 0o600
    posix.symlink("f", p + "/link")
    assert posix.readlink(p + "/link") == "f" and posix.readlink(p.encode() + b"/link") == b"f"
    assert _stat.S_ISLNK(posix.lstat(p + "/link").st_mode) and not _stat.S_ISLNK(posix.stat(p + "/link").st_mode)
    posix.link(f, p + "/g")
    assert posix.stat(f).st_nlink == 2
    posix.rename(p + "/g", p + "/h")
    assert sorted(posix.listdir(p)) == ["f", "h", "link"] and sorted(posix.listdir(p.encode())) == [b"f", b"h", b"link"]
    weird = p.encode() + b"/\xff\xe9"
    posix.close(posix.open(weird, posix.O_CREAT | posix.O_WRONLY))
    assert "\udcff\udce9" in posix.listdir(p)
    posix.unlink(p + "/\udcff\udce9")
    with posix.scandir(p) as it:
        entries = {e.name: e for e in it}
    assert sorted(entries) == ["f", "h", "link"]
    e = entries["link"]
    assert e.is_symlink() and e.is_file() and not e.is_file(follow_symlinks=False) and not e.is_dir()
    assert e.path == p + "/link" and repr(e) == "<DirEntry 'link'>" and e.__fspath__() == e.path
    assert entries["f"].inode() == entries["f"].stat().st_ino == posix.stat(f).st_ino
    assert posix.access(f, posix.R_OK) and not posix.access(p + "/none", posix.F_OK)
    d = posix.open(p, posix.O_RDONLY)
    assert posix.stat("f", dir_fd=d) == posix.stat(f)
    assert sorted(posix.listdir(d)) == ["f", "h", "link"]
    posix.close(d)
    for n in "f", "h", "link":
        posix.remove(p + "/" + n)
finally:
    posix.rmdir(p)

n = "/nonexist"
raises(FileNotFoundError, "[Errno 2] No such file or directory: '/nonexist'", posix.stat, n)
raises(FileNotFoundError, "[Errno 2] No such file or directory: b'/nonexist'", posix.stat, n.encode())
raises(FileNotFoundError, "[Errno 2] No such file or directory: '/nonexist' -> '/x'", posix.rename, n, "/x")
raises(OSError, "[Errno 9] Bad file descriptor: 99999", posix.stat, 99999)
raises(TypeError, "stat: path should be string, bytes, os.PathLike or integer, not float", posix.stat, 1.5)
raises(TypeError, "lstat: path should be string, bytes or os.PathLike, not int", posix.lstat, 5)
raises(TypeError, "listdir: path should be string, bytes, os.PathLike, integer or None, not float", posix.listdir, 1.5)
raises(ValueError, "stat: embedded null character in path", posix.stat, "a\0b")
raises(ValueError, "stat: can't specify dir_fd without matching path", posix.stat, 0, dir_fd=3)
raises(ValueError, "stat: cannot use fd and follow_symlinks together", posix.stat, 0, follow_symlinks=False)
raises(TypeError, "argument should be integer or None, not str", posix.stat, "x", dir_fd="a")
raises(TypeError, "utime: 'times' must be either a tuple of two ints or None", posix.utime, "/tmp", (1,))
raises(ValueError, "utime: you may specify either 'times' or 'ns' but not both", posix.utime, "/tmp", (1, 2), ns=(1, 2))
raises(TypeError, "uid should be integer, not str", posix.chown, n, "a", 1)
raises(OverflowError, "uid is less than minimum", posix.chown, n, -2, 1)
raises(TypeError, "a bytes-like object is required, not 'str'", posix.write, 1, "a")
raises(OSError, "[Errno 22] Invalid argument", posix.read, 0, -1)
raises(TypeError, "readv() arg 2 must be a sequence", posix.readv, 0, 5)
raises(ValueError, "negative argument not allowed", posix.urandom, -1)
raises(TypeError, "expected str, bytes or os.PathLike object, not int", posix.fspath, 5)
raises(TypeError, "cannot create 'posix.DirEntry' instances", posix.DirEntry)

class P:
    def __fspath__(self):
        return "/tmp"

assert posix.fspath(P()) == "/tmp" and posix.stat(P()).st_ino == posix.stat("/tmp").st_ino
assert posix._path_normpath("/a/../b//c/.") == "/b/c" and posix._path_normpath("") == "."
assert posix._path_normpath(b"//a/./b") == b"//a/b" and posix._path_normpath("///a") == "/a"
assert posix._path_normpath("../..//x") == "../../x" and posix._path_normpath("a\0b/..") == "."
assert posix._path_splitroot_ex("//a/b") == ("", "//", "a/b") and posix._path_splitroot_ex(b"/a") == (b"", b"/", b"a")
assert posix._path_splitroot_ex("///a/b") == ("", "/", "//a/b") and posix._path_splitroot_ex("a/b") == ("", "", "a/b")
