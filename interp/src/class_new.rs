//! Creating classes: `type.__new__` and `__build_class__`.
