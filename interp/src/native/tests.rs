//! Everything the attribute macros accept, compiled, and its argument errors compared with python3.14's.
use crate::native::*;
use std::cell::Cell;

/// Counting things.
#[pymodule(name = "counting")]
pub mod counting {
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

    /// A counter.
    #[pyclass(name = "Counter", subclass, dict, weakref, text_sig = "(start=0)")]
    pub struct Counter {
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
        fn __new__(_cls: Gc<PyType>, _vm: &Vm, start: i64) -> Obj<Counter> {
            make(start)
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

    pub(super) fn make(n: i64) -> Obj<Counter> {
        let counter = Counter { n: Cell::new(n), k: Field::new(None), _cache: Default::default() };
        counter.n.set(n);
        let made = crate::native::class::alloc_native(counter, 1, 0);
        made.helper();
        made
    }

    #[pyclass(name = "list", cell = PyList, subclass, sequence, no_methods, parts(ListType))]
    #[pyprivate]
    pub struct ListType;

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

fn start() -> Vm {
    taipan_object::init();
    class::register_kinds();
    Vm::default()
}

#[track_caller]
fn call(vm: &Vm, def: &'static FnDef, pos: &[Value], kw: &[(&str, Value)]) -> Result<Value, String> {
    let names: Vec<Value> = kw.iter().map(|(n, _)| PyStr::new(n).into()).collect();
    let vals: Vec<Value> = kw.iter().map(|(_, v)| *v).collect();
    let kwnames = if kw.is_empty() { None } else { Some(PyTuple::new(&names)) };
    (def.call)(vm, Args { pos, kwvals: &vals, kwnames }).map_err(|Raised| vm.error.borrow().clone())
}

fn function(name: &str) -> &'static FnDef {
    counting::DEF.functions.iter().find(|f| f.name == name).unwrap()
}

fn method(name: &str) -> &'static FnDef {
    counting::Counter::TYPE.methods().find(|f| f.name == name).unwrap()
}

#[test]
fn wrong_calls_give_the_messages_of_the_reference() {
    let vm = start();
    let n = Value::small;
    let s = |s: &str| -> Value { PyStr::new(s).into() };
    let error = |def: &'static FnDef, pos: &[Value], kw: &[(&str, Value)]| call(&vm, def, pos, kw).unwrap_err();
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
    assert_eq!(call(&vm, pow, &[n(1)], &[("mod", n(3)), ("exp", n(2))]).unwrap(), n(6));
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
    let c: Value = counting::make(5).into();
    assert_eq!(error(step, &[c, n(1), n(2)], &[]), t("step expected at most 1 argument, got 2"));
    assert_eq!(error(method("me"), &[c, n(1)], &[]), t("Counter.me() takes no arguments (1 given)"));
    assert_eq!(error(method("me"), &[], &[]), t("unbound method Counter.me() needs an argument"));
    assert_eq!(
        error(method("make"), &[n(1)], &[]),
        t("descriptor 'make' for type 'Counter' needs a type, not a 'int' as arg 2")
    );
}

#[test]
fn calls_convert_and_return() {
    let vm = start();
    let n = Value::small;
    let s = |s: &str| -> Value { PyStr::new(s).into() };
    let text = |v: Value| v.cast::<PyStr>().unwrap().to_string_lossy().into_owned();
    assert_eq!(call(&vm, function("hyp"), &[n(3), Value::float(4.0)], &[]).ok(), Some(Value::float(5.0)));
    let joined = call(&vm, function("join"), &[s("a"), n(1), n(2)], &[("flag", Value::TRUE), ("sep", s("-"))]).unwrap();
    assert_eq!(text(joined), "Some(\"a\") 2 Some(\"-\") -1 true");
    assert_eq!(call(&vm, function("any"), &[n(1), n(1)], &[("x", n(1))]).ok(), Some(n(21)));
    assert_eq!(call(&vm, function("raw"), &[n(1), n(1)], &[("x", n(1))]).ok(), Some(n(2)));
    assert_eq!(call(&vm, function("encode"), &[Value::NONE], &[]).ok(), Some(Value::TRUE));
    let c: Value = counting::make(5).into();
    assert_eq!(call(&vm, method("step"), &[c, n(2)], &[]).ok(), Some(n(7)));
    assert_eq!(call(&vm, method("step"), &[c], &[]).ok(), Some(n(8)));
    assert_eq!(call(&vm, method("get"), &[c, n(2), Value::NONE], &[]).ok(), Some(Value::NONE));
    assert_eq!(call(&vm, method("zero"), &[], &[]).ok(), Some(n(0)));
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

#[test]
fn slots_take_their_operands_apart() {
    let vm = start();
    let slots = counting::Counter::TYPE.own_slots();
    let n = Value::small;
    let c: Value = counting::make(5).into();
    let s: Value = PyStr::new("x").into();
    let add = slots.add.unwrap();
    assert_eq!(add(&vm, c, s).ok(), Some(Value::NOT_IMPLEMENTED));
    assert_eq!(add(&vm, c, c).ok(), Some(n(10)));
    assert_eq!(slots.len.unwrap()(&vm, c).ok(), Some(5));
    let radd = add(&vm, s, c).ok().unwrap().cast::<PyTuple>().unwrap();
    assert_eq!(radd.as_slice(), [s, n(5)]);
    assert_eq!(add(&vm, n(1), n(2)).ok(), Some(Value::NOT_IMPLEMENTED));
    let cmp = slots.richcompare.unwrap();
    let d: Value = counting::make(6).into();
    assert_eq!(cmp(&vm, c, d, CmpOp::Ne).ok(), Some(Value::TRUE));
    assert_eq!(cmp(&vm, c, d, CmpOp::Lt).ok(), Some(Value::TRUE));
    assert_eq!(cmp(&vm, c, n(1), CmpOp::Eq).ok(), Some(Value::NOT_IMPLEMENTED));
    assert_eq!(cmp(&vm, c, d, CmpOp::Ge).ok(), Some(Value::NOT_IMPLEMENTED));
    assert!(slots.setitem.unwrap()(&vm, c, n(1), None).is_err());
    assert_eq!(*vm.error.borrow(), "TypeError: 'Counter' object doesn't support item deletion");
    assert_eq!(slots.iternext.unwrap()(&vm, c).ok(), Some(None));
    let def = crate::slots::slot_defs_named("__radd__").next().unwrap();
    let r = def.call(&vm, &slots, c, Args::positional(&[n(1)])).ok().unwrap().cast::<PyTuple>().unwrap();
    assert_eq!(r.as_slice(), [n(1), n(5)]);
    assert!(def.call(&vm, &slots, c, Args::positional(&[])).is_err());
    assert_eq!(*vm.error.borrow(), "TypeError: expected 1 argument, got 0");
}
