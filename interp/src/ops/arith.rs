//! Arithmetic: BINARY_OP split by operator when the code object is made, with paths for immediate ints and floats.

use super::stack::op;
use crate::builtins::prelude::*;
use crate::eval::regs::{Ctl, R};
use crate::protocol::BinOp;
use num_bigint::BigInt;
use num_traits::Zero;
use taipan_object::number::IntRef;

/// Inline cache units of BINARY_OP.
pub const CACHES: usize = 5;

/// The general path; `arg` is BINARY_OP's operand.
#[cold]
#[inline(never)]
fn binary_slow(vm: &Vm, a: Value, b: Value, arg: u32) -> PyResult {
    let (number, inplace) = if arg >= 13 { (arg - 13, true) } else { (arg, false) };
    let Some(op) = BinOp::from_number(number) else { return Err(vm.system_error("unknown binary operator")) };
    if number == 0 && a.is_exact_str() && b.is_exact_str() {
        // SAFETY: exactly str both.
        return Ok(unsafe { PyStr::concat(a.cast_unchecked(), b.cast_unchecked()) }?.value());
    }
    if let (Some(x), Some(y)) = (exact_int(&a), exact_int(&b))
        && let Some(value) = integer(op, x, y)
    {
        return Ok(value);
    }
    if let (Some(x), Some(y)) = (a.exact_float(), b.exact_float()) {
        match op {
            BinOp::Add => return Ok(Value::float(x + y)),
            BinOp::Subtract => return Ok(Value::float(x - y)),
            BinOp::Multiply => return Ok(Value::float(x * y)),
            BinOp::TrueDivide if y != 0.0 => return Ok(Value::float(x / y)),
            _ => {}
        }
    }
    if inplace { vm.inplace(op, a, b) } else { vm.binary(op, a, b) }
}

/// An int of exactly that type.
#[inline]
fn exact_int(value: &Value) -> Option<IntRef<'_>> {
    if value.is_small() || value.is_cell() && value.shape() == shape::INT { value.as_int() } else { None }
}

/// The common operators on ints of which one is big, or whose result is.
fn integer(op: BinOp, a: IntRef<'_>, b: IntRef<'_>) -> Option<Value> {
    use IntRef::{Big, Small};
    use num_integer::Integer;
    let big = |n: BigInt| Some(Value::big(n));
    match (op, a, b) {
        (BinOp::Add, Small(x), Small(y)) => Some(Value::int(x + y)),
        (BinOp::Subtract, Small(x), Small(y)) => Some(Value::int(x - y)),
        (BinOp::Multiply, Small(x), Small(y)) => big(BigInt::from(x as i128 * y as i128)),
        (BinOp::Add, Big(x), Big(y)) => big(x + y),
        (BinOp::Add, Big(x), Small(y)) | (BinOp::Add, Small(y), Big(x)) => big(x + y),
        (BinOp::Subtract, Big(x), Big(y)) => big(x - y),
        (BinOp::Subtract, Big(x), Small(y)) => big(x - y),
        (BinOp::Subtract, Small(x), Big(y)) => big(x - y),
        (BinOp::Multiply, Big(x), Big(y)) => big(x * y),
        (BinOp::Multiply, Big(x), Small(y)) | (BinOp::Multiply, Small(y), Big(x)) => big(x * y),
        (BinOp::FloorDivide, Big(x), Small(y)) if y > 0 && !a.is_negative() => big(x / y),
        (BinOp::FloorDivide, Big(x), Big(y)) if !y.is_zero() => {
            if a.is_negative() || b.is_negative() {
                big(x.div_floor(y))
            } else {
                big(x / y)
            }
        }
        (BinOp::Remainder, Big(x), Small(y)) if y > 0 && !a.is_negative() => big(x % y),
        (BinOp::Remainder, Big(x), Big(y)) if !y.is_zero() && !a.is_negative() && !b.is_negative() => big(x % y),
        _ => None,
    }
}

trait ExactFloat {
    fn exact_float(self) -> Option<f64>;
}
impl ExactFloat for Value {
    /// A float or a small int as f64, when at least one operand is a float (mixed arithmetic); exact types only.
    #[inline]
    fn exact_float(self) -> Option<f64> {
        if self.is_exact_float() { self.as_float() } else { None }
    }
}

macro_rules! finish {
    ($r:ident, $vm:ident, $a:ident, $b:ident, $arg:ident) => {{
        $r.publish($vm);
        match binary_slow($vm, $a, $b, $arg) {
            Ok(value) => {
                $r.drop_n(1);
                $r.poke(1, value);
                $r.advance(CACHES)
            }
            Err(Raised) => Ctl::Raise,
        }
    }};
}

macro_rules! done {
    ($r:ident, $value:expr) => {{
        let value = $value;
        $r.drop_n(1);
        $r.poke(1, value);
        return $r.advance(CACHES);
    }};
}

/// The sum of an int and a float, or of two floats, exactly typed.
#[inline(always)]
fn mixed(a: Value, b: Value) -> Option<(f64, f64)> {
    if a.is_immediate_float() {
        if b.is_immediate_float() {
            return Some((a.float_unchecked(), b.float_unchecked()));
        }
        if b.is_small() && b.small_unchecked().unsigned_abs() < 1 << 53 {
            return Some((a.float_unchecked(), b.small_unchecked() as f64));
        }
    } else if b.is_immediate_float() && a.is_small() && a.small_unchecked().unsigned_abs() < 1 << 53 {
        return Some((a.small_unchecked() as f64, b.float_unchecked()));
    }
    None
}

/// `a + b` of immediate numbers.
#[inline(always)]
pub(crate) fn add(a: Value, b: Value) -> Option<Value> {
    if a.both_small(b) {
        // The tag of one operand is taken off, so that the sum carries one tag.
        let sum = (a.bits() as i64).checked_add(b.bits() as i64 - 0b10)?;
        // SAFETY: the tag and no overflow.
        return Some(unsafe { Value::from_bits(sum as u64) });
    }
    let (x, y) = mixed(a, b)?;
    Value::try_float(x + y)
}

/// `a - b` of immediate numbers.
#[inline(always)]
pub(crate) fn sub(a: Value, b: Value) -> Option<Value> {
    if a.both_small(b) {
        let difference = (a.bits() as i64).checked_sub(b.bits() as i64 - 0b10)?;
        // SAFETY: as above.
        return Some(unsafe { Value::from_bits(difference as u64) });
    }
    let (x, y) = mixed(a, b)?;
    Value::try_float(x - y)
}

/// `a * b` of immediate numbers.
#[inline(always)]
pub(crate) fn mul(a: Value, b: Value) -> Option<Value> {
    if a.both_small(b) {
        let product = (a.bits() as i64 - 0b10).checked_mul(b.small_unchecked())?.checked_add(0b10)?;
        // SAFETY: as above.
        return Some(unsafe { Value::from_bits(product as u64) });
    }
    let (x, y) = mixed(a, b)?;
    Value::try_float(x * y)
}

/// `container[key]` for lists, tuples and strs of ASCII.
#[inline(always)]
pub(crate) fn item(container: Value, key: Value) -> Option<Value> {
    if !(container.is_cell() && key.is_small()) {
        return None;
    }
    let shape = container.shape();
    // SAFETY: the shape names the layout; the index is in range.
    unsafe {
        if shape == shape::LIST {
            let list: Gc<PyList> = container.cast_unchecked();
            let i = small_index(key, list.items.len())?;
            Some(*list.items.as_ptr().add(i))
        } else if shape == shape::TUPLE {
            let tuple: Gc<PyTuple> = container.cast_unchecked();
            let i = small_index(key, tuple.len())?;
            Some(*tuple.as_slice().get_unchecked(i))
        } else if shape == shape::STR {
            let s: Gc<PyStr> = container.cast_unchecked();
            let i = small_index(key, s.len())?;
            taipan_object::string::ascii_char_at(s, i).map(|c| c.value())
        } else {
            None
        }
    }
}

macro_rules! fast_binary {
    ($($name:ident $compute:ident $doc:literal;)*) => { $(
        op! {
            #[doc = $doc]
            $name(r, vm, arg) {
                match $compute(r.peek(2), r.peek(1)) {
                    Some(value) => {
                        r.drop_n(1);
                        r.poke(1, value);
                        r.advance(CACHES)
                    }
                    None => Ctl::Slow,
                }
            }
        }
    )* };
}
fast_binary! {
    fast_add add "`+`";
    fast_sub sub "`-`";
    fast_mul mul "`*`";
    fast_subscr item "`container[key]` for list, tuple and str.";
}

op! { /// `/`
fast_div(r, vm, arg) {
    let (a, b) = (r.peek(2), r.peek(1));
    if let Some((x, y)) = mixed(a, b) {
        if y != 0.0 && let Some(value) = Value::try_float(x / y) {
            done!(r, value);
        }
    } else if a.both_small(b) {
        let (x, y) = (a.small_unchecked(), b.small_unchecked());
        if y != 0 && x.unsigned_abs() < 1 << 53 && y.unsigned_abs() < 1 << 53
            && let Some(value) = Value::try_float(x as f64 / y as f64)
        {
            done!(r, value);
        }
    }
    Ctl::Slow
} }

op! { /// `//`
fast_floordiv(r, vm, arg) {
    let (a, b) = (r.peek(2), r.peek(1));
    if a.both_small(b) {
        let (x, y) = (a.small_unchecked(), b.small_unchecked());
        if y != 0 && y != -1 {
            let q = x / y;
            done!(r, Value::small(q - ((x % y != 0) & ((x < 0) != (y < 0))) as i64));
        }
    }
    Ctl::Slow
} }

op! { /// `%`
fast_mod(r, vm, arg) {
    let (a, b) = (r.peek(2), r.peek(1));
    if a.both_small(b) {
        let (x, y) = (a.small_unchecked(), b.small_unchecked());
        if y != 0 && y != -1 {
            let m = x % y;
            done!(r, Value::small(if m != 0 && (m < 0) != (y < 0) { m + y } else { m }));
        }
    }
    Ctl::Slow
} }

op! { /// `&`
fast_and(r, vm, arg) {
    let (a, b) = (r.peek(2), r.peek(1));
    if a.both_small(b) {
        done!(r, Value::from_bits(a.bits() & b.bits()));
    }
    Ctl::Slow
} }

op! { /// `|`
fast_or(r, vm, arg) {
    let (a, b) = (r.peek(2), r.peek(1));
    if a.both_small(b) {
        done!(r, Value::from_bits(a.bits() | b.bits()));
    }
    Ctl::Slow
} }

op! { /// `^`
fast_xor(r, vm, arg) {
    let (a, b) = (r.peek(2), r.peek(1));
    if a.both_small(b) {
        done!(r, Value::from_bits(a.bits() ^ b.bits() | 0b10));
    }
    Ctl::Slow
} }

op! { /// `<<`
fast_lshift(r, vm, arg) {
    let (a, b) = (r.peek(2), r.peek(1));
    if a.both_small(b) {
        let (x, n) = (a.small_unchecked(), b.small_unchecked());
        if (0..61).contains(&n) {
            let shifted = x << n;
            if shifted >> n == x && let Some(value) = Value::try_int(shifted) {
                done!(r, value);
            }
        }
    }
    Ctl::Slow
} }

op! { /// `>>`
fast_rshift(r, vm, arg) {
    let (a, b) = (r.peek(2), r.peek(1));
    if a.both_small(b) {
        let (x, n) = (a.small_unchecked(), b.small_unchecked());
        if n >= 0 {
            done!(r, Value::small(x >> n.min(63)));
        }
    }
    Ctl::Slow
} }

op! { /// BINARY_OP, in general.
op_binary_op(r, vm, arg) {
    let (a, b) = (r.peek(2), r.peek(1));
    finish!(r, vm, a, b, arg)
} }

/// The position in a sequence of `len` items that a small int as index means.
#[inline(always)]
fn small_index(key: Value, len: usize) -> Option<usize> {
    let mut i = key.small_unchecked();
    if i < 0 {
        i += len as i64;
    }
    ((i as u64) < len as u64).then_some(i as usize)
}

op! { /// `container[key]` for the rest.
op_subscr(r, vm, arg) {
    let (container, key) = (r.peek(2), r.peek(1));
    if container.is_cell() {
        let shape = container.shape();
        if shape == shape::DICT && (key.is_exact_str() || key.is_small()) {
            let dict: Gc<PyDict> = container.cast_unchecked();
            let found = if key.is_small() { dict.find_small_int(key) } else { dict.find_str(key.cast_unchecked()) };
            if let taipan_object::dict::StrLookup::Found(i) = found
                && let Some(value) = dict.value_at(i)
            {
                done!(r, value);
            }
        } else if shape == shape::STR && key.is_small() {
            let s: Gc<PyStr> = container.cast_unchecked();
            if let Some(i) = small_index(key, s.len()) {
                done!(r, taipan_object::string::char_string(s.char_at(i)).value());
            }
        }
    }
    r.publish(vm);
    if container.is_cell()
        && let class = vm.type_of(container)
        && class.has(ClassFlags::HEAP)
        && let Some(method) = class.lookup(vm.names().__getitem__)
        && method.is::<PyFunction>()
    {
        // `__getitem__` in Python runs in the loop: container and key are its arguments in place.
        let func: Gc<PyFunction> = method.cast_unchecked();
        let code = func.code.get();
        let base = r.sp.sub(2);
        if code.exact_args == 2
            && let Some(new) = crate::eval::call::try_push_frame(vm, func, code, base, 2, base, crate::frame::FrameFlags::empty())
        {
            *r = new;
            return Ctl::Next;
        }
    }
    match vm.get_item(container, key) {
        Ok(value) => {
            r.drop_n(1);
            r.poke(1, value);
            r.advance(CACHES)
        }
        Err(Raised) => Ctl::Raise,
    }
} }

op! { /// STORE_SUBSCR for list: value, container, key on the stack.
fast_store_subscr(r, vm, arg) {
    let (value, container, key) = (r.peek(3), r.peek(2), r.peek(1));
    if container.is_cell() && key.is_small() && container.shape() == shape::LIST {
        let list: Gc<PyList> = container.cast_unchecked();
        if let Some(i) = small_index(key, list.items.len())
            && list.items.try_set_young(i, value)
        {
            r.drop_n(3);
            return r.advance(1);
        }
    }
    Ctl::Slow
} }

op! { /// STORE_SUBSCR, in general.
op_store_subscr(r, vm, arg) {
    let (value, container, key) = (r.peek(3), r.peek(2), r.peek(1));
    if container.is_cell() && container.shape() == shape::DICT && (key.is_exact_str() || key.is_small()) {
        let dict: Gc<PyDict> = container.cast_unchecked();
        let found = if key.is_small() { dict.find_small_int(key) } else { dict.find_str(key.cast_unchecked()) };
        if let taipan_object::dict::StrLookup::Found(i) = found {
            dict.set_value(i, value);
            r.drop_n(3);
            return r.advance(1);
        }
    }
    r.publish(vm);
    match vm.set_item(container, key, Some(value)) {
        Ok(()) => {
            r.drop_n(3);
            r.advance(1)
        }
        Err(Raised) => Ctl::Raise,
    }
} }

op! { /// DELETE_SUBSCR.
op_delete_subscr(r, vm, arg) {
    r.publish(vm);
    match vm.set_item(r.peek(2), r.peek(1), None) {
        Ok(()) => {
            r.drop_n(2);
            r.advance(0)
        }
        Err(Raised) => Ctl::Raise,
    }
} }

op! { /// BINARY_SLICE.
op_binary_slice(r, vm, arg) {
    r.publish(vm);
    let slice = crate::builtins::slice::new(r.peek(2), r.peek(1), Value::NONE);
    match vm.get_item(r.peek(3), slice) {
        Ok(value) => {
            r.drop_n(2);
            r.poke(1, value);
            r.advance(0)
        }
        Err(Raised) => Ctl::Raise,
    }
} }

op! { /// STORE_SLICE: value, container, start, stop.
op_store_slice(r, vm, arg) {
    r.publish(vm);
    let slice = crate::builtins::slice::new(r.peek(2), r.peek(1), Value::NONE);
    match vm.set_item(r.peek(3), slice, Some(r.peek(4))) {
        Ok(()) => {
            r.drop_n(4);
            r.advance(0)
        }
        Err(Raised) => Ctl::Raise,
    }
} }

macro_rules! unary {
    ($fast_name:ident $name:ident, $doc:literal, $method:ident, $fast:path) => {
        op! {
            #[doc = concat!($doc, " On immediate numbers.")]
            $fast_name(r, vm, arg) {
                match $fast(r.peek(1)) {
                    Some(value) => {
                        r.poke(1, value);
                        r.advance(0)
                    }
                    None => Ctl::Slow,
                }
            }
        }
        op! {
            #[doc = $doc]
            $name(r, vm, arg) {
                let a = r.peek(1);
                r.publish(vm);
                match vm.$method(a) {
                    Ok(value) => {
                        r.poke(1, value);
                        r.advance(0)
                    }
                    Err(Raised) => Ctl::Raise,
                }
            }
        }
    };
}

#[inline(always)]
fn negative(a: Value) -> Option<Value> {
    if a.is_small() {
        Value::try_int(-a.small_unchecked())
    } else if a.is_immediate_float() {
        Value::try_float(-a.float_unchecked())
    } else {
        None
    }
}

#[inline(always)]
fn invert(a: Value) -> Option<Value> {
    if a.is_small() { Some(Value::small(!a.small_unchecked())) } else { None }
}

unary!(fast_unary_negative op_unary_negative, "UNARY_NEGATIVE.", negative, negative);
unary!(fast_unary_invert op_unary_invert, "UNARY_INVERT.", invert, invert);

op! { /// UNARY_NOT: the operand is a bool.
op_unary_not(r, vm, arg) {
    let a = r.peek(1);
    r.poke(1, Value::bool(a != Value::TRUE));
    r.advance(0)
} }

/// Inline cache units of TO_BOOL.
const TO_BOOL_CACHES: usize = 3;
/// An instruction that leaves its truth on the stack.
pub const PUSH: u8 = 0;
/// An instruction with the POP_JUMP_IF_FALSE behind it.
pub const JUMP_IF_FALSE: u8 = 1;
/// An instruction with the POP_JUMP_IF_TRUE behind it.
pub const JUMP_IF_TRUE: u8 = 2;

/// Ends a test that has taken all but one of its operands off: the truth replaces that operand, or is jumped on.
#[inline(always)]
unsafe fn tested<const THEN: u8>(r: &mut R, caches: usize, truth: bool) -> Ctl {
    // SAFETY: one operand is on the stack; behind a fused test lie the jump with its cache unit and NOT_TAKEN.
    unsafe {
        if THEN == PUSH {
            r.poke(1, Value::bool(truth));
            return r.advance(caches);
        }
        r.drop_n(1);
        let jump = r.ip.add(1 + caches);
        if truth == (THEN == JUMP_IF_TRUE) {
            let delta = *(jump as *const u8).add(1);
            r.ip = jump.add(2 + delta as usize);
        } else {
            r.ip = jump.add(3);
        }
        Ctl::Next
    }
}

/// TO_BOOL on what needs no call.
///
/// # Safety
/// As for all instructions.
#[inline(always)]
pub unsafe fn fast_to_bool<const THEN: u8>(r: &mut R, _vm: &Vm, _arg: u32) -> Ctl {
    // SAFETY: by contract.
    unsafe {
        let a = r.peek(1);
        let truth = if a.is_bool() {
            a == Value::TRUE
        } else if a.is_none() {
            false
        } else if a.is_small() {
            a.small_unchecked() != 0
        } else if a.is_cell() {
            let shape = a.shape();
            if shape == shape::LIST {
                !a.cast_unchecked::<PyList>().items.is_empty()
            } else if shape == shape::STR {
                !a.cast_unchecked::<PyStr>().is_empty()
            } else if shape == shape::TUPLE {
                !a.cast_unchecked::<PyTuple>().is_empty()
            } else if shape == shape::DICT {
                !a.cast_unchecked::<PyDict>().is_empty()
            } else {
                return Ctl::Slow;
            }
        } else {
            return Ctl::Slow;
        };
        tested::<THEN>(r, TO_BOOL_CACHES, truth)
    }
}

op! { /// TO_BOOL, in general.
op_to_bool(r, vm, arg) {
    r.publish(vm);
    match vm.truth(r.peek(1)) {
        Ok(truth) => {
            r.poke(1, Value::bool(truth));
            r.advance(TO_BOOL_CACHES)
        }
        Err(Raised) => Ctl::Raise,
    }
} }

/// Whether two strs are equal, as far as a look at their heads tells.
#[inline(always)]
fn same_strings(a: Value, b: Value) -> Option<bool> {
    if !(a.is_exact_str() && b.is_exact_str()) {
        return None;
    }
    if a == b {
        return Some(true);
    }
    // SAFETY: exactly str both.
    let (a, b) = unsafe { (a.cast_unchecked::<PyStr>(), b.cast_unchecked::<PyStr>()) };
    (a.n_bytes() != b.n_bytes() || a.is_interned() && b.is_interned()).then_some(false)
}

/// Order of strs is for the slow path.
#[inline(always)]
fn no_strings(_: Value, _: Value) -> Option<bool> {
    None
}

macro_rules! compare_ops {
    ($($compute:ident $fast:ident $name:ident $op:ident $token:tt $strings:ident $doc:literal;)*) => { $(
        #[doc = concat!($doc, " where no call is needed.")]
        #[inline(always)]
        pub(crate) fn $compute(a: Value, b: Value) -> Option<bool> {
            if a.both_small(b) {
                return Some((a.bits() as i64) $token (b.bits() as i64));
            }
            if a.is_immediate_float() && b.is_immediate_float() {
                return Some(a.float_unchecked() $token b.float_unchecked());
            }
            $strings(a, b).map(|same| same == CmpOp::$op.holds(std::cmp::Ordering::Equal))
        }

        #[doc = concat!($doc, " where no call is needed.")]
        ///
        /// # Safety
        /// As for all instructions.
        #[inline(always)]
        pub unsafe fn $fast<const THEN: u8>(r: &mut R, _vm: &Vm, _arg: u32) -> Ctl {
            // SAFETY: by contract.
            unsafe {
                let Some(truth) = $compute(r.peek(2), r.peek(1)) else { return Ctl::Slow };
                r.drop_n(1);
                tested::<THEN>(r, 1, truth)
            }
        }

        op! {
            #[doc = $doc]
            $name(r, vm, arg) {
                r.publish(vm);
                match compare_slow(vm, r.peek(2), r.peek(1), CmpOp::$op, arg) {
                    Ok(value) => {
                        r.drop_n(1);
                        r.poke(1, value);
                        r.advance(1)
                    }
                    Err(Raised) => Ctl::Raise,
                }
            }
        }
    )* };
}

compare_ops! {
    less fast_lt op_lt Lt < no_strings "`<`";
    less_equal fast_le op_le Le <= no_strings "`<=`";
    equal fast_eq op_eq Eq == same_strings "`==`";
    not_equal fast_ne op_ne Ne != same_strings "`!=`";
    greater fast_gt op_gt Gt > no_strings "`>`";
    greater_equal fast_ge op_ge Ge >= no_strings "`>=`";
}

#[inline(never)]
fn compare_slow(vm: &Vm, a: Value, b: Value, op: CmpOp, arg: u32) -> PyResult {
    if matches!(op, CmpOp::Eq | CmpOp::Ne) && a.is_exact_str() && b.is_exact_str() {
        // SAFETY: exactly str both.
        let same = unsafe { a.cast_unchecked::<PyStr>().equals(&b.cast_unchecked::<PyStr>()) };
        return Ok(Value::bool(same == (op == CmpOp::Eq)));
    }
    let result = vm.compare(a, b, op)?;
    // Bit 4 of the operand: the result is wanted as a bool.
    if arg & 16 != 0 { vm.truth(result).map(Value::bool) } else { Ok(result) }
}

/// IS_OP.
///
/// # Safety
/// As for all instructions.
#[inline(always)]
pub unsafe fn fast_is<const THEN: u8>(r: &mut R, _vm: &Vm, arg: u32) -> Ctl {
    // SAFETY: by contract.
    unsafe {
        let (a, b) = (r.peek(2), r.peek(1));
        r.drop_n(1);
        tested::<THEN>(r, 0, (a == b) != (arg != 0))
    }
}

/// CONTAINS_OP.
///
/// # Safety
/// As for all instructions.
#[inline(always)]
pub unsafe fn op_contains<const THEN: u8>(r: &mut R, vm: &Vm, arg: u32) -> Ctl {
    // SAFETY: by contract.
    unsafe {
        let (container, item) = (r.peek(1), r.peek(2));
        if container.is_cell() && container.shape() == shape::DICT && (item.is_exact_str() || item.is_small()) {
            let dict: Gc<PyDict> = container.cast_unchecked();
            let found = if item.is_small() { dict.find_small_int(item) } else { dict.find_str(item.cast_unchecked()) };
            if found != taipan_object::dict::StrLookup::Undecided {
                r.drop_n(1);
                return tested::<THEN>(r, 1, (found != taipan_object::dict::StrLookup::Missing) != (arg != 0));
            }
        }
        r.publish(vm);
        match vm.contains(container, item) {
            Ok(found) => {
                r.drop_n(1);
                tested::<THEN>(r, 1, found != (arg != 0))
            }
            Err(Raised) => Ctl::Raise,
        }
    }
}
