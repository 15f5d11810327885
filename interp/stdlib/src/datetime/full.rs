//! `datetime`.

use super::calendar as cal;
use super::common;
use super::delta::Delta;
use super::moment::{Date, offset_of};
use super::parse;
use super::time_of_day::Time;
use super::zone::{self, Timezone};
use std::cmp::Ordering;
use taipan_interp::native::*;

/// A combination of a date and a time.
#[pyclass(name = "datetime", module = "datetime", cell = Native<Date>, base = Date, subclass)]
pub struct DateTime;

fn as_moment(value: Value) -> Option<Obj<Date>> {
    value.cast::<Native<Date>>().filter(|moment| moment.is_datetime)
}

/// A datetime from a timestamp: in `zone`, or local, or UTC without a zone.
fn from_timestamp(vm: &Vm, class: Gc<PyType>, (seconds, micro): (i64, i32), is_utc: bool, zone: Value) -> PyResult {
    const DAY: i64 = 86_400;
    let is_utc = is_utc || !zone.is_none();
    let [year, month, day, hour, minute, second] = common::broken_down(vm, seconds, is_utc)?;
    let mut fold = 0;
    // In the hour that comes twice, a day earlier the clocks were as before the change.
    if !is_utc && (1..=9999).contains(&year) && seconds - DAY > -62_135_596_800 + DAY {
        let shown = cal::unix_seconds(year, month, day, hour, minute, second);
        let change = shown - common::local(vm, seconds - DAY)? - DAY;
        if change < 0 && common::local(vm, seconds + change)? == shown {
            fold = 1;
        }
    }
    common::check_date(vm, year, month, day)?;
    let result = Date::new_moment(vm, class, [year, month, day, hour, minute, second, micro], zone, fold)?;
    if zone.is_none() { Ok(result) } else { vm.call_method(zone, "fromutc", &[result]) }
}

fn now(vm: &Vm, class: Gc<PyType>, is_utc: bool, zone: Value) -> PyResult {
    let ns = taipan_host::time::realtime_ns();
    let stamp = (ns.div_euclid(1_000_000_000), (ns.rem_euclid(1_000_000_000) / 1000) as i32);
    from_timestamp(vm, class, stamp, is_utc, zone)
}

/// Seconds since 1970 of a local time (PEP 495: of two, that which the fold tells).
fn local_to_seconds(vm: &Vm, moment: &Date, fold: bool) -> PyResult<i64> {
    const DAY: i64 = 86_400;
    let [year, month, day, hour, minute, second, _] = moment.fields();
    let t = cal::unix_seconds(year, month, day, hour, minute, second);
    let a = common::local(vm, t)? - t;
    let u1 = t - a;
    let t1 = common::local(vm, u1)?;
    let b = if t1 == t {
        // One solution; there may be another one before or after.
        let u2 = if fold { u1 + DAY } else { u1 - DAY };
        let b = common::local(vm, u2)? - u2;
        if a == b {
            return Ok(u1);
        }
        b
    } else {
        t1 - u1
    };
    let u2 = t - b;
    if common::local(vm, u2)? == t {
        return Ok(u2);
    }
    if t1 == t {
        return Ok(u1);
    }
    // A time that the clocks skipped.
    Ok(if fold { u1.min(u2) } else { u1.max(u2) })
}

/// The system's zone at a moment in UTC.
fn local_zone(vm: &Vm, seconds: i64) -> PyResult {
    let tm = match taipan_host::time::localtime(seconds) {
        Ok(tm) => tm,
        Err(errno) => return Err(crate::support::os_error(vm, errno)),
    };
    let shown = cal::unix_seconds(tm.year + 1900, tm.mon + 1, tm.mday, tm.hour, tm.min, tm.sec);
    let offset = Delta::new(vm, i128::from(shown - seconds) * 1_000_000)?;
    let struct_time = vm.get_attr_str(crate::support::import(vm, "time")?, "localtime")?;
    let struct_time = vm.call(struct_time, &[Value::int(seconds)])?;
    let name = vm.get_attr_str(struct_time, "tm_zone")?;
    let name = Some(name).filter(|name| name.is::<PyStr>());
    zone::fixed(vm, vm.class::<Timezone>(), offset, name)
}

/// Compares the fields, the fold aside.
fn compare_fields(a: &Date, b: &Date) -> Ordering {
    a.fields().cmp(&b.fields())
}

fn fold_matters(vm: &Vm, moment: Obj<Date>, offset: Option<i128>) -> PyResult<bool> {
    let flipped = moment.with_fold(vm, 1 - moment.fold.get())?;
    common::depends_on_fold(vm, flipped, moment.zone.get(), offset)
}

const UTCNOW: &str = "datetime.datetime.utcnow() is deprecated and scheduled for removal in a future version. Use \
                      timezone-aware objects to represent datetimes in UTC: datetime.datetime.now(datetime.UTC).";
const UTCFROM: &str = "datetime.datetime.utcfromtimestamp() is deprecated and scheduled for removal in a future \
                       version. Use timezone-aware objects to represent datetimes in UTC: \
                       datetime.datetime.fromtimestamp(timestamp, datetime.UTC).";

#[pymethods]
impl DateTime {
    #[pyattr]
    fn min(vm: &Vm) -> PyResult {
        Date::plain_moment(vm, vm.class::<DateTime>(), [1, 1, 1, 0, 0, 0, 0], Value::NONE, 0)
    }
    #[pyattr]
    fn max(vm: &Vm) -> PyResult {
        Date::plain_moment(vm, vm.class::<DateTime>(), [9999, 12, 31, 23, 59, 59, 999_999], Value::NONE, 0)
    }
    #[pyattr]
    fn resolution(vm: &Vm) -> PyResult<Obj<Delta>> {
        Delta::new(vm, 1)
    }

    #[pyslot(
        sig = "(year, month=<unrepresentable>, day=<unrepresentable>, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0)"
    )]
    fn __new__(
        cls: Gc<PyType>,
        vm: &Vm,
        year: Value,
        month: Option<Value>,
        day: Option<Value>,
        hour: Option<Value>,
        minute: Option<Value>,
        second: Option<Value>,
        microsecond: Option<Value>,
        #[default(Value::NONE)] tzinfo: Value,
        fold: Option<Value>,
    ) -> PyResult {
        if day.is_none()
            && let Some(state) = common::state(year, 10)
            && (1..=12).contains(&(state[2] & 0x7f))
        {
            let tzinfo = month.unwrap_or(Value::NONE);
            if !tzinfo.is_none() && !zone::is_zone(tzinfo) {
                return Err(vm.type_error("bad tzinfo state arg"));
            }
            let year = i32::from(u16::from_be_bytes([state[0], state[1]]));
            let micro = i32::from_be_bytes([0, state[7], state[8], state[9]]);
            let [month, day, hour, minute, second] =
                [state[2] & 0x7f, state[3], state[4], state[5], state[6]].map(i32::from);
            let fields = [year, month, day, hour, minute, second, micro];
            return Date::plain_moment(vm, cls, fields, tzinfo, state[2] >> 7);
        }
        let missing =
            |name: &str, at: usize| vm.type_error(format!("function missing required argument '{name}' (pos {at})"));
        let year = i32::from_value(vm, year)?;
        let month = i32::from_value(vm, month.ok_or_else(|| missing("month", 2))?)?;
        let day = i32::from_value(vm, day.ok_or_else(|| missing("day", 3))?)?;
        let (hour, minute) = (common::int_or(vm, hour, 0)?, common::int_or(vm, minute, 0)?);
        let (second, micro) = (common::int_or(vm, second, 0)?, common::int_or(vm, microsecond, 0)?);
        let fold = common::int_or(vm, fold, 0)?;
        common::check_date(vm, year, month, day)?;
        common::check_time(vm, hour, minute, second, micro, fold)?;
        zone::check_zone(vm, tzinfo)?;
        Date::plain_moment(vm, cls, [year, month, day, hour, minute, second, micro], tzinfo, fold as u8)
    }

    /// The current time, in the given zone or local.
    #[classmethod]
    #[pymethod(sig = "(tz=None)")]
    fn now(cls: Gc<PyType>, vm: &Vm, #[default(Value::NONE)] tz: Value) -> PyResult {
        zone::check_zone(vm, tz)?;
        now(vm, cls, false, tz)
    }

    /// The current time in UTC, without a zone.
    #[classmethod]
    fn utcnow(cls: Gc<PyType>, vm: &Vm) -> PyResult {
        vm.warn(vm.exc().DeprecationWarning, UTCNOW)?;
        now(vm, cls, true, Value::NONE)
    }

    /// The time of a timestamp, in the given zone or local.
    #[classmethod]
    #[pymethod(sig = "(timestamp, tz=None)")]
    fn fromtimestamp(cls: Gc<PyType>, vm: &Vm, timestamp: Value, #[default(Value::NONE)] tz: Value) -> PyResult {
        zone::check_zone(vm, tz)?;
        from_timestamp(vm, cls, common::timestamp(vm, timestamp)?, false, tz)
    }

    /// The time of a timestamp in UTC, without a zone.
    #[classmethod]
    #[pymethod(sig = "(timestamp, /)")]
    fn utcfromtimestamp(cls: Gc<PyType>, vm: &Vm, timestamp: Value) -> PyResult {
        vm.warn(vm.exc().DeprecationWarning, UTCFROM)?;
        from_timestamp(vm, cls, common::timestamp(vm, timestamp)?, true, Value::NONE)
    }

    /// A datetime from a string and a format.
    #[classmethod]
    #[pymethod(sig = "(string, format, /)")]
    fn strptime(cls: Gc<PyType>, vm: &Vm, string: Gc<PyStr>, format: Gc<PyStr>) -> PyResult {
        common::strptime(vm, "_strptime_datetime_datetime", cls, string.value(), format.value())
    }

    /// A datetime from a date and a time; the zone is the time's if none is given.
    #[classmethod]
    #[pymethod(sig = "(date, time, tzinfo=<unrepresentable>)")]
    fn combine(cls: Gc<PyType>, vm: &Vm, date: Value, time: Value, tzinfo: Option<Value>) -> PyResult {
        let wrong = |at: usize, wanted: &str, value: Value| {
            let found = if value.is_none() { "None".into() } else { vm.type_name(value) };
            vm.type_error(format!("combine() argument {at} must be datetime.{wanted}, not {found}"))
        };
        let Some(day) = date.cast::<Native<Date>>() else { return Err(wrong(1, "date", date)) };
        let Some(clock) = time.cast::<Native<Time>>() else { return Err(wrong(2, "time", time)) };
        let tzinfo = tzinfo.unwrap_or(clock.zone.get());
        zone::check_zone(vm, tzinfo)?;
        let (year, month, day) = day.ymd();
        let [hour, minute, second, micro] = clock.fields();
        Date::new_moment(vm, cls, [year, month, day, hour, minute, second, micro], tzinfo, clock.fold.get())
    }

    /// A datetime from a string in most ISO 8601 formats.
    #[classmethod]
    fn fromisoformat(cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult {
        let text = common::iso_argument(vm, object)?;
        let bad = || common::bad_iso(vm, object);
        if text.len() < 7 {
            return Err(bad());
        }
        let at = parse::separator(&text).ok_or_else(bad)?;
        let date = parse::date(&text[..at.min(text.len())]).ok_or_else(bad)?;
        let time = match text.get(at + 1..) {
            Some(rest) if !rest.is_empty() => parse::time(rest).ok_or_else(bad)?,
            // A separator with nothing behind it.
            _ if at < text.len() => return Err(bad()),
            _ => parse::ParsedTime::default(),
        };
        let (mut year, mut month, mut day) = date;
        let mut hour = time.hour;
        if hour == 24 && common::check_date(vm, year, month, day).is_ok() {
            if (time.minute, time.second, time.micro) != (0, 0, 0) {
                return Err(vm.value_error("minute, second, and microsecond must be 0 when hour is 24"));
            }
            hour = 0;
            let next = cal::to_ordinal(year, month, day) + 1;
            (year, month, day) = cal::from_ordinal(next);
        }
        vm.take_raised();
        let zone = zone_of(vm, time.offset)?;
        common::check_date(vm, year, month, day)?;
        common::check_time(vm, hour, time.minute, time.second, time.micro, 0)?;
        Date::new_moment(vm, cls, [year, month, day, hour, time.minute, time.second, time.micro], zone, 0)
    }

    #[getter]
    fn hour(this: Obj<Date>) -> u8 {
        this.hour
    }

    #[getter]
    fn minute(this: Obj<Date>) -> u8 {
        this.minute
    }

    #[getter]
    fn second(this: Obj<Date>) -> u8 {
        this.second
    }

    #[getter]
    fn microsecond(this: Obj<Date>) -> u32 {
        this.micro
    }

    #[getter]
    fn tzinfo(this: Obj<Date>) -> Value {
        this.zone.get()
    }

    #[getter]
    fn fold(this: Obj<Date>) -> u8 {
        this.fold.get()
    }

    /// The date part.
    fn date(this: Obj<Date>, vm: &Vm) -> PyResult {
        Date::new_date(vm, vm.class::<Date>(), this.ymd())
    }

    /// The time part, without the zone.
    fn time(this: Obj<Date>, vm: &Vm) -> PyResult {
        let [_, _, _, fields @ ..] = this.fields();
        Time::plain(vm, vm.class::<Time>(), fields, Value::NONE, this.fold.get())
    }

    /// The time part, with the zone.
    fn timetz(this: Obj<Date>, vm: &Vm) -> PyResult {
        let [_, _, _, fields @ ..] = this.fields();
        Time::plain(vm, vm.class::<Time>(), fields, this.zone.get(), this.fold.get())
    }

    /// Seconds since 1970 as a float.
    fn timestamp(this: Obj<Date>, vm: &Vm) -> PyResult<f64> {
        if this.zone.get().is_none() {
            let seconds = local_to_seconds(vm, &this, this.fold.get() != 0)?;
            return Ok(seconds as f64 + f64::from(this.micro) / 1e6);
        }
        let epoch = i128::from(cal::to_ordinal(1970, 1, 1)) * 86_400_000_000;
        let offset = offset_of(vm, this)?.unwrap_or(0);
        let micros = BigInt::from(this.micros() - offset - epoch);
        taipan_object::num::int::true_div(&micros, &1_000_000.into())
            .map_err(|_| vm.overflow_error("integer division result too large for a float"))
    }

    /// A time.struct_time of the local time.
    fn timetuple(this: Obj<Date>, vm: &Vm) -> PyResult {
        let is_dst = match zone::offset(vm, this.zone.get(), "dst", this.value())? {
            None => -1,
            Some(dst) => i32::from(dst != 0),
        };
        time_tuple(vm, this.fields(), is_dst)
    }

    /// A time.struct_time of the time in UTC.
    fn utctimetuple(this: Obj<Date>, vm: &Vm) -> PyResult {
        let offset = offset_of(vm, this)?.unwrap_or(0);
        time_tuple(vm, Date::fields_of(vm, this.micros() - offset)?, 0)
    }

    /// Text like "2026-11-22T21:30:00", with the offset of the zone.
    #[pymethod(sig = "(sep='T', timespec='auto')")]
    fn isoformat(this: Obj<Date>, vm: &Vm, sep: Option<Value>, timespec: Option<Value>) -> PyResult<Gc<PyStr>> {
        let sep = match sep {
            None => 'T' as u32,
            Some(sep) => match sep.cast::<PyStr>() {
                Some(text) if text.len() == 1 => text.char_at(0),
                Some(text) => {
                    return Err(vm.type_error(format!(
                        "isoformat() argument 1 must be a unicode character, not a string of length {}",
                        text.len()
                    )));
                }
                None => {
                    let found = vm.type_name(sep);
                    return Err(
                        vm.type_error(format!("isoformat() argument 1 must be a unicode character, not {found}"))
                    );
                }
            },
        };
        let timespec = super::time_of_day::timespec(vm, timespec, 2)?;
        let [year, month, day, hour, minute, second, micro] = this.fields();
        let Some(time) = parse::time_text(&timespec, hour, minute, second, micro) else {
            return Err(vm.value_error("Unknown timespec value"));
        };
        let mut out = format!("{year:04}-{month:02}-{day:02}").into_bytes();
        taipan_object::string::push_char(&mut out, sep);
        out.extend_from_slice(time.as_bytes());
        if let Some(offset) = offset_of(vm, this)? {
            out.extend_from_slice(zone::offset_text(offset, ":").as_bytes());
        }
        Ok(PyStr::from_wtf8(&out))
    }

    /// The zone's offset from UTC.
    fn utcoffset(this: Obj<Date>, vm: &Vm) -> PyResult<Option<Obj<Delta>>> {
        zone::offset_object(vm, this.zone.get(), "utcoffset", this.value())
    }

    /// The zone's name.
    fn tzname(this: Obj<Date>, vm: &Vm) -> PyResult {
        zone::name(vm, this.zone.get(), this.value())
    }

    /// The zone's offset of daylight saving.
    fn dst(this: Obj<Date>, vm: &Vm) -> PyResult<Option<Obj<Delta>>> {
        zone::offset_object(vm, this.zone.get(), "dst", this.value())
    }

    /// The datetime with some fields changed.
    #[pymethod(
        sig = "(year=unchanged, month=unchanged, day=unchanged, hour=unchanged, minute=unchanged, second=unchanged, microsecond=unchanged, tzinfo=unchanged, *, fold=unchanged)"
    )]
    fn replace(
        this: Obj<Date>,
        vm: &Vm,
        year: Option<Value>,
        month: Option<Value>,
        day: Option<Value>,
        hour: Option<Value>,
        minute: Option<Value>,
        second: Option<Value>,
        microsecond: Option<Value>,
        tzinfo: Option<Value>,
        fold: Option<Value>,
    ) -> PyResult {
        let mut fields = this.fields();
        for (field, value) in fields.iter_mut().zip([year, month, day, hour, minute, second, microsecond]) {
            *field = common::int_or(vm, value, *field)?;
        }
        let fold = common::int_or(vm, fold, this.fold.get().into())?;
        let tzinfo = tzinfo.unwrap_or(this.zone.get());
        zone::check_zone(vm, tzinfo)?;
        let [year, month, day, hour, minute, second, micro] = fields;
        common::check_date(vm, year, month, day)?;
        common::check_time(vm, hour, minute, second, micro, fold)?;
        Date::new_moment(vm, vm.type_of(this.value()), fields, tzinfo, fold as u8)
    }

    /// The same moment in another zone, or in the local one.
    #[pymethod(sig = "(tz=None)")]
    fn astimezone(this: Obj<Date>, vm: &Vm, #[default(Value::NONE)] tz: Value) -> PyResult {
        zone::check_zone(vm, tz)?;
        let mut own = this.zone.get();
        if !own.is_none() && own == tz {
            return Ok(this.value());
        }
        let epoch = i128::from(cal::to_ordinal(1970, 1, 1)) * 86_400_000_000;
        let mut offset = offset_of(vm, this)?;
        if offset.is_none() {
            let fold = this.fold.get() != 0;
            let (mut seconds, other) = (local_to_seconds(vm, &this, fold)?, local_to_seconds(vm, &this, !fold)?);
            // They differ in a gap or a fold; in a gap the zone is that of the other side.
            if other != seconds && (other > seconds) == fold {
                seconds = other;
            }
            own = local_zone(vm, seconds)?;
            if own == tz {
                return Ok(this.value());
            }
            offset = zone::offset(vm, own, "utcoffset", this.value())?;
        }
        let micros = this.micros() - offset.unwrap_or(0);
        let tz = if tz.is_none() { local_zone(vm, (micros - epoch).div_euclid(1_000_000) as i64)? } else { tz };
        let fields = Date::fields_of(vm, micros)?;
        let in_utc = Date::new_moment(vm, vm.type_of(this.value()), fields, tz, 0)?;
        vm.call_method(tz, "fromutc", &[in_utc])
    }

    fn __reduce_ex__(this: Obj<Date>, vm: &Vm, protocol: i32) -> Gc<PyTuple> {
        reduce(vm, this, protocol > 3)
    }

    fn __reduce__(this: Obj<Date>, vm: &Vm) -> Gc<PyTuple> {
        reduce(vm, this, false)
    }

    fn __repr__(this: Obj<Date>, vm: &Vm) -> PyResult<Gc<PyStr>> {
        let [year, month, day, hour, minute, second, micro] = this.fields();
        let class = vm.type_name(this.value());
        let mut out = format!("{class}({year}, {month}, {day}, {hour}, {minute}");
        if micro != 0 {
            out += &format!(", {second}, {micro}");
        } else if second != 0 {
            out += &format!(", {second}");
        }
        super::time_of_day::finish_repr(vm, out, this.fold.get(), this.zone.get())
    }

    fn __str__(this: Value, vm: &Vm) -> PyResult {
        vm.call_method(this, "isoformat", &[PyStr::new(" ").value()])
    }

    fn __hash__(this: Obj<Date>, vm: &Vm) -> PyResult<i64> {
        if this.hash.get() == -1 {
            let early = if this.fold.get() == 0 { this.value() } else { this.with_fold(vm, 0)? };
            let offset = zone::offset(vm, this.zone.get(), "utcoffset", early)?;
            let hash = match offset {
                None => taipan_object::string::hash_bytes(&this.state(false)),
                Some(offset) => vm.hash(Delta::new(vm, this.micros() - offset)?.value())?,
            };
            this.hash.set(hash);
        }
        Ok(this.hash.get())
    }

    fn richcompare(this: Value, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        let (Some(a), Some(b)) = (as_moment(this), as_moment(other)) else { return Ok(Value::NOT_IMPLEMENTED) };
        if a.zone.get() == b.zone.get() {
            return Ok(Value::bool(op.holds(compare_fields(&a, &b))));
        }
        let (offset_a, offset_b) = (offset_of(vm, a)?, offset_of(vm, b)?);
        let is_equality = matches!(op, CmpOp::Eq | CmpOp::Ne);
        let order = match (offset_a, offset_b) {
            (x, y) if x == y => compare_fields(&a, &b),
            (Some(x), Some(y)) => (a.micros() - x).cmp(&(b.micros() - y)),
            _ if is_equality => return Ok(Value::bool(op == CmpOp::Ne)),
            _ => return Err(vm.type_error("can't compare offset-naive and offset-aware datetimes")),
        };
        if is_equality && order.is_eq() && (fold_matters(vm, a, offset_a)? || fold_matters(vm, b, offset_b)?) {
            return Ok(Value::bool(op == CmpOp::Ne));
        }
        Ok(Value::bool(op.holds(order)))
    }

    fn __add__(vm: &Vm, a: Value, b: Value) -> PyResult {
        let (moment, delta) = match (as_moment(a), as_moment(b)) {
            (Some(moment), None) => (moment, b),
            (None, Some(moment)) => (moment, a),
            _ => return Ok(Value::NOT_IMPLEMENTED),
        };
        match delta.cast::<Native<Delta>>() {
            Some(delta) => Date::shifted(moment, vm, delta.total()),
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    fn __sub__(vm: &Vm, a: Value, b: Value) -> PyResult {
        let Some(moment) = as_moment(a) else { return Ok(Value::NOT_IMPLEMENTED) };
        if let Some(delta) = b.cast::<Native<Delta>>() {
            return Date::shifted(moment, vm, -delta.total());
        }
        let Some(other) = as_moment(b) else { return Ok(Value::NOT_IMPLEMENTED) };
        let mut difference = moment.micros() - other.micros();
        if moment.zone.get() != other.zone.get() {
            difference -= match (offset_of(vm, moment)?, offset_of(vm, other)?) {
                (None, None) => 0,
                (Some(x), Some(y)) => x - y,
                _ => return Err(vm.type_error("can't subtract offset-naive and offset-aware datetimes")),
            };
        }
        Ok(Delta::new(vm, difference)?.value())
    }
}

/// The zone of an offset that was read.
pub fn zone_of(vm: &Vm, offset: Option<i128>) -> PyResult {
    match offset {
        None => Ok(Value::NONE),
        Some(offset) => zone::fixed(vm, vm.class::<Timezone>(), Delta::new(vm, offset)?, None),
    }
}

fn time_tuple(vm: &Vm, fields: [i32; 7], is_dst: i32) -> PyResult {
    let [year, month, day, hour, minute, second, _] = fields;
    let year_day = cal::days_before_month(year, month) + day;
    let weekday = cal::weekday(year, month, day);
    common::struct_time(vm, [year, month, day, hour, minute, second], weekday, year_day, is_dst)
}

fn reduce(vm: &Vm, moment: Obj<Date>, has_fold: bool) -> Gc<PyTuple> {
    let state = PyBytes::new(&moment.state(has_fold)).value();
    let zone = moment.zone.get();
    let args = if zone.is_none() { PyTuple::new(&[state]) } else { PyTuple::new(&[state, zone]) };
    PyTuple::new(&[vm.type_of(moment.value()).value(), args.value()])
}
