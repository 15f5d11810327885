//! Everything the attribute macros accept, compiled, and its argument errors compared with python3.14's.
use crate::native::*;
use crate::slots::update;
use std::cell::Cell;

/// Counting things.
#[pymodule(name = "counting")]
pub(crate) mod counting {
    use super::*;

    #[pyattr]
    const LIMIT: i64 = 1000;
    #[pyattr]
    fn EMPTY(_vm: &Vm) -> Value {
        PyTuple::new(&[]).into()
    }

    /// The hypotenuse.
    #[pyfunction]
    fn hyp(x: f64, y: f64) -> f64 {
        x.hypot(y)
    }
    #[pyfunction]
    fn sqrt(vm: &Vm, x: f64) -> PyResult<f64> {
        if x < 0.0 { Err(vm.value_error("expected a nonnegative input")) } else { Ok(x.sqrt()) }
    }
    #[pyfunction(sig = "(first, /, *rest, sep=' ', limit=-1, flag=False)")]
    fn join(first: Gc<PyStr>, rest: &[Value], sep: Option<Gc<PyStr>>, limit: isize, flag: bool) -> String {
        format!(
            "{:?} {} {:?} {limit} {flag}",
            first.as_str(),
            rest.len(),
            sep.map(|s| s.to_string_lossy().into_owned())
        )
    }
    #[pyfunction(sig = "(*args, **kwargs)")]
    fn any(args: &[Value], kwargs: Kwargs<'_>) -> usize {
        args.len() * 10 + kwargs.len()
    }
    #[pyfunction]
    fn raw(_vm: &Vm, args: Args<'_>) -> PyResult {
        Ok(Value::small(args.pos.len() as i64))
    }
    #[pyfunction(sig = "(base, exp, mod=None)")]
    fn pow(base: i64, exp: i64, modulus: Option<i64>) -> i64 {
        base + exp + modulus.unwrap_or(100)
    }
    #[pyfunction(sig = "(iterable, /, start=0)", name = "sum")]
    fn sum_(_iterable: Value, start: i64) -> i64 {
        start
    }
    #[pyfunction(sig = "(a, b, *, rel_tol=1e-09)")]
    fn isclose(a: f64, b: f64, rel_tol: f64) -> bool {
        (a - b).abs() <= rel_tol
    }
    #[pyfunction(sig = "(*, key=None, reverse=False)")]
    fn sort(key: Option<Value>, reverse: bool) -> (bool, bool) {
        (key.is_some(), reverse)
    }
    #[pyfunction]
    fn insert(_i: Index, _x: Value) {}
    #[pyfunction]
    fn pop(i: Option<isize>) -> isize {
        i.unwrap_or(-1)
    }
    #[pyfunction]
    fn len(_obj: Value) -> usize {
        3
    }
    #[pyfunction]
    fn copy() {}
    #[pyfunction(sig = "(encoding='utf-8', errors='strict')")]
    fn encode(encoding: Option<Gc<PyStr>>, errors: Option<Gc<PyStr>>) -> bool {
        encoding.is_none() && errors.is_none()
    }

    #[pyfunction]
    fn three(_args: &[Value]) -> i64 {
        3
    }

    /// A counter.
    #[pyclass(name = "Counter", subclass, dict, weakref, text_sig = "(start=0)")]
    pub(crate) struct Counter {
        #[member]
        n: Cell<i64>,
        #[member(writable, name = "key")]
        k: Field<Option<Value>>,
        #[no_trace]
        _cache: std::cell::RefCell<std::collections::HashMap<String, u32>>,
    }

    #[pymethods]
    impl Counter {
        #[pyattr]
        const MAX: i64 = 9;
        #[pyslot(sig = "(start=0)")]
        fn __new__(cls: Gc<PyType>, vm: &Vm, start: i64) -> PyResult<Obj<Counter>> {
            vm.new_native(cls, counter(start))
        }
        fn __init__(&self, _vm: &Vm, _args: Args<'_>) {}
        fn __call__(&self, x: i64) -> i64 {
            self.n.get() + x
        }
        /// Counts once more.
        fn step(&self, by: Option<i64>) -> i64 {
            self.n.set(self.n.get() + by.unwrap_or(1));
            self.n.get()
        }
        fn me(this: Obj<Counter>) -> Obj<Counter> {
            this
        }
        fn get(&self, _key: Value, default: Option<Value>) -> Option<Value> {
            default
        }
        #[classmethod]
        fn make(_cls: Gc<PyType>, _vm: &Vm) -> PyResult {
            Ok(Value::NONE)
        }
        #[staticmethod]
        fn zero() -> i64 {
            0
        }
        #[getter]
        fn doubled(&self) -> i64 {
            self.n.get() * 2
        }
        #[setter]
        fn set_doubled(&self, v: i64) {
            self.n.set(v / 2)
        }
        #[deleter]
        fn del_doubled(&self, vm: &Vm) -> PyResult<()> {
            Err(vm.type_error("no"))
        }
        fn __len__(&self) -> usize {
            self.n.get() as usize
        }
        fn __bool__(&self, _vm: &Vm) -> PyResult<bool> {
            Ok(true)
        }
        fn __hash__(&self) -> i64 {
            1
        }
        fn __repr__(&self) -> String {
            format!("Counter({})", self.n.get())
        }
        fn __add__(&self, other: Obj<Counter>) -> i64 {
            self.n.get() + other.n.get()
        }
        fn __radd__(&self, _vm: &Vm, other: Value) -> PyResult {
            Ok(PyTuple::new(&[other, Value::int(self.n.get())]).into())
        }
        fn __mul__(_vm: &Vm, a: Value, b: Value) -> PyResult {
            Ok(PyTuple::new(&[a, b]).into())
        }
        fn __pow__(&self, other: Value, _modulus: Option<Value>) -> Value {
            other
        }
        fn __iadd__(this: Obj<Counter>, other: Value) -> Obj<Counter> {
            let _ = other;
            this
        }
        fn __eq__(&self, other: Obj<Counter>) -> bool {
            self.n == other.n
        }
        fn __lt__(&self, other: Obj<Counter>) -> bool {
            self.n < other.n
        }
        fn __getitem__(&self, key: i64) -> i64 {
            key
        }
        fn __setitem__(&self, _vm: &Vm, _key: Value, _value: Value) -> PyResult<()> {
            Ok(())
        }
        fn __delattr__(&self, _name: Gc<PyStr>) {}
        fn __contains__(&self, _key: Value) -> bool {
            true
        }
        fn __iter__(this: Obj<Counter>) -> Obj<Counter> {
            this
        }
        fn __next__(&self) -> Option<i64> {
            None
        }
        fn __get__(this: Value, _instance: Option<Value>, _owner: Option<Value>) -> Value {
            this
        }
        fn sq_repeat(&self, n: isize) -> isize {
            n
        }
        fn __buffer__(this: Obj<Counter>, _flags: i32) -> PyResult<Buffer> {
            Ok(Buffer::bytes(this.into(), std::ptr::null_mut(), 0, true))
        }
        #[pyskip]
        fn helper(&self) {}
    }

    fn counter(n: i64) -> Counter {
        let counter = Counter { n: Cell::new(n), k: Field::new(None), _cache: Default::default() };
        counter.helper();
        counter
    }

    pub(super) fn make(vm: &Vm, n: i64) -> Obj<Counter> {
        vm.new_object(counter(n)).unwrap()
    }

    #[pyclass(name = "list", cell = PyList, subclass, sequence, no_methods, parts(ListType))]
    #[pyprivate]
    pub(crate) struct ListType;

    #[pymethods]
    impl ListType {
        fn append(this: Gc<PyList>, object: Value) {
            this.items.push(object)
        }
        fn richcompare(_this: Gc<PyList>, _vm: &Vm, other: Gc<PyList>, op: CmpOp) -> bool {
            let _ = other;
            op == CmpOp::Eq
        }
    }

    #[pyexec]
    fn exec(_vm: &Vm, _module: Gc<PyModule>) -> PyResult<()> {
        Ok(())
    }
}

/// One VM and one thread for all checks: the VM is the process's.
#[test]
fn native_bindings_against_a_running_vm() {
    let hooks = crate::vm::Hooks { native_modules: || &[], library: crate::bootstrap::Library::EMPTY };
    let bounds = taipan_host::mem::current_stack_bounds().unwrap();
    let vm = crate::vm::Vm::start(Default::default(), hooks, (bounds.low, bounds.high)).unwrap();
    wrong_calls_give_the_messages_of_the_reference(vm);
    calls_convert_and_return(vm);
    slots_take_their_operands_apart(vm);
    wrappers_and_descriptors_behave(vm);
    classes_with_dunders_get_generic_slots(vm);
}

/// "TypeError: message" of the pending exception, which is taken.
fn error_text(vm: &Vm) -> String {
    let exception = vm.take_raised().unwrap();
    let message = exception.args.get().as_slice().first().and_then(|v| v.cast::<PyStr>());
    format!(
        "{}: {}",
        vm.type_name(exception.value()),
        message.map(|m| m.to_string_lossy().into_owned()).unwrap_or_default()
    )
}

#[track_caller]
fn call(vm: &Vm, def: &'static FnDef, pos: &[Value], kw: &[(&str, Value)]) -> Result<Value, String> {
    let names: Vec<Value> = kw.iter().map(|(n, _)| PyStr::new(n).into()).collect();
    let vals: Vec<Value> = kw.iter().map(|(_, v)| *v).collect();
    let kwnames = if kw.is_empty() { None } else { Some(PyTuple::new(&names)) };
    (def.call)(vm, Args { pos, kwvals: &vals, kwnames }).map_err(|Raised| error_text(vm))
}

fn function(name: &str) -> &'static FnDef {
    counting::DEF.functions.iter().find(|f| f.name == name).unwrap()
}

fn method(name: &str) -> &'static FnDef {
    counting::Counter::TYPE.methods().find(|f| f.name == name).unwrap()
}

fn wrong_calls_give_the_messages_of_the_reference(vm: &Vm) {
    let n = Value::small;
    let s = |s: &str| -> Value { PyStr::new(s).into() };
    let error = |def: &'static FnDef, pos: &[Value], kw: &[(&str, Value)]| call(vm, def, pos, kw).unwrap_err();
    let t = |m: &str| format!("TypeError: {m}");
    assert_eq!(error(function("len"), &[], &[]), t("counting.len() takes exactly one argument (0 given)"));
    assert_eq!(error(function("len"), &[], &[("x", n(1))]), t("counting.len() takes no keyword arguments"));
    assert_eq!(error(function("copy"), &[n(1)], &[]), t("counting.copy() takes no arguments (1 given)"));
    assert_eq!(error(function("insert"), &[n(1)], &[]), t("insert expected 2 arguments, got 1"));
    assert_eq!(error(function("insert"), &[s("a"), n(1)], &[]), t("'str' object cannot be interpreted as an integer"));
    assert_eq!(error(function("pop"), &[n(1), n(2)], &[]), t("pop expected at most 1 argument, got 2"));
    let pow = function("pow");
    assert_eq!(error(pow, &[], &[]), t("pow() missing required argument 'base' (pos 1)"));
    assert_eq!(error(pow, &[n(2)], &[]), t("pow() missing required argument 'exp' (pos 2)"));
    assert_eq!(error(pow, &[n(1), n(2), n(3), n(4)], &[]), t("pow() takes at most 3 arguments (4 given)"));
    assert_eq!(
        error(pow, &[n(2)], &[("exp", n(3)), ("foo", n(1))]),
        t("pow() got an unexpected keyword argument 'foo'")
    );
    assert_eq!(
        error(pow, &[n(2), n(3)], &[("base", n(3))]),
        t("argument for pow() given by name ('base') and position (1)")
    );
    assert_eq!(call(vm, pow, &[n(1)], &[("mod", n(3)), ("exp", n(2))]).unwrap(), n(6));
    assert_eq!(error(function("sum"), &[], &[]), t("sum() takes at least 1 positional argument (0 given)"));
    assert_eq!(error(function("sum"), &[n(1), n(2), n(3)], &[]), t("sum() takes at most 2 arguments (3 given)"));
    let isclose = function("isclose");
    assert_eq!(error(isclose, &[n(1)], &[]), t("isclose() missing required argument 'b' (pos 2)"));
    assert_eq!(error(isclose, &[n(1), n(2), n(3)], &[]), t("isclose() takes exactly 2 positional arguments (3 given)"));
    assert_eq!(error(isclose, &[n(1), s("a")], &[]), t("must be real number, not str"));
    assert_eq!(error(function("sort"), &[n(1)], &[]), t("sort() takes no positional arguments"));
    assert_eq!(
        error(function("sort"), &[], &[("keyy", n(1))]),
        t("sort() got an unexpected keyword argument 'keyy'. Did you mean 'key'?")
    );
    assert_eq!(error(function("encode"), &[n(1)], &[]), t("encode() argument 'encoding' must be str, not int"));
    assert_eq!(
        error(function("encode"), &[], &[("errors", n(1))]),
        t("encode() argument 'errors' must be str, not int")
    );
    assert_eq!(error(function("join"), &[n(1)], &[]), t("join() argument 1 must be str, not int"));
    let step = method("step");
    assert_eq!(error(step, &[], &[]), t("unbound method Counter.step() needs an argument"));
    assert_eq!(error(step, &[n(1)], &[]), t("descriptor 'step' for 'Counter' objects doesn't apply to a 'int' object"));
    let c: Value = counting::make(vm, 5).into();
    assert_eq!(error(step, &[c, n(1), n(2)], &[]), t("step expected at most 1 argument, got 2"));
    assert_eq!(error(method("me"), &[c, n(1)], &[]), t("Counter.me() takes no arguments (1 given)"));
    assert_eq!(error(method("me"), &[], &[]), t("unbound method Counter.me() needs an argument"));
    assert_eq!(
        error(method("make"), &[n(1)], &[]),
        t("descriptor 'make' for type 'Counter' needs a type, not a 'int' as arg 2")
    );
}

fn calls_convert_and_return(vm: &Vm) {
    let n = Value::small;
    let s = |s: &str| -> Value { PyStr::new(s).into() };
    let text = |v: Value| v.cast::<PyStr>().unwrap().to_string_lossy().into_owned();
    assert_eq!(call(vm, function("hyp"), &[n(3), Value::float(4.0)], &[]).ok(), Some(Value::float(5.0)));
    let joined = call(vm, function("join"), &[s("a"), n(1), n(2)], &[("flag", Value::TRUE), ("sep", s("-"))]).unwrap();
    assert_eq!(text(joined), "Some(\"a\") 2 Some(\"-\") -1 true");
    assert_eq!(call(vm, function("any"), &[n(1), n(1)], &[("x", n(1))]).ok(), Some(n(21)));
    assert_eq!(call(vm, function("raw"), &[n(1), n(1)], &[("x", n(1))]).ok(), Some(n(2)));
    assert_eq!(call(vm, function("encode"), &[Value::NONE], &[]).ok(), Some(Value::TRUE));
    let c: Value = counting::make(vm, 5).into();
    assert_eq!(call(vm, method("step"), &[c, n(2)], &[]).ok(), Some(n(7)));
    assert_eq!(call(vm, method("step"), &[c], &[]).ok(), Some(n(8)));
    assert_eq!(call(vm, method("get"), &[c, n(2), Value::NONE], &[]).ok(), Some(Value::NONE));
    assert_eq!(call(vm, method("zero"), &[], &[]).ok(), Some(n(0)));
    let Typed::F64F64ToF64(hyp) = function("hyp").typed else { panic!() };
    assert_eq!(hyp(3.0, 4.0), 5.0);
    assert!(matches!(function("sqrt").typed, Typed::F64ToTryF64(_)));
    assert!(matches!(function("len").fast, Fast::F1(_)) && matches!(method("me").fast, Fast::F1(_)));
}

#[test]
fn definitions_say_what_the_source_says() {
    assert_eq!(function("hyp").text_signature, Some("($module, x, y, /)"));
    assert_eq!(function("hyp").doc, "The hypotenuse.");
    assert_eq!(function("join").text_signature, Some("($module, first, /, *rest, sep=' ', limit=-1, flag=False)"));
    assert_eq!(function("raw").text_signature, None);
    assert_eq!(method("step").text_signature, Some("($self, by=None, /)"));
    assert_eq!(method("make").text_signature, Some("($type, /)"));
    assert_eq!(counting::DEF.doc, "Counting things.");
    let ty = counting::Counter::TYPE;
    assert_eq!((ty.name, ty.module, ty.doc), ("Counter", Some("counting"), "A counter."));
    assert!(ty.flags.contains(TypeFlags::BASETYPE | TypeFlags::HAS_DICT | TypeFlags::WEAKREF));
    let names: Vec<_> = ty.getset().map(|g| (g.name, g.member, g.set.is_some())).collect();
    assert_eq!(names, [("doubled", false, true), ("n", true, false), ("key", true, true)]);
    assert_eq!(counting::DEF.classes.len(), 1);
    assert_eq!(counting::ListType::TYPE.methods().count(), 1);
}

fn slots_take_their_operands_apart(vm: &Vm) {
    let slots = counting::Counter::TYPE.own_slots();
    let n = Value::small;
    let c: Value = counting::make(vm, 5).into();
    let s: Value = PyStr::new("x").into();
    let add = slots.add.unwrap();
    assert_eq!(add(vm, c, s).ok(), Some(Value::NOT_IMPLEMENTED));
    assert_eq!(add(vm, c, c).ok(), Some(n(10)));
    assert_eq!(slots.len.unwrap()(vm, c).ok(), Some(5));
    let radd = add(vm, s, c).ok().unwrap().cast::<PyTuple>().unwrap();
    assert_eq!(radd.as_slice(), [s, n(5)]);
    assert_eq!(add(vm, n(1), n(2)).ok(), Some(Value::NOT_IMPLEMENTED));
    let cmp = slots.richcompare.unwrap();
    let d: Value = counting::make(vm, 6).into();
    assert_eq!(cmp(vm, c, d, CmpOp::Ne).ok(), Some(Value::TRUE));
    assert_eq!(cmp(vm, c, d, CmpOp::Lt).ok(), Some(Value::TRUE));
    assert_eq!(cmp(vm, c, n(1), CmpOp::Eq).ok(), Some(Value::NOT_IMPLEMENTED));
    assert_eq!(cmp(vm, c, d, CmpOp::Ge).ok(), Some(Value::NOT_IMPLEMENTED));
    assert!(slots.setitem.unwrap()(vm, c, n(1), None).is_err());
    assert_eq!(error_text(vm), "TypeError: 'counting.Counter' object doesn't support item deletion");
    assert_eq!(slots.iternext.unwrap()(vm, c).ok(), Some(None));
    let def = crate::slots::slot_defs_named("__radd__").next().unwrap();
    let r = def.call(vm, &slots, c, Args::positional(&[n(1)])).ok().unwrap().cast::<PyTuple>().unwrap();
    assert_eq!(r.as_slice(), [n(1), n(5)]);
    assert!(def.call(vm, &slots, c, Args::positional(&[])).is_err());
    assert_eq!(error_text(vm), "TypeError: expected 1 argument, got 0");
}

fn native_call(vm: &Vm, f: Value, args: &[Value]) -> Result<Value, String> {
    vm.call(f, args).map_err(|Raised| error_text(vm))
}

fn repr(vm: &Vm, v: Value) -> String {
    match vm.repr(v) {
        Ok(s) => s.to_string_lossy().into_owned(),
        Err(Raised) => error_text(vm),
    }
}

fn wrappers_and_descriptors_behave(vm: &Vm) {
    let n = Value::small;
    let class = vm.class::<counting::Counter>();
    let attr = |name: &str| class.dict.get().get_str(taipan_object::string::intern(name)).unwrap();
    let c: Value = counting::make(vm, 5).into();
    assert_eq!(repr(vm, attr("__len__")), "<slot wrapper '__len__' of 'counting.Counter' objects>");
    assert_eq!(native_call(vm, attr("__len__"), &[c]), Ok(n(5)));
    let e = |f: Value, args: &[Value]| native_call(vm, f, args).unwrap_err();
    assert_eq!(
        e(attr("__len__"), &[]),
        "TypeError: descriptor '__len__' of 'counting.Counter' object needs an argument"
    );
    assert_eq!(
        e(attr("__len__"), &[n(1)]),
        "TypeError: descriptor '__len__' requires a 'counting.Counter' object but received a 'int'"
    );
    assert_eq!(e(attr("__len__"), &[c, c]), "TypeError: expected 0 arguments, got 1");
    assert_eq!(e(attr("__pow__"), &[c]), "TypeError: expected 1 or 2 arguments, got 0");
    assert_eq!(e(attr("__next__"), &[c]), "StopIteration: ");
    assert_eq!(native_call(vm, attr("__rmul__"), &[c, n(2)]).map(|v| v.is::<PyTuple>()), Ok(true));
    let get = |v: Value, name: &str| vm.get_attr_str(v, name).map_err(|Raised| error_text(vm)).unwrap();
    assert!(repr(vm, get(c, "__len__")).starts_with("<method-wrapper '__len__' of counting.Counter object at 0x"));
    assert_eq!(native_call(vm, get(c, "__len__"), &[]), Ok(n(5)));
    let text = |v: Value| v.cast::<PyStr>().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    assert_eq!(text(get(attr("__add__"), "__qualname__")), "Counter.__add__");
    assert_eq!(text(get(attr("__add__"), "__text_signature__")), "($self, value, /)");
    assert_eq!(repr(vm, attr("step")), "<method 'step' of 'Counter' objects>");
    assert_eq!(text(get(attr("step"), "__doc__")), "Counts once more.");
    assert!(repr(vm, get(c, "step")).starts_with("<built-in method step of counting.Counter object at 0x"));
    assert_eq!(text(get(get(c, "step"), "__qualname__")), "Counter.step");
    assert_eq!(native_call(vm, get(c, "step"), &[n(2)]), Ok(n(7)));
    assert_eq!(
        e(attr("step"), &[n(2)]),
        "TypeError: descriptor 'step' for 'Counter' objects doesn't apply to a 'int' object"
    );
    assert_eq!(repr(vm, attr("doubled")), "<attribute 'doubled' of 'counting.Counter' objects>");
    assert_eq!(repr(vm, attr("n")), "<member 'n' of 'counting.Counter' objects>");
    assert_eq!(get(c, "doubled"), n(14));
    vm.set_attr_str(c, "doubled", n(20)).unwrap();
    assert_eq!(get(c, "n"), n(10));
    assert!(vm.set_attr_str(c, "n", n(20)).is_err());
    assert_eq!(error_text(vm), "AttributeError: readonly attribute");
    vm.set_attr_str(c, "key", n(20)).unwrap();
    assert_eq!(get(c, "key"), n(20));
    assert_eq!(get(class.value(), "MAX"), n(9));
    assert_eq!(native_call(vm, get(class.value(), "zero"), &[]), Ok(n(0)));
    assert!(repr(vm, get(class.value(), "make")).starts_with("<built-in method make of type object at 0x"));
    assert_eq!(native_call(vm, get(c, "make"), &[]), Ok(Value::NONE));
    let new = attr("__new__");
    assert_eq!(e(new, &[]), "TypeError: counting.Counter.__new__(): not enough arguments");
    assert_eq!(e(new, &[n(1)]), "TypeError: counting.Counter.__new__(X): X is not a type object (int)");
    let int = vm.types().int.value();
    assert_eq!(e(new, &[int]), "TypeError: counting.Counter.__new__(int): int is not a subtype of counting.Counter");
    let made = native_call(vm, new, &[class.value(), n(3)]).unwrap();
    assert_eq!(get(made, "n"), n(3));
}

/// A class as a class statement makes it, with natives as its functions.
fn make_class(vm: &Vm, base: Gc<PyType>, items: &[(&str, Value)]) -> Gc<PyType> {
    use crate::class::{ClassFlags, NewType};
    let name = PyStr::new("Py");
    let dict = PyDict::new();
    for (key, value) in items {
        dict.set_str(taipan_object::string::intern(key), *value);
    }
    let bases = PyTuple::new(&[base.value()]);
    let flags = ClassFlags::BASETYPE | ClassFlags::HEAP;
    let layout = crate::class::Layout { has_dict: true, ..base.layout.get() };
    let new = NewType { name, qualname: name, base: Some(base), bases, dict, flags, layout, def: None };
    let class = PyType::new(vm.instance_shape(vm.types().type_), new, 0).unwrap();
    let mut mro = vec![class.value()];
    mro.extend_from_slice(base.mro.get().as_slice());
    class.mro.set(PyTuple::new(&mro));
    base.add_subclass(class);
    update::init_slots(vm, class);
    class
}

fn classes_with_dunders_get_generic_slots(vm: &Vm) {
    let n = Value::small;
    // Functions of a module are no descriptors, so self is not passed: `lambda x: 3`-like constants.
    let three = |_: ()| vm.new_native_function(function("three"), None, None);
    let base = vm.class::<counting::Counter>();
    let plain = make_class(vm, base, &[]);
    assert!(plain.slots().same(crate::slots::SlotId::add, base.slots()));
    let class = make_class(vm, base, &[("__len__", three(())), ("__add__", three(())), ("__hash__", Value::NONE)]);
    let new = class.slots().new.unwrap();
    let object = new(vm, class, Args::positional(&[n(8)])).unwrap();
    assert_eq!(class.slots().len.unwrap()(vm, object), Ok(3));
    assert_eq!(class.slots().add.unwrap()(vm, object, n(1)), Ok(n(3)));
    // The reflected operator is still the native one, reached through the generic slot.
    let r = class.slots().add.unwrap()(vm, n(1), object).unwrap();
    assert_eq!(r.cast::<PyTuple>().unwrap().as_slice(), [n(1), n(8)]);
    assert!(class.slots().hash.unwrap()(vm, object).is_err());
    assert_eq!(error_text(vm), "TypeError: unhashable type: 'Py'");
    // The subclass's instances keep attributes of their own behind the native part.
    vm.set_attr_str(object, "extra", n(77)).unwrap();
    vm.collect(taipan_gc::Collection::Major);
    assert_eq!(vm.get_attr_str(object, "extra"), Ok(n(77)));
    // A change of the class reaches slots of subclasses, and its removal restores the inherited one.
    let sub = make_class(vm, class, &[]);
    assert!(sub.slots().same(crate::slots::SlotId::len, class.slots()));
    assert!(sub.slots().getitem.is_some() && sub.slots().same(crate::slots::SlotId::getitem, base.slots()));
    assert!(vm.set_type_attr(class, PyStr::new("__getitem__"), Some(three(()))));
    assert!(!sub.slots().same(crate::slots::SlotId::getitem, base.slots()));
    assert!(vm.set_type_attr(class, PyStr::new("__getitem__"), None));
    assert!(sub.slots().same(crate::slots::SlotId::getitem, base.slots()));
    let equal = make_class(vm, base, &[("__eq__", three(()))]);
    assert!(equal.dict.get().get_str(taipan_object::string::intern("__hash__")).is_some_and(|h| h.is_none()));
}
