//! The exception classes: one row each; classes with attributes or constructors of their own have a `#[pymethods]` block in this
//! folder. All share the layout `PyException`.

use super::prelude::*;

pub mod base;
pub mod details;
pub mod group;
pub mod os_error;
pub mod unicode;

pub use group::prep_reraise_star;

/// See CPython 3.14's library reference on BaseException.
#[pyclass(name = "BaseException", cell = PyException, subclass, no_methods, dict, parts(base::BaseMethods))]
pub struct BaseException;

/// See CPython 3.14's library reference on BaseExceptionGroup.
#[pyclass(name = "BaseExceptionGroup", cell = PyException, base = BaseException, subclass, no_methods, parts(group::GroupMethods))]
pub struct BaseExceptionGroup;

/// See CPython 3.14's library reference on Exception.
#[pyclass(name = "Exception", cell = PyException, base = BaseException, subclass, no_methods)]
pub struct Exception;

/// See CPython 3.14's library reference on ExceptionGroup.
#[pyclass(name = "ExceptionGroup", cell = PyException, base = BaseExceptionGroup, subclass, no_methods)]
pub struct ExceptionGroup;

/// See CPython 3.14's library reference on GeneratorExit.
#[pyclass(name = "GeneratorExit", cell = PyException, base = BaseException, subclass, no_methods)]
pub struct GeneratorExit;

/// See CPython 3.14's library reference on KeyboardInterrupt.
#[pyclass(name = "KeyboardInterrupt", cell = PyException, base = BaseException, subclass, no_methods)]
pub struct KeyboardInterrupt;

/// See CPython 3.14's library reference on SystemExit.
#[pyclass(name = "SystemExit", cell = PyException, base = BaseException, subclass, no_methods, parts(details::SystemExitMethods))]
pub struct SystemExit;

/// See CPython 3.14's library reference on ArithmeticError.
#[pyclass(name = "ArithmeticError", cell = PyException, base = Exception, subclass, no_methods)]
pub struct ArithmeticError;

/// See CPython 3.14's library reference on FloatingPointError.
#[pyclass(name = "FloatingPointError", cell = PyException, base = ArithmeticError, subclass, no_methods)]
pub struct FloatingPointError;

/// See CPython 3.14's library reference on OverflowError.
#[pyclass(name = "OverflowError", cell = PyException, base = ArithmeticError, subclass, no_methods)]
pub struct OverflowError;

/// See CPython 3.14's library reference on ZeroDivisionError.
#[pyclass(name = "ZeroDivisionError", cell = PyException, base = ArithmeticError, subclass, no_methods)]
pub struct ZeroDivisionError;

/// See CPython 3.14's library reference on AssertionError.
#[pyclass(name = "AssertionError", cell = PyException, base = Exception, subclass, no_methods)]
pub struct AssertionError;

/// See CPython 3.14's library reference on AttributeError.
#[pyclass(name = "AttributeError", cell = PyException, base = Exception, subclass, no_methods, parts(details::AttributeErrorMethods))]
pub struct AttributeError;

/// See CPython 3.14's library reference on BufferError.
#[pyclass(name = "BufferError", cell = PyException, base = Exception, subclass, no_methods)]
pub struct BufferError;

/// See CPython 3.14's library reference on EOFError.
#[pyclass(name = "EOFError", cell = PyException, base = Exception, subclass, no_methods)]
pub struct EOFError;

/// See CPython 3.14's library reference on ImportError.
#[pyclass(name = "ImportError", cell = PyException, base = Exception, subclass, no_methods, parts(details::ImportErrorMethods))]
pub struct ImportError;

/// See CPython 3.14's library reference on ModuleNotFoundError.
#[pyclass(name = "ModuleNotFoundError", cell = PyException, base = ImportError, subclass, no_methods)]
pub struct ModuleNotFoundError;

/// See CPython 3.14's library reference on LookupError.
#[pyclass(name = "LookupError", cell = PyException, base = Exception, subclass, no_methods)]
pub struct LookupError;

/// See CPython 3.14's library reference on IndexError.
#[pyclass(name = "IndexError", cell = PyException, base = LookupError, subclass, no_methods)]
pub struct IndexError;

/// See CPython 3.14's library reference on KeyError.
#[pyclass(name = "KeyError", cell = PyException, base = LookupError, subclass, no_methods, parts(details::KeyErrorMethods))]
pub struct KeyError;

/// See CPython 3.14's library reference on MemoryError.
#[pyclass(name = "MemoryError", cell = PyException, base = Exception, subclass, no_methods)]
pub struct MemoryError;

/// See CPython 3.14's library reference on NameError.
#[pyclass(name = "NameError", cell = PyException, base = Exception, subclass, no_methods, parts(details::NameErrorMethods))]
pub struct NameError;

/// See CPython 3.14's library reference on UnboundLocalError.
#[pyclass(name = "UnboundLocalError", cell = PyException, base = NameError, subclass, no_methods)]
pub struct UnboundLocalError;

/// See CPython 3.14's library reference on OSError.
#[pyclass(name = "OSError", cell = PyException, base = Exception, subclass, no_methods, parts(os_error::OsErrorMethods))]
pub struct OSError;

/// See CPython 3.14's library reference on BlockingIOError.
#[pyclass(name = "BlockingIOError", cell = PyException, base = OSError, subclass, no_methods)]
pub struct BlockingIOError;

/// See CPython 3.14's library reference on ChildProcessError.
#[pyclass(name = "ChildProcessError", cell = PyException, base = OSError, subclass, no_methods)]
pub struct ChildProcessError;

/// See CPython 3.14's library reference on ConnectionError.
#[pyclass(name = "ConnectionError", cell = PyException, base = OSError, subclass, no_methods)]
pub struct ConnectionError;

/// See CPython 3.14's library reference on BrokenPipeError.
#[pyclass(name = "BrokenPipeError", cell = PyException, base = ConnectionError, subclass, no_methods)]
pub struct BrokenPipeError;

/// See CPython 3.14's library reference on ConnectionAbortedError.
#[pyclass(name = "ConnectionAbortedError", cell = PyException, base = ConnectionError, subclass, no_methods)]
pub struct ConnectionAbortedError;

/// See CPython 3.14's library reference on ConnectionRefusedError.
#[pyclass(name = "ConnectionRefusedError", cell = PyException, base = ConnectionError, subclass, no_methods)]
pub struct ConnectionRefusedError;

/// See CPython 3.14's library reference on ConnectionResetError.
#[pyclass(name = "ConnectionResetError", cell = PyException, base = ConnectionError, subclass, no_methods)]
pub struct ConnectionResetError;

/// See CPython 3.14's library reference on FileExistsError.
#[pyclass(name = "FileExistsError", cell = PyException, base = OSError, subclass, no_methods)]
pub struct FileExistsError;

/// See CPython 3.14's library reference on FileNotFoundError.
#[pyclass(name = "FileNotFoundError", cell = PyException, base = OSError, subclass, no_methods)]
pub struct FileNotFoundError;

/// See CPython 3.14's library reference on InterruptedError.
#[pyclass(name = "InterruptedError", cell = PyException, base = OSError, subclass, no_methods)]
pub struct InterruptedError;

/// See CPython 3.14's library reference on IsADirectoryError.
#[pyclass(name = "IsADirectoryError", cell = PyException, base = OSError, subclass, no_methods)]
pub struct IsADirectoryError;

/// See CPython 3.14's library reference on NotADirectoryError.
#[pyclass(name = "NotADirectoryError", cell = PyException, base = OSError, subclass, no_methods)]
pub struct NotADirectoryError;

/// See CPython 3.14's library reference on PermissionError.
#[pyclass(name = "PermissionError", cell = PyException, base = OSError, subclass, no_methods)]
pub struct PermissionError;

/// See CPython 3.14's library reference on ProcessLookupError.
#[pyclass(name = "ProcessLookupError", cell = PyException, base = OSError, subclass, no_methods)]
pub struct ProcessLookupError;

/// See CPython 3.14's library reference on TimeoutError.
#[pyclass(name = "TimeoutError", cell = PyException, base = OSError, subclass, no_methods)]
pub struct TimeoutError;

/// See CPython 3.14's library reference on ReferenceError.
#[pyclass(name = "ReferenceError", cell = PyException, base = Exception, subclass, no_methods)]
pub struct ReferenceError;

/// See CPython 3.14's library reference on RuntimeError.
#[pyclass(name = "RuntimeError", cell = PyException, base = Exception, subclass, no_methods)]
pub struct RuntimeError;

/// See CPython 3.14's library reference on NotImplementedError.
#[pyclass(name = "NotImplementedError", cell = PyException, base = RuntimeError, subclass, no_methods)]
pub struct NotImplementedError;

/// See CPython 3.14's library reference on PythonFinalizationError.
#[pyclass(name = "PythonFinalizationError", cell = PyException, base = RuntimeError, subclass, no_methods)]
pub struct PythonFinalizationError;

/// See CPython 3.14's library reference on RecursionError.
#[pyclass(name = "RecursionError", cell = PyException, base = RuntimeError, subclass, no_methods)]
pub struct RecursionError;

/// See CPython 3.14's library reference on StopAsyncIteration.
#[pyclass(name = "StopAsyncIteration", cell = PyException, base = Exception, subclass, no_methods)]
pub struct StopAsyncIteration;

/// See CPython 3.14's library reference on StopIteration.
#[pyclass(name = "StopIteration", cell = PyException, base = Exception, subclass, no_methods, parts(details::StopIterationMethods))]
pub struct StopIteration;

/// See CPython 3.14's library reference on SyntaxError.
#[pyclass(name = "SyntaxError", cell = PyException, base = Exception, subclass, no_methods, parts(details::SyntaxErrorMethods))]
pub struct SyntaxError;

/// See CPython 3.14's library reference on IndentationError.
#[pyclass(name = "IndentationError", cell = PyException, base = SyntaxError, subclass, no_methods)]
pub struct IndentationError;

/// See CPython 3.14's library reference on TabError.
#[pyclass(name = "TabError", cell = PyException, base = IndentationError, subclass, no_methods)]
pub struct TabError;

/// See CPython 3.14's library reference on _IncompleteInputError.
#[pyclass(name = "_IncompleteInputError", cell = PyException, base = SyntaxError, subclass, no_methods)]
pub struct _IncompleteInputError;

/// See CPython 3.14's library reference on SystemError.
#[pyclass(name = "SystemError", cell = PyException, base = Exception, subclass, no_methods)]
pub struct SystemError;

/// See CPython 3.14's library reference on TypeError.
#[pyclass(name = "TypeError", cell = PyException, base = Exception, subclass, no_methods)]
pub struct TypeError;

/// See CPython 3.14's library reference on ValueError.
#[pyclass(name = "ValueError", cell = PyException, base = Exception, subclass, no_methods)]
pub struct ValueError;

/// See CPython 3.14's library reference on UnicodeError.
#[pyclass(name = "UnicodeError", cell = PyException, base = ValueError, subclass, no_methods)]
pub struct UnicodeError;

/// See CPython 3.14's library reference on UnicodeDecodeError.
#[pyclass(name = "UnicodeDecodeError", cell = PyException, base = UnicodeError, subclass, no_methods, parts(unicode::DecodeErrorMethods))]
pub struct UnicodeDecodeError;

/// See CPython 3.14's library reference on UnicodeEncodeError.
#[pyclass(name = "UnicodeEncodeError", cell = PyException, base = UnicodeError, subclass, no_methods, parts(unicode::EncodeErrorMethods))]
pub struct UnicodeEncodeError;

/// See CPython 3.14's library reference on UnicodeTranslateError.
#[pyclass(name = "UnicodeTranslateError", cell = PyException, base = UnicodeError, subclass, no_methods, parts(unicode::TranslateErrorMethods))]
pub struct UnicodeTranslateError;

/// See CPython 3.14's library reference on Warning.
#[pyclass(name = "Warning", cell = PyException, base = Exception, subclass, no_methods)]
pub struct Warning;

/// See CPython 3.14's library reference on BytesWarning.
#[pyclass(name = "BytesWarning", cell = PyException, base = Warning, subclass, no_methods)]
pub struct BytesWarning;

/// See CPython 3.14's library reference on DeprecationWarning.
#[pyclass(name = "DeprecationWarning", cell = PyException, base = Warning, subclass, no_methods)]
pub struct DeprecationWarning;

/// See CPython 3.14's library reference on EncodingWarning.
#[pyclass(name = "EncodingWarning", cell = PyException, base = Warning, subclass, no_methods)]
pub struct EncodingWarning;

/// See CPython 3.14's library reference on FutureWarning.
#[pyclass(name = "FutureWarning", cell = PyException, base = Warning, subclass, no_methods)]
pub struct FutureWarning;

/// See CPython 3.14's library reference on ImportWarning.
#[pyclass(name = "ImportWarning", cell = PyException, base = Warning, subclass, no_methods)]
pub struct ImportWarning;

/// See CPython 3.14's library reference on PendingDeprecationWarning.
#[pyclass(name = "PendingDeprecationWarning", cell = PyException, base = Warning, subclass, no_methods)]
pub struct PendingDeprecationWarning;

/// See CPython 3.14's library reference on ResourceWarning.
#[pyclass(name = "ResourceWarning", cell = PyException, base = Warning, subclass, no_methods)]
pub struct ResourceWarning;

/// See CPython 3.14's library reference on RuntimeWarning.
#[pyclass(name = "RuntimeWarning", cell = PyException, base = Warning, subclass, no_methods)]
pub struct RuntimeWarning;

/// See CPython 3.14's library reference on SyntaxWarning.
#[pyclass(name = "SyntaxWarning", cell = PyException, base = Warning, subclass, no_methods)]
pub struct SyntaxWarning;

/// See CPython 3.14's library reference on UnicodeWarning.
#[pyclass(name = "UnicodeWarning", cell = PyException, base = Warning, subclass, no_methods)]
pub struct UnicodeWarning;

/// See CPython 3.14's library reference on UserWarning.
#[pyclass(name = "UserWarning", cell = PyException, base = Warning, subclass, no_methods)]
pub struct UserWarning;
