//! text::{codecs, escape}.

use super::*;
use taipan_object::text::codecs::charmap::{self, EncodingTable};
use taipan_object::text::codecs::handlers::{self, Handler, Utf};
use taipan_object::text::codecs::utf16::Endian::{Big, Little};
use taipan_object::text::codecs::*;
use taipan_object::text::{TextError, escape, wtf8};

const CP1252_HIGH: [u32; 32] = [
    0x20AC, 0xFFFE, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0xFFFE, 0x17D,
    0xFFFE, 0xFFFE, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153,
    0xFFFE, 0x17E, 0x178,
];

enum Failure {
    Decode(DecodeError),
    Encode(EncodeError),
}

impl From<TextError> for Failure {
    fn from(e: TextError) -> Failure {
        panic!("{e:?}")
    }
}

fn decode_by_name(name: &str, b: &[u8], at: usize, last: bool, out: &mut Vec<u8>) -> Decoded {
    match name {
        "utf-8" => utf8::decode(b, at, last, out),
        "utf-16-le" => utf16::decode(b, at, last, Little, out),
        "utf-16-be" => utf16::decode(b, at, last, Big, out),
        "utf-32-le" => utf32::decode(b, at, last, Little, out),
        "utf-32-be" => utf32::decode(b, at, last, Big, out),
        "utf-7" => utf7::decode(b, at, last, out),
        "latin-1" => single::decode_latin1(b, at, last, out),
        "ascii" => single::decode_ascii(b, at, last, out),
        "unicode_escape" => {
            let code = |n: &[u8]| (n == b"DIGIT ONE").then_some(0x31);
            escape::unicode_escape_decode(b, at, last, out, &mut escape::Notes::default(), &code)
        }
        "raw_unicode_escape" => escape::raw_unicode_escape_decode(b, at, last, out),
        _ => charmap::decode_table(b, at, &cp1252(), out),
    }
}

fn cp1252() -> Vec<u32> {
    (0..128).chain(CP1252_HIGH).chain(0xA0..0x100).collect()
}

fn encode_by_name(name: &str, s: &[u8], at: usize, out: &mut Vec<u8>) -> Encoded {
    match name {
        "utf-8" => utf8::encode(s, at, out),
        "utf-16-le" => utf16::encode(s, at, Little, out),
        "utf-16-be" => utf16::encode(s, at, Big, out),
        "utf-32-le" => utf32::encode(s, at, Little, out),
        "utf-32-be" => utf32::encode(s, at, Big, out),
        "latin-1" => single::encode_latin1(s, at, out),
        "ascii" => single::encode_ascii(s, at, out),
        _ => {
            let table = EncodingTable::new(&cp1252()).unwrap();
            charmap::encode(s, at, out, |c, out| {
                Ok::<_, Stop<EncodeError>>(table.get(c).map(|b| out.push(b)).is_some())
            })
        }
    }
}

/// The codec's own name in errors.
fn shown(name: &str) -> &str {
    match name {
        "unicode_escape" => "unicodeescape",
        "raw_unicode_escape" => "rawunicodeescape",
        "utf-7" => "utf7",
        "cp1252" => "charmap",
        _ => name,
    }
}

pub fn answer(what: &str, a: &Args) -> Option<String> {
    let name = a.0[0];
    let input = a.text(1);
    let handler = Handler::by_name(a.0[2]);
    let utf = Utf::by_name(name);
    if what == "decode" {
        let result = decode_with(
            &input,
            a.0[3] == "1",
            |b, at, last, out| decode_by_name(name, b, at, last, out),
            |e| {
                let fixed = handler.and_then(|h| handlers::decode(h, &input, e.start, e.end, utf));
                fixed.ok_or_else(|| Failure::Decode(e.clone()))
            },
        );
        return Some(match result {
            Ok((s, used)) => {
                wtf8::validate(&s).unwrap();
                format!("={} {used}", hex(&s))
            }
            Err(Failure::Decode(e)) => {
                let text = decode_error_message(shown(name), &input, e.start, e.end, e.reason);
                format!("!{} {} {} {}", e.start, e.end, hex(e.reason.as_bytes()), hex(text.as_bytes()))
            }
            Err(Failure::Encode(_)) => unreachable!(),
        });
    }
    let traits = match name {
        "utf-8" => utf8::TRAITS,
        "utf-16-le" | "utf-16-be" => utf16::TRAITS,
        "utf-32-le" | "utf-32-be" => utf32::TRAITS,
        "utf-7" => return ok(utf7::encode(&input).unwrap()),
        "unicode_escape" => return ok(escape::unicode_escape_encode(&input).unwrap()),
        "raw_unicode_escape" => return ok(escape::raw_unicode_escape_encode(&input).unwrap()),
        _ => single::TRAITS,
    };
    let result = encode_with(
        &input,
        traits,
        |s, at, out| encode_by_name(name, s, at, out),
        |e| {
            if handler == Some(Handler::SurrogateEscape) && matches!(name, "utf-8" | "latin-1" | "ascii") {
                let (bytes, n) = handlers::escape_prefix(&input[e.start..e.end]);
                let done = (Replacement::Bytes(bytes), e.start + n);
                return if n > 0 { Ok(done) } else { Err(Failure::Encode(e.clone())) };
            }
            if handler == Some(Handler::SurrogateEscape) && matches!(name, "utf-8" | "latin-1" | "ascii") {
                let (bytes, n) = handlers::escape_prefix(&input[e.start..e.end]);
                let done = (Replacement::Bytes(bytes), e.start + n);
                return if n > 0 { Ok(done) } else { Err(Failure::Encode(e.clone())) };
            }
            let fixed = handler.and_then(|h| handlers::encode(h, &input[e.start..e.end], utf, &|_| None));
            fixed.map(|r| (r, e.end)).ok_or_else(|| Failure::Encode(e.clone()))
        },
        |e| Failure::Encode(e.clone()),
    );
    Some(match result {
        Ok(b) => format!("={}", hex(&b)),
        Err(Failure::Encode(e)) => {
            let (start, end) = (wtf8::index_of_offset(&input, e.start), wtf8::index_of_offset(&input, e.end));
            let text = encode_error_message(shown(name), &input, start, end, e.reason);
            format!("!{start} {end} {} {}", hex(e.reason.as_bytes()), hex(text.as_bytes()))
        }
        Err(Failure::Decode(_)) => unreachable!(),
    })
}
