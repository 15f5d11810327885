//! `int`: construction, methods and operators. The arithmetic itself is in `taipan_object::num`.

use super::prelude::*;
use super::support::{self, int_error, int_value};
use std::borrow::Cow;
use std::cmp::Ordering;
use taipan_object::num::int::{self, ByteOrder};
use taipan_object::num::int_text::{self, ParseIntError};
use taipan_object::num::{float_parse, hash};
use taipan_object::number::IntRef;
use taipan_object::text::formatnum::{self, IntArg, Locale};

/// An int, bool or instance of a subclass, as a method's self.
#[derive(Clone, Copy)]
pub struct AnyInt(pub Value);

impl Downcast for AnyInt {
    fn downcast(_: &Vm, value: Value) -> Option<AnyInt> {
        value.as_int().is_some().then_some(AnyInt(value))
    }
    fn expected() -> &'static str {
        "int"
    }
}

impl AnyInt {
    fn get(&self) -> IntRef<'_> {
        self.0.as_int().unwrap_or(IntRef::Small(0))
    }

    /// The number as exactly an int.
    pub fn exact(self) -> Value {
        if self.0.is_exact_int() { self.0 } else { exact_int(self.get()) }
    }
}

fn exact_int(n: IntRef<'_>) -> Value {
    match n {
        IntRef::Small(n) => Value::small(n),
        IntRef::Big(n) => Value::big(n.clone()),
    }
}

/// Two int operands.
enum Pair<'a> {
    Small(i64, i64),
    Big(Cow<'a, BigInt>, Cow<'a, BigInt>),
}

fn big<'a>(n: IntRef<'a>) -> Cow<'a, BigInt> {
    match n {
        IntRef::Small(n) => Cow::Owned(BigInt::from(n)),
        IntRef::Big(n) => Cow::Borrowed(n),
    }
}

#[inline(always)]
fn pair<'a>(a: &'a Value, b: &'a Value) -> Option<Pair<'a>> {
    Some(match (a.as_int()?, b.as_int()?) {
        (IntRef::Small(a), IntRef::Small(b)) => Pair::Small(a, b),
        (a, b) => Pair::Big(big(a), big(b)),
    })
}

/// The ordering of two ints of any size; `None` if one is no int.
pub fn cmp(a: Value, b: Value) -> Option<Ordering> {
    Some(match pair(&a, &b)? {
        Pair::Small(a, b) => a.cmp(&b),
        Pair::Big(a, b) => a.cmp(&b),
    })
}

/// `str(n)`: ValueError beyond the limit on digits.
pub fn to_decimal(vm: &Vm, n: IntRef<'_>) -> PyResult<String> {
    match n {
        IntRef::Small(n) => Ok(n.to_string()),
        IntRef::Big(n) => {
            let limit = vm.int_max_str_digits.get();
            if int_text::exceeds_limit(n, limit) {
                return Err(vm.value_error(int_text::limit_message_to_str(limit)));
            }
            int_text::to_decimal(n).map_err(|e| int_error(vm, e))
        }
    }
}

/// `format(n, spec)` for the commonest format specifications: a width, with or without a zero in front, and `d` or nothing.
pub fn quick_format(n: i64, spec: &[u8]) -> Option<Gc<PyStr>> {
    let spec = spec.strip_suffix(b"d").unwrap_or(spec);
    let (zero, digits) = match spec {
        [b'0', rest @ ..] => (true, rest),
        _ => (false, spec),
    };
    let width = match digits {
        [a @ b'0'..=b'9'] => (a - b'0') as usize,
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => (a - b'0') as usize * 10 + (b - b'0') as usize,
        _ => return None,
    };
    let mut buffer = [if zero { b'0' } else { b' ' }; 120];
    let (mut at, mut left) = (buffer.len(), n.unsigned_abs());
    loop {
        at -= 1;
        buffer[at] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    let start = buffer.len() - width.max(buffer.len() - at + (n < 0) as usize);
    if n < 0 {
        buffer[if zero { start } else { at - 1 }] = b'-';
    }
    let text = &buffer[start..];
    PyStr::try_build(text.len(), text.len(), true, |out| out.copy_from_slice(text)).ok()
}

/// The decimal text of a small int.
pub fn small_to_str(n: i64) -> Gc<PyStr> {
    if (0..10).contains(&n) {
        return taipan_object::string::char_string(b'0' as u32 + n as u32);
    }
    let mut buffer = [0u8; 20];
    let (mut at, mut left) = (buffer.len(), n.unsigned_abs());
    loop {
        at -= 1;
        buffer[at] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    if n < 0 {
        at -= 1;
        buffer[at] = b'-';
    }
    let text = &buffer[at..];
    match PyStr::try_build(text.len(), text.len(), true, |out| out.copy_from_slice(text)) {
        Ok(s) => s,
        Err(OutOfMemory) => taipan_object::cell::out_of_memory(),
    }
}

/// The number in the text of `source` (a str, or a bytes-like object whose bytes are given).
fn parse(vm: &Vm, source: Value, bytes: Option<&[u8]>, base: u32) -> PyResult {
    let limit = vm.int_max_str_digits.get();
    let result = match (source.cast::<PyStr>(), bytes) {
        (Some(s), None) => match float_parse::to_ascii_number(s.as_bytes()) {
            Some(text) => int_text::parse(float_parse::trim(&text), base, limit),
            None => Err(ParseIntError::Invalid),
        },
        (_, bytes) => int_text::parse(float_parse::trim_bytes(bytes.unwrap_or_default()), base, limit),
    };
    match result {
        Ok(n) => Ok(int_value(n)),
        Err(ParseIntError::Base) => Err(vm.value_error("int() base must be >= 2 and <= 36, or 0")),
        Err(ParseIntError::TooLong { digits }) => Err(vm.value_error(int_text::limit_message(limit, digits))),
        Err(ParseIntError::Invalid) => {
            let shown = match bytes {
                Some(bytes) => PyBytes::new(bytes).value(),
                None => source,
            };
            let shown = support::short_repr(vm, shown)?;
            Err(vm.value_error(format!("invalid literal for int() with base {base}: {shown}")))
        }
    }
}

/// `int(value)`: exactly an int.
pub fn from_object(vm: &Vm, value: Value) -> PyResult {
    if value.as_int().is_some() && (value.is_exact_int() || value.is_bool()) {
        return Ok(AnyInt(value).exact());
    }
    let slots = vm.slots_of(value);
    if let Some(int) = slots.int {
        let result = int(vm, value)?;
        if result.is_exact_int() {
            return Ok(result);
        }
        let found = support::class_name(vm, result);
        if result.as_int().is_none() {
            return Err(vm.type_error(format!("__int__ returned non-int (type {found})")));
        }
        vm.warn(
            vm.exc().DeprecationWarning,
            &format!(
                "__int__ returned non-int (type {found}).  The ability to return an instance of a strict subclass \
                 of int is deprecated, and may be removed in a future version of Python."
            ),
        )?;
        return Ok(AnyInt(result).exact());
    }
    if slots.index.is_some() {
        return vm.index(value);
    }
    if value.is::<PyStr>() {
        return parse(vm, value, None, 10);
    }
    if let Some(bytes) = support::bytes_of(vm, value)? {
        return parse(vm, value, Some(&bytes), 10);
    }
    let found = support::class_name(vm, value);
    Err(vm.type_error(format!("int() argument must be a string, a bytes-like object or a real number, not '{found}'")))
}

fn from_text_with_base(vm: &Vm, value: Value, base: Value) -> PyResult {
    let base = SliceIndex::from_value(vm, vm.index(base)?)?.0;
    if base != 0 && !(2..=36).contains(&base) {
        return Err(vm.value_error("int() base must be >= 2 and <= 36, or 0"));
    }
    if value.is::<PyStr>() {
        return parse(vm, value, None, base as u32);
    }
    if value.is::<PyBytes>() || value.is::<PyByteArray>() {
        let bytes = support::bytes_of(vm, value)?.unwrap_or_default();
        return parse(vm, value, Some(&bytes), base as u32);
    }
    Err(vm.type_error("int() can't convert non-string with explicit base"))
}

/// `value` as an instance of `class`, which is int or below.
fn of_class(vm: &Vm, class: Gc<PyType>, value: Value) -> PyResult {
    if class == vm.types().int {
        return Ok(value);
    }
    let n = AnyInt(value).get().to_big();
    Ok(vm.alloc_instance(class, PyInt::new_cell(n, vm.instance_shape(class)))?.value())
}

fn byte_order(vm: &Vm, order: Option<Gc<PyStr>>) -> PyResult<ByteOrder> {
    match order.as_ref().map(|s| s.as_bytes()) {
        None | Some(b"big") => Ok(ByteOrder::Big),
        Some(b"little") => Ok(ByteOrder::Little),
        _ => Err(vm.value_error("byteorder must be either 'little' or 'big'")),
    }
}

/// `bytes(value)` as `int.from_bytes` takes it.
fn to_bytes_object(vm: &Vm, value: Value) -> PyResult<Vec<u8>> {
    if let Some(bytes) = support::bytes_of(vm, value)? {
        return Ok(bytes);
    }
    let iterable = vm.slots_of(value).iter.is_some() && !value.is::<PyStr>();
    if iterable || vm.lookup_special(value, vm.names().__bytes__)?.is_some() {
        let bytes = vm.call(vm.types().bytes.value(), &[value])?;
        return Ok(support::bytes_of(vm, bytes)?.unwrap_or_default());
    }
    let found = support::class_name(vm, value);
    Err(vm.type_error(format!("cannot convert '{found}' object to bytes")))
}

/// `value ** exponent` for a negative exponent: through floats.
fn float_power(vm: &Vm, a: Value, b: Value) -> PyResult {
    let (x, y) = (Value::float(vm.to_f64(a)?), Value::float(vm.to_f64(b)?));
    super::float::power(vm, x, y)
}

macro_rules! arithmetic {
    ($vm:ident, $a:ident, $b:ident, |$x:ident, $y:ident| $small:expr, |$p:ident, $q:ident| $big:expr) => {
        match pair(&$a, &$b) {
            Some(Pair::Small($x, $y)) => $small,
            Some(Pair::Big($p, $q)) => $big,
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    };
}

/// Whole numbers of any size: int(x) converts a number or text, int(text, base) reads text in that base.
#[pyclass(name = "int", cell = PyInt, subclass)]
pub struct IntType;

#[pymethods]
impl IntType {
    #[pyslot(sig = "(x=0, /, base=10)", no_text_signature, plain_count)]
    fn __new__(cls: Gc<PyType>, vm: &Vm, x: Option<Value>, #[default(None)] base: Option<Value>) -> PyResult {
        let value = match (x, base) {
            (None, None) => Value::small(0),
            (None, Some(_)) => return Err(vm.type_error("int() missing string argument")),
            (Some(x), None) => from_object(vm, x)?,
            (Some(x), Some(base)) => from_text_with_base(vm, x, base)?,
        };
        of_class(vm, cls, value)
    }

    fn __repr__(this: AnyInt, vm: &Vm) -> PyResult {
        if let Some(n) = this.0.as_small() {
            return Ok(small_to_str(n).value());
        }
        Ok(PyStr::new(&to_decimal(vm, this.get())?).value())
    }

    fn __hash__(this: AnyInt) -> i64 {
        match this.get() {
            IntRef::Small(n) => hash::hash_i64(n),
            IntRef::Big(n) => hash::hash_big(n),
        }
    }

    fn richcompare(this: AnyInt, other: Value, op: CmpOp) -> Value {
        match cmp(this.0, other) {
            Some(ordering) => Value::bool(op.holds(ordering)),
            None => Value::NOT_IMPLEMENTED,
        }
    }

    /// The number formatted as the specification says.
    pub fn __format__(this: AnyInt, vm: &Vm, format_spec: Gc<PyStr>) -> PyResult {
        if format_spec.is_empty() {
            return Ok(vm.str(this.0)?.value());
        }
        let n = match this.get() {
            IntRef::Small(n) => IntArg::Small(n),
            IntRef::Big(n) => IntArg::Big(n),
        };
        let (name, limit) = (support::class_name(vm, this.0), vm.int_max_str_digits.get());
        let out = formatnum::format_int(n, format_spec.as_bytes(), &name, &Locale::default(), limit);
        support::text(&out.map_err(|e| support::format_error(vm, e))?)
    }

    /// For copying.
    fn __getnewargs__(this: AnyInt) -> (Value,) {
        (this.exact(),)
    }

    /// The number itself.
    fn __trunc__(this: AnyInt) -> Value {
        this.exact()
    }

    /// The number itself.
    fn __floor__(this: AnyInt) -> Value {
        this.exact()
    }

    /// The number itself.
    fn __ceil__(this: AnyInt) -> Value {
        this.exact()
    }

    /// The number, rounded to a multiple of a power of ten if ndigits is negative.
    #[pymethod(sig = "(ndigits=None, /)")]
    fn __round__(this: AnyInt, vm: &Vm, ndigits: Value) -> PyResult {
        if ndigits.is_none() {
            return Ok(this.exact());
        }
        let digits = vm.index(ndigits)?;
        match digits.as_int().map(|n| n.to_big()) {
            Some(n) if n.sign() == num_bigint::Sign::Minus => {
                let n = u64::try_from(-n).unwrap_or(u64::MAX);
                int::round_to_power(&big(this.get()), n).map(int_value).map_err(|e| int_error(vm, e))
            }
            _ => Ok(this.exact()),
        }
    }

    /// Bytes of memory that the number takes.
    fn __sizeof__(this: AnyInt) -> usize {
        let bits = int::bit_length(&big(this.get())) as usize;
        24 + 4 * bits.div_ceil(30).max(1)
    }

    /// The number as a fraction: itself and 1.
    fn as_integer_ratio(this: AnyInt) -> (Value, i64) {
        (this.exact(), 1)
    }

    /// How many binary digits of the absolute value are 1.
    fn bit_count(this: AnyInt) -> u64 {
        int::bit_count(&big(this.get()))
    }

    /// How many binary digits the absolute value has.
    fn bit_length(this: AnyInt) -> u64 {
        match this.get() {
            IntRef::Small(n) => 64 - n.unsigned_abs().leading_zeros() as u64,
            IntRef::Big(n) => int::bit_length(n),
        }
    }

    /// The number itself.
    fn conjugate(this: AnyInt) -> Value {
        this.exact()
    }

    /// True.
    fn is_integer(this: AnyInt) -> bool {
        let _ = this;
        true
    }

    /// The lower part of the number as a fraction: 1.
    #[getter]
    fn denominator(this: AnyInt) -> i64 {
        let _ = this;
        1
    }

    /// The upper part of the number as a fraction: itself.
    #[getter]
    fn numerator(this: AnyInt) -> Value {
        this.exact()
    }

    /// The real part: the number itself.
    #[getter]
    fn real(this: AnyInt) -> Value {
        this.exact()
    }

    /// The imaginary part: 0.
    #[getter]
    fn imag(this: AnyInt) -> i64 {
        let _ = this;
        0
    }

    /// The number as bytes: OverflowError if they are too few.
    #[pymethod(sig = "(/, length=1, byteorder='big', *, signed=False)")]
    fn to_bytes(
        this: AnyInt,
        vm: &Vm,
        #[default(Value::small(1))] length: Value,
        #[default(None)] byteorder: Option<Gc<PyStr>>,
        signed: bool,
    ) -> PyResult {
        let length = vm.to_isize(length)?;
        let order = byte_order(vm, byteorder)?;
        if length < 0 {
            return Err(vm.value_error("length argument must be non-negative"));
        }
        let bytes = int::to_bytes(&big(this.get()), length as usize, order, signed).map_err(|e| int_error(vm, e))?;
        Ok(PyBytes::new(&bytes).value())
    }

    /// The number that the bytes stand for.
    #[classmethod(sig = "(/, bytes, byteorder='big', *, signed=False)")]
    fn from_bytes(
        cls: Gc<PyType>,
        vm: &Vm,
        bytes: Value,
        #[default(None)] byteorder: Option<Gc<PyStr>>,
        signed: bool,
    ) -> PyResult {
        let order = byte_order(vm, byteorder)?;
        let bytes = to_bytes_object(vm, bytes)?;
        let value = int_value(int::from_bytes(&bytes, order, signed));
        if cls == vm.types().int { Ok(value) } else { vm.call(cls.value(), &[value]) }
    }

    fn __bool__(this: AnyInt) -> bool {
        !this.get().is_zero()
    }

    fn __int__(this: AnyInt) -> Value {
        this.exact()
    }

    fn __index__(this: AnyInt) -> Value {
        this.exact()
    }

    fn __float__(this: AnyInt, vm: &Vm) -> PyResult {
        match this.get() {
            IntRef::Small(n) => Ok(Value::float(n as f64)),
            IntRef::Big(n) => int::to_f64(n).map(Value::float).map_err(|e| int_error(vm, e)),
        }
    }

    fn __neg__(this: AnyInt) -> Value {
        match this.get() {
            IntRef::Small(n) => Value::int(-n),
            IntRef::Big(n) => Value::big(-n),
        }
    }

    fn __pos__(this: AnyInt) -> Value {
        this.exact()
    }

    fn __abs__(this: AnyInt) -> Value {
        match this.get() {
            IntRef::Small(n) => Value::int(n.abs()),
            IntRef::Big(n) => Value::big(BigInt::from(n.magnitude().clone())),
        }
    }

    fn __invert__(this: AnyInt) -> Value {
        match this.get() {
            IntRef::Small(n) => Value::int(!n),
            IntRef::Big(n) => Value::big(!n),
        }
    }

    fn __add__(_vm: &Vm, a: Value, b: Value) -> PyResult {
        arithmetic!(vm, a, b, |x, y| Ok(Value::int(x + y)), |x, y| Ok(Value::big(&*x + &*y)))
    }

    fn __sub__(_vm: &Vm, a: Value, b: Value) -> PyResult {
        arithmetic!(vm, a, b, |x, y| Ok(Value::int(x - y)), |x, y| Ok(Value::big(&*x - &*y)))
    }

    fn __mul__(vm: &Vm, a: Value, b: Value) -> PyResult {
        arithmetic!(
            vm,
            a,
            b,
            |x, y| Ok(match x.checked_mul(y) {
                Some(n) => Value::int(n),
                None => Value::big(BigInt::from(x as i128 * y as i128)),
            }),
            |x, y| int::multiply(&x, &y).map(int_value).map_err(|e| int_error(vm, e))
        )
    }

    fn __floordiv__(vm: &Vm, a: Value, b: Value) -> PyResult {
        arithmetic!(vm, a, b, |x, y| int::floor_div_i64(x, y).map(int_value).map_err(|e| int_error(vm, e)), |x, y| {
            int::floor_div(&x, &y).map(int_value).map_err(|e| int_error(vm, e))
        })
    }

    fn __mod__(vm: &Vm, a: Value, b: Value) -> PyResult {
        arithmetic!(vm, a, b, |x, y| int::modulo_i64(x, y).map(Value::int).map_err(|e| int_error(vm, e)), |x, y| {
            int::modulo(&x, &y).map(int_value).map_err(|e| int_error(vm, e))
        })
    }

    fn __divmod__(vm: &Vm, a: Value, b: Value) -> PyResult {
        let (q, r) = match pair(&a, &b) {
            Some(Pair::Small(x, y)) => {
                let (q, r) = int::div_mod_i64(x, y).map_err(|e| int_error(vm, e))?;
                (int_value(q), Value::int(r))
            }
            Some(Pair::Big(x, y)) => {
                let (q, r) = int::div_mod(&x, &y).map_err(|e| int_error(vm, e))?;
                (int_value(q), int_value(r))
            }
            None => return Ok(Value::NOT_IMPLEMENTED),
        };
        Ok(PyTuple::new(&[q, r]).value())
    }

    fn __truediv__(vm: &Vm, a: Value, b: Value) -> PyResult {
        arithmetic!(vm, a, b, |x, y| int::true_div_i64(x, y).map(Value::float).map_err(|e| int_error(vm, e)), |x, y| {
            int::true_div(&x, &y).map(Value::float).map_err(|e| int_error(vm, e))
        })
    }

    fn __pow__(vm: &Vm, a: Value, b: Value, c: Option<Value>) -> PyResult {
        let Some(operands) = pair(&a, &b) else { return Ok(Value::NOT_IMPLEMENTED) };
        if let Some(c) = c {
            let Some(modulus) = c.as_int() else { return Ok(Value::NOT_IMPLEMENTED) };
            let (base, exponent) = match operands {
                Pair::Small(x, y) => (Cow::Owned(BigInt::from(x)), Cow::Owned(BigInt::from(y))),
                Pair::Big(x, y) => (x, y),
            };
            return int::pow_mod(&base, &exponent, &big(modulus)).map(int_value).map_err(|e| int_error(vm, e));
        }
        match operands {
            Pair::Small(_, y) if y < 0 => float_power(vm, a, b),
            Pair::Small(x, y) => int::pow_i64(x, y as u64).map(int_value).map_err(|e| int_error(vm, e)),
            Pair::Big(_, y) if y.sign() == num_bigint::Sign::Minus => float_power(vm, a, b),
            Pair::Big(x, y) => int::pow(&x, &y).map(int_value).map_err(|e| int_error(vm, e)),
        }
    }

    fn __lshift__(vm: &Vm, a: Value, b: Value) -> PyResult {
        let (Some(x), Some(n)) = (a.as_int(), b.as_int()) else { return Ok(Value::NOT_IMPLEMENTED) };
        if n.is_negative() {
            return Err(vm.value_error("negative shift count"));
        }
        let n = n.to_i64().map(|n| n as u64);
        let result = match (x, n) {
            (IntRef::Small(x), Some(n)) => int::shift_left_i64(x, n),
            (x, n) => int::shift_left(&big(x), n),
        };
        result.map(int_value).map_err(|e| int_error(vm, e))
    }

    fn __rshift__(vm: &Vm, a: Value, b: Value) -> PyResult {
        let (Some(x), Some(n)) = (a.as_int(), b.as_int()) else { return Ok(Value::NOT_IMPLEMENTED) };
        if n.is_negative() {
            return Err(vm.value_error("negative shift count"));
        }
        let n = n.to_i64().map(|n| n as u64);
        Ok(match x {
            IntRef::Small(x) => Value::int(x >> n.unwrap_or(63).min(63)),
            IntRef::Big(x) => int_value(int::shift_right(x, n)),
        })
    }

    fn __and__(_vm: &Vm, a: Value, b: Value) -> PyResult {
        arithmetic!(vm, a, b, |x, y| Ok(Value::int(x & y)), |x, y| Ok(Value::big(&*x & &*y)))
    }

    fn __or__(_vm: &Vm, a: Value, b: Value) -> PyResult {
        arithmetic!(vm, a, b, |x, y| Ok(Value::int(x | y)), |x, y| Ok(Value::big(&*x | &*y)))
    }

    fn __xor__(_vm: &Vm, a: Value, b: Value) -> PyResult {
        arithmetic!(vm, a, b, |x, y| Ok(Value::int(x ^ y)), |x, y| Ok(Value::big(&*x ^ &*y)))
    }
}
