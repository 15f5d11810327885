//! Where Ruff is known to accept more than CPython, as far as the tree shows it (`scan` has what tokens show): what makes a
//! source worth a diagnosis. A false alarm costs time, nothing else: the diagnosis has the last word.

use ruff_python_ast::statement_visitor::{StatementVisitor, walk_stmt};
use ruff_python_ast::{Mod, Stmt};
use ruff_python_parser::Parsed;

/// Is there anything in this tree that CPython may refuse?
pub(crate) fn is_suspect(result: &Parsed<Mod>) -> bool {
    let mut finder = Finder { found: false };
    if let Mod::Module(module) = result.syntax() {
        finder.visit_body(&module.body);
    }
    finder.found
}

struct Finder {
    found: bool,
}

impl StatementVisitor<'_> for Finder {
    fn visit_stmt(&mut self, stmt: &Stmt) {
        if let Stmt::Try(stmt) = stmt {
            // `try` with `else` and without `except`
            self.found |= stmt.handlers.is_empty() && !stmt.orelse.is_empty();
        }
        walk_stmt(self, stmt);
    }
}
