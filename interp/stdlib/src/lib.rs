//! Native modules of the standard library over the OS and the interpreter's interface: one file or folder each.
//!
//! The library's Python part is in the crate `taipan-lib`. Nothing here knows bytecode; everything the OS does goes through
//! `taipan-host`.

pub mod abc;
pub mod array;
pub mod ast;
pub mod atexit;
pub mod binascii;
pub mod bisect;
pub mod bz2;
pub mod cjk;
pub mod cmath;
pub mod codecs;
pub mod collections;
pub mod contextvars;
pub mod csv;
pub mod datetime;
pub mod errno;
pub mod fcntl;
pub mod functools;
pub mod gc;
pub mod hashes;
pub mod heapq;
pub mod imp;
pub mod io;
pub mod itertools;
pub mod json;
pub mod locale;
pub mod marshal;
pub mod math;
pub mod opcode;
pub mod operator;
pub mod posix;
pub mod posixsubprocess;
pub mod queue;
pub mod random;
pub mod resource;
pub mod select;
pub mod signal;
#[cfg(unix)]
pub mod socket;
pub mod sre;
pub mod stat;
pub mod statistics;
pub mod string;
pub mod structs;
pub mod support;
pub mod symtable;
pub mod taipan_lib;
pub mod thread;
pub mod time;
pub mod tokenize;
pub mod types;
pub mod typing;
pub mod unicodedata;
pub mod weakref;
pub mod zlib;

use taipan_interp::native::ModuleDef;

/// All modules of this crate.
pub static MODULES: &[&ModuleDef] = &[
    #[cfg(unix)]
    &abc::module::DEF,
    &array::module::DEF,
    &ast::ast::DEF,
    &binascii::binascii::DEF,
    &bisect::module::DEF,
    &cmath::cmath::DEF,
    &bz2::bz2::DEF,
    &cjk::codecs_cn::DEF,
    &cjk::codecs_hk::DEF,
    &cjk::codecs_iso2022::DEF,
    &cjk::codecs_jp::DEF,
    &cjk::codecs_kr::DEF,
    &cjk::codecs_tw::DEF,
    &cjk::multibytecodec::DEF,
    &codecs::codecs::DEF,
    &collections::module::DEF,
    &cmath::cmath::DEF,
    &ast::ast::DEF,
    &atexit::atexit::DEF,
    &contextvars::contextvars::DEF,
    &datetime::datetime::DEF,
    &cmath::cmath::DEF,
    &codecs::codecs::DEF,
    &collections::module::DEF,
    &csv::module::DEF,
    &errno::errno::DEF,
    &fcntl::fcntl::DEF,
    &hashes::blake2_module::DEF,
    &hashes::hmac::hmac::DEF,
    &hashes::md5::DEF,
    &hashes::sha1::DEF,
    &hashes::sha2::DEF,
    &hashes::sha3::DEF,
    &locale::locale::DEF,
    &itertools::itertools::DEF,
    &marshal::marshal::DEF,
    &opcode::opcode::DEF,
    &io::_io::DEF,
    &math::math::DEF,
    &imp::imp::DEF,
    &functools::module::DEF,
    &heapq::module::DEF,
    &imp::imp::DEF,
    &io::_io::DEF,
    &gc::gc::DEF,
    &itertools::itertools::DEF,
    &itertools::itertools::DEF,
    &json::module::DEF,
    &locale::locale::DEF,
    &marshal::marshal::DEF,
    &marshal::marshal::DEF,
    &math::math::DEF,
    &opcode::opcode::DEF,
    &opcode::opcode::DEF,
    &operator::module::DEF,
    &posix::posix::DEF,
    &posixsubprocess::posixsubprocess::DEF,
    &queue::module::DEF,
    &random::module::DEF,
    &resource::resource::DEF,
    &select::select::DEF,
    &signal::signal::DEF,
    #[cfg(unix)]
    &socket::socket::DEF,
    &sre::sre::DEF,
    &stat::stat::DEF,
    &statistics::module::DEF,
    &string::string::DEF,
    &structs::module::DEF,
    &taipan_interp::warnings::module::warnings::DEF,
    &taipan_interp::warnings::module::warnings::DEF,
    &taipan_lib::taipan_lib::DEF,
    &symtable::symtable::DEF,
    &thread::thread::DEF,
    &time::time::DEF,
    &tokenize::tokenize::DEF,
    &types::module::DEF,
    &unicodedata::unicodedata::DEF,
    &typing::typing::DEF,
    &weakref::weakref::DEF,
    &zlib::zlib::DEF,
];

/// At the start of the process, in the main thread, after the VM: takes the signals that Python handles itself.
pub fn init(vm: &'static taipan_interp::Vm) {
    signal::init(vm);
    taipan_host::locale::init();
    if io::stdio::install(vm).is_err() {
        vm.take_raised();
    }
}
