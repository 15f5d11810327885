//! Creating classes: `type.__new__` and `__build_class__`.
//!
//! (Being written in worktree `macros`, 18:55.)
