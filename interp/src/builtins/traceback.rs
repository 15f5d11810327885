//! `traceback`.

use super::prelude::*;

cell! {
    /// The layout of `traceback` objects.
    pub struct PyTraceback: TRACEBACK, "traceback" {
        /// See the type.
        next: Field<Option<Gc<PyTraceback>>>,
        /// See the type.
        frame: Gc<PyFrame>,
        /// See the type.
        lasti: i64,
        /// See the type.
        lineno: Cell<i64>,
    }
}

/// Where an exception passed.
#[pyclass(name = "traceback", cell = PyTraceback)]
pub struct TracebackType;

#[pymethods]
impl TracebackType {}

impl Vm {
    /// Prints an exception with its traceback to `sys.stderr`.
    pub fn print_exception(&self, exception: Gc<PyException>) {
        let class = self.type_of(exception.value());
        let text = match self.str(exception.value()) {
            Ok(text) => text.to_string_lossy().into_owned(),
            Err(Raised) => {
                self.take_raised();
                "<exception str() failed>".into()
            }
        };
        self.write_stderr(&if text.is_empty() {
            format!("{}\n", class.full_name())
        } else {
            format!("{}: {text}\n", class.full_name())
        });
    }
}
