//! Import: the `builtins` and `sys` modules at start, `__import__`, native and frozen modules.

use crate::builtins::prelude::*;

/// Creates `builtins` and `sys`.
pub(crate) fn init(_vm: &Vm) -> PyResult<()> {
    Ok(())
}
