//! Skeleton; see ARCHITECTURE.md.

pub mod num;
pub mod text;
