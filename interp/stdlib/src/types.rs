//! `_types`: the interpreter's own types under the names that `types` gives them.

/// An opaque pointer that extension modules pass around.
#[taipan_interp::native::pyclass(name = "PyCapsule", no_new)]
pub struct Capsule {}

#[taipan_interp::native::pymethods]
impl Capsule {}

/// Names of the interpreter's own types.
#[taipan_interp::native::pymodule(name = "_types")]
pub mod module {
    use crate::support::set_in_module;
    use taipan_interp::native::*;

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        let types = vm.types();
        for (name, class) in [
            ("AsyncGeneratorType", types.async_generator),
            ("BuiltinFunctionType", types.builtin_function),
            ("BuiltinMethodType", types.builtin_function),
            ("CapsuleType", vm.class::<super::Capsule>()),
            ("CellType", types.cell),
            ("ClassMethodDescriptorType", types.classmethod_descriptor),
            ("CodeType", types.code),
            ("CoroutineType", types.coroutine),
            ("EllipsisType", types.ellipsis),
            ("FrameType", types.frame),
            ("FunctionType", types.function),
            ("GeneratorType", types.generator),
            ("GenericAlias", types.generic_alias),
            ("GetSetDescriptorType", types.getset_descriptor),
            ("LambdaType", types.function),
            ("MappingProxyType", types.mappingproxy),
            ("MemberDescriptorType", types.member_descriptor),
            ("MethodDescriptorType", types.method_descriptor),
            ("MethodType", types.method),
            ("MethodWrapperType", types.method_wrapper),
            ("ModuleType", types.module),
            ("NoneType", types.none),
            ("NotImplementedType", types.not_implemented),
            ("SimpleNamespace", types.namespace),
            ("TracebackType", types.traceback),
            ("UnionType", types.union),
            ("WrapperDescriptorType", types.wrapper_descriptor),
        ] {
            set_in_module(vm, module, name, class.value());
        }
        Ok(())
    }
}
