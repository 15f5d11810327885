//! The codecs for Chinese, Japanese and Korean: `_multibytecodec` and `_codecs_cn`, `_hk`, `_iso2022`, `_jp`, `_kr`, `_tw`.
//!
//! Mappings are packed tables (`tables.rs`), algorithms on slices are in `engine.rs`, error handling in `coding.rs`, Python's classes in
//! `multibyte.rs`.

mod coding;
mod engine;
mod multibyte;
mod tables;

pub use multibyte::{IncrementalDecoder, IncrementalEncoder, MultibyteCodec, StreamReader, StreamWriter};

use taipan_interp::native::*;

/// The codec `name`, which must be one of `known`.
fn get_codec(vm: &Vm, name: Value, known: &[&'static str]) -> PyResult<Obj<MultibyteCodec>> {
    let Some(name) = name.cast::<PyStr>() else {
        return Err(vm.type_error("encoding name must be a string."));
    };
    match known.iter().find(|known| known.as_bytes() == name.as_bytes()) {
        Some(name) => vm.new_object(MultibyteCodec { engine: engine::Engine::by_name(name) }),
        None => Err(vm.lookup_error("no such codec is supported.")),
    }
}

/// What all multibyte codecs are made of.
#[pymodule(name = "_multibytecodec")]
pub mod multibytecodec {
    use taipan_interp::native::*;

    /// For the modules of the languages: takes no codec of others.
    #[pyfunction(sig = "(arg, /)")]
    fn __create_codec(vm: &Vm, _arg: Value) -> PyResult {
        Err(vm.value_error("argument type invalid"))
    }

    #[pyclass]
    use super::IncrementalDecoder;
    #[pyclass]
    use super::IncrementalEncoder;
    #[pyclass]
    use super::StreamReader;
    #[pyclass]
    use super::StreamWriter;
}

/// Codecs for Chinese.
#[pymodule(name = "_codecs_cn")]
pub mod codecs_cn {
    use super::MultibyteCodec;
    use taipan_interp::native::*;

    const NAMES: &[&str] = &["gb2312", "gbk", "gb18030", "hz"];

    /// The codec with this name.
    #[pyfunction(sig = "(object, /)")]
    fn getcodec(vm: &Vm, name: Value) -> PyResult<Obj<MultibyteCodec>> {
        super::get_codec(vm, name, NAMES)
    }
}

/// Codecs for Hong Kong.
#[pymodule(name = "_codecs_hk")]
pub mod codecs_hk {
    use super::MultibyteCodec;
    use taipan_interp::native::*;

    const NAMES: &[&str] = &["big5hkscs"];

    /// The codec with this name.
    #[pyfunction(sig = "(object, /)")]
    fn getcodec(vm: &Vm, name: Value) -> PyResult<Obj<MultibyteCodec>> {
        super::get_codec(vm, name, NAMES)
    }
}

/// Codecs of ISO 2022.
#[pymodule(name = "_codecs_iso2022")]
pub mod codecs_iso2022 {
    use super::MultibyteCodec;
    use taipan_interp::native::*;

    const NAMES: &[&str] = &[
        "iso2022_kr",
        "iso2022_jp",
        "iso2022_jp_1",
        "iso2022_jp_2",
        "iso2022_jp_2004",
        "iso2022_jp_3",
        "iso2022_jp_ext",
    ];

    /// The codec with this name.
    #[pyfunction(sig = "(object, /)")]
    fn getcodec(vm: &Vm, name: Value) -> PyResult<Obj<MultibyteCodec>> {
        super::get_codec(vm, name, NAMES)
    }
}

/// Codecs for Japanese.
#[pymodule(name = "_codecs_jp")]
pub mod codecs_jp {
    use super::MultibyteCodec;
    use taipan_interp::native::*;

    const NAMES: &[&str] =
        &["shift_jis", "cp932", "euc_jp", "shift_jis_2004", "euc_jis_2004", "euc_jisx0213", "shift_jisx0213"];

    /// The codec with this name.
    #[pyfunction(sig = "(object, /)")]
    fn getcodec(vm: &Vm, name: Value) -> PyResult<Obj<MultibyteCodec>> {
        super::get_codec(vm, name, NAMES)
    }
}

/// Codecs for Korean.
#[pymodule(name = "_codecs_kr")]
pub mod codecs_kr {
    use super::MultibyteCodec;
    use taipan_interp::native::*;

    const NAMES: &[&str] = &["euc_kr", "cp949", "johab"];

    /// The codec with this name.
    #[pyfunction(sig = "(object, /)")]
    fn getcodec(vm: &Vm, name: Value) -> PyResult<Obj<MultibyteCodec>> {
        super::get_codec(vm, name, NAMES)
    }
}

/// Codecs for Taiwan.
#[pymodule(name = "_codecs_tw")]
pub mod codecs_tw {
    use super::MultibyteCodec;
    use taipan_interp::native::*;

    const NAMES: &[&str] = &["big5", "cp950"];

    /// The codec with this name.
    #[pyfunction(sig = "(object, /)")]
    fn getcodec(vm: &Vm, name: Value) -> PyResult<Obj<MultibyteCodec>> {
        super::get_codec(vm, name, NAMES)
    }
}
