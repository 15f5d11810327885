//! Round trips, CPython's own bytes, and garbage.

use super::*;

fn sample() -> Const {
    let name = WStr::new("name");
    let inner = Arc::new(Code { name: name.clone(), qualname: name.clone(), firstlineno: 7, ..Code::default() });
    let shared = Const::tuple(vec![Const::Int(1), Const::str("é\u{10000}")]);
    let big = BigInt::from(-3).pow(200);
    let code = Code {
        argcount: 2,
        flags: 3,
        consts: Box::new([
            Const::None,
            Const::int(big),
            Const::Int(i64::MIN),
            Const::Float(-0.0),
            Const::Complex(1.5, f64::INFINITY),
            Const::FrozenSet(vec![Const::Int(1), Const::Bytes([0, 255].into())].into()),
            Const::Slice(Arc::new([Const::None, Const::Int(3), shared.clone()])),
            shared,
            Const::Code(inner.clone()),
            Const::Code(inner),
            Const::Str(WStr::from_code_points([0xD800, 0x41])),
        ]),
        names: Box::new([name.clone(), name.clone()]),
        name,
        ..Code::default()
    };
    Const::Code(Arc::new(code))
}

#[test]
fn constants_survive() {
    let value = sample();
    let bytes = dumps(&value);
    assert_eq!(loads(&bytes), Ok(value));
}

#[test]
fn cut_data_is_too_short() {
    let bytes = dumps(&sample());
    for n in 0..bytes.len() {
        assert!(loads(&bytes[..n]).is_err());
    }
}

#[test]
fn cpython_bytes_are_read() {
    // marshal.dumps(((1, 2), -2**70, 'a', 'a'))
    let bytes: &[u8] = b"\xa9\x04\xa9\x02\xe9\x01\x00\x00\x00\xe9\x02\x00\x00\x00\xec\xfb\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\xda\x01ar\x05\x00\x00\x00";
    let want = Const::tuple(vec![
        Const::tuple(vec![Const::Int(1), Const::Int(2)]),
        Const::int(-BigInt::from(2).pow(70)),
        Const::str("a"),
        Const::str("a"),
    ]);
    assert_eq!(loads(bytes), Ok(want));
}

#[test]
fn cycles_and_depth_are_errors() {
    assert_eq!(loads(b"\xa9\x01r\x00\x00\x00\x00"), Err(Error::Bad("bad marshal data (invalid reference)")));
    assert_eq!(loads(&b")\x01".repeat(1 << 20)), Err(Error::Bad("recursion limit exceeded")));
    assert!(parse(b"\xdb\x01\x00\x00\x00r\x00\x00\x00\x00", false).is_ok());
}

#[test]
fn garbage_never_panics() {
    let good = dumps(&sample());
    let mut state = 12345u64;
    for _ in 0..20_000 {
        let mut bytes = good.clone();
        for _ in 0..3 {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            let at = (state >> 33) as usize % bytes.len();
            bytes[at] = (state >> 17) as u8;
        }
        if let Ok(Const::Code(code)) = loads(&bytes) {
            let _ = crate::verify::verify(&code);
        }
    }
}
