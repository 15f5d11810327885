//! THE opcode table of CPython 3.14: one row per opcode, everything else (enum, numbers, names, inline cache entries,
//! operand kinds, stack effects) is derived from it.
//!
//! It must not know what an opcode does: the compiler, the interpreter, the verifier and the `_opcode` module all read
//! this table. The rows were generated from CPython's `_opcode_metadata` and are compared with a dump of it by
//! `tests/ops_dump.rs`. Row form: `NAME, number, cache entries, flags, oparg => values popped, values pushed`.
//! Numbers below 256 can appear in bytecode; pseudo-ops (256 and up) exist only inside the compiler.

/// The opcode takes an operand.
pub const ARG: u8 = 1;
/// The operand indexes `co_consts`.
pub const CONST: u8 = 2;
/// The operand indexes `co_names` (possibly shifted).
pub const NAME: u8 = 4;
/// The operand is a jump distance (or, in the compiler, a label).
pub const JUMP: u8 = 8;
/// The operand is a cell or free variable.
pub const FREE: u8 = 16;
/// The operand is a local variable (or two of them).
pub const LOCAL: u8 = 32;
/// The pseudo-op names an exception handler.
pub const EXC: u8 = 64;

macro_rules! opcode_rows {
    ($m:ident) => {
        $m! {
        CACHE, 0, 0, 0, a => 0, 0;
        BINARY_SLICE, 1, 0, 0, a => 3, 1;
        BUILD_TEMPLATE, 2, 0, 0, a => 2, 1;
        CALL_FUNCTION_EX, 4, 0, 0, a => 4, 1;
        CHECK_EG_MATCH, 5, 0, 0, a => 2, 2;
        CHECK_EXC_MATCH, 6, 0, 0, a => 2, 2;
        CLEANUP_THROW, 7, 0, 0, a => 3, 2;
        DELETE_SUBSCR, 8, 0, 0, a => 2, 0;
        END_FOR, 9, 0, 0, a => 1, 0;
        END_SEND, 10, 0, 0, a => 2, 1;
        EXIT_INIT_CHECK, 11, 0, 0, a => 1, 0;
        FORMAT_SIMPLE, 12, 0, 0, a => 1, 1;
        FORMAT_WITH_SPEC, 13, 0, 0, a => 2, 1;
        GET_AITER, 14, 0, 0, a => 1, 1;
        GET_ANEXT, 15, 0, 0, a => 1, 2;
        GET_ITER, 16, 0, 0, a => 1, 1;
        RESERVED, 17, 0, 0, a => 0, 0;
        GET_LEN, 18, 0, 0, a => 1, 2;
        GET_YIELD_FROM_ITER, 19, 0, 0, a => 1, 1;
        INTERPRETER_EXIT, 20, 0, 0, a => 1, 0;
        LOAD_BUILD_CLASS, 21, 0, 0, a => 0, 1;
        LOAD_LOCALS, 22, 0, 0, a => 0, 1;
        MAKE_FUNCTION, 23, 0, 0, a => 1, 1;
        MATCH_KEYS, 24, 0, 0, a => 2, 3;
        MATCH_MAPPING, 25, 0, 0, a => 1, 2;
        MATCH_SEQUENCE, 26, 0, 0, a => 1, 2;
        NOP, 27, 0, 0, a => 0, 0;
        NOT_TAKEN, 28, 0, 0, a => 0, 0;
        POP_EXCEPT, 29, 0, 0, a => 1, 0;
        POP_ITER, 30, 0, 0, a => 1, 0;
        POP_TOP, 31, 0, 0, a => 1, 0;
        PUSH_EXC_INFO, 32, 0, 0, a => 1, 2;
        PUSH_NULL, 33, 0, 0, a => 0, 1;
        RETURN_GENERATOR, 34, 0, 0, a => 0, 1;
        RETURN_VALUE, 35, 0, 0, a => 1, 1;
        SETUP_ANNOTATIONS, 36, 0, 0, a => 0, 0;
        STORE_SLICE, 37, 0, 0, a => 4, 0;
        STORE_SUBSCR, 38, 1, 0, a => 3, 0;
        TO_BOOL, 39, 3, 0, a => 1, 1;
        UNARY_INVERT, 40, 0, 0, a => 1, 1;
        UNARY_NEGATIVE, 41, 0, 0, a => 1, 1;
        UNARY_NOT, 42, 0, 0, a => 1, 1;
        WITH_EXCEPT_START, 43, 0, 0, a => 5, 6;
        BINARY_OP, 44, 5, ARG, a => 2, 1;
        BUILD_INTERPOLATION, 45, 0, ARG, a => 2 + (a & 1), 1;
        BUILD_LIST, 46, 0, ARG, a => a, 1;
        BUILD_MAP, 47, 0, ARG, a => a * 2, 1;
        BUILD_SET, 48, 0, ARG, a => a, 1;
        BUILD_SLICE, 49, 0, ARG, a => a, 1;
        BUILD_STRING, 50, 0, ARG, a => a, 1;
        BUILD_TUPLE, 51, 0, ARG, a => a, 1;
        CALL, 52, 3, ARG, a => 2 + a, 1;
        CALL_INTRINSIC_1, 53, 0, ARG, a => 1, 1;
        CALL_INTRINSIC_2, 54, 0, ARG, a => 2, 1;
        CALL_KW, 55, 3, ARG, a => 3 + a, 1;
        COMPARE_OP, 56, 1, ARG, a => 2, 1;
        CONTAINS_OP, 57, 1, ARG, a => 2, 1;
        CONVERT_VALUE, 58, 0, ARG, a => 1, 1;
        COPY, 59, 0, ARG, a => a, a + 1;
        COPY_FREE_VARS, 60, 0, ARG, a => 0, 0;
        DELETE_ATTR, 61, 0, ARG | NAME, a => 1, 0;
        DELETE_DEREF, 62, 0, ARG | FREE, a => 0, 0;
        DELETE_FAST, 63, 0, ARG | LOCAL, a => 0, 0;
        DELETE_GLOBAL, 64, 0, ARG | NAME, a => 0, 0;
        DELETE_NAME, 65, 0, ARG | NAME, a => 0, 0;
        DICT_MERGE, 66, 0, ARG, a => 4 + a, 3 + a;
        DICT_UPDATE, 67, 0, ARG, a => 1 + a, a;
        END_ASYNC_FOR, 68, 0, ARG | JUMP, a => 2, 0;
        EXTENDED_ARG, 69, 0, ARG, a => 0, 0;
        FOR_ITER, 70, 1, ARG | JUMP, a => 1, 2;
        GET_AWAITABLE, 71, 0, ARG, a => 1, 1;
        IMPORT_FROM, 72, 0, ARG | NAME, a => 1, 2;
        IMPORT_NAME, 73, 0, ARG | NAME, a => 2, 1;
        IS_OP, 74, 0, ARG, a => 2, 1;
        JUMP_BACKWARD, 75, 1, ARG | JUMP, a => 0, 0;
        JUMP_BACKWARD_NO_INTERRUPT, 76, 0, ARG | JUMP, a => 0, 0;
        JUMP_FORWARD, 77, 0, ARG | JUMP, a => 0, 0;
        LIST_APPEND, 78, 0, ARG, a => 1 + a, a;
        LIST_EXTEND, 79, 0, ARG, a => 1 + a, a;
        LOAD_ATTR, 80, 9, ARG | NAME, a => 1, 1 + (a & 1);
        LOAD_COMMON_CONSTANT, 81, 0, ARG, a => 0, 1;
        LOAD_CONST, 82, 0, ARG | CONST, a => 0, 1;
        LOAD_DEREF, 83, 0, ARG | LOCAL, a => 0, 1;
        LOAD_FAST, 84, 0, ARG | LOCAL, a => 0, 1;
        LOAD_FAST_AND_CLEAR, 85, 0, ARG | LOCAL, a => 0, 1;
        LOAD_FAST_BORROW, 86, 0, ARG | LOCAL, a => 0, 1;
        LOAD_FAST_BORROW_LOAD_FAST_BORROW, 87, 0, ARG | LOCAL, a => 0, 2;
        LOAD_FAST_CHECK, 88, 0, ARG | LOCAL, a => 0, 1;
        LOAD_FAST_LOAD_FAST, 89, 0, ARG | LOCAL, a => 0, 2;
        LOAD_FROM_DICT_OR_DEREF, 90, 0, ARG | FREE, a => 1, 1;
        LOAD_FROM_DICT_OR_GLOBALS, 91, 0, ARG | NAME, a => 1, 1;
        LOAD_GLOBAL, 92, 4, ARG | NAME, a => 0, 1 + (a & 1);
        LOAD_NAME, 93, 0, ARG | NAME, a => 0, 1;
        LOAD_SMALL_INT, 94, 0, ARG, a => 0, 1;
        LOAD_SPECIAL, 95, 0, ARG, a => 1, 2;
        LOAD_SUPER_ATTR, 96, 1, ARG | NAME, a => 3, 1 + (a & 1);
        MAKE_CELL, 97, 0, ARG | FREE, a => 0, 0;
        MAP_ADD, 98, 0, ARG, a => 2 + a, a;
        MATCH_CLASS, 99, 0, ARG, a => 3, 1;
        POP_JUMP_IF_FALSE, 100, 1, ARG | JUMP, a => 1, 0;
        POP_JUMP_IF_NONE, 101, 1, ARG | JUMP, a => 1, 0;
        POP_JUMP_IF_NOT_NONE, 102, 1, ARG | JUMP, a => 1, 0;
        POP_JUMP_IF_TRUE, 103, 1, ARG | JUMP, a => 1, 0;
        RAISE_VARARGS, 104, 0, ARG, a => a, 0;
        RERAISE, 105, 0, ARG, a => 1 + a, a;
        SEND, 106, 1, ARG | JUMP, a => 2, 2;
        SET_ADD, 107, 0, ARG, a => 1 + a, a;
        SET_FUNCTION_ATTRIBUTE, 108, 0, ARG, a => 2, 1;
        SET_UPDATE, 109, 0, ARG, a => 1 + a, a;
        STORE_ATTR, 110, 4, ARG | NAME, a => 2, 0;
        STORE_DEREF, 111, 0, ARG | FREE, a => 1, 0;
        STORE_FAST, 112, 0, ARG | LOCAL, a => 1, 0;
        STORE_FAST_LOAD_FAST, 113, 0, ARG | LOCAL, a => 1, 1;
        STORE_FAST_STORE_FAST, 114, 0, ARG | LOCAL, a => 2, 0;
        STORE_GLOBAL, 115, 0, ARG | NAME, a => 1, 0;
        STORE_NAME, 116, 0, ARG | NAME, a => 1, 0;
        SWAP, 117, 0, ARG, a => a, a;
        UNPACK_EX, 118, 0, ARG, a => 1, 1 + (a & 0xFF) + (a >> 8);
        UNPACK_SEQUENCE, 119, 1, ARG, a => 1, a;
        YIELD_VALUE, 120, 0, ARG, a => 1, 1;
        RESUME, 128, 0, ARG, a => 0, 0;
        INSTRUMENTED_END_FOR, 234, 0, 0, a => 1, 0;
        INSTRUMENTED_POP_ITER, 235, 0, 0, a => 1, 0;
        INSTRUMENTED_END_SEND, 236, 0, 0, a => 2, 1;
        INSTRUMENTED_FOR_ITER, 237, 0, ARG | JUMP, a => 1, 2;
        INSTRUMENTED_INSTRUCTION, 238, 0, 0, a => 0, 0;
        INSTRUMENTED_JUMP_FORWARD, 239, 0, ARG, a => 0, 0;
        INSTRUMENTED_NOT_TAKEN, 240, 0, 0, a => 0, 0;
        INSTRUMENTED_POP_JUMP_IF_TRUE, 241, 0, ARG, a => 1, 0;
        INSTRUMENTED_POP_JUMP_IF_FALSE, 242, 0, ARG, a => 1, 0;
        INSTRUMENTED_POP_JUMP_IF_NONE, 243, 0, ARG, a => 1, 0;
        INSTRUMENTED_POP_JUMP_IF_NOT_NONE, 244, 0, ARG, a => 1, 0;
        INSTRUMENTED_RESUME, 245, 0, ARG, a => 0, 0;
        INSTRUMENTED_RETURN_VALUE, 246, 0, 0, a => 1, 1;
        INSTRUMENTED_YIELD_VALUE, 247, 0, ARG, a => 1, 1;
        INSTRUMENTED_END_ASYNC_FOR, 248, 0, ARG | JUMP, a => 2, 0;
        INSTRUMENTED_LOAD_SUPER_ATTR, 249, 0, ARG | NAME, a => 3, 1 + (a & 1);
        INSTRUMENTED_CALL, 250, 0, ARG, a => 2 + a, 1;
        INSTRUMENTED_CALL_KW, 251, 0, ARG, a => 3 + a, 1;
        INSTRUMENTED_CALL_FUNCTION_EX, 252, 0, 0, a => 4, 1;
        INSTRUMENTED_JUMP_BACKWARD, 253, 0, ARG, a => 0, 0;
        INSTRUMENTED_LINE, 254, 0, 0, a => 0, 0;
        ENTER_EXECUTOR, 255, 0, ARG, a => 0, 0;
        ANNOTATIONS_PLACEHOLDER, 256, 0, 0, a => 0, 0;
        JUMP, 257, 0, ARG | JUMP, a => 0, 0;
        JUMP_IF_FALSE, 258, 0, ARG | JUMP, a => 1, 1;
        JUMP_IF_TRUE, 259, 0, ARG | JUMP, a => 1, 1;
        JUMP_NO_INTERRUPT, 260, 0, ARG | JUMP, a => 0, 0;
        LOAD_CLOSURE, 261, 0, ARG | LOCAL, a => 0, 1;
        POP_BLOCK, 262, 0, 0, a => 0, 0;
        SETUP_CLEANUP, 263, 0, ARG | EXC, a => 0, 0;
        SETUP_FINALLY, 264, 0, ARG | EXC, a => 0, 0;
        SETUP_WITH, 265, 0, ARG | EXC, a => 0, 0;
        STORE_FAST_MAYBE_NULL, 266, 0, ARG | LOCAL, a => 1, 0;
        }
    };
}

macro_rules! specialized_rows {
    ($m:ident) => {
        $m! {
        BINARY_OP_INPLACE_ADD_UNICODE, 3, BINARY_OP, LOCAL;
        BINARY_OP_ADD_FLOAT, 129, BINARY_OP, 0;
        BINARY_OP_ADD_INT, 130, BINARY_OP, 0;
        BINARY_OP_ADD_UNICODE, 131, BINARY_OP, 0;
        BINARY_OP_EXTEND, 132, BINARY_OP, 0;
        BINARY_OP_MULTIPLY_FLOAT, 133, BINARY_OP, 0;
        BINARY_OP_MULTIPLY_INT, 134, BINARY_OP, 0;
        BINARY_OP_SUBSCR_DICT, 135, BINARY_OP, 0;
        BINARY_OP_SUBSCR_GETITEM, 136, BINARY_OP, 0;
        BINARY_OP_SUBSCR_LIST_INT, 137, BINARY_OP, 0;
        BINARY_OP_SUBSCR_LIST_SLICE, 138, BINARY_OP, 0;
        BINARY_OP_SUBSCR_STR_INT, 139, BINARY_OP, 0;
        BINARY_OP_SUBSCR_TUPLE_INT, 140, BINARY_OP, 0;
        BINARY_OP_SUBTRACT_FLOAT, 141, BINARY_OP, 0;
        BINARY_OP_SUBTRACT_INT, 142, BINARY_OP, 0;
        CALL_ALLOC_AND_ENTER_INIT, 143, CALL, ARG;
        CALL_BOUND_METHOD_EXACT_ARGS, 144, CALL, ARG;
        CALL_BOUND_METHOD_GENERAL, 145, CALL, ARG;
        CALL_BUILTIN_CLASS, 146, CALL, ARG;
        CALL_BUILTIN_FAST, 147, CALL, ARG;
        CALL_BUILTIN_FAST_WITH_KEYWORDS, 148, CALL, ARG;
        CALL_BUILTIN_O, 149, CALL, ARG;
        CALL_ISINSTANCE, 150, CALL, ARG;
        CALL_KW_BOUND_METHOD, 151, CALL_KW, ARG;
        CALL_KW_NON_PY, 152, CALL_KW, ARG;
        CALL_KW_PY, 153, CALL_KW, ARG;
        CALL_LEN, 154, CALL, 0;
        CALL_LIST_APPEND, 155, CALL, ARG;
        CALL_METHOD_DESCRIPTOR_FAST, 156, CALL, ARG;
        CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS, 157, CALL, ARG;
        CALL_METHOD_DESCRIPTOR_NOARGS, 158, CALL, ARG;
        CALL_METHOD_DESCRIPTOR_O, 159, CALL, ARG;
        CALL_NON_PY_GENERAL, 160, CALL, ARG;
        CALL_PY_EXACT_ARGS, 161, CALL, ARG;
        CALL_PY_GENERAL, 162, CALL, ARG;
        CALL_STR_1, 163, CALL, ARG;
        CALL_TUPLE_1, 164, CALL, ARG;
        CALL_TYPE_1, 165, CALL, ARG;
        COMPARE_OP_FLOAT, 166, COMPARE_OP, ARG;
        COMPARE_OP_INT, 167, COMPARE_OP, ARG;
        COMPARE_OP_STR, 168, COMPARE_OP, ARG;
        CONTAINS_OP_DICT, 169, CONTAINS_OP, ARG;
        CONTAINS_OP_SET, 170, CONTAINS_OP, ARG;
        FOR_ITER_GEN, 171, FOR_ITER, ARG;
        FOR_ITER_LIST, 172, FOR_ITER, ARG | JUMP;
        FOR_ITER_RANGE, 173, FOR_ITER, ARG | JUMP;
        FOR_ITER_TUPLE, 174, FOR_ITER, ARG | JUMP;
        JUMP_BACKWARD_JIT, 175, JUMP_BACKWARD, ARG | JUMP;
        JUMP_BACKWARD_NO_JIT, 176, JUMP_BACKWARD, ARG | JUMP;
        LOAD_ATTR_CLASS, 177, LOAD_ATTR, ARG;
        LOAD_ATTR_CLASS_WITH_METACLASS_CHECK, 178, LOAD_ATTR, ARG;
        LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN, 179, LOAD_ATTR, ARG | NAME;
        LOAD_ATTR_INSTANCE_VALUE, 180, LOAD_ATTR, ARG;
        LOAD_ATTR_METHOD_LAZY_DICT, 181, LOAD_ATTR, ARG;
        LOAD_ATTR_METHOD_NO_DICT, 182, LOAD_ATTR, ARG;
        LOAD_ATTR_METHOD_WITH_VALUES, 183, LOAD_ATTR, ARG;
        LOAD_ATTR_MODULE, 184, LOAD_ATTR, ARG;
        LOAD_ATTR_NONDESCRIPTOR_NO_DICT, 185, LOAD_ATTR, ARG;
        LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES, 186, LOAD_ATTR, ARG;
        LOAD_ATTR_PROPERTY, 187, LOAD_ATTR, ARG;
        LOAD_ATTR_SLOT, 188, LOAD_ATTR, ARG;
        LOAD_ATTR_WITH_HINT, 189, LOAD_ATTR, ARG | NAME;
        LOAD_CONST_IMMORTAL, 190, LOAD_CONST, ARG | CONST;
        LOAD_CONST_MORTAL, 191, LOAD_CONST, ARG | CONST;
        LOAD_GLOBAL_BUILTIN, 192, LOAD_GLOBAL, ARG;
        LOAD_GLOBAL_MODULE, 193, LOAD_GLOBAL, ARG;
        LOAD_SUPER_ATTR_ATTR, 194, LOAD_SUPER_ATTR, ARG | NAME;
        LOAD_SUPER_ATTR_METHOD, 195, LOAD_SUPER_ATTR, ARG | NAME;
        RESUME_CHECK, 196, RESUME, 0;
        SEND_GEN, 197, SEND, ARG;
        STORE_ATTR_INSTANCE_VALUE, 198, STORE_ATTR, 0;
        STORE_ATTR_SLOT, 199, STORE_ATTR, 0;
        STORE_ATTR_WITH_HINT, 200, STORE_ATTR, ARG | NAME;
        STORE_SUBSCR_DICT, 201, STORE_SUBSCR, 0;
        STORE_SUBSCR_LIST_INT, 202, STORE_SUBSCR, 0;
        TO_BOOL_ALWAYS_TRUE, 203, TO_BOOL, 0;
        TO_BOOL_BOOL, 204, TO_BOOL, 0;
        TO_BOOL_INT, 205, TO_BOOL, 0;
        TO_BOOL_LIST, 206, TO_BOOL, 0;
        TO_BOOL_NONE, 207, TO_BOOL, 0;
        TO_BOOL_STR, 208, TO_BOOL, 0;
        UNPACK_SEQUENCE_LIST, 209, UNPACK_SEQUENCE, ARG;
        UNPACK_SEQUENCE_TUPLE, 210, UNPACK_SEQUENCE, ARG;
        UNPACK_SEQUENCE_TWO_TUPLE, 211, UNPACK_SEQUENCE, ARG;
        }
    };
}

macro_rules! define_ops {
    ($($name:ident, $num:literal, $caches:literal, $flags:expr, $a:ident => $pops:expr, $pushes:expr;)*) => {
        /// An opcode, spelled as CPython spells it; the discriminant is CPython 3.14's number.
        #[allow(non_camel_case_types, missing_docs, clippy::upper_case_acronyms)]
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
        #[repr(u16)]
        pub enum Op {
            $($name = $num,)*
        }

        /// Every opcode of the table in the order of its number.
        pub static ALL: &[Op] = &[$(Op::$name,)*];

        static INFO: [Option<Info>; Op::LIMIT] = {
            let mut table = [const { None }; Op::LIMIT];
            $(table[$num] = Some(Info { op: Op::$name, name: stringify!($name), caches: $caches, flags: $flags });)*
            table
        };

        impl Op {
            /// Values the instruction takes off the stack (saturating for operands no compiler emits).
            pub fn popped(self, oparg: u32) -> i32 {
                let arg = oparg.min(1 << 28) as i32;
                match self {
                    $(Op::$name => { let $a = arg; let _ = $a; $pops })*
                }
            }

            /// Values the instruction puts on the stack.
            pub fn pushed(self, oparg: u32) -> i32 {
                let arg = oparg.min(1 << 28) as i32;
                match self {
                    $(Op::$name => { let $a = arg; let _ = $a; $pushes })*
                }
            }
        }
    };
}

macro_rules! define_specialized {
    ($($name:ident, $num:literal, $base:ident, $flags:expr;)*) => {
        /// CPython's specialized opcodes: name, number, the opcode they specialize and the operand flags.
        pub static SPECIALIZED: &[(&str, u8, Op, u8)] = &[$((stringify!($name), $num, Op::$base, $flags),)*];
    };
}

struct Info {
    op: Op,
    name: &'static str,
    caches: u8,
    flags: u8,
}

opcode_rows!(define_ops);
specialized_rows!(define_specialized);

impl Op {
    /// One more than the largest opcode number, pseudo-ops included.
    pub const LIMIT: usize = 267;
    /// The first opcode that takes an operand; smaller numbers take none.
    pub const HAVE_ARGUMENT: u16 = 43;
    /// The first instrumented opcode.
    pub const MIN_INSTRUMENTED: u16 = 234;
    /// The first pseudo-op.
    pub const MIN_PSEUDO: u16 = 256;

    fn info(self) -> &'static Info {
        INFO[self as usize].as_ref().expect("every opcode has a row")
    }

    /// The opcode with CPython's number `n`, if there is one (specialized opcodes are not: see `SPECIALIZED`).
    pub fn from_number(n: u16) -> Option<Op> {
        INFO.get(n as usize)?.as_ref().map(|i| i.op)
    }

    /// The opcode called `name`.
    pub fn from_name(name: &str) -> Option<Op> {
        ALL.iter().copied().find(|op| op.name() == name)
    }

    /// CPython's number.
    pub fn number(self) -> u16 {
        self as u16
    }

    /// CPython's name.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// How many 2-byte inline cache entries follow the instruction.
    pub fn caches(self) -> usize {
        self.info().caches as usize
    }

    /// The operand flags (`ARG`, `CONST`, ...) of the row.
    pub fn flags(self) -> u8 {
        self.info().flags
    }

    /// Whether the opcode uses its operand.
    pub fn has_arg(self) -> bool {
        self.flags() & ARG != 0
    }

    /// Whether the operand indexes `co_consts`.
    pub fn has_const(self) -> bool {
        self.flags() & CONST != 0
    }

    /// Whether the operand indexes `co_names`.
    pub fn has_name(self) -> bool {
        self.flags() & NAME != 0
    }

    /// Whether the operand is a jump target.
    pub fn has_jump(self) -> bool {
        self.flags() & JUMP != 0
    }

    /// Whether the operand is a cell or free variable.
    pub fn has_free(self) -> bool {
        self.flags() & FREE != 0
    }

    /// Whether the operand is a local variable.
    pub fn has_local(self) -> bool {
        self.flags() & LOCAL != 0
    }

    /// Whether this is a pseudo-op that pushes an exception handler (`SETUP_*`).
    pub fn is_block_push(self) -> bool {
        self.flags() & EXC != 0
    }

    /// Whether the operand is a label in the compiler: a jump or a handler.
    pub fn has_target(self) -> bool {
        self.flags() & (JUMP | EXC) != 0
    }

    /// Whether the opcode exists only inside the compiler.
    pub fn is_pseudo(self) -> bool {
        self as u16 >= Self::MIN_PSEUDO
    }

    /// Whether control always goes to the jump target.
    pub fn is_unconditional_jump(self) -> bool {
        matches!(
            self,
            Op::JUMP | Op::JUMP_NO_INTERRUPT | Op::JUMP_FORWARD | Op::JUMP_BACKWARD | Op::JUMP_BACKWARD_NO_INTERRUPT
        )
    }

    /// Whether control may go to the jump target or to the next instruction, by a test of the top of the stack.
    pub fn is_conditional_jump(self) -> bool {
        matches!(self, Op::POP_JUMP_IF_FALSE | Op::POP_JUMP_IF_TRUE | Op::POP_JUMP_IF_NONE | Op::POP_JUMP_IF_NOT_NONE)
    }

    /// Whether the instruction leaves the code object for good: a return or a raise.
    pub fn is_scope_exit(self) -> bool {
        matches!(self, Op::RETURN_VALUE | Op::RAISE_VARARGS | Op::RERAISE)
    }

    /// Whether control never reaches the next instruction.
    pub fn no_fallthrough(self) -> bool {
        self.is_unconditional_jump() || self.is_scope_exit()
    }

    /// Net stack effect. `jump` asks for the effect at the jump target, which differs for `SETUP_*` only.
    pub fn effect(self, oparg: u32, jump: bool) -> i32 {
        match self {
            Op::SETUP_FINALLY | Op::SETUP_WITH => jump as i32,
            Op::SETUP_CLEANUP => 2 * jump as i32,
            _ => self.pushed(oparg) - self.popped(oparg),
        }
    }
}

/// `BINARY_OP` operands in order: CPython's name and the operator.
pub static NB_OPS: [(&str, &str); 27] = [
    ("NB_ADD", "+"),
    ("NB_AND", "&"),
    ("NB_FLOOR_DIVIDE", "//"),
    ("NB_LSHIFT", "<<"),
    ("NB_MATRIX_MULTIPLY", "@"),
    ("NB_MULTIPLY", "*"),
    ("NB_REMAINDER", "%"),
    ("NB_OR", "|"),
    ("NB_POWER", "**"),
    ("NB_RSHIFT", ">>"),
    ("NB_SUBTRACT", "-"),
    ("NB_TRUE_DIVIDE", "/"),
    ("NB_XOR", "^"),
    ("NB_INPLACE_ADD", "+="),
    ("NB_INPLACE_AND", "&="),
    ("NB_INPLACE_FLOOR_DIVIDE", "//="),
    ("NB_INPLACE_LSHIFT", "<<="),
    ("NB_INPLACE_MATRIX_MULTIPLY", "@="),
    ("NB_INPLACE_MULTIPLY", "*="),
    ("NB_INPLACE_REMAINDER", "%="),
    ("NB_INPLACE_OR", "|="),
    ("NB_INPLACE_POWER", "**="),
    ("NB_INPLACE_RSHIFT", ">>="),
    ("NB_INPLACE_SUBTRACT", "-="),
    ("NB_INPLACE_TRUE_DIVIDE", "/="),
    ("NB_INPLACE_XOR", "^="),
    ("NB_SUBSCR", "[]"),
];

/// Operands of `BINARY_OP` by name.
#[allow(missing_docs)]
pub mod nb {
    pub const ADD: u32 = 0;
    pub const AND: u32 = 1;
    pub const FLOOR_DIVIDE: u32 = 2;
    pub const LSHIFT: u32 = 3;
    pub const MATRIX_MULTIPLY: u32 = 4;
    pub const MULTIPLY: u32 = 5;
    pub const REMAINDER: u32 = 6;
    pub const OR: u32 = 7;
    pub const POWER: u32 = 8;
    pub const RSHIFT: u32 = 9;
    pub const SUBTRACT: u32 = 10;
    pub const TRUE_DIVIDE: u32 = 11;
    pub const XOR: u32 = 12;
    /// Added to an operand for its in-place form (`+=`).
    pub const INPLACE: u32 = 13;
    pub const SUBSCR: u32 = 26;
}

/// `CALL_INTRINSIC_1` operands in order.
pub static INTRINSIC_1: [&str; 12] = [
    "INTRINSIC_1_INVALID",
    "INTRINSIC_PRINT",
    "INTRINSIC_IMPORT_STAR",
    "INTRINSIC_STOPITERATION_ERROR",
    "INTRINSIC_ASYNC_GEN_WRAP",
    "INTRINSIC_UNARY_POSITIVE",
    "INTRINSIC_LIST_TO_TUPLE",
    "INTRINSIC_TYPEVAR",
    "INTRINSIC_PARAMSPEC",
    "INTRINSIC_TYPEVARTUPLE",
    "INTRINSIC_SUBSCRIPT_GENERIC",
    "INTRINSIC_TYPEALIAS",
];

/// `CALL_INTRINSIC_2` operands in order.
pub static INTRINSIC_2: [&str; 6] = [
    "INTRINSIC_2_INVALID",
    "INTRINSIC_PREP_RERAISE_STAR",
    "INTRINSIC_TYPEVAR_WITH_BOUND",
    "INTRINSIC_TYPEVAR_WITH_CONSTRAINTS",
    "INTRINSIC_SET_FUNCTION_TYPE_PARAMS",
    "INTRINSIC_SET_TYPEPARAM_DEFAULT",
];

/// Operands of `CALL_INTRINSIC_1` and `CALL_INTRINSIC_2` by name.
#[allow(missing_docs)]
pub mod intrinsic {
    pub const PRINT: u32 = 1;
    pub const IMPORT_STAR: u32 = 2;
    pub const STOPITERATION_ERROR: u32 = 3;
    pub const ASYNC_GEN_WRAP: u32 = 4;
    pub const UNARY_POSITIVE: u32 = 5;
    pub const LIST_TO_TUPLE: u32 = 6;
    pub const TYPEVAR: u32 = 7;
    pub const PARAMSPEC: u32 = 8;
    pub const TYPEVARTUPLE: u32 = 9;
    pub const SUBSCRIPT_GENERIC: u32 = 10;
    pub const TYPEALIAS: u32 = 11;
    pub const PREP_RERAISE_STAR: u32 = 1;
    pub const TYPEVAR_WITH_BOUND: u32 = 2;
    pub const TYPEVAR_WITH_CONSTRAINTS: u32 = 3;
    pub const SET_FUNCTION_TYPE_PARAMS: u32 = 4;
    pub const SET_TYPEPARAM_DEFAULT: u32 = 5;
}

/// `LOAD_SPECIAL` operands in order.
pub static SPECIAL_METHODS: [&str; 4] = ["__enter__", "__exit__", "__aenter__", "__aexit__"];

/// `LOAD_COMMON_CONSTANT` operands in order (names of builtins).
pub static COMMON_CONSTANTS: [&str; 5] = ["AssertionError", "NotImplementedError", "tuple", "all", "any"];

/// Operands of `COMPARE_OP` before shifting (`operand >> 5`) in order.
pub static CMP_OPS: [&str; 6] = ["<", "<=", "==", "!=", ">", ">="];
