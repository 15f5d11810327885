//! `_operator`: the operators as functions, and the callables `itemgetter`, `attrgetter` and `methodcaller` (`getters.rs`).

pub mod getters;

/// The operators of Python as functions.
#[taipan_interp::native::pymodule(name = "_operator")]
pub mod module {
    use taipan_interp::builtins::bytes_arg;
    use taipan_interp::native::*;
    use taipan_interp::protocol::BinOp;

    #[pyclass]
    use super::getters::AttrGetter;
    #[pyclass]
    use super::getters::ItemGetter;
    #[pyclass]
    use super::getters::MethodCaller;

    /// What a < b gives.
    #[pyfunction]
    fn lt(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.compare(a, b, CmpOp::Lt)
    }

    /// What a <= b gives.
    #[pyfunction]
    fn le(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.compare(a, b, CmpOp::Le)
    }

    /// What a == b gives.
    #[pyfunction]
    fn eq(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.compare(a, b, CmpOp::Eq)
    }

    /// What a != b gives.
    #[pyfunction]
    fn ne(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.compare(a, b, CmpOp::Ne)
    }

    /// What a >= b gives.
    #[pyfunction]
    fn ge(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.compare(a, b, CmpOp::Ge)
    }

    /// What a > b gives.
    #[pyfunction]
    fn gt(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.compare(a, b, CmpOp::Gt)
    }

    /// What a + b gives.
    #[pyfunction]
    fn add(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.binary(BinOp::Add, a, b)
    }

    /// What a gives after a += b.
    #[pyfunction]
    fn iadd(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.inplace(BinOp::Add, a, b)
    }

    /// What a - b gives.
    #[pyfunction]
    fn sub(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.binary(BinOp::Subtract, a, b)
    }

    /// What a gives after a -= b.
    #[pyfunction]
    fn isub(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.inplace(BinOp::Subtract, a, b)
    }

    /// What a * b gives.
    #[pyfunction]
    fn mul(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.binary(BinOp::Multiply, a, b)
    }

    /// What a gives after a *= b.
    #[pyfunction]
    fn imul(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.inplace(BinOp::Multiply, a, b)
    }

    /// What a @ b gives.
    #[pyfunction]
    fn matmul(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.binary(BinOp::MatMul, a, b)
    }

    /// What a gives after a @= b.
    #[pyfunction]
    fn imatmul(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.inplace(BinOp::MatMul, a, b)
    }

    /// What a / b gives.
    #[pyfunction]
    fn truediv(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.binary(BinOp::TrueDivide, a, b)
    }

    /// What a gives after a /= b.
    #[pyfunction]
    fn itruediv(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.inplace(BinOp::TrueDivide, a, b)
    }

    /// What a // b gives.
    #[pyfunction]
    fn floordiv(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.binary(BinOp::FloorDivide, a, b)
    }

    /// What a gives after a //= b.
    #[pyfunction]
    fn ifloordiv(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.inplace(BinOp::FloorDivide, a, b)
    }

    /// What a % b gives.
    #[pyfunction(name = "mod")]
    fn mod_(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.binary(BinOp::Remainder, a, b)
    }

    /// What a gives after a %= b.
    #[pyfunction]
    fn imod(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.inplace(BinOp::Remainder, a, b)
    }

    /// What a << b gives.
    #[pyfunction]
    fn lshift(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.binary(BinOp::LShift, a, b)
    }

    /// What a gives after a <<= b.
    #[pyfunction]
    fn ilshift(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.inplace(BinOp::LShift, a, b)
    }

    /// What a >> b gives.
    #[pyfunction]
    fn rshift(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.binary(BinOp::RShift, a, b)
    }

    /// What a gives after a >>= b.
    #[pyfunction]
    fn irshift(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.inplace(BinOp::RShift, a, b)
    }

    /// What a & b gives.
    #[pyfunction]
    fn and_(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.binary(BinOp::And, a, b)
    }

    /// What a gives after a &= b.
    #[pyfunction]
    fn iand(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.inplace(BinOp::And, a, b)
    }

    /// What a | b gives.
    #[pyfunction]
    fn or_(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.binary(BinOp::Or, a, b)
    }

    /// What a gives after a |= b.
    #[pyfunction]
    fn ior(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.inplace(BinOp::Or, a, b)
    }

    /// What a ^ b gives.
    #[pyfunction]
    fn xor(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.binary(BinOp::Xor, a, b)
    }

    /// What a gives after a ^= b.
    #[pyfunction]
    fn ixor(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.inplace(BinOp::Xor, a, b)
    }

    /// What a ** b gives.
    #[pyfunction]
    fn pow(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.binary(BinOp::Power, a, b)
    }

    /// What a gives after a **= b.
    #[pyfunction]
    fn ipow(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.inplace(BinOp::Power, a, b)
    }

    /// What -a gives.
    #[pyfunction]
    fn neg(vm: &Vm, a: Value) -> PyResult {
        vm.negative(a)
    }

    /// What +a gives.
    #[pyfunction]
    fn pos(vm: &Vm, a: Value) -> PyResult {
        vm.positive(a)
    }

    /// What ~a gives.
    #[pyfunction]
    fn inv(vm: &Vm, a: Value) -> PyResult {
        vm.invert(a)
    }

    /// What ~a gives.
    #[pyfunction]
    fn invert(vm: &Vm, a: Value) -> PyResult {
        vm.invert(a)
    }

    /// What abs(a) gives.
    #[pyfunction]
    fn abs(vm: &Vm, a: Value) -> PyResult {
        vm.absolute(a)
    }

    /// Whether a is false: not a.
    #[pyfunction]
    fn not_(vm: &Vm, a: Value) -> PyResult<bool> {
        Ok(!vm.truth(a)?)
    }

    /// Whether a is true.
    #[pyfunction]
    fn truth(vm: &Vm, a: Value) -> PyResult<bool> {
        vm.truth(a)
    }

    /// Whether a is b.
    #[pyfunction]
    fn is_(a: Value, b: Value) -> bool {
        a == b
    }

    /// Whether a is not b.
    #[pyfunction]
    fn is_not(a: Value, b: Value) -> bool {
        a != b
    }

    /// Whether a is None.
    #[pyfunction]
    fn is_none(a: Value) -> bool {
        a.is_none()
    }

    /// Whether a is not None.
    #[pyfunction]
    fn is_not_none(a: Value) -> bool {
        !a.is_none()
    }

    /// a as an int, through __index__.
    #[pyfunction]
    fn index(vm: &Vm, a: Value) -> PyResult {
        vm.index(a)
    }

    /// Whether `value` has items by position.
    fn is_sequence(vm: &Vm, value: Value) -> bool {
        let slots = vm.slots_of(value);
        !value.is::<PyDict>() && (slots.sq_item.is_some() || slots.getitem.is_some())
    }

    /// What a + b gives for sequences.
    #[pyfunction]
    fn concat(vm: &Vm, a: Value, b: Value) -> PyResult {
        if let Some(concat) = vm.slots_of(a).sq_concat {
            return concat(vm, a, b);
        }
        concatenated(vm, a, b, BinOp::Add)
    }

    fn concatenated(vm: &Vm, a: Value, b: Value, op: BinOp) -> PyResult {
        if is_sequence(vm, a) && is_sequence(vm, b) {
            return vm.binary(op, a, b);
        }
        let found = vm.type_name(a);
        Err(vm.type_error(format!("'{found}' object can't be concatenated")))
    }

    /// What a gives after a += b for sequences.
    #[pyfunction]
    fn iconcat(vm: &Vm, a: Value, b: Value) -> PyResult {
        let slots = vm.slots_of(a);
        if let Some(concat) = slots.sq_inplace_concat.or(slots.sq_concat) {
            return concat(vm, a, b);
        }
        if is_sequence(vm, a) && is_sequence(vm, b) {
            return vm.inplace(BinOp::Add, a, b);
        }
        concatenated(vm, a, b, BinOp::Add)
    }

    /// Whether b is in a.
    #[pyfunction]
    fn contains(vm: &Vm, a: Value, b: Value) -> PyResult<bool> {
        vm.contains(a, b)
    }

    /// How many items of a equal b.
    #[pyfunction(name = "countOf")]
    fn count_of(vm: &Vm, a: Value, b: Value) -> PyResult<usize> {
        let mut n = 0;
        for_each(vm, a, |item| {
            n += vm.equal(item, b)? as usize;
            Ok(false)
        })?;
        Ok(n)
    }

    /// The first position in a of something that equals b.
    #[pyfunction(name = "indexOf")]
    fn index_of(vm: &Vm, a: Value, b: Value) -> PyResult<usize> {
        let mut n = 0;
        let found = for_each(vm, a, |item| {
            let found = vm.equal(item, b)?;
            n += !found as usize;
            Ok(found)
        })?;
        if found { Ok(n) } else { Err(vm.value_error("sequence.index(x): x not in sequence")) }
    }

    /// Calls `f` for the items until it gives true.
    fn for_each(vm: &Vm, a: Value, f: impl FnMut(Value) -> PyResult<bool>) -> PyResult<bool> {
        let slots = vm.slots_of(a);
        if slots.iter.is_none() && slots.sq_item.is_none() && slots.getitem.is_none() {
            let found = vm.type_name(a);
            return Err(vm.type_error(format!("argument of type '{found}' is not iterable")));
        }
        vm.for_each_until(a, f)
    }

    /// What a[b] gives.
    #[pyfunction]
    fn getitem(vm: &Vm, a: Value, b: Value) -> PyResult {
        vm.get_item(a, b)
    }

    /// Does a[b] = c.
    #[pyfunction]
    fn setitem(vm: &Vm, a: Value, b: Value, c: Value) -> PyResult<()> {
        vm.set_item(a, b, Some(c))
    }

    /// Does del a[b].
    #[pyfunction]
    fn delitem(vm: &Vm, a: Value, b: Value) -> PyResult<()> {
        vm.set_item(a, b, None)
    }

    /// About how many items obj has or gives; the default if it does not say.
    #[pyfunction(sig = "(obj, default=0, /)")]
    fn length_hint(vm: &Vm, obj: Value, #[default(0)] default: isize) -> PyResult {
        Ok(match vm.length_hint(obj, usize::MAX)? {
            usize::MAX => Value::int(default as i64),
            hint => Value::uint(hint as u64),
        })
    }

    /// What obj(*args, **kwargs) gives.
    #[pyfunction(sig = "(obj, /, *args, **kwargs)")]
    fn call(vm: &Vm, obj: Value, args: &[Value], kwargs: Kwargs<'_>) -> PyResult {
        if kwargs.is_empty() {
            return vm.call(obj, args);
        }
        let keywords = vm.new_dict();
        for (name, value) in kwargs.iter() {
            keywords.set_str(name, value);
        }
        vm.call_dict(obj, args, Some(keywords))
    }

    /// Whether a equals b, in a time that does not depend on where they differ. Both must be ASCII text or bytes-like.
    #[pyfunction]
    fn _compare_digest(vm: &Vm, a: Value, b: Value) -> PyResult<bool> {
        if let (Some(a), Some(b)) = (a.cast::<PyStr>(), b.cast::<PyStr>()) {
            if !a.is_ascii() || !b.is_ascii() {
                return Err(vm.type_error("comparing strings with non-ASCII characters is not supported"));
            }
            return Ok(same_bytes(a.as_bytes(), b.as_bytes()));
        }
        let is_text = a.is::<PyStr>() || b.is::<PyStr>();
        let copied = |value| if is_text { Ok(None) } else { bytes_arg::copied(vm, value) };
        let (Some(x), Some(y)) = (copied(a)?, copied(b)?) else {
            let (a, b) = (vm.type_name(a), vm.type_name(b));
            return Err(vm.type_error(format!("unsupported operand types(s) or combination of types: '{a}' and '{b}'")));
        };
        Ok(same_bytes(&x, &y))
    }

    fn same_bytes(a: &[u8], b: &[u8]) -> bool {
        // With different lengths b is compared with itself, so that the time tells only its length.
        let other = if a.len() == b.len() { a } else { b };
        let difference = other.iter().zip(b).fold(0, |all, (x, y)| std::hint::black_box(all | (x ^ y)));
        difference == 0 && a.len() == b.len()
    }
}
