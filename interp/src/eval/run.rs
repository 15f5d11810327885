//! The loop: decodes and dispatches, nothing else. One table relates opcodes and functions; two drivers are made from it.
//!
//! A row is `hot` (always goes on with the next instruction), `split` (a fast path that gives up with `Ctl::Slow`, and the rest) or
//! `cold`. The first driver is a `match` in a loop: it works everywhere. The second one is threaded code: every instruction is a
//! function that ends in a call of the next one's, which an optimizing build turns into a jump; `build.rs` switches it on where
//! that is certain. A call can only become a jump in a function without variables in memory, so what is not a fast path runs in a
//! function of its own and leaves the registers in `Vm::regs`.

use super::exceptions::unwind;
use super::hooked::Left;
use super::regs::{Ctl, R};
use crate::builtins::prelude::*;
use crate::ops::{arith, attr, build, call, control, fused, known, misc, stack};

/// Opcode numbers as constants.
#[allow(non_snake_case, non_upper_case_globals, missing_docs, unreachable_pub, dead_code)]
mod O {
    pub(super) use crate::eval::quicken::internal::*;
    use taipan_bytecode::Op;
    macro_rules! consts { ($($name:ident)*) => { $(pub(super) const $name: u8 = Op::$name as u8;)* }; }
    consts! {
        BINARY_SLICE BUILD_TEMPLATE BINARY_OP CALL_FUNCTION_EX CHECK_EG_MATCH CHECK_EXC_MATCH CLEANUP_THROW DELETE_SUBSCR END_FOR END_SEND
        EXIT_INIT_CHECK FORMAT_SIMPLE FORMAT_WITH_SPEC GET_AITER GET_ANEXT GET_ITER GET_LEN GET_YIELD_FROM_ITER LOAD_BUILD_CLASS LOAD_LOCALS
        MAKE_FUNCTION MATCH_KEYS MATCH_MAPPING MATCH_SEQUENCE NOP NOT_TAKEN POP_EXCEPT POP_ITER POP_TOP PUSH_EXC_INFO PUSH_NULL
        RETURN_GENERATOR RETURN_VALUE SETUP_ANNOTATIONS STORE_SLICE STORE_SUBSCR TO_BOOL UNARY_INVERT UNARY_NEGATIVE UNARY_NOT
        WITH_EXCEPT_START BUILD_INTERPOLATION BUILD_LIST BUILD_MAP BUILD_SET BUILD_SLICE BUILD_STRING BUILD_TUPLE CALL CALL_INTRINSIC_1
        CALL_INTRINSIC_2 CALL_KW CONTAINS_OP CONVERT_VALUE COPY COPY_FREE_VARS DELETE_ATTR DELETE_DEREF DELETE_FAST
        DELETE_GLOBAL DELETE_NAME DICT_MERGE DICT_UPDATE END_ASYNC_FOR EXTENDED_ARG FOR_ITER GET_AWAITABLE IMPORT_FROM IMPORT_NAME IS_OP
        JUMP_BACKWARD JUMP_BACKWARD_NO_INTERRUPT JUMP_FORWARD LIST_APPEND LIST_EXTEND LOAD_ATTR LOAD_COMMON_CONSTANT LOAD_CONST
        LOAD_DEREF LOAD_FAST LOAD_FAST_AND_CLEAR LOAD_FAST_BORROW LOAD_FAST_BORROW_LOAD_FAST_BORROW LOAD_FAST_CHECK
        LOAD_FAST_LOAD_FAST LOAD_FROM_DICT_OR_DEREF LOAD_FROM_DICT_OR_GLOBALS LOAD_GLOBAL LOAD_NAME LOAD_SMALL_INT LOAD_SPECIAL
        LOAD_SUPER_ATTR MAKE_CELL MAP_ADD MATCH_CLASS POP_JUMP_IF_FALSE POP_JUMP_IF_NONE POP_JUMP_IF_NOT_NONE POP_JUMP_IF_TRUE
        RAISE_VARARGS RERAISE SEND SET_ADD SET_FUNCTION_ATTRIBUTE SET_UPDATE STORE_ATTR STORE_DEREF STORE_FAST STORE_FAST_LOAD_FAST
        STORE_FAST_STORE_FAST STORE_GLOBAL STORE_NAME SWAP UNPACK_EX UNPACK_SEQUENCE YIELD_VALUE RESUME
    }
}

/// What one row does, both parts.
macro_rules! whole {
    (hot $r:ident $vm:ident $arg:ident $op:path) => {
        $op(&mut $r, $vm, $arg)
    };
    (cold $r:ident $vm:ident $arg:ident $op:path) => {
        $op(&mut $r, $vm, $arg)
    };
    (split $r:ident $vm:ident $arg:ident $fast:path, $op:path) => {{
        let ctl = $fast(&mut $r, $vm, $arg);
        if ctl == Ctl::Slow { $op(&mut $r, $vm, $arg) } else { ctl }
    }};
}

/// The threaded form of one row.
#[cfg(all(threaded, not(debug_assertions)))]
macro_rules! handler {
    (hot $name:ident $op:path) => {
        unsafe extern "C-unwind" fn $name(ip: Ip, sp: Slot, fp: Slot, frame: *const Frame, vm: &Vm) -> Ctl {
            // SAFETY: the code was made by the compiler or passed the verifier.
            unsafe {
                let mut r = R { ip, sp, fp, frame };
                $op(&mut r, vm, operand(ip));
                next(r, vm)
            }
        }
    };
    (split $name:ident $fast:path, $op:path) => {
        unsafe extern "C-unwind" fn $name(ip: Ip, sp: Slot, fp: Slot, frame: *const Frame, vm: &Vm) -> Ctl {
            handler!(cold slow $op);
            // SAFETY: as above.
            unsafe {
                let mut r = R { ip, sp, fp, frame };
                match $fast(&mut r, vm, operand(ip)) {
                    Ctl::Slow => slow(ip, sp, fp, frame, vm),
                    Ctl::Exit => leave(r, vm, Ctl::Exit),
                    _ => next(r, vm),
                }
            }
        }
    };
    (cold $name:ident $op:path) => {
        unsafe extern "C-unwind" fn $name(ip: Ip, sp: Slot, fp: Slot, frame: *const Frame, vm: &Vm) -> Ctl {
            #[inline(never)]
            unsafe extern "C-unwind" fn body(ip: Ip, sp: Slot, fp: Slot, frame: *const Frame, vm: &Vm) -> Ctl {
                // SAFETY: as above.
                unsafe {
                    let mut r = R { ip, sp, fp, frame };
                    let ctl = $op(&mut r, vm, operand(ip));
                    leave(r, vm, ctl)
                }
            }
            // SAFETY: as above.
            unsafe {
                let ctl = body(ip, sp, fp, frame, vm);
                if ctl != Ctl::Next {
                    return ctl;
                }
                next(vm.regs.get(), vm)
            }
        }
    };
}

macro_rules! drivers {
    ($($kind:ident [$first:ident $($more:ident)*] $a:path $(, $b:path)?;)*) => {
        /// Executes the instruction at `r.ip`, whose operand (with prefixes) is `arg`.
        #[inline(always)]
        unsafe fn step(opcode: u8, r0: R, vm: &Vm, arg: u32) -> (R, Ctl) {
            let mut r = r0;
            // SAFETY: the code was made by the compiler or passed the verifier.
            let ctl = unsafe {
                match opcode {
                    $(O::$first $(| O::$more)* => whole!($kind r vm arg $a $(, $b)?),)*
                    _ => Ctl::Exit,
                }
            };
            (r, ctl)
        }

        /// Threaded code.
        #[cfg(all(threaded, not(debug_assertions)))]
        #[allow(non_snake_case, reason = "handlers are named after their opcodes")]
        mod threaded {
            use super::*;
            use crate::frame::Frame;

            type Ip = *const u16;
            type Slot = *mut Option<Value>;
            type Handler = unsafe extern "C-unwind" fn(Ip, Slot, Slot, *const Frame, &Vm) -> Ctl;

            $(handler!($kind $first $a $(, $b)?);)*
            handler!(cold wide op_prefixed);
            handler!(cold unknown op_unknown);

            static TABLE: [Handler; 256] = {
                let mut table: [Handler; 256] = [unknown; 256];
                $(
                    table[O::$first as usize] = $first;
                    $(table[O::$more as usize] = $first;)*
                )*
                table[O::EXTENDED_ARG as usize] = wide;
                table
            };

            #[inline(always)]
            unsafe fn operand(ip: Ip) -> u32 {
                // SAFETY: the second byte of an instruction.
                unsafe { *(ip as *const u8).add(1) as u32 }
            }

            /// Goes on with the instruction at `r.ip`.
            #[inline(always)]
            pub(super) unsafe fn next(r: R, vm: &Vm) -> Ctl {
                // SAFETY: the low byte of an instruction is its opcode.
                unsafe { TABLE[*(r.ip as *const u8) as usize](r.ip, r.sp, r.fp, r.frame, vm) }
            }

            /// Ends the out-of-line part of an instruction.
            #[inline(always)]
            fn leave(r: R, vm: &Vm, ctl: Ctl) -> Ctl {
                if ctl == Ctl::Reload {
                    vm.regs.set(R::load(vm));
                    return Ctl::Next;
                }
                vm.regs.set(r);
                ctl
            }

            #[inline(always)]
            unsafe fn op_unknown(_: &mut R, _: &Vm, _: u32) -> Ctl {
                Ctl::Exit
            }

        }
    };
}

drivers! {
    hot [LOAD_FAST LOAD_FAST_BORROW] stack::op_load_fast;
    hot [LOAD_FAST_LOAD_FAST LOAD_FAST_BORROW_LOAD_FAST_BORROW] stack::op_load_fast_load_fast;
    split [LOAD_FAST_CHECK] stack::fast_load_fast_check, stack::op_unbound_local;
    hot [LOAD_FAST_AND_CLEAR] stack::op_load_fast_and_clear;
    hot [STORE_FAST] stack::op_store_fast;
    hot [STORE_FAST_LOAD_FAST] stack::op_store_fast_load_fast;
    hot [STORE_FAST_STORE_FAST] stack::op_store_fast_store_fast;
    cold [DELETE_FAST] stack::op_delete_fast;
    hot [LOAD_CONST] stack::op_load_const;
    hot [LOAD_SMALL_INT] stack::op_load_small_int;
    hot [POP_TOP POP_ITER END_FOR] stack::op_pop_top;
    hot [END_SEND] stack::op_end_send;
    hot [PUSH_NULL] stack::op_push_null;
    hot [COPY] stack::op_copy;
    hot [SWAP] stack::op_swap;
    hot [NOP NOT_TAKEN] stack::op_nop;
    cold [MAKE_CELL] stack::op_make_cell;
    cold [COPY_FREE_VARS] stack::op_copy_free_vars;
    split [LOAD_DEREF] stack::fast_load_deref, stack::op_unbound_local;
    split [STORE_DEREF] stack::fast_store_deref, stack::op_store_deref;
    cold [DELETE_DEREF] stack::op_delete_deref;
    cold [LOAD_FROM_DICT_OR_DEREF] stack::op_load_from_dict_or_deref;
    cold [LOAD_LOCALS] stack::op_load_locals;
    cold [LOAD_NAME] stack::op_load_name;
    cold [LOAD_FROM_DICT_OR_GLOBALS] stack::op_load_from_dict_or_globals;
    cold [STORE_NAME] stack::op_store_name;
    cold [DELETE_NAME] stack::op_delete_name;
    cold [STORE_GLOBAL] stack::op_store_global;
    cold [DELETE_GLOBAL] stack::op_delete_global;
    cold [LOAD_BUILD_CLASS] stack::op_load_build_class;
    split [ADD] arith::fast_add, arith::op_binary_op;
    split [SUB] arith::fast_sub, arith::op_binary_op;
    split [MUL] arith::fast_mul, arith::op_binary_op;
    split [DIV] arith::fast_div, arith::op_binary_op;
    split [FLOORDIV] arith::fast_floordiv, arith::op_binary_op;
    split [MOD] arith::fast_mod, arith::op_binary_op;
    split [AND] arith::fast_and, arith::op_binary_op;
    split [OR] arith::fast_or, arith::op_binary_op;
    split [XOR] arith::fast_xor, arith::op_binary_op;
    split [LSHIFT] arith::fast_lshift, arith::op_binary_op;
    split [RSHIFT] arith::fast_rshift, arith::op_binary_op;
    split [SUBSCR] arith::fast_subscr, arith::op_subscr;
    split [LT] arith::fast_lt::<{ arith::PUSH }>, arith::op_lt;
    split [LE] arith::fast_le::<{ arith::PUSH }>, arith::op_le;
    split [EQ] arith::fast_eq::<{ arith::PUSH }>, arith::op_eq;
    split [NE] arith::fast_ne::<{ arith::PUSH }>, arith::op_ne;
    split [GT] arith::fast_gt::<{ arith::PUSH }>, arith::op_gt;
    split [GE] arith::fast_ge::<{ arith::PUSH }>, arith::op_ge;
    split [LT_JF] arith::fast_lt::<{ arith::JUMP_IF_FALSE }>, arith::op_lt;
    split [LE_JF] arith::fast_le::<{ arith::JUMP_IF_FALSE }>, arith::op_le;
    split [EQ_JF] arith::fast_eq::<{ arith::JUMP_IF_FALSE }>, arith::op_eq;
    split [NE_JF] arith::fast_ne::<{ arith::JUMP_IF_FALSE }>, arith::op_ne;
    split [GT_JF] arith::fast_gt::<{ arith::JUMP_IF_FALSE }>, arith::op_gt;
    split [GE_JF] arith::fast_ge::<{ arith::JUMP_IF_FALSE }>, arith::op_ge;
    split [LT_JT] arith::fast_lt::<{ arith::JUMP_IF_TRUE }>, arith::op_lt;
    split [LE_JT] arith::fast_le::<{ arith::JUMP_IF_TRUE }>, arith::op_le;
    split [EQ_JT] arith::fast_eq::<{ arith::JUMP_IF_TRUE }>, arith::op_eq;
    split [NE_JT] arith::fast_ne::<{ arith::JUMP_IF_TRUE }>, arith::op_ne;
    split [GT_JT] arith::fast_gt::<{ arith::JUMP_IF_TRUE }>, arith::op_gt;
    split [GE_JT] arith::fast_ge::<{ arith::JUMP_IF_TRUE }>, arith::op_ge;
    split [TO_BOOL] arith::fast_to_bool::<{ arith::PUSH }>, arith::op_to_bool;
    hot [IS_OP] arith::fast_is::<{ arith::PUSH }>;
    cold [CONTAINS_OP] arith::op_contains::<{ arith::PUSH }>;
    split [TO_BOOL_JF] arith::fast_to_bool::<{ arith::JUMP_IF_FALSE }>, arith::op_to_bool;
    hot [IS_JF] arith::fast_is::<{ arith::JUMP_IF_FALSE }>;
    cold [CONTAINS_JF] arith::op_contains::<{ arith::JUMP_IF_FALSE }>;
    split [TO_BOOL_JT] arith::fast_to_bool::<{ arith::JUMP_IF_TRUE }>, arith::op_to_bool;
    hot [IS_JT] arith::fast_is::<{ arith::JUMP_IF_TRUE }>;
    cold [CONTAINS_JT] arith::op_contains::<{ arith::JUMP_IF_TRUE }>;
    cold [BINARY_OP] arith::op_binary_op;
    split [STORE_SUBSCR] arith::fast_store_subscr, arith::op_store_subscr;
    cold [DELETE_SUBSCR] arith::op_delete_subscr;
    cold [BINARY_SLICE] arith::op_binary_slice;
    cold [STORE_SLICE] arith::op_store_slice;
    split [UNARY_NEGATIVE] arith::fast_unary_negative, arith::op_unary_negative;
    split [UNARY_INVERT] arith::fast_unary_invert, arith::op_unary_invert;
    hot [UNARY_NOT] arith::op_unary_not;
    split [LOAD_ATTR] attr::fast_load_attr, attr::op_load_attr;
    split [LOAD_ATTR_SLOT] attr::fast_load_attr_slot, attr::op_load_attr;
    split [LOAD_ATTR_METHOD] attr::fast_load_attr_method, attr::op_load_attr;
    split [LOAD_ATTR_PROPERTY] attr::fast_load_attr_property, attr::op_load_attr;
    split [STORE_ATTR_PROPERTY] attr::fast_store_attr_property, attr::op_store_attr;
    split [STORE_ATTR] attr::fast_store_attr, attr::op_store_attr;
    split [STORE_ATTR_SLOT] attr::fast_store_attr_slot, attr::op_store_attr;
    cold [DELETE_ATTR] attr::op_delete_attr;
    split [LOAD_GLOBAL] attr::fast_load_global, attr::op_load_global;
    cold [LOAD_SUPER_ATTR] attr::op_load_super_attr;
    cold [LOAD_SPECIAL] attr::op_load_special;
    split [RESUME] control::fast_resume, control::op_resume;
    split [JUMP_BACKWARD] control::fast_jump_backward, control::op_jump_backward;
    hot [JUMP_BACKWARD_NO_INTERRUPT] control::op_jump_backward_no_interrupt;
    hot [JUMP_FORWARD] control::op_jump_forward;
    hot [POP_JUMP_IF_TRUE] control::op_pop_jump_if_true::<1>;
    hot [POP_JUMP_IF_FALSE] control::op_pop_jump_if_false::<1>;
    hot [POP_JUMP_IF_NONE] control::op_pop_jump_if_none::<1>;
    hot [POP_JUMP_IF_NOT_NONE] control::op_pop_jump_if_not_none::<1>;
    hot [JUMP_IF_TRUE_NT] control::op_pop_jump_if_true::<2>;
    hot [JUMP_IF_FALSE_NT] control::op_pop_jump_if_false::<2>;
    hot [JUMP_IF_NONE_NT] control::op_pop_jump_if_none::<2>;
    hot [JUMP_IF_NOT_NONE_NT] control::op_pop_jump_if_not_none::<2>;
    cold [GET_ITER] control::op_get_iter;
    cold [GET_YIELD_FROM_ITER] control::op_get_yield_from_iter;
    split [FOR_ITER] control::fast_for_iter, control::op_for_iter;
    split [FOR_ITER_GEN] control::fast_for_iter_gen, control::op_for_iter;
    split [WIDE_FOR_ITER] control::fast_wide_for_iter, op_prefixed;
    split [WIDE_JUMP_BACKWARD] control::fast_wide_jump_backward, op_prefixed;
    split [WIDE_JUMP_IF_TRUE] control::fast_wide_jump_if_true, op_prefixed;
    split [WIDE_JUMP_IF_FALSE] control::fast_wide_jump_if_false, op_prefixed;
    split [TWO_ADD] fused::two_add, fused::undo_two;
    split [TWO_SUB] fused::two_sub, fused::undo_two;
    split [TWO_MUL] fused::two_mul, fused::undo_two;
    split [TWO_SUBSCR] fused::two_subscr, fused::undo_two;
    split [ONE_ADD] fused::one_add, fused::undo_one;
    split [ONE_SUB] fused::one_sub, fused::undo_one;
    split [ONE_MUL] fused::one_mul, fused::undo_one;
    split [ONE_SUBSCR] fused::one_subscr, fused::undo_one;
    split [CONSTANT_ADD] fused::constant_add, fused::undo_constant;
    split [CONSTANT_SUB] fused::constant_sub, fused::undo_constant;
    split [CONSTANT_MUL] fused::constant_mul, fused::undo_constant;
    split [CONSTANT_SUBSCR] fused::constant_subscr, fused::undo_constant;
    split [SMALL_ADD] fused::small_add, fused::undo_small;
    split [SMALL_SUB] fused::small_sub, fused::undo_small;
    split [SMALL_MUL] fused::small_mul, fused::undo_small;
    split [SMALL_SUBSCR] fused::small_subscr, fused::undo_small;
    split [TWO_LT_JF] fused::two_lt_jf, fused::undo_two;
    split [TWO_LE_JF] fused::two_le_jf, fused::undo_two;
    split [TWO_EQ_JF] fused::two_eq_jf, fused::undo_two;
    split [TWO_NE_JF] fused::two_ne_jf, fused::undo_two;
    split [TWO_GT_JF] fused::two_gt_jf, fused::undo_two;
    split [TWO_GE_JF] fused::two_ge_jf, fused::undo_two;
    split [SMALL_LT_JF] fused::small_lt_jf, fused::undo_small;
    split [SMALL_LE_JF] fused::small_le_jf, fused::undo_small;
    split [SMALL_EQ_JF] fused::small_eq_jf, fused::undo_small;
    split [SMALL_NE_JF] fused::small_ne_jf, fused::undo_small;
    split [SMALL_GT_JF] fused::small_gt_jf, fused::undo_small;
    split [SMALL_GE_JF] fused::small_ge_jf, fused::undo_small;
    split [FOR_ITER_STORE] fused::for_iter_store, control::op_for_iter;
    cold [FOR_ITER_PAIR] control::op_for_iter_pair;
    cold [SEND] control::op_send;
    split [SEND_GEN] control::fast_send_gen, control::op_send;
    cold [GET_LEN] control::op_get_len;
    cold [PUSH_EXC_INFO] control::op_push_exc_info;
    cold [POP_EXCEPT] control::op_pop_except;
    cold [CHECK_EXC_MATCH] control::op_check_exc_match;
    cold [CHECK_EG_MATCH] control::op_check_eg_match;
    cold [RERAISE] control::op_reraise;
    cold [RAISE_VARARGS] control::op_raise_varargs;
    cold [WITH_EXCEPT_START] control::op_with_except_start;
    cold [CLEANUP_THROW] control::op_cleanup_throw;
    cold [END_ASYNC_FOR] control::op_end_async_for;
    split [CALL] call::fast_call, call::op_call;
    split [CALL_APPEND] known::fast_call_append, known::op_call_known;
    split [CALL_LEN] known::fast_call_len, known::op_call_known;
    split [CALL_ISINSTANCE] known::fast_call_isinstance, known::op_call_known;
    cold [CALL_KW] call::op_call_kw;
    cold [CALL_FUNCTION_EX] call::op_call_function_ex;
    split [RETURN_VALUE] call::fast_return_value, call::op_return_value;
    cold [RETURN_GENERATOR] call::op_return_generator;
    split [YIELD_VALUE] call::fast_yield_value, call::op_yield_value;
    cold [BUILD_TUPLE] build::op_build_tuple;
    cold [BUILD_LIST] build::op_build_list;
    cold [BUILD_SET] build::op_build_set;
    cold [BUILD_MAP] build::op_build_map;
    cold [BUILD_STRING] build::op_build_string;
    cold [BUILD_SLICE] build::op_build_slice;
    cold [BUILD_INTERPOLATION] build::op_build_interpolation;
    cold [BUILD_TEMPLATE] build::op_build_template;
    split [LIST_APPEND] build::fast_list_append, build::op_list_append;
    cold [SET_ADD] build::op_set_add;
    cold [MAP_ADD] build::op_map_add;
    cold [LIST_EXTEND] build::op_list_extend;
    cold [SET_UPDATE] build::op_set_update;
    cold [DICT_UPDATE] build::op_dict_update;
    cold [DICT_MERGE] build::op_dict_merge;
    split [UNPACK_SEQUENCE] build::fast_unpack_sequence, build::op_unpack_sequence;
    cold [UNPACK_EX] build::op_unpack_ex;
    cold [CONVERT_VALUE] build::op_convert_value;
    cold [FORMAT_SIMPLE] build::op_format_simple;
    cold [FORMAT_WITH_SPEC] build::op_format_with_spec;
    cold [MATCH_MAPPING] build::op_match_mapping;
    cold [MATCH_SEQUENCE] build::op_match_sequence;
    cold [MATCH_KEYS] build::op_match_keys;
    cold [MATCH_CLASS] build::op_match_class;
    cold [MAKE_FUNCTION] misc::op_make_function;
    cold [SET_FUNCTION_ATTRIBUTE] misc::op_set_function_attribute;
    cold [IMPORT_NAME] misc::op_import_name;
    cold [IMPORT_FROM] misc::op_import_from;
    cold [LOAD_COMMON_CONSTANT] misc::op_load_common_constant;
    cold [SETUP_ANNOTATIONS] misc::op_setup_annotations;
    cold [GET_AWAITABLE] misc::op_get_awaitable;
    cold [GET_AITER] misc::op_get_aiter;
    cold [GET_ANEXT] misc::op_get_anext;
    cold [CALL_INTRINSIC_1] misc::op_call_intrinsic_1;
    cold [CALL_INTRINSIC_2] misc::op_call_intrinsic_2;
    cold [EXIT_INIT_CHECK] misc::op_exit_init_check;
}

/// Runs the innermost activation, counted in [`crate::thread::Thread::run_depth`].
pub fn run(vm: &Vm) -> PyResult<SendResult> {
    let depth = &vm.thread().run_depth;
    depth.set(depth.get() + 1);
    let result = run_loop(vm);
    let depth = &vm.thread().run_depth;
    depth.set(depth.get() - 1);
    result
}

/// Instructions from `r` on, up to one that does not simply lead to the next.
#[cfg(all(threaded, not(debug_assertions)))]
#[inline(always)]
fn instructions(r: R, vm: &Vm) -> (R, Ctl) {
    // SAFETY: `ip` points at an instruction of the running code.
    let ctl = unsafe { threaded::next(r, vm) };
    (vm.regs.get(), ctl)
}

/// Instructions from `r` on, up to one that does not simply lead to the next.
#[cfg(not(all(threaded, not(debug_assertions))))]
#[inline(always)]
fn instructions(mut r: R, vm: &Vm) -> (R, Ctl) {
    loop {
        // SAFETY: `ip` points at an instruction of the running code.
        let unit = unsafe { *r.ip };
        let opcode = unit as u8;
        let arg = (unit >> 8) as u32;
        let (next, ctl) = if opcode == O::EXTENDED_ARG {
            // SAFETY: as above.
            unsafe { wide(r, vm, arg) }
        } else {
            // SAFETY: as above.
            unsafe { step(opcode, r, vm, arg) }
        };
        r = next;
        match ctl {
            Ctl::Next => {}
            Ctl::Reload => r = R::load(vm),
            _ => return (r, ctl),
        }
    }
}

/// Runs the innermost activation until it (or what it called) leaves through an ENTRY frame.
fn run_loop(vm: &Vm) -> PyResult<SendResult> {
    let mut r = R::load(vm);
    if vm.reports_events() {
        match super::hooked::run(vm, r) {
            Left::Ended(result) => return result,
            Left::Plain(plain) => r = plain,
        }
    }
    loop {
        let (at, ctl) = instructions(r, vm);
        r = at;
        if ctl == Ctl::Hook {
            match super::hooked::run(vm, r) {
                Left::Ended(result) => return result,
                Left::Plain(plain) => r = plain,
            }
            continue;
        }
        if ctl == Ctl::Exit {
            if let Some(result) = vm.thread().exit.take() {
                return Ok(result);
            }
            r.publish(vm);
            // SAFETY: as above.
            let _ = vm.system_error(format!("unknown opcode {}", unsafe { *r.ip } as u8));
        }
        let mut copy = r;
        if unwind(vm, &mut copy, ctl == Ctl::Reraise) == Ctl::Exit {
            return Err(Raised);
        }
        r = copy;
    }
}

/// EXTENDED_ARG.
#[inline(always)]
unsafe fn op_prefixed(r: &mut R, vm: &Vm, arg: u32) -> Ctl {
    // SAFETY: as for `wide`.
    let (new, ctl) = unsafe { wide(*r, vm, arg) };
    *r = new;
    ctl
}

/// [`step`] as a function of its own, for the rare ways.
///
/// # Safety
/// `r.ip` points at an instruction (no prefix) of the running code.
#[cold]
#[inline(never)]
pub(super) unsafe fn step_cold(opcode: u8, r: R, vm: &Vm, arg: u32) -> (R, Ctl) {
    // SAFETY: by contract.
    unsafe { step(opcode, r, vm, arg) }
}

/// An instruction with EXTENDED_ARG prefixes.
#[cold]
#[inline(never)]
unsafe fn wide(mut r: R, vm: &Vm, first: u32) -> (R, Ctl) {
    let mut arg = first;
    // SAFETY: a prefix is followed by an instruction.
    unsafe {
        loop {
            r.ip = r.ip.add(1);
            let unit = *r.ip;
            arg = arg << 8 | (unit >> 8) as u32;
            if !super::quicken::is_prefix(unit as u8) {
                return step_cold(unit as u8, r, vm, arg);
            }
        }
    }
}

/// The operand of the FOR_ITER or SEND at `ip` (prefixes included), and whether it is FOR_ITER.
pub(crate) fn iter_operand(ip: *const u16, start: *const u16) -> (u32, bool) {
    // SAFETY: prefixes lie before the instruction, inside the code.
    unsafe {
        let mut arg = (*ip >> 8) as u32;
        let mut shift = 8;
        let mut at = ip;
        while at > start {
            at = at.sub(1);
            if !super::quicken::is_prefix(*at as u8) {
                break;
            }
            arg |= ((*at >> 8) as u32) << shift;
            shift += 8;
        }
        (arg, matches!(*ip as u8, O::FOR_ITER | O::FOR_ITER_GEN))
    }
}
