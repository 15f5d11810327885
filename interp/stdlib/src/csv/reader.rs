//! Reading rows: a state machine over the characters of the lines.

use super::dialect::{Dialect, quoting};
use super::{csv_error, field_limit};
use std::cell::{Cell, RefCell};
use taipan_interp::native::*;

/// Where in a row the reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    StartRecord,
    StartField,
    Escaped,
    InField,
    InQuoted,
    EscapedInQuoted,
    QuoteInQuoted,
    EatNewline,
    AfterEscapedNewline,
}

/// Iterator over the rows of CSV lines.
#[pyclass(name = "reader", module = "_csv", subclass, no_new)]
pub struct Reader {
    lines: Value,
    #[member]
    dialect: Field<Obj<Dialect>>,
    #[member]
    line_num: Cell<i64>,
    #[no_trace]
    state: Cell<State>,
    /// Rows that were begun: tells a row that the lines' iterator itself has read.
    #[no_trace]
    begun: Cell<u64>,
    /// The field so far.
    #[no_trace]
    field: RefCell<Vec<u8>>,
    /// Its characters.
    #[no_trace]
    field_len: Cell<usize>,
    /// Whether no part of it was quoted.
    #[no_trace]
    unquoted: Cell<bool>,
}

/// A character of a line: its number and its bytes.
type Char<'a> = (u32, &'a [u8]);

const NEWLINE: Char<'static> = (10, b"\n");

impl Reader {
    /// A reader of `lines`.
    pub fn new(lines: Value, dialect: Obj<Dialect>) -> Reader {
        Reader {
            lines,
            dialect: Field::new(dialect),
            line_num: Cell::new(0),
            state: Cell::new(State::StartRecord),
            begun: Cell::new(0),
            field: RefCell::default(),
            field_len: Cell::new(0),
            unquoted: Cell::new(true),
        }
    }

    fn add(&self, vm: &Vm, bytes: &[u8], chars: usize) -> PyResult<()> {
        let (len, limit) = (self.field_len.get() + chars, field_limit());
        if len as i64 > limit {
            return Err(csv_error(vm, &format!("field larger than field limit ({limit})")));
        }
        self.field_len.set(len);
        self.field.borrow_mut().extend_from_slice(bytes);
        Ok(())
    }

    fn save(&self, vm: &Vm, fields: Gc<PyList>, dialect: &Dialect) -> PyResult<()> {
        let text = PyStr::from_wtf8(&self.field.borrow());
        self.field.borrow_mut().clear();
        let empty = self.field_len.replace(0) == 0;
        let unquoted = self.unquoted.replace(true);
        let field = match dialect.quoting {
            quoting::NOTNULL | quoting::STRINGS if unquoted && empty => Value::NONE,
            quoting::NONNUMERIC | quoting::STRINGS if unquoted && !empty => {
                vm.call(vm.types().float.value(), &[text.value()])?
            }
            _ => text.value(),
        };
        fields.items.push(field);
        Ok(())
    }

    fn end_field(&self, vm: &Vm, fields: Gc<PyList>, dialect: &Dialect, at_end: bool) -> PyResult<()> {
        self.save(vm, fields, dialect)?;
        self.state.set(if at_end { State::StartRecord } else { State::EatNewline });
        Ok(())
    }

    /// Takes the next character; `None` is the end of the line.
    fn take(&self, vm: &Vm, fields: Gc<PyList>, dialect: &Dialect, char: Option<Char<'_>>) -> PyResult<()> {
        let c = char.map(|(c, _)| c);
        let is_newline = matches!(c, None | Some(10 | 13));
        let is_quote = c.is_some() && c == dialect.quotechar && dialect.quoting != quoting::NONE;
        let is_escape = c.is_some() && c == dialect.escapechar;
        let is_delimiter = c == Some(dialect.delimiter);
        let add = |(_, bytes): Char<'_>| self.add(vm, bytes, 1);
        let mut state = self.state.get();
        if state == State::StartRecord {
            match c {
                None => return Ok(()),
                Some(10 | 13) => {
                    self.state.set(State::EatNewline);
                    return Ok(());
                }
                Some(_) => state = State::StartField,
            }
        }
        if state == State::AfterEscapedNewline {
            if c.is_none() {
                return Ok(());
            }
            state = State::InField;
        }
        match state {
            State::StartField if is_newline => self.end_field(vm, fields, dialect, c.is_none())?,
            State::StartField if is_quote => {
                self.unquoted.set(false);
                self.state.set(State::InQuoted);
            }
            State::StartField | State::InField if is_escape => self.state.set(State::Escaped),
            State::StartField if c == Some(32) && dialect.skipinitialspace => self.state.set(State::StartField),
            State::StartField | State::InField if is_delimiter => {
                self.save(vm, fields, dialect)?;
                self.state.set(State::StartField);
            }
            State::InField if is_newline => self.end_field(vm, fields, dialect, c.is_none())?,
            State::StartField | State::InField => {
                add(char.unwrap_or(NEWLINE))?;
                self.state.set(State::InField);
            }
            State::Escaped => {
                add(char.unwrap_or(NEWLINE))?;
                let newline = matches!(c, Some(10 | 13));
                self.state.set(if newline { State::AfterEscapedNewline } else { State::InField });
            }
            State::InQuoted => match char {
                None => {}
                Some(_) if is_escape => self.state.set(State::EscapedInQuoted),
                Some(_) if is_quote => {
                    self.state.set(if dialect.doublequote { State::QuoteInQuoted } else { State::InField });
                }
                Some(char) => add(char)?,
            },
            State::EscapedInQuoted => {
                add(char.unwrap_or(NEWLINE))?;
                self.state.set(State::InQuoted);
            }
            State::QuoteInQuoted => match char {
                Some(char) if is_quote => {
                    add(char)?;
                    self.state.set(State::InQuoted);
                }
                Some(_) if is_delimiter => {
                    self.save(vm, fields, dialect)?;
                    self.state.set(State::StartField);
                }
                _ if is_newline => self.end_field(vm, fields, dialect, c.is_none())?,
                Some(char) if !dialect.strict => {
                    add(char)?;
                    self.state.set(State::InField);
                }
                _ => {
                    let show = |c: u32| char::from_u32(c).unwrap_or('\u{fffd}');
                    let (delimiter, quote) = (show(dialect.delimiter), show(dialect.quotechar.unwrap_or(34)));
                    return Err(csv_error(vm, &format!("'{delimiter}' expected after '{quote}'")));
                }
            },
            State::EatNewline => match c {
                Some(10 | 13) => {}
                None => self.state.set(State::StartRecord),
                Some(_) => {
                    return Err(csv_error(
                        vm,
                        "new-line character seen in unquoted field - do you need to open the file with newline=''?",
                    ));
                }
            },
            State::StartRecord | State::AfterEscapedNewline => {}
        }
        Ok(())
    }

    /// Takes a line without its end.
    fn take_line(&self, vm: &Vm, fields: Gc<PyList>, dialect: &Dialect, line: Gc<PyStr>) -> PyResult<()> {
        let bytes = line.as_bytes();
        // Bytes that mean something inside fields; others are added many at a time.
        let mut special = [false; 256];
        special[10] = true;
        special[13] = true;
        for c in [Some(dialect.delimiter), dialect.quotechar, dialect.escapechar].into_iter().flatten() {
            special[if c < 128 { c as usize } else { 128 }] = true;
        }
        // A special character that is not ASCII: all those bytes are looked at singly.
        let plain_high = !special[128];
        let is_plain = |byte: u8| if byte < 128 { !special[byte as usize] } else { plain_high };
        let mut at = 0;
        while at < bytes.len() {
            if matches!(self.state.get(), State::InField | State::InQuoted) {
                let n = bytes[at..].iter().take_while(|&&byte| is_plain(byte)).count();
                if n > 0 {
                    let run = &bytes[at..at + n];
                    self.add(vm, run, taipan_object::string::count_chars(run))?;
                    at += n;
                    continue;
                }
            }
            let width = taipan_object::string::char_width(bytes[at]);
            let c = taipan_object::string::decode_at(bytes, at);
            self.take(vm, fields, dialect, Some((c, &bytes[at..at + width])))?;
            at += width;
        }
        self.take(vm, fields, dialect, None)
    }
}

#[pymethods]
impl Reader {
    fn __iter__(this: Value) -> Value {
        this
    }

    fn __next__(&self, vm: &Vm) -> PyResult<Option<Value>> {
        let dialect = self.dialect.get();
        let fields = PyList::new(&[]);
        self.field.borrow_mut().clear();
        self.field_len.set(0);
        self.state.set(State::StartRecord);
        self.unquoted.set(true);
        let row = self.begun.get() + 1;
        self.begun.set(row);
        loop {
            let line = vm.next(self.lines)?;
            if self.begun.get() != row {
                return Err(csv_error(vm, "iterator has already advanced the reader"));
            }
            let Some(line) = line else {
                if self.field_len.get() != 0 || self.state.get() == State::InQuoted {
                    if dialect.strict {
                        return Err(csv_error(vm, "unexpected end of data"));
                    }
                    self.save(vm, fields, &dialect)?;
                    return Ok(Some(fields.value()));
                }
                return Ok(None);
            };
            let Some(line) = line.cast::<PyStr>() else {
                let found = vm.type_name(line);
                let message =
                    format!("iterator should return strings, not {found} (the file should be opened in text mode)");
                return Err(csv_error(vm, &message));
            };
            self.line_num.set(self.line_num.get() + 1);
            self.take_line(vm, fields, &dialect, line)?;
            if self.state.get() == State::StartRecord {
                return Ok(Some(fields.value()));
            }
        }
    }
}
