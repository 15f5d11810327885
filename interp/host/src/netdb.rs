//! Names of hosts, services, protocols and interfaces: getaddrinfo and its relatives.

use crate::errno::{Errno, Result, call, check};
use crate::socket::Address;
use std::ffi::{CStr, CString};
use std::mem::zeroed;
use std::os::raw::c_int;

/// Why a name was not found: an EAI_* number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameError(pub c_int);

impl NameError {
    /// The system's words for it.
    pub fn text(self) -> String {
        // SAFETY: gai_strerror gives a static string for every number.
        let text = unsafe { CStr::from_ptr(libc::gai_strerror(self.0)) };
        text.to_string_lossy().into_owned()
    }

    /// The system error behind EAI_SYSTEM.
    pub fn errno(self) -> Option<Errno> {
        (self.0 == libc::EAI_SYSTEM).then(Errno::last)
    }
}

/// One way to reach a name.
pub struct AddrInfo {
    /// AF_*.
    pub family: c_int,
    /// SOCK_*.
    pub kind: c_int,
    /// IPPROTO_*.
    pub protocol: c_int,
    /// The host's proper name, if it was asked for.
    pub canonical_name: Vec<u8>,
    /// Where it is.
    pub address: Address,
}

/// All ways to reach a host and a service; each may be absent.
pub fn getaddrinfo(
    host: Option<&CStr>,
    service: Option<&CStr>,
    [family, kind, protocol, flags]: [c_int; 4],
) -> std::result::Result<Vec<AddrInfo>, NameError> {
    // SAFETY: all-zero is a valid value of this plain structure.
    let mut hints: libc::addrinfo = unsafe { zeroed() };
    hints.ai_family = family;
    hints.ai_socktype = kind;
    hints.ai_protocol = protocol;
    hints.ai_flags = flags;
    let mut first = std::ptr::null_mut();
    let pointer = |text: Option<&CStr>| text.map_or(std::ptr::null(), CStr::as_ptr);
    // SAFETY: the strings end with zero bytes; `first` receives a list that is freed below.
    let error = unsafe { libc::getaddrinfo(pointer(host), pointer(service), &raw const hints, &raw mut first) };
    if error != 0 {
        return Err(NameError(error));
    }
    let mut all = Vec::new();
    let mut at = first;
    while !at.is_null() {
        // SAFETY: the C library's list: every entry has an address of `ai_addrlen` bytes, and a name or null.
        unsafe {
            let it = &*at;
            let name = if it.ai_canonname.is_null() {
                Vec::new()
            } else {
                CStr::from_ptr(it.ai_canonname).to_bytes().to_vec()
            };
            all.push(AddrInfo {
                family: it.ai_family,
                kind: it.ai_socktype,
                protocol: it.ai_protocol,
                canonical_name: name,
                address: Address::from_raw(it.ai_addr, it.ai_addrlen),
            });
            at = it.ai_next;
        }
    }
    // SAFETY: made by getaddrinfo, not used any more.
    unsafe { libc::freeaddrinfo(first) };
    Ok(all)
}

/// Host and service names of an address.
pub fn getnameinfo(address: &Address, flags: c_int) -> std::result::Result<(Vec<u8>, Vec<u8>), NameError> {
    let mut host = [0u8; 1025];
    let mut service = [0u8; 32];
    // SAFETY: the buffers have the given sizes.
    let error = unsafe {
        libc::getnameinfo(
            address.as_ptr(),
            address.len(),
            host.as_mut_ptr().cast(),
            host.len() as u32,
            service.as_mut_ptr().cast(),
            service.len() as u32,
            flags,
        )
    };
    if error != 0 {
        return Err(NameError(error));
    }
    let text = |bytes: &[u8]| bytes.split(|&b| b == 0).next().unwrap_or(&[]).to_vec();
    Ok((text(&host), text(&service)))
}

/// The machine's name.
pub fn gethostname() -> Result<Vec<u8>> {
    let mut name = [0u8; 1024];
    call!(libc::gethostname(name.as_mut_ptr().cast(), name.len()))?;
    Ok(name.split(|&b| b == 0).next().unwrap_or(&[]).to_vec())
}

/// Renames the machine.
pub fn sethostname(name: &[u8]) -> Result<()> {
    call!(libc::sethostname(name.as_ptr().cast(), name.len())).map(drop)
}

/// The port of a service, of any protocol or the given one. The caller must not be interrupted by another name look-up.
pub fn getservbyname(name: &CStr, protocol: Option<&CStr>) -> Option<u16> {
    // SAFETY: zero-terminated strings; the result is static storage, read at once.
    unsafe {
        let entry = libc::getservbyname(name.as_ptr(), protocol.map_or(std::ptr::null(), CStr::as_ptr));
        (!entry.is_null()).then(|| u16::from_be((*entry).s_port as u16))
    }
}

/// The service at a port. The caller must not be interrupted by another name look-up.
pub fn getservbyport(port: u16, protocol: Option<&CStr>) -> Option<Vec<u8>> {
    // SAFETY: as above.
    unsafe {
        let entry = libc::getservbyport(i32::from(port.to_be()), protocol.map_or(std::ptr::null(), CStr::as_ptr));
        (!entry.is_null()).then(|| CStr::from_ptr((*entry).s_name).to_bytes().to_vec())
    }
}

/// The number of a protocol. The caller must not be interrupted by another name look-up.
pub fn getprotobyname(name: &CStr) -> Option<c_int> {
    // SAFETY: as above.
    unsafe {
        let entry = libc::getprotobyname(name.as_ptr());
        (!entry.is_null()).then(|| (*entry).p_proto)
    }
}

/// Numbers and names of the network interfaces.
pub fn if_nameindex() -> Result<Vec<(u32, Vec<u8>)>> {
    // SAFETY: a list that ends with index 0, freed below.
    unsafe {
        let list = libc::if_nameindex();
        if list.is_null() {
            return Err(Errno::last());
        }
        let mut all = Vec::new();
        let mut at = list;
        while (*at).if_index != 0 && !(*at).if_name.is_null() {
            all.push(((*at).if_index, CStr::from_ptr((*at).if_name).to_bytes().to_vec()));
            at = at.add(1);
        }
        libc::if_freenameindex(list);
        Ok(all)
    }
}

/// The number of an interface.
pub fn if_nametoindex(name: &CStr) -> Result<u32> {
    // SAFETY: a zero-terminated string.
    match unsafe { libc::if_nametoindex(name.as_ptr()) } {
        0 => Err(Errno::last()),
        n => Ok(n),
    }
}

/// The name of an interface.
pub fn if_indextoname(index: u32) -> Result<CString> {
    let mut name = [0u8; libc::IF_NAMESIZE];
    // SAFETY: the buffer has the size the call asks for.
    let result = unsafe { libc::if_indextoname(index, name.as_mut_ptr().cast()) };
    check(if result.is_null() { -1 } else { 0 })?;
    CStr::from_bytes_until_nul(&name).map(CStr::to_owned).map_err(|_| Errno::EINVAL)
}
