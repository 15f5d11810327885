//! Code objects: plain immutable data, shared by `Arc`.
//!
//! It must not know how code is compiled or run. Layout and meaning of every field are CPython 3.14's; the interpreter
//! attaches its caches elsewhere.

use crate::{Const, WStr, flags};

/// A compiled code object.
#[derive(Clone, Debug, Default)]
pub struct Code {
    /// Positional parameters, positional-only ones included.
    pub argcount: u32,
    /// Positional-only parameters.
    pub posonlyargcount: u32,
    /// Keyword-only parameters.
    pub kwonlyargcount: u32,
    /// `CO_*` bits of `flags`.
    pub flags: u32,
    /// Deepest value stack the code needs.
    pub stacksize: u32,
    /// First source line.
    pub firstlineno: i32,
    /// Instructions: 2-byte units, inline cache entries zero.
    pub code: Box<[u8]>,
    /// Constants.
    pub consts: Box<[Const]>,
    /// Names of globals, attributes and imports.
    pub names: Box<[WStr]>,
    /// Names of locals, cells and free variables in slot order.
    pub localsplusnames: Box<[WStr]>,
    /// `CO_FAST_*` bits for each of `localsplusnames`.
    pub localspluskinds: Box<[u8]>,
    /// File the source came from.
    pub filename: WStr,
    /// Name of the function, class or module.
    pub name: WStr,
    /// Name with the enclosing scopes.
    pub qualname: WStr,
    /// Location table.
    pub linetable: Box<[u8]>,
    /// Exception table.
    pub exceptiontable: Box<[u8]>,
}

impl Default for WStr {
    fn default() -> WStr {
        WStr::new("")
    }
}

impl Code {
    fn names_of(&self, mask: u8) -> Vec<WStr> {
        let kinds = self.localspluskinds.iter();
        self.localsplusnames.iter().zip(kinds).filter(|(_, k)| **k & mask != 0).map(|(n, _)| n.clone()).collect()
    }

    /// Names of the local variables, parameters first.
    pub fn varnames(&self) -> Vec<WStr> {
        self.names_of(flags::CO_FAST_LOCAL)
    }

    /// Names of the variables that inner functions share.
    pub fn cellvars(&self) -> Vec<WStr> {
        self.names_of(flags::CO_FAST_CELL)
    }

    /// Names of the variables taken from enclosing functions.
    pub fn freevars(&self) -> Vec<WStr> {
        self.names_of(flags::CO_FAST_FREE)
    }

    fn count_of(&self, mask: u8) -> usize {
        self.localspluskinds.iter().filter(|k| **k & mask != 0).count()
    }

    /// Number of local variables.
    pub fn nlocals(&self) -> usize {
        self.count_of(flags::CO_FAST_LOCAL)
    }

    /// Number of cell variables, cells of parameters included.
    pub fn ncellvars(&self) -> usize {
        self.count_of(flags::CO_FAST_CELL)
    }

    /// Number of free variables.
    pub fn nfreevars(&self) -> usize {
        self.count_of(flags::CO_FAST_FREE)
    }

    /// Number of slots: locals, cells and free variables.
    pub fn nlocalsplus(&self) -> usize {
        self.localsplusnames.len()
    }

    /// Number of instruction units.
    pub fn units(&self) -> usize {
        self.code.len() / 2
    }

    /// Number of parameters, `*args` and `**kwargs` included.
    pub fn total_args(&self) -> usize {
        self.argcount as usize
            + self.kwonlyargcount as usize
            + (self.flags & flags::CO_VARARGS != 0) as usize
            + (self.flags & flags::CO_VARKEYWORDS != 0) as usize
    }

    /// Python's `==` on code objects, which is also how the compiler merges equal code constants: everything but the
    /// file name, the qualified name and the stack size.
    pub fn same_as(&self, other: &Code) -> bool {
        self.consts == other.consts && self.same_but_constants(other)
    }

    /// [`Code::same_as`] without a look at the constants.
    pub fn same_but_constants(&self, other: &Code) -> bool {
        self.name == other.name
            && self.argcount == other.argcount
            && self.posonlyargcount == other.posonlyargcount
            && self.kwonlyargcount == other.kwonlyargcount
            && self.flags == other.flags
            && self.firstlineno == other.firstlineno
            && self.code == other.code
            && self.names == other.names
            && self.localsplusnames == other.localsplusnames
            && self.localspluskinds == other.localspluskinds
            && self.linetable == other.linetable
            && self.exceptiontable == other.exceptiontable
    }
}
