//! The kinds of cells: each names one exact layout. One table; crates above register more through [`Kind`] constants of
//! their own from [`Kind::FIRST_FREE`] on.

/// A cell's layout (the header's `kind` byte).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Kind(pub u8);

macro_rules! kinds {
    ($($name:ident = $number:literal, $doc:literal;)*) => {
        impl Kind {
            $(#[doc = $doc] pub const $name: Kind = Kind($number);)*

            /// The kind's name, for messages.
            pub fn name(self) -> &'static str {
                match self.0 { $($number => stringify!($name),)* _ => "?" }
            }

            /// The Python name of the type with this layout (the first, where several share it).
            pub fn python_name(self) -> &'static str {
                let doc = match self.0 { $($number => $doc,)* _ => "object" };
                doc.split([' ', ',']).next().unwrap_or(doc)
            }
        }
    };
}

kinds! {
    FREE = 0, "Free memory; also what immediates report.";
    VALUES = 1, "A buffer of values (`GcVec`).";
    RAW = 2, "A buffer of plain bytes.";
    DICT_TABLE = 3, "A dictionary's table.";
    SET_TABLE = 4, "A set's table.";
    STR = 5, "str";
    INT = 6, "int outside 62 bits, or an instance of a subclass of int.";
    FLOAT = 7, "float that is not immediate, or an instance of a subclass.";
    COMPLEX = 8, "complex";
    TUPLE = 9, "tuple";
    LIST = 10, "list";
    DICT = 11, "dict";
    SET = 12, "set and frozenset";
    BYTES = 13, "bytes";
    BYTEARRAY = 14, "bytearray";
    INSTANCE = 15, "Instance of a class defined in Python.";
    TYPE = 16, "type";
    FUNCTION = 17, "function";
    NATIVE_FUNCTION = 18, "builtin_function_or_method, method_descriptor and their relatives.";
    BOUND_METHOD = 19, "method";
    CODE = 20, "code";
    CELL = 21, "cell";
    MODULE = 22, "module";
    GENERATOR = 23, "generator, coroutine, async_generator";
    FRAME = 24, "frame";
    TRACEBACK = 25, "traceback";
    EXCEPTION = 26, "BaseException and all below.";
    RANGE = 27, "range";
    RANGE_ITER = 28, "range_iterator";
    LIST_ITER = 29, "list_iterator and its relatives over indexable sequences.";
    TUPLE_ITER = 30, "tuple_iterator";
    SLICE = 31, "slice";
    DICT_VIEW = 32, "dict_keys, dict_values, dict_items";
    DICT_ITER = 33, "Iterators over dicts.";
    SET_ITER = 34, "set_iterator";
    STR_ITER = 35, "str_iterator";
    PROPERTY = 36, "property";
    STATICMETHOD = 37, "staticmethod";
    CLASSMETHOD = 38, "classmethod";
    WRAPPER_DESCRIPTOR = 39, "wrapper_descriptor, method-wrapper";
    GETSET = 40, "getset_descriptor";
    MEMBER = 41, "member_descriptor";
    SUPER = 42, "super";
    MAPPING_PROXY = 43, "mappingproxy";
    WEAKREF = 44, "weakref.ReferenceType and proxies.";
    MEMORYVIEW = 45, "memoryview";
    NATIVE = 46, "A Rust payload behind a `NativeInfo` (see interp::native).";
    NATIVE_DROP = 47, "Like NATIVE, with a payload that must be dropped.";
    ENUMERATE = 48, "enumerate";
    ZIP = 49, "zip";
    MAP = 50, "map";
    FILTER = 51, "filter";
    REVERSED = 52, "reversed";
    CALL_ITER = 53, "callable_iterator";
    SEQ_ITER = 54, "iterator (over __getitem__)";
    GENERIC_ALIAS = 55, "types.GenericAlias";
    UNION = 56, "typing.Union";
    NAMESPACE = 57, "types.SimpleNamespace";
    BOX = 58, "An internal cell with one value.";
    STRUCT_SEQ = 59, "Reserved.";
    LONG_RANGE_ITER = 60, "longrange_iterator";
    BYTES_ITER = 61, "bytes_iterator";
    COROUTINE_WRAPPER = 62, "coroutine_wrapper";
    ASYNC_GEN_STEP = 63, "async_generator_asend";
    FIRST_FREE = 64, "First number that crates above `object` may use.";
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
