//! The core types and the exception classes: one table each, from which their creation, the struct of handles and the
//! root tracing are derived.

use crate::class::{ClassFlags, PyType};
use crate::error::{PyException, PyResult};
use crate::instance::PyInstance;
use crate::native::{PyClass, TypeDef};
use crate::vm::Vm;
use taipan_object::shape::{self};
use taipan_object::*;

macro_rules! core_types {
    ($($field:ident $shape:ident $class:path, $size:expr;)*) => {
        /// Handles of the core types.
        pub struct Types { $(#[doc = concat!("The type with shape ", stringify!($shape), ".")] pub $field: Gc<PyType>,)* }

        impl Types {
            /// Reports all.
            pub fn trace(&self, marker: &mut Marker) { $(self.$field.trace(marker);)* }

            /// All of them.
            pub fn all(&self) -> Vec<Gc<PyType>> { vec![$(self.$field),*] }
        }

        fn core_rows() -> Vec<(u32, &'static TypeDef, Option<u32>)> {
            vec![$((shape::$shape, <$class as PyClass>::TYPE, $size)),*]
        }

        fn core_struct(made: &[Gc<PyType>]) -> Types {
            let mut made = made.iter().copied();
            let mut next = || made.next().expect("one per row");
            Types { $($field: next(),)* }
        }
    };
}

const fn sz<T>() -> Option<u32> {
    Some(size_of::<T>() as u32)
}
/// Native size of types whose instances have variable size.
const VAR: Option<u32> = Some(0);
/// As the base's.
const BASE: Option<u32> = None;

// `object` and `type` must come first.
core_types! {
    object OBJECT crate::builtins::object::ObjectType, sz::<PyInstance>();
    type_ TYPE crate::builtins::type_::TypeType, sz::<PyType>();
    int INT crate::builtins::int::IntType, sz::<PyInt>();
    float FLOAT crate::builtins::float::FloatType, sz::<PyFloat>();
    bool BOOL crate::builtins::bool::BoolType, BASE;
    none NONE crate::builtins::singletons::NoneType, BASE;
    not_implemented NOT_IMPLEMENTED crate::builtins::singletons::NotImplementedType, BASE;
    ellipsis ELLIPSIS crate::builtins::singletons::EllipsisType, BASE;
    str STR crate::builtins::str::StrType, sz::<PyStr>();
    complex COMPLEX crate::builtins::complex::ComplexType, sz::<PyComplex>();
    tuple TUPLE crate::builtins::tuple::TupleType, VAR;
    list LIST crate::builtins::list::ListType, sz::<PyList>();
    dict DICT crate::builtins::dict::DictType, sz::<PyDict>();
    set SET crate::builtins::set::SetType, sz::<PySet>();
    frozenset FROZENSET crate::builtins::set::FrozenSetType, sz::<PySet>();
    bytes BYTES crate::builtins::bytes::BytesType, VAR;
    bytearray BYTEARRAY crate::builtins::bytearray::ByteArrayType, sz::<PyByteArray>();
    code CODE crate::builtins::code::CodeType, BASE;
    cell CELL crate::builtins::cell::CellType, BASE;
    module MODULE crate::builtins::module::ModuleType, sz::<crate::builtins::module::PyModule>();
    builtin_function BUILTIN_FUNCTION crate::builtins::native_function::BuiltinFunctionType, BASE;
    method_descriptor METHOD_DESCRIPTOR crate::builtins::native_function::MethodDescriptorType, BASE;
    classmethod_descriptor CLASSMETHOD_DESCRIPTOR crate::builtins::native_function::ClassMethodDescriptorType, BASE;
    method BOUND_METHOD crate::builtins::function::MethodType, BASE;
    function FUNCTION crate::builtins::function::FunctionType, BASE;
    generator GENERATOR crate::builtins::generator::GeneratorType, BASE;
    coroutine COROUTINE crate::builtins::generator::CoroutineType, BASE;
    async_generator ASYNC_GENERATOR crate::builtins::generator::AsyncGeneratorType, BASE;
    frame FRAME crate::builtins::frame::FrameType, BASE;
    traceback TRACEBACK crate::builtins::traceback::TracebackType, BASE;
    range RANGE crate::builtins::range::RangeType, BASE;
    range_iterator RANGE_ITER crate::builtins::range::RangeIteratorType, BASE;
    long_range_iterator LONG_RANGE_ITER crate::builtins::range::LongRangeIteratorType, BASE;
    list_iterator LIST_ITER crate::builtins::list::ListIteratorType, BASE;
    list_reverseiterator LIST_REVERSE_ITER crate::builtins::list::ListReverseIteratorType, BASE;
    tuple_iterator TUPLE_ITER crate::builtins::tuple::TupleIteratorType, BASE;
    slice SLICE crate::builtins::slice::SliceType, BASE;
    dict_keys DICT_KEYS crate::builtins::dict_views::DictKeysType, BASE;
    dict_values DICT_VALUES crate::builtins::dict_views::DictValuesType, BASE;
    dict_items DICT_ITEMS crate::builtins::dict_views::DictItemsType, BASE;
    dict_keyiterator DICT_KEY_ITER crate::builtins::dict_views::DictKeyIteratorType, BASE;
    dict_valueiterator DICT_VALUE_ITER crate::builtins::dict_views::DictValueIteratorType, BASE;
    dict_itemiterator DICT_ITEM_ITER crate::builtins::dict_views::DictItemIteratorType, BASE;
    dict_reversekeyiterator DICT_REVERSE_KEY_ITER crate::builtins::dict_views::DictReverseKeyIteratorType, BASE;
    dict_reversevalueiterator DICT_REVERSE_VALUE_ITER crate::builtins::dict_views::DictReverseValueIteratorType, BASE;
    dict_reverseitemiterator DICT_REVERSE_ITEM_ITER crate::builtins::dict_views::DictReverseItemIteratorType, BASE;
    set_iterator SET_ITER crate::builtins::set::SetIteratorType, BASE;
    str_iterator STR_ITER crate::builtins::str::StrIteratorType, BASE;
    bytes_iterator BYTES_ITER crate::builtins::bytes::BytesIteratorType, BASE;
    bytearray_iterator BYTEARRAY_ITER crate::builtins::bytearray::ByteArrayIteratorType, BASE;
    property PROPERTY crate::builtins::property::PropertyType, sz::<crate::builtins::property::PyProperty>();
    staticmethod STATICMETHOD crate::builtins::static_method::StaticMethodType, sz::<crate::builtins::static_method::PyStaticMethod>();
    classmethod CLASSMETHOD crate::builtins::static_method::ClassMethodType, sz::<crate::builtins::static_method::PyClassMethod>();
    wrapper_descriptor WRAPPER_DESCRIPTOR crate::builtins::wrapper::WrapperDescriptorType, BASE;
    method_wrapper METHOD_WRAPPER crate::builtins::wrapper::MethodWrapperType, BASE;
    getset_descriptor GETSET crate::builtins::getset::GetSetType, BASE;
    member_descriptor MEMBER crate::builtins::getset::MemberType, BASE;
    super_ SUPER crate::builtins::super_::SuperType, sz::<crate::builtins::super_::PySuper>();
    mappingproxy MAPPING_PROXY crate::builtins::mapping_proxy::MappingProxyType, BASE;
    weakref WEAKREF crate::builtins::weakref::WeakRefType, sz::<crate::builtins::weakref::PyWeakRef>();
    weakproxy WEAKPROXY crate::builtins::weakproxy::WeakProxyType, BASE;
    weakcallableproxy WEAK_CALLABLE_PROXY crate::builtins::weakproxy::WeakCallableProxyType, BASE;
    memoryview MEMORYVIEW crate::builtins::memoryview::MemoryViewType, BASE;
    enumerate ENUMERATE crate::builtins::iterators::EnumerateType, sz::<crate::builtins::iterators::PyEnumerate>();
    zip ZIP crate::builtins::iterators::ZipType, sz::<crate::builtins::iterators::PyZip>();
    map MAP crate::builtins::iterators::MapType, sz::<crate::builtins::iterators::PyMap>();
    filter FILTER crate::builtins::iterators::FilterType, sz::<crate::builtins::iterators::PyFilter>();
    reversed REVERSED crate::builtins::iterators::ReversedType, sz::<crate::builtins::iterators::PyReversed>();
    callable_iterator CALL_ITER crate::builtins::iterators::CallIteratorType, BASE;
    iterator SEQ_ITER crate::builtins::iterators::SeqIteratorType, BASE;
    generic_alias GENERIC_ALIAS crate::builtins::generic_alias::GenericAliasType, sz::<crate::builtins::generic_alias::PyGenericAlias>();
    union UNION crate::builtins::union::UnionType, BASE;
    namespace NAMESPACE crate::builtins::namespace::NamespaceType, sz::<crate::builtins::namespace::PyNamespace>();
}

macro_rules! exception_types {
    ($($name:ident $base:ident $($alias:literal)?;)*) => {
        /// Handles of the exception classes, by their Python names.
        #[allow(non_snake_case, missing_docs)]
        pub struct ExcTypes { $(pub $name: Gc<PyType>,)* }

        impl ExcTypes {
            /// Reports all.
            pub fn trace(&self, marker: &mut Marker) { $(self.$name.trace(marker);)* }

            /// Names and classes, in order of definition.
            pub fn all(&self) -> Vec<(&'static str, Gc<PyType>)> { vec![$((stringify!($name), self.$name)),*] }
        }

        fn exception_rows() -> Vec<&'static TypeDef> {
            vec![$(<crate::builtins::exceptions::$name as PyClass>::TYPE),*]
        }

        fn exception_struct(made: &[Gc<PyType>]) -> ExcTypes {
            let mut made = made.iter().copied();
            let mut next = || made.next().expect("one per row");
            ExcTypes { $($name: next(),)* }
        }
    };
}

// A base must come before what derives from it.
exception_types! {
    BaseException BaseException;
    BaseExceptionGroup BaseException;
    Exception BaseException;
    ExceptionGroup BaseExceptionGroup;
    GeneratorExit BaseException;
    KeyboardInterrupt BaseException;
    SystemExit BaseException;
    ArithmeticError Exception;
    FloatingPointError ArithmeticError;
    OverflowError ArithmeticError;
    ZeroDivisionError ArithmeticError;
    AssertionError Exception;
    AttributeError Exception;
    BufferError Exception;
    EOFError Exception;
    ImportError Exception;
    ModuleNotFoundError ImportError;
    LookupError Exception;
    IndexError LookupError;
    KeyError LookupError;
    MemoryError Exception;
    NameError Exception;
    UnboundLocalError NameError;
    OSError Exception;
    BlockingIOError OSError;
    ChildProcessError OSError;
    ConnectionError OSError;
    BrokenPipeError ConnectionError;
    ConnectionAbortedError ConnectionError;
    ConnectionRefusedError ConnectionError;
    ConnectionResetError ConnectionError;
    FileExistsError OSError;
    FileNotFoundError OSError;
    InterruptedError OSError;
    IsADirectoryError OSError;
    NotADirectoryError OSError;
    PermissionError OSError;
    ProcessLookupError OSError;
    TimeoutError OSError;
    ReferenceError Exception;
    RuntimeError Exception;
    NotImplementedError RuntimeError;
    PythonFinalizationError RuntimeError;
    RecursionError RuntimeError;
    StopAsyncIteration Exception;
    StopIteration Exception;
    SyntaxError Exception;
    IndentationError SyntaxError;
    TabError IndentationError;
    _IncompleteInputError SyntaxError;
    SystemError Exception;
    TypeError Exception;
    ValueError Exception;
    UnicodeError ValueError;
    UnicodeDecodeError UnicodeError;
    UnicodeEncodeError UnicodeError;
    UnicodeTranslateError UnicodeError;
    Warning Exception;
    BytesWarning Warning;
    DeprecationWarning Warning;
    EncodingWarning Warning;
    FutureWarning Warning;
    ImportWarning Warning;
    PendingDeprecationWarning Warning;
    ResourceWarning Warning;
    RuntimeWarning Warning;
    SyntaxWarning Warning;
    UnicodeWarning Warning;
    UserWarning Warning;
}

/// Facts about core types that subclasses share: (shape, flag).
const SUBCLASS_FLAGS: &[(u32, ClassFlags)] = &[
    (shape::INT, ClassFlags::INT_SUBCLASS),
    (shape::STR, ClassFlags::STR_SUBCLASS),
    (shape::TUPLE, ClassFlags::TUPLE_SUBCLASS),
    (shape::LIST, ClassFlags::LIST_SUBCLASS),
    (shape::DICT, ClassFlags::DICT_SUBCLASS),
    (shape::TYPE, ClassFlags::TYPE_SUBCLASS),
    (shape::BYTES, ClassFlags::BYTES_SUBCLASS),
];

/// Types that class patterns match in position 0 as a whole.
const MATCH_SELF: &[u32] = &[
    shape::INT,
    shape::FLOAT,
    shape::BOOL,
    shape::STR,
    shape::TUPLE,
    shape::LIST,
    shape::DICT,
    shape::SET,
    shape::FROZENSET,
    shape::BYTES,
    shape::BYTEARRAY,
];

/// Creates the core types and the exceptions.
pub(crate) fn create(vm: &Vm) -> PyResult<()> {
    let rows = core_rows();
    // Until `type` exists, its shape number is used for the metatype of the first ones.
    let root = shape::new_root(Value::NONE, shape::Attributes::None, 0, 0, Some(shape::TYPE));
    let mut made: Vec<Gc<PyType>> = Vec::with_capacity(rows.len());
    for (i, (number, def, size)) in rows.iter().enumerate() {
        let base = match def.base {
            Some(base) => {
                let at = rows.iter().position(|(_, d, _)| std::ptr::eq(*d, base)).filter(|&at| at < i).unwrap_or(0);
                Some(made[at])
            }
            None if i == 0 => None,
            None => Some(made[0]),
        };
        let fixed = if *number == shape::TYPE { None } else { Some(*number) };
        let class = vm.make_native_type(def, shape::TYPE, base, fixed, *size)?;
        if *number == shape::TYPE {
            root.type_.set(class.value());
            class.adopt_root(root);
        }
        if let Some((_, flag)) = SUBCLASS_FLAGS.iter().find(|(n, _)| n == number) {
            class.set_flag(*flag, true);
        }
        if [shape::FUNCTION, shape::METHOD_DESCRIPTOR, shape::WRAPPER_DESCRIPTOR].contains(number) {
            class.set_flag(ClassFlags::METHOD_DESCRIPTOR, true);
        }
        if MATCH_SELF.contains(number) {
            class.set_flag(ClassFlags::MATCH_SELF, true);
        }
        vm.set_type_for_def(def, class);
        vm.note_type(class);
        made.push(class);
    }
    vm.set_types(core_struct(&made));
    let defs = exception_rows();
    let mut exceptions: Vec<Gc<PyType>> = Vec::with_capacity(defs.len());
    for def in &defs {
        let base = match def.base.and_then(|base| defs.iter().position(|d| std::ptr::eq(*d, base))) {
            Some(at) => exceptions[at],
            None => made[0],
        };
        let size = if exceptions.is_empty() { sz::<PyException>() } else { None };
        let class = vm.make_native_type(def, shape::TYPE, Some(base), None, size)?;
        class.set_flag(ClassFlags::EXCEPTION_SUBCLASS, true);
        vm.set_type_for_def(def, class);
        vm.note_type(class);
        exceptions.push(class);
    }
    let exc = exception_struct(&exceptions);
    // The one builtin class with two bases.
    let (group, exception) = (exc.ExceptionGroup, exc.Exception);
    group.bases.set(PyTuple::new(&[exc.BaseExceptionGroup.value(), exception.value()]));
    let parents = [group, exc.BaseExceptionGroup, exception, exc.BaseException, made[0]];
    group.mro.set(PyTuple::new(&parents.map(|c| c.value())));
    exception.add_subclass(group);
    vm.set_exc(exc);
    for class in made.into_iter().chain(exceptions) {
        vm.fill_native_type(class)?;
    }
    // Flags that compare with `object`'s slots need those to be final.
    for &class in vm.types().all().iter() {
        vm.update_class_flags(class);
    }
    for (_, class) in vm.exc().all() {
        vm.update_class_flags(class);
    }
    Ok(())
}

/// Registers the kinds of this crate with the collector.
pub(crate) fn register_kinds() {
    use crate::builtins::*;
    register::<PyInstance>("instance", false);
    register::<PyType>("type", true);
    register::<PyException>("exception", false);
    register::<crate::code::PyCode>("code", true);
    register::<crate::frame::PyFrame>("frame", false);
    register::<crate::generator::PyGenerator>("generator", false);
    register::<cell::PyCell>("cell", false);
    register::<module::PyModule>("module", false);
    register::<function::PyFunction>("function", false);
    register::<function::PyBoundMethod>("method", false);
    register::<native_function::PyNativeFunction>("native function", false);
    register::<traceback::PyTraceback>("traceback", false);
    register::<range::PyRange>("range", false);
    register::<range::PyRangeIter>("range_iterator", false);
    register::<range::PyLongRangeIter>("longrange_iterator", false);
    register::<list::PyListIter>("list_iterator", false);
    register::<tuple::PyTupleIter>("tuple_iterator", false);
    register::<slice::PySlice>("slice", false);
    register::<dict_views::PyDictView>("dict view", false);
    register::<dict_views::PyDictIter>("dict iterator", false);
    register::<set::PySetIter>("set_iterator", false);
    register::<str::PyStrIter>("str_iterator", false);
    register::<bytes::PyBytesIter>("bytes_iterator", false);
    register::<property::PyProperty>("property", false);
    register::<static_method::PyStaticMethod>("staticmethod", false);
    register::<static_method::PyClassMethod>("classmethod", false);
    register::<wrapper::PyWrapper>("wrapper_descriptor", false);
    register::<getset::PyGetSet>("getset_descriptor", false);
    register::<getset::PyMember>("member_descriptor", false);
    register::<super_::PySuper>("super", false);
    register::<mapping_proxy::PyMappingProxy>("mappingproxy", false);
    register::<weakref::PyWeakRef>("weakref", false);
    register::<memoryview::PyMemoryView>("memoryview", true);
    register::<iterators::PyEnumerate>("enumerate", false);
    register::<iterators::PyZip>("zip", false);
    register::<iterators::PyMap>("map", false);
    register::<iterators::PyFilter>("filter", false);
    register::<iterators::PyReversed>("reversed", false);
    register::<iterators::PyCallIter>("callable_iterator", false);
    register::<iterators::PySeqIter>("iterator", false);
    register::<generic_alias::PyGenericAlias>("GenericAlias", false);
    register::<union::PyUnion>("Union", false);
    register::<generator::PyAsyncGenWrapped>("async_generator_wrapped_value", false);
    register::<generator_methods::PyCoroutineWrapper>("coroutine_wrapper", false);
    register::<async_generator::PyAsyncGenStep>("async_generator_asend", false);
    register::<property::PyItemGetter>("item getter", false);
    register::<namespace::PyNamespace>("namespace", false);
    crate::native::class::register_kinds();
}
