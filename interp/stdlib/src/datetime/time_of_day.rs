//! `time`.

use super::common;
use super::delta::Delta;
use super::parse;
use super::zone;
use std::cell::Cell;
use taipan_interp::native::*;

/// A time of day, with or without a zone.
#[pyclass(name = "time", module = "datetime", subclass)]
pub struct Time {
    #[no_trace]
    hour: u8,
    #[no_trace]
    minute: u8,
    #[no_trace]
    second: u8,
    /// 0 or 1.
    #[no_trace]
    pub fold: Cell<u8>,
    #[no_trace]
    micro: u32,
    #[no_trace]
    hash: Cell<i64>,
    /// None or a tzinfo.
    pub zone: Field<Value>,
}

impl Time {
    /// Hour, minute, second, microsecond.
    pub fn fields(&self) -> [i32; 4] {
        [self.hour.into(), self.minute.into(), self.second.into(), self.micro as i32]
    }

    /// A time whose fields are valid, of exactly this class.
    pub fn plain(vm: &Vm, class: Gc<PyType>, fields: [i32; 4], zone: Value, fold: u8) -> PyResult {
        let [hour, minute, second, micro] = fields;
        let time = Time {
            hour: hour as u8,
            minute: minute as u8,
            second: second as u8,
            fold: Cell::new(fold),
            micro: micro as u32,
            hash: Cell::new(-1),
            zone: Field::new(zone),
        };
        Ok(vm.new_native(class, time)?.value())
    }

    /// A time of the class: of a subclass through its constructor.
    fn create(vm: &Vm, class: Gc<PyType>, fields: [i32; 4], zone: Value, fold: u8) -> PyResult {
        let [hour, minute, second, micro] = fields;
        if class == vm.class::<Time>() {
            common::check_time(vm, hour, minute, second, micro, fold.into())?;
            return Time::plain(vm, class, fields, zone, fold);
        }
        let mut args = [zone; 5];
        for (arg, field) in args.iter_mut().zip(fields) {
            *arg = Value::small(field.into());
        }
        let result = vm.call(class.value(), &args)?;
        if fold != 0
            && let Some(time) = result.cast::<Native<Time>>()
        {
            time.fold.set(fold);
        }
        Ok(result)
    }

    fn micros(&self) -> i128 {
        let [hour, minute, second, micro] = self.fields().map(i128::from);
        ((hour * 60 + minute) * 60 + second) * 1_000_000 + micro
    }

    fn state(&self, has_fold: bool) -> Vec<u8> {
        let mut out = vec![self.hour, self.minute, self.second];
        if has_fold && self.fold.get() != 0 {
            out[0] |= 0x80;
        }
        out.extend_from_slice(&self.micro.to_be_bytes()[1..]);
        out
    }
}

/// The `timespec` argument, which is argument number `at`.
pub fn timespec(vm: &Vm, value: Option<Value>, at: usize) -> PyResult<String> {
    let Some(value) = value else { return Ok("auto".to_string()) };
    match value.cast::<PyStr>() {
        Some(text) => Ok(text.to_string_lossy().into_owned()),
        None => {
            let found = if value.is_none() { "None".into() } else { vm.type_name(value) };
            Err(vm.type_error(format!("isoformat() argument {at} must be str, not {found}")))
        }
    }
}

/// Ends a repr with the fold and the zone.
pub fn finish_repr(vm: &Vm, start: String, fold: u8, zone: Value) -> PyResult<Gc<PyStr>> {
    let mut out = start.into_bytes();
    if !zone.is_none() {
        out.extend_from_slice(b", tzinfo=");
        out.extend_from_slice(vm.repr(zone)?.as_bytes());
    }
    if fold != 0 {
        out.extend_from_slice(b", fold=1");
    }
    out.push(b')');
    Ok(PyStr::from_wtf8(&out))
}

fn offset_of(vm: &Vm, time: Obj<Time>) -> PyResult<Option<i128>> {
    zone::offset(vm, time.zone.get(), "utcoffset", Value::NONE)
}

#[pymethods]
impl Time {
    #[pyattr]
    fn min(vm: &Vm) -> PyResult {
        Time::plain(vm, vm.class::<Time>(), [0; 4], Value::NONE, 0)
    }
    #[pyattr]
    fn max(vm: &Vm) -> PyResult {
        Time::plain(vm, vm.class::<Time>(), [23, 59, 59, 999_999], Value::NONE, 0)
    }
    #[pyattr]
    fn resolution(vm: &Vm) -> PyResult<Obj<Delta>> {
        Delta::new(vm, 1)
    }

    #[pyslot(sig = "(hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0)")]
    fn __new__(
        cls: Gc<PyType>,
        vm: &Vm,
        hour: Option<Value>,
        minute: Option<Value>,
        second: Option<Value>,
        microsecond: Option<Value>,
        #[default(Value::NONE)] tzinfo: Value,
        fold: Option<Value>,
    ) -> PyResult {
        if second.is_none()
            && let Some(state) = hour.and_then(|hour| common::state(hour, 6))
            && state[0] & 0x7f < 24
        {
            let tzinfo = minute.unwrap_or(Value::NONE);
            if !tzinfo.is_none() && !zone::is_zone(tzinfo) {
                return Err(vm.type_error("bad tzinfo state arg"));
            }
            let micro = i32::from_be_bytes([0, state[3], state[4], state[5]]);
            let [hour, minute, second] = [state[0] & 0x7f, state[1], state[2]].map(i32::from);
            return Time::plain(vm, cls, [hour, minute, second, micro], tzinfo, state[0] >> 7);
        }
        let (hour, minute) = (common::int_or(vm, hour, 0)?, common::int_or(vm, minute, 0)?);
        let (second, micro) = (common::int_or(vm, second, 0)?, common::int_or(vm, microsecond, 0)?);
        let fold = common::int_or(vm, fold, 0)?;
        common::check_time(vm, hour, minute, second, micro, fold)?;
        zone::check_zone(vm, tzinfo)?;
        Time::plain(vm, cls, [hour, minute, second, micro], tzinfo, fold as u8)
    }

    /// A time from a string and a format.
    #[classmethod]
    #[pymethod(sig = "(string, format, /)")]
    fn strptime(cls: Gc<PyType>, vm: &Vm, string: Gc<PyStr>, format: Gc<PyStr>) -> PyResult {
        common::strptime(vm, "_strptime_datetime_time", cls, string.value(), format.value())
    }

    /// A time from a string in most ISO 8601 formats.
    #[classmethod]
    fn fromisoformat(cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult {
        let text = common::iso_argument(vm, object)?;
        let text = match text.split_first() {
            Some((&first, rest)) if first == 'T' as u32 => rest,
            _ => &text[..],
        };
        let Some(time) = parse::time(text) else { return Err(common::bad_iso(vm, object)) };
        let mut hour = time.hour;
        if hour == 24 {
            if (time.minute, time.second, time.micro) != (0, 0, 0) {
                return Err(vm.value_error("minute, second, and microsecond must be 0 when hour is 24"));
            }
            hour = 0;
        }
        let zone = super::full::zone_of(vm, time.offset)?;
        common::check_time(vm, hour, time.minute, time.second, time.micro, 0)?;
        Time::create(vm, cls, [hour, time.minute, time.second, time.micro], zone, 0)
    }

    #[getter]
    fn hour(&self) -> u8 {
        self.hour
    }

    #[getter]
    fn minute(&self) -> u8 {
        self.minute
    }

    #[getter]
    fn second(&self) -> u8 {
        self.second
    }

    #[getter]
    fn microsecond(&self) -> u32 {
        self.micro
    }

    #[getter]
    fn tzinfo(&self) -> Value {
        self.zone.get()
    }

    #[getter]
    fn fold(&self) -> u8 {
        self.fold.get()
    }

    /// Text like "21:30:00", with the offset of the zone.
    #[pymethod(sig = "(timespec='auto')")]
    fn isoformat(this: Obj<Time>, vm: &Vm, timespec: Option<Value>) -> PyResult<String> {
        let timespec = self::timespec(vm, timespec, 1)?;
        let [hour, minute, second, micro] = this.fields();
        let Some(mut out) = parse::time_text(&timespec, hour, minute, second, micro) else {
            return Err(vm.value_error("Unknown timespec value"));
        };
        if let Some(offset) = offset_of(vm, this)? {
            out += &zone::offset_text(offset, ":");
        }
        Ok(out)
    }

    /// Text in a format of the C library.
    #[pymethod(sig = "(format)")]
    fn strftime(this: Obj<Time>, vm: &Vm, format: Gc<PyStr>) -> PyResult {
        let [hour, minute, second, micro] = this.fields();
        let items = [1900, 1, 1, hour, minute, second, 0, 1, -1].map(|n| Value::small(n.into()));
        let timetuple = PyTuple::new(&items).value();
        let shown =
            common::Shown { object: this.value(), zone: this.zone.get(), zone_arg: Value::NONE, micro, years: None };
        common::strftime(vm, &shown, format, timetuple)
    }

    /// str() or strftime().
    fn __format__(this: Value, vm: &Vm, format: Value) -> PyResult {
        common::format(vm, this, format)
    }

    /// The zone's offset from UTC.
    fn utcoffset(&self, vm: &Vm) -> PyResult<Option<Obj<Delta>>> {
        zone::offset_object(vm, self.zone.get(), "utcoffset", Value::NONE)
    }

    /// The zone's name.
    fn tzname(&self, vm: &Vm) -> PyResult {
        zone::name(vm, self.zone.get(), Value::NONE)
    }

    /// The zone's offset of daylight saving.
    fn dst(&self, vm: &Vm) -> PyResult<Option<Obj<Delta>>> {
        zone::offset_object(vm, self.zone.get(), "dst", Value::NONE)
    }

    /// The time with some fields changed.
    #[pymethod(
        sig = "(hour=unchanged, minute=unchanged, second=unchanged, microsecond=unchanged, tzinfo=unchanged, *, fold=unchanged)"
    )]
    fn replace(
        this: Obj<Time>,
        vm: &Vm,
        hour: Option<Value>,
        minute: Option<Value>,
        second: Option<Value>,
        microsecond: Option<Value>,
        tzinfo: Option<Value>,
        fold: Option<Value>,
    ) -> PyResult {
        let mut fields = this.fields();
        for (field, value) in fields.iter_mut().zip([hour, minute, second, microsecond]) {
            *field = common::int_or(vm, value, *field)?;
        }
        let fold = common::int_or(vm, fold, this.fold.get().into())?;
        let tzinfo = tzinfo.unwrap_or(this.zone.get());
        zone::check_zone(vm, tzinfo)?;
        let [hour, minute, second, micro] = fields;
        common::check_time(vm, hour, minute, second, micro, fold)?;
        Time::create(vm, vm.type_of(this.value()), fields, tzinfo, fold as u8)
    }

    /// What copy.replace() calls.
    #[pymethod(sig = "(**changes)")]
    fn __replace__(this: Value, vm: &Vm, changes: Kwargs<'_>) -> PyResult {
        let dict = vm.new_dict();
        changes.iter().for_each(|(name, value)| dict.set_str(name, value));
        vm.call_dict(vm.get_attr_str(vm.class::<Time>().value(), "replace")?, &[this], Some(dict))
    }

    fn __reduce_ex__(this: Obj<Time>, vm: &Vm, protocol: i32) -> Gc<PyTuple> {
        reduce(vm, this, protocol > 3)
    }

    fn __reduce__(this: Obj<Time>, vm: &Vm) -> Gc<PyTuple> {
        reduce(vm, this, false)
    }

    fn __repr__(this: Obj<Time>, vm: &Vm) -> PyResult<Gc<PyStr>> {
        let [hour, minute, second, micro] = this.fields();
        let mut out = format!("{}({hour}, {minute}", vm.type_name(this.value()));
        if micro != 0 {
            out += &format!(", {second}, {micro}");
        } else if second != 0 {
            out += &format!(", {second}");
        }
        finish_repr(vm, out, this.fold.get(), this.zone.get())
    }

    fn __str__(this: Value, vm: &Vm) -> PyResult {
        vm.call_method(this, "isoformat", &[])
    }

    fn __hash__(this: Obj<Time>, vm: &Vm) -> PyResult<i64> {
        if this.hash.get() == -1 {
            let early = match this.fold.get() {
                0 => this.value(),
                _ => Time::plain(vm, vm.class::<Time>(), this.fields(), this.zone.get(), 0)?,
            };
            let result = vm.call_method(early, "utcoffset", &[])?;
            let hash = match result.cast::<Native<Delta>>() {
                None => taipan_object::string::hash_bytes(&this.state(false)),
                Some(offset) => vm.hash(Delta::new(vm, this.micros() - offset.total())?.value())?,
            };
            this.hash.set(hash);
        }
        Ok(this.hash.get())
    }

    fn richcompare(this: Value, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        let (Some(a), Some(b)) = (this.cast::<Native<Time>>(), other.cast::<Native<Time>>()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if a.zone.get() == b.zone.get() {
            return Ok(Value::bool(op.holds(a.fields().cmp(&b.fields()))));
        }
        let order = match (offset_of(vm, a)?, offset_of(vm, b)?) {
            (x, y) if x == y => a.fields().cmp(&b.fields()),
            (Some(x), Some(y)) => (a.micros() - x).cmp(&(b.micros() - y)),
            _ if matches!(op, CmpOp::Eq | CmpOp::Ne) => return Ok(Value::bool(op == CmpOp::Ne)),
            _ => return Err(vm.type_error("can't compare offset-naive and offset-aware times")),
        };
        Ok(Value::bool(op.holds(order)))
    }
}

fn reduce(vm: &Vm, time: Obj<Time>, has_fold: bool) -> Gc<PyTuple> {
    let state = PyBytes::new(&time.state(has_fold)).value();
    let zone = time.zone.get();
    let args = if zone.is_none() { PyTuple::new(&[state]) } else { PyTuple::new(&[state, zone]) };
    PyTuple::new(&[vm.type_of(time.value()).value(), args.value()])
}
