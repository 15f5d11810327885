//! Expressions: the dispatcher, operators, displays and attributes.

use super::*;
use taipan_bytecode::ops::nb;

/// The opcodes that build one kind of collection.
#[derive(Clone, Copy)]
pub(super) struct Build {
    build: Op,
    add: Op,
    extend: Op,
    tuple: bool,
}

const LIST: Build = Build { build: Op::BUILD_LIST, add: Op::LIST_APPEND, extend: Op::LIST_EXTEND, tuple: false };
pub(super) const TUPLE: Build =
    Build { build: Op::BUILD_LIST, add: Op::LIST_APPEND, extend: Op::LIST_EXTEND, tuple: true };
const SET: Build = Build { build: Op::BUILD_SET, add: Op::SET_ADD, extend: Op::SET_UPDATE, tuple: false };

pub(super) fn binary_operand(op: Operator) -> u32 {
    match op {
        Operator::Add => nb::ADD,
        Operator::Sub => nb::SUBTRACT,
        Operator::Mult => nb::MULTIPLY,
        Operator::MatMult => nb::MATRIX_MULTIPLY,
        Operator::Div => nb::TRUE_DIVIDE,
        Operator::Mod => nb::REMAINDER,
        Operator::Pow => nb::POWER,
        Operator::LShift => nb::LSHIFT,
        Operator::RShift => nb::RSHIFT,
        Operator::BitOr => nb::OR,
        Operator::BitXor => nb::XOR,
        Operator::BitAnd => nb::AND,
        Operator::FloorDiv => nb::FLOOR_DIVIDE,
    }
}

/// Where an attribute access that spans lines shows: at the attribute's name.
pub(super) fn at_attribute(mut loc: Loc, attribute: &Expr, attr: &Name) -> Loc {
    let end = attribute.pos;
    if loc.line != end.end_line {
        loc.line = end.end_line;
        let len = attr.char_len() as i32;
        if len <= end.end_col {
            loc.col = end.end_col - len;
        } else {
            loc.col = -1;
            loc.end_col = -1;
        }
        loc.end_line = loc.line.max(loc.end_line);
        if loc.line == loc.end_line {
            loc.end_col = loc.col.max(loc.end_col);
        }
    }
    loc
}

impl<'a> Codegen<'a> {
    pub(super) fn exprs(&mut self, list: &'a [Expr]) -> Res {
        list.iter().try_for_each(|e| self.expr(e))
    }

    pub(super) fn compare_op(&mut self, op: CmpOp, loc: Loc) {
        let (op, arg) = match op {
            // The comparison in the upper bits, below it which outcomes (less 2, greater 4, equal 8) satisfy it.
            CmpOp::Lt => (Op::COMPARE_OP, 2),
            CmpOp::LtE => (Op::COMPARE_OP, 1 << 5 | 2 | 8),
            CmpOp::Eq => (Op::COMPARE_OP, 2 << 5 | 8),
            CmpOp::NotEq => (Op::COMPARE_OP, 3 << 5 | 1 | 2 | 4),
            CmpOp::Gt => (Op::COMPARE_OP, 4 << 5 | 4),
            CmpOp::GtE => (Op::COMPARE_OP, 5 << 5 | 4 | 8),
            CmpOp::Is => (Op::IS_OP, 0),
            CmpOp::IsNot => (Op::IS_OP, 1),
            CmpOp::In => (Op::CONTAINS_OP, 0),
            CmpOp::NotIn => (Op::CONTAINS_OP, 1),
        };
        self.op(op, arg, loc);
    }

    pub(super) fn expr(&mut self, e: &'a Expr) -> Res {
        let loc = e.pos;
        match &e.kind {
            ExprKind::NamedExpr { target, value } => {
                self.expr(value)?;
                self.op(Op::COPY, 1, loc);
                self.expr(target)
            }
            ExprKind::BoolOp { op, values } => {
                let Some((last, first)) = values.split_last() else { return Ok(()) };
                let jump = if *op == BoolOp::And { Op::JUMP_IF_FALSE } else { Op::JUMP_IF_TRUE };
                let end = self.label();
                for value in first {
                    self.expr(value)?;
                    self.jump(jump, end, loc);
                    self.op0(Op::POP_TOP, loc);
                }
                self.expr(last)?;
                self.place(end);
                Ok(())
            }
            ExprKind::BinOp { left, op, right } => {
                self.expr(left)?;
                self.expr(right)?;
                self.op(Op::BINARY_OP, binary_operand(*op), loc);
                Ok(())
            }
            ExprKind::UnaryOp { op, operand } => {
                self.expr(operand)?;
                match op {
                    UnaryOp::UAdd => self.op(Op::CALL_INTRINSIC_1, intrinsic::UNARY_POSITIVE, loc),
                    UnaryOp::Not => {
                        self.op0(Op::TO_BOOL, loc);
                        self.op0(Op::UNARY_NOT, loc);
                    }
                    UnaryOp::Invert => self.op0(Op::UNARY_INVERT, loc),
                    UnaryOp::USub => self.op0(Op::UNARY_NEGATIVE, loc),
                }
                Ok(())
            }
            ExprKind::Lambda(l) => self.lambda(l, loc),
            ExprKind::IfExp { test, body, orelse } => {
                let (end, next) = (self.label(), self.label());
                self.jump_if(test, next, false)?;
                self.expr(body)?;
                self.jump(Op::JUMP_NO_INTERRUPT, end, Loc::NONE);
                self.place(next);
                self.expr(orelse)?;
                self.place(end);
                Ok(())
            }
            ExprKind::Dict { keys, values } => self.dict(keys, values, loc),
            ExprKind::Set(elts) => self.build_collection(elts, None, 0, SET, loc),
            ExprKind::GeneratorExp(c) => self.comprehension(c, comp::Kind::Generator, loc),
            ExprKind::ListComp(c) => self.comprehension(c, comp::Kind::List, loc),
            ExprKind::SetComp(c) => self.comprehension(c, comp::Kind::Set, loc),
            ExprKind::DictComp(c) => self.comprehension(c, comp::Kind::Dict, loc),
            ExprKind::Yield(value) => {
                if !self.scope().is_function_like() {
                    return self.error("'yield' outside function", loc);
                }
                match value {
                    Some(value) => self.expr(value)?,
                    None => self.load_none(loc),
                }
                self.yield_value(loc);
                Ok(())
            }
            ExprKind::YieldFrom(value) => {
                if !self.scope().is_function_like() {
                    return self.error("'yield from' outside function", loc);
                }
                if self.unit().kind == UnitKind::AsyncFunction {
                    return self.error("'yield from' inside async function", loc);
                }
                self.expr(value)?;
                self.op0(Op::GET_YIELD_FROM_ITER, loc);
                self.load_none(loc);
                self.yield_from(false, loc);
                Ok(())
            }
            ExprKind::Await(value) => {
                self.expr(value)?;
                self.await_value(0, loc);
                Ok(())
            }
            ExprKind::Compare { left, ops, comparators } => self.compare(left, ops, comparators, loc),
            ExprKind::Call { func, args, keywords } => self.call(func, args, keywords, loc),
            ExprKind::Constant { value, .. } => {
                self.load_const(value.clone(), loc);
                Ok(())
            }
            ExprKind::JoinedStr(values) => self.joined_str(values, loc),
            ExprKind::TemplateStr(values) => self.template_str(values, loc),
            ExprKind::FormattedValue { value, conversion, format_spec } => {
                self.formatted_value(value, *conversion, format_spec.as_deref(), loc)
            }
            ExprKind::Interpolation { value, str, conversion, format_spec } => {
                self.interpolation(value, str, *conversion, format_spec.as_deref(), loc)
            }
            ExprKind::Attribute { value, attr, ctx } => self.attribute(e, value, attr, *ctx),
            ExprKind::Subscript { value, slice, ctx } => self.subscript(value, slice, *ctx, loc),
            ExprKind::Starred { ctx, .. } => match ctx {
                Ctx::Store => self.error("starred assignment target must be in a list or tuple", loc),
                _ => self.error("can't use starred expression here", loc),
            },
            ExprKind::Slice { lower, upper, step } => {
                self.slice(lower.as_deref(), upper.as_deref(), step.as_deref(), loc)
            }
            ExprKind::Name { id, ctx } => self.name_op(id, *ctx, loc),
            ExprKind::List { elts, ctx } => match ctx {
                Ctx::Store => self.unpack_assign(elts, loc),
                Ctx::Load => self.build_collection(elts, None, 0, LIST, loc),
                Ctx::Del => self.exprs(elts),
            },
            ExprKind::Tuple { elts, ctx } => match ctx {
                Ctx::Store => self.unpack_assign(elts, loc),
                Ctx::Load => self.build_collection(elts, None, 0, TUPLE, loc),
                Ctx::Del => self.exprs(elts),
            },
        }
    }

    fn compare(&mut self, left: &'a Expr, ops: &'a [CmpOp], comparators: &'a [Expr], loc: Loc) -> Res {
        self.check_compare(left, ops, comparators, loc);
        self.expr(left)?;
        let n = ops.len() - 1;
        if n == 0 {
            self.expr(&comparators[0])?;
            self.compare_op(ops[0], loc);
            return Ok(());
        }
        let cleanup = self.label();
        for i in 0..n {
            self.expr(&comparators[i])?;
            self.op(Op::SWAP, 2, loc);
            self.op(Op::COPY, 2, loc);
            self.compare_op(ops[i], loc);
            self.op(Op::COPY, 1, loc);
            self.op0(Op::TO_BOOL, loc);
            self.jump(Op::POP_JUMP_IF_FALSE, cleanup, loc);
            self.op0(Op::POP_TOP, loc);
        }
        self.expr(&comparators[n])?;
        self.compare_op(ops[n], loc);
        let end = self.label();
        self.jump(Op::JUMP_NO_INTERRUPT, end, Loc::NONE);
        self.place(cleanup);
        self.op(Op::SWAP, 2, loc);
        self.op0(Op::POP_TOP, loc);
        self.place(end);
        Ok(())
    }

    /// Builds a collection of `elts` and `pushed` values on the stack; `injected` is a name to load at the end.
    pub(super) fn build_collection(
        &mut self,
        elts: &'a [Expr],
        injected: Option<&Name>,
        pushed: usize,
        b: Build,
        loc: Loc,
    ) -> Res {
        let extra = usize::from(injected.is_some());
        let big = elts.len() + pushed + extra > STACK_USE_GUIDELINE;
        let seen_star = elts.iter().any(Expr::is_starred);
        if !seen_star && !big {
            self.exprs(elts)?;
            if let Some(name) = injected {
                self.load_name(name, loc)?;
            }
            let op = if b.tuple { Op::BUILD_TUPLE } else { b.build };
            self.op(op, (elts.len() + pushed + extra) as u32, loc);
            return Ok(());
        }
        let mut built = false;
        if big {
            self.op(b.build, pushed as u32, loc);
            built = true;
        }
        for (i, elt) in elts.iter().enumerate() {
            if let ExprKind::Starred { value, .. } = &elt.kind {
                if !built {
                    self.op(b.build, (i + pushed) as u32, loc);
                    built = true;
                }
                self.expr(value)?;
                self.op(b.extend, 1, loc);
            } else {
                self.expr(elt)?;
                if built {
                    self.op(b.add, 1, loc);
                }
            }
        }
        if let Some(name) = injected {
            self.load_name(name, loc)?;
            self.op(b.add, 1, loc);
        }
        if b.tuple {
            self.op(Op::CALL_INTRINSIC_1, intrinsic::LIST_TO_TUPLE, loc);
        }
        Ok(())
    }

    fn sub_dict(&mut self, keys: &'a [Option<Expr>], values: &'a [Expr], loc: Loc) -> Res {
        let big = keys.len() * 2 > STACK_USE_GUIDELINE;
        if big {
            self.op(Op::BUILD_MAP, 0, loc);
        }
        for (key, value) in keys.iter().zip(values) {
            if let Some(key) = key {
                self.expr(key)?;
            }
            self.expr(value)?;
            if big {
                self.op(Op::MAP_ADD, 1, loc);
            }
        }
        if !big {
            self.op(Op::BUILD_MAP, keys.len() as u32, loc);
        }
        Ok(())
    }

    fn dict(&mut self, keys: &'a [Option<Expr>], values: &'a [Expr], loc: Loc) -> Res {
        let mut have_dict = false;
        let mut elements = 0;
        for (i, key) in keys.iter().enumerate() {
            if key.is_none() {
                if elements > 0 {
                    self.sub_dict(&keys[i - elements..i], &values[i - elements..i], loc)?;
                    if have_dict {
                        self.op(Op::DICT_UPDATE, 1, loc);
                    }
                    have_dict = true;
                    elements = 0;
                }
                if !have_dict {
                    self.op(Op::BUILD_MAP, 0, loc);
                    have_dict = true;
                }
                self.expr(&values[i])?;
                self.op(Op::DICT_UPDATE, 1, loc);
            } else if elements * 2 > STACK_USE_GUIDELINE {
                self.sub_dict(&keys[i - elements..=i], &values[i - elements..=i], loc)?;
                if have_dict {
                    self.op(Op::DICT_UPDATE, 1, loc);
                }
                have_dict = true;
                elements = 0;
            } else {
                elements += 1;
            }
        }
        if elements > 0 {
            let start = keys.len() - elements;
            self.sub_dict(&keys[start..], &values[start..], loc)?;
            if have_dict {
                self.op(Op::DICT_UPDATE, 1, loc);
            }
            have_dict = true;
        }
        if !have_dict {
            self.op(Op::BUILD_MAP, 0, loc);
        }
        Ok(())
    }

    fn attribute(&mut self, e: &'a Expr, value: &'a Expr, attr: &'a Name, ctx: Ctx) -> Res {
        if ctx == Ctx::Load
            && let Some(args) = self.super_call_args(value, attr)
        {
            self.load_args_for_super(value, args)?;
            // Bit 1: called with two arguments.
            self.attr_op(Op::LOAD_SUPER_ATTR, attr, 2, if args.is_empty() { 0 } else { 2 }, e.pos);
            self.op0(Op::NOP, at_attribute(e.pos, e, attr));
            return Ok(());
        }
        self.note_static_attribute(value, attr, ctx);
        self.expr(value)?;
        let loc = at_attribute(e.pos, e, attr);
        match ctx {
            Ctx::Load => self.attr_op(Op::LOAD_ATTR, attr, 1, 0, loc),
            Ctx::Store => self.attr_op(Op::STORE_ATTR, attr, 0, 0, loc),
            Ctx::Del => self.attr_op(Op::DELETE_ATTR, attr, 0, 0, loc),
        }
        Ok(())
    }

    fn subscript(&mut self, value: &'a Expr, slice: &'a Expr, ctx: Ctx, loc: Loc) -> Res {
        if ctx == Ctx::Load {
            self.check_subscripter(value);
            self.check_index(value, slice);
        }
        self.expr(value)?;
        if ctx != Ctx::Del
            && let Some((lower, upper)) = two_part_slice(slice)
        {
            self.slice_two_parts(lower, upper, slice.pos)?;
            self.op0(if ctx == Ctx::Load { Op::BINARY_SLICE } else { Op::STORE_SLICE }, loc);
            return Ok(());
        }
        self.expr(slice)?;
        match ctx {
            Ctx::Load => self.op(Op::BINARY_OP, nb::SUBSCR, loc),
            Ctx::Store => self.op0(Op::STORE_SUBSCR, loc),
            Ctx::Del => self.op0(Op::DELETE_SUBSCR, loc),
        }
        Ok(())
    }

    pub(super) fn slice_two_parts(&mut self, lower: Option<&'a Expr>, upper: Option<&'a Expr>, loc: Loc) -> Res {
        for part in [lower, upper] {
            match part {
                Some(e) => self.expr(e)?,
                None => self.load_none(loc),
            }
        }
        Ok(())
    }

    fn slice(&mut self, lower: Option<&'a Expr>, upper: Option<&'a Expr>, step: Option<&'a Expr>, loc: Loc) -> Res {
        if [lower, upper, step].into_iter().flatten().all(Expr::is_const) {
            let part = |e: Option<&Expr>| e.and_then(Expr::as_const).cloned().unwrap_or(Const::None);
            self.load_const(Const::Slice(Arc::new([part(lower), part(upper), part(step)])), loc);
            return Ok(());
        }
        self.slice_two_parts(lower, upper, loc)?;
        let mut n = 2;
        if let Some(step) = step {
            n = 3;
            self.expr(step)?;
        }
        self.op(Op::BUILD_SLICE, n, loc);
        Ok(())
    }
}

/// The bounds of a slice without a step that is not constant: it gets an instruction of its own.
pub(super) fn two_part_slice(slice: &Expr) -> Option<(Option<&Expr>, Option<&Expr>)> {
    match &slice.kind {
        ExprKind::Slice { lower, upper, step: None } => {
            let constant = [lower, upper].into_iter().flatten().all(|e| e.is_const());
            (!constant).then_some((lower.as_deref(), upper.as_deref()))
        }
        _ => None,
    }
}
