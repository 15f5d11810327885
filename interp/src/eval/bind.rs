//! Binding the arguments of a call to the parameters of a Python function, with CPython's messages.

use crate::builtins::prelude::*;
use taipan_bytecode::flags::{CO_VARARGS, CO_VARKEYWORDS};

impl Vm {
    /// Fills the locals at `locals` (all of `func`'s code, already set to unbound) from `args`.
    pub(crate) fn bind_arguments(
        &self,
        func: Gc<PyFunction>,
        args: Args<'_>,
        locals: *mut Option<Value>,
    ) -> PyResult<()> {
        let code = func.code.get();
        let argcount = code.code.argcount as usize;
        let kwonly = code.code.kwonlyargcount as usize;
        let posonly = code.code.posonlyargcount as usize;
        let total = argcount + kwonly;
        let given = args.pos.len();
        // SAFETY: `locals` has room for all parameters of the code, and more.
        let set = |i: usize, v: Option<Value>| unsafe { *locals.add(i) = v };
        // SAFETY: as above.
        let get = |i: usize| unsafe { *locals.add(i) };
        let varargs = code.flags & CO_VARARGS != 0;
        let varkw = code.flags & CO_VARKEYWORDS != 0;
        let kwdict = if varkw {
            let dict = PyDict::new();
            set(total + varargs as usize, Some(dict.value()));
            Some(dict)
        } else {
            None
        };
        for (i, value) in args.pos.iter().take(argcount).enumerate() {
            set(i, Some(*value));
        }
        if varargs {
            let rest = args.pos.get(argcount..).unwrap_or(&[]);
            set(total, Some(PyTuple::try_new(rest, shape::TUPLE, 0)?.value()));
        }
        if let Some(names) = args.kwnames {
            'next: for (name, value) in names.as_slice().iter().zip(args.kwvals) {
                let Some(name) = name.cast::<PyStr>() else {
                    return Err(self.type_error(format!("{}() keywords must be strings", self.function_text(func))));
                };
                for i in posonly..total {
                    let param = code.local_name(i as u32);
                    if param == name || param.equals(&name) {
                        if get(i).is_some() {
                            return Err(self.type_error(format!(
                                "{}() got multiple values for argument '{}'",
                                self.function_text(func),
                                name.to_string_lossy()
                            )));
                        }
                        set(i, Some(*value));
                        continue 'next;
                    }
                }
                match kwdict {
                    Some(dict) => {
                        let key = if name.value().is_exact_str() { name } else { PyStr::from_wtf8(name.as_bytes()) };
                        self.dict_set(dict, key.value(), *value)?;
                    }
                    None => return Err(self.unexpected_keyword(func, args, name)),
                }
            }
        }
        if given > argcount && !varargs {
            return Err(self.too_many_positional(func, given, locals));
        }
        if given < argcount {
            let defaults = func.defaults.get();
            let n_defaults = defaults.map_or(0, |d| d.len());
            let first_default = argcount.saturating_sub(n_defaults);
            let missing: Vec<usize> = (given..first_default).filter(|&i| get(i).is_none()).collect();
            if !missing.is_empty() {
                return Err(self.missing_arguments(func, &missing, "positional"));
            }
            if let Some(defaults) = defaults {
                let skip = n_defaults.saturating_sub(argcount);
                for i in given.max(first_default)..argcount {
                    if get(i).is_none() {
                        set(i, Some(defaults.as_slice()[skip + i - first_default]));
                    }
                }
            }
        }
        if kwonly > 0 {
            let mut missing = Vec::new();
            for i in argcount..total {
                if get(i).is_some() {
                    continue;
                }
                match func.kwdefaults.get().and_then(|d| d.get_str(code.local_name(i as u32))) {
                    Some(value) => set(i, Some(value)),
                    None => missing.push(i),
                }
            }
            if !missing.is_empty() {
                return Err(self.missing_arguments(func, &missing, "keyword-only"));
            }
        }
        Ok(())
    }

    fn function_text(&self, func: Gc<PyFunction>) -> String {
        func.qualname.get().to_string_lossy().into_owned()
    }

    #[cold]
    fn unexpected_keyword(&self, func: Gc<PyFunction>, args: Args<'_>, name: Gc<PyStr>) -> Raised {
        let code = func.code.get();
        let posonly = code.code.posonlyargcount as usize;
        let total = (code.code.argcount + code.code.kwonlyargcount) as usize;
        if posonly > 0 {
            let wrong: Vec<String> = (0..posonly)
                .map(|i| code.local_name(i as u32))
                .filter(|p| args.kwargs().any(|(k, _)| k.equals(p)))
                .map(|p| p.to_string_lossy().into_owned())
                .collect();
            if !wrong.is_empty() {
                return self.type_error(format!(
                    "{}() got some positional-only arguments passed as keyword arguments: '{}'",
                    self.function_text(func),
                    wrong.join(", ")
                ));
            }
        }
        let names: Vec<String> =
            (posonly..total).map(|i| code.local_name(i as u32).to_string_lossy().into_owned()).collect();
        let text = name.to_string_lossy();
        let hint = suggestion(&text, names.iter().map(|s| s.as_str()))
            .map(|s| format!(". Did you mean '{s}'?"))
            .unwrap_or_default();
        self.type_error(format!("{}() got an unexpected keyword argument '{text}'{hint}", self.function_text(func)))
    }

    #[cold]
    fn missing_arguments(&self, func: Gc<PyFunction>, missing: &[usize], kind: &str) -> Raised {
        let code = func.code.get();
        let names: Vec<String> =
            missing.iter().map(|&i| format!("'{}'", code.local_name(i as u32).to_string_lossy())).collect();
        let list = match names.as_slice() {
            [one] => one.clone(),
            [a, b] => format!("{a} and {b}"),
            [rest @ .., last] => format!("{}, and {last}", rest.join(", ")),
            [] => String::new(),
        };
        let n = names.len();
        let s = if n == 1 { "" } else { "s" };
        self.type_error(format!("{}() missing {n} required {kind} argument{s}: {list}", self.function_text(func)))
    }

    #[cold]
    fn too_many_positional(&self, func: Gc<PyFunction>, given: usize, locals: *mut Option<Value>) -> Raised {
        let code = func.code.get();
        let argcount = code.code.argcount as usize;
        let kwonly = code.code.kwonlyargcount as usize;
        // SAFETY: parameters' places.
        let kw_given = (argcount..argcount + kwonly).filter(|&i| unsafe { *locals.add(i) }.is_some()).count();
        let n_defaults = func.defaults.get().map_or(0, |d| d.len());
        let (takes, plural) = if n_defaults > 0 {
            (format!("from {} to {argcount}", argcount - n_defaults.min(argcount)), true)
        } else {
            (argcount.to_string(), argcount != 1)
        };
        let s = if plural { "s" } else { "" };
        let kw = if kw_given > 0 {
            let ps = if given != 1 { "s" } else { "" };
            let ks = if kw_given != 1 { "s" } else { "" };
            format!(" positional argument{ps} (and {kw_given} keyword-only argument{ks})")
        } else {
            String::new()
        };
        let were = if given == 1 && kw_given == 0 { "was" } else { "were" };
        self.type_error(format!(
            "{}() takes {takes} positional argument{s} but {given}{kw} {were} given",
            self.function_text(func)
        ))
    }
}
