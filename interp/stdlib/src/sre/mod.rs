//! `_sre`: regular expressions for the library's package `re`, which parses and compiles them to codes.
//!
//! `program` checks the codes, `engine` runs them, the rest are the classes. The engine is our own because it must be
//! interruptible, must not recurse, and must work on the strings' storage in place.

pub mod charset;
pub mod codes;
pub mod engine;
pub mod match_object;
pub mod pattern;
pub mod program;
pub mod scanner;
pub mod subject;
pub mod template;

use taipan_interp::native::pymodule;

/// The engine of regular expressions.
#[pymodule(name = "_sre")]
pub mod sre {
    use super::charset;
    use super::codes;
    use super::pattern::Pattern;
    use super::program::{Invalid, Program};
    use super::template::Template;
    use std::cell::Cell;
    use taipan_interp::native::*;
    use taipan_object::text::unicode;

    #[pyattr]
    const MAGIC: i64 = codes::MAGIC;
    #[pyattr]
    const CODESIZE: i64 = 4;
    #[pyattr]
    const MAXREPEAT: i64 = codes::MAX_REPEAT as i64;
    #[pyattr]
    const MAXGROUPS: i64 = codes::MAX_GROUPS as i64;
    #[pyattr]
    #[allow(non_upper_case_globals)]
    const copyright: &str = " SRE 2.2.2 Copyright (c) 1997-2002 by Secret Labs AB ";

    #[pyfunction]
    fn getcodesize() -> i64 {
        CODESIZE
    }

    #[pyfunction]
    fn ascii_iscased(character: i32) -> bool {
        u8::try_from(character).is_ok_and(|c| c.is_ascii_alphabetic())
    }

    #[pyfunction]
    fn unicode_iscased(character: i32) -> bool {
        let c = character as u32;
        unicode::to_lower_simple(c) != c || charset::upper_unicode(c) != c
    }

    #[pyfunction]
    fn ascii_tolower(character: i32) -> i32 {
        charset::lower_ascii(character as u32) as i32
    }

    #[pyfunction]
    fn unicode_tolower(character: i32) -> i32 {
        charset::lower_unicode(character as u32) as i32
    }

    #[pyfunction]
    fn template(vm: &Vm, pattern: Value, template: Gc<PyList>) -> PyResult<Obj<Template>> {
        let _ = pattern;
        Template::create(vm, template)
    }

    #[pyfunction(sig = "(pattern, flags, code, groups, groupindex, indexgroup)")]
    fn compile(
        vm: &Vm,
        pattern: Value,
        flags: i32,
        code: Gc<PyList>,
        groups: isize,
        groupindex: Gc<PyDict>,
        indexgroup: Gc<PyTuple>,
    ) -> PyResult<Obj<Pattern>> {
        let mut list = Vec::with_capacity(code.items.len());
        for &item in code.items.as_slice() {
            let Some(number) = item.as_int() else { return Err(vm.type_error("an integer is required")) };
            match number.to_i64().map(u32::try_from) {
                Some(Ok(number)) => list.push(number),
                _ if number.is_negative() => {
                    return Err(vm.overflow_error("can't convert negative value to unsigned int"));
                }
                _ => return Err(vm.overflow_error("regular expression code size limit exceeded")),
            }
        }
        let is_bytes =
            if pattern.is_none() { None } else { Some(super::subject::Subject::new(vm, pattern)?.is_bytes()) };
        let invalid = || vm.runtime_error("invalid SRE code");
        if !(0..=codes::MAX_GROUPS as isize).contains(&groups) {
            return Err(invalid());
        }
        let program = Program::new(list, groups as usize).map_err(|Invalid| invalid())?;
        vm.new_object(Pattern {
            pattern: Field::new(pattern),
            flags: Cell::new(flags.into()),
            groups: Cell::new(groups as usize),
            groups_by_name: Field::new(groupindex),
            names_by_group: Field::new(indexgroup),
            is_bytes,
            program: Box::new(program),
        })
    }
}
