//! Addresses as Python writes them: (host, port) for IPv4, (host, port, flow, scope) for IPv6, paths for Unix sockets.

use crate::support::{Bytes, allow_threads, c_string, decode_path, encode_path};
use core::net::{Ipv4Addr, Ipv6Addr};
use std::ffi::CString;
use taipan_host::netdb;
use taipan_host::socket::{Address, Parsed};
use taipan_interp::native::*;

const AF_UNIX: i32 = 1;
const AF_INET: i32 = 2;
const AF_INET6: i32 = 10;
const AF_NETLINK: i32 = 16;
const AF_VSOCK: i32 = 40;

/// IPv6 in the usual notation; addresses with an IPv4 part show it as the C library does.
pub(crate) fn inet6_text(ip: [u8; 16]) -> String {
    let address = Ipv6Addr::from(ip);
    // Addresses ::a.b.c.d are shown with dots too, except those of one small number.
    if ip[..12] == [0; 12] && (ip[12], ip[13]) != (0, 0) {
        return format!("::{}.{}.{}.{}", ip[12], ip[13], ip[14], ip[15]);
    }
    address.to_string()
}

/// The host of an address as text; empty for families without hosts.
pub(crate) fn host_text(address: &Address) -> String {
    match address.parse() {
        Parsed::Inet(ip, _) => Ipv4Addr::from(ip).to_string(),
        Parsed::Inet6(ip, ..) => inet6_text(ip),
        _ => String::new(),
    }
}

/// What Python sees of an address.
pub(crate) fn shown_address(address: &Address) -> Value {
    let int = |n: u32| Value::int(n.into());
    match address.parse() {
        Parsed::None => Value::NONE,
        Parsed::Inet(ip, port) => {
            PyTuple::new(&[PyStr::new(&Ipv4Addr::from(ip).to_string()).value(), int(port.into())]).value()
        }
        Parsed::Inet6(ip, port, flow, scope) => {
            let mut host = inet6_text(ip);
            if scope != 0
                && Ipv6Addr::from(ip).is_unicast_link_local()
                && let Ok(name) = netdb::if_indextoname(scope)
            {
                host.push('%');
                host.push_str(&name.to_string_lossy());
            }
            PyTuple::new(&[PyStr::new(&host).value(), int(port.into()), int(flow), int(scope)]).value()
        }
        Parsed::Unix(path) if path.first() == Some(&0) => PyBytes::new(&path).value(),
        Parsed::Unix(path) => decode_path(&path).value(),
        Parsed::Netlink(port, groups) => PyTuple::new(&[int(port), int(groups)]).value(),
        Parsed::Vsock(context, port) => PyTuple::new(&[int(context), int(port)]).value(),
        Parsed::Other(family, bytes) => {
            PyTuple::new(&[Value::int(family.into()), PyBytes::new(&bytes).value()]).value()
        }
    }
}

/// A host name for the resolver: text is encoded by IDNA unless it is ASCII.
pub(crate) fn host_argument(vm: &Vm, host: Value) -> PyResult<CString> {
    let Some(text) = host.cast::<PyStr>() else { return c_string(vm, host) };
    if text.as_bytes().is_ascii() {
        return c_string(vm, host);
    }
    let encoded = vm.call_method(host, "encode", &[PyStr::new("idna").value()])?;
    c_string(vm, encoded)
}

/// The address of a host: empty is any, "<broadcast>" all, else the resolver's first answer.
pub(crate) fn resolve(vm: &Vm, host: Value, family: i32) -> PyResult<Address> {
    const AI_PASSIVE: i32 = 1;
    let name = host_argument(vm, host)?;
    let find = |name: Option<&std::ffi::CStr>, service: Option<&std::ffi::CStr>, flags: i32| {
        let kind = if service.is_some() { 2 } else { 0 };
        allow_threads(vm, || netdb::getaddrinfo(name, service, [family, kind, 0, flags]))
            .map_err(|error| super::name_error(vm, error))
    };
    if name.is_empty() {
        let found = find(None, Some(c"0"), AI_PASSIVE)?;
        return match found.as_slice() {
            [only] => Ok(only.address),
            _ => Err(super::plain_error(vm, "wildcard resolved to multiple address")),
        };
    }
    if matches!(name.as_bytes(), b"<broadcast>" | b"255.255.255.255") && matches!(family, 0 | AF_INET) {
        return Ok(Address::inet([255; 4], 0));
    }
    if let Some(ip) = name.to_str().ok().and_then(|name| name.parse::<Ipv4Addr>().ok())
        && matches!(family, 0 | AF_INET)
    {
        return Ok(Address::inet(ip.octets(), 0));
    }
    let found = find(Some(&name), None, 0)?;
    match found.first() {
        Some(first) => Ok(first.address),
        None => Err(super::plain_error(vm, "getaddrinfo returned no address")),
    }
}

fn port_of(vm: &Vm, value: Value, caller: &str) -> PyResult<u16> {
    let n = to_index(vm, value)?;
    match n.as_int().and_then(|n| n.to_i64()).and_then(|n| u16::try_from(n).ok()) {
        Some(port) => Ok(port),
        None => Err(vm.overflow_error(format!("{caller}(): port must be 0-65535."))),
    }
}

/// The address that `value` means for sockets of `family`; `caller` is the method's name for messages.
pub(crate) fn make_address(vm: &Vm, family: i32, value: Value, caller: &str) -> PyResult<Address> {
    let family_name = match family {
        AF_INET => "AF_INET",
        AF_INET6 => "AF_INET6",
        AF_NETLINK => "AF_NETLINK",
        AF_VSOCK => "AF_VSOCK",
        AF_UNIX => return unix_address(vm, value),
        _ => return Err(super::plain_error(vm, &format!("{caller}(): bad family"))),
    };
    let Some(tuple) = value.cast::<PyTuple>() else {
        let found = vm.type_name(value);
        return Err(vm.type_error(format!("{caller}(): {family_name} address must be tuple, not {found}")));
    };
    let items = tuple.as_slice();
    let word = |value: Value| u32::from_value(vm, value);
    match (family, items) {
        (AF_INET, &[host, port]) => {
            let port_value = to_index(vm, port)?;
            let address = resolve(vm, host, AF_INET)?;
            let port = port_of(vm, port_value, caller)?;
            match address.parse() {
                Parsed::Inet(ip, _) => Ok(Address::inet(ip, port)),
                _ => Err(super::plain_error(vm, "address family mismatched")),
            }
        }
        (AF_INET, _) => Err(vm.type_error("AF_INET address must be a pair (host, port)")),
        (AF_INET6, &[host, port, ref rest @ ..]) if rest.len() <= 2 => {
            let port_value = to_index(vm, port)?;
            let flow = rest.first().map_or(Ok(0), |&v| word(v))?;
            let scope = rest.get(1).map_or(Ok(0), |&v| word(v))?;
            let address = resolve(vm, host, AF_INET6)?;
            let port = port_of(vm, port_value, caller)?;
            if flow > 0xFFFFF {
                return Err(vm.overflow_error(format!("{caller}(): flowinfo must be 0-1048575.")));
            }
            match address.parse() {
                Parsed::Inet6(ip, _, _, found) => {
                    Ok(Address::inet6(ip, port, flow, if scope == 0 { found } else { scope }))
                }
                _ => Err(super::plain_error(vm, "address family mismatched")),
            }
        }
        (AF_INET6, _) => Err(vm.type_error("AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])")),
        (AF_NETLINK, &[port, groups]) => Ok(Address::netlink(word(port)?, word(groups)?)),
        (AF_VSOCK, &[context, port]) => Ok(Address::vsock(word(context)?, word(port)?)),
        (AF_NETLINK, _) => Err(vm.type_error("AF_NETLINK address must be a pair (pid, groups)")),
        _ => Err(vm.type_error("AF_VSOCK address must be a pair (cid, port)")),
    }
}

fn unix_address(vm: &Vm, value: Value) -> PyResult<Address> {
    let path = match value.cast::<PyStr>() {
        Some(text) => encode_path(vm, text)?,
        None => Bytes::new(vm, value, false)?.as_slice().to_vec(),
    };
    if path.is_empty() {
        // The system picks a name.
        return Ok(Address::unix_unnamed());
    }
    Address::unix(&path).ok_or_else(|| super::plain_error(vm, "AF_UNIX path too long"))
}
