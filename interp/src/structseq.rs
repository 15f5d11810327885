//! Struct sequences: tuple subclasses whose items also have names (`time.struct_time`, `os.stat_result`, `sys.flags`).
//!
//! A class is declared once with [`structseq!`](crate::structseq) as a static [`StructSeq`]; its visible fields are the tuple's items,
//! hidden ones (which only have a name) are kept as attributes of the instance. Some visible fields may have no name of their
//! own: then a hidden field of the like meaning stands in for them in the repr, as `st_atime` does.

use crate::native::*;
use std::sync::Mutex;

/// A class of struct sequences.
pub struct StructSeq {
    /// The type's definition.
    pub def: &'static TypeDef,
    /// Names of the items that have one.
    pub visible: &'static [&'static str],
    /// Names of the fields that are no items.
    pub hidden: &'static [&'static str],
    /// How many items at the end have no name.
    pub n_unnamed: usize,
}

static KNOWN: Mutex<Vec<&'static StructSeq>> = Mutex::new(Vec::new());

/// Declares a static [`StructSeq`]: type documentation, module and name, items with their positions, fields that are no items.
#[macro_export]
macro_rules! structseq {
    ($(#[doc = $doc:literal])+ $vis:vis static $ident:ident = $module:literal, $name:literal;
     visible { $($index:literal $field:ident $field_doc:literal,)* } unnamed $unnamed:literal hidden { $($hidden:ident $hidden_doc:literal,)* }) => {
        $(#[doc = $doc])+
        $vis static $ident: $crate::structseq::StructSeq = {
            use $crate::native::*;
            use $crate::structseq::{self, StructSeq};
            const VISIBLE: &[&str] = &[$(stringify!($field)),*];
            const HIDDEN: &[&str] = &[$(stringify!($hidden)),*];
            const N_ITEMS: usize = VISIBLE.len() + $unnamed;
            static METHODS: MethodsDef = MethodsDef {
                methods: &[],
                getset: &[],
                attrs: &[
                    AttrDef { name: "n_sequence_fields", value: |_| Ok(Value::small(N_ITEMS as i64)) },
                    AttrDef { name: "n_fields", value: |_| Ok(Value::small((N_ITEMS + HIDDEN.len()) as i64)) },
                    AttrDef { name: "n_unnamed_fields", value: |_| Ok(Value::small($unnamed)) },
                    AttrDef { name: "__match_args__", value: |_| Ok(structseq::names(VISIBLE).value()) },
                ],
                slots: |_| {},
            };
            static DEF: TypeDef = TypeDef {
                name: $name,
                qualname: $name,
                module: Some($module),
                doc: concat!($($doc, "\n"),+),
                text_signature: None,
                base: Some(structseq::TUPLE),
                flags: if HIDDEN.is_empty() { TypeFlags::empty() } else { TypeFlags::HAS_DICT },
                info: None,
                cell_size: None,
                members: &[
                    $(&GetSetDef {
                        name: stringify!($field), owner: Some(concat!($module, ".", $name)), doc: $field_doc,
                        get: Some(|vm, this| structseq::item(vm, this, $index)), set: None, member: true,
                    },)*
                    $(&GetSetDef {
                        name: stringify!($hidden), owner: Some(concat!($module, ".", $name)), doc: $hidden_doc,
                        get: Some(|_, this| Ok(structseq::hidden(this, stringify!($hidden)))), set: None, member: true,
                    },)*
                ],
                parts: &[structseq::SHARED, &METHODS],
                index: TypeIndex::new(),
                slots: ::std::sync::OnceLock::new(),
            };
            StructSeq { def: &DEF, visible: VISIBLE, hidden: HIDDEN, n_unnamed: $unnamed }
        };
    };
}

/// `tuple`, the base of all.
pub const TUPLE: &TypeDef = <crate::builtins::tuple::TupleType as PyClass>::TYPE;

/// The methods that all classes share.
pub const SHARED: &MethodsDef = <SharedMethods as PyMethods>::METHODS;

/// A tuple of names.
pub fn names(names: &[&str]) -> Gc<PyTuple> {
    let values = GcVec::from_slice(&[]);
    for name in names {
        values.push(PyStr::new(name).into());
    }
    PyTuple::new(values.as_slice())
}

/// Item number `index` of a struct sequence.
pub fn item(vm: &Vm, this: Value, index: usize) -> PyResult {
    match this.cast::<PyTuple>().and_then(|tuple| tuple.as_slice().get(index).copied()) {
        Some(item) => Ok(item),
        None => Err(vm.type_error("descriptor requires a struct sequence")),
    }
}

/// The field `name` of a struct sequence, which is no item.
pub fn hidden(this: Value, name: &str) -> Value {
    crate::instance::get(this, taipan_object::string::intern(name)).unwrap_or(Value::NONE)
}

impl StructSeq {
    /// The class.
    pub fn class(&'static self, vm: &Vm) -> Gc<PyType> {
        let mut known = KNOWN.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if !known.iter().any(|it| std::ptr::eq(*it, self)) {
            known.push(self);
        }
        drop(known);
        vm.type_from_def(self.def)
    }

    /// How many items an instance has.
    pub fn n_items(&self) -> usize {
        self.visible.len() + self.n_unnamed
    }

    /// Makes an instance of the items, then the hidden fields; missing hidden ones are None.
    pub fn make(&'static self, vm: &Vm, fields: &[Value]) -> PyResult {
        let class = self.class(vm);
        let (items, hidden) = fields.split_at(self.n_items());
        let tuple = PyTuple::try_new(items, vm.instance_shape(class), class.extra_size())?.value();
        for (name, &value) in self.hidden.iter().zip(hidden) {
            vm.set_instance_attr(tuple, taipan_object::string::intern(name), value)?;
        }
        Ok(tuple)
    }

    /// Name of item `index`: where it has none, that of the hidden field that stands in for it.
    fn item_name(&self, index: usize) -> &'static str {
        let rest = || self.hidden.get(index - self.visible.len()).copied().unwrap_or("");
        self.visible.get(index).copied().unwrap_or_else(rest)
    }

    fn full_name(&self) -> String {
        format!("{}.{}", self.def.module.unwrap_or("builtins"), self.def.name)
    }

    fn is_field(&self, name: &str) -> bool {
        self.visible.contains(&name) || self.hidden.contains(&name)
    }
}

/// The declaration that `class` belongs to.
fn declaration(vm: &Vm, class: Gc<PyType>) -> PyResult<&'static StructSeq> {
    let known = KNOWN.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone();
    match known.into_iter().find(|it| vm.type_from_def(it.def) == class) {
        Some(found) => Ok(found),
        None => Err(vm.type_error("not a struct sequence")),
    }
}

/// A class that lends its methods to all struct sequences.
#[pyclass(name = "structseq", cell = PyTuple)]
pub struct SharedMethods;

#[pymethods]
impl SharedMethods {
    #[pyslot(sig = "(sequence, dict=None)")]
    fn __new__(cls: Gc<PyType>, vm: &Vm, sequence: Value, dict: Option<Value>) -> PyResult {
        let this = declaration(vm, cls)?;
        let name = this.full_name();
        let items = vm.call(vm.types().list.value(), &[sequence]);
        let Some(items) = vm.ignore(vm.exc().TypeError, items)?.and_then(|items| items.cast::<PyList>()) else {
            return Err(vm.type_error("constructor requires a sequence"));
        };
        let dict = match dict.filter(|dict| !dict.is_none()) {
            None => None,
            Some(dict) => match dict.cast::<PyDict>() {
                Some(dict) => Some(dict),
                None => return Err(vm.type_error(format!("{name}() takes a dict as second arg, if any"))),
            },
        };
        let (n_given, least, most) = (items.items.len(), this.n_items(), this.n_items() + this.hidden.len());
        if n_given < least || n_given > most {
            let bound = match (least == most, n_given < least) {
                (true, _) => format!("a {least}"),
                (false, true) => format!("an at least {least}"),
                (false, false) => format!("an at most {most}"),
            };
            return Err(vm.type_error(format!("{name}() takes {bound}-sequence ({n_given}-sequence given)")));
        }
        let fields = GcVec::from_slice(items.items.as_slice());
        let mut n_used = 0;
        for (position, field) in this.hidden.iter().enumerate().skip(n_given - least) {
            let given = dict.and_then(|dict| dict.get_str(vm.intern(field)));
            n_used += usize::from(given.is_some());
            // A time without an exact twin is the item that it stands in for.
            let stand_in = if position < this.n_unnamed { fields.get(this.visible.len() + position) } else { None };
            fields.push(given.or(stand_in).unwrap_or(Value::NONE));
        }
        if dict.is_some_and(|dict| dict.len() > n_used) {
            return Err(vm.type_error(format!("{name}() got duplicate or unexpected field name(s)")));
        }
        this.make(vm, fields.as_slice())
    }

    fn __repr__(this: Gc<PyTuple>, vm: &Vm) -> PyResult<Gc<PyStr>> {
        let class = declaration(vm, vm.type_of(this.value()))?;
        vm.check_native_stack()?;
        let mut text = class.full_name().into_bytes();
        text.push(b'(');
        for (index, &item) in this.as_slice().iter().enumerate() {
            if index > 0 {
                text.extend_from_slice(b", ");
            }
            text.extend_from_slice(class.item_name(index).as_bytes());
            text.push(b'=');
            text.extend_from_slice(vm.repr(item)?.as_bytes());
        }
        text.push(b')');
        Ok(PyStr::from_wtf8(&text))
    }

    fn __reduce__(this: Gc<PyTuple>, vm: &Vm) -> PyResult {
        let class = declaration(vm, vm.type_of(this.value()))?;
        let dict = vm.new_dict();
        for name in class.hidden {
            dict.set_str(vm.intern(name), hidden(this.value(), name));
        }
        let arguments = PyTuple::new(&[PyTuple::new(this.as_slice()).value(), dict.value()]);
        Ok(PyTuple::new(&[vm.type_of(this.value()).value(), arguments.value()]).value())
    }

    /// A copy with some fields changed.
    #[pymethod(sig = "(**changes)")]
    fn __replace__(this: Gc<PyTuple>, vm: &Vm, changes: Kwargs<'_>) -> PyResult {
        let class = declaration(vm, vm.type_of(this.value()))?;
        if class.n_unnamed > 0 {
            let name = class.full_name();
            let message = format!("__replace__() is not supported for {name} because it has unnamed field(s)");
            return Err(vm.type_error(message));
        }
        let unknown = GcVec::from_slice(&[]);
        let find = |name: &str| changes.iter().find(|(given, _)| given.as_str() == Some(name)).map(|(_, value)| value);
        for (name, _) in changes.iter() {
            if !name.as_str().is_some_and(|name| class.is_field(name)) {
                unknown.push(name.value());
            }
        }
        if !unknown.is_empty() {
            let list = vm.repr(PyList::new(unknown.as_slice()).value())?;
            return Err(vm.type_error(format!("Got unexpected field name(s): {}", list.to_string_lossy())));
        }
        let fields = GcVec::from_slice(&[]);
        for (index, name) in class.visible.iter().enumerate() {
            fields.push(find(name).unwrap_or(this.as_slice()[index]));
        }
        for name in class.hidden {
            fields.push(find(name).unwrap_or_else(|| hidden(this.value(), name)));
        }
        class.make(vm, fields.as_slice())
    }
}
