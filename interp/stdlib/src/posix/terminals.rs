//! Terminals and pseudo terminals.

/// Part of the module.
#[taipan_interp::native::pymodule(name = "posix")]
pub mod part {
    use crate::posix::results::TERMINAL_SIZE;
    use crate::support::{OrRaise, decode_path, fd_arg};
    use taipan_host::tty as os;
    use taipan_interp::native::*;

    /// Columns and lines of a terminal window (standard output's, if absent).
    #[pyfunction(sig = "(fd=1, /)")]
    fn get_terminal_size(vm: &Vm, #[default(1)] fd: i32) -> PyResult {
        let (columns, lines) = os::terminal_size(fd).or_raise(vm)?;
        TERMINAL_SIZE.make(vm, &[Value::small(columns.into()), Value::small(lines.into())])
    }

    /// Name of a terminal's device file.
    #[pyfunction(sig = "(fd, /)")]
    fn ttyname(vm: &Vm, fd: i32) -> PyResult<Gc<PyStr>> {
        os::ttyname(fd).or_raise(vm).map(|name| decode_path(&name))
    }

    /// Name of the controlling terminal.
    #[pyfunction]
    fn ctermid() -> Gc<PyStr> {
        decode_path(os::ctermid())
    }

    /// Foreground group of a terminal.
    #[pyfunction(sig = "(fd, /)")]
    fn tcgetpgrp(vm: &Vm, fd: i32) -> PyResult<i32> {
        os::tcgetpgrp(fd).or_raise(vm)
    }

    /// Sets the foreground group of a terminal.
    #[pyfunction(sig = "(fd, pgid, /)")]
    fn tcsetpgrp(vm: &Vm, fd: i32, pgid: i32) -> PyResult<()> {
        os::tcsetpgrp(fd, pgid).or_raise(vm)
    }

    /// A pseudo terminal as (master, slave).
    #[pyfunction]
    fn openpty(vm: &Vm) -> PyResult<(i32, i32)> {
        os::openpty().or_raise(vm)
    }

    /// Makes a terminal the controlling one and the standard descriptors of this process.
    #[pyfunction(sig = "(fd, /)")]
    fn login_tty(vm: &Vm, fd: Value) -> PyResult<()> {
        os::login_tty(fd_arg(vm, fd)?).or_raise(vm)
    }

    /// Opens a pseudo terminal's master.
    #[pyfunction(sig = "(oflag, /)")]
    fn posix_openpt(vm: &Vm, oflag: i32) -> PyResult<i32> {
        os::posix_openpt(oflag).or_raise(vm)
    }

    /// Sets owner and mode of a master's slave.
    #[pyfunction(sig = "(fd, /)")]
    fn grantpt(vm: &Vm, fd: Value) -> PyResult<()> {
        os::grantpt(fd_arg(vm, fd)?).or_raise(vm)
    }

    /// Unlocks a master's slave.
    #[pyfunction(sig = "(fd, /)")]
    fn unlockpt(vm: &Vm, fd: Value) -> PyResult<()> {
        os::unlockpt(fd_arg(vm, fd)?).or_raise(vm)
    }

    /// Path of a master's slave.
    #[pyfunction(sig = "(fd, /)")]
    fn ptsname(vm: &Vm, fd: Value) -> PyResult<Gc<PyStr>> {
        os::ptsname(fd_arg(vm, fd)?).or_raise(vm).map(|name| decode_path(&name))
    }
}
