//! Where Ruff is known to accept more than CPython, as far as the tree shows it (`scan` has what tokens show): what makes a
//! source worth a diagnosis. A false alarm costs time, nothing else: the diagnosis has the last word.

use ruff_python_ast::statement_visitor::{StatementVisitor, walk_stmt};
use ruff_python_ast::{Mod, Stmt};
use ruff_python_parser::Parsed;

/// Is there anything in this tree that CPython may refuse?
pub(crate) fn is_suspect(text: &str, result: &Parsed<Mod>) -> bool {
    let mut finder = Finder { text, found: false };
    if let Mod::Module(module) = result.syntax() {
        finder.visit_body(&module.body);
    }
    finder.found
}

struct Finder<'a> {
    text: &'a str,
    found: bool,
}

impl StatementVisitor<'_> for Finder<'_> {
    fn visit_stmt(&mut self, stmt: &Stmt) {
        match stmt {
            // `try` with `else` and without `except`
            Stmt::Try(stmt) => self.found |= stmt.handlers.is_empty() && !stmt.orelse.is_empty(),
            // `(x).y: int`
            Stmt::AnnAssign(stmt) => {
                let start = stmt.range.start().to_usize();
                self.found |= !stmt.target.is_name_expr() && self.text.as_bytes().get(start) == Some(&b'(');
            }
            _ => {}
        }
        walk_stmt(self, stmt);
    }
}
