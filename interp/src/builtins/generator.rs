//! `generator`, `coroutine`, `async_generator`.

use super::prelude::*;

/// A running generator function.
#[pyclass(name = "generator", cell = PyGenerator, no_new, weakref)]
pub struct GeneratorType;

#[pymethods]
impl GeneratorType {}

/// A running coroutine.
#[pyclass(name = "coroutine", cell = PyGenerator, no_new, weakref)]
pub struct CoroutineType;

#[pymethods]
impl CoroutineType {}

/// A running asynchronous generator.
#[pyclass(name = "async_generator", cell = PyGenerator, no_new, weakref)]
pub struct AsyncGeneratorType;

#[pymethods]
impl AsyncGeneratorType {}
