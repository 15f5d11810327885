//! The algorithms of `int`, `float` and `complex` on `i64`, `BigInt` and `f64`.
//!
//! Nothing here knows `Value`, the heap or an exception class: failures are small enums; callers choose the exception.

pub mod complex;
pub mod float;
pub mod float_format;
pub mod float_parse;
pub mod hash;
pub mod int;
pub mod int_text;
pub mod siphash;
pub mod slice;
