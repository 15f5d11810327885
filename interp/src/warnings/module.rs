//! The module `_warnings`.

/// The parts of the module warnings that are needed early or often.
#[crate::native::pymodule(name = "_warnings")]
#[allow(clippy::module_inception)]
pub mod warnings {
    use super::super::{Warning, issue, state};
    use crate::builtins::prelude::*;
    use crate::name;

    #[pyattr]
    fn filters(vm: &Vm) -> Value {
        state::filters(vm)
    }

    #[pyattr]
    fn _onceregistry(vm: &Vm) -> Value {
        state::own_once_registry(vm)
    }

    #[pyattr]
    fn _defaultaction(vm: &Vm) -> Value {
        state::own_default_action(vm)
    }

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        if let Some(variable) = state::context_variable(vm)? {
            module.dict.get().set_str(name!("_warnings_context"), variable);
        }
        Ok(())
    }

    /// Takes the lock of the filters; the thread that has it may take it again.
    #[pyfunction(sig = "()")]
    fn _acquire_lock(vm: &Vm) {
        state::lock(vm);
    }

    /// Frees the lock of the filters once.
    #[pyfunction(sig = "()")]
    fn _release_lock(vm: &Vm) -> PyResult<()> {
        if state::unlock(vm) { Ok(()) } else { Err(vm.runtime_error("cannot release un-acquired lock")) }
    }

    /// To be called, with the lock held, after a change of the filters.
    #[pyfunction(sig = "()")]
    fn _filters_mutated_lock_held(vm: &Vm) -> PyResult<()> {
        if !state::is_locked(vm) {
            return Err(vm.runtime_error("warnings lock is not held"));
        }
        state::filters_changed();
        Ok(())
    }

    /// Issues a warning about the calling line, or about one of its callers.
    ///
    /// stacklevel counts callers (1: the line that calls this function). Frames of files that start with one of
    /// skip_file_prefixes do not count. Depending on the filters, nothing happens or the warning is raised.
    #[pyfunction(sig = "(message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=())")]
    fn warn(
        vm: &Vm,
        message: Value,
        category: Option<Value>,
        #[default(1)] stacklevel: i64,
        source: Option<Value>,
        skip_file_prefixes: Option<Value>,
    ) -> PyResult<()> {
        let class = category_of(vm, message, category)?;
        let skip = match skip_file_prefixes {
            None => None,
            Some(prefixes) => match prefixes.cast::<PyTuple>() {
                Some(tuple) => Some(tuple).filter(|t| !t.is_empty()),
                None => {
                    return Err(vm.type_error(format!(
                        "warn() argument 'skip_file_prefixes' must be tuple, not {}",
                        vm.type_name(prefixes)
                    )));
                }
            },
        };
        let mut level = stacklevel;
        if let Some(tuple) = skip {
            if let Some(bad) = tuple.as_slice().iter().find(|p| !p.is::<PyStr>()) {
                return Err(vm.type_error(format!("Found non-str '{}' in skip_file_prefixes.", vm.type_name(*bad))));
            }
            level = level.max(2);
        }
        vm.warn_at(class, message, level, source.filter(|s| !s.is_none()), skip)
    }

    /// Issues a warning about a given place.
    #[pyfunction(
        sig = "(message, category, filename, lineno, module=<unrepresentable>, registry=None, module_globals=None, source=None)"
    )]
    fn warn_explicit(
        vm: &Vm,
        message: Value,
        category: Value,
        filename: Gc<PyStr>,
        lineno: i32,
        module: Option<Value>,
        registry: Option<Value>,
        module_globals: Option<Value>,
        source: Option<Value>,
    ) -> PyResult<()> {
        let lineno = lineno as i64;
        let line = match module_globals.filter(|g| !g.is_none()) {
            None => None,
            Some(globals) => match globals.cast::<PyDict>() {
                Some(globals) => source_line(vm, globals, lineno)?,
                None => {
                    return Err(
                        vm.type_error(format!("module_globals must be a dict, not '{}'", vm.type_name(globals)))
                    );
                }
            },
        };
        let source = source.filter(|s| !s.is_none());
        issue(vm, &Warning { message, category, filename, lineno, module, registry, line, source })
    }

    /// The class of a warning: that of an instance, the given one, or UserWarning.
    fn category_of(vm: &Vm, message: Value, category: Option<Value>) -> PyResult {
        let base = vm.exc().Warning.value();
        if vm.is_instance(message, base)? {
            return Ok(vm.type_of(message).value());
        }
        let Some(category) = category.filter(|c| !c.is_none()) else { return Ok(vm.exc().UserWarning.value()) };
        let good = match vm.is_subclass(category, base) {
            Ok(good) => good,
            Err(Raised) => {
                vm.take_raised();
                false
            }
        };
        if good {
            Ok(category)
        } else {
            Err(vm.type_error(format!("category must be a Warning subclass, not '{}'", vm.type_name(category))))
        }
    }

    /// The line of a module's source, asked from the module's loader.
    fn source_line(vm: &Vm, globals: Gc<PyDict>, lineno: i64) -> PyResult<Option<Value>> {
        let spec = globals.get_str(name!("__spec__")).filter(|s| !s.is_none());
        let mut loader = match spec {
            Some(spec) => vm.get_attr_opt(spec, name!("loader"))?.filter(|l| !l.is_none()),
            None => None,
        };
        if loader.is_none() {
            loader = globals.get_str(name!("__loader__")).filter(|l| !l.is_none());
        }
        let name = globals.get_str(name!("__name__"));
        let (Some(loader), Some(name)) = (loader, name) else { return Ok(None) };
        let Some(get_source) = vm.get_attr_opt(loader, name!("get_source"))? else { return Ok(None) };
        let source = vm.call(get_source, &[name])?;
        let Some(source) = source.cast::<PyStr>() else { return Ok(None) };
        let lines = vm.call_method(source.value(), "splitlines", &[])?;
        let at = lineno.checked_sub(1).and_then(|n| usize::try_from(n).ok());
        Ok(at.and_then(|at| lines.cast::<PyList>()?.items.get(at)))
    }
}
