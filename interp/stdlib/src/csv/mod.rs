//! `_csv`: rows as lines of text. `dialect.rs` has the parameters of a format, `reader.rs` and `writer.rs` the two directions.

pub mod dialect;
pub mod reader;
pub mod writer;

use crate::support::kept_class;
use std::sync::atomic::{AtomicI64, Ordering};
use taipan_interp::native::*;

/// Where `_csv.Error` is kept.
const ERROR: &str = "_csv.Error";

/// The most characters of a field that is read.
static FIELD_LIMIT: AtomicI64 = AtomicI64::new(128 * 1024);

fn field_limit() -> i64 {
    FIELD_LIMIT.load(Ordering::Relaxed)
}

/// Raises `_csv.Error`.
#[cold]
fn csv_error(vm: &Vm, message: &str) -> Raised {
    vm.raise_msg(kept_class(vm, ERROR), message)
}

/// Reading and writing rows as comma-separated values.
#[taipan_interp::native::pymodule(name = "_csv")]
pub mod module {
    use super::dialect::{self, quoting, registry};
    use super::reader::Reader;
    use super::writer::Writer;
    use super::{FIELD_LIMIT, csv_error};
    use crate::support::{exception_class, set_in_module};
    use std::sync::atomic::Ordering;
    use taipan_interp::native::*;

    #[pyclass]
    use super::dialect::Dialect;

    #[pyattr]
    const QUOTE_MINIMAL: i64 = quoting::MINIMAL;
    #[pyattr]
    const QUOTE_ALL: i64 = quoting::ALL;
    #[pyattr]
    const QUOTE_NONNUMERIC: i64 = quoting::NONNUMERIC;
    #[pyattr]
    const QUOTE_NONE: i64 = quoting::NONE;
    #[pyattr]
    const QUOTE_STRINGS: i64 = quoting::STRINGS;
    #[pyattr]
    const QUOTE_NOTNULL: i64 = quoting::NOTNULL;

    /// The first argument of `reader` and `writer`, and the dialect that the others describe.
    fn arguments(vm: &Vm, name: &str, args: Args<'_>) -> PyResult<(Value, Option<Value>)> {
        check_positional(vm, name, args.pos.len(), 1, 2)?;
        let named = args.kwargs().find(|(name, _)| name.as_str() == Some("dialect")).map(|(_, value)| value);
        Ok((args.pos[0], args.pos.get(1).copied().or(named)))
    }

    /// An iterator over the rows that the lines of an iterable hold.
    #[pyfunction(sig = "(iterable, /, dialect='excel', **fmtparams)")]
    fn reader(vm: &Vm, args: Args<'_>) -> PyResult<Obj<Reader>> {
        let (lines, base) = arguments(vm, "reader", args)?;
        let lines = vm.iter(lines)?;
        vm.new_object(Reader::new(lines, dialect::make(vm, vm.class::<Dialect>(), base, args)?))
    }

    /// A writer of rows to an object with a method write.
    #[pyfunction(sig = "(fileobj, /, dialect='excel', **fmtparams)")]
    fn writer(vm: &Vm, args: Args<'_>) -> PyResult<Obj<Writer>> {
        let (file, base) = arguments(vm, "writer", args)?;
        let dialect = dialect::make(vm, vm.class::<Dialect>(), base, args)?;
        match vm.get_attr_opt(file, vm.intern("write"))?.filter(|&write| vm.is_callable(write)) {
            Some(write) => vm.new_object(Writer::new(write, dialect)),
            None => Err(vm.type_error("argument 1 must have a \"write\" method")),
        }
    }

    /// Gives a dialect a name.
    #[pyfunction(sig = "(name, /, dialect='excel', **fmtparams)")]
    fn register_dialect(vm: &Vm, args: Args<'_>) -> PyResult<()> {
        let (name, base) = arguments(vm, "register_dialect", args)?;
        if !name.is::<PyStr>() {
            return Err(vm.type_error("dialect name must be a string"));
        }
        let dialect = dialect::make(vm, vm.class::<Dialect>(), base, args)?;
        vm.dict_set(registry(vm), name, dialect.value())
    }

    /// Forgets the name of a dialect.
    #[pyfunction(sig = "(name)")]
    fn unregister_dialect(vm: &Vm, name: Value) -> PyResult<()> {
        match vm.dict_del(registry(vm), name)? {
            Some(_) => Ok(()),
            None => Err(csv_error(vm, "unknown dialect")),
        }
    }

    /// The dialect with a name.
    #[pyfunction(sig = "(name)")]
    fn get_dialect(vm: &Vm, name: Value) -> PyResult {
        dialect::named(vm, name)
    }

    /// The names of all dialects.
    #[pyfunction]
    fn list_dialects(vm: &Vm) -> PyResult<Gc<PyList>> {
        vm.to_list(registry(vm).value())
    }

    /// The most characters of a field; with an argument, sets it and gives the old one.
    #[pyfunction(sig = "(new_limit=<unrepresentable>)")]
    fn field_size_limit(vm: &Vm, #[default(None)] new_limit: Option<Value>) -> PyResult<i64> {
        let old = super::field_limit();
        if let Some(limit) = new_limit {
            if !limit.is_exact_int() {
                return Err(vm.type_error("limit must be an integer"));
            }
            FIELD_LIMIT.store(i64::from_value(vm, limit)?, Ordering::Relaxed);
        }
        Ok(old)
    }

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        // Modules that are made again share the class.
        let class = match vm.get_static(super::ERROR) {
            Some(class) => class,
            None => exception_class(vm, "_csv", "Error", &[vm.exc().Exception], "")?,
        };
        vm.set_static(super::ERROR, class);
        set_in_module(vm, module, "Error", class);
        set_in_module(vm, module, "Reader", vm.class::<Reader>().value());
        set_in_module(vm, module, "Writer", vm.class::<Writer>().value());
        set_in_module(vm, module, "_dialects", registry(vm).value());
        Ok(())
    }
}
