//! Python exceptions in Rust: the result type, the exception's layout, and the ways to raise one.
//!
//! A function that fails returns `Err(Raised)`; the exception itself waits in the thread (`Vm::take_raised`). So results stay one
//! register wide.

use crate::class::PyType;
use crate::vm::Vm;
use std::cell::Cell;
use taipan_object::{Field, Gc, GcCell, Header, Kind, Marker, PyDict, PyStr, PyTuple, Trace, Value, ValuesBuffer};

/// A Python exception has been raised; it is in the thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Raised;

/// Result of everything that can raise.
pub type PyResult<T = Value> = Result<T, Raised>;

impl From<taipan_object::OutOfMemory> for Raised {
    fn from(_: taipan_object::OutOfMemory) -> Raised {
        let vm = crate::vm::current();
        vm.raise_new(vm.exc().MemoryError, &[])
    }
}

/// An exception object. Attributes particular to one class (`OSError.errno`, `StopIteration.value`, …) are in `extra`, by the
/// position that the class's definition gives them.
#[repr(C)]
pub struct PyException {
    header: Header,
    /// `args`.
    pub args: Field<Gc<PyTuple>>,
    /// `__traceback__`: None or a traceback object.
    pub traceback: Field<Option<Value>>,
    /// `__context__`.
    pub context: Field<Option<Gc<PyException>>>,
    /// `__cause__`.
    pub cause: Field<Option<Gc<PyException>>>,
    /// `__suppress_context__`.
    pub suppress_context: Cell<bool>,
    extra: Field<Option<Gc<ValuesBuffer>>>,
}

// SAFETY: repr(C) with a header; registered in `vm::init`.
unsafe impl GcCell for PyException {
    const KIND: Kind = Kind::EXCEPTION;

    fn python_name() -> &'static str {
        "BaseException"
    }
}

impl Trace for PyException {
    fn trace(&self, marker: &mut Marker) {
        self.args.trace(marker);
        self.traceback.trace(marker);
        self.context.trace(marker);
        self.cause.trace(marker);
        self.extra.trace(marker);
    }
}

impl PyException {
    /// A cell to be allocated.
    pub fn new_cell(shape: u32, args: Gc<PyTuple>) -> PyException {
        PyException {
            header: Header::new(shape, Kind::EXCEPTION.0),
            args: Field::new(args),
            traceback: Field::new(None),
            context: Field::new(None),
            cause: Field::new(None),
            suppress_context: Cell::new(false),
            extra: Field::new(None),
        }
    }

    /// Class-specific attribute `i`.
    pub fn extra(&self, i: usize) -> Option<Value> {
        let buffer = self.extra.get()?;
        // SAFETY: checked against the capacity.
        if i < buffer.capacity { unsafe { *buffer.slots().add(i) } } else { None }
    }

    /// Sets class-specific attribute `i`.
    pub fn set_extra(&self, i: usize, value: Option<Value>) -> PyResult<()> {
        let buffer = match self.extra.get() {
            Some(buffer) if i < buffer.capacity => buffer,
            old => {
                let fresh = ValuesBuffer::try_new((i + 1).max(4))?;
                if let Some(old) = old {
                    for k in 0..old.capacity {
                        // SAFETY: k < both capacities.
                        unsafe { fresh.set(k, *old.slots().add(k)) };
                    }
                }
                self.extra.set_in(&self.header, Some(fresh));
                fresh
            }
        };
        // SAFETY: i < capacity.
        unsafe { buffer.set(i, value) };
        Ok(())
    }
}

impl Vm {
    /// Makes `exception` the pending one, with the exception being handled as its context.
    #[cold]
    pub fn raise(&self, exception: Gc<PyException>) -> Raised {
        if let Some(handled) = self.thread().handled_exception() {
            self.set_context(exception, handled);
        }
        self.thread().pending.set(Some(exception));
        Raised
    }

    /// Makes `exception` the pending one as it is (re-raise).
    pub fn raise_again(&self, exception: Gc<PyException>) -> Raised {
        self.thread().pending.set(Some(exception));
        Raised
    }

    /// Sets `__context__`, without making a cycle.
    pub fn set_context(&self, exception: Gc<PyException>, context: Gc<PyException>) {
        if exception == context {
            return;
        }
        // The chain below `context` must not lead back to `exception`: cut it there. Two steps against one find any other cycle.
        let (mut slow, mut steps) = (context, 0u32);
        let mut at = context;
        while let Some(next) = at.context.get() {
            if next == exception {
                at.context.set(None);
                break;
            }
            at = next;
            if at == slow {
                break;
            }
            if steps % 2 == 1 {
                slow = slow.context.get().unwrap_or(slow);
            }
            steps += 1;
        }
        exception.context.set(Some(context));
    }

    /// Raises a new exception of `class` with `args`.
    #[cold]
    pub fn raise_new(&self, class: Gc<PyType>, args: &[Value]) -> Raised {
        match self.new_exception(class, args) {
            Ok(exception) => self.raise(exception),
            Err(raised) => raised,
        }
    }

    /// A new exception of `class`, as `class(*args)` makes it.
    pub fn new_exception(&self, class: Gc<PyType>, args: &[Value]) -> PyResult<Gc<PyException>> {
        let value = self.call(class.value(), args)?;
        match value.cast::<PyException>() {
            Some(exception) => Ok(exception),
            None => Err(self.type_error(format!(
                "calling {} should have returned an instance of BaseException, not {}",
                class.repr_name(),
                self.type_of(value).name_str()
            ))),
        }
    }

    /// Raises a new exception of `class` with one message.
    #[cold]
    pub fn raise_msg(&self, class: Gc<PyType>, message: impl AsRef<str>) -> Raised {
        self.raise_new(class, &[PyStr::new(message.as_ref()).value()])
    }

    /// Takes the pending exception.
    pub fn take_raised(&self) -> Option<Gc<PyException>> {
        self.thread().pending.take()
    }

    /// The pending exception, which must exist after an `Err(Raised)`.
    pub fn raised(&self) -> Gc<PyException> {
        match self.thread().pending.get() {
            Some(exception) => exception,
            None => {
                let _ = self.raise_msg(self.exc().SystemError, "error return without exception set");
                self.raised()
            }
        }
    }

    /// Whether the pending exception is an instance of `class`.
    pub fn raised_is(&self, class: Gc<PyType>) -> bool {
        self.thread().pending.get().is_some_and(|e| self.type_of(e.value()).is_subclass(class))
    }

    /// If the pending exception is an instance of `class`: takes it.
    pub fn catch(&self, class: Gc<PyType>) -> Option<Gc<PyException>> {
        if self.raised_is(class) { self.take_raised() } else { None }
    }

    /// Turns an error of `class` into `None`: `vm.ignore(vm.exc().AttributeError, vm.get_attr(..))?`.
    pub fn ignore<T>(&self, class: Gc<PyType>, result: PyResult<T>) -> PyResult<Option<T>> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(raised) => {
                if self.catch(class).is_some() {
                    Ok(None)
                } else {
                    Err(raised)
                }
            }
        }
    }

    /// Adds a note (`__notes__`).
    pub fn add_note(&self, exception: Gc<PyException>, note: &str) {
        let saved = self.take_raised();
        let _ = self.call_method(exception.value(), "add_note", &[PyStr::new(note).value()]);
        self.thread().pending.set(saved);
    }
}

macro_rules! raisers {
    ($($method:ident $class:ident;)*) => {
        impl Vm {
            $(
                #[doc = concat!("Raises ", stringify!($class), " with a message.")]
                #[cold]
                #[inline(never)]
                pub fn $method(&self, message: impl AsRef<str>) -> Raised {
                    self.raise_msg(self.exc().$class, message)
                }
            )*
        }
    };
}

raisers! {
    type_error TypeError;
    value_error ValueError;
    index_error IndexError;
    attribute_error AttributeError;
    runtime_error RuntimeError;
    overflow_error OverflowError;
    zero_division_error ZeroDivisionError;
    system_error SystemError;
    recursion_error RecursionError;
    import_error ImportError;
    buffer_error BufferError;
    not_implemented_error NotImplementedError;
    arithmetic_error ArithmeticError;
    lookup_error LookupError;
    assertion_error AssertionError;
}

impl Vm {
    /// Raises `KeyError(key)`.
    #[cold]
    pub fn key_error(&self, key: Value) -> Raised {
        // A tuple key must stay one argument.
        self.raise_new(self.exc().KeyError, &[key])
    }

    /// Raises MemoryError.
    #[cold]
    pub fn memory_error(&self) -> Raised {
        self.raise_new(self.exc().MemoryError, &[])
    }

    /// Raises `StopIteration(value)` (`None` = without arguments).
    #[cold]
    pub fn stop_iteration(&self, value: Option<Value>) -> Raised {
        match value {
            Some(value) => self.raise_new(self.exc().StopIteration, &[value]),
            None => self.raise_new(self.exc().StopIteration, &[]),
        }
    }

    /// Raises the UnicodeEncodeError that encoding `s`, which holds a lone surrogate, as UTF-8 gives.
    #[cold]
    pub fn surrogate_error(&self, s: Gc<PyStr>) -> Raised {
        let at = s.chars().position(|c| (0xD800..0xE000).contains(&c)).unwrap_or(0) as i64;
        let run = s.chars().skip(at as usize).take_while(|c| (0xD800..0xE000).contains(c)).count() as i64;
        self.raise_new(
            self.exc().UnicodeEncodeError,
            &["utf-8".into(), s.value(), Value::int(at), Value::int(at + run), "surrogates not allowed".into()],
        )
    }

    /// Raises NameError for `name` with the given message, with its `name` attribute set.
    #[cold]
    pub fn name_error(&self, class: Gc<PyType>, message: &str, name: Gc<PyStr>) -> Raised {
        let raised = self.raise_msg(class, message);
        let _ = self.raised().set_extra(0, Some(name.value()));
        raised
    }

    /// Raises AttributeError with its `name` and `obj` attributes set.
    #[cold]
    pub fn attribute_error_for(&self, message: &str, object: Value, name: Gc<PyStr>) -> Raised {
        let raised = self.raise_msg(self.exc().AttributeError, message);
        let exception = self.raised();
        let _ = exception.set_extra(0, Some(name.value()));
        let _ = exception.set_extra(1, Some(object));
        raised
    }

    /// The dict for `**kwargs`-like use in error paths.
    pub fn new_dict(&self) -> Gc<PyDict> {
        PyDict::new()
    }
}
