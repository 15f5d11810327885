//! Writing rows.

use super::csv_error;
use super::dialect::{Dialect, quoting};
use taipan_interp::native::*;
use taipan_object::string::{char_width, decode_at, push_char};

/// Writes rows as CSV lines.
#[pyclass(name = "writer", module = "_csv", subclass, no_new)]
pub struct Writer {
    /// What takes the lines.
    write: Value,
    #[member]
    dialect: Field<Obj<Dialect>>,
}

/// Whether `value` counts as a number.
fn is_number(vm: &Vm, value: Value) -> bool {
    let slots = vm.slots_of(value);
    slots.index.is_some() || slots.int.is_some() || slots.float.is_some() || value.is::<PyComplex>()
}

impl Writer {
    /// A writer that hands lines to `write`.
    pub fn new(write: Value, dialect: Obj<Dialect>) -> Writer {
        Writer { write, dialect: Field::new(dialect) }
    }

    /// Appends a field to a line.
    fn add_field(vm: &Vm, dialect: &Dialect, line: &mut Vec<u8>, field: &[u8], quoted: bool) -> PyResult<()> {
        let mut quoted = quoted;
        let start = line.len();
        let is_special = |c: u32| {
            c == dialect.delimiter
                || c == 10
                || c == 13
                || Some(c) == dialect.escapechar
                || Some(c) == dialect.quotechar
                || dialect.lineterminator.chars().any(|other| other == c)
        };
        let mut at = 0;
        while at < field.len() {
            let width = char_width(field[at]);
            let c = decode_at(field, at);
            if is_special(c) {
                let mut escape = false;
                if dialect.quoting == quoting::NONE {
                    escape = true;
                } else {
                    if Some(c) == dialect.quotechar {
                        if dialect.doublequote { push_char(line, c) } else { escape = true }
                    } else if Some(c) == dialect.escapechar {
                        escape = true;
                    }
                    quoted |= !escape;
                }
                if escape {
                    match dialect.escapechar {
                        Some(escape) => push_char(line, escape),
                        None => return Err(csv_error(vm, "need to escape, but no escapechar set")),
                    }
                }
            }
            line.extend_from_slice(&field[at..at + width]);
            at += width;
        }
        if quoted && let Some(quote) = dialect.quotechar {
            let mut mark = Vec::new();
            push_char(&mut mark, quote);
            line.splice(start..start, mark.iter().copied());
            line.extend_from_slice(&mark);
        }
        Ok(())
    }

    fn write_row(&self, vm: &Vm, row: Value) -> PyResult {
        let dialect = self.dialect.get();
        let iterator = match vm.iter(row) {
            Ok(iterator) => iterator,
            Err(raised) => {
                if vm.catch(vm.exc().TypeError).is_some() {
                    let found = vm.type_name(row);
                    return Err(csv_error(vm, &format!("iterable expected, not {found}")));
                }
                return Err(raised);
            }
        };
        let nulls_are_bare = matches!(dialect.quoting, quoting::STRINGS | quoting::NOTNULL);
        let mut line = Vec::new();
        let (mut n, mut last_is_null) = (0usize, false);
        while let Some(field) = vm.next(iterator)? {
            let mut quoted = match dialect.quoting {
                quoting::NONNUMERIC => !is_number(vm, field),
                quoting::ALL => true,
                quoting::STRINGS => field.is::<PyStr>(),
                quoting::NOTNULL => !field.is_none(),
                _ => false,
            };
            last_is_null = field.is_none();
            let text = if last_is_null { None } else { Some(vm.str(field)?) };
            let bytes: &[u8] = text.as_ref().map_or(b"", |text| text.as_bytes());
            if bytes.is_empty() && dialect.delimiter == 32 && dialect.skipinitialspace {
                if dialect.quoting == quoting::NONE || last_is_null && nulls_are_bare {
                    return Err(csv_error(
                        vm,
                        "empty field must be quoted if delimiter is a space and skipinitialspace is true",
                    ));
                }
                quoted = true;
            }
            if n > 0 {
                push_char(&mut line, dialect.delimiter);
            }
            n += 1;
            Writer::add_field(vm, &dialect, &mut line, bytes, quoted)?;
        }
        if n > 0 && line.is_empty() {
            if dialect.quoting == quoting::NONE || last_is_null && nulls_are_bare {
                return Err(csv_error(vm, "single empty field record must be quoted"));
            }
            Writer::add_field(vm, &dialect, &mut line, b"", true)?;
        }
        line.extend_from_slice(dialect.lineterminator.as_bytes());
        vm.call(self.write, &[PyStr::try_from_wtf8(&line)?.value()])
    }
}

#[pymethods]
impl Writer {
    /// Writes one row of fields; gives what write() gave.
    fn writerow(&self, vm: &Vm, row: Value) -> PyResult {
        self.write_row(vm, row)
    }

    /// Writes several rows.
    fn writerows(&self, vm: &Vm, rows: Value) -> PyResult<()> {
        let iterator = vm.iter(rows)?;
        while let Some(row) = vm.next(iterator)? {
            self.write_row(vm, row)?;
        }
        Ok(())
    }
}
