//! Arguments of native functions: the calling convention, and binding arguments to parameters with CPython's messages.
//!
//! Which wording an error has depends on how the function is declared in CPython (METH_O, METH_FASTCALL, Argument Clinic with
//! keywords); [`ArgStyle`] names the family and the macro picks it from the signature.

use super::def::{ArgStyle, FnDef, FnFlags, Param, ParamKind};
use super::{Gc, PyResult, PyStr, PyTuple, Raised, Value, Vm};

/// The arguments of one native call: positional values, then the values of the keyword arguments with their names.
#[derive(Clone, Copy)]
pub struct Args<'a> {
    /// Positional arguments; for a method self is the first.
    pub pos: &'a [Value],
    /// Values of the keyword arguments.
    pub kwvals: &'a [Value],
    /// Their names (all str), or `None` if there are none.
    pub kwnames: Option<Gc<PyTuple>>,
}

impl<'a> Args<'a> {
    /// Only positional arguments.
    #[inline(always)]
    pub const fn positional(pos: &'a [Value]) -> Args<'a> {
        Args { pos, kwvals: &[], kwnames: None }
    }

    /// Without the first positional argument.
    #[inline(always)]
    pub fn skip_first(self) -> Args<'a> {
        Args { pos: self.pos.get(1..).unwrap_or(&[]), ..self }
    }

    /// Calls `f` with `first` put in front.
    #[inline]
    pub fn with_first<R>(self, first: Value, f: impl FnOnce(Args<'_>) -> R) -> R {
        const ON_STACK: usize = 8;
        let n = self.pos.len();
        if n < ON_STACK {
            let mut pos = [first; ON_STACK];
            pos[1..=n].copy_from_slice(self.pos);
            f(Args { pos: &pos[..=n], ..self })
        } else {
            let all = super::GcVec::new();
            all.push(first);
            all.extend(self.pos);
            // The vector's buffer is a cell; pointers to it on the native stack keep the values alive.
            f(Args { pos: all.as_slice(), ..self })
        }
    }

    /// The positional arguments from `n` on (what `*args` receives).
    #[inline(always)]
    pub fn rest(self, n: usize) -> &'a [Value] {
        self.pos.get(n..).unwrap_or(&[])
    }

    /// Whether keyword arguments were passed.
    #[inline(always)]
    pub fn has_kwargs(self) -> bool {
        !self.kwvals.is_empty()
    }

    /// Names and values of the keyword arguments.
    pub fn kwargs(self) -> impl Iterator<Item = (Gc<PyStr>, Value)> + 'a {
        let names: &'a [Value] = match self.kwnames {
            // SAFETY: the tuple is immutable and its caller keeps it alive for 'a, the duration of the call.
            Some(names) => unsafe { &*(names.as_slice() as *const [Value]) },
            None => &[],
        };
        names.iter().zip(self.kwvals).filter_map(|(name, value)| Some((name.cast::<PyStr>()?, *value)))
    }
}

/// What `**kwargs` receives: the keyword arguments that no parameter took.
#[derive(Clone, Copy)]
pub struct Kwargs<'a> {
    args: Args<'a>,
    def: &'static FnDef,
}

impl<'a> Kwargs<'a> {
    /// The keyword arguments in `args` that `def` does not name.
    pub fn new(args: Args<'a>, def: &'static FnDef) -> Kwargs<'a> {
        Kwargs { args, def }
    }

    /// Names and values.
    pub fn iter(self) -> impl Iterator<Item = (Gc<PyStr>, Value)> + 'a {
        self.args
            .kwargs()
            .filter(move |(name, _)| !self.def.params.iter().any(|p| p.by_name() && name.as_str() == Some(p.name)))
    }

    /// The number of them.
    pub fn len(self) -> usize {
        self.iter().count()
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.iter().next().is_none()
    }
}

impl Param {
    /// Whether the parameter can be passed by name.
    pub fn by_name(&self) -> bool {
        matches!(self.kind, ParamKind::PosOrKw | ParamKind::KwOnly)
    }

    fn fixed(&self) -> bool {
        !matches!(self.kind, ParamKind::VarPos | ParamKind::VarKw)
    }
}

/// The N arguments (self included) of a function that takes exactly N positional ones.
#[inline(always)]
pub fn exact<const N: usize>(vm: &Vm, def: &'static FnDef, args: Args<'_>) -> PyResult<[Value; N]> {
    if !args.has_kwargs()
        && let Ok(values) = <[Value; N]>::try_from(args.pos)
    {
        return Ok(values);
    }
    Err(arity_error(vm, def, args))
}

/// Like [`exact`], where self has been taken off already.
#[inline(always)]
pub fn exact_after_self<const N: usize>(vm: &Vm, def: &'static FnDef, args: Args<'_>) -> PyResult<[Value; N]> {
    if !args.has_kwargs()
        && let Ok(values) = <[Value; N]>::try_from(args.pos)
    {
        return Ok(values);
    }
    Err(count_error(vm, def, args))
}

/// Takes self (or the class) off the arguments.
#[inline(always)]
pub fn split_self<'a>(vm: &Vm, def: &'static FnDef, args: Args<'a>) -> PyResult<(Value, Args<'a>)> {
    match args.pos.split_first() {
        Some((this, pos)) => Ok((*this, Args { pos, ..args })),
        None => Err(no_self(vm, def)),
    }
}

/// The value of a required parameter after [`bind`].
#[inline(always)]
pub fn present(value: Option<Value>) -> Value {
    value.expect("bind() checks the required parameters")
}

/// Binds `args` (self taken off) to the N fixed parameters of `def`.
#[inline(always)]
pub fn bind<const N: usize>(vm: &Vm, def: &'static FnDef, args: Args<'_>) -> PyResult<[Option<Value>; N]> {
    let mut out = [None; N];
    let n = args.pos.len();
    if !args.has_kwargs() && n >= def.min as usize && n <= def.max as usize && !def.flags.contains(FnFlags::KW_REQUIRED)
    {
        for (slot, value) in out.iter_mut().zip(args.pos) {
            *slot = Some(*value);
        }
        return Ok(out);
    }
    parse_args(vm, def, args, &mut out)?;
    Ok(out)
}

/// Binds `args` (self taken off) to the fixed parameters of `def`, of which `out` has one place each.
#[inline(never)]
pub fn parse_args(vm: &Vm, def: &'static FnDef, args: Args<'_>, out: &mut [Option<Value>]) -> PyResult<()> {
    let (min, max) = (def.min as usize, def.max as usize);
    let variadic = def.params.iter().any(|p| p.kind == ParamKind::VarPos);
    let given = args.pos.len();
    match def.style {
        ArgStyle::Raw => return Ok(()),
        ArgStyle::NoArgs | ArgStyle::One | ArgStyle::Positional => {
            if args.has_kwargs() || given < min || (given > max && !variadic) {
                return Err(count_error(vm, def, args));
            }
            for (slot, value) in out.iter_mut().zip(args.pos) {
                *slot = Some(*value);
            }
            return Ok(());
        }
        ArgStyle::Keywords => {}
    }
    let name = def.name;
    let takes_kwargs = def.params.iter().any(|p| p.kind == ParamKind::VarKw);
    let fixed = || def.params.iter().filter(|p| p.fixed());
    let total = out.len();
    let posonly = fixed().filter(|p| p.kind == ParamKind::PosOnly).count();
    let named = args.kwvals.len();
    if named == 0 && def.flags.contains(FnFlags::PLAIN_COUNT) {
        check_positional(vm, name, given, min, max)?;
    }
    if !variadic && !takes_kwargs && given + named > total {
        let keyword = if given == 0 && named > 0 { "keyword " } else { "" };
        return Err(vm.type_error(format!(
            "{name}() takes at most {total} {keyword}argument{} ({} given)",
            plural(total),
            given + named
        )));
    }
    if !variadic && given > max {
        return Err(vm.type_error(if max == 0 {
            format!("{name}() takes no positional arguments")
        } else {
            let how = if min < max { "at most" } else { "exactly" };
            format!("{name}() takes {how} {max} positional argument{} ({given} given)", plural(max))
        }));
    }
    let min_posonly = min.min(posonly);
    if given < min_posonly {
        let how = if min_posonly < max { "at least" } else { "exactly" };
        return Err(vm.type_error(format!(
            "{name}() takes {how} {min_posonly} positional argument{} ({given} given)",
            plural(min_posonly)
        )));
    }
    let taken = given.min(max);
    for (slot, value) in out.iter_mut().zip(&args.pos[..taken]) {
        *slot = Some(*value);
    }
    let mut matched = 0;
    for (i, param) in fixed().enumerate().skip(taken.max(posonly)) {
        if matched < named
            && let Some((_, value)) = args.kwargs().find(|(key, _)| key.as_str() == Some(param.name))
        {
            out[i] = Some(value);
            matched += 1;
        } else if param.required {
            return Err(vm.type_error(format!("{name}() missing required argument '{}' (pos {})", param.name, i + 1)));
        }
    }
    if matched == named {
        return Ok(());
    }
    for (i, param) in fixed().enumerate().take(taken).skip(posonly) {
        if args.kwargs().any(|(key, _)| key.as_str() == Some(param.name)) {
            return Err(vm.type_error(format!(
                "argument for {name}() given by name ('{}') and position ({})",
                param.name,
                i + 1
            )));
        }
    }
    if takes_kwargs {
        return Ok(());
    }
    let unknown =
        args.kwargs().find(|(key, _)| !def.params.iter().any(|p| p.by_name() && key.as_str() == Some(p.name)));
    let key = unknown.map(|(key, _)| key.to_string_lossy().into_owned()).unwrap_or_default();
    let hint = suggestion(&key, fixed().filter(|p| p.by_name()).map(|p| p.name))
        .map(|s| format!(". Did you mean '{s}'?"))
        .unwrap_or_default();
    Err(vm.type_error(format!("{name}() got an unexpected keyword argument '{key}'{hint}")))
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

/// A wrong call of a function whose `Args` still contain self.
#[cold]
fn arity_error(vm: &Vm, def: &'static FnDef, args: Args<'_>) -> Raised {
    if def.flags.intersects(FnFlags::METHOD.union(FnFlags::CLASSMETHOD)) {
        if args.pos.is_empty() {
            return no_self(vm, def);
        }
        // A class method is called by the name of the class that it is bound to.
        let class = args.pos[0].cast::<super::PyType>().filter(|_| def.flags.contains(FnFlags::CLASSMETHOD));
        let name = class.map(|c| format!("{}.{}", c.qualname.get().to_string_lossy(), def.name));
        return count_error_named(vm, def, args.skip_first(), name);
    }
    count_error(vm, def, args)
}

#[cold]
fn no_self(vm: &Vm, def: &'static FnDef) -> Raised {
    let owner = def.owner.unwrap_or("object");
    vm.type_error(if def.flags.contains(FnFlags::CLASSMETHOD) {
        format!("descriptor '{}' of '{owner}' object needs an argument", def.name)
    } else {
        format!("unbound method {owner}.{}() needs an argument", def.name)
    })
}

/// `list.append`, `math.sqrt`, `len`.
pub fn function_name(def: &FnDef) -> String {
    match def.owner {
        Some(owner) if owner != def.name => format!("{owner}.{}", def.name),
        _ => def.name.to_string(),
    }
}

/// A wrong number of positional arguments, or keywords where none are taken; self is not in `args`.
#[cold]
fn count_error(vm: &Vm, def: &'static FnDef, args: Args<'_>) -> Raised {
    count_error_named(vm, def, args, None)
}

#[cold]
fn count_error_named(vm: &Vm, def: &'static FnDef, args: Args<'_>, name: Option<String>) -> Raised {
    let given = args.pos.len();
    let full = || name.clone().unwrap_or_else(|| function_name(def));
    if args.has_kwargs() {
        return vm.type_error(format!("{}() takes no keyword arguments", full()));
    }
    match def.style {
        ArgStyle::NoArgs => vm.type_error(format!("{}() takes no arguments ({given} given)", full())),
        ArgStyle::One => vm.type_error(format!("{}() takes exactly one argument ({given} given)", full())),
        _ => {
            let variadic = def.params.iter().any(|p| p.kind == ParamKind::VarPos);
            check_positional(
                vm,
                def.name,
                given,
                def.min as usize,
                if variadic { usize::MAX } else { def.max as usize },
            )
            .err()
            .unwrap_or_else(|| vm.type_error(format!("{}() was called wrongly", def.name)))
        }
    }
}

/// Checks the number of positional arguments of a function that parses its own: "f expected at most 2 arguments, got 3".
pub fn check_positional(vm: &Vm, name: &str, given: usize, min: usize, max: usize) -> PyResult<()> {
    let (how, n) = match () {
        _ if given < min => (if min == max { "" } else { "at least " }, min),
        _ if given > max => (if min == max { "" } else { "at most " }, max),
        _ => return Ok(()),
    };
    Err(vm.type_error(format!("{name} expected {how}{n} argument{}, got {given}", plural(n))))
}

/// Refuses keyword arguments: "f() takes no keyword arguments".
pub fn check_no_kwargs(vm: &Vm, name: &str, args: Args<'_>) -> PyResult<()> {
    if args.has_kwargs() { Err(vm.type_error(format!("{name}() takes no keyword arguments"))) } else { Ok(()) }
}

const MOVE_COST: usize = 2;
const CASE_COST: usize = 1;

/// The candidate most similar to `name`, if one is similar enough (what "Did you mean" shows).
pub fn suggestion<'s>(name: &str, candidates: impl Iterator<Item = &'s str>) -> Option<&'s str> {
    let mut best: Option<(&str, usize)> = None;
    for candidate in candidates {
        if candidate == name {
            continue;
        }
        let mut max = (candidate.len() + name.len() + 3) * MOVE_COST / 6;
        if let Some((_, distance)) = best {
            max = max.min(distance - 1);
        }
        let distance = edit_distance(name, candidate, max);
        if distance <= max && best.is_none_or(|(_, d)| distance < d) {
            best = Some((candidate, distance));
        }
    }
    best.map(|(s, _)| s)
}

fn substitution_cost(a: u8, b: u8) -> usize {
    match () {
        _ if a == b => 0,
        _ if a.eq_ignore_ascii_case(&b) => CASE_COST,
        _ => MOVE_COST,
    }
}

/// Levenshtein distance in which a change of case is cheap; anything above `max` is reported as `max + 1`.
fn edit_distance(a: &str, b: &str, max: usize) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len().max(b.len()) > 40 || a.len().abs_diff(b.len()) * MOVE_COST > max {
        return max + 1;
    }
    let mut row: Vec<usize> = (0..=b.len()).map(|i| i * MOVE_COST).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = (i + 1) * MOVE_COST;
        for (j, &y) in b.iter().enumerate() {
            let substituted = diagonal + substitution_cost(x, y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j + 1].min(row[j]) + MOVE_COST);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggestions_follow_the_reference() {
        assert_eq!(suggestion("sepp", ["sep", "maxsplit"].into_iter()), Some("sep"));
        assert_eq!(suggestion("foo", ["sep", "maxsplit"].into_iter()), None);
        assert_eq!(suggestion("length2", ["length", "byteorder", "signed"].into_iter()), Some("length"));
        assert_eq!(suggestion("KEY", ["key", "reverse"].into_iter()), Some("key"));
    }
}
