//! text::{wtf8, search, split, pad, hex, escape of bytes} and num::slice.

use super::*;
use taipan_object::num::slice;
use taipan_object::text::escape::{self, BadHex, Notes};
use taipan_object::text::pad::{self, Align};
use taipan_object::text::search::{self, Ends};
use taipan_object::text::{Unit, hex as hex_text, split, wtf8};

pub fn answer(name: &str, a: &Args) -> Option<String> {
    if name == "adjust" {
        let [start, stop, step] = [0, 1, 2].map(|i| a.0[i].parse().ok());
        let r = slice::adjust(start, stop, step, a.num(3)).unwrap();
        return show(format!("{} {} {} {}", r.start, r.stop, r.step, r.n));
    }
    let s = a.text(if a.0[0] == "str" || a.0[0] == "bytes" { 1 } else { 0 });
    let s = &s[..];
    match name {
        "bounded" => {
            let (start, end) = slice::clamp_bounds(a.0[1].parse().ok(), a.0[2].parse().ok(), s.len());
            let n = end.saturating_sub(start);
            return show(format!("{n} {}", if start <= end { start as i64 } else { -1 }));
        }
        "hex" => return show(String::from_utf8(hex_text::encode(s, Some(b':'), a.num(1)).unwrap()).unwrap()),
        "fromhex" => return hex_text::decode(s).map_or_else(|e| err(e.message()), ok),
        "escape_encode" => return ok(escape::bytes_escape_encode(s).unwrap()),
        "escape_decode" => {
            let how = match a.0[1] {
                "strict" => BadHex::Strict,
                "replace" => BadHex::Replace,
                _ => BadHex::Ignore,
            };
            return escape::bytes_escape_decode(s, how, &mut Notes::default()).map_or_else(err, ok);
        }
        "slice_step" => return ok(wtf8::slice_step(s, a.limit(1), a.num(2), a.num(3))),
        "slice" => return ok(wtf8::slice(s, a.num(1), a.num(2))),
        "length" => return show(wtf8::count(s)),
        "reversed" => return ok(wtf8::reversed(s)),
        "valid" => return show(wtf8::validate(s).is_ok() as u8),
        _ => {}
    }
    let is_str = a.0[0] == "str";
    let unit = if is_str { Unit::Char } else { Unit::Byte };
    let arg = || a.text(2);
    let place = |found: Option<usize>| show(found.map_or(-1, |i| i as i64));
    let ends = if name.starts_with('l') {
        Ends::Left
    } else if name.starts_with('r') {
        Ends::Right
    } else {
        Ends::Both
    };
    match name {
        "find" => place(search::find(s, &arg())),
        "rfind" => place(search::rfind(s, &arg())),
        "count" => show(search::count(s, &arg(), unit)),
        "replace" => ok(search::replace(s, &arg(), &a.text(3), a.limit(4), unit).unwrap().unwrap_or(s.to_vec())),
        "split" => list(split::split(s, &arg(), a.limit(3))),
        "rsplit" => {
            let p = arg();
            let mut parts: Vec<_> = split::rsplit(s, &p, a.limit(3)).collect();
            parts.reverse();
            list(parts)
        }
        "partition" => {
            let p = arg();
            search::partition(s, &p).map_or_else(|| list([s, b"", b""]), |(x, y)| list([x, &p, y]))
        }
        "rpartition" => {
            let p = arg();
            search::rpartition(s, &p).map_or_else(|| list([b"", b"", s]), |(x, y)| list([x, &p, y]))
        }
        "strip_chars" | "lstrip_chars" | "rstrip_chars" => {
            let p = arg();
            ok(if is_str { search::strip_chars(s, &p, ends) } else { search::strip_bytes(s, &p, ends) })
        }
        "strip" | "lstrip" | "rstrip" => ok(if is_str {
            search::strip_whitespace(s, ends)
        } else {
            search::strip_bytes_by(s, ends, search::is_byte_space)
        }),
        "split_ws" => {
            let n = a.limit(2);
            if is_str { list(split::split_whitespace(s, n)) } else { list(split::split_byte_whitespace(s, n)) }
        }
        "rsplit_ws" => {
            let n = a.limit(2);
            let mut parts: Vec<_> = if is_str {
                split::rsplit_whitespace(s, n).collect()
            } else {
                split::rsplit_byte_whitespace(s, n).collect()
            };
            parts.reverse();
            list(parts)
        }
        "splitlines" => {
            let keep = a.0[2] == "1";
            if is_str { list(split::split_lines(s, keep)) } else { list(split::split_byte_lines(s, keep)) }
        }
        "ljust" | "rjust" | "center" => {
            let align = match name {
                "ljust" => Align::Left,
                "rjust" => Align::Right,
                _ => Align::Center,
            };
            let fill = a.text(3);
            let fill = if is_str { wtf8::get(&fill, 0).unwrap() } else { fill[0] as u32 };
            ok(pad::pad(s, a.num(2), align, fill, unit).unwrap().unwrap_or(s.to_vec()))
        }
        "zfill" => ok(pad::zfill(s, a.num(2), unit).unwrap().unwrap_or(s.to_vec())),
        "expandtabs" => ok(pad::expandtabs(s, a.num(2), unit).unwrap()),
        "repeat" => ok(search::repeat(s, a.num(2)).unwrap()),
        _ => None,
    }
}
