//! Running code: activations, argument binding, the loop.

pub mod bind;

use crate::builtins::prelude::*;

impl Vm {
    /// Calls a Python function from native code.
    pub fn call_function(&self, _func: Gc<PyFunction>, _args: Args<'_>) -> PyResult {
        Err(self.system_error("the eval loop is not here yet"))
    }
}
