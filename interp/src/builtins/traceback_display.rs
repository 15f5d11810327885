//! How an exception is shown: traceback, message, notes, what it was caused by, the members of a group.

use super::prelude::*;
use super::support::fully_qualified_name;
use super::traceback::PyTraceback;
use super::traceback_source::{Sources, excerpt};
use taipan_bytecode::linetable;

/// Equal entries in a row that are shown before they are only counted.
const REPEATS_SHOWN: usize = 3;
/// Members of a group that are shown.
const GROUP_WIDTH: usize = 15;
/// Groups in groups that are shown.
const GROUP_DEPTH: usize = 10;

const CAUSE: &str = "\nThe above exception was the direct cause of the following exception:\n\n";
const CONTEXT: &str = "\nDuring handling of the above exception, another exception occurred:\n\n";

struct Display<'v> {
    vm: &'v Vm,
    out: String,
    /// Number of groups around what is being shown.
    depth: usize,
    need_close: bool,
    seen: Vec<u64>,
    sources: Sources,
}

impl Vm {
    /// The text that shows `exception`, with a line end.
    pub fn format_exception(&self, exception: Gc<PyException>) -> String {
        let saved = self.take_raised();
        let mut display = Display {
            vm: self,
            out: String::new(),
            depth: 0,
            need_close: false,
            seen: Vec::new(),
            sources: Sources::default(),
        };
        display.chain(exception);
        self.thread().pending.set(saved);
        display.out
    }
}

impl Display<'_> {
    fn indent(&self) -> String {
        " ".repeat(2 * self.depth)
    }

    fn emit(&mut self, text: &str, margin: char) {
        if self.depth == 0 {
            self.out.push_str(text);
            return;
        }
        let indent = self.indent();
        for line in text.split_inclusive('\n') {
            self.out.push_str(&format!("{indent}{margin} {line}"));
        }
    }

    /// Shows `exception` after what led to it.
    fn chain(&mut self, exception: Gc<PyException>) {
        if self.vm.check_native_stack().is_err() {
            self.vm.take_raised();
            return;
        }
        // A list, so that the collector sees the exceptions.
        let list = PyList::new(&[]);
        let mut messages: Vec<&str> = Vec::new();
        let mut at = Some(exception);
        while let Some(e) = at {
            list.items.push(e.value());
            self.seen.push(e.value().bits());
            let known = |x: &Gc<PyException>| self.seen.contains(&x.value().bits());
            at = match (e.cause.get(), e.context.get()) {
                (Some(cause), _) => Some(cause).filter(|x| !known(x)).inspect(|_| messages.push(CAUSE)),
                (None, Some(context)) if !e.suppress_context.get() => {
                    Some(context).filter(|x| !known(x)).inspect(|_| messages.push(CONTEXT))
                }
                _ => None,
            };
        }
        for i in (0..list.items.len()).rev() {
            if let Some(e) = list.items.get(i).and_then(|v| v.cast::<PyException>()) {
                self.one(e);
            }
            if i > 0 {
                self.emit(messages[i - 1], '|');
            }
        }
    }

    fn one(&mut self, exception: Gc<PyException>) {
        let members = if self.vm.type_of(exception.value()).is_subclass(self.vm.exc().BaseExceptionGroup) {
            exception.extra(1).and_then(|v| v.cast::<PyTuple>())
        } else {
            None
        };
        let stack = self.stack(exception);
        let Some(members) = members else {
            if let Some(stack) = stack {
                self.emit("Traceback (most recent call last):\n", '|');
                self.emit(&stack, '|');
            }
            let last = self.exception_only(exception);
            self.emit(&last, '|');
            return;
        };
        if self.depth > GROUP_DEPTH {
            self.emit(&format!("... (max_group_depth is {GROUP_DEPTH})\n"), '|');
            return;
        }
        let top = self.depth == 0;
        if top {
            self.depth = 1;
        }
        if let Some(stack) = stack {
            self.emit("Exception Group Traceback (most recent call last):\n", if top { '+' } else { '|' });
            self.emit(&stack, '|');
        }
        let text = self.exception_only(exception);
        self.emit(&text, '|');
        self.members(members);
        if top {
            self.depth = 0;
        }
    }

    fn members(&mut self, members: Gc<PyTuple>) {
        let total = members.len();
        let shown = if total <= GROUP_WIDTH { total } else { GROUP_WIDTH + 1 };
        self.need_close = false;
        for i in 0..shown {
            let last = i + 1 == shown;
            if last {
                self.need_close = true;
            }
            let title = if i < GROUP_WIDTH { (i + 1).to_string() } else { "...".to_string() };
            let corner = if i == 0 { "+-" } else { "  " };
            let indent = self.indent();
            self.out.push_str(&format!("{indent}{corner}+---------------- {title} ----------------\n"));
            self.depth += 1;
            if i < GROUP_WIDTH {
                if let Some(e) = members.as_slice()[i].cast::<PyException>() {
                    self.chain(e);
                }
            } else {
                let rest = total - GROUP_WIDTH;
                let s = if rest > 1 { "s" } else { "" };
                self.emit(&format!("and {rest} more exception{s}\n"), '|');
            }
            if last && self.need_close {
                let indent = self.indent();
                self.out.push_str(&format!("{indent}+------------------------------------\n"));
                self.need_close = false;
            }
            self.depth -= 1;
        }
    }

    /// The entries of the traceback; `None` if it has none.
    fn stack(&mut self, exception: Gc<PyException>) -> Option<String> {
        let mut at = exception.traceback.get().and_then(|t| t.cast::<PyTraceback>());
        let mut limit = self.limit();
        let mut out = String::new();
        let mut any = false;
        let mut previous: Option<(Gc<PyCode>, i64)> = None;
        let mut repeats = 0;
        while let Some(entry) = at
            && limit > 0
        {
            limit -= 1;
            any = true;
            at = entry.next.get();
            let code = entry.frame.code;
            let line = entry.lineno.get();
            let same = previous.is_some_and(|(c, l)| {
                l == line && c.name == code.name && c.filename.get().equals(&code.filename.get())
            });
            if !same {
                push_repeats(&mut out, repeats);
                repeats = 0;
                previous = Some((code, line));
            }
            repeats += 1;
            if repeats <= REPEATS_SHOWN {
                self.entry(&mut out, entry);
            }
        }
        push_repeats(&mut out, repeats);
        any.then_some(out)
    }

    /// `sys.tracebacklimit`.
    fn limit(&self) -> usize {
        let limit = self.vm.sys_dict.get().and_then(|d| d.get_str(intern("tracebacklimit")));
        match limit.as_ref().and_then(|v| v.as_int()) {
            Some(n) => n.to_i64().unwrap_or(i64::MAX).max(0) as usize,
            None => usize::MAX,
        }
    }

    fn entry(&mut self, out: &mut String, entry: Gc<PyTraceback>) {
        let vm = self.vm;
        let code = entry.frame.code;
        let filename = code.filename.get().to_string_lossy().into_owned();
        let shown = if filename.starts_with("<stdin-") && filename.ends_with('>') { "<stdin>" } else { &filename };
        let data = &code.code;
        let mut position = match u32::try_from(entry.lasti) {
            Ok(at) => linetable::position_at(&data.linetable, data.firstlineno, at / 2),
            Err(_) => linetable::Position::NONE,
        };
        if position.line < 0 {
            position.line = entry.lineno.get() as i32;
            position.end_line = position.line;
        }
        let line = if position.line < 0 { "None".to_string() } else { position.line.to_string() };
        out.push_str(&format!("  File \"{shown}\", line {line}, in {}\n", code.name.to_string_lossy()));
        if let Some(lines) = self.sources.lines(&filename, |name| remembered(vm, name)) {
            out.push_str(&excerpt(&lines, position));
        }
    }

    /// The exception's class, message and notes.
    fn exception_only(&mut self, exception: Gc<PyException>) -> String {
        let vm = self.vm;
        let class = vm.type_of(exception.value());
        let name = fully_qualified_name(class);
        let mut out = if class.is_subclass(vm.exc().SyntaxError) {
            self.syntax_error(exception, &name)
        } else {
            let mut text = safe_str(vm, exception.value(), "exception");
            if let Some(more) = super::traceback_suggest::suffix(vm, exception) {
                text.push_str(&more);
            }
            if text.is_empty() { format!("{name}\n") } else { format!("{name}: {text}\n") }
        };
        out.push_str(&self.notes(exception));
        out
    }

    fn notes(&self, exception: Gc<PyException>) -> String {
        let vm = self.vm;
        let notes = match vm.get_attr_opt(exception.value(), vm.names().__notes__) {
            Ok(Some(notes)) => notes,
            Ok(None) => return String::new(),
            Err(Raised) => {
                vm.take_raised();
                return "Ignored error getting __notes__\n".to_string();
            }
        };
        if notes.is_none() {
            return String::new();
        }
        if !notes.is::<PyList>() && !notes.is::<PyTuple>() {
            return match vm.repr(notes) {
                Ok(text) => format!("{}\n", text.to_string_lossy()),
                Err(Raised) => {
                    vm.take_raised();
                    "<__notes__ repr() failed>\n".to_string()
                }
            };
        }
        let mut out = String::new();
        if let Ok(list) = vm.to_list(notes) {
            for i in 0..list.items.len() {
                let Some(note) = list.items.get(i) else { break };
                for line in safe_str(vm, note, "note").split('\n') {
                    out.push_str(line);
                    out.push('\n');
                }
            }
        }
        out
    }

    fn syntax_error(&mut self, exception: Gc<PyException>, name: &str) -> String {
        let vm = self.vm;
        let int = |i: usize| exception.extra(i).and_then(|v| v.as_int().and_then(|n| n.to_i64()));
        let text_of = |i: usize| exception.extra(i).filter(|v| !v.is_none()).map(|v| safe_str(vm, v, "attribute"));
        let (lineno, end_lineno) = (int(2), int(5));
        let filename = text_of(1);
        let mut out = String::new();
        let mut suffix = String::new();
        match (&filename, lineno) {
            (f, Some(line)) => {
                out.push_str(&format!("  File \"{}\", line {line}\n", f.as_deref().unwrap_or("<string>")))
            }
            (Some(f), None) => suffix = format!(" ({f})"),
            (None, None) => {}
        }
        // The line as it is now in the file, where the exception does not carry it.
        let text = exception.extra(4).and_then(|v| v.cast::<PyStr>()).map(|s| s.to_string_lossy().into_owned());
        if let Some(text) = text {
            let right = text.trim_end_matches('\n');
            let left = right.trim_start_matches([' ', '\n', '\u{c}']);
            let spaces = (right.chars().count() - left.chars().count()) as i64;
            let length = right.chars().count() as i64;
            match int(3) {
                None => out.push_str(&format!("    {left}\n")),
                Some(offset) if lineno.is_some() => {
                    let mut offset = offset;
                    let mut end =
                        if lineno == end_lineno { int(6).filter(|&e| e != 0).unwrap_or(offset) } else { length + 1 };
                    if !text.is_empty() && offset > text.chars().count() as i64 {
                        offset = length + 1;
                        end = end.max(offset);
                    }
                    if offset >= end || end < 0 {
                        end = offset + 1;
                    }
                    let (from, to) = (offset - 1 - spaces, end - 1 - spaces);
                    out.push_str(&format!("    {left}\n"));
                    if from >= 0 {
                        let mut marks: String =
                            left.chars().take(from as usize).map(|c| if c.is_whitespace() { c } else { ' ' }).collect();
                        marks.push_str(&" ".repeat((from as usize).saturating_sub(left.chars().count())));
                        marks.push_str(&"^".repeat((to - from).max(0) as usize));
                        out.push_str(&format!("    {marks}\n"));
                    }
                }
                Some(_) => {}
            }
        }
        let message = text_of(0).filter(|m| !m.is_empty()).unwrap_or_else(|| "<no detail available>".to_string());
        out.push_str(&format!("{name}: {message}{suffix}\n"));
        out
    }
}

fn push_repeats(out: &mut String, repeats: usize) {
    if repeats > REPEATS_SHOWN {
        let more = repeats - REPEATS_SHOWN;
        let s = if more > 1 { "s" } else { "" };
        out.push_str(&format!("  [Previous line repeated {more} more time{s}]\n"));
    }
}

/// `str(value)`, or what stands for it when that raises.
fn safe_str(vm: &Vm, value: Value, what: &str) -> String {
    match vm.str(value) {
        Ok(text) => text.to_string_lossy().into_owned(),
        Err(Raised) => {
            vm.take_raised();
            format!("<{what} str() failed>")
        }
    }
}

impl Vm {
    /// Line `line` (from 1) of a source: of one that was remembered, or of a file, also one in a folder of `sys.path`.
    pub fn source_line(&self, filename: Gc<PyStr>, line: i64) -> Option<String> {
        let filename = filename.to_string_lossy().into_owned();
        let at = usize::try_from(line.checked_sub(1)?).ok()?;
        let mut sources = Sources::default();
        sources.lines(&filename, |name| remembered(self, name))?.get(at).cloned()
    }
}

/// The source that was given to [`Vm::remember_source`] for `filename`.
fn remembered(vm: &Vm, filename: &str) -> Option<String> {
    let known = || vm.get_static("sources")?.cast::<PyDict>()?.get_str(intern(filename))?.cast::<PyStr>();
    match known() {
        Some(text) => Some(text.to_string_lossy().into_owned()),
        None => crate::bootstrap::library_source(vm, filename),
    }
}
