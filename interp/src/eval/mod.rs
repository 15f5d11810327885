//! Running code: activations, argument binding, the loop.

pub mod bind;
pub mod call;
pub mod exceptions;
pub mod regs;
pub mod run;
