//! Second pass: decides for every name of every scope whether it is local, global, free or a cell.
//!
//! A scope hands its children the names bound around them; the children hand back the names they need from outside.

use super::*;
use crate::error::CompileError;
use std::collections::BTreeSet;
use taipan_bytecode::WStr;

type Names = BTreeSet<Name>;
type Res<T> = Result<T, CompileError>;

/// Names whose cells a class makes without being asked.
pub(crate) struct ClassCells {
    pub(crate) class: Name,
    pub(crate) classdict: Name,
    pub(crate) conditional: Name,
}

impl ClassCells {
    pub(crate) fn new() -> ClassCells {
        ClassCells {
            class: WStr::new("__class__"),
            classdict: WStr::new("__classdict__"),
            conditional: WStr::new("__conditional_annotations__"),
        }
    }

    fn contains(&self, name: &Name) -> bool {
        [&self.class, &self.classdict, &self.conditional].contains(&name)
    }
}

/// Analyzes the whole table.
pub(super) fn analyze(table: &mut SymbolTable) -> Res<()> {
    let mut a = Analyzer { table, cells: ClassCells::new() };
    a.block(0, None, &mut Names::new(), &mut Names::new(), &mut Names::new(), None)
}

struct Analyzer<'a> {
    table: &'a mut SymbolTable,
    cells: ClassCells,
}

/// What analysis of one scope works on.
struct Work<'a> {
    scopes: HashMap<Name, u32>,
    local: Names,
    bound: Option<&'a mut Names>,
    free: &'a mut Names,
    global: &'a mut Names,
    type_params: &'a mut Names,
    class: Option<ScopeId>,
}

impl Analyzer<'_> {
    fn error_at_directive(&self, id: ScopeId, name: &Name, message: String) -> CompileError {
        let pos = self.table.scopes[id].directives.iter().find(|(n, _)| n == name).map(|(_, p)| *p);
        CompileError::syntax(message, pos.unwrap_or(Pos::NONE))
    }

    fn name(&self, id: ScopeId, name: &Name, flags: u32, w: &mut Work) -> Res<()> {
        if flags & DEF_GLOBAL != 0 {
            if flags & DEF_NONLOCAL != 0 {
                return Err(self.error_at_directive(id, name, format!("name '{name}' is nonlocal and global")));
            }
            w.scopes.insert(name.clone(), GLOBAL_EXPLICIT);
            w.global.insert(name.clone());
            if let Some(bound) = &mut w.bound {
                bound.remove(name);
            }
            return Ok(());
        }
        if flags & DEF_NONLOCAL != 0 {
            let Some(bound) = &w.bound else {
                let message = "nonlocal declaration not allowed at module level".to_string();
                return Err(self.error_at_directive(id, name, message));
            };
            if !bound.contains(name) {
                return Err(self.error_at_directive(id, name, format!("no binding for nonlocal '{name}' found")));
            }
            if w.type_params.contains(name) {
                let message = format!("nonlocal binding not allowed for type parameter '{name}'");
                return Err(self.error_at_directive(id, name, message));
            }
            w.scopes.insert(name.clone(), FREE);
            w.free.insert(name.clone());
            return Ok(());
        }
        if flags & DEF_BOUND != 0 {
            w.scopes.insert(name.clone(), LOCAL);
            w.local.insert(name.clone());
            w.global.remove(name);
            if flags & DEF_TYPE_PARAM != 0 {
                w.type_params.insert(name.clone());
            } else {
                w.type_params.remove(name);
            }
            return Ok(());
        }
        if let Some(class) = w.class
            && *name != self.cells.classdict
        {
            // The class namespace is looked up at run time; what lies behind it must be the globals.
            let class_flags = self.table.scopes[class].symbols.get(name);
            if class_flags & DEF_GLOBAL != 0 {
                w.scopes.insert(name.clone(), GLOBAL_EXPLICIT);
                return Ok(());
            }
            if class_flags & DEF_BOUND != 0 && class_flags & DEF_NONLOCAL == 0 {
                w.scopes.insert(name.clone(), GLOBAL_IMPLICIT);
                return Ok(());
            }
        }
        if w.bound.as_ref().is_some_and(|b| b.contains(name)) {
            w.scopes.insert(name.clone(), FREE);
            w.free.insert(name.clone());
            return Ok(());
        }
        w.scopes.insert(name.clone(), GLOBAL_IMPLICIT);
        Ok(())
    }

    fn free_in_child(&self, id: ScopeId, name: &Name) -> bool {
        self.table.scopes[id].children.iter().any(|c| self.table.scopes[*c].scope(name) == FREE)
    }

    /// Moves the names of an inlined comprehension into the scope around it.
    fn inline(
        &mut self,
        id: ScopeId,
        comp: ScopeId,
        scopes: &mut HashMap<Name, u32>,
        comp_free: &mut Names,
        inlined_cells: &mut Names,
    ) {
        let entries = self.table.scopes[comp].symbols.entries().to_vec();
        let in_class = self.table.scopes[id].kind == ScopeKind::Class;
        let mut removed = Vec::new();
        for (name, flags) in entries {
            if flags & DEF_PARAM != 0 {
                continue;
            }
            let mut scope = scope_of(flags);
            let only_flags = flags & ((1 << SCOPE_OFFSET) - 1);
            if scope == CELL || only_flags & DEF_COMP_CELL != 0 {
                inlined_cells.insert(name.clone());
            }
            if scope == FREE && in_class && self.cells.contains(&name) {
                scope = GLOBAL_IMPLICIT;
                if !self.free_in_child(comp, &name) {
                    comp_free.remove(&name);
                }
                removed.push(name.clone());
            }
            let symbols = &mut self.table.scopes[id].symbols;
            if !symbols.contains(&name) {
                symbols.set(&name, only_flags);
                scopes.insert(name, scope);
                continue;
            }
            let existing = symbols.get(&name);
            // What the comprehension uses of the scope around it is used there now.
            if scope == FREE {
                symbols.set(&name, existing | only_flags & USE);
            }
            if existing & DEF_BOUND != 0 && !in_class && !self.free_in_child(comp, &name) {
                comp_free.remove(&name);
            }
        }
        for name in removed {
            self.table.scopes[comp].symbols.remove(&name);
        }
    }

    fn drop_class_free(&mut self, id: ScopeId, free: &mut Names) {
        let scope = &mut self.table.scopes[id];
        scope.needs_class_closure |= free.remove(&self.cells.class);
        scope.needs_classdict |= free.remove(&self.cells.classdict);
        scope.has_conditional_annotations |= free.remove(&self.cells.conditional);
    }

    fn update_symbols(
        &mut self,
        id: ScopeId,
        scopes: &HashMap<Name, u32>,
        bound: Option<&Names>,
        free: &Names,
        inlined_cells: &Names,
        class_like: bool,
    ) {
        let symbols = &mut self.table.scopes[id].symbols;
        for (name, flags) in &mut symbols.entries {
            if inlined_cells.contains(name) {
                *flags |= DEF_COMP_CELL;
            }
            *flags |= scopes.get(name).copied().unwrap_or(0) << SCOPE_OFFSET;
        }
        for name in free {
            if symbols.contains(name) {
                if class_like {
                    let flags = symbols.get(name);
                    symbols.set(name, flags | DEF_FREE_CLASS);
                }
            } else if bound.is_none_or(|b| b.contains(name)) {
                symbols.set(name, FREE << SCOPE_OFFSET);
            }
        }
    }

    fn block(
        &mut self,
        id: ScopeId,
        bound: Option<&mut Names>,
        free: &mut Names,
        global: &mut Names,
        type_params: &mut Names,
        class: Option<ScopeId>,
    ) -> Res<()> {
        let kind = self.table.scopes[id].kind;
        let function_like = self.table.scopes[id].is_function_like();
        let is_class = kind == ScopeKind::Class;
        let mut new_global = Names::new();
        let mut new_bound = Names::new();
        // Names of a class are not visible in its functions: what they see is fixed before the class's own names.
        if is_class {
            new_global.clone_from(global);
            if let Some(bound) = &bound {
                new_bound.clone_from(bound);
            }
        }
        let mut work = Work { scopes: HashMap::new(), local: Names::new(), bound, free, global, type_params, class };
        for (name, flags) in self.table.scopes[id].symbols.entries() {
            self.name(id, name, *flags, &mut work)?;
        }
        let Work { mut scopes, local, bound, free, global, type_params, .. } = work;
        if is_class {
            new_bound.insert(self.cells.class.clone());
            new_bound.insert(self.cells.classdict.clone());
            new_bound.insert(self.cells.conditional.clone());
        } else {
            if function_like {
                new_bound.extend(local.iter().cloned());
            }
            if let Some(bound) = &bound {
                new_bound.extend(bound.iter().cloned());
            }
            new_global.clone_from(global);
        }
        let mut new_free = Names::new();
        let mut inlined_cells = Names::new();
        let children = self.table.scopes[id].children.clone();
        for child in &children {
            let child = *child;
            let entry = &self.table.scopes[child];
            let child_class = match entry.can_see_class_scope {
                true if is_class => Some(id),
                true => class,
                false => None,
            };
            // Comprehensions in annotation scopes of classes are not inlined.
            let inline =
                entry.comprehension.is_some() && !entry.generator && !self.table.scopes[id].can_see_class_scope;
            let mut child_free = new_free.clone();
            self.block(
                child,
                Some(&mut new_bound.clone()),
                &mut child_free,
                &mut new_global.clone(),
                &mut type_params.clone(),
                child_class,
            )?;
            if inline {
                self.inline(id, child, &mut scopes, &mut child_free, &mut inlined_cells);
                self.table.scopes[child].comp_inlined = true;
            }
            new_free.extend(child_free);
        }
        if children.iter().any(|c| self.table.scopes[*c].comp_inlined) {
            let mut spliced = Vec::new();
            for child in children {
                match self.table.scopes[child].comp_inlined {
                    true => spliced.extend(self.table.scopes[child].children.iter().copied()),
                    false => spliced.push(child),
                }
            }
            self.table.scopes[id].children = spliced;
        }
        if function_like {
            for (name, scope) in &mut scopes {
                if *scope == LOCAL && (new_free.contains(name) || inlined_cells.contains(name)) {
                    *scope = CELL;
                    new_free.remove(name);
                }
            }
        } else if is_class {
            self.drop_class_free(id, &mut new_free);
        }
        let class_like = is_class || self.table.scopes[id].can_see_class_scope;
        self.update_symbols(id, &scopes, bound.as_deref(), &new_free, &inlined_cells, class_like);
        free.extend(new_free);
        Ok(())
    }
}
