//! `_opcode`: the opcode table as Python sees it. Everything comes from `taipan_bytecode::ops`.

/// What the interpreter knows of its opcodes.
#[taipan_interp::native::pymodule(name = "_opcode")]
#[allow(clippy::module_inception)]
pub mod opcode {
    use crate::support::set_in_module;
    use taipan_bytecode::{Op, ops};
    use taipan_interp::builtins::prelude::PyCode;
    use taipan_interp::native::*;

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        set_in_module(vm, module, "ENABLE_SPECIALIZATION", Value::small(1));
        set_in_module(vm, module, "ENABLE_SPECIALIZATION_FT", Value::small(1));
        Ok(())
    }

    /// The operand flags of an opcode, specialized ones included; nothing for numbers that are no opcodes.
    fn flags(number: i32) -> Option<u8> {
        let number = u16::try_from(number).ok()?;
        if let Some(row) = ops::SPECIALIZED.iter().find(|row| u16::from(row.1) == number) {
            return Some(row.3);
        }
        Op::from_number(number).map(|op| op.flags())
    }

    fn has(number: i32, flag: u8) -> bool {
        flags(number).is_some_and(|flags| flags & flag != 0)
    }

    /// By how much the instruction changes the depth of the stack. `jump` says whether it jumps; None means the larger of both.
    #[pyfunction(sig = "(opcode, oparg=None, /, *, jump=None)")]
    fn stack_effect(vm: &Vm, opcode: i32, oparg: Option<Value>, jump: Option<Value>) -> PyResult<i32> {
        let oparg = match oparg.filter(|arg| !arg.is_none()) {
            Some(arg) => i32::from_value(vm, arg)? as u32,
            None => 0,
        };
        let jump = match jump {
            None | Some(Value::NONE) => None,
            Some(Value::TRUE) => Some(true),
            Some(Value::FALSE) => Some(false),
            Some(_) => return Err(vm.value_error("stack_effect: jump must be False, True or None")),
        };
        let number = u16::try_from(opcode).ok();
        let specialized = ops::SPECIALIZED.iter().any(|row| i32::from(row.1) == opcode);
        let Some(op) = number.and_then(Op::from_number).filter(|_| !specialized) else {
            return Err(vm.value_error("invalid opcode or oparg"));
        };
        Ok(match jump {
            Some(jump) => op.effect(oparg, jump),
            None => op.effect(oparg, false).max(op.effect(oparg, true)),
        })
    }

    /// Whether the number is an opcode.
    #[pyfunction(sig = "(opcode)")]
    fn is_valid(opcode: i32) -> bool {
        flags(opcode).is_some()
    }

    /// Whether the opcode uses its operand.
    #[pyfunction(sig = "(opcode)")]
    fn has_arg(opcode: i32) -> bool {
        has(opcode, ops::ARG)
    }

    /// Whether the operand is the number of a constant.
    #[pyfunction(sig = "(opcode)")]
    fn has_const(opcode: i32) -> bool {
        has(opcode, ops::CONST)
    }

    /// Whether the operand is the number of a name.
    #[pyfunction(sig = "(opcode)")]
    fn has_name(opcode: i32) -> bool {
        has(opcode, ops::NAME)
    }

    /// Whether the operand is a jump's distance.
    #[pyfunction(sig = "(opcode)")]
    fn has_jump(opcode: i32) -> bool {
        has(opcode, ops::JUMP)
    }

    /// Whether the operand is the number of a cell or free variable.
    #[pyfunction(sig = "(opcode)")]
    fn has_free(opcode: i32) -> bool {
        has(opcode, ops::FREE)
    }

    /// Whether the operand is the number of a local variable.
    #[pyfunction(sig = "(opcode)")]
    fn has_local(opcode: i32) -> bool {
        has(opcode, ops::LOCAL)
    }

    /// Whether the pseudo-instruction sets up an exception handler.
    #[pyfunction(sig = "(opcode)")]
    fn has_exc(opcode: i32) -> bool {
        has(opcode, ops::EXC)
    }

    /// Counts of specialization, which only special builds collect: None.
    #[pyfunction(sig = "()")]
    fn get_specialization_stats() -> Value {
        Value::NONE
    }

    fn names(vm: &Vm, names: &[&str]) -> Gc<PyList> {
        let list = PyList::new(&[]);
        for name in names {
            list.items.push(vm.intern(name).value());
        }
        list
    }

    /// The names of the operands of BINARY_OP with their operators.
    #[pyfunction(sig = "()")]
    fn get_nb_ops(vm: &Vm) -> Gc<PyList> {
        let list = PyList::new(&[]);
        for (name, sign) in ops::NB_OPS {
            list.items.push(PyTuple::new(&[vm.intern(name).value(), vm.intern(sign).value()]).value());
        }
        list
    }

    /// The names of the operands of CALL_INTRINSIC_1.
    #[pyfunction(sig = "()")]
    fn get_intrinsic1_descs(vm: &Vm) -> Gc<PyList> {
        names(vm, &ops::INTRINSIC_1)
    }

    /// The names of the operands of CALL_INTRINSIC_2.
    #[pyfunction(sig = "()")]
    fn get_intrinsic2_descs(vm: &Vm) -> Gc<PyList> {
        names(vm, &ops::INTRINSIC_2)
    }

    /// The names of the operands of LOAD_SPECIAL.
    #[pyfunction(sig = "()")]
    fn get_special_method_names(vm: &Vm) -> Gc<PyList> {
        names(vm, &ops::SPECIAL_METHODS)
    }

    /// The executor at an offset of a code object. This implementation has none in its bytecode.
    #[pyfunction(sig = "(code, offset)")]
    fn get_executor(vm: &Vm, code: Value, offset: i32) -> PyResult {
        let _ = offset;
        if code.cast::<PyCode>().is_none() {
            let found = vm.type_name(code);
            return Err(vm.type_error(format!("expected a code object, not '{found}'")));
        }
        Err(vm.value_error("no executor at given byte offset"))
    }
}
