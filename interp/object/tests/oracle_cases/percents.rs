//! text::percent.

use super::floats::float_arg;
use super::formats::{give, with_int};
use super::*;
use taipan_object::text::Unit;
use taipan_object::text::percent::{self, PercentError, PercentSpec, Piece, Reader, Source};

struct NoArgs;

impl Source for NoArgs {
    type Error = PercentError;
    fn need_mapping(&mut self) -> Result<(), PercentError> {
        Ok(())
    }
    fn key(&mut self, _: &[u8]) -> Result<(), PercentError> {
        Ok(())
    }
    fn star_width(&mut self) -> Result<isize, PercentError> {
        Ok(0)
    }
    fn star_precision(&mut self) -> Result<i32, PercentError> {
        Ok(0)
    }
}

fn spec(format: &[u8], unit: Unit) -> PercentSpec {
    let mut reader = Reader::new(format, unit);
    match reader.next_piece(&mut NoArgs).unwrap() {
        Some(Piece::Spec(s)) => s,
        other => panic!("{other:?}"),
    }
}

pub fn answer(name: &str, a: &Args) -> Option<String> {
    match name {
        "int" => {
            let s = spec(&a.text(0), Unit::Char);
            give(with_int(a.0[1], |x| percent::format_int(x, &s, 4300)))
        }
        "float" => give(percent::format_float(float_arg(a.0[1]), &spec(&a.text(0), Unit::Char))),
        "text" => {
            let unit = if a.0[0] == "str" { Unit::Char } else { Unit::Byte };
            give(percent::format_text(&a.text(2), &spec(&a.text(1), unit), unit))
        }
        "char" => give(percent::format_char(&a.text(1), &spec(&a.text(0), Unit::Char), Unit::Char)),
        _ => None,
    }
}
