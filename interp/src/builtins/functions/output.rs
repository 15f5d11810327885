//! `print`, `input`.

use super::super::prelude::*;
use crate::name;

/// Part of builtins.
#[pymodule(name = "builtins")]
pub mod builtins {
    use super::*;

    /// Writes the values to a stream, `sys.stdout` by default.
    #[pyfunction(sig = "(*args, sep=' ', end='\\n', file=None, flush=False)")]
    fn print(
        vm: &Vm,
        args: &[Value],
        sep: Option<Value>,
        end: Option<Value>,
        file: Option<Value>,
        flush: bool,
    ) -> PyResult<()> {
        let check = |value: Option<Value>, what: &str| -> PyResult<Option<Gc<PyStr>>> {
            match value.filter(|v| !v.is_none()) {
                None => Ok(None),
                Some(v) => match v.cast::<PyStr>() {
                    Some(s) => Ok(Some(s)),
                    None => Err(vm.type_error(format!("{what} must be None or a string, not {}", vm.type_name(v)))),
                },
            }
        };
        let (sep, end) = (check(sep, "sep")?, check(end, "end")?);
        let file = match file.filter(|f| !f.is_none()) {
            Some(file) => file,
            None => match stdout(vm)? {
                Some(file) => file,
                None => return Ok(()),
            },
        };
        for (i, &arg) in args.iter().enumerate() {
            if i > 0 {
                write(vm, file, sep.unwrap_or_else(|| name!(" ")))?;
            }
            write(vm, file, vm.str(arg)?)?;
        }
        write(vm, file, end.unwrap_or_else(|| name!("\n")))?;
        if flush {
            vm.call_method(file, "flush", &[])?;
        }
        Ok(())
    }

    /// Reads a line from standard input, after showing the prompt.
    #[pyfunction(sig = "(prompt='', /)")]
    fn input(vm: &Vm, prompt: Option<Value>) -> PyResult {
        let sys = |n: &str| -> PyResult {
            match vm.sys_dict.get().and_then(|d| d.get_str(intern(n))).filter(|v| !v.is_none()) {
                Some(v) => Ok(v),
                None => Err(vm.runtime_error(format!("input(): lost sys.{n}"))),
            }
        };
        let (stdin, stdout) = (sys("stdin")?, sys("stdout")?);
        vm.ignore(vm.exc().Exception, vm.call_method(sys("stderr")?, "flush", &[]))?;
        if let Some(prompt) = prompt {
            let text = vm.str(prompt)?;
            vm.call_method(stdout, "write", &[text.value()])?;
        }
        vm.ignore(vm.exc().Exception, vm.call_method(stdout, "flush", &[]))?;
        let line = vm.call_method(stdin, "readline", &[])?;
        let Some(line) = line.cast::<PyStr>() else {
            return Err(vm.type_error("object.readline() returned non-string"));
        };
        if line.is_empty() {
            return Err(vm.raise_msg(vm.exc().EOFError, "EOF when reading a line"));
        }
        let bytes = line.as_bytes();
        Ok(PyStr::from_wtf8(bytes.strip_suffix(b"\n").unwrap_or(bytes)).value())
    }
}

/// Writes to a stream.
#[inline]
fn write(vm: &Vm, file: Value, text: Gc<PyStr>) -> PyResult<()> {
    if let Some(direct) = vm.text_write.get()
        && let Some(result) = direct(vm, file, text)
    {
        return result;
    }
    vm.call_method_name(file, name!("write"), &[text.value()]).map(drop)
}

/// `sys.stdout`; `None` if it is None.
fn stdout(vm: &Vm) -> PyResult<Option<Value>> {
    match vm.sys_dict.get().and_then(|d| d.get_str(name!("stdout"))) {
        None => Err(vm.runtime_error("lost sys.stdout")),
        Some(v) if v.is_none() => Ok(None),
        Some(v) => Ok(Some(v)),
    }
}
