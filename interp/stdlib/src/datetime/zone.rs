//! `tzinfo` and `timezone`, and asking any time zone object for its offset or name.

use super::delta::Delta;
use super::moment::Date;
use taipan_interp::native::*;

const DAY: i128 = 86_400_000_000;

/// Abstract base class for time zone info objects.
#[pyclass(name = "tzinfo", module = "datetime", subclass)]
pub struct TzInfo;

/// Whether `value` is a tzinfo.
pub fn is_zone(value: Value) -> bool {
    value.is::<Native<TzInfo>>() || value.is::<Native<Timezone>>()
}

/// Checks a tzinfo argument.
pub fn check_zone(vm: &Vm, value: Value) -> PyResult<()> {
    if value.is_none() || is_zone(value) {
        return Ok(());
    }
    let found = vm.type_name(value);
    Err(vm.type_error(format!("tzinfo argument must be None or of a tzinfo subclass, not type '{found}'")))
}

/// What `zone.utcoffset(arg)` or `zone.dst(arg)` gives, in microseconds.
pub fn offset(vm: &Vm, zone: Value, name: &'static str, arg: Value) -> PyResult<Option<i128>> {
    Ok(offset_object(vm, zone, name, arg)?.map(|delta| delta.total()))
}

/// What `zone.utcoffset(arg)` or `zone.dst(arg)` gives.
pub fn offset_object(vm: &Vm, zone: Value, name: &'static str, arg: Value) -> PyResult<Option<Obj<Delta>>> {
    if zone.is_none() {
        return Ok(None);
    }
    if let Some(fixed) = zone.cast::<Native<Timezone>>() {
        return Ok(if name == "dst" { None } else { Some(fixed.offset.get()) });
    }
    let result = vm.call_method(zone, name, &[arg])?;
    if result.is_none() {
        return Ok(None);
    }
    let Some(delta) = result.cast::<Native<Delta>>() else {
        let found = vm.type_name(result);
        return Err(vm.type_error(format!("tzinfo.{name}() must return None or a timedelta, not '{found}'")));
    };
    if delta.total().abs() >= DAY {
        return Err(
            vm.value_error("offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24).")
        );
    }
    Ok(Some(delta))
}

/// What `zone.tzname(arg)` gives: a str or None.
pub fn name(vm: &Vm, zone: Value, arg: Value) -> PyResult {
    if zone.is_none() {
        return Ok(Value::NONE);
    }
    let result = vm.call_method(zone, "tzname", &[arg])?;
    if result.is_none() || result.is::<PyStr>() {
        return Ok(result);
    }
    let found = vm.type_name(result);
    Err(vm.type_error(format!("tzinfo.tzname() must return None or a string, not '{found}'")))
}

/// "+05:30", with seconds and their fraction where there are some.
pub fn offset_text(total: i128, separator: &str) -> String {
    let sign = if total < 0 { '-' } else { '+' };
    let (seconds, micros) = (total.abs() / 1_000_000, total.abs() % 1_000_000);
    let mut out = format!("{sign}{:02}{separator}{:02}", seconds / 3600, seconds / 60 % 60);
    if seconds % 60 != 0 || micros != 0 {
        out += &format!("{separator}{:02}", seconds % 60);
    }
    if micros != 0 {
        out += &format!(".{micros:06}");
    }
    out
}

fn not_implemented(vm: &Vm, name: &str) -> Raised {
    let message = format!("a tzinfo subclass must implement {name}()");
    vm.raise_msg(vm.exc().NotImplementedError, &message)
}

/// The datetime argument of `fromutc`, checked to be of this zone.
fn own_moment(vm: &Vm, zone: Value, dt: Value) -> PyResult<Obj<Date>> {
    let Some(moment) = dt.cast::<Native<Date>>().filter(|dt| dt.is_datetime) else {
        return Err(vm.type_error("fromutc: argument must be a datetime"));
    };
    if moment.zone.get() != zone {
        return Err(vm.value_error("fromutc: dt.tzinfo is not self"));
    }
    Ok(moment)
}

#[pymethods]
impl TzInfo {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<TzInfo>> {
        let _ = args;
        vm.new_native(cls, TzInfo)
    }

    /// The zone's name for a datetime.
    fn tzname(&self, vm: &Vm, object: Value) -> PyResult {
        let _ = object;
        Err(not_implemented(vm, "tzname"))
    }

    /// The offset from UTC for a datetime.
    fn utcoffset(&self, vm: &Vm, object: Value) -> PyResult {
        let _ = object;
        Err(not_implemented(vm, "utcoffset"))
    }

    /// The offset of daylight saving for a datetime.
    fn dst(&self, vm: &Vm, object: Value) -> PyResult {
        let _ = object;
        Err(not_implemented(vm, "dst"))
    }

    /// A datetime in UTC as one in this zone.
    fn fromutc(this: Obj<TzInfo>, vm: &Vm, object: Value) -> PyResult {
        let dt = own_moment(vm, this.value(), object)?;
        let Some(off) = offset(vm, this.value(), "utcoffset", object)? else {
            return Err(vm.value_error("fromutc: non-None utcoffset() result required"));
        };
        let Some(dst) = offset(vm, this.value(), "dst", object)? else {
            return Err(vm.value_error("fromutc: non-None dst() result required"));
        };
        let result = Date::shifted(dt, vm, off - dst)?;
        let Some(dst) = offset(vm, this.value(), "dst", result)? else {
            return Err(vm.value_error("fromutc: tz.dst() gave inconsistent results; cannot convert"));
        };
        match result.cast::<Native<Date>>() {
            Some(moment) if dst != 0 => Date::shifted(moment, vm, dst),
            _ => Ok(result),
        }
    }

    fn __reduce__(this: Value, vm: &Vm) -> PyResult {
        let getter = vm.get_attr_opt(this, vm.intern("__getinitargs__"))?;
        let args = match getter {
            Some(getter) => vm.call(getter, &[])?,
            None => PyTuple::new(&[]).value(),
        };
        let state = match vm.get_attr_opt(this, vm.intern("__getstate__"))? {
            Some(getter) => vm.call(getter, &[])?,
            None => Value::NONE,
        };
        Ok(PyTuple::new(&[vm.type_of(this).value(), args, state]).value())
    }
}

/// Fixed offset from UTC implementation of tzinfo.
#[pyclass(name = "timezone", module = "datetime", base = TzInfo)]
pub struct Timezone {
    /// From UTC.
    pub offset: Field<Obj<Delta>>,
    name: Field<Option<Value>>,
}

/// The UTC object.
pub fn utc(vm: &Vm) -> PyResult {
    const NAME: &str = "datetime.utc";
    // Making the class asks for UTC too.
    vm.class::<Timezone>();
    if let Some(utc) = vm.get_static(NAME) {
        return Ok(utc);
    }
    let offset = Delta::new(vm, 0)?;
    let utc = vm.new_object(Timezone { offset: Field::new(offset), name: Field::new(None) })?.value();
    vm.set_static(NAME, utc);
    Ok(utc)
}

/// A timezone with an offset; UTC itself for none without a name.
pub fn fixed(vm: &Vm, class: Gc<PyType>, offset: Obj<Delta>, name: Option<Value>) -> PyResult {
    if name.is_none() && offset.total() == 0 {
        return utc(vm);
    }
    if offset.total().abs() >= DAY {
        let shown = vm.repr(offset.value())?;
        return Err(vm.value_error(format!(
            "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not {}",
            shown.to_string_lossy()
        )));
    }
    Ok(vm.new_native(class, Timezone { offset: Field::new(offset), name: Field::new(name) })?.value())
}

impl Timezone {
    fn text(&self, vm: &Vm) -> PyResult {
        if let Some(name) = self.name.get() {
            return Ok(name);
        }
        let total = self.offset.get().total();
        let _ = vm;
        Ok(PyStr::new(&if total == 0 { "UTC".to_string() } else { format!("UTC{}", offset_text(total, ":")) }).value())
    }
}

fn check_argument(vm: &Vm, method: &str, dt: Value) -> PyResult<()> {
    if dt.is_none() || dt.cast::<Native<Date>>().is_some_and(|dt| dt.is_datetime) {
        return Ok(());
    }
    let found = vm.type_name(dt);
    Err(vm.type_error(format!("{method}(dt) argument must be a datetime instance or None, not {found}")))
}

fn minutes(vm: &Vm, minutes: i128) -> PyResult {
    fixed(vm, vm.class::<Timezone>(), Delta::new(vm, minutes * 60_000_000)?, None)
}

#[pymethods]
impl Timezone {
    #[pyattr]
    fn utc(vm: &Vm) -> PyResult {
        utc(vm)
    }
    #[pyattr]
    fn min(vm: &Vm) -> PyResult {
        minutes(vm, -(23 * 60 + 59))
    }
    #[pyattr]
    fn max(vm: &Vm) -> PyResult {
        minutes(vm, 23 * 60 + 59)
    }

    #[pyslot(sig = "(offset, name=<unrepresentable>)")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, offset: Value, name: Option<Value>) -> PyResult {
        let Some(offset) = offset.cast::<Native<Delta>>() else {
            let found = if offset.is_none() { "None".into() } else { vm.type_name(offset) };
            return Err(vm.type_error(format!("timezone() argument 1 must be datetime.timedelta, not {found}")));
        };
        if let Some(name) = name
            && !name.is::<PyStr>()
        {
            let found = if name.is_none() { "None".into() } else { vm.type_name(name) };
            return Err(vm.type_error(format!("timezone() argument 2 must be str, not {found}")));
        }
        fixed(vm, cls, offset, name)
    }

    /// The name given, or one made of the offset.
    fn tzname(&self, vm: &Vm, object: Value) -> PyResult {
        check_argument(vm, "tzname", object)?;
        self.text(vm)
    }

    /// The fixed offset.
    fn utcoffset(&self, vm: &Vm, object: Value) -> PyResult<Obj<Delta>> {
        check_argument(vm, "utcoffset", object)?;
        Ok(self.offset.get())
    }

    /// None.
    fn dst(&self, vm: &Vm, object: Value) -> PyResult<()> {
        check_argument(vm, "dst", object)
    }

    /// A datetime in UTC as one in this zone.
    fn fromutc(this: Obj<Timezone>, vm: &Vm, object: Value) -> PyResult {
        Date::shifted(own_moment(vm, this.value(), object)?, vm, this.offset.get().total())
    }

    /// Arguments for the constructor, to pickle.
    fn __getinitargs__(&self) -> Gc<PyTuple> {
        let offset = self.offset.get().value();
        match self.name.get() {
            Some(name) => PyTuple::new(&[offset, name]),
            None => PyTuple::new(&[offset]),
        }
    }

    fn __reduce__(this: Obj<Timezone>, vm: &Vm) -> (Value, Gc<PyTuple>, Value) {
        (vm.type_of(this.value()).value(), this.__getinitargs__(), Value::NONE)
    }

    fn __repr__(this: Obj<Timezone>, vm: &Vm) -> PyResult<Gc<PyStr>> {
        if this.value() == utc(vm)? {
            return Ok(PyStr::new("datetime.timezone.utc"));
        }
        let mut out = vm.type_name(this.value()).into_bytes();
        out.push(b'(');
        out.extend_from_slice(vm.repr(this.offset.get().value())?.as_bytes());
        if let Some(name) = this.name.get() {
            out.extend_from_slice(b", ");
            out.extend_from_slice(vm.repr(name)?.as_bytes());
        }
        out.push(b')');
        Ok(PyStr::from_wtf8(&out))
    }

    fn __str__(&self, vm: &Vm) -> PyResult {
        self.text(vm)
    }

    fn __hash__(&self, vm: &Vm) -> PyResult<i64> {
        vm.hash(self.offset.get().value())
    }

    fn richcompare(this: Value, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        let _ = vm;
        let (Some(a), Some(b)) = (this.cast::<Native<Timezone>>(), other.cast::<Native<Timezone>>()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let is_equal = a.offset.get().total() == b.offset.get().total();
        Ok(Value::bool(is_equal == (op == CmpOp::Eq)))
    }
}
