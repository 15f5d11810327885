//! `Template` and `Interpolation` (PEP 750): what t-strings make.

use super::prelude::*;

impl Vm {
    /// An `Interpolation` object; `conversion`: 0 = none, 1 = s, 2 = r, 3 = a.
    pub fn new_interpolation(&self, value: Value, expression: Value, conversion: u32, spec: Value) -> PyResult {
        let _ = (value, expression, conversion, spec);
        Err(self.not_implemented_error("t-strings"))
    }

    /// A `Template` object.
    pub fn new_template(&self, strings: Value, interpolations: Value) -> PyResult {
        let _ = (strings, interpolations);
        Err(self.not_implemented_error("t-strings"))
    }
}
