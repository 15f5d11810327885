//! `date`, and what it shares with its subclass `datetime`: both have one payload, so that date's methods work on both.

use super::calendar as cal;
use super::common;
use super::delta::Delta;
use super::full::DateTime;
use super::parse;
use super::zone;
use std::cell::Cell;
use taipan_interp::builtins::tuple::TupleType;
use taipan_interp::native::*;

/// Concrete date type.
#[pyclass(name = "date", module = "datetime", subclass)]
pub struct Date {
    /// Whether it is a datetime.
    #[no_trace]
    pub is_datetime: bool,
    /// 1 to 9999.
    #[no_trace]
    pub year: u16,
    /// 1 to 12.
    #[no_trace]
    pub month: u8,
    /// From 1.
    #[no_trace]
    pub day: u8,
    /// 0 to 23.
    #[no_trace]
    pub hour: u8,
    /// 0 to 59.
    #[no_trace]
    pub minute: u8,
    /// 0 to 59.
    #[no_trace]
    pub second: u8,
    /// 0 or 1.
    #[no_trace]
    pub fold: Cell<u8>,
    /// 0 to 999999.
    #[no_trace]
    pub micro: u32,
    /// The hash once computed.
    #[no_trace]
    pub hash: Cell<i64>,
    /// None or a tzinfo.
    pub zone: Field<Value>,
}

/// The tuple that isocalendar() gives.
#[pyclass(name = "IsoCalendarDate", module = "datetime", cell = PyTuple, base = TupleType)]
pub struct IsoCalendarDate;

#[pymethods]
impl IsoCalendarDate {
    #[pyslot(sig = "(year, week, weekday)")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, year: i32, week: i32, weekday: i32) -> PyResult<Gc<PyTuple>> {
        let items = [year, week, weekday].map(|n| Value::small(n.into()));
        Ok(PyTuple::try_new(&items, vm.instance_shape(cls), cls.extra_size())?)
    }

    /// The year of weeks.
    #[getter]
    fn year(this: Gc<PyTuple>) -> Value {
        this.as_slice()[0]
    }

    /// The week.
    #[getter]
    fn week(this: Gc<PyTuple>) -> Value {
        this.as_slice()[1]
    }

    /// The weekday, 1 is Monday.
    #[getter]
    fn weekday(this: Gc<PyTuple>) -> Value {
        this.as_slice()[2]
    }

    fn __repr__(this: Gc<PyTuple>, vm: &Vm) -> String {
        let part = |i: usize| this.as_slice()[i].as_small().unwrap_or_default();
        let class = vm.type_name(this.value());
        format!("{class}(year={}, week={}, weekday={})", part(0), part(1), part(2))
    }

    fn __reduce__(this: Gc<PyTuple>, vm: &Vm) -> (Value, Gc<PyTuple>) {
        (vm.types().tuple.value(), PyTuple::new(&[PyTuple::new(this.as_slice()).value()]))
    }
}

impl Date {
    /// Year, month and day.
    pub fn ymd(&self) -> (i32, i32, i32) {
        (self.year.into(), self.month.into(), self.day.into())
    }

    /// The day's number.
    pub fn ordinal(&self) -> i64 {
        let (year, month, day) = self.ymd();
        cal::to_ordinal(year, month, day)
    }

    /// Microseconds since the beginning of the calendar, without the zone.
    pub fn micros(&self) -> i128 {
        let seconds = i128::from(self.ordinal()) * 86_400
            + i128::from(self.hour) * 3600
            + i128::from(self.minute) * 60
            + i128::from(self.second);
        seconds * 1_000_000 + i128::from(self.micro)
    }

    /// A date that was checked.
    pub fn new_date(vm: &Vm, class: Gc<PyType>, (year, month, day): (i32, i32, i32)) -> PyResult {
        if class == vm.class::<Date>() {
            return Date::plain(vm, class, (year, month, day));
        }
        if class == vm.class::<DateTime>() {
            return Date::new_moment(vm, class, [year, month, day, 0, 0, 0, 0], Value::NONE, 0);
        }
        vm.call(class.value(), &[year, month, day].map(|n| Value::small(n.into())))
    }

    fn plain(vm: &Vm, class: Gc<PyType>, (year, month, day): (i32, i32, i32)) -> PyResult {
        let date = Date {
            is_datetime: false,
            year: year as u16,
            month: month as u8,
            day: day as u8,
            hour: 0,
            minute: 0,
            second: 0,
            fold: Cell::new(0),
            micro: 0,
            hash: Cell::new(-1),
            zone: Field::new(Value::NONE),
        };
        Ok(vm.new_native(class, date)?.value())
    }

    /// A datetime whose fields (year to microsecond) are valid, of exactly this class.
    pub fn plain_moment(vm: &Vm, class: Gc<PyType>, fields: [i32; 7], zone: Value, fold: u8) -> PyResult {
        let [year, month, day, hour, minute, second, micro] = fields;
        let moment = Date {
            is_datetime: true,
            year: year as u16,
            month: month as u8,
            day: day as u8,
            hour: hour as u8,
            minute: minute as u8,
            second: second as u8,
            fold: Cell::new(fold),
            micro: micro as u32,
            hash: Cell::new(-1),
            zone: Field::new(zone),
        };
        Ok(vm.new_native(class, moment)?.value())
    }

    /// A datetime of the class: of a subclass through its constructor.
    pub fn new_moment(vm: &Vm, class: Gc<PyType>, fields: [i32; 7], zone: Value, fold: u8) -> PyResult {
        if class == vm.class::<DateTime>() {
            let [year, month, day, hour, minute, second, micro] = fields;
            common::check_date(vm, year, month, day)?;
            common::check_time(vm, hour, minute, second, micro, fold.into())?;
            return Date::plain_moment(vm, class, fields, zone, fold);
        }
        let mut args = [zone; 8];
        for (arg, field) in args.iter_mut().zip(fields) {
            *arg = Value::small(field.into());
        }
        let result = vm.call(class.value(), &args)?;
        if fold != 0
            && let Some(moment) = result.cast::<Native<Date>>()
        {
            moment.fold.set(fold);
        }
        Ok(result)
    }

    /// Year to microsecond.
    pub fn fields(&self) -> [i32; 7] {
        let (year, month, day) = self.ymd();
        [year, month, day, self.hour.into(), self.minute.into(), self.second.into(), self.micro as i32]
    }

    /// Fields of microseconds since the beginning of the calendar.
    pub fn fields_of(vm: &Vm, micros: i128) -> PyResult<[i32; 7]> {
        const DAY: i128 = 86_400_000_000;
        let ordinal = micros.div_euclid(DAY);
        if !(1..=i128::from(cal::MAX_ORDINAL)).contains(&ordinal) {
            return Err(vm.overflow_error("date value out of range"));
        }
        let (year, month, day) = cal::from_ordinal(ordinal as i64);
        let rest = micros.rem_euclid(DAY);
        let seconds = (rest / 1_000_000) as i32;
        let micro = (rest % 1_000_000) as i32;
        Ok([year, month, day, seconds / 3600, seconds / 60 % 60, seconds % 60, micro])
    }

    /// The datetime `micros` later, of the same class and with the same zone.
    pub fn shifted(this: Obj<Date>, vm: &Vm, micros: i128) -> PyResult {
        let fields = Date::fields_of(vm, this.micros() + micros)?;
        Date::new_moment(vm, vm.type_of(this.value()), fields, this.zone.get(), 0)
    }

    /// A copy with the other fold.
    pub fn with_fold(&self, vm: &Vm, fold: u8) -> PyResult {
        Date::plain_moment(vm, vm.class::<DateTime>(), self.fields(), self.zone.get(), fold)
    }

    /// Four or ten bytes, for pickles and hashes.
    pub fn state(&self, has_fold: bool) -> Vec<u8> {
        let mut out = self.year.to_be_bytes().to_vec();
        out.extend([self.month, self.day]);
        if self.is_datetime {
            if has_fold && self.fold.get() != 0 {
                out[2] |= 0x80;
            }
            out.extend([self.hour, self.minute, self.second]);
            out.extend_from_slice(&self.micro.to_be_bytes()[1..]);
        }
        out
    }
}

fn as_date(value: Value) -> Option<Obj<Date>> {
    value.cast::<Native<Date>>().filter(|date| !date.is_datetime)
}

fn add_days(vm: &Vm, date: Obj<Date>, days: i64) -> PyResult {
    let ordinal = date.ordinal() + days;
    if !(1..=cal::MAX_ORDINAL).contains(&ordinal) {
        return Err(vm.overflow_error("date value out of range"));
    }
    Date::new_date(vm, vm.type_of(date.value()), cal::from_ordinal(ordinal))
}

fn limit(vm: &Vm, date: (i32, i32, i32)) -> PyResult {
    Date::plain(vm, vm.class::<Date>(), date)
}

#[pymethods]
impl Date {
    #[pyattr]
    fn min(vm: &Vm) -> PyResult {
        limit(vm, (1, 1, 1))
    }
    #[pyattr]
    fn max(vm: &Vm) -> PyResult {
        limit(vm, (9999, 12, 31))
    }
    #[pyattr]
    fn resolution(vm: &Vm) -> PyResult<Obj<Delta>> {
        Delta::new(vm, 86_400_000_000)
    }

    #[pyslot(sig = "(year, month=<unrepresentable>, day=<unrepresentable>)")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, year: Value, month: Option<Value>, day: Option<Value>) -> PyResult {
        if month.is_none()
            && day.is_none()
            && let Some(state) = common::state(year, 4)
            && (1..=12).contains(&state[2])
        {
            let year = i32::from(u16::from_be_bytes([state[0], state[1]]));
            // Like the reference, this trusts a pickle but for the month.
            let (month, day) = (state[2].into(), state[3].into());
            return Date::plain(vm, cls, (year, month, day));
        }
        let missing =
            |name: &str, at: usize| vm.type_error(format!("function missing required argument '{name}' (pos {at})"));
        let year = i32::from_value(vm, year)?;
        let month = i32::from_value(vm, month.ok_or_else(|| missing("month", 2))?)?;
        let day = i32::from_value(vm, day.ok_or_else(|| missing("day", 3))?)?;
        common::check_date(vm, year, month, day)?;
        Date::plain(vm, cls, (year, month, day))
    }

    /// The local date of a timestamp.
    #[classmethod]
    #[pymethod(sig = "(timestamp, /)")]
    fn fromtimestamp(cls: Gc<PyType>, vm: &Vm, timestamp: Value) -> PyResult {
        let (seconds, _) = common::timestamp(vm, timestamp)?;
        let [year, month, day, ..] = common::broken_down(vm, seconds, false)?;
        common::check_date(vm, year, month, day)?;
        Date::new_date(vm, cls, (year, month, day))
    }

    /// The current local date.
    #[classmethod]
    fn today(cls: Gc<PyType>, vm: &Vm) -> PyResult {
        let time = vm.get_attr_str(crate::support::import(vm, "time")?, "time")?;
        let now = vm.call(time, &[])?;
        vm.call_method(cls.value(), "fromtimestamp", &[now])
    }

    /// The date of a proleptic Gregorian ordinal (1 January of year 1 is day 1).
    #[classmethod]
    #[pymethod(sig = "(ordinal, /)")]
    fn fromordinal(cls: Gc<PyType>, vm: &Vm, ordinal: i32) -> PyResult {
        if ordinal < 1 {
            return Err(vm.value_error("ordinal must be >= 1"));
        }
        let (year, month, day) = cal::from_ordinal(ordinal.into());
        common::check_date(vm, year, month, day)?;
        Date::new_date(vm, cls, (year, month, day))
    }

    /// A date from a string in most ISO 8601 formats.
    #[classmethod]
    fn fromisoformat(cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult {
        let text = common::iso_argument(vm, object)?;
        let Some((year, month, day)) = parse::date(&text) else { return Err(common::bad_iso(vm, object)) };
        common::check_date(vm, year, month, day)?;
        Date::new_date(vm, cls, (year, month, day))
    }

    /// A date from a year of weeks, a week and a weekday.
    #[classmethod]
    #[pymethod(sig = "(year, week, day)")]
    fn fromisocalendar(cls: Gc<PyType>, vm: &Vm, year: Value, week: Value, day: Value) -> PyResult {
        let int = |value: Value| match i32::from_value(vm, value) {
            Err(Raised) if vm.raised_is(vm.exc().OverflowError) => {
                vm.take_raised();
                Err(vm.value_error("ISO calendar component out of range"))
            }
            result => result,
        };
        let (year, week, day) = (int(year)?, int(week)?, int(day)?);
        match cal::from_iso_calendar(year, week, day) {
            Ok(date) => Date::new_date(vm, cls, date),
            Err(cal::BadWeek::Year) => common::check_field(vm, "year", year, 1, 9999).map(|()| Value::NONE),
            Err(cal::BadWeek::Week) => Err(vm.value_error(format!("Invalid week: {week}"))),
            Err(cal::BadWeek::Day) => Err(vm.value_error(format!("Invalid weekday: {day} (range is [1, 7])"))),
            Err(cal::BadWeek::Range) => {
                let (year, ..) = cal::from_ordinal(cal::first_monday(year) + i64::from((week - 1) * 7 + day - 1));
                common::check_field(vm, "year", year, 1, 9999).map(|()| Value::NONE)
            }
        }
    }

    /// A date from a string and a format.
    #[classmethod]
    #[pymethod(sig = "(string, format, /)")]
    fn strptime(cls: Gc<PyType>, vm: &Vm, string: Gc<PyStr>, format: Gc<PyStr>) -> PyResult {
        common::strptime(vm, "_strptime_datetime_date", cls, string.value(), format.value())
    }

    #[getter]
    fn year(&self) -> u16 {
        self.year
    }

    #[getter]
    fn month(&self) -> u8 {
        self.month
    }

    #[getter]
    fn day(&self) -> u8 {
        self.day
    }

    /// Text like "Sun Nov 22 00:00:00 2026".
    fn ctime(&self) -> String {
        let (year, month, day) = self.ymd();
        let weekday = cal::DAY_NAMES[cal::weekday(year, month, day) as usize];
        let name = cal::MONTH_NAMES[month as usize];
        format!("{weekday} {name} {day:2} {:02}:{:02}:{:02} {year:04}", self.hour, self.minute, self.second)
    }

    /// Text in a format of the C library.
    #[pymethod(sig = "(format)")]
    fn strftime(this: Obj<Date>, vm: &Vm, format: Gc<PyStr>) -> PyResult {
        let (year, month, day) = this.ymd();
        let timetuple = vm.call_method(this.value(), "timetuple", &[])?;
        let shown = common::Shown {
            object: this.value(),
            zone: this.zone.get(),
            zone_arg: this.value(),
            micro: this.micro as i32,
            years: Some((year, cal::iso_calendar(year, month, day).0)),
        };
        common::strftime(vm, &shown, format, timetuple)
    }

    /// str() or strftime().
    fn __format__(this: Value, vm: &Vm, format: Value) -> PyResult {
        common::format(vm, this, format)
    }

    /// Text like "2026-11-22".
    fn isoformat(&self) -> String {
        let (year, month, day) = self.ymd();
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// The weekday; Monday is 1.
    fn isoweekday(&self) -> i32 {
        let (year, month, day) = self.ymd();
        cal::weekday(year, month, day) + 1
    }

    /// Year of weeks, week and weekday.
    fn isocalendar(&self, vm: &Vm) -> PyResult<Gc<PyTuple>> {
        let (year, month, day) = self.ymd();
        let (year, week, weekday) = cal::iso_calendar(year, month, day);
        IsoCalendarDate::__new__(vm.class::<IsoCalendarDate>(), vm, year, week, weekday)
    }

    /// A time.struct_time.
    fn timetuple(&self, vm: &Vm) -> PyResult {
        let (year, month, day) = self.ymd();
        let year_day = cal::days_before_month(year, month) + day;
        common::struct_time(vm, [year, month, day, 0, 0, 0], cal::weekday(year, month, day), year_day, -1)
    }

    /// The day's number; 1 January of year 1 is 1.
    fn toordinal(&self) -> i64 {
        self.ordinal()
    }

    /// The weekday; Monday is 0.
    fn weekday(&self) -> i32 {
        let (year, month, day) = self.ymd();
        cal::weekday(year, month, day)
    }

    /// The date with some fields changed.
    #[pymethod(sig = "(year=unchanged, month=unchanged, day=unchanged)")]
    fn replace(this: Obj<Date>, vm: &Vm, year: Option<Value>, month: Option<Value>, day: Option<Value>) -> PyResult {
        let (y, m, d) = this.ymd();
        let (y, m, d) = (common::int_or(vm, year, y)?, common::int_or(vm, month, m)?, common::int_or(vm, day, d)?);
        common::check_date(vm, y, m, d)?;
        Date::new_date(vm, vm.type_of(this.value()), (y, m, d))
    }

    /// What copy.replace() calls.
    #[pymethod(sig = "(**changes)")]
    fn __replace__(this: Value, vm: &Vm, changes: Kwargs<'_>) -> PyResult {
        let dict = vm.new_dict();
        changes.iter().for_each(|(name, value)| dict.set_str(name, value));
        let class = if this.cast::<Native<Date>>().is_some_and(|date| date.is_datetime) {
            vm.class::<DateTime>()
        } else {
            vm.class::<Date>()
        };
        vm.call_dict(vm.get_attr_str(class.value(), "replace")?, &[this], Some(dict))
    }

    fn __reduce__(this: Obj<Date>, vm: &Vm) -> (Value, (Vec<u8>,)) {
        (vm.type_of(this.value()).value(), (this.state(false),))
    }

    fn __repr__(this: Obj<Date>, vm: &Vm) -> String {
        let (year, month, day) = this.ymd();
        format!("{}({year}, {month}, {day})", vm.type_name(this.value()))
    }

    fn __str__(this: Value, vm: &Vm) -> PyResult {
        vm.call_method(this, "isoformat", &[])
    }

    fn __hash__(&self) -> i64 {
        if self.hash.get() == -1 {
            self.hash.set(taipan_object::string::hash_bytes(&self.state(false)));
        }
        self.hash.get()
    }

    fn richcompare(this: Value, vm: &Vm, other: Value, op: CmpOp) -> PyResult {
        let _ = vm;
        match (as_date(this), as_date(other)) {
            (Some(a), Some(b)) => Ok(Value::bool(op.holds(a.ymd().cmp(&b.ymd())))),
            _ => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    fn __add__(vm: &Vm, a: Value, b: Value) -> PyResult {
        let (date, delta) = match (as_date(a), as_date(b)) {
            (Some(date), None) => (date, b),
            (None, Some(date)) => (date, a),
            _ => return Ok(Value::NOT_IMPLEMENTED),
        };
        match delta.cast::<Native<Delta>>() {
            Some(delta) => add_days(vm, date, delta.days.get().into()),
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    fn __sub__(vm: &Vm, a: Value, b: Value) -> PyResult {
        let Some(date) = as_date(a) else { return Ok(Value::NOT_IMPLEMENTED) };
        if let Some(other) = as_date(b) {
            let days = date.ordinal() - other.ordinal();
            return Ok(Delta::new(vm, i128::from(days) * 86_400_000_000)?.value());
        }
        match b.cast::<Native<Delta>>() {
            Some(delta) => add_days(vm, date, -i64::from(delta.days.get())),
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    }
}

/// The offset from UTC of a datetime in microseconds.
pub fn offset_of(vm: &Vm, moment: Obj<Date>) -> PyResult<Option<i128>> {
    zone::offset(vm, moment.zone.get(), "utcoffset", moment.value())
}
