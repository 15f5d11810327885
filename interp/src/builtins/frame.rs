//! `frame`.

use super::prelude::*;

/// The state of a running function.
#[pyclass(name = "frame", cell = PyFrame, no_new)]
pub struct FrameType;

#[pymethods]
impl FrameType {}
