//! Sockets: creating, naming, sending and receiving, options, control messages. Names of hosts and services are in `netdb.rs`.
//!
//! Addresses are opaque [`Address`]es with constructors and a reader for the families that Python programs name.

use crate::errno::{Errno, Result, call, check};
use crate::fd::Fd;
use std::io::{IoSlice, IoSliceMut};
use std::mem::{MaybeUninit, offset_of, size_of, zeroed};
use std::os::raw::{c_int, c_void};

/// A socket address of any family.
#[derive(Clone, Copy)]
pub struct Address {
    storage: libc::sockaddr_storage,
    len: libc::socklen_t,
}

/// What an [`Address`] says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parsed {
    /// No address.
    None,
    /// Address and port.
    Inet([u8; 4], u16),
    /// Address, port, flow information, scope.
    Inet6([u8; 16], u16, u32, u32),
    /// A path, or an abstract name that starts with a zero byte.
    Unix(Vec<u8>),
    /// Port and groups.
    Netlink(u32, u32),
    /// Context and port.
    Vsock(u32, u32),
    /// Another family and its bytes.
    Other(i32, Vec<u8>),
}

impl Default for Address {
    fn default() -> Address {
        // SAFETY: all-zero is a valid value of this plain structure.
        Address { storage: unsafe { zeroed() }, len: 0 }
    }
}

impl Address {
    fn from_plain<T>(value: T) -> Address {
        const { assert!(size_of::<T>() <= size_of::<libc::sockaddr_storage>()) };
        let mut address = Address { len: size_of::<T>() as libc::socklen_t, ..Address::default() };
        // SAFETY: the storage is at least as large as T (checked) and aligned for every address.
        unsafe { (&raw mut address.storage).cast::<T>().write(value) };
        address
    }

    /// The address as a family's structure. Only for plain structures not larger than the storage.
    fn plain<T: Copy>(&self) -> T {
        const { assert!(size_of::<T>() <= size_of::<libc::sockaddr_storage>()) };
        // SAFETY: the storage is at least as large (checked), aligned, and fully initialized; T is plain data.
        unsafe { (&raw const self.storage).cast::<T>().read() }
    }

    /// AF_INET.
    pub fn inet(ip: [u8; 4], port: u16) -> Address {
        Address::from_plain(libc::sockaddr_in {
            sin_family: libc::AF_INET as libc::sa_family_t,
            sin_port: port.to_be(),
            sin_addr: libc::in_addr { s_addr: u32::from_ne_bytes(ip) },
            sin_zero: [0; 8],
        })
    }

    /// AF_INET6.
    pub fn inet6(ip: [u8; 16], port: u16, flow: u32, scope: u32) -> Address {
        Address::from_plain(libc::sockaddr_in6 {
            sin6_family: libc::AF_INET6 as libc::sa_family_t,
            sin6_port: port.to_be(),
            sin6_flowinfo: flow.to_be(),
            sin6_addr: libc::in6_addr { s6_addr: ip },
            sin6_scope_id: scope,
        })
    }

    /// AF_UNIX: a path, or an abstract name that starts with a zero byte; `None` if it is too long.
    pub fn unix(path: &[u8]) -> Option<Address> {
        // SAFETY: all-zero is a valid value of this plain structure.
        let mut address: libc::sockaddr_un = unsafe { zeroed() };
        let room = address.sun_path.len();
        let is_abstract = path.first() == Some(&0);
        if path.len() > room || (!is_abstract && path.len() >= room) {
            return None;
        }
        address.sun_family = libc::AF_UNIX as libc::sa_family_t;
        for (to, &from) in address.sun_path.iter_mut().zip(path) {
            *to = from as libc::c_char;
        }
        let mut result = Address::from_plain(address);
        let ending = usize::from(!is_abstract);
        result.len = (offset_of!(libc::sockaddr_un, sun_path) + path.len() + ending) as libc::socklen_t;
        Some(result)
    }

    /// AF_UNIX without a name: the system picks one.
    pub fn unix_unnamed() -> Address {
        let mut address = Address::default();
        address.storage.ss_family = libc::AF_UNIX as libc::sa_family_t;
        address.len = offset_of!(libc::sockaddr_un, sun_path) as libc::socklen_t;
        address
    }

    /// AF_* number.
    pub fn family(&self) -> i32 {
        self.storage.ss_family.into()
    }

    /// AF_NETLINK.
    pub fn netlink(port: u32, groups: u32) -> Address {
        // SAFETY: all-zero is a valid value of this plain structure.
        let mut address: libc::sockaddr_nl = unsafe { zeroed() };
        address.nl_family = libc::AF_NETLINK as libc::sa_family_t;
        address.nl_pid = port;
        address.nl_groups = groups;
        Address::from_plain(address)
    }

    /// AF_VSOCK.
    pub fn vsock(context: u32, port: u32) -> Address {
        // SAFETY: all-zero is a valid value of this plain structure.
        let mut address: libc::sockaddr_vm = unsafe { zeroed() };
        address.svm_family = libc::AF_VSOCK as libc::sa_family_t;
        address.svm_cid = context;
        address.svm_port = port;
        Address::from_plain(address)
    }

    /// An address that the C library made.
    ///
    /// # Safety
    /// `address` points at `len` readable bytes.
    pub(crate) unsafe fn from_raw(address: *const libc::sockaddr, len: libc::socklen_t) -> Address {
        let mut result = Address::default();
        let len = (len as usize).min(size_of::<libc::sockaddr_storage>());
        // SAFETY: by contract readable; the storage has room for `len` bytes.
        unsafe { std::ptr::copy_nonoverlapping(address.cast::<u8>(), (&raw mut result.storage).cast::<u8>(), len) };
        result.len = len as libc::socklen_t;
        result
    }

    pub(crate) fn as_ptr(&self) -> *const libc::sockaddr {
        (&raw const self.storage).cast()
    }

    pub(crate) fn len(&self) -> libc::socklen_t {
        self.len
    }

    /// What the address says.
    pub fn parse(&self) -> Parsed {
        if self.len == 0 {
            return Parsed::None;
        }
        match i32::from(self.storage.ss_family) {
            libc::AF_INET => {
                let it: libc::sockaddr_in = self.plain();
                Parsed::Inet(it.sin_addr.s_addr.to_ne_bytes(), u16::from_be(it.sin_port))
            }
            libc::AF_INET6 => {
                let it: libc::sockaddr_in6 = self.plain();
                let flow = u32::from_be(it.sin6_flowinfo);
                Parsed::Inet6(it.sin6_addr.s6_addr, u16::from_be(it.sin6_port), flow, it.sin6_scope_id)
            }
            libc::AF_UNIX => {
                let it: libc::sockaddr_un = self.plain();
                let len = (self.len as usize).saturating_sub(offset_of!(libc::sockaddr_un, sun_path));
                let bytes: Vec<u8> = it.sun_path.iter().take(len).map(|&c| c as u8).collect();
                if bytes.first() == Some(&0) && len > 0 {
                    return Parsed::Unix(bytes);
                }
                let end = bytes.iter().position(|&b| b == 0).unwrap_or(bytes.len());
                Parsed::Unix(bytes[..end].to_vec())
            }
            libc::AF_NETLINK => {
                let it: libc::sockaddr_nl = self.plain();
                Parsed::Netlink(it.nl_pid, it.nl_groups)
            }
            libc::AF_VSOCK => {
                let it: libc::sockaddr_vm = self.plain();
                Parsed::Vsock(it.svm_cid, it.svm_port)
            }
            family => {
                // SAFETY: the storage is initialized; `len` does not exceed its size.
                let bytes =
                    unsafe { std::slice::from_raw_parts((&raw const self.storage).cast::<u8>(), self.len as usize) };
                Parsed::Other(family, bytes.get(2..).unwrap_or(&[]).to_vec())
            }
        }
    }
}

/// A new socket, not inheritable.
pub fn socket(family: c_int, kind: c_int, protocol: c_int) -> Result<Fd> {
    call!(libc::socket(family, kind | libc::SOCK_CLOEXEC, protocol))
}

/// Two connected sockets, not inheritable.
pub fn socketpair(family: c_int, kind: c_int, protocol: c_int) -> Result<(Fd, Fd)> {
    let mut fds = [0; 2];
    call!(libc::socketpair(family, kind | libc::SOCK_CLOEXEC, protocol, fds.as_mut_ptr()))?;
    Ok((fds[0], fds[1]))
}

/// Runs a call that fills in an address.
fn with_address<T>(f: impl FnOnce(*mut libc::sockaddr, *mut libc::socklen_t) -> Result<T>) -> Result<(T, Address)> {
    let mut address = Address::default();
    let mut len = size_of::<libc::sockaddr_storage>() as libc::socklen_t;
    let result = f((&raw mut address.storage).cast(), &raw mut len)?;
    address.len = len.min(size_of::<libc::sockaddr_storage>() as libc::socklen_t);
    Ok((result, address))
}

/// The next connection, not inheritable, and who it comes from.
pub fn accept(fd: Fd) -> Result<(Fd, Address)> {
    with_address(|address, len| call!(libc::accept4(fd, address, len, libc::SOCK_CLOEXEC)))
}

/// Gives the socket its own address.
pub fn bind(fd: Fd, address: &Address) -> Result<()> {
    call!(libc::bind(fd, address.as_ptr(), address.len)).map(drop)
}

/// Connects, or starts to.
pub fn connect(fd: Fd, address: &Address) -> Result<()> {
    call!(libc::connect(fd, address.as_ptr(), address.len)).map(drop)
}

/// Makes the socket accept connections.
pub fn listen(fd: Fd, backlog: c_int) -> Result<()> {
    call!(libc::listen(fd, backlog)).map(drop)
}

/// The socket's own address.
pub fn getsockname(fd: Fd) -> Result<Address> {
    with_address(|address, len| call!(libc::getsockname(fd, address, len))).map(|(_, address)| address)
}

/// The address of the other side.
pub fn getpeername(fd: Fd) -> Result<Address> {
    with_address(|address, len| call!(libc::getpeername(fd, address, len))).map(|(_, address)| address)
}

/// Receives; gives the number of bytes.
pub fn recv(fd: Fd, buf: &mut [u8], flags: c_int) -> Result<usize> {
    call!(libc::recv(fd, buf.as_mut_ptr().cast(), buf.len(), flags)).map(|n| n as usize)
}

/// Receives with the sender's address.
pub fn recvfrom(fd: Fd, buf: &mut [u8], flags: c_int) -> Result<(usize, Address)> {
    with_address(|address, len| {
        call!(libc::recvfrom(fd, buf.as_mut_ptr().cast(), buf.len(), flags, address, len)).map(|n| n as usize)
    })
}

/// Sends; gives the number of bytes.
pub fn send(fd: Fd, buf: &[u8], flags: c_int) -> Result<usize> {
    call!(libc::send(fd, buf.as_ptr().cast(), buf.len(), flags)).map(|n| n as usize)
}

/// Sends to an address.
pub fn sendto(fd: Fd, buf: &[u8], flags: c_int, to: &Address) -> Result<usize> {
    call!(libc::sendto(fd, buf.as_ptr().cast(), buf.len(), flags, to.as_ptr(), to.len)).map(|n| n as usize)
}

/// What [`recvmsg`] got.
pub struct Received {
    /// Bytes of data.
    pub n_bytes: usize,
    /// Control messages: level, type, data.
    pub control: Vec<(c_int, c_int, Vec<u8>)>,
    /// MSG_* flags of the message.
    pub flags: c_int,
    /// The sender.
    pub address: Address,
}

/// Receives into several buffers, with up to `control_size` bytes of control messages.
pub fn recvmsg(fd: Fd, buffers: &mut [IoSliceMut<'_>], control_size: usize, flags: c_int) -> Result<Received> {
    // Control data must be aligned like cmsghdr.
    let mut control = vec![0u64; control_size.div_ceil(8)];
    let mut address = Address::default();
    // SAFETY: all-zero is a valid value of this plain structure.
    let mut message: libc::msghdr = unsafe { zeroed() };
    message.msg_name = (&raw mut address.storage).cast();
    message.msg_namelen = size_of::<libc::sockaddr_storage>() as libc::socklen_t;
    message.msg_iov = buffers.as_mut_ptr().cast();
    message.msg_iovlen = buffers.len() as _;
    message.msg_control = control.as_mut_ptr().cast();
    message.msg_controllen = control_size as _;
    let n_bytes = call!(libc::recvmsg(fd, &raw mut message, flags))? as usize;
    address.len = message.msg_namelen.min(size_of::<libc::sockaddr_storage>() as libc::socklen_t);
    let mut parsed = Vec::new();
    // SAFETY: the kernel has filled `message`; the CMSG macros stay within `msg_controllen`, and the data length is cut to it.
    unsafe {
        let end = message.msg_control as usize + message.msg_controllen as usize;
        let mut header = libc::CMSG_FIRSTHDR(&raw const message);
        while !header.is_null() {
            let data = libc::CMSG_DATA(header);
            let whole = ((*header).cmsg_len as usize).saturating_sub(libc::CMSG_LEN(0) as usize);
            let len = whole.min(end.saturating_sub(data as usize));
            parsed.push(((*header).cmsg_level, (*header).cmsg_type, std::slice::from_raw_parts(data, len).to_vec()));
            header = libc::CMSG_NXTHDR(&raw const message, header);
        }
    }
    Ok(Received { n_bytes, control: parsed, flags: message.msg_flags, address })
}

/// Sends several buffers with control messages (level, type, data).
pub fn sendmsg(
    fd: Fd,
    buffers: &[IoSlice<'_>],
    control: &[(c_int, c_int, Vec<u8>)],
    flags: c_int,
    to: Option<&Address>,
) -> Result<usize> {
    let size: usize = control.iter().map(|(_, _, data)| cmsg_space(data.len())).sum();
    let mut room = vec![0u64; size.div_ceil(8)];
    // SAFETY: all-zero is a valid value of this plain structure.
    let mut message: libc::msghdr = unsafe { zeroed() };
    if let Some(to) = to {
        message.msg_name = to.as_ptr().cast_mut().cast();
        message.msg_namelen = to.len;
    }
    message.msg_iov = buffers.as_ptr().cast_mut().cast();
    message.msg_iovlen = buffers.len() as _;
    if size > 0 {
        message.msg_control = room.as_mut_ptr().cast();
        message.msg_controllen = size as _;
        let mut at = room.as_mut_ptr().cast::<u8>();
        for (level, kind, data) in control {
            // SAFETY: `room` has CMSG_SPACE of every message's length, so header and data fit at `at`, which is aligned.
            unsafe {
                let header = at.cast::<libc::cmsghdr>();
                (*header).cmsg_level = *level;
                (*header).cmsg_type = *kind;
                (*header).cmsg_len = libc::CMSG_LEN(data.len() as u32) as _;
                std::ptr::copy_nonoverlapping(data.as_ptr(), libc::CMSG_DATA(header), data.len());
                at = at.add(cmsg_space(data.len()));
            }
        }
    }
    call!(libc::sendmsg(fd, &raw const message, flags)).map(|n| n as usize)
}

/// Size of a control message with `len` bytes of data, without padding at its end.
pub fn cmsg_len(len: usize) -> usize {
    // SAFETY: arithmetic only.
    unsafe { libc::CMSG_LEN(0) as usize + len }
}

/// Size of a control message with `len` bytes of data and padding.
pub fn cmsg_space(len: usize) -> usize {
    let unit = size_of::<usize>();
    // SAFETY: arithmetic only.
    unsafe { libc::CMSG_SPACE(0) as usize + len.div_ceil(unit) * unit }
}

/// Ends receiving, sending or both.
pub fn shutdown(fd: Fd, how: c_int) -> Result<()> {
    call!(libc::shutdown(fd, how)).map(drop)
}

/// An option's value of up to `size` bytes.
pub fn getsockopt(fd: Fd, level: c_int, option: c_int, size: usize) -> Result<Vec<u8>> {
    let mut value = vec![0u8; size];
    let mut len = size as libc::socklen_t;
    call!(libc::getsockopt(fd, level, option, value.as_mut_ptr().cast(), &raw mut len))?;
    value.truncate(len as usize);
    Ok(value)
}

/// An option's value as an int.
pub fn getsockopt_int(fd: Fd, level: c_int, option: c_int) -> Result<c_int> {
    let mut value = MaybeUninit::<c_int>::zeroed();
    let mut len = size_of::<c_int>() as libc::socklen_t;
    call!(libc::getsockopt(fd, level, option, value.as_mut_ptr().cast(), &raw mut len))?;
    // SAFETY: zeroed before the call.
    Ok(unsafe { value.assume_init() })
}

/// Sets an option from bytes.
pub fn setsockopt(fd: Fd, level: c_int, option: c_int, value: &[u8]) -> Result<()> {
    setsockopt_raw(fd, level, option, value.as_ptr().cast(), value.len() as libc::socklen_t)
}

/// Sets an option from a null pointer with a length.
pub fn setsockopt_null(fd: Fd, level: c_int, option: c_int, len: u32) -> Result<()> {
    setsockopt_raw(fd, level, option, std::ptr::null(), len)
}

fn setsockopt_raw(fd: Fd, level: c_int, option: c_int, value: *const c_void, len: libc::socklen_t) -> Result<()> {
    // SAFETY: `value` is null, which the kernel refuses, or has `len` bytes.
    check(unsafe { libc::setsockopt(fd, level, option, value, len) }).map(drop)
}

/// The error that an asynchronous connect ended with.
pub fn pending_error(fd: Fd) -> Result<()> {
    match getsockopt_int(fd, libc::SOL_SOCKET, libc::SO_ERROR)? {
        0 => Ok(()),
        errno => Err(Errno(errno)),
    }
}
