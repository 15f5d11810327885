//! What date, time and datetime share: checks of fields, strftime, pickled states.

use super::zone;
use crate::support::import;
use taipan_interp::native::*;

/// ValueError unless the field is in its range.
pub fn check_field(vm: &Vm, name: &str, value: i32, min: i32, max: i32) -> PyResult<()> {
    if (min..=max).contains(&value) {
        return Ok(());
    }
    Err(vm.value_error(format!("{name} must be in {min}..{max}, not {value}")))
}

/// ValueError unless the date exists.
pub fn check_date(vm: &Vm, year: i32, month: i32, day: i32) -> PyResult<()> {
    use super::calendar::{MAX_YEAR, MIN_YEAR, days_in_month};
    check_field(vm, "year", year, MIN_YEAR, MAX_YEAR)?;
    check_field(vm, "month", month, 1, 12)?;
    let days = days_in_month(year, month);
    if (1..=days).contains(&day) {
        return Ok(());
    }
    Err(vm.value_error(format!("day {day} must be in range 1..{days} for month {month} in year {year}")))
}

/// ValueError unless the time exists.
pub fn check_time(vm: &Vm, hour: i32, minute: i32, second: i32, micro: i32, fold: i32) -> PyResult<()> {
    check_field(vm, "hour", hour, 0, 23)?;
    check_field(vm, "minute", minute, 0, 59)?;
    check_field(vm, "second", second, 0, 59)?;
    check_field(vm, "microsecond", micro, 0, 999_999)?;
    if fold == 0 || fold == 1 {
        return Ok(());
    }
    Err(vm.value_error(format!("fold must be either 0 or 1, not {fold}")))
}

/// An optional int argument.
pub fn int_or(vm: &Vm, value: Option<Value>, default: i32) -> PyResult<i32> {
    value.map_or(Ok(default), |value| i32::from_value(vm, value))
}

/// The bytes of a pickled state of `length` bytes, as bytes or as a str of Latin-1.
pub fn state(value: Value, length: usize) -> Option<Vec<u8>> {
    if let Some(bytes) = value.cast::<PyBytes>() {
        return (bytes.len() == length).then(|| bytes.as_slice().to_vec());
    }
    let text = value.cast::<PyStr>()?;
    if text.len() != length {
        return None;
    }
    text.chars().map(|c| u8::try_from(c).ok()).collect()
}

/// The code points of a str argument of `fromisoformat`.
pub fn iso_argument(vm: &Vm, value: Value) -> PyResult<Vec<u32>> {
    match value.cast::<PyStr>() {
        Some(text) => Ok(text.chars().collect()),
        None => Err(vm.type_error("fromisoformat: argument must be str")),
    }
}

/// "Invalid isoformat string".
pub fn bad_iso(vm: &Vm, value: Value) -> Raised {
    match vm.repr(value) {
        Ok(shown) => vm.value_error(format!("Invalid isoformat string: {}", shown.to_string_lossy())),
        Err(raised) => raised,
    }
}

/// The fields that strftime's own directives show.
pub struct Shown {
    /// The object, for its zone.
    pub object: Value,
    /// Its zone or None.
    pub zone: Value,
    /// What the zone is asked with.
    pub zone_arg: Value,
    /// Microseconds.
    pub micro: i32,
    /// Year, and year of weeks.
    pub years: Option<(i32, i32)>,
}

/// Replaces the directives that the C library does not know or shows otherwise, then calls `time.strftime`.
pub fn strftime(vm: &Vm, shown: &Shown, format: Gc<PyStr>, timetuple: Value) -> PyResult {
    use taipan_object::string::push_char;
    let mut out = Vec::with_capacity(format.n_bytes());
    let chars: Vec<u32> = format.chars().collect();
    let offset = |separator: &str| -> PyResult<String> {
        let offset = zone::offset(vm, shown.zone, "utcoffset", shown.zone_arg)?;
        Ok(offset.map_or(String::new(), |offset| zone::offset_text(offset, separator)))
    };
    let mut i = 0;
    while i < chars.len() {
        let c = chars[i];
        i += 1;
        if c != '%' as u32 || i == chars.len() {
            push_char(&mut out, c);
            continue;
        }
        let directive = char::from_u32(chars[i]).unwrap_or('\0');
        i += 1;
        match directive {
            'z' => out.extend_from_slice(offset("")?.as_bytes()),
            ':' if chars.get(i) == Some(&('z' as u32)) => {
                i += 1;
                out.extend_from_slice(offset(":")?.as_bytes());
            }
            'Z' => {
                let name = zone::name(vm, shown.zone, shown.zone_arg)?;
                if !name.is_none() {
                    let percent = |text: &str| PyStr::new(text).value();
                    let name = vm.call_method(name, "replace", &[percent("%"), percent("%%")])?;
                    let Some(name) = name.cast::<PyStr>() else {
                        return Err(vm.type_error("tzname.replace() did not return a string"));
                    };
                    out.extend_from_slice(name.as_bytes());
                }
            }
            'f' => out.extend_from_slice(format!("{:06}", shown.micro).as_bytes()),
            'Y' | 'G' | 'C' | 'F' if shown.years.is_some_and(|(year, week_year)| year < 1000 || week_year < 1000) => {
                let (year, week_year) = shown.years.unwrap_or_default();
                let text = match directive {
                    'G' => format!("{week_year:04}"),
                    'C' => format!("{:02}", year / 100),
                    'F' => format!("{year:04}-%m-%d"),
                    _ => format!("{year:04}"),
                };
                out.extend_from_slice(text.as_bytes());
            }
            _ => {
                out.push(b'%');
                push_char(&mut out, chars[i - 1]);
            }
        }
    }
    let _ = shown.object;
    let strftime = vm.get_attr_str(import(vm, "time")?, "strftime")?;
    vm.call(strftime, &[PyStr::from_wtf8(&out).value(), timetuple])
}

/// `__format__`: str() for an empty format, else the object's strftime().
pub fn format(vm: &Vm, object: Value, format: Value) -> PyResult {
    let Some(text) = format.cast::<PyStr>() else {
        let found = if format.is_none() { "None".into() } else { vm.type_name(format) };
        return Err(vm.type_error(format!("__format__() argument 1 must be str, not {found}")));
    };
    if text.is_empty() {
        return Ok(vm.str(object)?.value());
    }
    vm.call_method(object, "strftime", &[format])
}

/// The object that `_strptime.NAME(cls, string, format)` gives.
pub fn strptime(vm: &Vm, name: &str, class: Gc<PyType>, string: Value, format: Value) -> PyResult {
    let parse = vm.get_attr_str(import(vm, "_strptime")?, name)?;
    vm.call(parse, &[class.value(), string, format])
}

/// `time.struct_time` of the fields.
pub fn struct_time(vm: &Vm, fields: [i32; 6], weekday: i32, year_day: i32, is_dst: i32) -> PyResult {
    let mut items = [Value::NONE; 9];
    for (item, field) in items.iter_mut().zip(fields.into_iter().chain([weekday, year_day, is_dst])) {
        *item = Value::small(field.into());
    }
    let class = vm.get_attr_str(import(vm, "time")?, "struct_time")?;
    vm.call(class, &[PyTuple::new(&items).value()])
}

/// Whether the zone answers otherwise when the fold is the other one (PEP 495), so that nothing equals the time.
pub fn depends_on_fold(vm: &Vm, flipped: Value, zone: Value, offset: Option<i128>) -> PyResult<bool> {
    Ok(zone::offset(vm, zone, "utcoffset", flipped)? != offset)
}

/// A timestamp: seconds since 1970, and microseconds.
pub fn timestamp(vm: &Vm, value: Value) -> PyResult<(i64, i32)> {
    const RANGE: &str = "timestamp out of range for platform time_t";
    if let Some(x) = value.as_float() {
        if x.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)"));
        }
        let mut whole = x.trunc();
        let mut micro = ((x - whole) * 1e6).round_ties_even();
        if micro >= 1e6 {
            micro -= 1e6;
            whole += 1.0;
        } else if micro < 0.0 {
            micro += 1e6;
            whole -= 1.0;
        }
        if !(-9.2e18..9.2e18).contains(&whole) {
            return Err(vm.overflow_error(RANGE));
        }
        return Ok((whole as i64, micro as i32));
    }
    if !is_index(vm, value) {
        let found = vm.type_name(value);
        return Err(vm.type_error(format!("argument must be int or float, not {found}")));
    }
    match to_index(vm, value)?.as_int().and_then(|n| n.to_i64()) {
        Some(seconds) => Ok((seconds, 0)),
        None => Err(vm.overflow_error(RANGE)),
    }
}

/// The calendar's fields of a moment, local or in UTC: year to second.
pub fn broken_down(vm: &Vm, seconds: i64, is_utc: bool) -> PyResult<[i32; 6]> {
    let result = if is_utc { taipan_host::time::gmtime(seconds) } else { taipan_host::time::localtime(seconds) };
    match result {
        Ok(tm) => Ok([tm.year + 1900, tm.mon + 1, tm.mday, tm.hour, tm.min, tm.sec.min(59)]),
        Err(taipan_host::Errno::EOVERFLOW) => Err(vm.overflow_error("timestamp out of range for platform time_t")),
        Err(errno) => Err(crate::support::os_error(vm, errno)),
    }
}

/// Seconds since 1970 of the local time that clocks show at `seconds`, as if it were UTC.
pub fn local(vm: &Vm, seconds: i64) -> PyResult<i64> {
    let [year, month, day, hour, minute, second] = broken_down(vm, seconds, false)?;
    if !(1..=9999).contains(&year) {
        return Err(vm.value_error(format!("year {year} is out of range")));
    }
    Ok(super::calendar::unix_seconds(year, month, day, hour, minute, second))
}
