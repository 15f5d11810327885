//! `import` and `from ... import`.

use super::*;

impl<'a> Codegen<'a> {
    pub(super) fn import(&mut self, names: &'a [Alias], loc: Loc) -> Res {
        for alias in names {
            self.load_const(Const::Int(0), loc);
            self.load_none(loc);
            self.attr_op(Op::IMPORT_NAME, &alias.name, 0, 0, loc);
            let parts: Vec<&str> = alias.name.as_str().unwrap_or("").split('.').collect();
            match &alias.asname {
                // `import a.b.c as d` walks down to c.
                Some(asname) if parts.len() > 1 => {
                    for (i, part) in parts[1..].iter().enumerate() {
                        if i > 0 {
                            self.op(Op::SWAP, 2, loc);
                            self.op0(Op::POP_TOP, loc);
                        }
                        let arg = self.unit_mut().meta.names.add(&WStr::new(part));
                        self.op(Op::IMPORT_FROM, arg, loc);
                    }
                    self.store_name(asname, loc)?;
                    self.op0(Op::POP_TOP, loc);
                }
                Some(asname) => self.store_name(asname, loc)?,
                None => self.store_name(&WStr::new(parts[0]), loc)?,
            }
        }
        Ok(())
    }

    pub(super) fn import_from(&mut self, module: Option<&'a Name>, names: &'a [Alias], level: u32, loc: Loc) -> Res {
        self.load_const(Const::Int(level as i64), loc);
        self.load_const(Const::tuple(names.iter().map(|a| Const::Str(a.name.clone())).collect()), loc);
        let empty = WStr::new("");
        self.attr_op(Op::IMPORT_NAME, module.unwrap_or(&empty), 0, 0, loc);
        for alias in names {
            if alias.name == *"*" {
                self.op(Op::CALL_INTRINSIC_1, intrinsic::IMPORT_STAR, loc);
                self.op0(Op::POP_TOP, Loc::NONE);
                return Ok(());
            }
            self.attr_op(Op::IMPORT_FROM, &alias.name, 0, 0, loc);
            self.store_name(alias.asname.as_ref().unwrap_or(&alias.name), loc)?;
        }
        self.op0(Op::POP_TOP, loc);
        Ok(())
    }
}
