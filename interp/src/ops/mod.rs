//! The instructions, one file per family.

pub mod arith;
pub mod attr;
pub mod build;
pub mod cache;
pub mod call;
pub mod control;
pub mod fused;
pub mod known;
pub mod misc;
pub mod stack;
