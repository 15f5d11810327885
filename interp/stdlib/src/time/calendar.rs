//! Calendar time for the module `time`: `struct_time`, tuples in and out, ranges, and text.

use crate::support::args::int_arg;
use std::ffi::CString;
use taipan_host::time::{self as clock, CalendarTime};
use taipan_interp::native::*;
use taipan_interp::structseq;

structseq! {
    /// Calendar time: what gmtime(), localtime() and strptime() give, and what asctime(), mktime() and strftime() take. A sequence
    /// of nine integers with names; zone and offset have names only.
    pub static STRUCT_TIME = "time", "struct_time";
    visible {
        0 tm_year "the year, such as 1993",
        1 tm_mon "month from 1 to 12",
        2 tm_mday "day of the month from 1 to 31",
        3 tm_hour "hour from 0 to 23",
        4 tm_min "minute from 0 to 59",
        5 tm_sec "second from 0 to 61",
        6 tm_wday "day of the week from 0 (Monday) to 6",
        7 tm_yday "day of the year from 1 to 366",
        8 tm_isdst "1 in summer time, 0 if not, -1 if unknown",
    }
    unnamed 0
    hidden {
        tm_zone "abbreviation of the zone's name",
        tm_gmtoff "seconds east of UTC",
    }
}

/// The optional argument of `gmtime` and its like: seconds, rounded down; now if absent or None.
pub(super) fn seconds_arg(vm: &Vm, value: Option<Value>) -> PyResult<i64> {
    let Some(value) = value.filter(|value| !value.is_none()) else {
        return Ok(clock::realtime_ns().div_euclid(clock::SECOND));
    };
    const OUT_OF_RANGE: &str = "timestamp out of range for platform time_t";
    if let Some(seconds) = value.as_float() {
        if seconds.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)"));
        }
        let seconds = seconds.floor();
        if !(-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&seconds) {
            return Err(vm.overflow_error(OUT_OF_RANGE));
        }
        return Ok(seconds as i64);
    }
    let n = to_index(vm, value)?;
    n.as_int().and_then(|n| n.to_i64()).ok_or_else(|| vm.overflow_error(OUT_OF_RANGE))
}

/// As the module shows calendar time: months, weekdays and days of the year counted Python's way.
pub(super) fn to_struct_time(vm: &Vm, time: &CalendarTime) -> PyResult {
    let small = |n: i32| Value::small(n.into());
    STRUCT_TIME.make(
        vm,
        &[
            Value::small(i64::from(time.year) + 1900),
            small(time.mon + 1),
            small(time.mday),
            small(time.hour),
            small(time.min),
            small(time.sec),
            small((time.wday + 6) % 7),
            small(time.yday + 1),
            small(time.isdst),
            crate::support::decode_path(&time.zone).value(),
            Value::int(time.gmtoff),
        ],
    )
}

/// Calendar time from a tuple of nine integers. `function` is for messages.
pub(super) fn from_tuple(vm: &Vm, value: Value, function: &str) -> PyResult<CalendarTime> {
    let Some(tuple) = value.cast::<PyTuple>() else {
        return Err(vm.type_error("Tuple or struct_time argument required"));
    };
    let &[year, mon, mday, hour, min, sec, wday, yday, isdst] = tuple.as_slice() else {
        return Err(vm.type_error(format!("{function}: illegal time tuple argument")));
    };
    let year = int_arg(vm, year)?;
    let Some(year) = year.checked_sub(1900) else {
        return Err(vm.overflow_error("year out of range"));
    };
    let mut time = CalendarTime {
        year,
        mon: int_arg(vm, mon)?.saturating_sub(1),
        mday: int_arg(vm, mday)?,
        hour: int_arg(vm, hour)?,
        min: int_arg(vm, min)?,
        sec: int_arg(vm, sec)?,
        wday: int_arg(vm, wday)?.wrapping_add(1) % 7,
        yday: int_arg(vm, yday)?.saturating_sub(1),
        isdst: int_arg(vm, isdst)?,
        gmtoff: 0,
        zone: Vec::new(),
    };
    if vm.type_of(value) == STRUCT_TIME.class(vm) {
        if let Some(zone) = structseq::hidden(value, "tm_zone").cast::<PyStr>() {
            time.zone = crate::support::encode_path(vm, zone)?;
        }
        let gmtoff = structseq::hidden(value, "tm_gmtoff");
        if !gmtoff.is_none() {
            time.gmtoff = i64::from_value(vm, gmtoff)?;
        }
    }
    Ok(time)
}

/// The same time, if its fields are in range: zeros for month, day and day of the year count as the first.
pub(super) fn checked(vm: &Vm, mut time: CalendarTime) -> PyResult<CalendarTime> {
    if time.mon == -1 {
        time.mon = 0;
    }
    if time.mday == 0 {
        time.mday = 1;
    }
    if time.yday == -1 {
        time.yday = 0;
    }
    let wrong = match &time {
        it if !(0..=11).contains(&it.mon) => "month out of range",
        it if !(1..=31).contains(&it.mday) => "day of month out of range",
        it if !(0..=23).contains(&it.hour) => "hour out of range",
        it if !(0..=59).contains(&it.min) => "minute out of range",
        it if !(0..=61).contains(&it.sec) => "seconds out of range",
        it if it.wday < 0 => "day of week out of range",
        it if !(0..=365).contains(&it.yday) => "day of year out of range",
        _ => {
            time.isdst = time.isdst.clamp(-1, 1);
            return Ok(time);
        }
    };
    Err(vm.value_error(wrong))
}

/// "Sat Jun  6 16:26:11 1998".
pub(super) fn asctime(time: &CalendarTime) -> String {
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let name =
        |names: &[&'static str], n: i32| usize::try_from(n).ok().and_then(|n| names.get(n).copied()).unwrap_or("???");
    format!(
        "{} {}{:3} {:02}:{:02}:{:02} {}",
        name(&DAYS, time.wday),
        name(&MONTHS, time.mon),
        time.mday,
        time.hour,
        time.min,
        time.sec,
        i64::from(time.year) + 1900
    )
}

/// Formats by the C library, which gets the ASCII parts; everything else, NUL included, is taken over as it is.
pub(super) fn strftime(format: Gc<PyStr>, time: &CalendarTime) -> Gc<PyStr> {
    let bytes = format.as_bytes();
    let mut out = Vec::with_capacity(bytes.len() * 2);
    let mut at = 0;
    while at < bytes.len() {
        let is_plain = |byte: &u8| *byte != 0 && byte.is_ascii();
        let end = bytes[at..].iter().position(|byte| !is_plain(byte)).map_or(bytes.len(), |n| at + n);
        if end > at {
            let part = CString::new(&bytes[at..end]).unwrap_or_default();
            // The C library's locale is "C" unless a program changes it, so its words are ASCII; others are shown as file names are.
            let text = clock::strftime(&part, time);
            out.extend_from_slice(crate::support::decode_path(&text).as_bytes());
            at = end;
        } else {
            let width = bytes[at..].iter().position(is_plain).unwrap_or(bytes.len() - at);
            out.extend_from_slice(&bytes[at..at + width]);
            at += width;
        }
    }
    PyStr::from_wtf8(&out)
}
