//! Nothing in `text` and `num` panics, whatever bytes come in (even malformed WTF-8) and however large widths are.

use num_bigint::BigInt;
use taipan_object::num::{complex, float_parse, int, int_text};
use taipan_object::text::codecs::utf16::Endian;
use taipan_object::text::codecs::{utf7, utf8, utf16, utf32};
use taipan_object::text::fieldname::{MarkupIter, split_field_name};
use taipan_object::text::formatnum::{self, IntArg, Locale};
use taipan_object::text::formatspec::{self, FormatError};
use taipan_object::text::{Unit, case, escape, hex, pad, repr, search, split, wtf8};

struct Random(u64);

impl Random {
    fn next(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    fn bytes(&mut self, alphabet: &[u8], most: usize) -> Vec<u8> {
        let n = self.next(most + 1);
        (0..n)
            .map(|_| if alphabet.is_empty() { self.next(256) as u8 } else { alphabet[self.next(alphabet.len())] })
            .collect()
    }
}

#[test]
fn text_functions_never_panic() {
    let mut random = Random(1);
    for round in 0..20_000 {
        let alphabet: &[u8] =
            [&b""[..], b"\xed\xa0\x80\xb0\xf0\x9f\xff\xc3 a\n", b"+-AZ/\x80 \\", b"\\xuUN{}01 nq"][round % 4];
        let s = random.bytes(alphabet, 24);
        let p = random.bytes(alphabet, 3);
        let (i, j) = (random.next(30), random.next(30));
        let mut out = Vec::new();
        let _ = (wtf8::validate(&s), wtf8::count(&s), wtf8::get(&s, i), wtf8::slice(&s, i, i + j), wtf8::reversed(&s));
        let _ = (wtf8::slice_step(&s, i, -3, j), wtf8::slice_step(&s, i, 2, j), wtf8::to_string_lossy(&s));
        let _ = (case::lower(&s), case::upper(&s), case::title(&s), case::swapcase(&s), case::casefold(&s));
        let _ = (case::is_title(&s), case::is_identifier(&s), repr::str_repr(&s), repr::bytes_repr(&s));
        for unit in [Unit::Char, Unit::Byte] {
            let _ = search::replace(&s, &p, b"xyz", i, unit);
            let _ = (search::count(&s, &p, unit), pad::zfill(&s, i, unit), pad::expandtabs(&s, i, unit));
        }
        if !p.is_empty() {
            let _ = (split::split(&s, &p, i).count(), split::rsplit(&s, &p, i).count());
        }
        let _ = (split::split_whitespace(&s, i).count(), split::rsplit_whitespace(&s, i).count());
        let _ = (split::split_lines(&s, true).count(), search::strip_chars(&s, &p, search::Ends::Both).len());
        for last in [false, true] {
            let _ = (utf8::decode(&s, 0, last, &mut out), utf7::decode(&s, 0, last, &mut out));
            let _ = utf16::decode(&s, 0, last, Endian::Little, &mut out);
            let _ = utf32::decode(&s, 0, last, Endian::Big, &mut out);
            let notes = &mut escape::Notes::default();
            let _ = escape::unicode_escape_decode(&s, 0, last, &mut out, notes, &|_| None);
            let _ = escape::raw_unicode_escape_decode(&s, 0, last, &mut out);
        }
        let _ = (utf8::encode(&s, 0, &mut out), utf16::encode(&s, 0, Endian::Big, &mut out), utf7::encode(&s));
        let _ = (hex::decode(&s), escape::bytes_escape_decode(&s, escape::BadHex::Replace, &mut Default::default()));
        let _ = (
            MarkupIter::new(&s).take_while(Result::is_ok).count(),
            split_field_name(&s).map(|(_, r)| r.take(9).count()),
        );
    }
}

#[test]
fn number_parsers_never_panic() {
    let mut random = Random(2);
    for _ in 0..40_000 {
        let s = random.bytes(b"0123456789_+-.eExXpPjJ() \tinfa\xc3\xa9", 14);
        let _ = (float_parse::parse(&s), float_parse::from_hex(&s), complex::parse(&s));
        let _ = float_parse::to_ascii_number(&s);
        let base = random.next(40) as u32;
        let _ = int_text::parse(&s, base, 4300);
    }
}

#[test]
fn specifiers_never_panic() {
    let mut random = Random(3);
    let big: BigInt = BigInt::from(7) << 200;
    let c = Locale::default();
    for _ in 0..40_000 {
        let spec = random.bytes("é<>=^+- z#0123.,_bcdeEfgGnosxX%".as_bytes(), 8);
        let _ = formatspec::format_str(b"abc", &spec, "str");
        let _ = formatnum::format_int(IntArg::Big(&big), &spec, "int", &c, 4300);
        let _ = formatnum::format_float(-1234.5, &spec, "float", &c);
        let _ = formatnum::format_complex(-0.0, 1e300, &spec, "complex", &c);
    }
}

#[test]
fn results_too_large_for_memory_are_errors() {
    let c = Locale::default();
    for spec in [&b"4000000000000000000"[..], b"04000000000000000000", b"04000000000000000000,"] {
        assert_eq!(formatnum::format_int(IntArg::Small(5), spec, "int", &c, 0), Err(FormatError::Memory));
        assert_eq!(formatnum::format_float(5.0, spec, "float", &c), Err(FormatError::Memory));
    }
    assert!(search::repeat(b"abc", usize::MAX / 2).is_err());
    assert!(search::replace(b"aaaa", b"a", &[b'x'; 9], usize::MAX, Unit::Byte).is_ok());
    assert!(pad::pad(b"a", isize::MAX as usize, pad::Align::Left, 0x20, Unit::Char).is_err());
    assert!(int::pow(&BigInt::from(3), &(BigInt::from(1) << 60)).is_err());
    assert!(int::shift_left(&BigInt::from(3), Some(1 << 60)).is_err());
    assert!(int::shift_left(&BigInt::from(3), None).is_err());
}

#[test]
fn locale_grouping_is_applied() {
    let locale =
        Locale { decimal_point: b",".to_vec(), thousands_sep: "\u{202f}".as_bytes().to_vec(), grouping: vec![3] };
    let text = formatnum::format_float(1_234_567.5, b"n", "float", &locale).unwrap();
    assert_eq!(String::from_utf8(text).unwrap(), "1,23457e+06");
    let text = formatnum::format_int(IntArg::Small(1_234_567), b"n", "int", &locale, 0).unwrap();
    assert_eq!(String::from_utf8(text).unwrap(), "1\u{202f}234\u{202f}567");
    let indian = Locale { decimal_point: b".".to_vec(), thousands_sep: b",".to_vec(), grouping: vec![3, 2] };
    let text = formatnum::format_int(IntArg::Small(123_456_789), b"n", "int", &indian, 0).unwrap();
    assert_eq!(String::from_utf8(text).unwrap(), "12,34,56,789");
}
