//! `compile`, `eval`, `exec`, `__import__`, `breakpoint`.

use super::super::prelude::*;
use crate::name;
use crate::run::{CompileRequest, flags as request};
use taipan_compiler::Mode;

/// Part of builtins.
#[pymodule(name = "builtins")]
pub mod builtins {
    use super::*;

    /// Compiles source text (str, bytes or an AST) to a code object.
    #[pyfunction(sig = "(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)")]
    fn compile(
        vm: &Vm,
        source: Value,
        filename: Value,
        mode: Value,
        flags: i64,
        dont_inherit: bool,
        optimize: i64,
        _feature_version: i64,
    ) -> PyResult {
        let filename = file_name(vm, filename)?;
        let flags = flags as u32;
        if flags & !request::ACCEPTED != 0 {
            return Err(vm.value_error("compile(): unrecognised flags"));
        }
        if !(-1..=2).contains(&optimize) {
            return Err(vm.value_error("compile(): invalid optimize value"));
        }
        let only_ast = flags & request::ONLY_AST != 0;
        let Some(mode) = mode.cast::<PyStr>() else {
            let class = vm.type_name(mode);
            return Err(vm.type_error(format!("compile() argument 'mode' must be str, not {class}")));
        };
        let mode = match mode.as_bytes() {
            b"exec" => Mode::Exec,
            b"eval" => Mode::Eval,
            b"single" => Mode::Single,
            b"func_type" if only_ast => Mode::FuncType,
            b"func_type" => return Err(vm.value_error("compile() mode 'func_type' requires flag PyCF_ONLY_AST")),
            _ if only_ast => {
                return Err(vm.value_error("compile() mode must be 'exec', 'eval', 'single' or 'func_type'"));
            }
            _ => return Err(vm.value_error("compile() mode must be 'exec', 'eval' or 'single'")),
        };
        let inherited = if dont_inherit { 0 } else { future_flags(vm) };
        let request = CompileRequest {
            filename,
            mode,
            flags: inherited | flags,
            optimize: u8::try_from(optimize).ok(),
            feature_version: i32::try_from(_feature_version).ok().filter(|v| *v >= 0 && only_ast),
        };
        if crate::ast::is_tree(source) {
            return vm.compile_tree_request(source, &request);
        }
        let text = source_text(vm, source, "compile")?;
        if only_ast {
            return vm.parse_request(&text, &request);
        }
        vm.compile_request(&text, &request).map(|code| code.value())
    }

    /// Evaluates an expression (str or code object) in namespaces.
    #[pyfunction(sig = "(source, /, globals=None, locals=None)")]
    fn eval(vm: &Vm, source: Value, globals: Option<Value>, locals: Option<Value>) -> PyResult {
        let (globals, ns) = namespaces(vm, globals, locals, "eval")?;
        if let Some(code) = source.cast::<PyCode>() {
            if !code.code.freevars().is_empty() {
                return Err(vm.type_error("code object passed to eval() may not contain free variables"));
            }
            return vm.exec_code(code, globals, ns);
        }
        let text = source_text(vm, source, "eval")?;
        let trimmed = text.trim_start_matches([' ', '\t']);
        let request = CompileRequest { flags: future_flags(vm), ..CompileRequest::new("<string>", Mode::Eval) };
        let code = vm.compile_request(trimmed, &request)?;
        vm.exec_code(code, globals, ns)
    }

    /// Executes statements (str or code object) in namespaces.
    #[pyfunction(sig = "(source, /, globals=None, locals=None, *, closure=None)")]
    fn exec(
        vm: &Vm,
        source: Value,
        globals: Option<Value>,
        locals: Option<Value>,
        closure: Option<Value>,
    ) -> PyResult<()> {
        let (globals, ns) = namespaces(vm, globals, locals, "exec")?;
        let closure = closure.filter(|c| !c.is_none());
        if let Some(code) = source.cast::<PyCode>() {
            let n_free = code.code.nfreevars();
            let closure = match closure {
                None if n_free == 0 => None,
                None => return Err(vm.type_error(format!("code object requires a closure of exactly length {n_free}"))),
                Some(_) if n_free == 0 => return Err(vm.type_error("cannot use a closure with this code object")),
                Some(c) => match c.cast::<PyTuple>() {
                    Some(t) if t.len() == n_free && t.as_slice().iter().all(|c| c.is::<PyCell>()) => Some(t),
                    _ => {
                        return Err(vm.type_error(format!("code object requires a closure of exactly length {n_free}")));
                    }
                },
            };
            vm.exec_code_closure(code, globals, ns, closure)?;
            return Ok(());
        }
        if closure.is_some() {
            return Err(vm.type_error("closure can only be used when source is a code object"));
        }
        let text = source_text(vm, source, "exec")?;
        let request = CompileRequest { flags: future_flags(vm), ..CompileRequest::new("<string>", Mode::Exec) };
        let code = vm.compile_request(&text, &request)?;
        vm.exec_code(code, globals, ns)?;
        Ok(())
    }

    /// Imports a module: what the import statement calls.
    #[pyfunction(sig = "(name, globals=None, locals=None, fromlist=(), level=0)")]
    fn __import__(
        vm: &Vm,
        name: Gc<PyStr>,
        globals: Option<Value>,
        locals: Option<Value>,
        fromlist: Option<Value>,
        level: i64,
    ) -> PyResult {
        let _ = locals;
        crate::import::import(vm, name, globals, fromlist, level)
    }

    /// Calls sys.breakpointhook.
    #[pyfunction(sig = "(*args, **kwargs)")]
    fn breakpoint(vm: &Vm, args: Args) -> PyResult {
        match vm.sys_dict.get().and_then(|d| d.get_str(name!("breakpointhook"))) {
            Some(hook) => vm.call_args(hook, args),
            None => Err(vm.runtime_error("lost sys.breakpointhook")),
        }
    }
}

/// The future flags of the calling code.
fn future_flags(vm: &Vm) -> u32 {
    vm.current_frame().map_or(0, |f| f.code.flags & request::FUTURES)
}

/// A file name from str, bytes or a path object.
pub fn file_name(vm: &Vm, value: Value) -> PyResult<Gc<PyStr>> {
    let value = match vm.lookup_special(value, name!("__fspath__"))? {
        Some(fspath) if !value.is::<PyStr>() && !value.is::<PyBytes>() => vm.call(fspath, &[])?,
        _ => value,
    };
    let name = match value.cast::<PyStr>() {
        Some(text) => text,
        None if value.is::<PyBytes>() => {
            let args = [PyStr::new("utf-8").value(), PyStr::new("surrogateescape").value()];
            let text = vm.call_method(value, "decode", &args)?;
            Gc::<PyStr>::from_value(vm, text)?
        }
        None => {
            let found = vm.type_name(value);
            return Err(vm.type_error(format!("expected str, bytes or os.PathLike object, not {found}")));
        }
    };
    if name.as_bytes().contains(&0) {
        return Err(vm.value_error("embedded null character"));
    }
    Ok(name)
}

/// Source text from str, bytes or a buffer, for the builtin called `function`.
pub fn source_text(vm: &Vm, source: Value, function: &str) -> PyResult<String> {
    if let Some(s) = source.cast::<PyStr>() {
        let Some(text) = s.as_str() else { return Err(vm.surrogate_error(s)) };
        if text.contains('\0') {
            return Err(vm.raise_msg(vm.exc().SyntaxError, "source code string cannot contain null bytes"));
        }
        return Ok(text.to_string());
    }
    let bytes = if let Some(b) = source.cast::<PyBytes>() {
        b.as_slice().to_vec()
    } else if let Some(b) = source.cast::<PyByteArray>() {
        b.as_slice().to_vec()
    } else if vm.slots_of(source).buffer_get.is_some() {
        let b = vm.call(vm.types().bytes.value(), &[source])?;
        b.cast::<PyBytes>().map(|b| b.as_slice().to_vec()).unwrap_or_default()
    } else {
        let what = match function {
            "compile" => "compile() arg 1 must be a string, bytes or AST object",
            "symtable" => "symtable() arg 1 must be a string or bytes object",
            "eval" => "eval() arg 1 must be a string, bytes or code object",
            _ => "exec() arg 1 must be a string, bytes or code object",
        };
        return Err(vm.type_error(what));
    };
    vm.decode_source(&bytes, "<string>")
}

/// Globals and locals for eval and exec.
fn namespaces(vm: &Vm, globals: Option<Value>, locals: Option<Value>, function: &str) -> PyResult<(Gc<PyDict>, Value)> {
    let globals = globals.filter(|g| !g.is_none());
    let locals = locals.filter(|l| !l.is_none());
    if let Some(l) = locals
        && vm.slots_of(l).getitem.is_none()
    {
        return Err(vm.type_error(format!("{function}() locals must be a mapping or None, not {}", vm.type_name(l))));
    }
    let (dict, ns) = match globals {
        Some(g) => {
            let Some(dict) = g.cast::<PyDict>() else {
                return Err(vm.type_error(match function {
                    "eval" if vm.slots_of(g).getitem.is_some() => {
                        "globals must be a real dict; try eval(code, {}, mapping)".to_string()
                    }
                    "eval" => "globals must be a dict".to_string(),
                    _ => format!("{function}() globals must be a dict, not {}", vm.type_name(g)),
                }));
            };
            (dict, locals.unwrap_or(g))
        }
        None => {
            let Some(current) = vm.current_globals() else {
                return Err(vm.system_error("globals and locals cannot be NULL"));
            };
            let ns = match locals {
                Some(l) => l,
                None => vm.current_locals()?,
            };
            (current, ns)
        }
    };
    if dict.get_str(vm.names().__builtins__).is_none()
        && let Some(builtins) = vm.current_builtins()
    {
        dict.set_str(vm.names().__builtins__, builtins);
    }
    Ok((dict, ns))
}
