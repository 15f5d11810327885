//! `itertools`: iterators over iterators. One file per family: `streams.rs` (one item in, at most one out), `groups.rs` (several
//! items or iterators at a time), `combinatorics.rs` (arrangements of a finite pool).
//!
//! Knows only the VM's protocol; none of these iterators can be pickled or copied (but `tee`'s), as in CPython 3.14.

pub mod combinatorics;
pub mod groups;
pub mod streams;
pub mod tee;

use taipan_interp::native::*;

/// The arguments of a constructor that takes only positional ones, if called for the class itself or a subclass that has no
/// `__init__` to take the keywords.
fn check_arguments<T: PyClass>(
    vm: &Vm,
    class: Gc<PyType>,
    name: &str,
    args: Args<'_>,
    min: usize,
    max: usize,
) -> PyResult<()> {
    if args.has_kwargs() {
        let own = vm.class::<T>();
        if class == own || taipan_interp::builtins::support::same_init(class, own) {
            check_no_kwargs(vm, name, args)?;
        }
    }
    check_positional(vm, name, args.pos.len(), min, max)
}

/// Tools for building iterators out of iterators: endless ones, ones that end with the shortest input, and combinatoric ones.
#[taipan_interp::native::pymodule(name = "itertools")]
#[allow(clippy::module_inception)]
pub mod itertools {
    use taipan_interp::native::*;

    #[pyclass]
    use super::combinatorics::Combinations;
    #[pyclass]
    use super::combinatorics::CombinationsWithReplacement;
    #[pyclass]
    use super::combinatorics::Permutations;
    #[pyclass]
    use super::combinatorics::Product;
    #[pyclass]
    use super::groups::Accumulate;
    #[pyclass]
    use super::groups::Batched;
    #[pyclass]
    use super::groups::GroupBy;
    #[pyclass]
    use super::groups::Grouper;
    #[pyclass]
    use super::groups::Pairwise;
    #[pyclass]
    use super::groups::ZipLongest;
    #[pyclass]
    use super::streams::Chain;
    #[pyclass]
    use super::streams::Compress;
    #[pyclass]
    use super::streams::Count;
    #[pyclass]
    use super::streams::Cycle;
    #[pyclass]
    use super::streams::DropWhile;
    #[pyclass]
    use super::streams::FilterFalse;
    #[pyclass]
    use super::streams::ISlice;
    #[pyclass]
    use super::streams::Repeat;
    #[pyclass]
    use super::streams::StarMap;
    #[pyclass]
    use super::streams::TakeWhile;
    #[pyclass]
    use super::tee::Tee;
    #[pyclass]
    use super::tee::TeeData;

    /// A tuple of n independent iterators over one iterable.
    #[pyfunction(sig = "(iterable, n=2, /)")]
    fn tee(vm: &Vm, iterable: Value, #[default(2)] n: isize) -> PyResult {
        super::tee::tee(vm, iterable, n)
    }
}
