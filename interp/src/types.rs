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
    weakproxy WEAKPROXY crate::builtins::weakref::WeakProxyType, BASE;
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
