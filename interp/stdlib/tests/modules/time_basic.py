def raises(kind, message, f, *args):
    try:
        f(*args)
    except kind as e:
        assert str(e) == message, (str(e), message)
    else:
        raise AssertionError(message)

t = time.gmtime(0)
assert t == (1970, 1, 1, 0, 0, 0, 3, 1, 0)
assert (t.tm_year, t.tm_zone, t.tm_gmtoff) == (1970, "GMT", 0)
assert repr(t) == "time.struct_time(tm_year=1970, tm_mon=1, tm_mday=1, tm_hour=0, tm_min=0, tm_sec=0, tm_wday=3, tm_yday=1, tm_isdst=0)"
assert t[0] == 1970 and t[1:3] == (1, 1) and len(t) == 9 and type(t[1:]) is tuple
assert time.struct_time.__match_args__ == ("tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst")
assert (time.struct_time.n_fields, time.struct_time.n_sequence_fields, time.struct_time.n_unnamed_fields) == (11, 9, 0)
u = time.struct_time(range(9), {"tm_zone": "x"})
assert u.tm_zone == "x" and u.tm_gmtoff is None
assert u.__reduce__() == (time.struct_time, ((0, 1, 2, 3, 4, 5, 6, 7, 8), {"tm_zone": "x", "tm_gmtoff": None}))
assert u.__replace__(tm_year=5).tm_year == 5 and u.__replace__(tm_year=5).tm_zone == "x"
raises(TypeError, "time.struct_time() takes an at least 9-sequence (1-sequence given)", time.struct_time, (1,))
raises(TypeError, "time.struct_time() takes an at most 11-sequence (12-sequence given)", time.struct_time, range(12))
raises(TypeError, "constructor requires a sequence", time.struct_time, 5)
raises(TypeError, "time.struct_time() takes a dict as second arg, if any", time.struct_time, range(9), 5)
raises(TypeError, "time.struct_time() got duplicate or unexpected field name(s)", time.struct_time, range(9), {"tm_zon": 1})

assert time.gmtime(1.9).tm_sec == 1 and time.gmtime(-1.1).tm_sec == 58
assert time.mktime(time.localtime(1234567890)) == 1234567890.0
assert time.asctime((2000, 1, 1, 0, 0, 0, 0, 0, 0)) == "Mon Jan  1 00:00:00 2000"
assert time.asctime(time.gmtime(0)) == "Thu Jan  1 00:00:00 1970"
z = (2000, 1, 1, 0, 0, 0, 0, 1, 0)
assert time.strftime("%Y-%m-%d %H:%M:%S", z) == "2000-01-01 00:00:00"
assert time.strftime("", z) == "" and time.strftime("%", z) == "%"
assert time.strftime("é%Y\ud800", z) == "é2000\ud800"
assert time.strftime("%Y\0%d", z) == "2000\x0001"
assert time.strftime("%w", (2000, 1, 1, 0, 0, 0, -1, 0, 0)) == "0"
raises(ValueError, "month out of range", time.strftime, "%Y", (2000, 13, 1, 0, 0, 0, 0, 0, 0))
raises(ValueError, "day of week out of range", time.strftime, "%Y", (2000, 1, 1, 0, 0, 0, -2, 0, 0))
raises(TypeError, "Tuple or struct_time argument required", time.strftime, "%Y", 5)
raises(TypeError, "strftime(): illegal time tuple argument", time.strftime, "%Y", (1, 2))
raises(TypeError, "asctime(): illegal time tuple argument", time.asctime, (1, 2))
raises(OverflowError, "timestamp out of range for platform time_t", time.localtime, 1e300)
raises(OSError, "[Errno 75] Value too large for defined data type", time.localtime, 2**60)
raises(TypeError, "'str' object cannot be interpreted as an integer", time.localtime, "a")

raises(ValueError, "sleep length must be non-negative", time.sleep, -1)
raises(TypeError, "'str' object cannot be interpreted as an integer or float", time.sleep, "a")
raises(ValueError, "Invalid value NaN (not a number)", time.sleep, float("nan"))
raises(OverflowError, "timestamp out of range for C PyTime_t", time.sleep, 1e20)
start = time.monotonic()
assert time.sleep(0.01) is None
assert time.monotonic() - start >= 0.01
assert time.time() > 1.7e9 and time.time_ns() > 10**18
assert abs(time.time() - time.time_ns() / 1e9) < 1
assert time.perf_counter_ns() > 0 and time.process_time() > 0 and time.thread_time() > 0
assert time.clock_gettime(time.CLOCK_MONOTONIC) > 0
raises(OSError, "[Errno 22] Invalid argument", time.clock_gettime, 99)
raises(TypeError, "clk_id should be integer, not str", time.clock_gettime, "a")
raises(ValueError, "unknown clock", time.get_clock_info, "x")
raises(TypeError, "get_clock_info() argument 1 must be str, not int", time.get_clock_info, 5)
info = time.get_clock_info("monotonic")
assert info.implementation == "clock_gettime(CLOCK_MONOTONIC)" and info.monotonic is True and info.adjustable is False
assert len(time.tzname) == 2 and isinstance(time.timezone, int) and time.daylight in (0, 1)
