# _datetime.
date, time, datetime = _datetime.date, _datetime.time, _datetime.datetime
timedelta, timezone = _datetime.timedelta, _datetime.timezone


def raises(message, f, *args):
    try:
        f(*args)
    except Exception as e:
        assert f"{type(e).__name__}: {e}" == message, (message, e)
    else:
        raise AssertionError(message)


assert repr(timedelta(1.5, 2, microseconds=2.5)) == "datetime.timedelta(days=1, seconds=43202, microseconds=2)"
assert str(timedelta(-1, 2, 3)) == "-1 day, 0:00:02.000003"
assert divmod(timedelta(5), timedelta(2)) == (2, timedelta(1))
assert timedelta(microseconds=3) / 2 == timedelta(microseconds=2) and timedelta(1) * 1.5 == timedelta(1, 43200)
assert date(2024, 2, 28) + timedelta(2) == date(2024, 3, 1) and date(2000, 1, 1).isocalendar() == (1999, 52, 6)
assert repr(date(2020, 1, 1).isocalendar()) == "datetime.IsoCalendarDate(year=2020, week=1, weekday=3)"
assert date.fromisoformat("2020-W01-3") == date(2020, 1, 1) == date.fromordinal(737425)
a = datetime.fromisoformat("2020-12-31T24:00+05:30")
assert repr(a) == (
    "datetime.datetime(2021, 1, 1, 0, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=19800)))"
), a
assert a == datetime(2020, 12, 31, 18, 30, tzinfo=timezone.utc) and hash(a) == hash(a.astimezone(timezone.utc))
assert a.timestamp() == 1609439400.0 and a.isoformat(" ", "milliseconds") == "2021-01-01 00:00:00.000+05:30"
assert datetime(2000, 1, 1, fold=1).__reduce_ex__(4)[1] == (b"\x07\xd0\x81\x01\x00\x00\x00\x00\x00\x00",)
assert datetime(b"\x07\xd0\x81\x01\x00\x00\x00\x00\x00\x00").fold == 1
assert time.fromisoformat("123045,5Z").isoformat() == "12:30:45.500000+00:00"
assert not datetime(2000, 1, 1) == date(2000, 1, 1) and isinstance(datetime(2000, 1, 1), date)
assert timezone.utc is timezone(timedelta(0)) and repr(timezone.utc) == "datetime.timezone.utc"
raises("ValueError: day 30 must be in range 1..29 for month 2 in year 2000", date, 2000, 2, 30)
raises("OverflowError: date value out of range", lambda: date.max + timedelta(1))
raises("ValueError: Invalid isoformat string: '2000-1-1'", date.fromisoformat, "2000-1-1")
raises("TypeError: can't compare offset-naive and offset-aware datetimes", lambda: a < datetime(2000, 1, 1))
