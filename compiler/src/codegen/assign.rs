//! Unpacking and augmented assignment.

use super::expr::{at_attribute, binary_operand, two_part_slice};
use super::*;
use taipan_bytecode::ops::nb;

impl<'a> Codegen<'a> {
    pub(super) fn unpack_assign(&mut self, elts: &'a [Expr], loc: Loc) -> Res {
        let n = elts.len();
        let mut seen_star = false;
        for (i, elt) in elts.iter().enumerate() {
            if !elt.is_starred() {
                continue;
            }
            if seen_star {
                return self.error("multiple starred expressions in assignment", loc);
            }
            if i >= 1 << 8 || n - i > (i32::MAX >> 8) as usize {
                return self.error("too many expressions in star-unpacking assignment", loc);
            }
            self.op(Op::UNPACK_EX, (i + ((n - i - 1) << 8)) as u32, loc);
            seen_star = true;
        }
        if !seen_star {
            self.op(Op::UNPACK_SEQUENCE, n as u32, loc);
        }
        for elt in elts {
            match &elt.kind {
                ExprKind::Starred { value, .. } => self.expr(value)?,
                _ => self.expr(elt)?,
            }
        }
        Ok(())
    }

    pub(super) fn aug_assign(&mut self, target: &'a Expr, op: Operator, value: &'a Expr, loc: Loc) -> Res {
        let target_loc = target.pos;
        match &target.kind {
            ExprKind::Attribute { value: object, attr, .. } => {
                self.expr(object)?;
                self.op(Op::COPY, 1, target_loc);
                self.attr_op(Op::LOAD_ATTR, attr, 1, 0, at_attribute(target_loc, target, attr));
            }
            ExprKind::Subscript { value: object, slice, .. } => {
                self.expr(object)?;
                if let Some((lower, upper)) = two_part_slice(slice) {
                    self.slice_two_parts(lower, upper, slice.pos)?;
                    for _ in 0..3 {
                        self.op(Op::COPY, 3, target_loc);
                    }
                    self.op0(Op::BINARY_SLICE, target_loc);
                } else {
                    self.expr(slice)?;
                    self.op(Op::COPY, 2, target_loc);
                    self.op(Op::COPY, 2, target_loc);
                    self.op(Op::BINARY_OP, nb::SUBSCR, target_loc);
                }
            }
            ExprKind::Name { id, .. } => self.load_name(id, target_loc)?,
            _ => return self.error("invalid target for augmented assignment", target_loc),
        }
        self.expr(value)?;
        self.op(Op::BINARY_OP, binary_operand(op) + nb::INPLACE, loc);
        match &target.kind {
            ExprKind::Attribute { attr, .. } => {
                let attr_loc = at_attribute(target_loc, target, attr);
                self.op(Op::SWAP, 2, attr_loc);
                self.attr_op(Op::STORE_ATTR, attr, 0, 0, attr_loc);
            }
            ExprKind::Subscript { slice, .. } => {
                if two_part_slice(slice).is_some() {
                    for n in [4, 3, 2] {
                        self.op(Op::SWAP, n, target_loc);
                    }
                    self.op0(Op::STORE_SLICE, target_loc);
                } else {
                    self.op(Op::SWAP, 3, target_loc);
                    self.op(Op::SWAP, 2, target_loc);
                    self.op0(Op::STORE_SUBSCR, target_loc);
                }
            }
            ExprKind::Name { id, .. } => self.store_name(id, target_loc)?,
            _ => {}
        }
        Ok(())
    }
}
