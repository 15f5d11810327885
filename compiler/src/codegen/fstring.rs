//! f-strings and t-strings.

use super::expr::binary_operand;
use super::*;
use taipan_bytecode::ops::nb;

/// `CONVERT_VALUE` operand of a conversion character.
fn conversion_operand(conversion: i32) -> u32 {
    match u8::try_from(conversion) {
        Ok(b's') => 1,
        Ok(b'r') => 2,
        Ok(b'a') => 3,
        _ => 0,
    }
}

impl<'a> Codegen<'a> {
    pub(super) fn joined_str(&mut self, values: &'a [Expr], loc: Loc) -> Res {
        if values.len() > STACK_USE_GUIDELINE {
            self.load_const(Const::str(""), loc);
            self.attr_op(Op::LOAD_ATTR, &WStr::new("join"), 1, 1, loc);
            self.op(Op::BUILD_LIST, 0, loc);
            for value in values {
                self.expr(value)?;
                self.op(Op::LIST_APPEND, 1, loc);
            }
            self.op(Op::CALL, 1, loc);
            return Ok(());
        }
        self.exprs(values)?;
        match values.len() {
            0 => self.load_const(Const::str(""), loc),
            1 => {}
            n => self.op(Op::BUILD_STRING, n as u32, loc),
        }
        Ok(())
    }

    pub(super) fn formatted_value(
        &mut self,
        value: &'a Expr,
        conversion: i32,
        format_spec: Option<&'a Expr>,
        loc: Loc,
    ) -> Res {
        self.expr(value)?;
        if conversion != -1 {
            self.op(Op::CONVERT_VALUE, conversion_operand(conversion), loc);
        }
        match format_spec {
            Some(spec) => {
                self.expr(spec)?;
                self.op0(Op::FORMAT_WITH_SPEC, loc);
            }
            None => self.op0(Op::FORMAT_SIMPLE, loc),
        }
        Ok(())
    }

    pub(super) fn template_str(&mut self, values: &'a [Expr], loc: Loc) -> Res {
        // Strings and interpolations alternate: an empty string fills each gap.
        let is_interpolation = |e: &Expr| matches!(e.kind, ExprKind::Interpolation { .. });
        let mut last_was_interpolation = true;
        let mut strings = 0;
        let mut i = 0;
        while i < values.len() {
            if is_interpolation(&values[i]) {
                if last_was_interpolation {
                    self.load_const(Const::str(""), loc);
                    strings += 1;
                }
                last_was_interpolation = true;
                i += 1;
                continue;
            }
            self.expr(&values[i])?;
            i += 1;
            while i < values.len() && !is_interpolation(&values[i]) {
                self.expr(&values[i])?;
                self.op(Op::BINARY_OP, binary_operand(Operator::Add) + nb::INPLACE, loc);
                i += 1;
            }
            strings += 1;
            last_was_interpolation = false;
        }
        if last_was_interpolation {
            self.load_const(Const::str(""), loc);
            strings += 1;
        }
        self.op(Op::BUILD_TUPLE, strings, loc);
        let mut count = 0;
        for value in values.iter().filter(|v| is_interpolation(v)) {
            self.expr(value)?;
            count += 1;
        }
        self.op(Op::BUILD_TUPLE, count, loc);
        self.op0(Op::BUILD_TEMPLATE, loc);
        Ok(())
    }

    pub(super) fn interpolation(
        &mut self,
        value: &'a Expr,
        text: &'a Const,
        conversion: i32,
        format_spec: Option<&'a Expr>,
        loc: Loc,
    ) -> Res {
        self.expr(value)?;
        self.load_const(text.clone(), loc);
        let mut arg = 2;
        if let Some(spec) = format_spec {
            arg += 1;
            self.expr(spec)?;
        }
        self.op(Op::BUILD_INTERPOLATION, arg | conversion_operand(conversion) << 2, loc);
        Ok(())
    }
}
