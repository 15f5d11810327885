assert errno.ENOENT == 2 and errno.errorcode[2] == "ENOENT"
assert errno.EWOULDBLOCK == errno.EAGAIN and errno.errorcode[errno.EAGAIN] == "EAGAIN"
assert errno.errorcode[errno.ENOTSUP] == "ENOTSUP"
assert len(errno.errorcode) > 100

assert _stat.filemode(0o100644) == "-rw-r--r--"
assert _stat.filemode(0o41777) == "drwxrwxrwt"
assert _stat.filemode(0o104755) == "-rwsr-xr-x"
assert _stat.filemode(0o102644) == "-rw-r-Sr--"
assert _stat.S_ISDIR(0o40755) is True and _stat.S_ISREG(0o40755) is False
assert _stat.S_IMODE(0o104755) == 0o4755 and _stat.S_IFMT(0o104755) == 0o100000
assert _stat.S_IRWXU == 0o700 and _stat.ST_SIZE == 6
for bad, message in (("a", "'str' object cannot be interpreted as an integer"), (1.5, "'float' object cannot be interpreted as an integer")):
    try:
        _stat.S_ISDIR(bad)
    except TypeError as e:
        assert str(e) == message, str(e)
    else:
        raise AssertionError
