//! The instructions, one file per family.

pub mod cache;
