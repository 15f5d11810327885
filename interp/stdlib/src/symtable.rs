//! `_symtable`: symbol tables of source text, for module `symtable`. The tables come from the compiler.

/// Symbol tables as the compiler makes them.
#[taipan_interp::native::pymodule(name = "_symtable")]
#[allow(clippy::module_inception)]
pub mod symtable {
    use crate::support::set_in_module;
    use taipan_interp::native::*;
    use taipan_interp::run::{self, CompileRequest, symbols};

    /// One scope.
    #[pyclass(name = "symtable entry", module = "builtins", no_new)]
    #[pyprivate]
    pub struct Entry {
        #[member]
        id: Value,
        #[member]
        name: Value,
        #[member]
        symbols: Value,
        #[member]
        varnames: Value,
        #[member]
        children: Value,
        #[member]
        nested: Value,
        #[member(name = "type")]
        kind: Value,
        #[member]
        lineno: Value,
    }

    #[pymethods]
    impl Entry {
        fn __repr__(&self, vm: &Vm) -> PyResult<String> {
            let (name, id, line) = (vm.str(self.name)?, vm.str(self.id)?, vm.str(self.lineno)?);
            let (name, id, line) = (name.to_string_lossy(), id.to_string_lossy(), line.to_string_lossy());
            Ok(format!("<symtable entry {name}({id}), line {line}>"))
        }
    }

    const NUMBERS: &[(&str, u32)] = &[
        ("USE", symbols::USE),
        ("DEF_GLOBAL", symbols::DEF_GLOBAL),
        ("DEF_NONLOCAL", symbols::DEF_NONLOCAL),
        ("DEF_LOCAL", symbols::DEF_LOCAL),
        ("DEF_PARAM", symbols::DEF_PARAM),
        ("DEF_TYPE_PARAM", symbols::DEF_TYPE_PARAM),
        ("DEF_FREE_CLASS", symbols::DEF_FREE_CLASS),
        ("DEF_IMPORT", symbols::DEF_IMPORT),
        ("DEF_BOUND", symbols::DEF_LOCAL | symbols::DEF_PARAM | symbols::DEF_IMPORT),
        ("DEF_ANNOT", symbols::DEF_ANNOT),
        ("DEF_COMP_ITER", symbols::DEF_COMP_ITER),
        ("DEF_COMP_CELL", symbols::DEF_COMP_CELL),
        ("TYPE_FUNCTION", 0),
        ("TYPE_CLASS", 1),
        ("TYPE_MODULE", 2),
        ("TYPE_ANNOTATION", 3),
        ("TYPE_TYPE_ALIAS", 4),
        ("TYPE_TYPE_PARAMETERS", 5),
        ("TYPE_TYPE_VARIABLE", 6),
        ("LOCAL", symbols::LOCAL),
        ("GLOBAL_EXPLICIT", symbols::GLOBAL_EXPLICIT),
        ("GLOBAL_IMPLICIT", symbols::GLOBAL_IMPLICIT),
        ("FREE", symbols::FREE),
        ("CELL", symbols::CELL),
        ("SCOPE_OFF", symbols::SCOPE_OFFSET),
        ("SCOPE_MASK", 0xF),
    ];

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        for (name, number) in NUMBERS {
            set_in_module(vm, module, name, Value::small((*number).into()));
        }
        Ok(())
    }

    fn text(name: &[u8]) -> Value {
        taipan_object::string::intern_wtf8(name).value()
    }

    fn entry(vm: &Vm, table: &symbols::SymbolTable, number: usize, next: &mut i64) -> PyResult {
        let Some(scope) = table.scopes.get(number) else { return Ok(Value::NONE) };
        *next += 1;
        let id = Value::int(*next);
        let children = PyList::new(&[]);
        vm.check_native_stack()?;
        for child in &scope.children {
            children.items.push(entry(vm, table, *child, next)?);
        }
        let names = PyDict::new();
        for (name, flags) in scope.symbols.entries() {
            vm.dict_set(names, text(name.as_bytes()), Value::int((*flags).into()))?;
        }
        let varnames: Vec<Value> = scope.varnames.iter().map(|n| text(n.as_bytes())).collect();
        let kind = match scope.kind {
            symbols::ScopeKind::Function => 0,
            symbols::ScopeKind::Class => 1,
            symbols::ScopeKind::Module => 2,
            symbols::ScopeKind::Annotation => 3,
            symbols::ScopeKind::TypeAlias => 4,
            symbols::ScopeKind::TypeParameters => 5,
            symbols::ScopeKind::TypeVariable => 6,
        };
        let entry = vm.new_object(Entry {
            id,
            name: text(scope.name.as_bytes()),
            symbols: names.value(),
            varnames: PyList::new(&varnames).value(),
            children: children.value(),
            nested: Value::small(scope.nested.into()),
            kind: Value::small(kind),
            lineno: Value::int(scope.pos.line.into()),
        })?;
        Ok(entry.value())
    }

    /// The symbol table of a source: its outermost scope.
    #[pyfunction(sig = "(source, filename, startstr, /)")]
    fn symtable(vm: &Vm, source: Value, filename: Value, startstr: Gc<PyStr>) -> PyResult {
        let filename = run::file_name(vm, filename)?;
        let source = run::source_text(vm, source, "symtable")?;
        let mode = match startstr.as_bytes() {
            b"exec" => run::Mode::Exec,
            b"eval" => run::Mode::Eval,
            b"single" => run::Mode::Single,
            _ => return Err(vm.value_error("symtable() arg 3 must be 'exec' or 'eval' or 'single'")),
        };
        let request = CompileRequest { filename, ..CompileRequest::new("", mode) };
        let table = vm.symbol_table_request(&source, &request)?;
        entry(vm, &table, 0, &mut 0)
    }
}
