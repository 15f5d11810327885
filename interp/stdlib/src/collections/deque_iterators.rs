//! The iterators of `deque`, which refuse to go on once the deque has changed.

use super::deque::Deque;
use std::cell::Cell;
use taipan_interp::native::*;

macro_rules! iterators {
    ($($(#[$meta:meta])* $class:ident $name:literal $reverse:literal;)*) => { $(
        $(#[$meta])*
        #[pyclass(name = $name, module = "collections")]
        pub struct $class {
            deque: Obj<Deque>,
            /// Items given so far.
            #[no_trace]
            given: Cell<usize>,
            /// Items that are left.
            #[no_trace]
            left: Cell<usize>,
            #[no_trace]
            changes: Cell<u64>,
        }

        impl $class {
            /// An iterator over all items.
            pub fn start(vm: &Vm, deque: Obj<Deque>) -> PyResult<Obj<$class>> {
                vm.new_object($class {
                    deque,
                    given: Cell::new(0),
                    left: Cell::new(deque.ring.len()),
                    changes: Cell::new(deque.changes.get()),
                })
            }
        }

        #[pymethods]
        impl $class {
            #[pyslot]
            fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<$class>> {
                let (deque, skip) = arguments(vm, args)?;
                let iterator = vm.new_native(cls, $class {
                    deque,
                    given: Cell::new(0),
                    left: Cell::new(deque.ring.len()),
                    changes: Cell::new(deque.changes.get()),
                })?;
                let skip = skip.min(iterator.left.get());
                iterator.given.set(skip);
                iterator.left.set(iterator.left.get() - skip);
                Ok(iterator)
            }

            fn __iter__(this: Value) -> Value {
                this
            }

            fn __next__(&self, vm: &Vm) -> PyResult<Option<Value>> {
                let (deque, left) = (self.deque, self.left.get());
                if deque.changes.get() != self.changes.get() {
                    self.left.set(0);
                    return Err(vm.runtime_error("deque mutated during iteration"));
                }
                if left == 0 {
                    return Ok(None);
                }
                let i = self.given.get();
                self.given.set(i + 1);
                self.left.set(left - 1);
                Ok(deque.ring.get(if $reverse { deque.ring.len() - 1 - i } else { i }))
            }

            /// Items that are left.
            fn __length_hint__(&self) -> usize {
                self.left.get()
            }

            /// For pickling.
            fn __reduce__(this: Obj<$class>, vm: &Vm) -> Value {
                let given = this.deque.ring.len().saturating_sub(this.left.get());
                let args = PyTuple::new(&[this.deque.value(), Value::uint(given as u64)]).value();
                PyTuple::new(&[vm.type_of(this.value()).value(), args]).value()
            }
        }
    )* };
}

iterators! {
    /// Iterator over a deque from left to right.
    DequeIterator "_deque_iterator" false;
    /// Iterator over a deque from right to left.
    DequeReverseIterator "_deque_reverse_iterator" true;
}

/// A deque, and how many of its items to leave out.
fn arguments(vm: &Vm, args: Args<'_>) -> PyResult<(Obj<Deque>, usize)> {
    let given = args.pos.len();
    if given == 0 {
        return Err(vm.type_error("function takes at least 1 argument (0 given)"));
    }
    if given > 2 {
        return Err(vm.type_error(format!("function takes at most 2 arguments ({given} given)")));
    }
    let Some(deque) = args.pos[0].cast::<Native<Deque>>() else {
        let found = vm.type_name(args.pos[0]);
        return Err(vm.type_error(format!("argument 1 must be collections.deque, not {found}")));
    };
    let skip = args.pos.get(1).map_or(Ok(0), |&skip| isize::from_value(vm, skip))?;
    Ok((deque, skip.max(0) as usize))
}
