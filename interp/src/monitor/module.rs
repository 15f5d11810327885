//! `sys.monitoring`.

use crate::builtins::prelude::*;

/// What a callback returns to hear no more of an event at a place.
pub fn disable(vm: &Vm) -> Value {
    sentinel(vm, "monitoring.DISABLE")
}

/// What stands for an argument that is not there.
pub fn missing(vm: &Vm) -> Value {
    sentinel(vm, "monitoring.MISSING")
}

fn sentinel(vm: &Vm, name: &'static str) -> Value {
    if let Some(value) = vm.get_static(name) {
        return value;
    }
    match vm.new_instance(vm.types().object) {
        Ok(object) => {
            vm.set_static(name, object.value());
            object.value()
        }
        Err(Raised) => {
            vm.take_raised();
            Value::NONE
        }
    }
}

/// Events of running code, for debuggers, profilers and coverage tools.
#[crate::native::pymodule(name = "sys.monitoring")]
pub mod monitoring {
    use super::super::{
        BRANCH, BRANCH_LEFT, BRANCH_RIGHT, C_RAISE, C_RETURN, CALL, EVENTS, FIRST_GLOBAL, NAMES, TOOLS,
    };
    use crate::builtins::prelude::*;
    use crate::name;

    #[pyattr]
    const DEBUGGER_ID: i64 = 0;
    #[pyattr]
    const COVERAGE_ID: i64 = 1;
    #[pyattr]
    const PROFILER_ID: i64 = 2;
    #[pyattr]
    const OPTIMIZER_ID: i64 = 5;

    #[pyattr]
    fn DISABLE(vm: &Vm) -> Value {
        super::disable(vm)
    }

    #[pyattr]
    fn MISSING(vm: &Vm) -> Value {
        super::missing(vm)
    }

    #[pyattr]
    fn events(vm: &Vm) -> PyResult {
        let dict = PyDict::new();
        for (i, name) in NAMES.iter().enumerate() {
            dict.set_str(intern(name), Value::int(1 << i));
        }
        dict.set_str(name!("NO_EVENTS"), Value::int(0));
        vm.call_dict(vm.types().namespace.value(), &[], Some(dict))
    }

    fn tool_number(vm: &Vm, tool: i32) -> PyResult<usize> {
        match usize::try_from(tool) {
            Ok(n) if n < TOOLS => Ok(n),
            _ => Err(vm.value_error(format!("invalid tool {tool} (must be between 0 and 5)"))),
        }
    }

    fn used_tool(vm: &Vm, tool: i32) -> PyResult<usize> {
        let n = tool_number(vm, tool)?;
        match vm.monitor.tools[n].get() {
            Some(_) => Ok(n),
            None => Err(vm.value_error(format!("tool {tool} is not in use"))),
        }
    }

    /// Takes a tool's number into use, under a name.
    #[pyfunction(sig = "(tool_id, name, /)")]
    fn use_tool_id(vm: &Vm, tool_id: i32, name: Value) -> PyResult<()> {
        let n = tool_number(vm, tool_id)?;
        if !name.is::<PyStr>() {
            return Err(vm.value_error("tool name must be a str"));
        }
        if vm.monitor.tools[n].get().is_some() {
            return Err(vm.value_error(format!("tool {tool_id} is already in use")));
        }
        vm.monitor.tools[n].set(Some(name));
        Ok(())
    }

    /// Forgets the events and callbacks of a tool.
    #[pyfunction(sig = "(tool_id, /)")]
    fn clear_tool_id(vm: &Vm, tool_id: i32) -> PyResult<()> {
        let n = tool_number(vm, tool_id)?;
        if vm.monitor.tools[n].get().is_some() {
            vm.monitor.clear_tool(vm, n);
        }
        Ok(())
    }

    /// Gives a tool's number back.
    #[pyfunction(sig = "(tool_id, /)")]
    fn free_tool_id(vm: &Vm, tool_id: i32) -> PyResult<()> {
        let n = tool_number(vm, tool_id)?;
        if vm.monitor.tools[n].get().is_some() {
            vm.monitor.clear_tool(vm, n);
        }
        vm.monitor.tools[n].set(None);
        Ok(())
    }

    /// The name of a tool, or None.
    #[pyfunction(sig = "(tool_id, /)")]
    fn get_tool(vm: &Vm, tool_id: i32) -> PyResult {
        let n = tool_number(vm, tool_id)?;
        Ok(vm.monitor.tools[n].get().unwrap_or(Value::NONE))
    }

    /// Sets the function that a tool calls on an event; returns the one before.
    #[pyfunction(sig = "(tool_id, event, func, /)")]
    fn register_callback(vm: &Vm, tool_id: i32, event: i32, func: Value) -> PyResult {
        let n = tool_number(vm, tool_id)?;
        if event <= 0 || event.count_ones() != 1 {
            return Err(vm.value_error("The callback can only be set for one event at a time"));
        }
        let number = event.trailing_zeros() as usize;
        if number >= EVENTS {
            return Err(vm.value_error(format!("invalid event {event}")));
        }
        vm.audit("sys.monitoring.register_callback", &[func])?;
        let function = Some(func).filter(|f| !f.is_none());
        let callbacks = &vm.monitor.callbacks[n];
        if number == BRANCH as usize {
            callbacks[BRANCH_LEFT as usize].set(function);
            callbacks[BRANCH_RIGHT as usize].set(function);
        }
        Ok(callbacks[number].replace(function).unwrap_or(Value::NONE))
    }

    /// The events that a tool wants everywhere.
    #[pyfunction(sig = "(tool_id, /)")]
    fn get_events(vm: &Vm, tool_id: i32) -> PyResult<i64> {
        let n = used_tool(vm, tool_id)?;
        Ok(shown(vm.monitor.events[n].get()))
    }

    fn shown(mask: u32) -> i64 {
        let both = 1 << BRANCH_LEFT | 1 << BRANCH_RIGHT;
        (if mask & both == both { mask & !both | 1 << BRANCH } else { mask }) as i64
    }

    /// The events of a set as they are kept: C_RETURN and C_RAISE go with CALL, BRANCH is both of its sides.
    fn kept(vm: &Vm, mask: i32) -> PyResult<u32> {
        let mut mask = mask as u32;
        let returns = 1 << C_RETURN | 1 << C_RAISE;
        let calls = returns | 1 << CALL;
        if mask & returns != 0 {
            if mask & calls != calls {
                return Err(vm.value_error("cannot set C_RETURN or C_RAISE events independently"));
            }
            mask &= !returns;
        }
        if mask & 1 << BRANCH != 0 {
            mask = mask & !(1 << BRANCH) | 1 << BRANCH_LEFT | 1 << BRANCH_RIGHT;
        }
        Ok(mask)
    }

    /// Sets the events that a tool wants everywhere.
    #[pyfunction(sig = "(tool_id, event_set, /)")]
    fn set_events(vm: &Vm, tool_id: i32, event_set: i32) -> PyResult<()> {
        let n = tool_number(vm, tool_id)?;
        if !(0..1 << EVENTS).contains(&event_set) {
            return Err(vm.value_error(format!("invalid event set 0x{event_set:x}")));
        }
        let mask = kept(vm, event_set)?;
        used_tool(vm, tool_id)?;
        vm.monitor.set_events(vm, n, mask);
        Ok(())
    }

    fn code_of(vm: &Vm, code: Value) -> PyResult<Gc<PyCode>> {
        code.cast::<PyCode>().ok_or_else(|| vm.type_error("code must be a code object"))
    }

    /// The events that a tool wants in one code object.
    #[pyfunction(sig = "(tool_id, code, /)")]
    fn get_local_events(vm: &Vm, tool_id: i32, code: Value) -> PyResult<i64> {
        let code = code_of(vm, code)?;
        let n = used_tool(vm, tool_id)?;
        let codes = vm.monitor.codes.borrow();
        Ok(shown(codes.get(&super::super::address(code)).map_or(0, |hooks| hooks.local[n])))
    }

    /// Sets the events that a tool wants in one code object.
    #[pyfunction(sig = "(tool_id, code, event_set, /)")]
    fn set_local_events(vm: &Vm, tool_id: i32, code: Value, event_set: i32) -> PyResult<()> {
        let code = code_of(vm, code)?;
        let n = tool_number(vm, tool_id)?;
        let mask = kept(vm, event_set)?;
        if event_set < 0 || mask >= 1 << FIRST_GLOBAL {
            return Err(vm.value_error(format!("invalid local event set 0x{event_set:x}")));
        }
        used_tool(vm, tool_id)?;
        vm.monitor.set_local_events(vm, n, code, mask);
        Ok(())
    }

    /// Switches all events on again that callbacks had switched off.
    #[pyfunction(sig = "()")]
    fn restart_events(vm: &Vm) {
        vm.monitor.restart();
    }

    /// The events that are in use, by name, with a bit for each tool.
    #[pyfunction(sig = "()")]
    fn _all_events(vm: &Vm) -> Gc<PyDict> {
        let dict = PyDict::new();
        for (i, name) in NAMES.iter().enumerate().take(RERAISE_END) {
            let tools = (0..TOOLS).filter(|&t| vm.monitor.events[t].get() & 1 << i != 0).fold(0, |all, t| all | 1 << t);
            if tools != 0 {
                dict.set_str(intern(name), Value::int(tools));
            }
        }
        dict
    }

    const RERAISE_END: usize = C_RETURN as usize;
}
