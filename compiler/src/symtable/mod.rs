//! Symbol tables: which scopes a program has and what each name means in each of them.
//!
//! Two passes, as in CPython 3.14: `build` collects facts from the tree (this name is assigned here, used there), and
//! `analyze` decides scopes from them. The result is plain data, for the code generator and for the `symtable` module.
//! This module must not know about code generation.

mod analyze;
mod build;
mod mangle;

pub use build::build;
pub use mangle::mangle;

use crate::ast::{Arguments, Name, Pos};
use std::collections::{HashMap, HashSet};

/// A `global` declaration.
pub const DEF_GLOBAL: u32 = 1;
/// Assigned in the scope.
pub const DEF_LOCAL: u32 = 2;
/// A parameter.
pub const DEF_PARAM: u32 = 2 << 1;
/// A `nonlocal` declaration.
pub const DEF_NONLOCAL: u32 = 2 << 2;
/// Used.
pub const USE: u32 = 2 << 3;
/// Free in a method of this class, and also a name of the class scope.
pub const DEF_FREE_CLASS: u32 = 2 << 5;
/// Bound by an import.
pub const DEF_IMPORT: u32 = 2 << 6;
/// Annotated.
pub const DEF_ANNOT: u32 = 2 << 7;
/// An iteration variable of a comprehension.
pub const DEF_COMP_ITER: u32 = 2 << 8;
/// A type parameter.
pub const DEF_TYPE_PARAM: u32 = 2 << 9;
/// A cell because of an inlined comprehension.
pub const DEF_COMP_CELL: u32 = 2 << 10;
/// Bound in the scope in some way.
pub const DEF_BOUND: u32 = DEF_LOCAL | DEF_PARAM | DEF_IMPORT | DEF_TYPE_PARAM;
/// Shift of the scope within a symbol's flags.
pub const SCOPE_OFFSET: u32 = 12;

/// Scope value: a local variable.
pub const LOCAL: u32 = 1;
/// Scope value: declared `global`.
pub const GLOBAL_EXPLICIT: u32 = 2;
/// Scope value: bound in no enclosing function.
pub const GLOBAL_IMPLICIT: u32 = 3;
/// Scope value: a variable of an enclosing function.
pub const FREE: u32 = 4;
/// Scope value: a local variable that inner functions use.
pub const CELL: u32 = 5;

/// The scope value in a symbol's flags; 0 if it has none.
pub fn scope_of(flags: u32) -> u32 {
    flags >> SCOPE_OFFSET & 0xF
}

/// Number of a scope in its table.
pub type ScopeId = usize;

/// Kinds of scopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeKind {
    /// Functions, lambdas and comprehensions.
    Function,
    /// Class bodies.
    Class,
    /// The whole program.
    Module,
    /// `__annotate__` functions.
    Annotation,
    /// Values of type aliases.
    TypeAlias,
    /// Type parameter lists of generics.
    TypeParameters,
    /// Bounds and defaults of type parameters.
    TypeVariable,
}

/// Kinds of comprehensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum CompKind {
    List,
    Dict,
    Set,
    Generator,
}

/// Names with their flags, in the order of their first mention.
#[derive(Clone, Debug, Default)]
pub struct Symbols {
    entries: Vec<(Name, u32)>,
    index: HashMap<Name, usize>,
}

impl Symbols {
    /// A name's flags, 0 if it is not there.
    pub fn get(&self, name: &Name) -> u32 {
        self.index.get(name).map_or(0, |i| self.entries[*i].1)
    }

    /// Whether the name is there.
    pub fn contains(&self, name: &Name) -> bool {
        self.index.contains_key(name)
    }

    /// Sets a name's flags.
    pub fn set(&mut self, name: &Name, flags: u32) {
        match self.index.get(name) {
            Some(i) => self.entries[*i].1 = flags,
            None => {
                self.index.insert(name.clone(), self.entries.len());
                self.entries.push((name.clone(), flags));
            }
        }
    }

    /// Removes a name.
    pub fn remove(&mut self, name: &Name) {
        if self.index.remove(name).is_some() {
            self.entries.retain(|(n, _)| n != name);
            self.index = self.entries.iter().enumerate().map(|(i, (n, _))| (n.clone(), i)).collect();
        }
    }

    /// The names and flags in order.
    pub fn entries(&self) -> &[(Name, u32)] {
        &self.entries
    }
}

/// One scope.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Name: of the function or class, `top`, `lambda`, `genexpr` ...
    pub name: Name,
    /// Kind.
    pub kind: ScopeKind,
    /// The names mentioned.
    pub symbols: Symbols,
    /// Parameters in order, mangled.
    pub varnames: Vec<Name>,
    /// Inner scopes.
    pub children: Vec<ScopeId>,
    /// `global` and `nonlocal` declarations with their positions.
    pub directives: Vec<(Name, Pos)>,
    /// Where it starts.
    pub pos: Pos,
    /// Inside of a function.
    pub nested: bool,
    /// Has `yield`, or is a generator expression.
    pub generator: bool,
    /// `async def`, or awaits.
    pub coroutine: bool,
    /// What comprehension it is, if any.
    pub comprehension: Option<CompKind>,
    /// Has `*args`.
    pub varargs: bool,
    /// Has `**kwargs`.
    pub varkeywords: bool,
    /// Returns a value.
    pub returns_value: bool,
    /// A class whose methods use `__class__`.
    pub needs_class_closure: bool,
    /// A class whose annotation scopes use the class namespace.
    pub needs_classdict: bool,
    /// A comprehension compiled into the code around it.
    pub comp_inlined: bool,
    /// Sees the namespace of the class around it (annotation scopes).
    pub can_see_class_scope: bool,
    /// Has annotations.
    pub annotations_used: bool,
    /// Has annotations that may not be executed.
    pub has_conditional_annotations: bool,
    /// Starts with a docstring.
    pub has_docstring: bool,
    /// A function directly in a class.
    pub method: bool,
    /// The scope of the annotations of a class or module.
    pub annotation_block: Option<ScopeId>,
    pub(crate) in_conditional_block: bool,
    pub(crate) in_unevaluated_annotation: bool,
    pub(crate) comp_iter_target: bool,
    pub(crate) comp_iter_expr: u32,
    pub(crate) scope_info: Option<&'static str>,
    pub(crate) mangled_names: Option<usize>,
}

impl Scope {
    /// Whether names bound in the scope are fast locals.
    pub fn is_function_like(&self) -> bool {
        !matches!(self.kind, ScopeKind::Module | ScopeKind::Class)
    }

    /// The scope value of a name, 0 if unknown.
    pub fn scope(&self, name: &Name) -> u32 {
        scope_of(self.symbols.get(name))
    }
}

/// Which tree node a scope belongs to. Nodes are told apart by address: the tree does not move while it is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Key {
    Function(usize),
    Class(usize),
    Lambda(usize),
    Comp(usize),
    TypeParams(usize),
    TypeAlias(usize),
    TypeVarBound(usize),
    TypeVarDefault(usize),
    Annotations(usize),
}

/// The address that identifies a node.
pub fn address<T>(node: &T) -> usize {
    std::ptr::from_ref(node) as usize
}

impl Key {
    /// The key of a function's annotations.
    pub fn annotations(args: &Arguments) -> Key {
        Key::Annotations(address(args))
    }
}

/// All scopes of a program. Scope 0 is the module.
#[derive(Clone, Debug, Default)]
pub struct SymbolTable {
    /// The scopes.
    pub scopes: Vec<Scope>,
    keys: HashMap<Key, ScopeId>,
    mangled_sets: Vec<HashSet<Name>>,
}

impl SymbolTable {
    /// The scope of a node.
    pub fn lookup(&self, key: Key) -> Option<ScopeId> {
        self.keys.get(&key).copied()
    }

    /// A name as it is known in a scope inside the class `private`.
    pub fn maybe_mangle(&self, private: Option<&Name>, scope: ScopeId, name: &Name) -> Name {
        if let Some(set) = self.scopes[scope].mangled_names
            && !self.mangled_sets[set].contains(name)
        {
            return name.clone();
        }
        mangle(private, name)
    }
}
