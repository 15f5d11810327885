//! `match` statements.
//!
//! Every routine consumes the subject on top of the stack and jumps to a failure label if it does not match. Captured
//! values wait below `on_top` values of the pattern in progress and are stored when the whole pattern has matched.

use super::*;
use std::collections::HashSet;
use taipan_bytecode::ops::nb;

#[derive(Default)]
struct Context {
    /// Names captured so far, in the order of their values on the stack.
    stores: Vec<Name>,
    /// Whether a pattern that always matches is allowed here.
    allow_irrefutable: bool,
    /// Labels of the code that pops `i` values and fails.
    fail_pop: Vec<Label>,
    /// Values above the captures that the pattern in progress still needs.
    on_top: usize,
}

fn is_wildcard(p: &Pattern) -> bool {
    matches!(p.kind, PatternKind::As { name: None, pattern: None })
}

fn is_star_wildcard(p: &Pattern) -> bool {
    matches!(p.kind, PatternKind::Star(None))
}

impl<'a> Codegen<'a> {
    fn ensure_fail_pop(&mut self, pc: &mut Context, n: usize) {
        while pc.fail_pop.len() <= n {
            let label = self.label();
            pc.fail_pop.push(label);
        }
    }

    fn jump_to_fail(&mut self, pc: &mut Context, op: Op, loc: Loc) {
        let pops = pc.on_top + pc.stores.len();
        self.ensure_fail_pop(pc, pops);
        self.jump(op, pc.fail_pop[pops], loc);
    }

    fn emit_fail_pops(&mut self, pc: &mut Context, loc: Loc) {
        while let Some(label) = pc.fail_pop.pop() {
            self.place(label);
            if !pc.fail_pop.is_empty() {
                self.op0(Op::POP_TOP, loc);
            }
        }
    }

    fn duplicate_store<T>(&self, name: &Name, loc: Loc) -> Res<T> {
        self.error(format!("multiple assignments to name '{name}' in pattern"), loc)
    }

    fn rotate(&mut self, count: usize, loc: Loc) {
        for n in (2..=count).rev() {
            self.op(Op::SWAP, n as u32, loc);
        }
    }

    fn capture(&mut self, name: Option<&Name>, pc: &mut Context, loc: Loc) -> Res {
        let Some(name) = name else {
            self.op0(Op::POP_TOP, loc);
            return Ok(());
        };
        if pc.stores.contains(name) {
            return self.duplicate_store(name, loc);
        }
        self.rotate(pc.on_top + pc.stores.len() + 1, loc);
        pc.stores.push(name.clone());
        Ok(())
    }

    fn sequence_unpack(&mut self, patterns: &'a [Pattern], pc: &mut Context, loc: Loc) -> Res {
        let n = patterns.len();
        let mut seen_star = false;
        for (i, p) in patterns.iter().enumerate() {
            if !matches!(p.kind, PatternKind::Star(_)) {
                continue;
            }
            if seen_star {
                return self.error("multiple starred expressions in sequence pattern", loc);
            }
            if i >= 1 << 8 || n - i > (i32::MAX >> 8) as usize {
                return self.error("too many expressions in star-unpacking sequence pattern", loc);
            }
            self.op(Op::UNPACK_EX, (i + ((n - i - 1) << 8)) as u32, loc);
            seen_star = true;
        }
        if !seen_star {
            self.op(Op::UNPACK_SEQUENCE, n as u32, loc);
        }
        pc.on_top += n;
        for p in patterns {
            pc.on_top -= 1;
            self.subpattern(p, pc)?;
        }
        Ok(())
    }

    /// Takes single elements by index, where a starred wildcard makes unpacking a waste.
    fn sequence_subscript(&mut self, patterns: &'a [Pattern], star: usize, pc: &mut Context, loc: Loc) -> Res {
        pc.on_top += 1;
        for (i, p) in patterns.iter().enumerate() {
            if is_wildcard(p) || i == star {
                continue;
            }
            self.op(Op::COPY, 1, loc);
            if i < star {
                self.load_const(Const::Int(i as i64), loc);
            } else {
                self.op0(Op::GET_LEN, loc);
                self.load_const(Const::Int((patterns.len() - i) as i64), loc);
                self.op(Op::BINARY_OP, nb::SUBTRACT, loc);
            }
            self.op(Op::BINARY_OP, nb::SUBSCR, loc);
            self.subpattern(p, pc)?;
        }
        pc.on_top -= 1;
        self.op0(Op::POP_TOP, loc);
        Ok(())
    }

    fn subpattern(&mut self, p: &'a Pattern, pc: &mut Context) -> Res {
        let before = std::mem::replace(&mut pc.allow_irrefutable, true);
        self.pattern(p, pc)?;
        pc.allow_irrefutable = before;
        Ok(())
    }

    fn pattern(&mut self, p: &'a Pattern, pc: &mut Context) -> Res {
        let loc = p.pos;
        match &p.kind {
            PatternKind::Value(value) => {
                if !matches!(value.kind, ExprKind::Constant { .. } | ExprKind::Attribute { .. }) {
                    return self.error("patterns may only match literals and attribute lookups", loc);
                }
                self.expr(value)?;
                self.compare_op(CmpOp::Eq, loc);
                self.op0(Op::TO_BOOL, loc);
                self.jump_to_fail(pc, Op::POP_JUMP_IF_FALSE, loc);
                Ok(())
            }
            PatternKind::Singleton(value) => {
                self.load_const(value.clone(), loc);
                self.compare_op(CmpOp::Is, loc);
                self.jump_to_fail(pc, Op::POP_JUMP_IF_FALSE, loc);
                Ok(())
            }
            PatternKind::Sequence(patterns) => self.sequence_pattern(patterns, pc, loc),
            PatternKind::Mapping { keys, patterns, rest } => {
                self.mapping_pattern(keys, patterns, rest.as_ref(), pc, loc)
            }
            PatternKind::Class { cls, patterns, kwd_attrs, kwd_patterns } => {
                self.class_pattern(cls, patterns, kwd_attrs, kwd_patterns, pc, loc)
            }
            PatternKind::Star(name) => self.capture(name.as_ref(), pc, loc),
            PatternKind::As { pattern: None, name } => {
                if !pc.allow_irrefutable {
                    return match name {
                        Some(name) => {
                            self.error(format!("name capture '{name}' makes remaining patterns unreachable"), loc)
                        }
                        None => self.error("wildcard makes remaining patterns unreachable", loc),
                    };
                }
                self.capture(name.as_ref(), pc, loc)
            }
            PatternKind::As { pattern: Some(pattern), name } => {
                pc.on_top += 1;
                self.op(Op::COPY, 1, loc);
                self.pattern(pattern, pc)?;
                pc.on_top -= 1;
                self.capture(name.as_ref(), pc, loc)
            }
            PatternKind::Or(patterns) => self.or_pattern(patterns, pc, loc),
        }
    }

    fn length_check(&mut self, length: usize, op: CmpOp, pc: &mut Context, loc: Loc) {
        self.op0(Op::GET_LEN, loc);
        self.load_const(Const::Int(length as i64), loc);
        self.compare_op(op, loc);
        self.jump_to_fail(pc, Op::POP_JUMP_IF_FALSE, loc);
    }

    fn sequence_pattern(&mut self, patterns: &'a [Pattern], pc: &mut Context, loc: Loc) -> Res {
        let mut star = None;
        let mut only_wildcard = true;
        let mut star_wildcard = false;
        for (i, p) in patterns.iter().enumerate() {
            if matches!(p.kind, PatternKind::Star(_)) {
                if star.is_some() {
                    return self.error("multiple starred names in sequence pattern", loc);
                }
                star_wildcard = is_star_wildcard(p);
                only_wildcard &= star_wildcard;
                star = Some(i);
                continue;
            }
            only_wildcard &= is_wildcard(p);
        }
        pc.on_top += 1;
        self.op0(Op::MATCH_SEQUENCE, loc);
        self.jump_to_fail(pc, Op::POP_JUMP_IF_FALSE, loc);
        if star.is_none() {
            self.length_check(patterns.len(), CmpOp::Eq, pc, loc);
        } else if patterns.len() > 1 {
            self.length_check(patterns.len() - 1, CmpOp::GtE, pc, loc);
        }
        pc.on_top -= 1;
        match star {
            _ if only_wildcard => self.op0(Op::POP_TOP, loc),
            Some(star) if star_wildcard => self.sequence_subscript(patterns, star, pc, loc)?,
            _ => self.sequence_unpack(patterns, pc, loc)?,
        }
        Ok(())
    }

    fn class_pattern(
        &mut self,
        cls: &'a Expr,
        patterns: &'a [Pattern],
        attrs: &'a [Name],
        kwd_patterns: &'a [Pattern],
        pc: &mut Context,
        loc: Loc,
    ) -> Res {
        for (i, attr) in attrs.iter().enumerate() {
            if let Some(j) = attrs[i + 1..].iter().position(|o| o == attr) {
                let message = format!("attribute name repeated in class pattern: {attr}");
                return self.error(message, kwd_patterns[i + 1 + j].pos);
            }
        }
        self.expr(cls)?;
        self.load_const(Const::tuple(attrs.iter().cloned().map(Const::Str).collect()), loc);
        self.op(Op::MATCH_CLASS, patterns.len() as u32, loc);
        self.op(Op::COPY, 1, loc);
        self.load_none(loc);
        self.op(Op::IS_OP, 1, loc);
        pc.on_top += 1;
        self.jump_to_fail(pc, Op::POP_JUMP_IF_FALSE, loc);
        let n = patterns.len() + attrs.len();
        self.op(Op::UNPACK_SEQUENCE, n as u32, loc);
        pc.on_top = pc.on_top + n - 1;
        for p in patterns.iter().chain(kwd_patterns) {
            pc.on_top -= 1;
            if is_wildcard(p) {
                self.op0(Op::POP_TOP, loc);
                continue;
            }
            self.subpattern(p, pc)?;
        }
        Ok(())
    }

    fn mapping_pattern(
        &mut self,
        keys: &'a [Expr],
        patterns: &'a [Pattern],
        rest: Option<&'a Name>,
        pc: &mut Context,
        loc: Loc,
    ) -> Res {
        let size = keys.len();
        pc.on_top += 1;
        self.op0(Op::MATCH_MAPPING, loc);
        self.jump_to_fail(pc, Op::POP_JUMP_IF_FALSE, loc);
        if size == 0 && rest.is_none() {
            pc.on_top -= 1;
            self.op0(Op::POP_TOP, loc);
            return Ok(());
        }
        if size > 0 {
            self.length_check(size, CmpOp::GtE, pc, loc);
        }
        let mut seen = HashSet::new();
        for key in keys {
            match &key.kind {
                ExprKind::Constant { value, .. } => {
                    if !seen.insert(equality_key(value)) {
                        let shown = unparse::const_repr(value);
                        return self.error(format!("mapping pattern checks duplicate key ({shown})"), loc);
                    }
                }
                ExprKind::Attribute { .. } => {}
                _ => {
                    let message = "mapping pattern keys may only match literals and attribute lookups";
                    return self.error(message, loc);
                }
            }
            self.expr(key)?;
        }
        self.op(Op::BUILD_TUPLE, size as u32, loc);
        self.op0(Op::MATCH_KEYS, loc);
        pc.on_top += 2;
        self.op(Op::COPY, 1, loc);
        self.load_none(loc);
        self.op(Op::IS_OP, 1, loc);
        self.jump_to_fail(pc, Op::POP_JUMP_IF_FALSE, loc);
        self.op(Op::UNPACK_SEQUENCE, size as u32, loc);
        pc.on_top = pc.on_top + size - 1;
        for p in patterns {
            pc.on_top -= 1;
            self.subpattern(p, pc)?;
        }
        pc.on_top -= 2;
        let Some(rest) = rest else {
            self.op0(Op::POP_TOP, loc);
            self.op0(Op::POP_TOP, loc);
            return Ok(());
        };
        // rest = dict(subject) without the keys
        self.op(Op::BUILD_MAP, 0, loc);
        self.op(Op::SWAP, 3, loc);
        self.op(Op::DICT_UPDATE, 2, loc);
        self.op(Op::UNPACK_SEQUENCE, size as u32, loc);
        for n in (1..=size).rev() {
            self.op(Op::COPY, 1 + n as u32, loc);
            self.op(Op::SWAP, 2, loc);
            self.op0(Op::DELETE_SUBSCR, loc);
        }
        self.capture(Some(rest), pc, loc)
    }

    fn or_pattern(&mut self, patterns: &'a [Pattern], pc: &mut Context, loc: Loc) -> Res {
        let end = self.label();
        let mut control: Option<Vec<Name>> = None;
        for (i, alt) in patterns.iter().enumerate() {
            let mut inner =
                Context { allow_irrefutable: i + 1 == patterns.len() && pc.allow_irrefutable, ..Context::default() };
            self.op(Op::COPY, 1, alt.pos);
            self.pattern(alt, &mut inner)?;
            match &control {
                None => control = Some(inner.stores.clone()),
                Some(control) => {
                    if control.len() != inner.stores.len() {
                        return self.error("alternative patterns bind different names", loc);
                    }
                    for c in (0..control.len()).rev() {
                        let Some(s) = inner.stores.iter().position(|n| *n == control[c]) else {
                            return self.error("alternative patterns bind different names", loc);
                        };
                        if s != c {
                            // Turn the captures round until this one is where the first alternative has it.
                            let rotated: Vec<Name> = inner.stores.drain(..=s).collect();
                            let at = c - s;
                            inner.stores.splice(at..at, rotated);
                            for _ in 0..=s {
                                self.rotate(c + 1, alt.pos);
                            }
                        }
                    }
                }
            }
            self.jump(Op::JUMP, end, alt.pos);
            self.emit_fail_pops(&mut inner, alt.pos);
        }
        self.op0(Op::POP_TOP, loc);
        self.jump_to_fail(pc, Op::JUMP, loc);
        self.place(end);
        let control = control.unwrap_or_default();
        let rotations = control.len() + 1 + pc.on_top + pc.stores.len();
        for name in control {
            self.rotate(rotations, loc);
            if pc.stores.contains(&name) {
                return self.duplicate_store(&name, loc);
            }
            pc.stores.push(name);
        }
        self.op0(Op::POP_TOP, loc);
        Ok(())
    }

    pub(super) fn match_stmt(&mut self, subject: &'a Expr, cases: &'a [MatchCase]) -> Res {
        self.expr(subject)?;
        let end = self.label();
        let Some(last) = cases.last() else { return Ok(()) };
        let has_default = is_wildcard(&last.pattern) && cases.len() > 1;
        let n = cases.len() - usize::from(has_default);
        for (i, case) in cases[..n].iter().enumerate() {
            let loc = case.pattern.pos;
            let is_last = i + 1 == n;
            if !is_last {
                self.op(Op::COPY, 1, loc);
            }
            let mut pc =
                Context { allow_irrefutable: case.guard.is_some() || i + 1 == cases.len(), ..Context::default() };
            self.pattern(&case.pattern, &mut pc)?;
            for name in &pc.stores {
                self.store_name(name, loc)?;
            }
            if let Some(guard) = &case.guard {
                self.ensure_fail_pop(&mut pc, 0);
                self.jump_if(guard, pc.fail_pop[0], false)?;
            }
            if !is_last {
                self.op0(Op::POP_TOP, Loc::NEXT);
            }
            self.stmts(&case.body)?;
            self.jump(Op::JUMP, end, Loc::NONE);
            self.emit_fail_pops(&mut pc, loc);
        }
        if has_default {
            // The default case makes no code of its own: a NOP shows its line.
            self.op0(Op::NOP, last.pattern.pos);
            if let Some(guard) = &last.guard {
                self.jump_if(guard, end, false)?;
            }
            self.stmts(&last.body)?;
        }
        self.place(end);
        Ok(())
    }
}

/// A constant as Python's `==` sees it: 1, 1.0, 1+0j and True are one key.
fn equality_key(value: &Const) -> Const {
    match value {
        Const::True => Const::Int(1),
        Const::False => Const::Int(0),
        Const::Complex(re, im) if *im == 0.0 => equality_key(&Const::Float(*re)),
        Const::Float(f) if f.fract() == 0.0 && f.abs() < 9e18 => Const::Int(*f as i64),
        _ => value.clone(),
    }
}
