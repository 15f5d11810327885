//! Tests of the calls against the running system.

mod files;
mod processes;
mod threads;
