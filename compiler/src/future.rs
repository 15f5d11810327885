//! `from __future__ import ...` at the start of a file.

use crate::ast::{Module, Pos, Stmt, StmtKind, docstring};
use crate::error::CompileError;
use taipan_bytecode::flags;

/// The flags that code inherits from the code that compiles it.
const INHERITED: u32 = flags::CO_FUTURE_DIVISION
    | flags::CO_FUTURE_ABSOLUTE_IMPORT
    | flags::CO_FUTURE_WITH_STATEMENT
    | flags::CO_FUTURE_PRINT_FUNCTION
    | flags::CO_FUTURE_UNICODE_LITERALS
    | flags::CO_FUTURE_BARRY_AS_BDFL
    | flags::CO_FUTURE_GENERATOR_STOP
    | flags::CO_FUTURE_ANNOTATIONS;

/// Which future features are on, and where the last import of one stands.
#[derive(Clone, Debug, Default)]
pub struct Future {
    /// `CO_FUTURE_*` flags.
    pub features: u32,
    /// `await` is allowed at module level.
    pub top_level_await: bool,
    last: Option<Pos>,
}

impl Future {
    /// Whether annotations are kept as strings.
    pub fn annotations(&self) -> bool {
        self.features & flags::CO_FUTURE_ANNOTATIONS != 0
    }

    /// Whether a future import at `pos` stands after the place where they are allowed.
    pub fn is_late(&self, pos: Pos) -> bool {
        match self.last {
            None => true,
            Some(last) => pos.line > last.line || (pos.line == last.end_line && pos.col > last.end_col),
        }
    }

    /// Collects the features of a unit; `inherited` are those of the code that calls `compile`.
    pub fn of(module: &Module, inherited: u32, top_level_await: bool) -> Result<Future, CompileError> {
        let mut future = Future { features: inherited & INHERITED, top_level_await, last: None };
        if let Module::Module(body) | Module::Interactive(body) = module {
            future.collect(body)?;
        }
        Ok(future)
    }

    fn collect(&mut self, body: &[Stmt]) -> Result<(), CompileError> {
        let skip = usize::from(docstring(body).is_some());
        for s in &body[skip..] {
            let StmtKind::ImportFrom { module: Some(module), names, level: 0 } = &s.kind else { break };
            if *module != *"__future__" {
                break;
            }
            for name in names {
                let feature = name.name.to_string_lossy();
                self.features |= match feature.as_str() {
                    "nested_scopes" | "generators" | "division" | "absolute_import" | "with_statement"
                    | "print_function" | "unicode_literals" | "generator_stop" => 0,
                    "barry_as_FLUFL" => flags::CO_FUTURE_BARRY_AS_BDFL,
                    "annotations" => flags::CO_FUTURE_ANNOTATIONS,
                    "braces" => return Err(CompileError::syntax("not a chance", name.pos)),
                    _ => {
                        let message = format!("future feature {feature} is not defined");
                        return Err(CompileError::syntax(message, name.pos));
                    }
                };
            }
            self.last = Some(s.pos);
        }
        Ok(())
    }
}
