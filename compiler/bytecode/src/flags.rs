//! Bit values of `co_flags`, of `localspluskinds` and of the operands that carry flags. Numbers only.

/// Locals live in fast slots.
pub const CO_OPTIMIZED: u32 = 0x1;
/// Calls create a new local namespace.
pub const CO_NEWLOCALS: u32 = 0x2;
/// The function takes `*args`.
pub const CO_VARARGS: u32 = 0x4;
/// The function takes `**kwargs`.
pub const CO_VARKEYWORDS: u32 = 0x8;
/// The function is nested in another function.
pub const CO_NESTED: u32 = 0x10;
/// The code is a generator.
pub const CO_GENERATOR: u32 = 0x20;
/// The code is a coroutine (`async def`).
pub const CO_COROUTINE: u32 = 0x80;
/// A generator made awaitable by `types.coroutine`.
pub const CO_ITERABLE_COROUTINE: u32 = 0x100;
/// The code is an async generator.
pub const CO_ASYNC_GENERATOR: u32 = 0x200;
/// `from __future__ import division`.
pub const CO_FUTURE_DIVISION: u32 = 0x20000;
/// `from __future__ import absolute_import`.
pub const CO_FUTURE_ABSOLUTE_IMPORT: u32 = 0x40000;
/// `from __future__ import with_statement`.
pub const CO_FUTURE_WITH_STATEMENT: u32 = 0x80000;
/// `from __future__ import print_function`.
pub const CO_FUTURE_PRINT_FUNCTION: u32 = 0x100000;
/// `from __future__ import unicode_literals`.
pub const CO_FUTURE_UNICODE_LITERALS: u32 = 0x200000;
/// `from __future__ import barry_as_FLUFL`.
pub const CO_FUTURE_BARRY_AS_BDFL: u32 = 0x400000;
/// `from __future__ import generator_stop`.
pub const CO_FUTURE_GENERATOR_STOP: u32 = 0x800000;
/// `from __future__ import annotations`.
pub const CO_FUTURE_ANNOTATIONS: u32 = 0x1000000;
/// The constants need no interning; set by `-X` options only.
pub const CO_NO_MONITORING_EVENTS: u32 = 0x2000000;
/// `co_consts[0]` is the docstring.
pub const CO_HAS_DOCSTRING: u32 = 0x4000000;
/// The function is defined in a class body.
pub const CO_METHOD: u32 = 0x8000000;

/// A positional parameter.
pub const CO_FAST_ARG_POS: u8 = 0x02;
/// A keyword parameter.
pub const CO_FAST_ARG_KW: u8 = 0x04;
/// `*args` or `**kwargs`.
pub const CO_FAST_ARG_VAR: u8 = 0x08;
/// A fast local that is hidden from `locals()`: an inlined comprehension's variable outside functions.
pub const CO_FAST_HIDDEN: u8 = 0x10;
/// A local variable.
pub const CO_FAST_LOCAL: u8 = 0x20;
/// A local variable that lives in a cell.
pub const CO_FAST_CELL: u8 = 0x40;
/// A variable of an enclosing function.
pub const CO_FAST_FREE: u8 = 0x80;

/// `RESUME` operand: start of a function.
pub const RESUME_AT_FUNC_START: u32 = 0;
/// `RESUME` operand: after a `yield`.
pub const RESUME_AFTER_YIELD: u32 = 1;
/// `RESUME` operand: after a `yield from`.
pub const RESUME_AFTER_YIELD_FROM: u32 = 2;
/// `RESUME` operand: after an `await`.
pub const RESUME_AFTER_AWAIT: u32 = 3;
/// `RESUME` operand bits holding one of the places above.
pub const RESUME_OPARG_LOCATION_MASK: u32 = 0x3;
/// `RESUME` operand bit: the yield is one level deep in the exception table.
pub const RESUME_OPARG_DEPTH1_MASK: u32 = 0x4;

/// Set in a `COMPARE_OP` operand when the result must be a bool.
pub const COMPARE_OP_BOOL: u32 = 16;
