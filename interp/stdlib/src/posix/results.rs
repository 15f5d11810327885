//! The struct sequences that functions of `posix` return.

use taipan_host::process::WaitInfo;
use taipan_host::stat::{Stat, StatVfs};
use taipan_interp::native::*;
use taipan_interp::structseq;
use taipan_interp::structseq::StructSeq;

/// All classes of this file.
pub const CLASSES: [&StructSeq; 7] =
    [&STAT_RESULT, &STATVFS_RESULT, &TERMINAL_SIZE, &TIMES_RESULT, &UNAME_RESULT, &WAITID_RESULT, &SCHED_PARAM];

structseq! {
    /// Facts about a file, as stat(), lstat() and fstat() give them: a tuple of mode, inode, device, number of links, user, group, size
    /// and three times in whole seconds, with names; exact times and what only some systems have are attributes only.
    pub static STAT_RESULT = "os", "stat_result";
    visible {
        0 st_mode "type and permission bits",
        1 st_ino "inode number",
        2 st_dev "device that the file is on",
        3 st_nlink "number of hard links",
        4 st_uid "user that owns it",
        5 st_gid "group that owns it",
        6 st_size "size in bytes",
    }
    unnamed 3
    hidden {
        st_atime "time of the last access",
        st_mtime "time of the last change of contents",
        st_ctime "time of the last change",
        st_atime_ns "time of the last access in nanoseconds",
        st_mtime_ns "time of the last change of contents in nanoseconds",
        st_ctime_ns "time of the last change in nanoseconds",
        st_blksize "best size of blocks for reading and writing",
        st_blocks "number of 512-byte blocks it takes",
        st_rdev "device that the file stands for",
    }
}

structseq! {
    /// Facts about a file system, as statvfs() and fstatvfs() give them: a tuple with names.
    pub static STATVFS_RESULT = "os", "statvfs_result";
    visible {
        0 f_bsize "block size",
        1 f_frsize "fragment size",
        2 f_blocks "size in fragments",
        3 f_bfree "free blocks",
        4 f_bavail "free blocks for ordinary users",
        5 f_files "number of inodes",
        6 f_ffree "free inodes",
        7 f_favail "free inodes for ordinary users",
        8 f_flag "mount flags",
        9 f_namemax "longest file name",
    }
    unnamed 0
    hidden {
        f_fsid "identity of the file system",
    }
}

structseq! {
    /// Size of a terminal window in characters: (columns, lines).
    pub static TERMINAL_SIZE = "os", "terminal_size";
    visible {
        0 columns "width in characters",
        1 lines "height in characters",
    }
    unnamed 0
    hidden {}
}

structseq! {
    /// Times of the process in seconds, as times() gives them.
    pub static TIMES_RESULT = "posix", "times_result";
    visible {
        0 user "time in the program",
        1 system "time in the kernel",
        2 children_user "ended children's time in the program",
        3 children_system "ended children's time in the kernel",
        4 elapsed "time since some fixed point",
    }
    unnamed 0
    hidden {}
}

structseq! {
    /// The system's names, as uname() gives them.
    pub static UNAME_RESULT = "posix", "uname_result";
    visible {
        0 sysname "the operating system",
        1 nodename "the machine's name in the network",
        2 release "the system's release",
        3 version "the system's version",
        4 machine "kind of hardware",
    }
    unnamed 0
    hidden {}
}

structseq! {
    /// What happened to a child, as waitid() gives it.
    pub static WAITID_RESULT = "posix", "waitid_result";
    visible {
        0 si_pid "the child",
        1 si_uid "its user",
        2 si_signo "SIGCHLD",
        3 si_status "exit value or signal",
        4 si_code "a CLD_* constant",
    }
    unnamed 0
    hidden {}
}

structseq! {
    /// Scheduling parameters: the priority.
    pub static SCHED_PARAM = "posix", "sched_param";
    visible {
        0 sched_priority "the priority",
    }
    unnamed 0
    hidden {}
}

/// Seconds and nanoseconds as nanoseconds.
fn total_ns(vm: &Vm, (seconds, ns): (i64, i64)) -> PyResult {
    match seconds.checked_mul(1_000_000_000).and_then(|total| total.checked_add(ns)) {
        Some(total) => Ok(Value::int(total)),
        None => (BigInt::from(seconds) * BigInt::from(1_000_000_000) + BigInt::from(ns)).into_value(vm),
    }
}

pub(super) fn stat_result(vm: &Vm, stat: &Stat) -> PyResult {
    let float = |(seconds, ns): (i64, i64)| Value::float(seconds as f64 + 1e-9 * ns as f64);
    STAT_RESULT.make(
        vm,
        &[
            Value::small(stat.mode.into()),
            Value::uint(stat.ino),
            Value::uint(stat.dev),
            Value::uint(stat.nlink),
            Value::small(stat.uid.into()),
            Value::small(stat.gid.into()),
            Value::int(stat.size),
            Value::int(stat.atime.0),
            Value::int(stat.mtime.0),
            Value::int(stat.ctime.0),
            float(stat.atime),
            float(stat.mtime),
            float(stat.ctime),
            total_ns(vm, stat.atime)?,
            total_ns(vm, stat.mtime)?,
            total_ns(vm, stat.ctime)?,
            Value::int(stat.blksize),
            Value::int(stat.blocks),
            Value::uint(stat.rdev),
        ],
    )
}

pub(super) fn statvfs_result(vm: &Vm, st: &StatVfs) -> PyResult {
    let fields = [
        st.bsize, st.frsize, st.blocks, st.bfree, st.bavail, st.files, st.ffree, st.favail, st.flag, st.namemax,
        st.fsid,
    ];
    STATVFS_RESULT.make(vm, &fields.map(Value::uint))
}

pub(super) fn waitid_result(vm: &Vm, info: &WaitInfo) -> PyResult {
    let fields = [info.pid.into(), i64::from(info.uid), info.signo.into(), info.status.into(), info.code.into()];
    WAITID_RESULT.make(vm, &fields.map(Value::int))
}
