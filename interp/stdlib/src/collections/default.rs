//! `defaultdict`: a dict that makes the values of missing keys. Its cell is a dict's with one reference behind it.

use taipan_interp::builtins::dict::DictType;
use taipan_interp::builtins::dict_views::{self, Part};
use taipan_interp::builtins::support;
use taipan_interp::native::*;

/// Header flag of dict cells: the cell is a [`PyDefaultDict`].
const IS_DEFAULT: u8 = 1;

/// The layout of `defaultdict` objects.
#[repr(C)]
pub struct PyDefaultDict {
    dict: PyDict,
    factory: Field<Option<Value>>,
}

// SAFETY: repr(C), begins with a dict; the word behind it is a reference or 0, traced as part of the attribute area, which
// `alloc` declares.
unsafe impl GcCell for PyDefaultDict {
    const KIND: Kind = Kind::DICT;

    #[inline(always)]
    #[allow(clippy::not_unsafe_ptr_arg_deref, reason = "the trait's contract: live cells of KIND only")]
    fn matches(cell: *const Header) -> bool {
        // SAFETY: called for live cells of KIND.
        unsafe { (*cell).flags.get() & IS_DEFAULT != 0 }
    }

    fn python_name() -> &'static str {
        "collections.defaultdict"
    }
}

impl Trace for PyDefaultDict {
    fn trace(&self, marker: &mut Marker) {
        self.dict.trace(marker);
        self.factory.trace(marker);
    }
}

impl PyDefaultDict {
    fn alloc(vm: &Vm, class: Gc<PyType>) -> PyResult<Gc<PyDefaultDict>> {
        let cell = PyDefaultDict { dict: PyDict::new_cell(vm.instance_shape(class)), factory: Field::new(None) };
        let object = vm.alloc_instance(class, cell)?;
        // The collector takes everything behind the dict for the attribute area.
        taipan_object::cell::add_area(object, size_of::<PyDict>());
        let header = object.header();
        header.flags.set(header.flags.get() | IS_DEFAULT);
        Ok(object)
    }
}

/// The dict part.
fn dict_of(this: Gc<PyDefaultDict>) -> Gc<PyDict> {
    // SAFETY: the cell begins as a dict and has its kind.
    unsafe { Gc::from_bits(this.value().bits()) }
}

fn factory_of(this: Gc<PyDefaultDict>) -> Value {
    this.factory.get().unwrap_or(Value::NONE)
}

/// `type(this)(factory, contents)`.
fn like(vm: &Vm, this: Gc<PyDefaultDict>, contents: Value) -> PyResult {
    vm.call(vm.type_of(this.value()).value(), &[factory_of(this), contents])
}

/// A dict whose missing keys get the value that a function without arguments gives: defaultdict(default_factory=None, /[, ...]).
#[pyclass(
    name = "defaultdict",
    module = "collections",
    base = DictType,
    cell = PyDefaultDict,
    own_layout,
    subclass
)]
pub struct DefaultDict;

#[pymethods]
impl DefaultDict {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Gc<PyDefaultDict>> {
        let _ = args;
        PyDefaultDict::alloc(vm, cls)
    }

    #[pyslot]
    fn __init__(this: Gc<PyDefaultDict>, vm: &Vm, args: Args<'_>) -> PyResult<()> {
        let factory = args.pos.first().copied().unwrap_or(Value::NONE);
        if !factory.is_none() && !vm.is_callable(factory) {
            return Err(vm.type_error("first argument must be callable or None"));
        }
        this.factory.set_in(this.header(), Some(factory));
        match vm.types().dict.slots().init {
            Some(init) => init(vm, this.value(), args.skip_first()),
            None => Ok(()),
        }
    }

    /// Makes, enters and gives the value of a missing key.
    fn __missing__(this: Gc<PyDefaultDict>, vm: &Vm, object: Value) -> PyResult {
        let factory = factory_of(this);
        if factory.is_none() {
            return Err(vm.key_error(object));
        }
        let value = vm.call(factory, &[])?;
        let plain = vm.types().dict.slots().setitem.map(|f| f as usize);
        if vm.slots_of(this.value()).setitem.map(|f| f as usize) == plain {
            // The factory may have entered the key itself: that value stays.
            return vm.dict_set_default(dict_of(this), object, value);
        }
        vm.set_item(this.value(), object, Some(value))?;
        Ok(value)
    }

    /// What makes the values; None: missing keys are errors.
    #[getter]
    fn default_factory(this: Gc<PyDefaultDict>) -> Value {
        factory_of(this)
    }

    #[setter]
    fn set_default_factory(this: Gc<PyDefaultDict>, value: Option<Value>) {
        this.factory.set_in(this.header(), value);
    }

    /// A copy with the same values.
    fn copy(this: Gc<PyDefaultDict>, vm: &Vm) -> PyResult {
        like(vm, this, this.value())
    }

    /// A copy with the same values.
    fn __copy__(this: Gc<PyDefaultDict>, vm: &Vm) -> PyResult {
        like(vm, this, this.value())
    }

    /// For pickling.
    fn __reduce__(this: Gc<PyDefaultDict>, vm: &Vm) -> PyResult {
        let factory = factory_of(this);
        let args = if factory.is_none() { PyTuple::new(&[]) } else { PyTuple::new(&[factory]) };
        let class = vm.type_of(this.value());
        let plain = class == vm.class::<DefaultDict>();
        let items = if plain {
            dict_views::iterator(dict_of(this), Part::Items)
        } else {
            let items = vm.call_method(this.value(), "items", &[])?;
            vm.iter(items)?
        };
        Ok(PyTuple::new(&[class.value(), args.value(), Value::NONE, Value::NONE, items]).value())
    }

    /// The class with these type arguments: a types.GenericAlias.
    #[classmethod]
    fn __class_getitem__(cls: Gc<PyType>, vm: &Vm, object: Value) -> PyResult {
        support::class_getitem(vm, cls, object)
    }

    fn __repr__(this: Gc<PyDefaultDict>, vm: &Vm) -> PyResult {
        let Some(repr) = vm.types().dict.slots().repr else { return support::text(b"defaultdict") };
        let contents = repr(vm, this.value())?;
        let factory = factory_of(this);
        let shown = vm.with_repr_guard(factory, || vm.repr(factory))?;
        let mut out = support::class_name(vm, this.value()).into_bytes();
        out.push(b'(');
        out.extend_from_slice(shown.as_ref().map_or(b"...", |shown| shown.as_bytes()));
        out.extend_from_slice(b", ");
        out.extend_from_slice(contents.cast::<PyStr>().as_ref().map_or(b"", |contents| contents.as_bytes()));
        out.push(b')');
        support::text(&out)
    }

    fn __or__(vm: &Vm, a: Value, b: Value) -> PyResult {
        let (this, other) = match a.cast::<PyDefaultDict>() {
            Some(this) => (this, b),
            None => match b.cast::<PyDefaultDict>() {
                Some(this) => (this, a),
                None => return Ok(Value::NOT_IMPLEMENTED),
            },
        };
        if !other.is::<PyDict>() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let result = like(vm, this, a)?;
        match result.cast::<PyDict>() {
            Some(dict) => vm.dict_update(dict, b)?,
            None => {
                vm.call_method(result, "update", &[b])?;
            }
        }
        Ok(result)
    }
}
