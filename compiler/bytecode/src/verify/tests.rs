//! Broken code objects, one rule each, and sound ones.

use super::*;
use crate::{Const, WStr};

fn code(instructions: &[(Op, u8)]) -> Code {
    let mut bytes = Vec::new();
    for (op, arg) in instructions {
        bytes.extend([op.number() as u8, *arg]);
        bytes.extend(std::iter::repeat_n(0, op.caches() * 2));
    }
    Code {
        code: bytes.into(),
        stacksize: 3,
        consts: Box::new([Const::None]),
        names: Box::new([WStr::new("n")]),
        localsplusnames: Box::new([WStr::new("a"), WStr::new("b")]),
        localspluskinds: Box::new([CO_FAST_LOCAL, CO_FAST_FREE]),
        ..Code::default()
    }
}

const RESULT: [(Op, u8); 2] = [(Op::LOAD_CONST, 0), (Op::RETURN_VALUE, 0)];

fn returning(instructions: &[(Op, u8)]) -> Code {
    code(&[instructions, &RESULT].concat())
}

fn refused(code: &Code, words: &str) {
    let error = verify(code).expect_err(words);
    assert!(error.contains(words), "{error}");
}

#[test]
fn sound_code_passes() {
    let loops = [
        (Op::RESUME, 0),
        (Op::LOAD_FAST, 0),
        (Op::GET_ITER, 0),
        (Op::FOR_ITER, 4),
        (Op::STORE_FAST, 0),
        (Op::JUMP_BACKWARD, 5),
        (Op::END_FOR, 0),
        (Op::POP_ITER, 0),
    ];
    assert_eq!(verify(&returning(&loops)), Ok(()));
    assert_eq!(verify(&returning(&[(Op::EXTENDED_ARG, 0), (Op::LOAD_FAST, 0), (Op::POP_TOP, 0)])), Ok(()));
}

#[test]
fn jumps_must_land_on_instructions() {
    refused(&returning(&[(Op::JUMP_FORWARD, 9)]), "control flow leaves");
    refused(&returning(&[(Op::JUMP_BACKWARD, 200)]), "control flow leaves");
    // Into the cache of the jump itself, and behind an EXTENDED_ARG.
    refused(&returning(&[(Op::JUMP_BACKWARD, 1)]), "control flow leaves");
    refused(&returning(&[(Op::JUMP_FORWARD, 1), (Op::EXTENDED_ARG, 0), (Op::NOP, 0)]), "control flow leaves");
    refused(&code(&[(Op::NOP, 0)]), "control flow leaves");
}

#[test]
fn operands_must_be_in_range() {
    for (op, arg) in [
        (Op::LOAD_CONST, 1),
        (Op::LOAD_NAME, 1),
        (Op::LOAD_GLOBAL, 2),
        (Op::LOAD_FAST, 2),
        (Op::LOAD_FAST_LOAD_FAST, 0x12),
        (Op::LOAD_DEREF, 0),
        (Op::COPY_FREE_VARS, 2),
        (Op::BINARY_OP, 27),
        (Op::LOAD_SPECIAL, 4),
        (Op::LOAD_COMMON_CONSTANT, 5),
        (Op::COPY, 0),
    ] {
        refused(&returning(&[(op, arg)]), "out of range");
    }
}

#[test]
fn stack_must_fit() {
    refused(&returning(&[(Op::POP_TOP, 0)]), "underflow");
    refused(&returning(&[(Op::LOAD_SMALL_INT, 0), (Op::SWAP, 2)]), "underflow");
    refused(&returning(&[(Op::LOAD_SMALL_INT, 0); 3]), "stack depth 4");
    let uneven = [(Op::LOAD_SMALL_INT, 0), (Op::POP_JUMP_IF_FALSE, 1), (Op::LOAD_SMALL_INT, 0)];
    refused(&returning(&uneven), "stack depth");
}

#[test]
fn opcodes_must_be_real() {
    for byte in [118 + 3, 130, 240, 255, 0, 17] {
        let mut broken = returning(&[(Op::NOP, 0)]);
        broken.code[0] = byte;
        assert!(verify(&broken).is_err(), "{byte}");
    }
    let mut cut = code(&[(Op::LOAD_GLOBAL, 0)]);
    cut.code = cut.code[..4].into();
    refused(&cut, "inline cache");
    refused(&code(&[(Op::EXTENDED_ARG, 0)]), "EXTENDED_ARG");
}

#[test]
fn handlers_must_be_sound() {
    let with_table = |entry: Entry| Code {
        exceptiontable: exctable::encode(&[entry]),
        ..returning(&[(Op::NOP, 0), (Op::JUMP_FORWARD, 2), (Op::RERAISE, 0), (Op::NOP, 0)])
    };
    let good = Entry { start: 0, end: 1, target: 2, depth: 0, lasti: false };
    assert_eq!(verify(&with_table(good)), Ok(()));
    refused(&with_table(Entry { target: 100, ..good }), "out of range");
    refused(&with_table(Entry { end: 100, ..good }), "out of range");
    refused(&with_table(Entry { depth: 1, ..good }), "deeper stack");
    refused(&with_table(Entry { depth: 9, ..good }), "more stack");
    refused(&Code { exceptiontable: [0xC0].into(), ..with_table(good) }, "malformed");
}

#[test]
fn counts_must_agree() {
    refused(&Code { argcount: 2, ..returning(&[]) }, "more arguments");
    refused(&Code { localspluskinds: [CO_FAST_LOCAL].into(), ..returning(&[]) }, "kinds");
    refused(&Code { localspluskinds: [CO_FAST_FREE, CO_FAST_LOCAL].into(), ..returning(&[]) }, "order");
    refused(&Code { code: [].into(), ..returning(&[]) }, "even number");
    refused(&Code { stacksize: u32::MAX, ..returning(&[]) }, "too large");
}
