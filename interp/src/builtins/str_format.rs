//! `%` and `str.format`: fetching the values; reading templates and laying out converted values is in `taipan_object::text`.

use super::prelude::*;
use super::str::{empty, new};
use super::{int, support};
use taipan_object::number::IntRef;
use taipan_object::string::intern_wtf8;
use taipan_object::text::fieldname::{self, AutoNumber, FieldError, First, MarkupIter, Step};
use taipan_object::text::formatnum::IntArg;
use taipan_object::text::percent::{self, PercentSpec, Piece, Reader, Source, messages};
use taipan_object::text::{Unit, wtf8};

impl From<FieldError> for Raised {
    fn from(e: FieldError) -> Raised {
        crate::vm::current().value_error(e.0)
    }
}

/// The right operand of `%`, as a template takes values from it.
pub struct Operand<'v> {
    vm: &'v Vm,
    /// What values come from: a tuple's items, or one value.
    values: Value,
    /// Number of items if `values` is a tuple.
    len: Option<usize>,
    taken: usize,
    mapping: Option<Value>,
    /// For the keys of a bytes template.
    unit: Unit,
}

impl<'v> Operand<'v> {
    /// The operand `values` of a template of this unit.
    pub fn new(vm: &'v Vm, values: Value, unit: Unit) -> Operand<'v> {
        let tuple = values.cast::<PyTuple>();
        let text = values.is::<PyStr>() || unit == Unit::Byte && (values.is::<PyBytes>() || values.is::<PyByteArray>());
        let is_mapping = tuple.is_none() && !text && vm.slots_of(values).getitem.is_some();
        Operand { vm, values, len: tuple.map(|t| t.len()), taken: 0, mapping: is_mapping.then_some(values), unit }
    }

    /// The next value: "not enough arguments for format string".
    pub fn next_value(&mut self) -> PyResult {
        let at = self.taken;
        if at >= self.len.unwrap_or(1) {
            return Err(self.vm.type_error(messages::NOT_ENOUGH));
        }
        self.taken += 1;
        match self.values.cast::<PyTuple>() {
            Some(tuple) if self.len.is_some() => Ok(tuple.as_slice()[at]),
            _ => Ok(self.values),
        }
    }

    /// Checks that all values were used.
    pub fn finish(self) -> PyResult<()> {
        if self.taken < self.len.unwrap_or(1) && self.mapping.is_none() {
            let bytes = self.unit == Unit::Byte;
            return Err(self.vm.type_error(if bytes { messages::NOT_ALL_BYTES } else { messages::NOT_ALL }));
        }
        Ok(())
    }

    fn star(&mut self) -> PyResult<Value> {
        let value = self.next_value()?;
        if value.as_int().is_some() { Ok(value) } else { Err(self.vm.type_error(messages::STAR)) }
    }
}

impl Source for Operand<'_> {
    type Error = Raised;

    fn need_mapping(&mut self) -> PyResult<()> {
        match self.mapping {
            Some(_) => Ok(()),
            None => Err(self.vm.type_error(messages::NO_MAPPING)),
        }
    }

    fn key(&mut self, key: &[u8]) -> PyResult<()> {
        let Some(mapping) = self.mapping else { return Err(self.vm.type_error(messages::NO_MAPPING)) };
        let key = match self.unit {
            Unit::Char => new(key)?,
            Unit::Byte => PyBytes::new(key).value(),
        };
        self.values = self.vm.get_item(mapping, key)?;
        (self.len, self.taken) = (None, 0);
        Ok(())
    }

    fn star_width(&mut self) -> PyResult<isize> {
        let value = self.star()?;
        isize::from_value(self.vm, value)
    }

    fn star_precision(&mut self) -> PyResult<i32> {
        let value = self.star()?;
        i32::from_value(self.vm, value)
    }
}

/// The int that an integer conversion shows: "%d format: a real number is required, not str".
fn to_number(vm: &Vm, value: Value, spec: &PercentSpec) -> PyResult {
    if value.as_int().is_some() {
        return Ok(value);
    }
    let letter = u8::try_from(spec.conversion).unwrap_or(b'd');
    let exact = matches!(letter, b'o' | b'x' | b'X');
    let slots = vm.slots_of(value);
    let is_number = slots.index.is_some() || slots.int.is_some() || slots.float.is_some() || value.is::<PyComplex>();
    if is_number {
        let number = if exact { vm.index(value) } else { int::from_object(vm, value) };
        if let Some(number) = vm.ignore(vm.exc().TypeError, number)? {
            return Ok(number);
        }
    }
    let (found, letter) = (support::class_name(vm, value), letter as char);
    let wanted = if exact { "an integer" } else { "a real number" };
    Err(vm.type_error(format!("%{letter} format: {wanted} is required, not {found}")))
}

/// Appends an integer or float conversion; false if the letter is none of these.
pub fn push_number(vm: &Vm, out: &mut Vec<u8>, spec: &PercentSpec, value: Value) -> PyResult<bool> {
    match u8::try_from(spec.conversion) {
        Ok(b'd' | b'i' | b'u' | b'o' | b'x' | b'X') => {
            let number = to_number(vm, value, spec)?;
            let arg = match number.as_int() {
                Some(IntRef::Small(n)) => IntArg::Small(n),
                Some(IntRef::Big(n)) => IntArg::Big(n),
                None => IntArg::Small(0),
            };
            out.extend(percent::format_int(arg, spec, vm.int_max_str_digits.get())?);
        }
        Ok(b'e' | b'E' | b'f' | b'F' | b'g' | b'G') => {
            let x = vm.to_f64(value)?;
            out.extend(percent::format_float(x, spec)?);
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn push_text(out: &mut Vec<u8>, spec: &PercentSpec, text: Gc<PyStr>) -> PyResult<()> {
    if spec.width == 0 && spec.precision.is_none() {
        out.extend_from_slice(text.as_bytes());
    } else {
        out.extend(percent::format_text(text.as_bytes(), spec, Unit::Char)?);
    }
    Ok(())
}

fn push_char(vm: &Vm, out: &mut Vec<u8>, spec: &PercentSpec, value: Value) -> PyResult<()> {
    const NEEDS: &str = "%c requires an int or a unicode character, not";
    let c = if let Some(s) = value.cast::<PyStr>() {
        if s.len() != 1 {
            return Err(vm.type_error(format!("{NEEDS} a string of length {}", s.len())));
        }
        s.char_at(0)
    } else if vm.has_index(value) {
        let n = vm.index(value)?;
        let c = n.as_int().and_then(|n| n.to_i64()).and_then(|n| u32::try_from(n).ok());
        match c.filter(|&c| c <= wtf8::MAX_CODE_POINT) {
            Some(c) => c,
            None => return Err(vm.overflow_error("%c arg not in range(0x110000)")),
        }
    } else {
        let found = support::class_name(vm, value);
        return Err(vm.type_error(format!("{NEEDS} {found}")));
    };
    let (bytes, n) = wtf8::encode(c);
    out.extend(percent::format_char(&bytes[..n], spec, Unit::Char)?);
    Ok(())
}

/// `template % values`.
pub fn percent(vm: &Vm, template: Gc<PyStr>, values: Value) -> PyResult {
    let mut operand = Operand::new(vm, values, Unit::Char);
    let mut reader = Reader::new(template.as_bytes(), Unit::Char);
    let mut out = Vec::with_capacity(template.n_bytes() + 32);
    while let Some(part) = reader.next_piece(&mut operand)? {
        let spec = match part {
            Piece::Literal(text) => {
                out.extend_from_slice(text);
                continue;
            }
            Piece::Spec(spec) => spec,
        };
        let value = operand.next_value()?;
        match u8::try_from(spec.conversion) {
            Ok(b's') => push_text(&mut out, &spec, vm.str(value)?)?,
            Ok(b'r') => push_text(&mut out, &spec, vm.repr(value)?)?,
            Ok(b'a') => push_text(&mut out, &spec, vm.ascii(value)?)?,
            Ok(b'c') => push_char(vm, &mut out, &spec, value)?,
            _ => {
                if !push_number(vm, &mut out, &spec, value)? {
                    return Err(spec.unsupported(Unit::Char).into());
                }
            }
        }
    }
    operand.finish()?;
    new(&out)
}

/// Where `str.format` takes the values of fields from.
#[derive(Clone, Copy)]
enum Values<'a> {
    Arguments(Args<'a>),
    Mapping(Value),
}

impl Values<'_> {
    fn positional(self, vm: &Vm, index: usize) -> PyResult {
        match self {
            Values::Arguments(args) => args.pos.get(index).copied().ok_or_else(|| {
                vm.index_error(format!("Replacement index {index} out of range for positional args tuple"))
            }),
            Values::Mapping(_) => Err(vm.value_error("Format string contains positional fields")),
        }
    }

    fn named(self, vm: &Vm, name: &[u8]) -> PyResult {
        match self {
            Values::Arguments(args) => match args.kwargs().find(|(key, _)| key.as_bytes() == name) {
                Some((_, value)) => Ok(value),
                None => Err(vm.key_error(new(name)?)),
            },
            Values::Mapping(mapping) => vm.get_item(mapping, new(name)?),
        }
    }
}

/// `template.format(*args, **kwargs)`.
pub fn format(vm: &Vm, template: Gc<PyStr>, args: Args<'_>) -> PyResult {
    run(vm, template, Values::Arguments(args))
}

/// `template.format_map(mapping)`.
pub fn format_map(vm: &Vm, template: Gc<PyStr>, mapping: Value) -> PyResult {
    run(vm, template, Values::Mapping(mapping))
}

fn run(vm: &Vm, template: Gc<PyStr>, values: Values<'_>) -> PyResult {
    let mut out = Vec::with_capacity(template.n_bytes() + 32);
    expand(vm, template.as_bytes(), values, &mut AutoNumber::default(), 2, &mut out)?;
    new(&out)
}

/// Appends the expanded template. `depth`: how deep fields may be nested.
fn expand(
    vm: &Vm,
    template: &[u8],
    values: Values<'_>,
    numbering: &mut AutoNumber,
    depth: u32,
    out: &mut Vec<u8>,
) -> PyResult<()> {
    if depth == 0 {
        return Err(vm.value_error("Max string recursion exceeded"));
    }
    for markup in MarkupIter::new(template) {
        let markup = markup?;
        out.extend_from_slice(markup.literal);
        let Some(field) = markup.field else { continue };
        let mut value = field_value(vm, field.name, values, numbering)?;
        if let Some(conversion) = field.conversion {
            value = match u8::try_from(conversion) {
                Ok(b'r') => vm.repr(value)?.value(),
                Ok(b's') => vm.str(value)?.value(),
                Ok(b'a') => vm.ascii(value)?.value(),
                _ => {
                    let shown = match conversion {
                        33..127 => (conversion as u8 as char).to_string(),
                        _ => format!("\\x{conversion:x}"),
                    };
                    return Err(vm.value_error(format!("Unknown conversion specifier {shown}")));
                }
            };
        }
        let spec = if field.spec_has_fields {
            let mut spec = Vec::new();
            expand(vm, field.spec, values, numbering, depth - 1, &mut spec)?;
            new(&spec)?
        } else if field.spec.is_empty() {
            empty()
        } else {
            new(field.spec)?
        };
        let Some(spec) = spec.cast::<PyStr>() else { continue };
        out.extend_from_slice(vm.format(value, spec)?.as_bytes());
    }
    Ok(())
}

/// The value that a field names.
fn field_value(vm: &Vm, name: &[u8], values: Values<'_>, numbering: &mut AutoNumber) -> PyResult {
    let (first, steps) = fieldname::split_field_name(name)?;
    if let (Values::Mapping(_), First::Auto | First::Index(_)) = (values, first) {
        numbering.resolve(first)?;
        return values.positional(vm, 0);
    }
    let mut value = match (numbering.resolve(first)?, first) {
        (Some(index), _) => values.positional(vm, index)?,
        (None, First::Name(name)) => values.named(vm, name)?,
        (None, _) => values.positional(vm, 0)?,
    };
    for step in steps {
        value = match step? {
            Step::Attribute(name) => vm.get_attr(value, intern_wtf8(name))?,
            Step::Index(index) => vm.get_item(value, Value::uint(index as u64))?,
            Step::Key(key) => vm.get_item(value, new(key)?)?,
        };
    }
    Ok(value)
}
