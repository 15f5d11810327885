//! SyntaxWarnings about expressions that cannot be meant: calls of literals, `is` with a literal, bad indices.

use super::*;

/// The name of the type an expression surely has.
fn infer_type(e: &Expr) -> Option<&'static str> {
    Some(match &e.kind {
        ExprKind::Tuple { .. } => "tuple",
        ExprKind::List { .. } | ExprKind::ListComp(_) => "list",
        ExprKind::Dict { .. } | ExprKind::DictComp(_) => "dict",
        ExprKind::Set(_) | ExprKind::SetComp(_) => "set",
        ExprKind::GeneratorExp(_) => "generator",
        ExprKind::Lambda(_) => "function",
        ExprKind::TemplateStr(_) | ExprKind::Interpolation { .. } => "string.templatelib.Template",
        ExprKind::JoinedStr(_) | ExprKind::FormattedValue { .. } => "str",
        ExprKind::Constant { value, .. } => match value {
            Const::None => "NoneType",
            Const::True | Const::False => "bool",
            Const::Ellipsis => "ellipsis",
            Const::Int(_) | Const::Big(_) => "int",
            Const::Float(_) => "float",
            Const::Complex(..) => "complex",
            Const::Str(_) => "str",
            Const::Bytes(_) => "bytes",
            Const::Tuple(_) => "tuple",
            Const::FrozenSet(_) => "frozenset",
            Const::Slice(_) => "slice",
            Const::Code(_) => "code",
        },
        _ => return None,
    })
}

/// Whether identity with the expression can make sense: it is no literal, or a singleton.
fn may_be_identical(e: &Expr) -> bool {
    match &e.kind {
        ExprKind::Tuple { elts, .. } => !elts.iter().all(Expr::is_const),
        ExprKind::Constant { value, .. } => {
            matches!(value, Const::None | Const::True | Const::False | Const::Ellipsis)
        }
        _ => true,
    }
}

impl<'a> Codegen<'a> {
    pub(super) fn check_compare(&mut self, left: &'a Expr, ops: &'a [CmpOp], comparators: &'a [Expr], loc: Loc) {
        let mut left = left;
        for (op, right) in ops.iter().zip(comparators) {
            if matches!(op, CmpOp::Is | CmpOp::IsNot) && !(may_be_identical(left) && may_be_identical(right)) {
                let literal = if may_be_identical(left) { right } else { left };
                let name = infer_type(literal).unwrap_or("object");
                let message = match op {
                    CmpOp::Is => format!("\"is\" with '{name}' literal. Did you mean \"==\"?"),
                    _ => format!("\"is not\" with '{name}' literal. Did you mean \"!=\"?"),
                };
                self.warn(message, loc);
                return;
            }
            left = right;
        }
    }

    pub(super) fn check_caller(&mut self, e: &'a Expr) {
        if matches!(e.kind, ExprKind::Lambda(_)) {
            return;
        }
        if let Some(name) = infer_type(e) {
            self.warn(format!("'{name}' object is not callable; perhaps you missed a comma?"), e.pos);
        }
    }

    pub(super) fn check_subscripter(&mut self, e: &'a Expr) {
        let bad = match &e.kind {
            ExprKind::Constant { value, .. } => matches!(
                value,
                Const::None
                    | Const::Ellipsis
                    | Const::True
                    | Const::False
                    | Const::Int(_)
                    | Const::Big(_)
                    | Const::Float(_)
                    | Const::Complex(..)
                    | Const::FrozenSet(_)
            ),
            ExprKind::Set(_) | ExprKind::SetComp(_) | ExprKind::GeneratorExp(_) | ExprKind::Lambda(_) => true,
            ExprKind::TemplateStr(_) | ExprKind::Interpolation { .. } => true,
            _ => false,
        };
        if bad && let Some(name) = infer_type(e) {
            self.warn(format!("'{name}' object is not subscriptable; perhaps you missed a comma?"), e.pos);
        }
    }

    pub(super) fn check_index(&mut self, e: &'a Expr, index: &'a Expr) {
        let Some(index_type) = infer_type(index) else { return };
        if matches!(index_type, "int" | "bool" | "slice") {
            return;
        }
        let sequence = match &e.kind {
            ExprKind::Constant { value, .. } => matches!(value, Const::Str(_) | Const::Bytes(_) | Const::Tuple(_)),
            ExprKind::Tuple { .. }
            | ExprKind::List { .. }
            | ExprKind::ListComp(_)
            | ExprKind::JoinedStr(_)
            | ExprKind::FormattedValue { .. } => true,
            _ => false,
        };
        if sequence && let Some(name) = infer_type(e) {
            let message =
                format!("{name} indices must be integers or slices, not {index_type}; perhaps you missed a comma?");
            self.warn(message, e.pos);
        }
    }
}
