//! `_functools`: partial application (`partial.rs`), caching (`lru_cache.rs`), `reduce` and `cmp_to_key`.

pub mod key;
pub mod lru_cache;
pub mod partial;

/// Tools for functions.
#[taipan_interp::native::pymodule(name = "_functools")]
pub mod module {
    use taipan_interp::native::*;

    #[pyclass]
    use super::lru_cache::LruCache;
    #[pyclass]
    use super::partial::Partial;
    #[pyclass]
    use super::partial::PlaceholderType;

    #[pyattr]
    fn Placeholder(vm: &Vm) -> PyResult {
        super::partial::placeholder(vm)
    }

    /// Calls the function with the result so far and the next item, for all items; gives the last result.
    #[pyfunction(sig = "(function, iterable, /, initial=<unrepresentable>)")]
    fn reduce(vm: &Vm, function: Value, iterable: Value, #[default(None)] initial: Option<Value>) -> PyResult {
        let iterator = match vm.iter(iterable) {
            Ok(iterator) => iterator,
            Err(raised) => {
                if vm.catch(vm.exc().TypeError).is_some() {
                    return Err(vm.type_error("reduce() arg 2 must support iteration"));
                }
                return Err(raised);
            }
        };
        let mut result = match initial {
            Some(initial) => initial,
            None => match vm.next(iterator)? {
                Some(first) => first,
                None => return Err(vm.type_error("reduce() of empty iterable with no initial value")),
            },
        };
        while let Some(item) = vm.next(iterator)? {
            result = vm.call(function, &[result, item])?;
        }
        Ok(result)
    }

    /// A key function for sorting that orders as a comparison function does.
    #[pyfunction(sig = "(mycmp)")]
    fn cmp_to_key(vm: &Vm, mycmp: Value) -> PyResult {
        Ok(vm.new_object(super::key::KeyWrapper { cmp: mycmp, object: Field::new(None) })?.value())
    }
}
