//! Arithmetic on any values.

use crate::builtins::prelude::*;
use crate::slots::BinaryFn;
use num_traits::ToPrimitive;

macro_rules! bin_ops {
    ($($variant:ident $number:literal $symbol:literal $slot:ident $inplace:ident;)*) => {
        /// A binary operator, numbered as CPython's BINARY_OP (in-place variants are 13 higher).
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        #[allow(missing_docs)]
        pub enum BinOp { $($variant = $number,)* }

        impl BinOp {
            /// The operator with this number (0..13).
            pub fn from_number(n: u32) -> Option<BinOp> {
                match n { $($number => Some(BinOp::$variant),)* _ => None }
            }
            /// As written.
            pub fn symbol(self) -> &'static str {
                match self { $(BinOp::$variant => $symbol,)* }
            }
            #[inline]
            fn slot(self, slots: &Slots) -> Option<BinaryFn> {
                if self == BinOp::Power {
                    return Some(power2);
                }
                match self { $(BinOp::$variant => slots.$slot,)* }
            }
            fn inplace_slot(self, slots: &Slots) -> Option<BinaryFn> {
                match self { $(BinOp::$variant => slots.$inplace,)* }
            }
        }
    };
}

fn power2(vm: &Vm, a: Value, b: Value) -> PyResult {
    vm.power(a, b, None)
}

bin_ops! {
    Add 0 "+" add inplace_add;
    And 1 "&" and inplace_and;
    FloorDivide 2 "//" floordiv inplace_floordiv;
    LShift 3 "<<" lshift inplace_lshift;
    MatMul 4 "@" matmul inplace_matmul;
    Multiply 5 "*" mul inplace_mul;
    Remainder 6 "%" rem inplace_rem;
    Or 7 "|" or inplace_or;
    Power 8 "** or pow()" add inplace_add;
    RShift 9 ">>" rshift inplace_rshift;
    Subtract 10 "-" sub inplace_sub;
    TrueDivide 11 "/" truediv inplace_truediv;
    Xor 12 "^" xor inplace_xor;
    DivMod 13 "divmod()" divmod divmod;
}

impl Vm {
    /// Tries the slot of both operands; NotImplemented if neither knows. `slot` may be any binary slot.
    fn binary_slots(&self, a: Value, b: Value, slot: impl Fn(&Slots) -> Option<BinaryFn>) -> PyResult {
        let (ta, tb) = (self.type_of(a), self.type_of(b));
        let left = slot(ta.slots());
        let mut right = if ta == tb { None } else { slot(tb.slots()) };
        if let (Some(l), Some(r)) = (left, right)
            && l as usize == r as usize
            && !ta.has(ClassFlags::HEAP)
            && !tb.has(ClassFlags::HEAP)
        {
            right = None;
        }
        if let Some(l) = left {
            if let Some(r) = right
                && tb.is_subclass(ta)
            {
                let result = r(self, a, b)?;
                if result != Value::NOT_IMPLEMENTED {
                    return Ok(result);
                }
                right = None;
            }
            let result = l(self, a, b)?;
            if result != Value::NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        if let Some(r) = right {
            return r(self, a, b);
        }
        Ok(Value::NOT_IMPLEMENTED)
    }

    /// `a op b`.
    pub fn binary(&self, op: BinOp, a: Value, b: Value) -> PyResult {
        if op == BinOp::Power {
            return self.power(a, b, None);
        }
        let result = self.binary_slots(a, b, |s| op.slot(s))?;
        if result != Value::NOT_IMPLEMENTED {
            return Ok(result);
        }
        match op {
            BinOp::Add => {
                if let Some(concat) = self.slots_of(a).sq_concat {
                    return concat(self, a, b);
                }
            }
            BinOp::Multiply => {
                if let Some(repeat) = self.slots_of(a).sq_repeat {
                    return self.repeat(repeat, a, b);
                }
                if let Some(repeat) = self.slots_of(b).sq_repeat {
                    return self.repeat(repeat, b, a);
                }
            }
            _ => {}
        }
        Err(self.unsupported(op, a, b, ""))
    }

    fn repeat(&self, repeat: fn(&Vm, Value, isize) -> PyResult, sequence: Value, count: Value) -> PyResult {
        if !self.has_index(count) {
            return Err(
                self.type_error(format!("can't multiply sequence by non-int of type '{}'", self.type_name(count)))
            );
        }
        let n = self.to_isize(count)?;
        repeat(self, sequence, n)
    }

    fn unsupported(&self, op: BinOp, a: Value, b: Value, equals: &str) -> Raised {
        let mut hint = "";
        if op == BinOp::RShift
            && let Some(f) = a.cast::<PyNativeFunction>()
            && f.def.name == "print"
        {
            hint = ". Did you mean \"print(<message>, file=<output_stream>)\"?";
        }
        self.type_error(format!(
            "unsupported operand type(s) for {}{equals}: '{}' and '{}'{hint}",
            op.symbol(),
            self.type_name(a),
            self.type_name(b)
        ))
    }

    /// `a op= b`.
    pub fn inplace(&self, op: BinOp, a: Value, b: Value) -> PyResult {
        let slots = self.slots_of(a);
        if op == BinOp::Power {
            if let Some(f) = slots.inplace_pow {
                let result = f(self, a, b, None)?;
                if result != Value::NOT_IMPLEMENTED {
                    return Ok(result);
                }
            }
            return self.power_or(a, b, None, "**=");
        }
        if let Some(f) = op.inplace_slot(slots) {
            let result = f(self, a, b)?;
            if result != Value::NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        let result = self.binary_slots(a, b, |s| op.slot(s))?;
        if result != Value::NOT_IMPLEMENTED {
            return Ok(result);
        }
        match op {
            BinOp::Add => {
                if let Some(concat) = slots.sq_inplace_concat.or(slots.sq_concat) {
                    return concat(self, a, b);
                }
            }
            BinOp::Multiply => {
                if let Some(repeat) = slots.sq_inplace_repeat.or(slots.sq_repeat) {
                    return self.repeat(repeat, a, b);
                }
                if let Some(repeat) = self.slots_of(b).sq_repeat {
                    return self.repeat(repeat, b, a);
                }
            }
            _ => {}
        }
        Err(self.unsupported(op, a, b, "="))
    }

    /// `pow(a, b[, c])`.
    pub fn power(&self, a: Value, b: Value, c: Option<Value>) -> PyResult {
        self.power_or(a, b, c, "** or pow()")
    }

    fn power_or(&self, a: Value, b: Value, c: Option<Value>, symbol: &str) -> PyResult {
        let (ta, tb) = (self.type_of(a), self.type_of(b));
        let left = ta.slots().pow;
        let mut right = if ta == tb { None } else { tb.slots().pow };
        if let Some(l) = left {
            if let Some(r) = right
                && tb.is_subclass(ta)
            {
                let result = r(self, a, b, c)?;
                if result != Value::NOT_IMPLEMENTED {
                    return Ok(result);
                }
                right = None;
            }
            let result = l(self, a, b, c)?;
            if result != Value::NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        if let Some(r) = right {
            let result = r(self, a, b, c)?;
            if result != Value::NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        if let Some(c) = c {
            if let Some(third) = self.slots_of(c).pow {
                let result = third(self, a, b, Some(c))?;
                if result != Value::NOT_IMPLEMENTED {
                    return Ok(result);
                }
            }
            return Err(self.type_error(format!(
                "unsupported operand type(s) for {symbol}: '{}', '{}', '{}'",
                ta.message_name(),
                tb.message_name(),
                self.type_name(c)
            )));
        }
        Err(self.type_error(format!(
            "unsupported operand type(s) for {symbol}: '{}' and '{}'",
            ta.message_name(),
            tb.message_name()
        )))
    }

    /// Whether `operator.index` can work on the value.
    pub fn has_index(&self, value: Value) -> bool {
        value.is_small() || self.slots_of(value).index.is_some()
    }

    /// `operator.index(value)`: exactly an int.
    pub fn index(&self, value: Value) -> PyResult {
        if value.is_exact_int() {
            return Ok(value);
        }
        if value.is_bool() {
            return Ok(Value::small((value == Value::TRUE) as i64));
        }
        if let Some(n) = value.as_int() {
            return Ok(Value::big(n.to_big()));
        }
        let Some(index) = self.slots_of(value).index else {
            return Err(
                self.type_error(format!("'{}' object cannot be interpreted as an integer", self.type_name(value)))
            );
        };
        let result = index(self, value)?;
        if result.as_int().is_none() {
            return Err(self.type_error(format!("__index__ returned non-int (type {})", self.type_name(result))));
        }
        if result.is_exact_int() { Ok(result) } else { self.index_subclass(result, "__index__") }
    }

    /// A strict subclass of int from `__index__`/`__int__`: deprecated, converted.
    fn index_subclass(&self, result: Value, method: &str) -> PyResult {
        self.warn(
            self.exc().DeprecationWarning,
            &format!(
                "{method} returned non-int (type {}).  The ability to return an instance of a strict subclass of int is deprecated, and may be removed in a future version of Python.",
                self.type_name(result)
            ),
        )?;
        Ok(result.as_int().map_or(result, |n| Value::big(n.to_big())))
    }

    /// `__index__` as an `isize`; OverflowError if it does not fit.
    pub fn to_isize(&self, value: Value) -> PyResult<isize> {
        let n = self.index(value)?;
        match n.as_int().and_then(|n| n.to_i64()) {
            Some(n) => Ok(n as isize),
            None => {
                Err(self.overflow_error(format!("cannot fit '{}' into an index-sized integer", self.type_name(value))))
            }
        }
    }

    /// `float(value)` for numbers: `__float__`, then `__index__`.
    pub fn to_f64(&self, value: Value) -> PyResult<f64> {
        if let Some(f) = value.as_float() {
            return Ok(f);
        }
        let slots = self.slots_of(value);
        if let Some(float) = slots.float {
            let result = float(self, value)?;
            return match result.as_float() {
                Some(f) => Ok(f),
                None => Err(self.type_error(format!(
                    "{}.__float__ returned non-float (type {})",
                    self.type_name(value),
                    self.type_name(result)
                ))),
            };
        }
        if slots.index.is_some() {
            let n = self.index(value)?;
            return match n.as_int() {
                Some(n) => {
                    let f = match n.to_i64() {
                        Some(n) => n as f64,
                        None => n.to_big().to_f64().unwrap_or(f64::INFINITY),
                    };
                    if f.is_finite() { Ok(f) } else { Err(self.overflow_error("int too large to convert to float")) }
                }
                None => Err(self.type_error("must be real number")),
            };
        }
        Err(self.type_error(format!("must be real number, not {}", self.type_name(value))))
    }
}

macro_rules! unary {
    ($($name:ident $slot:ident $symbol:literal;)*) => {
        impl Vm {
            $(
                #[doc = concat!("`", $symbol, "value`.")]
                pub fn $name(&self, value: Value) -> PyResult {
                    match self.slots_of(value).$slot {
                        Some(f) => f(self, value),
                        None => Err(self.type_error(format!(concat!("bad operand type for ", $symbol, ": '{}'"), self.type_name(value)))),
                    }
                }
            )*
        }
    };
}
unary! {
    negative neg "unary -";
    positive pos "unary +";
    invert invert "unary ~";
    absolute abs "abs()";
}
