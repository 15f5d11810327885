//! Terminals: size, names, foreground groups, pseudo terminals.

use crate::errno::{Result, call, unix_only};
use crate::fd::Fd;
use std::os::raw::c_int;

unix_only! {
/// Columns and lines of a terminal.
pub fn terminal_size(fd: Fd) -> Result<(u16, u16)> {
    let mut size = libc::winsize { ws_row: 0, ws_col: 0, ws_xpixel: 0, ws_ypixel: 0 };
    call!(libc::ioctl(fd, libc::TIOCGWINSZ, &mut size))?;
    Ok((size.ws_col, size.ws_row))
}

/// Name of a terminal's device file.
pub fn ttyname(fd: Fd) -> Result<Vec<u8>> {
    let mut buf = [0u8; 256];
    // SAFETY: the buffer and its length.
    crate::errno::check_code(unsafe { libc::ttyname_r(fd, buf.as_mut_ptr().cast(), buf.len()) })?;
    Ok(buf.iter().copied().take_while(|&byte| byte != 0).collect())
}

/// Foreground process group of a terminal.
pub fn tcgetpgrp(fd: Fd) -> Result<i32> {
    call!(libc::tcgetpgrp(fd))
}

/// Sets the foreground process group of a terminal.
pub fn tcsetpgrp(fd: Fd, group: i32) -> Result<()> {
    call!(libc::tcsetpgrp(fd, group)).map(drop)
}

/// A pair of pseudo terminal ends: (master, slave), neither inheritable.
pub fn openpty() -> Result<(Fd, Fd)> {
    let (mut master, mut slave) = (-1, -1);
    let null = std::ptr::null_mut();
    call!(libc::openpty(&mut master, &mut slave, null, std::ptr::null_mut(), std::ptr::null_mut()))?;
    for fd in [master, slave] {
        crate::fd::set_inheritable(fd, false)?;
    }
    Ok((master, slave))
}

/// Forks with the child on a new pseudo terminal: (pid, master); pid 0 in the child.
pub fn forkpty() -> Result<(i32, Fd)> {
    let mut master = -1;
    // SAFETY: as `process::fork`; null for what is not wanted.
    let pid = crate::errno::check(unsafe {
        libc::forkpty(&mut master, std::ptr::null_mut(), std::ptr::null_mut(), std::ptr::null_mut())
    })?;
    if pid != 0 {
        crate::fd::set_inheritable(master, false)?;
    }
    Ok((pid, master))
}

/// Makes `fd` the controlling terminal and the standard descriptors of this process.
pub fn login_tty(fd: Fd) -> Result<()> {
    call!(libc::login_tty(fd)).map(drop)
}

/// Opens a new pseudo terminal master.
pub fn posix_openpt(flags: c_int) -> Result<Fd> {
    call!(libc::posix_openpt(flags))
}

/// Sets owner and mode of a master's slave.
pub fn grantpt(fd: Fd) -> Result<()> {
    call!(libc::grantpt(fd)).map(drop)
}

/// Unlocks a master's slave.
pub fn unlockpt(fd: Fd) -> Result<()> {
    call!(libc::unlockpt(fd)).map(drop)
}

/// Path of a master's slave.
pub fn ptsname(fd: Fd) -> Result<Vec<u8>> {
    let mut buf = [0u8; 128];
    // SAFETY: the buffer and its length.
    crate::errno::check_code(unsafe { libc::ptsname_r(fd, buf.as_mut_ptr().cast(), buf.len()) })?;
    Ok(buf.iter().copied().take_while(|&byte| byte != 0).collect())
}
}

/// Path of the controlling terminal.
pub fn ctermid() -> &'static [u8] {
    b"/dev/tty"
}
