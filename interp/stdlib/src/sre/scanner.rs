//! `SRE_Scanner`: matches or searches one text again and again.

use super::match_object::Match;
use super::pattern::Pattern;
use super::subject::{Cursor, How, State};
use std::cell::Cell;
use std::rc::Rc;
use taipan_interp::native::*;

/// Matches one text again and again.
#[pyclass(name = "SRE_Scanner", module = "_sre", doc = "", immutable, no_new)]
pub struct Scanner {
    /// The pattern.
    #[member]
    pattern: Field<Obj<Pattern>>,
    string: Field<Value>,
    /// Characters: what the matches have as `pos` and `endpos`.
    #[no_trace]
    bounds: (usize, usize),
    /// Byte offset of the end.
    #[no_trace]
    end: usize,
    /// `None` when nothing more will be found.
    #[no_trace]
    state: Cell<Option<State>>,
    #[no_trace]
    is_running: Cell<bool>,
    /// Keeps a bytearray's size as long as the scanner lives.
    #[no_trace]
    _pin: Option<Pin>,
}

/// One more user of a bytearray's memory.
struct Pin(Rc<Cell<usize>>);

impl Pin {
    fn new(string: Value) -> Option<Pin> {
        let counter = string.cast::<PyByteArray>()?.exports.counter();
        counter.set(counter.get() + 1);
        Some(Pin(counter))
    }
}

impl Drop for Pin {
    fn drop(&mut self) {
        self.0.set(self.0.get().saturating_sub(1));
    }
}

impl Scanner {
    /// A scanner over `string`.
    pub fn create(vm: &Vm, pattern: Obj<Pattern>, string: Value, pos: isize, endpos: isize) -> PyResult<Obj<Scanner>> {
        let subject = pattern.subject(vm, string)?;
        let bounds = subject.clip(pos, endpos);
        let state = State { pos: subject.offset(bounds.0), advance: false };
        vm.new_object(Scanner {
            pattern: Field::new(pattern),
            string: Field::new(string),
            bounds,
            end: subject.offset(bounds.1),
            state: Cell::new(Some(state)),
            is_running: Cell::new(false),
            _pin: Pin::new(string),
        })
    }
}

fn step(vm: &Vm, this: Obj<Scanner>, how: How) -> PyResult {
    if this.is_running.replace(true) {
        return Err(vm.value_error("regular expression scanner already executing"));
    }
    let result = step_alone(vm, this, how);
    this.is_running.set(false);
    result
}

fn step_alone(vm: &Vm, this: Obj<Scanner>, how: How) -> PyResult {
    let Some(state) = this.state.get() else { return Ok(Value::NONE) };
    let (pattern, string) = (this.pattern.get(), this.string.get());
    let subject = pattern.subject(vm, string)?;
    // A bytearray may have become shorter.
    let end = this.end.min(subject.bytes().len());
    let mut cursor = Cursor::new(vm, &pattern.program, &subject, state, end);
    match cursor.next(how)? {
        None => {
            this.state.set(None);
            Ok(Value::NONE)
        }
        Some(span) => {
            this.state.set(Some(cursor.state()));
            let found = cursor.found(span, pattern.groups.get());
            Ok(Match::new(vm, pattern, string, found, this.bounds.0, this.bounds.1)?.value())
        }
    }
}

#[pymethods]
impl Scanner {
    fn r#match(this: Obj<Scanner>, vm: &Vm) -> PyResult {
        step(vm, this, How::Match)
    }

    fn search(this: Obj<Scanner>, vm: &Vm) -> PyResult {
        step(vm, this, How::Search)
    }
}
