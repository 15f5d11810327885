//! Making the instructions that run out of the compiler's: operators become opcodes of their own, a test and the conditional jump
//! behind it become one.
//!
//! Internal opcodes have numbers that CPython uses for its specialized ones. An instruction keeps its place and its inline cache units, so
//! offsets, jump targets, line and exception tables stay right; what Python sees is always the original.

use taipan_bytecode::Op;

macro_rules! internal {
    ($($name:ident = $n:literal)*) => {
        /// Internal opcodes.
        #[allow(missing_docs, reason = "named after the instruction that they are made from")]
        pub mod internal {
            $(pub const $name: u8 = $n;)*
        }
    };
}

// …_JF and …_JT: with the POP_JUMP_IF_FALSE or POP_JUMP_IF_TRUE behind it.
internal! {
    LT = 130 LE = 131 EQ = 132 NE = 133 GT = 134 GE = 135
    LT_JF = 136 LE_JF = 137 EQ_JF = 138 NE_JF = 139 GT_JF = 140 GE_JF = 141
    LT_JT = 142 LE_JT = 143 EQ_JT = 144 NE_JT = 145 GT_JT = 146 GE_JT = 147
    TO_BOOL_JF = 148 TO_BOOL_JT = 149 IS_JF = 150 IS_JT = 151 CONTAINS_JF = 152 CONTAINS_JT = 153
    JUMP_IF_TRUE_NT = 154 JUMP_IF_FALSE_NT = 155 JUMP_IF_NONE_NT = 156 JUMP_IF_NOT_NONE_NT = 157
    LOAD_ATTR_SLOT = 160 LOAD_ATTR_METHOD = 161 STORE_ATTR_SLOT = 162 LOAD_GLOBAL_MODULE = 163 LOAD_GLOBAL_BUILTIN = 164
    ADD = 200 SUB = 201 MUL = 202 DIV = 203 FLOORDIV = 204 MOD = 205 AND = 206 OR = 207 XOR = 208 LSHIFT = 209 RSHIFT = 210
    SUBSCR = 211
}

/// Number of inline cache units of an instruction of a new code object, by opcode.
fn caches(op: u8) -> Option<usize> {
    Op::from_number(op as u16).map(|op| op.caches())
}

/// The opcode for one instruction, without regard to its neighbors.
fn single(op: u8, arg: u8) -> u8 {
    use internal::*;
    if op == Op::BINARY_OP as u8 {
        return match if arg >= 13 && arg != 26 { arg - 13 } else { arg } {
            0 => ADD,
            1 => AND,
            2 => FLOORDIV,
            3 => LSHIFT,
            5 => MUL,
            6 => MOD,
            7 => OR,
            9 => RSHIFT,
            10 => SUB,
            11 => DIV,
            12 => XOR,
            26 => SUBSCR,
            _ => op,
        };
    }
    if op == Op::COMPARE_OP as u8 { LT + (arg >> 5).min(5) } else { op }
}

/// The instruction that does the test `op` and the jump `jump` behind it.
fn fused(op: u8, jump: u8) -> Option<u8> {
    use internal::*;
    let on_true = if jump == Op::POP_JUMP_IF_TRUE as u8 {
        1
    } else if jump == Op::POP_JUMP_IF_FALSE as u8 {
        0
    } else {
        return None;
    };
    if (LT..=GE).contains(&op) {
        return Some(LT_JF + (op - LT) + 6 * on_true);
    }
    if op == Op::TO_BOOL as u8 {
        return Some(TO_BOOL_JF + on_true);
    }
    if op == Op::IS_OP as u8 {
        return Some(IS_JF + on_true);
    }
    if op == Op::CONTAINS_OP as u8 {
        return Some(CONTAINS_JF + on_true);
    }
    None
}

/// A conditional jump with NOT_TAKEN behind it.
fn with_not_taken(op: u8) -> u8 {
    use internal::*;
    match Op::from_number(op as u16) {
        Some(Op::POP_JUMP_IF_TRUE) => JUMP_IF_TRUE_NT,
        Some(Op::POP_JUMP_IF_FALSE) => JUMP_IF_FALSE_NT,
        Some(Op::POP_JUMP_IF_NONE) => JUMP_IF_NONE_NT,
        Some(Op::POP_JUMP_IF_NOT_NONE) => JUMP_IF_NOT_NONE_NT,
        _ => op,
    }
}

/// The running form of `co_code`.
pub fn instructions(code: &[u8]) -> Box<[u16]> {
    let at = |unit: usize| code.get(unit * 2).copied().unwrap_or(0);
    let units = code.len() / 2;
    let mut out = vec![0; units];
    let (mut i, mut prefixed) = (0, false);
    while i < units {
        let (op, arg) = (at(i), code[i * 2 + 1]);
        // An unknown opcode becomes number 0, which is unknown too and not one of ours.
        let Some(n) = caches(op) else {
            i += 1;
            continue;
        };
        let mut quick = single(op, arg);
        let next = i + 1 + n;
        // NOT_TAKEN behind a jump (which has one cache unit) is stepped over.
        if !prefixed
            && let Some(both) = fused(quick, at(next))
            && at(next + 2) == Op::NOT_TAKEN as u8
        {
            quick = both;
        } else if at(next) == Op::NOT_TAKEN as u8 {
            quick = with_not_taken(quick);
        }
        out[i] = quick as u16 | (arg as u16) << 8;
        prefixed = op == Op::EXTENDED_ARG as u8;
        i = next;
    }
    out.into_boxed_slice()
}

/// Inline cache units by running opcode, for the instructions that can call.
pub(crate) const fn caches_table() -> [u8; 256] {
    let mut table = [0u8; 256];
    let rows: &[(Op, u8)] = &[
        (Op::CALL, 3),
        (Op::CALL_KW, 3),
        (Op::BINARY_OP, 5),
        (Op::LOAD_ATTR, 9),
        (Op::STORE_ATTR, 4),
        (Op::FOR_ITER, 1),
        (Op::SEND, 1),
        (Op::LOAD_GLOBAL, 4),
        (Op::COMPARE_OP, 1),
        (Op::CONTAINS_OP, 1),
        (Op::TO_BOOL, 3),
        (Op::STORE_SUBSCR, 1),
        (Op::UNPACK_SEQUENCE, 1),
        (Op::LOAD_SUPER_ATTR, 1),
        (Op::JUMP_BACKWARD, 1),
    ];
    let mut i = 0;
    while i < rows.len() {
        table[rows[i].0 as usize] = rows[i].1;
        i += 1;
    }
    table[internal::LOAD_ATTR_SLOT as usize] = 9;
    table[internal::LOAD_ATTR_METHOD as usize] = 9;
    table[internal::STORE_ATTR_SLOT as usize] = 4;
    let mut op = internal::ADD as usize;
    while op <= internal::SUBSCR as usize {
        table[op] = 5;
        op += 1;
    }
    table
}
