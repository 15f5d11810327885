//! What code generation knows of a scope beside its instructions: names, constants, argument counts.

use std::collections::{HashMap, HashSet};
use taipan_bytecode::{Const, WStr};

/// Names in the order of their first use, each with its index.
#[derive(Clone, Debug, Default)]
pub struct NameTable {
    names: Vec<WStr>,
    index: HashMap<WStr, u32>,
    base: u32,
}

impl NameTable {
    /// An empty table.
    pub fn new() -> NameTable {
        NameTable::default()
    }

    /// An empty table whose first index is `base` (free variables are numbered after the cell variables).
    pub fn with_base(base: u32) -> NameTable {
        NameTable { base, ..NameTable::default() }
    }

    /// The index of a name, added if new.
    pub fn add(&mut self, name: &WStr) -> u32 {
        if let Some(i) = self.index.get(name) {
            return *i;
        }
        let i = self.base + self.names.len() as u32;
        self.names.push(name.clone());
        self.index.insert(name.clone(), i);
        i
    }

    /// The index of a name, if present.
    pub fn get(&self, name: &WStr) -> Option<u32> {
        self.index.get(name).copied()
    }

    /// Number of names.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are no names.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The names in order.
    pub fn names(&self) -> &[WStr] {
        &self.names
    }
}

/// Constants in the order of their first use, one entry per constant identity.
#[derive(Clone, Debug, Default)]
pub struct ConstTable {
    items: Vec<Const>,
    index: HashMap<Const, u32>,
}

impl ConstTable {
    /// An empty table.
    pub fn new() -> ConstTable {
        ConstTable::default()
    }

    /// The index of a constant, added if new.
    pub fn add(&mut self, value: Const) -> u32 {
        if let Some(i) = self.index.get(&value) {
            return *i;
        }
        let i = self.items.len() as u32;
        self.items.push(value.clone());
        self.index.insert(value, i);
        i
    }

    /// The constants in order.
    pub fn items(&self) -> &[Const] {
        &self.items
    }

    /// Number of constants.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are no constants.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// Facts about one scope that end up in its code object.
#[derive(Clone, Debug, Default)]
pub struct UnitMeta {
    /// `co_name`.
    pub name: WStr,
    /// `co_qualname`.
    pub qualname: WStr,
    /// Constants that instructions refer to by index.
    pub consts: ConstTable,
    /// `co_names`.
    pub names: NameTable,
    /// Local variables, parameters first.
    pub varnames: NameTable,
    /// Cell variables, in CPython's (sorted) order, numbered from 0.
    pub cellvars: NameTable,
    /// Free variables, numbered from the number of cell variables (`NameTable::with_base`).
    pub freevars: NameTable,
    /// Names of fast locals that `locals()` must not show (inlined comprehensions outside functions).
    pub fasthidden: HashSet<WStr>,
    /// Positional parameters, positional-only ones NOT included (as CPython's `u_argcount`).
    pub argcount: u32,
    /// Positional-only parameters.
    pub posonlyargcount: u32,
    /// Keyword-only parameters.
    pub kwonlyargcount: u32,
    /// First source line.
    pub firstlineno: i32,
}
