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
    LOAD_ATTR_SLOT = 160 LOAD_ATTR_METHOD = 161 LOAD_ATTR_PROPERTY = 162 STORE_ATTR_SLOT = 163 STORE_ATTR_PROPERTY = 164
    FOR_ITER_GEN = 165 SEND_GEN = 166
    WIDE_FOR_ITER = 167 WIDE_JUMP_BACKWARD = 168 WIDE_JUMP_IF_TRUE = 169 WIDE_JUMP_IF_FALSE = 170
    TWO_ADD = 171 TWO_SUB = 172 TWO_MUL = 173 TWO_SUBSCR = 174
    ONE_ADD = 175 ONE_SUB = 176 ONE_MUL = 177 ONE_SUBSCR = 178
    CONSTANT_ADD = 179 CONSTANT_SUB = 180 CONSTANT_MUL = 181 CONSTANT_SUBSCR = 182
    SMALL_ADD = 183 SMALL_SUB = 184 SMALL_MUL = 185 SMALL_SUBSCR = 186
    TWO_LT_JF = 187 TWO_LE_JF = 188 TWO_EQ_JF = 189 TWO_NE_JF = 190 TWO_GT_JF = 191 TWO_GE_JF = 192
    SMALL_LT_JF = 193 SMALL_LE_JF = 194 SMALL_EQ_JF = 195 SMALL_NE_JF = 196 SMALL_GT_JF = 197 SMALL_GE_JF = 198
    FOR_ITER_STORE = 199 FOR_ITER_PAIR = 212
    CALL_APPEND = 213 CALL_LEN = 214 CALL_ISINSTANCE = 215
    ADD = 200 SUB = 201 MUL = 202 DIV = 203 FLOORDIV = 204 MOD = 205 AND = 206 OR = 207 XOR = 208 LSHIFT = 209 RSHIFT = 210
    SUBSCR = 211
}

/// Number of inline cache units of an instruction of a new code object, by opcode.
fn caches(op: u8) -> Option<usize> {
    Op::from_number(op as u16).map(|op| op.caches())
}

/// The opcode for one instruction, without regard to its neighbors.
pub(super) fn single(op: u8, arg: u8) -> u8 {
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

/// EXTENDED_ARG in front of `next`.
fn wide(op: u8, next: u8, not_taken: bool) -> u8 {
    use internal::*;
    match Op::from_number(next as u16) {
        Some(Op::FOR_ITER) => WIDE_FOR_ITER,
        Some(Op::JUMP_BACKWARD) => WIDE_JUMP_BACKWARD,
        Some(Op::POP_JUMP_IF_TRUE) if not_taken => WIDE_JUMP_IF_TRUE,
        Some(Op::POP_JUMP_IF_FALSE) if not_taken => WIDE_JUMP_IF_FALSE,
        _ => op,
    }
}

/// The opcode for instruction `op` together with the one behind it, `next`; see `ops::fused`.
fn pair(op: u8, next: u8, next_arg: u8) -> Option<u8> {
    use internal::*;
    let row = match Op::from_number(op as u16)? {
        Op::LOAD_FAST_BORROW_LOAD_FAST_BORROW => TWO_ADD,
        Op::LOAD_FAST_BORROW => ONE_ADD,
        Op::LOAD_CONST => CONSTANT_ADD,
        Op::LOAD_SMALL_INT => SMALL_ADD,
        Op::FOR_ITER if next == Op::STORE_FAST as u8 => return Some(FOR_ITER_STORE),
        Op::FOR_ITER if next == Op::UNPACK_SEQUENCE as u8 && next_arg == 2 => return Some(FOR_ITER_PAIR),
        _ => return None,
    };
    if (LT_JF..=GE_JF).contains(&next) {
        return match row {
            TWO_ADD => Some(TWO_LT_JF + (next - LT_JF)),
            SMALL_ADD => Some(SMALL_LT_JF + (next - LT_JF)),
            _ => None,
        };
    }
    Some(match next {
        ADD => row,
        SUB => row + 1,
        MUL => row + 2,
        SUBSCR => row + 3,
        _ => return None,
    })
}

/// Puts pairs in place of their first instructions.
fn fuse_pairs(code: &mut [u16]) {
    let (mut i, mut prefixed) = (0, false);
    while i < code.len() {
        let op = code[i] as u8;
        let next = i + 1 + caches_of(op);
        if !prefixed
            && let Some(&behind) = code.get(next)
            && let Some(both) = pair(op, behind as u8, (behind >> 8) as u8)
        {
            code[i] = code[i] & 0xFF00 | both as u16;
        }
        prefixed = is_prefix(op);
        i = next;
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
        if op == Op::EXTENDED_ARG as u8 && !prefixed {
            quick = wide(op, at(next), at(next + 2) == Op::NOT_TAKEN as u8);
        }
        out[i] = quick as u16 | (arg as u16) << 8;
        prefixed = op == Op::EXTENDED_ARG as u8;
        i = next;
    }
    fuse_pairs(&mut out);
    out.into_boxed_slice()
}

/// The opcodes that [`instructions`] and the specializing instructions make, with the one that each began as.
const MADE: &[(u8, u8, Op)] = &[
    (internal::LT, internal::GE_JT, Op::COMPARE_OP),
    (internal::TO_BOOL_JF, internal::TO_BOOL_JT, Op::TO_BOOL),
    (internal::IS_JF, internal::IS_JT, Op::IS_OP),
    (internal::CONTAINS_JF, internal::CONTAINS_JT, Op::CONTAINS_OP),
    (internal::JUMP_IF_TRUE_NT, internal::JUMP_IF_NOT_NONE_NT, Op::POP_JUMP_IF_TRUE),
    (internal::LOAD_ATTR_SLOT, internal::LOAD_ATTR_PROPERTY, Op::LOAD_ATTR),
    (internal::STORE_ATTR_SLOT, internal::STORE_ATTR_PROPERTY, Op::STORE_ATTR),
    (internal::FOR_ITER_GEN, internal::FOR_ITER_GEN, Op::FOR_ITER),
    (internal::FOR_ITER_STORE, internal::FOR_ITER_STORE, Op::FOR_ITER),
    (internal::FOR_ITER_PAIR, internal::FOR_ITER_PAIR, Op::FOR_ITER),
    (internal::SEND_GEN, internal::SEND_GEN, Op::SEND),
    (internal::CALL_APPEND, internal::CALL_ISINSTANCE, Op::CALL),
    (internal::ADD, internal::SUBSCR, Op::BINARY_OP),
];

/// Inline cache units by running opcode.
static CACHES: std::sync::LazyLock<[u8; 256]> = std::sync::LazyLock::new(|| {
    std::array::from_fn(|op| {
        let op = op as u8;
        let made = MADE.iter().find(|(from, to, _)| (*from..=*to).contains(&op)).map(|row| row.2);
        made.or(Op::from_number(op as u16)).map_or(0, |op| op.caches() as u8)
    })
});

/// Whether running opcode `op` is EXTENDED_ARG.
pub(crate) fn is_prefix(op: u8) -> bool {
    op == Op::EXTENDED_ARG as u8 || (internal::WIDE_FOR_ITER..=internal::WIDE_JUMP_IF_FALSE).contains(&op)
}

/// Inline cache units of running opcode `op`.
pub(crate) fn caches_of(op: u8) -> usize {
    CACHES[op as usize] as usize
}

/// Inline cache units of the instructions that can push an activation, by running opcode.
pub(crate) const fn caches_table() -> [u8; 256] {
    let mut table = [0u8; 256];
    table[Op::CALL as usize] = 3;
    table[internal::CALL_APPEND as usize] = 3;
    table[internal::CALL_LEN as usize] = 3;
    table[internal::CALL_ISINSTANCE as usize] = 3;
    table[internal::SUBSCR as usize] = 5;
    table[Op::CALL_KW as usize] = 3;
    table[Op::LOAD_ATTR as usize] = 9;
    table[Op::STORE_ATTR as usize] = 4;
    table[internal::LOAD_ATTR_PROPERTY as usize] = 9;
    table[internal::STORE_ATTR_PROPERTY as usize] = 4;
    table
}
