//! What can be done with any value: the operations of the language and of the builtins, through the types' slots.

pub mod attr;
pub mod call;
pub mod compare;
pub mod item;
pub mod iter;
pub mod number;
pub mod text;
pub use number::BinOp;
