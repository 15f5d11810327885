//! Running code: activations, argument binding, the loop.

#![allow(
    clippy::not_unsafe_ptr_arg_deref,
    reason = "locals and instructions are addressed by pointers into the VM stack and the code"
)]

pub mod bind;
pub mod call;
pub mod exceptions;
mod hooked;
pub mod quicken;
pub mod regs;
pub mod run;
