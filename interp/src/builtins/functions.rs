//! The functions of module `builtins`.

use super::prelude::*;

/// Built-in functions, types, exceptions, and other objects.
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
        let _ = (sep, end, file, flush);
        let mut line = String::new();
        for (i, arg) in args.iter().enumerate() {
            if i > 0 {
                line.push(' ');
            }
            line.push_str(&vm.str(*arg)?.to_string_lossy());
        }
        println!("{line}");
        Ok(())
    }

    /// Makes a class: what a class statement calls.
    #[pyfunction]
    fn __build_class__(vm: &Vm, args: Args) -> PyResult {
        crate::class_new::build_class(vm, args)
    }
}
