//! The proleptic Gregorian calendar: plain arithmetic on years, months, days and ordinals (1 = 1 January of year 1).

/// The first year.
pub const MIN_YEAR: i32 = 1;
/// The last year.
pub const MAX_YEAR: i32 = 9999;
/// Ordinal of the last day.
pub const MAX_ORDINAL: i64 = 3_652_059;

const DAYS_BEFORE: [i32; 13] = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/// Names for ctime().
pub const DAY_NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/// Names for ctime().
pub const MONTH_NAMES: [&str; 13] =
    ["", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Whether the year has 366 days.
pub fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Days of a month.
pub fn days_in_month(year: i32, month: i32) -> i32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days of the year before the month.
pub fn days_before_month(year: i32, month: i32) -> i32 {
    DAYS_BEFORE[month.clamp(1, 12) as usize] + i32::from(month > 2 && is_leap(year))
}

fn days_before_year(year: i32) -> i64 {
    let y = i64::from(year - 1);
    y * 365 + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400)
}

/// The ordinal of a day.
pub fn to_ordinal(year: i32, month: i32, day: i32) -> i64 {
    days_before_year(year) + i64::from(days_before_month(year, month) + day)
}

/// Year, month and day of an ordinal.
pub fn from_ordinal(ordinal: i64) -> (i32, i32, i32) {
    let n = ordinal - 1;
    let (cycles, n) = (n.div_euclid(146_097), n.rem_euclid(146_097));
    // The last day of four centuries and of four years would begin a fifth.
    let centuries = (n / 36_524).min(3);
    let n = n - centuries * 36_524;
    let fours = n / 1461;
    let n = n % 1461;
    let years = (n / 365).min(3);
    let n = (n - years * 365) as i32;
    let year = (cycles * 400 + centuries * 100 + fours * 4 + years + 1) as i32;
    let mut month = (n + 50) >> 5;
    if days_before_month(year, month) > n {
        month -= 1;
    }
    (year, month, n - days_before_month(year, month) + 1)
}

/// Monday is 0.
pub fn weekday(year: i32, month: i32, day: i32) -> i32 {
    (to_ordinal(year, month, day) + 6).rem_euclid(7) as i32
}

/// Ordinal of the Monday with which the year of weeks begins.
pub fn first_monday(year: i32) -> i64 {
    let first = to_ordinal(year, 1, 1);
    let first_weekday = (first + 6).rem_euclid(7);
    let monday = first - first_weekday;
    if first_weekday > 3 { monday + 7 } else { monday }
}

/// Year of weeks, week and weekday (1 = Monday).
pub fn iso_calendar(year: i32, month: i32, day: i32) -> (i32, i32, i32) {
    let today = to_ordinal(year, month, day);
    let mut week_year = year;
    let mut monday = first_monday(year);
    if today < monday {
        week_year -= 1;
        monday = first_monday(week_year);
    } else if today >= first_monday(year + 1) {
        week_year += 1;
        monday = first_monday(week_year);
    }
    let days = today - monday;
    (week_year, (days / 7) as i32 + 1, (days % 7) as i32 + 1)
}

/// Why week and weekday are no date.
pub enum BadWeek {
    /// The year.
    Year,
    /// The week.
    Week,
    /// The weekday.
    Day,
    /// Beyond the first or last day.
    Range,
}

/// The date of a weekday in a year of weeks.
pub fn from_iso_calendar(year: i32, week: i32, day: i32) -> Result<(i32, i32, i32), BadWeek> {
    if !(MIN_YEAR..=MAX_YEAR).contains(&year) {
        return Err(BadWeek::Year);
    }
    let has_53 = || {
        let first = weekday(year, 1, 1);
        first == 3 || first == 2 && is_leap(year)
    };
    if !((1..=52).contains(&week) || week == 53 && has_53()) {
        return Err(BadWeek::Week);
    }
    if !(1..=7).contains(&day) {
        return Err(BadWeek::Day);
    }
    let ordinal = first_monday(year) + i64::from((week - 1) * 7 + day - 1);
    if (1..=MAX_ORDINAL).contains(&ordinal) { Ok(from_ordinal(ordinal)) } else { Err(BadWeek::Range) }
}

/// Seconds since 1970 of a UTC time.
pub fn unix_seconds(year: i32, month: i32, day: i32, hour: i32, minute: i32, second: i32) -> i64 {
    (to_ordinal(year, month, day) - 719_163) * 86_400 + i64::from(hour * 3600 + minute * 60 + second)
}
