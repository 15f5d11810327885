//! Error numbers of the operating system: names, values and texts, declared once.
//!
//! The texts are glibc's, on every target, since those are the ones programs see with CPython on Linux; reading them from
//! our own table also keeps `strerror` free of locale and thread trouble.

use std::fmt;

/// An error number as the OS reports it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Errno(pub i32);

/// Result of a call to the OS.
pub type Result<T> = std::result::Result<T, Errno>;

macro_rules! errno_table {
    (common { $($common:ident = $common_text:literal,)* } unix { $($unix:ident = $unix_text:literal,)* }) => {
        #[allow(missing_docs)]
        impl Errno {
            $(pub const $common: Errno = Errno(libc::$common);)*
            $(#[cfg(unix)] pub const $unix: Errno = Errno(libc::$unix);)*
        }

        /// Every error number this target knows, by value; each number once, under its first name.
        pub const TABLE: &[(&str, i32, &str)] = &[
            $((stringify!($common), libc::$common, $common_text),)*
            $(#[cfg(unix)] (stringify!($unix), libc::$unix, $unix_text),)*
        ];
    };
}

errno_table! {
    common {
        EPERM = "Operation not permitted",
        ENOENT = "No such file or directory",
        ESRCH = "No such process",
        EINTR = "Interrupted system call",
        EIO = "Input/output error",
        ENXIO = "No such device or address",
        E2BIG = "Argument list too long",
        ENOEXEC = "Exec format error",
        EBADF = "Bad file descriptor",
        ECHILD = "No child processes",
        EAGAIN = "Resource temporarily unavailable",
        ENOMEM = "Cannot allocate memory",
        EACCES = "Permission denied",
        EFAULT = "Bad address",
        EBUSY = "Device or resource busy",
        EEXIST = "File exists",
        EXDEV = "Invalid cross-device link",
        ENODEV = "No such device",
        ENOTDIR = "Not a directory",
        EISDIR = "Is a directory",
        EINVAL = "Invalid argument",
        ENFILE = "Too many open files in system",
        EMFILE = "Too many open files",
        ENOTTY = "Inappropriate ioctl for device",
        ETXTBSY = "Text file busy",
        EFBIG = "File too large",
        ENOSPC = "No space left on device",
        ESPIPE = "Illegal seek",
        EROFS = "Read-only file system",
        EMLINK = "Too many links",
        EPIPE = "Broken pipe",
        EDOM = "Numerical argument out of domain",
        ERANGE = "Numerical result out of range",
        EDEADLK = "Resource deadlock avoided",
        ENAMETOOLONG = "File name too long",
        ENOLCK = "No locks available",
        ENOSYS = "Function not implemented",
        ENOTEMPTY = "Directory not empty",
        ELOOP = "Too many levels of symbolic links",
        ENOMSG = "No message of desired type",
        EIDRM = "Identifier removed",
        ENOLINK = "Link has been severed",
        EPROTO = "Protocol error",
        EMULTIHOP = "Multihop attempted",
        EBADMSG = "Bad message",
        EOVERFLOW = "Value too large for defined data type",
        EILSEQ = "Invalid or incomplete multibyte or wide character",
        ENOTSOCK = "Socket operation on non-socket",
        EDESTADDRREQ = "Destination address required",
        EMSGSIZE = "Message too long",
        EPROTOTYPE = "Protocol wrong type for socket",
        ENOPROTOOPT = "Protocol not available",
        EPROTONOSUPPORT = "Protocol not supported",
        EOPNOTSUPP = "Operation not supported",
        EAFNOSUPPORT = "Address family not supported by protocol",
        EADDRINUSE = "Address already in use",
        EADDRNOTAVAIL = "Cannot assign requested address",
        ENETDOWN = "Network is down",
        ENETUNREACH = "Network is unreachable",
        ENETRESET = "Network dropped connection on reset",
        ECONNABORTED = "Software caused connection abort",
        ECONNRESET = "Connection reset by peer",
        ENOBUFS = "No buffer space available",
        EISCONN = "Transport endpoint is already connected",
        ENOTCONN = "Transport endpoint is not connected",
        ETIMEDOUT = "Connection timed out",
        ECONNREFUSED = "Connection refused",
        EHOSTUNREACH = "No route to host",
        EALREADY = "Operation already in progress",
        EINPROGRESS = "Operation now in progress",
        ESTALE = "Stale file handle",
        EDQUOT = "Disk quota exceeded",
        ECANCELED = "Operation canceled",
        EOWNERDEAD = "Owner died",
        ENOTRECOVERABLE = "State not recoverable",
    }
    unix {
        ENOTBLK = "Block device required",
        ECHRNG = "Channel number out of range",
        EL2NSYNC = "Level 2 not synchronized",
        EL3HLT = "Level 3 halted",
        EL3RST = "Level 3 reset",
        ELNRNG = "Link number out of range",
        EUNATCH = "Protocol driver not attached",
        ENOCSI = "No CSI structure available",
        EL2HLT = "Level 2 halted",
        EBADE = "Invalid exchange",
        EBADR = "Invalid request descriptor",
        EXFULL = "Exchange full",
        ENOANO = "No anode",
        EBADRQC = "Invalid request code",
        EBADSLT = "Invalid slot",
        EBFONT = "Bad font file format",
        ENOSTR = "Device not a stream",
        ENODATA = "No data available",
        ETIME = "Timer expired",
        ENOSR = "Out of streams resources",
        ENONET = "Machine is not on the network",
        ENOPKG = "Package not installed",
        EREMOTE = "Object is remote",
        EADV = "Advertise error",
        ESRMNT = "Srmount error",
        ECOMM = "Communication error on send",
        EDOTDOT = "RFS specific error",
        ENOTUNIQ = "Name not unique on network",
        EBADFD = "File descriptor in bad state",
        EREMCHG = "Remote address changed",
        ELIBACC = "Can not access a needed shared library",
        ELIBBAD = "Accessing a corrupted shared library",
        ELIBSCN = ".lib section in a.out corrupted",
        ELIBMAX = "Attempting to link in too many shared libraries",
        ELIBEXEC = "Cannot exec a shared library directly",
        ERESTART = "Interrupted system call should be restarted",
        ESTRPIPE = "Streams pipe error",
        EUSERS = "Too many users",
        ESOCKTNOSUPPORT = "Socket type not supported",
        EPFNOSUPPORT = "Protocol family not supported",
        ESHUTDOWN = "Cannot send after transport endpoint shutdown",
        ETOOMANYREFS = "Too many references: cannot splice",
        EHOSTDOWN = "Host is down",
        EUCLEAN = "Structure needs cleaning",
        ENOTNAM = "Not a XENIX named type file",
        ENAVAIL = "No XENIX semaphores available",
        EISNAM = "Is a named type file",
        EREMOTEIO = "Remote I/O error",
        ENOMEDIUM = "No medium found",
        EMEDIUMTYPE = "Wrong medium type",
        ENOKEY = "Required key not available",
        EKEYEXPIRED = "Key has expired",
        EKEYREVOKED = "Key has been revoked",
        EKEYREJECTED = "Key was rejected by service",
        ERFKILL = "Operation not possible due to RF-kill",
        EHWPOISON = "Memory page has hardware error",
    }
}

/// Second names of numbers in `TABLE`, and names that the libc crate lacks.
pub const ALIASES: &[(&str, i32)] = &[
    ("EWOULDBLOCK", libc::EWOULDBLOCK),
    ("ENOTSUP", libc::ENOTSUP),
    #[cfg(unix)]
    ("EDEADLOCK", libc::EDEADLK),
    // BSD's; glibc has a text for the number, but no system call gives it.
    #[cfg(unix)]
    ("EFTYPE", 134),
];

impl Errno {
    /// The calling thread's last error.
    pub fn last() -> Errno {
        Errno(std::io::Error::last_os_error().raw_os_error().unwrap_or(0))
    }

    /// Its symbolic name (`ENOENT`), if it has one.
    pub fn name(self) -> Option<&'static str> {
        TABLE.iter().find(|row| row.1 == self.0).map(|row| row.0)
    }

    /// What `strerror` says.
    pub fn text(self) -> String {
        match TABLE.iter().find(|row| row.1 == self.0) {
            Some(row) => row.2.to_owned(),
            None if cfg!(unix) && self.0 == 134 => "Inappropriate file type or format".to_owned(),
            None if self.0 == 0 => "Success".to_owned(),
            None => format!("Unknown error {}", self.0),
        }
    }
}

impl fmt::Debug for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "Errno({})", self.0),
        }
    }
}

impl fmt::Display for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl std::error::Error for Errno {}

impl From<std::io::Error> for Errno {
    fn from(error: std::io::Error) -> Errno {
        Errno(error.raw_os_error().unwrap_or(libc::EIO))
    }
}

impl From<Errno> for std::io::Error {
    fn from(errno: Errno) -> std::io::Error {
        std::io::Error::from_raw_os_error(errno.0)
    }
}

/// A C return value that uses -1 to say "see errno".
pub(crate) trait Returned: Copy {
    /// Whether it is the failure value.
    fn failed(self) -> bool;
}

macro_rules! returned {
    ($($ty:ty)*) => { $(impl Returned for $ty { fn failed(self) -> bool { self == -1 } })* };
}
returned!(i32 i64 isize);

/// Turns a -1 return into the errno.
pub(crate) fn check<T: Returned>(ret: T) -> Result<T> {
    if ret.failed() { Err(Errno::last()) } else { Ok(ret) }
}

/// Turns the return of a pthread-style function (0 or an error number) into a result.
#[cfg(unix)]
pub(crate) fn check_code(code: i32) -> Result<()> {
    if code == 0 { Ok(()) } else { Err(Errno(code)) }
}

/// Calls a libc function and checks its -1 return.
///
/// Contract for every use, which is its safety argument: each argument is a plain number, or a pointer made from a
/// reference, slice or C string that lives through the call, with the length that belongs to it; and the function only
/// reads or writes behind those pointers. Anything else is written out with its own `unsafe` block.
macro_rules! call {
    ($call:expr) => {{
        // SAFETY: the contract of this macro, kept by the call site.
        #[allow(unused_unsafe)]
        $crate::errno::check(unsafe { $call })
    }};
}
pub(crate) use call;

/// Declares functions that exist on unix only; elsewhere they have the same signature and report ENOSYS.
macro_rules! unix_only {
    ($($(#[$meta:meta])* pub fn $name:ident($($arg:ident: $ty:ty),* $(,)?) -> $ret:ty $body:block)*) => {$(
        #[cfg(unix)]
        $(#[$meta])*
        pub fn $name($($arg: $ty),*) -> $ret $body

        #[cfg(not(unix))]
        $(#[$meta])*
        pub fn $name($($arg: $ty),*) -> $ret {
            $(let _ = $arg;)*
            Err($crate::errno::Errno::ENOSYS)
        }
    )*};
}
pub(crate) use unix_only;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_texts() {
        assert_eq!(Errno::ENOENT.name(), Some("ENOENT"));
        assert_eq!(Errno::ENOENT.text(), "No such file or directory");
        assert_eq!(Errno::EAGAIN.name(), Some("EAGAIN"));
        assert_eq!(Errno(9999).text(), "Unknown error 9999");
        assert_eq!(Errno(0).text(), "Success");
        assert_eq!(format!("{:?}", Errno(9999)), "Errno(9999)");
    }

    #[test]
    fn numbers_are_unique() {
        let mut numbers: Vec<i32> = TABLE.iter().map(|row| row.1).collect();
        numbers.sort_unstable();
        let n_rows = numbers.len();
        numbers.dedup();
        assert_eq!(numbers.len(), n_rows);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn texts_are_glibcs() {
        for (name, number, text) in TABLE {
            // SAFETY: strerror returns a NUL-terminated string that stays until the next call; tests of this crate call it here only.
            let theirs = unsafe { std::ffi::CStr::from_ptr(libc::strerror(*number)) };
            assert_eq!(theirs.to_str(), Ok(*text), "{name}");
        }
    }
}
