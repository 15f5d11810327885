//! The functions of module `builtins`.

use super::prelude::*;
use crate::name;

pub mod compile_fns;
pub mod namespace_fns;
pub mod output;
pub mod reduce;

pub use compile_fns::{file_name, source_text};

/// Built-in functions, types, exceptions, and other objects.
#[pymodule(
    name = "builtins",
    parts(compile_fns::builtins::DEF, namespace_fns::builtins::DEF, output::builtins::DEF, reduce::builtins::DEF)
)]
pub mod builtins {
    use super::*;

    /// Makes a class: what a class statement calls.
    #[pyfunction]
    fn __build_class__(vm: &Vm, args: Args) -> PyResult {
        crate::class_new::build_class(vm, args)
    }

    /// The absolute value of a number.
    #[pyfunction(sig = "(number, /)")]
    fn abs(vm: &Vm, number: Value) -> PyResult {
        vm.absolute(number)
    }

    /// Like repr(), with non-ASCII characters escaped.
    #[pyfunction(sig = "(obj, /)")]
    fn ascii(vm: &Vm, obj: Value) -> PyResult<Gc<PyStr>> {
        vm.ascii(obj)
    }

    /// The integer in binary, with prefix 0b.
    #[pyfunction(sig = "(integer, /)")]
    fn bin(vm: &Vm, integer: Value) -> PyResult<String> {
        radix(vm, integer, 2)
    }

    /// The integer in octal, with prefix 0o.
    #[pyfunction(sig = "(integer, /)")]
    fn oct(vm: &Vm, integer: Value) -> PyResult<String> {
        radix(vm, integer, 8)
    }

    /// The integer in hexadecimal, with prefix 0x.
    #[pyfunction(sig = "(integer, /)")]
    fn hex(vm: &Vm, integer: Value) -> PyResult<String> {
        radix(vm, integer, 16)
    }

    /// Whether the object can be called.
    #[pyfunction(sig = "(obj, /)")]
    fn callable(vm: &Vm, obj: Value) -> bool {
        vm.is_callable(obj)
    }

    /// The one-character string for a code point.
    #[pyfunction(sig = "(i, /)")]
    fn chr(vm: &Vm, i: Value) -> PyResult<Gc<PyStr>> {
        let n = vm.index(i)?;
        match n.as_int().and_then(|n| n.to_i64()) {
            Some(c @ 0..=0x10_FFFF) => Ok(taipan_object::string::char_string(c as u32)),
            _ => Err(vm.value_error("chr() arg not in range(0x110000)")),
        }
    }

    /// The code point of a one-character string.
    #[pyfunction(sig = "(character, /)")]
    fn ord(vm: &Vm, character: Value) -> PyResult<i64> {
        let (len, what) = if let Some(s) = character.cast::<PyStr>() {
            if s.len() == 1 {
                return Ok(s.char_at(0) as i64);
            }
            (s.len(), "character")
        } else if let Some(b) = character.cast::<PyBytes>() {
            if b.len() == 1 {
                return Ok(b.as_slice()[0] as i64);
            }
            (b.len(), "character")
        } else if let Some(b) = character.cast::<PyByteArray>() {
            if b.as_slice().len() == 1 {
                return Ok(b.as_slice()[0] as i64);
            }
            (b.as_slice().len(), "character")
        } else {
            return Err(
                vm.type_error(format!("ord() expected string of length 1, but {} found", vm.type_name(character)))
            );
        };
        Err(vm.type_error(format!("ord() expected a {what}, but string of length {len} found")))
    }

    /// The pair (x // y, x % y).
    #[pyfunction(sig = "(x, y, /)")]
    fn divmod(vm: &Vm, x: Value, y: Value) -> PyResult {
        vm.binary(crate::protocol::BinOp::DivMod, x, y)
    }

    /// The value as a string in the format that the specification asks for.
    #[pyfunction(sig = "(value, format_spec='', /)")]
    fn format(vm: &Vm, value: Value, format_spec: Option<Value>) -> PyResult<Gc<PyStr>> {
        let spec = match format_spec {
            None => name!(""),
            Some(spec) => match spec.cast::<PyStr>() {
                Some(spec) => spec,
                None => {
                    return Err(vm.type_error(format!("format() argument 2 must be str, not {}", vm.type_name(spec))));
                }
            },
        };
        vm.format(value, spec)
    }

    /// The hash value of the object.
    #[pyfunction(sig = "(obj, /)")]
    fn hash(vm: &Vm, obj: Value) -> PyResult<i64> {
        vm.hash(obj)
    }

    /// A number that identifies the object while it lives.
    #[pyfunction(sig = "(obj, /)")]
    fn id(obj: Value) -> Value {
        Value::uint(obj.id())
    }

    /// Whether the object is an instance of a class or of one of several.
    #[pyfunction(sig = "(obj, class_or_tuple, /)")]
    fn isinstance(vm: &Vm, obj: Value, class_or_tuple: Value) -> PyResult<bool> {
        vm.is_instance(obj, class_or_tuple)
    }

    /// Whether a class derives from another or from one of several.
    #[pyfunction(sig = "(cls, class_or_tuple, /)")]
    fn issubclass(vm: &Vm, cls: Value, class_or_tuple: Value) -> PyResult<bool> {
        vm.is_subclass(cls, class_or_tuple)
    }

    /// iter(iterable), or iter(callable, sentinel): calls until the sentinel is returned.
    #[pyfunction]
    fn iter(vm: &Vm, args: Args) -> PyResult {
        check_no_kwargs(vm, "iter", args)?;
        check_positional(vm, "iter", args.pos.len(), 1, 2)?;
        match args.pos {
            [callable, sentinel] => {
                if !vm.is_callable(*callable) {
                    return Err(vm.type_error("iter(v, w): v must be callable"));
                }
                Ok(alloc(super::super::iterators::PyCallIter {
                    header: super::super::iterators::PyCallIter::header(shape::CALL_ITER),
                    callable: Field::new(Some(*callable)),
                    sentinel: Field::new(Some(*sentinel)),
                })
                .value())
            }
            _ => vm.iter(args.pos[0]),
        }
    }

    /// The asynchronous iterator of an asynchronous iterable.
    #[pyfunction(sig = "(async_iterable, /)")]
    fn aiter(vm: &Vm, async_iterable: Value) -> PyResult {
        let Some(aiter) = vm.slots_of(async_iterable).aiter else {
            return Err(vm.type_error(format!("'{}' object is not an async iterable", vm.type_name(async_iterable))));
        };
        let it = aiter(vm, async_iterable)?;
        if vm.slots_of(it).anext.is_none() {
            return Err(vm.type_error(format!("aiter() returned not an async iterator of type '{}'", vm.type_name(it))));
        }
        Ok(it)
    }

    /// An awaitable for the next item of an asynchronous iterator; the default when it is exhausted.
    #[pyfunction(sig = "(aiterator, default=<unrepresentable>, /)")]
    fn anext(vm: &Vm, aiterator: Value, default: Option<Value>) -> PyResult {
        let Some(anext) = vm.slots_of(aiterator).anext else {
            return Err(vm.type_error(format!("'{}' object is not an async iterator", vm.type_name(aiterator))));
        };
        let awaitable = anext(vm, aiterator)?;
        match default {
            None => Ok(awaitable),
            Some(default) => crate::builtins::anext::new(vm, awaitable, default),
        }
    }

    /// The number of items in a container.
    #[pyfunction(sig = "(obj, /)")]
    fn len(vm: &Vm, obj: Value) -> PyResult<usize> {
        vm.len(obj)
    }

    /// The next item of an iterator, or the default when it is exhausted.
    #[pyfunction]
    fn next(vm: &Vm, args: Args) -> PyResult {
        check_no_kwargs(vm, "next", args)?;
        check_positional(vm, "next", args.pos.len(), 1, 2)?;
        let default = args.pos.get(1).copied();
        let Some(next) = vm.slots_of(args.pos[0]).iternext else {
            return Err(vm.type_error(format!("'{}' object is not an iterator", vm.type_name(args.pos[0]))));
        };
        match next(vm, args.pos[0]) {
            Ok(Some(value)) => Ok(value),
            Ok(None) => match default {
                Some(default) => Ok(default),
                None => Err(vm.stop_iteration(None)),
            },
            Err(raised) => match default {
                Some(default) if vm.catch(vm.exc().StopIteration).is_some() => Ok(default),
                _ => Err(raised),
            },
        }
    }

    /// base ** exp, modulo mod if given.
    #[pyfunction(sig = "(base, exp, mod=None)")]
    fn pow(vm: &Vm, base: Value, exp: Value, r#mod: Option<Value>) -> PyResult {
        vm.power(base, exp, r#mod.filter(|m| !m.is_none()))
    }

    /// The canonical text form of the object.
    #[pyfunction(sig = "(obj, /)")]
    fn repr(vm: &Vm, obj: Value) -> PyResult<Gc<PyStr>> {
        vm.repr(obj)
    }

    /// The number rounded to a number of digits after the decimal point.
    #[pyfunction(sig = "(number, ndigits=None)")]
    fn round(vm: &Vm, number: Value, ndigits: Option<Value>) -> PyResult {
        let Some(method) = vm.lookup_special(number, name!("__round__"))? else {
            return Err(vm.type_error(format!("type {} doesn't define __round__ method", vm.type_name(number))));
        };
        match ndigits.filter(|n| !n.is_none()) {
            Some(n) => vm.call(method, &[n]),
            None => vm.call(method, &[]),
        }
    }

    /// A new sorted list of the items.
    #[pyfunction(sig = "(iterable, /, *, key=None, reverse=False)")]
    fn sorted(vm: &Vm, args: Args) -> PyResult {
        check_positional(vm, "sorted", args.pos.len(), 1, 1)?;
        let list = vm.to_list(args.pos[0])?;
        let sort = vm.get_attr(list.value(), name!("sort"))?;
        vm.call_args(sort, Args { pos: &[], ..args })?;
        Ok(list.value())
    }
}

fn radix(vm: &Vm, integer: Value, base: u32) -> PyResult<String> {
    let n = vm.index(integer)?;
    let (sign, digits, prefix) = match n.as_int() {
        Some(n) => {
            let big = n.to_big();
            let negative = n.is_negative();
            let text = big.magnitude().to_str_radix(base);
            (
                if negative { "-" } else { "" },
                text,
                match base {
                    2 => "0b",
                    8 => "0o",
                    _ => "0x",
                },
            )
        }
        None => ("", String::new(), ""),
    };
    Ok(format!("{sign}{prefix}{digits}"))
}
