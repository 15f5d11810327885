//! `_tokenize`: the tokenizer for module `tokenize`. The tokens come from `taipan_parser::lexer::stream`.

/// Splits source into tokens.
#[taipan_interp::native::pymodule(name = "_tokenize")]
#[allow(clippy::module_inception)]
pub mod tokenize {
    use std::cell::{Cell, RefCell};
    use taipan_interp::native::*;
    use taipan_parser::SyntaxErrorInfo;
    use taipan_parser::lexer::stream::{StreamToken, stream};

    /// Iterator over the tokens of the source whose lines a function gives.
    #[pyclass(name = "TokenizerIter", subclass, text_sig = "(readline, /, *, encoding=None, extra_tokens)")]
    pub struct TokenizerIter {
        readline: Field<Value>,
        encoding: Field<Option<Value>>,
        #[no_trace]
        extra: Cell<bool>,
        #[no_trace]
        state: RefCell<Option<Run>>,
        /// The line of the last token, which the next one often has too.
        last_line: Field<Option<Value>>,
        #[no_trace]
        last_lines: Cell<Option<(usize, usize)>>,
    }

    /// What has been read.
    pub struct Run {
        lines: Vec<String>,
        tokens: std::vec::IntoIter<StreamToken>,
        error: Option<SyntaxErrorInfo>,
    }

    /// All lines that `readline` gives.
    fn read(vm: &Vm, readline: Value, encoding: Option<Value>) -> PyResult<Vec<String>> {
        let mut lines = Vec::new();
        loop {
            let line = vm.call(readline, &[]);
            let Some(line) = vm.ignore(vm.exc().StopIteration, line)? else { break };
            let text = match encoding {
                None => match line.cast::<PyStr>() {
                    Some(text) => text,
                    None => return Err(vm.type_error("readline() returned a non-string object")),
                },
                Some(encoding) => {
                    if line.cast::<PyBytes>().is_none() {
                        return Err(vm.type_error("readline() returned a non-bytes object"));
                    }
                    let text = vm.call_method(line, "decode", &[encoding, vm.new_str("replace").value()])?;
                    Gc::<PyStr>::from_value(vm, text)?
                }
            };
            if text.is_empty() {
                break;
            }
            lines.push(String::from_value(vm, text.value())?);
        }
        Ok(lines)
    }

    #[pymethods]
    impl TokenizerIter {
        #[pyslot(sig = "(readline, /, *, encoding=None, extra_tokens)")]
        fn __new__(
            cls: Gc<PyType>,
            vm: &Vm,
            readline: Value,
            encoding: Option<Gc<PyStr>>,
            extra_tokens: bool,
        ) -> PyResult<Obj<TokenizerIter>> {
            let payload = TokenizerIter {
                readline: Field::new(readline),
                encoding: Field::new(encoding.map(|e| e.value())),
                extra: Cell::new(extra_tokens),
                state: RefCell::new(None),
                last_line: Field::new(None),
                last_lines: Cell::new(None),
            };
            vm.new_native(cls, payload)
        }

        fn __iter__(this: Obj<TokenizerIter>) -> Obj<TokenizerIter> {
            this
        }

        fn __next__(this: Obj<TokenizerIter>, vm: &Vm) -> PyResult<Option<Value>> {
            if this.state.borrow().is_none() {
                let lines = read(vm, this.readline.get(), this.encoding.get())?;
                let (tokens, error) = stream(&lines, this.extra.get());
                *this.state.borrow_mut() = Some(Run { lines, tokens: tokens.into_iter(), error });
            }
            let mut state = this.state.borrow_mut();
            let Some(run) = state.as_mut() else { return Ok(None) };
            let Some(token) = run.tokens.next() else {
                return match run.error.take() {
                    Some(error) => {
                        drop(state);
                        Err(vm.raise_syntax_error(&error, vm.new_str("<string>")))
                    }
                    None => Ok(None),
                };
            };
            let line = match this.last_line.get() {
                Some(line) if this.last_lines.get() == token.lines => line,
                _ => {
                    let text = match token.lines {
                        Some((first, last)) => {
                            let last = last.min(run.lines.len());
                            run.lines.get(first.saturating_sub(1)..last).unwrap_or(&[]).concat()
                        }
                        None => String::new(),
                    };
                    let line = PyStr::new(&text).value();
                    this.last_line.set(Some(line));
                    this.last_lines.set(token.lines);
                    line
                }
            };
            let place = |(line, col): (i64, i64)| PyTuple::new(&[Value::int(line), Value::int(col)]).value();
            let text = PyStr::new(&token.text).value();
            let parts = [Value::small(token.number.into()), text, place(token.start), place(token.end), line];
            Ok(Some(PyTuple::new(&parts).value()))
        }
    }
}
