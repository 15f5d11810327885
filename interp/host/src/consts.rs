//! Named numbers of the OS interface, as the modules `posix`, `fcntl`, `select`, `signal` and `time` list them.
//!
//! Values come from the libc crate where it has the name, else they are Linux's.

/// Numbers of the module `posix`.
#[allow(clippy::unnecessary_cast)]
pub const POSIX: &[(&str, i64)] = &[
    #[cfg(unix)]
    ("CLD_CONTINUED", libc::CLD_CONTINUED as i64),
    #[cfg(unix)]
    ("CLD_DUMPED", libc::CLD_DUMPED as i64),
    #[cfg(unix)]
    ("CLD_EXITED", libc::CLD_EXITED as i64),
    #[cfg(unix)]
    ("CLD_KILLED", libc::CLD_KILLED as i64),
    #[cfg(unix)]
    ("CLD_STOPPED", libc::CLD_STOPPED as i64),
    #[cfg(unix)]
    ("CLD_TRAPPED", libc::CLD_TRAPPED as i64),
    #[cfg(unix)]
    ("CLONE_FILES", libc::CLONE_FILES as i64),
    #[cfg(unix)]
    ("CLONE_FS", libc::CLONE_FS as i64),
    #[cfg(unix)]
    ("CLONE_NEWCGROUP", libc::CLONE_NEWCGROUP as i64),
    #[cfg(unix)]
    ("CLONE_NEWIPC", libc::CLONE_NEWIPC as i64),
    #[cfg(unix)]
    ("CLONE_NEWNET", libc::CLONE_NEWNET as i64),
    #[cfg(unix)]
    ("CLONE_NEWNS", libc::CLONE_NEWNS as i64),
    #[cfg(unix)]
    ("CLONE_NEWPID", libc::CLONE_NEWPID as i64),
    #[cfg(unix)]
    ("CLONE_NEWTIME", libc::CLONE_NEWTIME as i64),
    #[cfg(unix)]
    ("CLONE_NEWUSER", libc::CLONE_NEWUSER as i64),
    #[cfg(unix)]
    ("CLONE_NEWUTS", libc::CLONE_NEWUTS as i64),
    #[cfg(unix)]
    ("CLONE_SIGHAND", libc::CLONE_SIGHAND as i64),
    #[cfg(unix)]
    ("CLONE_SYSVSEM", libc::CLONE_SYSVSEM as i64),
    #[cfg(unix)]
    ("CLONE_THREAD", libc::CLONE_THREAD as i64),
    #[cfg(unix)]
    ("CLONE_VM", libc::CLONE_VM as i64),
    #[cfg(unix)]
    ("EFD_CLOEXEC", libc::EFD_CLOEXEC as i64),
    #[cfg(unix)]
    ("EFD_NONBLOCK", libc::EFD_NONBLOCK as i64),
    #[cfg(unix)]
    ("EFD_SEMAPHORE", libc::EFD_SEMAPHORE as i64),
    ("EX_CANTCREAT", 73),
    ("EX_CONFIG", 78),
    ("EX_DATAERR", 65),
    ("EX_IOERR", 74),
    ("EX_NOHOST", 68),
    ("EX_NOINPUT", 66),
    ("EX_NOPERM", 77),
    ("EX_NOUSER", 67),
    ("EX_OK", 0),
    ("EX_OSERR", 71),
    ("EX_OSFILE", 72),
    ("EX_PROTOCOL", 76),
    ("EX_SOFTWARE", 70),
    ("EX_TEMPFAIL", 75),
    ("EX_UNAVAILABLE", 69),
    ("EX_USAGE", 64),
    #[cfg(unix)]
    ("F_LOCK", libc::F_LOCK as i64),
    ("F_OK", libc::F_OK as i64),
    #[cfg(unix)]
    ("F_TEST", libc::F_TEST as i64),
    #[cfg(unix)]
    ("F_TLOCK", libc::F_TLOCK as i64),
    #[cfg(unix)]
    ("F_ULOCK", libc::F_ULOCK as i64),
    #[cfg(unix)]
    ("GRND_NONBLOCK", libc::GRND_NONBLOCK as i64),
    #[cfg(unix)]
    ("GRND_RANDOM", libc::GRND_RANDOM as i64),
    #[cfg(unix)]
    ("MFD_ALLOW_SEALING", libc::MFD_ALLOW_SEALING as i64),
    #[cfg(unix)]
    ("MFD_CLOEXEC", libc::MFD_CLOEXEC as i64),
    #[cfg(unix)]
    ("MFD_HUGETLB", libc::MFD_HUGETLB as i64),
    #[cfg(unix)]
    ("MFD_HUGE_16GB", libc::MFD_HUGE_16GB as i64),
    #[cfg(unix)]
    ("MFD_HUGE_16MB", libc::MFD_HUGE_16MB as i64),
    #[cfg(unix)]
    ("MFD_HUGE_1GB", libc::MFD_HUGE_1GB as i64),
    #[cfg(unix)]
    ("MFD_HUGE_1MB", libc::MFD_HUGE_1MB as i64),
    #[cfg(unix)]
    ("MFD_HUGE_256MB", libc::MFD_HUGE_256MB as i64),
    #[cfg(unix)]
    ("MFD_HUGE_2GB", libc::MFD_HUGE_2GB as i64),
    #[cfg(unix)]
    ("MFD_HUGE_2MB", libc::MFD_HUGE_2MB as i64),
    #[cfg(unix)]
    ("MFD_HUGE_32MB", libc::MFD_HUGE_32MB as i64),
    #[cfg(unix)]
    ("MFD_HUGE_512KB", libc::MFD_HUGE_512KB as i64),
    #[cfg(unix)]
    ("MFD_HUGE_512MB", libc::MFD_HUGE_512MB as i64),
    #[cfg(unix)]
    ("MFD_HUGE_64KB", libc::MFD_HUGE_64KB as i64),
    #[cfg(unix)]
    ("MFD_HUGE_8MB", libc::MFD_HUGE_8MB as i64),
    #[cfg(unix)]
    ("MFD_HUGE_MASK", libc::MFD_HUGE_MASK as i64),
    #[cfg(unix)]
    ("MFD_HUGE_SHIFT", libc::MFD_HUGE_SHIFT as i64),
    #[cfg(unix)]
    ("NGROUPS_MAX", 65536),
    ("O_ACCMODE", libc::O_ACCMODE as i64),
    ("O_APPEND", libc::O_APPEND as i64),
    #[cfg(unix)]
    ("O_ASYNC", libc::O_ASYNC as i64),
    ("O_CLOEXEC", libc::O_CLOEXEC as i64),
    ("O_CREAT", libc::O_CREAT as i64),
    #[cfg(unix)]
    ("O_DIRECT", libc::O_DIRECT as i64),
    ("O_DIRECTORY", libc::O_DIRECTORY as i64),
    ("O_DSYNC", libc::O_DSYNC as i64),
    ("O_EXCL", libc::O_EXCL as i64),
    #[cfg(unix)]
    ("O_FSYNC", libc::O_FSYNC as i64),
    #[cfg(unix)]
    ("O_LARGEFILE", libc::O_LARGEFILE as i64),
    #[cfg(unix)]
    ("O_NDELAY", libc::O_NDELAY as i64),
    #[cfg(unix)]
    ("O_NOATIME", libc::O_NOATIME as i64),
    ("O_NOCTTY", libc::O_NOCTTY as i64),
    ("O_NOFOLLOW", libc::O_NOFOLLOW as i64),
    ("O_NONBLOCK", libc::O_NONBLOCK as i64),
    #[cfg(unix)]
    ("O_PATH", libc::O_PATH as i64),
    ("O_RDONLY", libc::O_RDONLY as i64),
    ("O_RDWR", libc::O_RDWR as i64),
    ("O_RSYNC", libc::O_RSYNC as i64),
    ("O_SYNC", libc::O_SYNC as i64),
    #[cfg(unix)]
    ("O_TMPFILE", libc::O_TMPFILE as i64),
    ("O_TRUNC", libc::O_TRUNC as i64),
    ("O_WRONLY", libc::O_WRONLY as i64),
    #[cfg(unix)]
    ("PIDFD_NONBLOCK", libc::PIDFD_NONBLOCK as i64),
    ("POSIX_FADV_DONTNEED", libc::POSIX_FADV_DONTNEED as i64),
    ("POSIX_FADV_NOREUSE", libc::POSIX_FADV_NOREUSE as i64),
    ("POSIX_FADV_NORMAL", libc::POSIX_FADV_NORMAL as i64),
    ("POSIX_FADV_RANDOM", libc::POSIX_FADV_RANDOM as i64),
    ("POSIX_FADV_SEQUENTIAL", libc::POSIX_FADV_SEQUENTIAL as i64),
    ("POSIX_FADV_WILLNEED", libc::POSIX_FADV_WILLNEED as i64),
    #[cfg(unix)]
    ("POSIX_SPAWN_CLOSE", 1),
    #[cfg(unix)]
    ("POSIX_SPAWN_CLOSEFROM", 3),
    #[cfg(unix)]
    ("POSIX_SPAWN_DUP2", 2),
    #[cfg(unix)]
    ("POSIX_SPAWN_OPEN", 0),
    #[cfg(unix)]
    ("PRIO_PGRP", libc::PRIO_PGRP as i64),
    #[cfg(unix)]
    ("PRIO_PROCESS", libc::PRIO_PROCESS as i64),
    #[cfg(unix)]
    ("PRIO_USER", libc::PRIO_USER as i64),
    #[cfg(unix)]
    ("P_ALL", libc::P_ALL as i64),
    #[cfg(unix)]
    ("P_PGID", libc::P_PGID as i64),
    #[cfg(unix)]
    ("P_PID", libc::P_PID as i64),
    #[cfg(unix)]
    ("P_PIDFD", libc::P_PIDFD as i64),
    #[cfg(unix)]
    ("RTLD_DEEPBIND", libc::RTLD_DEEPBIND as i64),
    #[cfg(unix)]
    ("RTLD_GLOBAL", libc::RTLD_GLOBAL as i64),
    #[cfg(unix)]
    ("RTLD_LAZY", libc::RTLD_LAZY as i64),
    #[cfg(unix)]
    ("RTLD_LOCAL", libc::RTLD_LOCAL as i64),
    #[cfg(unix)]
    ("RTLD_NODELETE", libc::RTLD_NODELETE as i64),
    #[cfg(unix)]
    ("RTLD_NOLOAD", libc::RTLD_NOLOAD as i64),
    #[cfg(unix)]
    ("RTLD_NOW", libc::RTLD_NOW as i64),
    #[cfg(unix)]
    ("RWF_APPEND", libc::RWF_APPEND as i64),
    #[cfg(unix)]
    ("RWF_DSYNC", libc::RWF_DSYNC as i64),
    #[cfg(unix)]
    ("RWF_HIPRI", libc::RWF_HIPRI as i64),
    #[cfg(unix)]
    ("RWF_NOWAIT", libc::RWF_NOWAIT as i64),
    #[cfg(unix)]
    ("RWF_SYNC", libc::RWF_SYNC as i64),
    ("R_OK", libc::R_OK as i64),
    #[cfg(unix)]
    ("SCHED_BATCH", libc::SCHED_BATCH as i64),
    #[cfg(unix)]
    ("SCHED_DEADLINE", libc::SCHED_DEADLINE as i64),
    #[cfg(unix)]
    ("SCHED_FIFO", libc::SCHED_FIFO as i64),
    #[cfg(unix)]
    ("SCHED_IDLE", libc::SCHED_IDLE as i64),
    #[cfg(unix)]
    ("SCHED_NORMAL", libc::SCHED_NORMAL as i64),
    #[cfg(unix)]
    ("SCHED_OTHER", libc::SCHED_OTHER as i64),
    #[cfg(unix)]
    ("SCHED_RESET_ON_FORK", libc::SCHED_RESET_ON_FORK as i64),
    #[cfg(unix)]
    ("SCHED_RR", libc::SCHED_RR as i64),
    #[cfg(unix)]
    ("SEEK_DATA", libc::SEEK_DATA as i64),
    #[cfg(unix)]
    ("SEEK_HOLE", libc::SEEK_HOLE as i64),
    #[cfg(unix)]
    ("SPLICE_F_MORE", libc::SPLICE_F_MORE as i64),
    #[cfg(unix)]
    ("SPLICE_F_MOVE", libc::SPLICE_F_MOVE as i64),
    #[cfg(unix)]
    ("SPLICE_F_NONBLOCK", libc::SPLICE_F_NONBLOCK as i64),
    #[cfg(unix)]
    ("ST_APPEND", libc::ST_APPEND as i64),
    #[cfg(unix)]
    ("ST_MANDLOCK", libc::ST_MANDLOCK as i64),
    #[cfg(unix)]
    ("ST_NOATIME", libc::ST_NOATIME as i64),
    #[cfg(unix)]
    ("ST_NODEV", libc::ST_NODEV as i64),
    #[cfg(unix)]
    ("ST_NODIRATIME", libc::ST_NODIRATIME as i64),
    #[cfg(unix)]
    ("ST_NOEXEC", libc::ST_NOEXEC as i64),
    #[cfg(unix)]
    ("ST_NOSUID", libc::ST_NOSUID as i64),
    #[cfg(unix)]
    ("ST_RDONLY", libc::ST_RDONLY as i64),
    #[cfg(unix)]
    ("ST_RELATIME", libc::ST_RELATIME as i64),
    #[cfg(unix)]
    ("ST_SYNCHRONOUS", libc::ST_SYNCHRONOUS as i64),
    #[cfg(unix)]
    ("ST_WRITE", libc::ST_WRITE as i64),
    #[cfg(unix)]
    ("TFD_CLOEXEC", libc::TFD_CLOEXEC as i64),
    #[cfg(unix)]
    ("TFD_NONBLOCK", libc::TFD_NONBLOCK as i64),
    #[cfg(unix)]
    ("TFD_TIMER_ABSTIME", libc::TFD_TIMER_ABSTIME as i64),
    #[cfg(unix)]
    ("TFD_TIMER_CANCEL_ON_SET", libc::TFD_TIMER_CANCEL_ON_SET as i64),
    #[cfg(unix)]
    ("TMP_MAX", libc::TMP_MAX as i64),
    #[cfg(unix)]
    ("WCONTINUED", libc::WCONTINUED as i64),
    #[cfg(unix)]
    ("WEXITED", libc::WEXITED as i64),
    #[cfg(unix)]
    ("WNOHANG", libc::WNOHANG as i64),
    #[cfg(unix)]
    ("WNOWAIT", libc::WNOWAIT as i64),
    #[cfg(unix)]
    ("WSTOPPED", libc::WSTOPPED as i64),
    #[cfg(unix)]
    ("WUNTRACED", libc::WUNTRACED as i64),
    ("W_OK", libc::W_OK as i64),
    #[cfg(unix)]
    ("XATTR_CREATE", libc::XATTR_CREATE as i64),
    #[cfg(unix)]
    ("XATTR_REPLACE", libc::XATTR_REPLACE as i64),
    #[cfg(unix)]
    ("XATTR_SIZE_MAX", 65536),
    ("X_OK", libc::X_OK as i64),
];

/// Numbers of the module `fcntl`.
#[allow(clippy::unnecessary_cast)]
pub const FCNTL: &[(&str, i64)] = &[
    #[cfg(unix)]
    ("DN_ACCESS", 1),
    #[cfg(unix)]
    ("DN_ATTRIB", 32),
    #[cfg(unix)]
    ("DN_CREATE", 4),
    #[cfg(unix)]
    ("DN_DELETE", 8),
    #[cfg(unix)]
    ("DN_MODIFY", 2),
    #[cfg(unix)]
    ("DN_MULTISHOT", 2147483648),
    #[cfg(unix)]
    ("DN_RENAME", 16),
    #[cfg(unix)]
    ("FASYNC", 8192),
    ("FD_CLOEXEC", libc::FD_CLOEXEC as i64),
    #[cfg(unix)]
    ("FICLONE", libc::FICLONE as i64),
    #[cfg(unix)]
    ("FICLONERANGE", libc::FICLONERANGE as i64),
    #[cfg(unix)]
    ("F_ADD_SEALS", libc::F_ADD_SEALS as i64),
    #[cfg(unix)]
    ("F_DUPFD", libc::F_DUPFD as i64),
    #[cfg(unix)]
    ("F_DUPFD_CLOEXEC", libc::F_DUPFD_CLOEXEC as i64),
    #[cfg(unix)]
    ("F_DUPFD_QUERY", 1027),
    #[cfg(unix)]
    ("F_EXLCK", 4),
    ("F_GETFD", libc::F_GETFD as i64),
    ("F_GETFL", libc::F_GETFL as i64),
    #[cfg(unix)]
    ("F_GETLEASE", libc::F_GETLEASE as i64),
    #[cfg(unix)]
    ("F_GETLK", libc::F_GETLK as i64),
    #[cfg(unix)]
    ("F_GETLK64", 5),
    #[cfg(unix)]
    ("F_GETOWN", libc::F_GETOWN as i64),
    #[cfg(unix)]
    ("F_GETOWN_EX", 16),
    #[cfg(unix)]
    ("F_GETPIPE_SZ", libc::F_GETPIPE_SZ as i64),
    #[cfg(unix)]
    ("F_GETSIG", 11),
    #[cfg(unix)]
    ("F_GET_FILE_RW_HINT", 1037),
    #[cfg(unix)]
    ("F_GET_RW_HINT", 1035),
    #[cfg(unix)]
    ("F_GET_SEALS", libc::F_GET_SEALS as i64),
    #[cfg(unix)]
    ("F_NOTIFY", libc::F_NOTIFY as i64),
    #[cfg(unix)]
    ("F_OFD_GETLK", libc::F_OFD_GETLK as i64),
    #[cfg(unix)]
    ("F_OFD_SETLK", libc::F_OFD_SETLK as i64),
    #[cfg(unix)]
    ("F_OFD_SETLKW", libc::F_OFD_SETLKW as i64),
    #[cfg(unix)]
    ("F_OWNER_PGRP", 2),
    #[cfg(unix)]
    ("F_OWNER_PID", 1),
    #[cfg(unix)]
    ("F_OWNER_TID", 0),
    #[cfg(unix)]
    ("F_RDLCK", libc::F_RDLCK as i64),
    #[cfg(unix)]
    ("F_SEAL_FUTURE_WRITE", libc::F_SEAL_FUTURE_WRITE as i64),
    #[cfg(unix)]
    ("F_SEAL_GROW", libc::F_SEAL_GROW as i64),
    #[cfg(unix)]
    ("F_SEAL_SEAL", libc::F_SEAL_SEAL as i64),
    #[cfg(unix)]
    ("F_SEAL_SHRINK", libc::F_SEAL_SHRINK as i64),
    #[cfg(unix)]
    ("F_SEAL_WRITE", libc::F_SEAL_WRITE as i64),
    ("F_SETFD", libc::F_SETFD as i64),
    ("F_SETFL", libc::F_SETFL as i64),
    #[cfg(unix)]
    ("F_SETLEASE", libc::F_SETLEASE as i64),
    #[cfg(unix)]
    ("F_SETLK", libc::F_SETLK as i64),
    #[cfg(unix)]
    ("F_SETLK64", 6),
    #[cfg(unix)]
    ("F_SETLKW", libc::F_SETLKW as i64),
    #[cfg(unix)]
    ("F_SETLKW64", 7),
    #[cfg(unix)]
    ("F_SETOWN", libc::F_SETOWN as i64),
    #[cfg(unix)]
    ("F_SETOWN_EX", 15),
    #[cfg(unix)]
    ("F_SETPIPE_SZ", libc::F_SETPIPE_SZ as i64),
    #[cfg(unix)]
    ("F_SETSIG", 10),
    #[cfg(unix)]
    ("F_SET_FILE_RW_HINT", 1038),
    #[cfg(unix)]
    ("F_SET_RW_HINT", 1036),
    #[cfg(unix)]
    ("F_SHLCK", 8),
    #[cfg(unix)]
    ("F_UNLCK", libc::F_UNLCK as i64),
    #[cfg(unix)]
    ("F_WRLCK", libc::F_WRLCK as i64),
    #[cfg(unix)]
    ("LOCK_EX", libc::LOCK_EX as i64),
    #[cfg(unix)]
    ("LOCK_MAND", 32),
    #[cfg(unix)]
    ("LOCK_NB", libc::LOCK_NB as i64),
    #[cfg(unix)]
    ("LOCK_READ", 64),
    #[cfg(unix)]
    ("LOCK_RW", 192),
    #[cfg(unix)]
    ("LOCK_SH", libc::LOCK_SH as i64),
    #[cfg(unix)]
    ("LOCK_UN", libc::LOCK_UN as i64),
    #[cfg(unix)]
    ("LOCK_WRITE", 128),
    #[cfg(unix)]
    ("RWH_WRITE_LIFE_EXTREME", 5),
    #[cfg(unix)]
    ("RWH_WRITE_LIFE_LONG", 4),
    #[cfg(unix)]
    ("RWH_WRITE_LIFE_MEDIUM", 3),
    #[cfg(unix)]
    ("RWH_WRITE_LIFE_NONE", 1),
    #[cfg(unix)]
    ("RWH_WRITE_LIFE_NOT_SET", 0),
    #[cfg(unix)]
    ("RWH_WRITE_LIFE_SHORT", 2),
];

/// Numbers of the module `select`.
#[allow(clippy::unnecessary_cast)]
pub const SELECT: &[(&str, i64)] = &[
    #[cfg(unix)]
    ("EPOLLERR", libc::EPOLLERR as i64),
    #[cfg(unix)]
    ("EPOLLET", libc::EPOLLET as u32 as i64),
    #[cfg(unix)]
    ("EPOLLEXCLUSIVE", libc::EPOLLEXCLUSIVE as i64),
    #[cfg(unix)]
    ("EPOLLHUP", libc::EPOLLHUP as i64),
    #[cfg(unix)]
    ("EPOLLIN", libc::EPOLLIN as i64),
    #[cfg(unix)]
    ("EPOLLMSG", libc::EPOLLMSG as i64),
    #[cfg(unix)]
    ("EPOLLONESHOT", libc::EPOLLONESHOT as i64),
    #[cfg(unix)]
    ("EPOLLOUT", libc::EPOLLOUT as i64),
    #[cfg(unix)]
    ("EPOLLPRI", libc::EPOLLPRI as i64),
    #[cfg(unix)]
    ("EPOLLRDBAND", libc::EPOLLRDBAND as i64),
    #[cfg(unix)]
    ("EPOLLRDHUP", libc::EPOLLRDHUP as i64),
    #[cfg(unix)]
    ("EPOLLRDNORM", libc::EPOLLRDNORM as i64),
    #[cfg(unix)]
    ("EPOLLWAKEUP", libc::EPOLLWAKEUP as i64),
    #[cfg(unix)]
    ("EPOLLWRBAND", libc::EPOLLWRBAND as i64),
    #[cfg(unix)]
    ("EPOLLWRNORM", libc::EPOLLWRNORM as i64),
    #[cfg(unix)]
    ("EPOLL_CLOEXEC", libc::EPOLL_CLOEXEC as i64),
    #[cfg(unix)]
    ("PIPE_BUF", libc::PIPE_BUF as i64),
    ("POLLERR", libc::POLLERR as i64),
    ("POLLHUP", libc::POLLHUP as i64),
    ("POLLIN", libc::POLLIN as i64),
    #[cfg(unix)]
    ("POLLMSG", 1024),
    ("POLLNVAL", libc::POLLNVAL as i64),
    ("POLLOUT", libc::POLLOUT as i64),
    #[cfg(unix)]
    ("POLLPRI", libc::POLLPRI as i64),
    #[cfg(unix)]
    ("POLLRDBAND", libc::POLLRDBAND as i64),
    #[cfg(unix)]
    ("POLLRDHUP", libc::POLLRDHUP as i64),
    ("POLLRDNORM", libc::POLLRDNORM as i64),
    #[cfg(unix)]
    ("POLLWRBAND", libc::POLLWRBAND as i64),
    ("POLLWRNORM", libc::POLLWRNORM as i64),
];

/// Clocks of the module `time`.
#[cfg(unix)]
#[allow(clippy::unnecessary_cast)]
pub const CLOCKS: &[(&str, i64)] = &[
    ("CLOCK_BOOTTIME", libc::CLOCK_BOOTTIME as i64),
    ("CLOCK_MONOTONIC", libc::CLOCK_MONOTONIC as i64),
    ("CLOCK_MONOTONIC_RAW", libc::CLOCK_MONOTONIC_RAW as i64),
    ("CLOCK_PROCESS_CPUTIME_ID", libc::CLOCK_PROCESS_CPUTIME_ID as i64),
    ("CLOCK_REALTIME", libc::CLOCK_REALTIME as i64),
    ("CLOCK_TAI", libc::CLOCK_TAI as i64),
    ("CLOCK_THREAD_CPUTIME_ID", libc::CLOCK_THREAD_CPUTIME_ID as i64),
];

/// Clocks of the module `time`: the two that WASI has, under Linux's numbers.
#[cfg(not(unix))]
pub const CLOCKS: &[(&str, i64)] = &[("CLOCK_MONOTONIC", 1), ("CLOCK_REALTIME", 0)];
