//! Reading ISO 8601 as `fromisoformat` does. Works on code points; `None` is "Invalid isoformat string".

use super::calendar;

/// A time of day with its zone.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct ParsedTime {
    /// Hour; 24 only with nothing behind it.
    pub hour: i32,
    #[allow(missing_docs)]
    pub minute: i32,
    #[allow(missing_docs)]
    pub second: i32,
    #[allow(missing_docs)]
    pub micro: i32,
    /// Offset of the zone in microseconds.
    pub offset: Option<i128>,
}

fn digit(c: Option<&u32>) -> Option<i32> {
    match c {
        Some(&c @ 0x30..=0x39) => Some(c as i32 - 0x30),
        _ => None,
    }
}

fn number(text: &[u32], digits: usize) -> Option<i32> {
    (0..digits).try_fold(0, |n, i| Some(n * 10 + digit(text.get(i))?))
}

const DASH: u32 = '-' as u32;
const COLON: u32 = ':' as u32;
const WEEK: u32 = 'W' as u32;

/// Year, month, day.
pub fn date(text: &[u32]) -> Option<(i32, i32, i32)> {
    if !matches!(text.len(), 7 | 8 | 10) {
        return None;
    }
    let year = number(text, 4)?;
    let has_dash = text[4] == DASH;
    let mut at = 4 + usize::from(has_dash);
    if text[at] == WEEK {
        at += 1;
        let week = number(&text[at..], 2)?;
        at += 2;
        let mut day = 1;
        if at < text.len() {
            if has_dash {
                if text[at] != DASH {
                    return None;
                }
                at += 1;
            }
            day = number(text.get(at..)?, 1)?;
            at += 1;
        }
        if has_dash && at != text.len() {
            return None;
        }
        return calendar::from_iso_calendar(year, week, day).ok();
    }
    let month = number(&text[at..], 2)?;
    at += 2;
    if has_dash {
        if text.get(at) != Some(&DASH) {
            return None;
        }
        at += 1;
    }
    let day = number(text.get(at..)?, 2)?;
    // Like the reference, this ignores what follows the format without dashes.
    (!has_dash || at + 2 == text.len()).then_some((year, month, day))
}

/// Where the separator of date and time is.
pub fn separator(text: &[u32]) -> Option<usize> {
    let is_digit = |i: usize| digit(text.get(i)).is_some();
    if text.len() == 7 {
        return Some(7);
    }
    if text.get(4) == Some(&DASH) {
        if text.get(5) != Some(&WEEK) {
            return Some(10);
        }
        if text.len() < 8 {
            return None;
        }
        if text.get(8) != Some(&DASH) {
            return Some(8);
        }
        if text.len() == 9 {
            return None;
        }
        // YYYY-Www-HH with a dash as the separator, or YYYY-Www-D.
        return Some(if text.len() > 10 && is_digit(10) { 8 } else { 10 });
    }
    if text.get(4) == Some(&WEEK) {
        let end = (7..text.len()).find(|&i| !is_digit(i)).unwrap_or(text.len().max(7));
        return Some(match end {
            _ if end < 9 => end,
            _ if end % 2 == 0 => 7,
            _ => 8,
        });
    }
    Some(8)
}

/// Hours, minutes, seconds and microseconds of `text[..end]`, and whether something is left over. In the format without
/// colons a fraction needs no point.
fn clock(text: &[u32], end: usize) -> Option<([i32; 4], bool)> {
    let mut parts = [0; 4];
    let mut at = 0;
    let mut has_colon = false;
    for i in 0..3 {
        parts[i] = number(text.get(at..)?, 2)?;
        at += 2;
        let next = text.get(at).copied();
        if i == 0 {
            has_colon = next == Some(COLON);
        }
        if matches!(next, Some(0x2e | 0x2c)) && at < end {
            if i < 2 || at + 1 == end {
                return None;
            }
            at += 1;
            break;
        }
        if at + 1 >= end {
            return Some((parts, next.is_some()));
        }
        match next {
            Some(COLON) if has_colon && i == 2 => return None,
            Some(COLON) if has_colon => at += 1,
            _ if has_colon => return None,
            _ => {}
        }
    }
    let shown = (end - at).min(6);
    parts[3] = number(&text[at..], shown)? * 10i32.pow(6 - shown as u32);
    at += shown;
    while digit(text.get(at)).is_some() {
        at += 1;
    }
    Some((parts, at < text.len()))
}

/// A time of day with an optional zone.
pub fn time(text: &[u32]) -> Option<ParsedTime> {
    let zone = text.iter().position(|&c| c == DASH || c == '+' as u32 || c == 'Z' as u32);
    let ([hour, minute, second, micro], has_rest) = clock(text, zone.unwrap_or(text.len()))?;
    let offset = match zone.map(|at| &text[at..]) {
        None if has_rest => return None,
        None => None,
        Some([c]) if *c == 'Z' as u32 => Some(0),
        Some([c, ..]) if *c == 'Z' as u32 => return None,
        Some([sign, rest @ ..]) => {
            let (parts, has_rest) = clock(rest, rest.len())?;
            if has_rest {
                return None;
            }
            let [hour, minute, second, micro] = parts.map(i128::from);
            let total = ((hour * 60 + minute) * 60 + second) * 1_000_000 + micro;
            Some(if *sign == DASH { -total } else { total })
        }
        Some([]) => return None,
    };
    Some(ParsedTime { hour, minute, second, micro, offset })
}

/// What `isoformat` shows of a time.
pub fn time_text(timespec: &str, hour: i32, minute: i32, second: i32, micro: i32) -> Option<String> {
    let seconds = || format!("{hour:02}:{minute:02}:{second:02}");
    Some(match timespec {
        "auto" if micro == 0 => seconds(),
        "auto" | "microseconds" => format!("{}.{micro:06}", seconds()),
        "hours" => format!("{hour:02}"),
        "minutes" => format!("{hour:02}:{minute:02}"),
        "seconds" => seconds(),
        "milliseconds" => format!("{}.{:03}", seconds(), micro / 1000),
        _ => return None,
    })
}
