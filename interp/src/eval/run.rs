//! The loop: decodes and dispatches, nothing else. One table relates opcodes and functions.

use super::exceptions::unwind;
use super::regs::{Ctl, R};
use crate::builtins::prelude::*;
use crate::ops::{arith, attr, build, call, control, misc, stack};
use taipan_bytecode::Op;

/// Operators that BINARY_OP and COMPARE_OP are split into when code objects are made: internal opcodes.
pub mod internal {
    /// First internal opcode; they lie where CPython has its specialized ones.
    pub const FIRST: u8 = 200;
    macro_rules! numbers { ($($name:ident = $n:literal)*) => { $(#[allow(missing_docs)] pub const $name: u8 = $n;)* }; }
    numbers! {
        ADD = 200 SUB = 201 MUL = 202 DIV = 203 FLOORDIV = 204 MOD = 205 AND = 206 OR = 207 XOR = 208 LSHIFT = 209 RSHIFT = 210
        SUBSCR = 211 LT = 212 LE = 213 EQ = 214 NE = 215 GT = 216 GE = 217
    }
}

/// The internal opcode for an instruction of a new code object.
pub fn quicken(op: u8, arg: u8) -> u8 {
    if op == Op::BINARY_OP as u8 {
        return match if arg >= 13 && arg != 26 { arg - 13 } else { arg } {
            0 => internal::ADD,
            1 => internal::AND,
            2 => internal::FLOORDIV,
            3 => internal::LSHIFT,
            5 => internal::MUL,
            6 => internal::MOD,
            7 => internal::OR,
            9 => internal::RSHIFT,
            10 => internal::SUB,
            11 => internal::DIV,
            12 => internal::XOR,
            26 => internal::SUBSCR,
            _ => op,
        };
    }
    if op == Op::COMPARE_OP as u8 {
        return match arg >> 5 {
            0 => internal::LT,
            1 => internal::LE,
            2 => internal::EQ,
            3 => internal::NE,
            4 => internal::GT,
            _ => internal::GE,
        };
    }
    op
}

macro_rules! dispatch {
    ($op:expr, $r:ident, $vm:ident, $arg:expr, { $($(#[$m:meta])* $pattern:pat => $f:path,)* }, $default:expr) => {
        match $op { $($pattern => $f(&mut $r, $vm, $arg),)* _ => $default }
    };
}

macro_rules! o {
    ($($name:ident)|+) => { $(O::$name)|+ };
}

/// Opcode numbers as constants for patterns.
#[allow(non_snake_case, non_upper_case_globals, missing_docs, unreachable_pub, dead_code)]
mod O {
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

/// Executes the instruction at `r.ip`, whose operand (with prefixes) is `arg`.
#[inline(always)]
unsafe fn step(opcode: u8, r0: R, vm: &Vm, arg: u32) -> (R, Ctl) {
    let mut r = r0;
    // SAFETY: the code was made by the compiler or passed the verifier.
    let ctl = unsafe {
        dispatch!(opcode, r, vm, arg, {
            o!(LOAD_FAST | LOAD_FAST_BORROW) => stack::op_load_fast,
            o!(LOAD_FAST_LOAD_FAST | LOAD_FAST_BORROW_LOAD_FAST_BORROW) => stack::op_load_fast_load_fast,
            O::LOAD_FAST_CHECK => stack::op_load_fast_check,
            O::LOAD_FAST_AND_CLEAR => stack::op_load_fast_and_clear,
            O::STORE_FAST => stack::op_store_fast,
            O::STORE_FAST_LOAD_FAST => stack::op_store_fast_load_fast,
            O::STORE_FAST_STORE_FAST => stack::op_store_fast_store_fast,
            O::DELETE_FAST => stack::op_delete_fast,
            O::LOAD_CONST => stack::op_load_const,
            O::LOAD_SMALL_INT => stack::op_load_small_int,
            o!(POP_TOP | POP_ITER | END_FOR) => stack::op_pop_top,
            O::END_SEND => stack::op_end_send,
            O::PUSH_NULL => stack::op_push_null,
            O::COPY => stack::op_copy,
            O::SWAP => stack::op_swap,
            o!(NOP | NOT_TAKEN) => stack::op_nop,
            O::MAKE_CELL => stack::op_make_cell,
            O::COPY_FREE_VARS => stack::op_copy_free_vars,
            O::LOAD_DEREF => stack::op_load_deref,
            O::STORE_DEREF => stack::op_store_deref,
            O::DELETE_DEREF => stack::op_delete_deref,
            O::LOAD_FROM_DICT_OR_DEREF => stack::op_load_from_dict_or_deref,
            O::LOAD_LOCALS => stack::op_load_locals,
            O::LOAD_NAME => stack::op_load_name,
            O::LOAD_FROM_DICT_OR_GLOBALS => stack::op_load_from_dict_or_globals,
            O::STORE_NAME => stack::op_store_name,
            O::DELETE_NAME => stack::op_delete_name,
            O::STORE_GLOBAL => stack::op_store_global,
            O::DELETE_GLOBAL => stack::op_delete_global,
            O::LOAD_BUILD_CLASS => stack::op_load_build_class,
            internal::ADD => arith::op_add,
            internal::SUB => arith::op_sub,
            internal::MUL => arith::op_mul,
            internal::DIV => arith::op_div,
            internal::FLOORDIV => arith::op_floordiv,
            internal::MOD => arith::op_mod,
            internal::AND => arith::op_and,
            internal::OR => arith::op_or,
            internal::XOR => arith::op_xor,
            internal::LSHIFT => arith::op_lshift,
            internal::RSHIFT => arith::op_rshift,
            internal::SUBSCR => arith::op_subscr,
            internal::LT => arith::op_lt,
            internal::LE => arith::op_le,
            internal::EQ => arith::op_eq,
            internal::NE => arith::op_ne,
            internal::GT => arith::op_gt,
            internal::GE => arith::op_ge,
            O::BINARY_OP => arith::op_binary_op,
            O::STORE_SUBSCR => arith::op_store_subscr,
            O::DELETE_SUBSCR => arith::op_delete_subscr,
            O::BINARY_SLICE => arith::op_binary_slice,
            O::STORE_SLICE => arith::op_store_slice,
            O::UNARY_NEGATIVE => arith::op_unary_negative,
            O::UNARY_INVERT => arith::op_unary_invert,
            O::UNARY_NOT => arith::op_unary_not,
            O::TO_BOOL => arith::op_to_bool,
            O::IS_OP => arith::op_is,
            O::CONTAINS_OP => arith::op_contains,
            O::LOAD_ATTR => attr::op_load_attr,
            O::STORE_ATTR => attr::op_store_attr,
            O::DELETE_ATTR => attr::op_delete_attr,
            O::LOAD_GLOBAL => attr::op_load_global,
            O::LOAD_SUPER_ATTR => attr::op_load_super_attr,
            O::LOAD_SPECIAL => attr::op_load_special,
            O::RESUME => control::op_resume,
            O::JUMP_BACKWARD => control::op_jump_backward,
            O::JUMP_BACKWARD_NO_INTERRUPT => control::op_jump_backward_no_interrupt,
            O::JUMP_FORWARD => control::op_jump_forward,
            O::POP_JUMP_IF_TRUE => control::op_pop_jump_if_true,
            O::POP_JUMP_IF_FALSE => control::op_pop_jump_if_false,
            O::POP_JUMP_IF_NONE => control::op_pop_jump_if_none,
            O::POP_JUMP_IF_NOT_NONE => control::op_pop_jump_if_not_none,
            O::GET_ITER => control::op_get_iter,
            O::GET_YIELD_FROM_ITER => control::op_get_yield_from_iter,
            O::FOR_ITER => control::op_for_iter,
            O::SEND => control::op_send,
            O::GET_LEN => control::op_get_len,
            O::PUSH_EXC_INFO => control::op_push_exc_info,
            O::POP_EXCEPT => control::op_pop_except,
            O::CHECK_EXC_MATCH => control::op_check_exc_match,
            O::CHECK_EG_MATCH => control::op_check_eg_match,
            O::RERAISE => control::op_reraise,
            O::RAISE_VARARGS => control::op_raise_varargs,
            O::WITH_EXCEPT_START => control::op_with_except_start,
            O::CLEANUP_THROW => control::op_cleanup_throw,
            O::END_ASYNC_FOR => control::op_end_async_for,
            O::CALL => call::op_call,
            O::CALL_KW => call::op_call_kw,
            O::CALL_FUNCTION_EX => call::op_call_function_ex,
            O::RETURN_VALUE => call::op_return_value,
            O::RETURN_GENERATOR => call::op_return_generator,
            O::YIELD_VALUE => call::op_yield_value,
            O::BUILD_TUPLE => build::op_build_tuple,
            O::BUILD_LIST => build::op_build_list,
            O::BUILD_SET => build::op_build_set,
            O::BUILD_MAP => build::op_build_map,
            O::BUILD_STRING => build::op_build_string,
            O::BUILD_SLICE => build::op_build_slice,
            O::BUILD_INTERPOLATION => build::op_build_interpolation,
            O::BUILD_TEMPLATE => build::op_build_template,
            O::LIST_APPEND => build::op_list_append,
            O::SET_ADD => build::op_set_add,
            O::MAP_ADD => build::op_map_add,
            O::LIST_EXTEND => build::op_list_extend,
            O::SET_UPDATE => build::op_set_update,
            O::DICT_UPDATE => build::op_dict_update,
            O::DICT_MERGE => build::op_dict_merge,
            O::UNPACK_SEQUENCE => build::op_unpack_sequence,
            O::UNPACK_EX => build::op_unpack_ex,
            O::CONVERT_VALUE => build::op_convert_value,
            O::FORMAT_SIMPLE => build::op_format_simple,
            O::FORMAT_WITH_SPEC => build::op_format_with_spec,
            O::MATCH_MAPPING => build::op_match_mapping,
            O::MATCH_SEQUENCE => build::op_match_sequence,
            O::MATCH_KEYS => build::op_match_keys,
            O::MATCH_CLASS => build::op_match_class,
            O::MAKE_FUNCTION => misc::op_make_function,
            O::SET_FUNCTION_ATTRIBUTE => misc::op_set_function_attribute,
            O::IMPORT_NAME => misc::op_import_name,
            O::IMPORT_FROM => misc::op_import_from,
            O::LOAD_COMMON_CONSTANT => misc::op_load_common_constant,
            O::SETUP_ANNOTATIONS => misc::op_setup_annotations,
            O::GET_AWAITABLE => misc::op_get_awaitable,
            O::GET_AITER => misc::op_get_aiter,
            O::GET_ANEXT => misc::op_get_anext,
            O::CALL_INTRINSIC_1 => misc::op_call_intrinsic_1,
            O::CALL_INTRINSIC_2 => misc::op_call_intrinsic_2,
            O::EXIT_INIT_CHECK => misc::op_exit_init_check,
        }, Ctl::Exit)
    };
    (r, ctl)
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

/// Runs the innermost activation until it (or what it called) leaves through an ENTRY frame.
fn run_loop(vm: &Vm) -> PyResult<SendResult> {
    let mut r = R::load(vm);
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
        if ctl == Ctl::Next {
            continue;
        }
        match ctl {
            Ctl::Next => {}
            Ctl::Reload => r = R::load(vm),
            Ctl::Raise | Ctl::Reraise => {
                let mut copy = r;
                let outcome = unwind(vm, &mut copy, ctl == Ctl::Reraise);
                if outcome == Ctl::Exit {
                    return Err(Raised);
                }
                r = copy;
            }
            Ctl::Exit => {
                return match vm.thread().exit.take() {
                    Some(result) => Ok(result),
                    None => {
                        r.publish(vm);
                        let _ = vm.system_error(format!("unknown opcode {opcode}"));
                        let mut copy = r;
                        if unwind(vm, &mut copy, false) == Ctl::Exit {
                            return Err(Raised);
                        }
                        r = copy;
                        continue;
                    }
                };
            }
        }
    }
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
            if unit as u8 != O::EXTENDED_ARG {
                return step(unit as u8, r, vm, arg);
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
            if *at as u8 != O::EXTENDED_ARG {
                break;
            }
            arg |= ((*at >> 8) as u32) << shift;
            shift += 8;
        }
        (arg, *ip as u8 == O::FOR_ITER)
    }
}
