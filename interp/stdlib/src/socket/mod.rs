//! `_socket`: the class over descriptors is in `object.rs`, addresses as Python writes them in `address.rs`; here are the module's
//! functions: names of hosts and services, conversions of numbers and addresses. Unix only.

pub mod address;
pub mod object;

use taipan_host::netdb::NameError;
use taipan_interp::native::*;

const GAIERROR: &str = "_socket.gaierror";
const HERROR: &str = "_socket.herror";

/// Raises `gaierror` (or OSError, when the system failed) for a name that was not found.
pub(crate) fn name_error(vm: &Vm, error: NameError) -> Raised {
    if let Some(errno) = error.errno() {
        return crate::support::os_error(vm, errno);
    }
    let class = crate::support::kept_class(vm, GAIERROR);
    vm.raise_new(class, &[Value::small(error.0.into()), PyStr::new(&error.text()).value()])
}

/// Raises OSError with a text only.
pub(crate) fn plain_error(vm: &Vm, text: &str) -> Raised {
    vm.raise_msg(vm.exc().OSError, text)
}

/// Sockets: communication between processes and machines.
#[taipan_interp::native::pymodule(name = "_socket")]
#[allow(clippy::module_inception)]
pub mod socket {
    use super::address::{host_argument, make_address, resolve, shown_address};
    use super::{GAIERROR, HERROR, name_error, plain_error};
    use crate::support::{Bytes, OrRaise, allow_threads, c_string, exception_class, optional, os_error, set_in_module};
    use core::net::{Ipv4Addr, Ipv6Addr};
    use taipan_host::{Errno, netdb, socket as os, socket_consts};
    use taipan_interp::native::*;

    #[pyclass]
    use super::object::Socket;

    #[pyattr]
    const has_ipv6: bool = true;
    #[pyattr]
    const BDADDR_ANY: &str = "00:00:00:00:00:00";
    #[pyattr]
    const BDADDR_LOCAL: &str = "00:00:00:FF:FF:FF";

    const AF_INET: i32 = 2;
    const AF_INET6: i32 = 10;
    const AF_UNIX: i32 = 1;

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        for &(name, number) in socket_consts::TABLE {
            set_in_module(vm, module, name, Value::int(number));
        }
        let os_error = vm.exc().OSError;
        set_in_module(vm, module, "error", os_error.value());
        set_in_module(vm, module, "timeout", vm.exc().TimeoutError.value());
        for (key, name, doc) in [
            (GAIERROR, "gaierror", "A host or service name was not found."),
            (HERROR, "herror", "A host's address was not found."),
        ] {
            let class = exception_class(vm, "socket", name, &[os_error], doc)?;
            vm.set_static(key, class);
            set_in_module(vm, module, name, class);
        }
        set_in_module(vm, module, "SocketType", vm.class::<Socket>().value());
        Ok(())
    }

    /// Closes a descriptor of a socket.
    #[pyfunction(sig = "(fd, /)")]
    fn close(vm: &Vm, fd: i32) -> PyResult<()> {
        match allow_threads(vm, || taipan_host::fd::close(fd)) {
            Err(errno) if errno != Errno::ECONNRESET => Err(os_error(vm, errno)),
            _ => Ok(()),
        }
    }

    /// A new descriptor for the same socket, not inheritable.
    #[pyfunction(sig = "(fd, /)")]
    fn dup(vm: &Vm, fd: Value) -> PyResult<i32> {
        let fd = i32::from_value(vm, fd)?;
        taipan_host::fd::dup(fd).or_raise(vm)
    }

    /// Two sockets that are connected to each other.
    #[pyfunction(sig = "(family=None, type=1, proto=0, /)")]
    fn socketpair(vm: &Vm, family: Option<i32>, kind: i32, proto: i32) -> PyResult {
        let family = family.unwrap_or(AF_UNIX);
        let (a, b) = os::socketpair(family, kind, proto).or_raise(vm)?;
        let first = Socket::from_fd(vm, a, family, kind, proto)?;
        let second = Socket::from_fd(vm, b, family, kind, proto)?;
        Ok(vm.new_tuple(&[first.value(), second.value()]).value())
    }

    /// The seconds that new sockets wait, or None for no limit.
    #[pyfunction]
    fn getdefaulttimeout() -> Value {
        super::object::timeout_value(super::object::default_timeout())
    }

    /// Sets how long new sockets wait, in seconds; None is no limit.
    #[pyfunction(sig = "(timeout, /)")]
    fn setdefaulttimeout(vm: &Vm, timeout: Value) -> PyResult<()> {
        super::object::set_default_timeout(super::object::timeout_arg(vm, timeout)?);
        Ok(())
    }

    fn unsigned(vm: &Vm, value: Value, bits: u32) -> PyResult<u64> {
        let value = to_index(vm, value)?;
        let Some(n) = value.as_int() else { return Ok(0) };
        if n.is_negative() {
            return Err(vm.value_error("Cannot convert negative int"));
        }
        match n.to_i64().map(|n| n as u64).filter(|n| n >> bits == 0) {
            Some(n) => Ok(n),
            None => Err(vm.overflow_error(format!("Python int too large for C uint{bits}_t"))),
        }
    }

    /// A 16-bit number from network to host byte order.
    #[pyfunction(sig = "(x, /)")]
    fn ntohs(vm: &Vm, x: Value) -> PyResult<u64> {
        unsigned(vm, x, 16).map(|n| u16::from_be(n as u16).into())
    }

    /// A 32-bit number from network to host byte order.
    #[pyfunction(sig = "(x, /)")]
    fn ntohl(vm: &Vm, x: Value) -> PyResult<u64> {
        unsigned(vm, x, 32).map(|n| u32::from_be(n as u32).into())
    }

    /// A 16-bit number from host to network byte order.
    #[pyfunction(sig = "(x, /)")]
    fn htons(vm: &Vm, x: Value) -> PyResult<u64> {
        unsigned(vm, x, 16).map(|n| (n as u16).to_be().into())
    }

    /// A 32-bit number from host to network byte order.
    #[pyfunction(sig = "(x, /)")]
    fn htonl(vm: &Vm, x: Value) -> PyResult<u64> {
        unsigned(vm, x, 32).map(|n| (n as u32).to_be().into())
    }

    /// The four bytes of an IPv4 address in the usual notations (1.2.3.4, 1.2, 0x7f000001).
    #[pyfunction(sig = "(ip_addr, /)")]
    fn inet_aton(vm: &Vm, ip_addr: Gc<PyStr>) -> PyResult<Gc<PyBytes>> {
        let parsed = ip_addr.as_str().and_then(parse_aton);
        match parsed {
            Some(bytes) => Ok(PyBytes::new(&bytes)),
            None => Err(plain_error(vm, "illegal IP address string passed to inet_aton")),
        }
    }

    /// One to four numbers in C's notations; the last fills the remaining bytes.
    fn parse_aton(text: &str) -> Option<[u8; 4]> {
        let text = text.split(|c: char| c.is_ascii_whitespace()).next()?;
        let number = |part: &str| -> Option<u32> {
            if let Some(hex) = part.strip_prefix("0x").or_else(|| part.strip_prefix("0X")) {
                return u32::from_str_radix(hex, 16).ok();
            }
            let radix = if part.len() > 1 && part.starts_with('0') { 8 } else { 10 };
            if part.starts_with(['+', '-']) { None } else { u32::from_str_radix(part, radix).ok() }
        };
        let parts: Vec<u32> = text.split('.').map(number).collect::<Option<_>>()?;
        let (&last, first) = parts.split_last()?;
        if first.len() > 3 || first.iter().any(|&n| n > 255) {
            return None;
        }
        let room = 32 - 8 * first.len() as u32;
        if room < 32 && last >> room != 0 {
            return None;
        }
        let high = first.iter().enumerate().fold(0, |sum, (i, &n)| sum | n << (24 - 8 * i));
        Some((high | last).to_be_bytes())
    }

    /// The dotted text of four bytes.
    #[pyfunction(sig = "(packed_ip, /)")]
    fn inet_ntoa(vm: &Vm, packed_ip: Value) -> PyResult<String> {
        let bytes = Bytes::new(vm, packed_ip, false)?;
        match <[u8; 4]>::try_from(bytes.as_slice()) {
            Ok(ip) => Ok(Ipv4Addr::from(ip).to_string()),
            Err(_) => Err(plain_error(vm, "packed IP wrong length for inet_ntoa")),
        }
    }

    /// The bytes of an address of a family in its usual notation.
    #[pyfunction(sig = "(address_family, ip_string, /)")]
    fn inet_pton(vm: &Vm, family: i32, text: Gc<PyStr>) -> PyResult<Gc<PyBytes>> {
        let text = text.as_str().unwrap_or("");
        let bytes = match family {
            AF_INET => text.parse::<Ipv4Addr>().ok().map(|ip| ip.octets().to_vec()),
            AF_INET6 => text.parse::<Ipv6Addr>().ok().map(|ip| ip.octets().to_vec()),
            _ => return Err(os_error(vm, Errno::EAFNOSUPPORT)),
        };
        match bytes {
            Some(bytes) => Ok(PyBytes::new(&bytes)),
            None => Err(plain_error(vm, "illegal IP address string passed to inet_pton")),
        }
    }

    /// The usual notation of a packed address of a family.
    #[pyfunction(sig = "(address_family, packed_ip, /)")]
    fn inet_ntop(vm: &Vm, family: i32, packed: Value) -> PyResult<String> {
        let bytes = Bytes::new(vm, packed, false)?;
        let text = match family {
            AF_INET => <[u8; 4]>::try_from(bytes.as_slice()).ok().map(|ip| Ipv4Addr::from(ip).to_string()),
            AF_INET6 => <[u8; 16]>::try_from(bytes.as_slice()).ok().map(super::address::inet6_text),
            _ => return Err(vm.value_error(format!("unknown address family {family}"))),
        };
        text.ok_or_else(|| vm.value_error("invalid length of packed IP address string"))
    }

    /// The name of this machine.
    #[pyfunction]
    fn gethostname(vm: &Vm) -> PyResult {
        vm.audit("socket.gethostname", &[])?;
        netdb::gethostname().map(|name| crate::support::decode_path(&name).value()).or_raise(vm)
    }

    /// Renames this machine.
    #[pyfunction(sig = "(name, /)")]
    fn sethostname(vm: &Vm, name: Value) -> PyResult<()> {
        vm.audit("socket.sethostname", &[name])?;
        let name = c_string(vm, name)?;
        netdb::sethostname(name.as_bytes()).or_raise(vm)
    }

    /// All ways to reach a host and a port: (family, type, proto, canonical name, address) each.
    #[pyfunction(sig = "(host, port, family=0, type=0, proto=0, flags=0)")]
    fn getaddrinfo(vm: &Vm, host: Value, port: Value, family: i32, kind: i32, proto: i32, flags: i32) -> PyResult {
        let name = match host.is_none() {
            true => None,
            false if host.is::<PyStr>() || host.is::<PyBytes>() => Some(host_argument(vm, host)?),
            false => return Err(vm.type_error("getaddrinfo() argument 1 must be string or None")),
        };
        let service = match port.is_none() {
            true => None,
            false if port.is::<PyStr>() || port.is::<PyBytes>() => Some(c_string(vm, port)?),
            false if port.as_int().is_some() => Some(c_string(vm, vm.str(port)?.value())?),
            false => return Err(vm.raise_msg(vm.exc().OSError, "Int or String expected")),
        };
        let numbers = [family, kind, proto, flags];
        let shown = numbers[..].iter().map(|&n| Value::int(n.into()));
        let mut audited = [host, port, Value::NONE, Value::NONE, Value::NONE, Value::NONE];
        audited[2..].iter_mut().zip(shown).for_each(|(to, n)| *to = n);
        vm.audit("socket.getaddrinfo", &audited)?;
        let found = allow_threads(vm, || netdb::getaddrinfo(name.as_deref(), service.as_deref(), numbers));
        let found = found.map_err(|error| name_error(vm, error))?;
        let list = vm.new_list(&[]);
        for it in found {
            let address = shown_address(&it.address);
            let canonical = crate::support::decode_path(&it.canonical_name).value();
            let int = |n: i32| Value::int(n.into());
            list.items
                .push(vm.new_tuple(&[int(it.family), int(it.kind), int(it.protocol), canonical, address]).value());
        }
        Ok(list.value())
    }

    /// Names of the host and the service of an address.
    #[pyfunction(sig = "(sockaddr, flags, /)")]
    fn getnameinfo(vm: &Vm, sockaddr: Value, flags: i32) -> PyResult {
        let Some(tuple) = sockaddr.cast::<PyTuple>() else {
            return Err(vm.type_error("getnameinfo() argument 1 must be a tuple"));
        };
        vm.audit("socket.getnameinfo", &[sockaddr])?;
        let (Some(&host), Some(&port)) = (tuple.as_slice().first(), tuple.as_slice().get(1)) else {
            return Err(vm.type_error("getnameinfo(): illegal sockaddr argument"));
        };
        let host = c_string(vm, host)?;
        let port = c_string(vm, vm.str(port)?.value())?;
        const AI_NUMERICHOST: i32 = 4;
        let hints = [0, 2, 0, AI_NUMERICHOST];
        let found = allow_threads(vm, || netdb::getaddrinfo(Some(&host), Some(&port), hints));
        let found = found.map_err(|error| name_error(vm, error))?;
        let [only] = found.as_slice() else {
            return Err(plain_error(vm, "sockaddr resolved to multiple addresses"));
        };
        let address = make_address(vm, only.family, sockaddr, "getnameinfo")?;
        let (host, service) =
            allow_threads(vm, || netdb::getnameinfo(&address, flags)).map_err(|e| name_error(vm, e))?;
        let text = |bytes: &[u8]| crate::support::decode_path(bytes).value();
        Ok(vm.new_tuple(&[text(&host), text(&service)]).value())
    }

    /// The IPv4 address of a host, as text.
    #[pyfunction(sig = "(hostname, /)")]
    fn gethostbyname(vm: &Vm, hostname: Value) -> PyResult<String> {
        vm.audit("socket.gethostbyname", &[hostname])?;
        let address = resolve(vm, hostname, AF_INET)?;
        Ok(super::address::host_text(&address))
    }

    /// (name, aliases, addresses) of a host.
    #[pyfunction(sig = "(hostname, /)")]
    fn gethostbyname_ex(vm: &Vm, hostname: Value) -> PyResult {
        vm.audit("socket.gethostbyname", &[hostname])?;
        let name = host_argument(vm, hostname)?;
        const AI_CANONNAME: i32 = 2;
        let found = allow_threads(vm, || netdb::getaddrinfo(Some(&name), None, [AF_INET, 1, 0, AI_CANONNAME]));
        let found = found.map_err(|error| name_error(vm, error))?;
        let canonical = found.first().map_or(Vec::new(), |it| it.canonical_name.clone());
        let addresses = vm.new_list(&[]);
        for it in &found {
            addresses.items.push(PyStr::new(&super::address::host_text(&it.address)).value());
        }
        let name = crate::support::decode_path(&canonical).value();
        Ok(vm.new_tuple(&[name, vm.new_list(&[]).value(), addresses.value()]).value())
    }

    /// (name, aliases, addresses) of the host with an address.
    #[pyfunction(sig = "(ip_address, /)")]
    fn gethostbyaddr(vm: &Vm, ip_address: Value) -> PyResult {
        vm.audit("socket.gethostbyaddr", &[ip_address])?;
        let address = resolve(vm, ip_address, 0)?;
        const NI_NAMEREQD: i32 = 8;
        let found = allow_threads(vm, || netdb::getnameinfo(&address, NI_NAMEREQD));
        let Ok((name, _)) = found else {
            let class = crate::support::kept_class(vm, HERROR);
            return Err(vm.raise_new(class, &[Value::small(1), PyStr::new("Unknown host").value()]));
        };
        let addresses = vm.new_list(&[PyStr::new(&super::address::host_text(&address)).value()]);
        let name = crate::support::decode_path(&name).value();
        Ok(vm.new_tuple(&[name, vm.new_list(&[]).value(), addresses.value()]).value())
    }

    /// The port of a service, of the given protocol if there is one.
    #[pyfunction(sig = "(servicename, protocolname=None, /)")]
    fn getservbyname(vm: &Vm, name: Gc<PyStr>, protocol: Option<Value>) -> PyResult<u16> {
        let protocol_name = match optional(protocol) {
            Some(protocol) => Some(c_string(vm, protocol)?),
            None => None,
        };
        vm.audit("socket.getservbyname", &[name.value(), protocol.unwrap_or_else(|| PyStr::new("").value())])?;
        let name = c_string(vm, name.value())?;
        netdb::getservbyname(&name, protocol_name.as_deref()).ok_or_else(|| plain_error(vm, "service/proto not found"))
    }

    /// The service at a port, of the given protocol if there is one.
    #[pyfunction(sig = "(port, protocolname=None, /)")]
    fn getservbyport(vm: &Vm, port: i32, protocol: Option<Value>) -> PyResult {
        let Ok(number) = u16::try_from(port) else {
            return Err(vm.overflow_error("getservbyport: port must be 0-65535."));
        };
        let protocol_name = match optional(protocol) {
            Some(protocol) => Some(c_string(vm, protocol)?),
            None => None,
        };
        let shown = protocol.unwrap_or_else(|| PyStr::new("").value());
        vm.audit("socket.getservbyport", &[Value::int(port.into()), shown])?;
        match netdb::getservbyport(number, protocol_name.as_deref()) {
            Some(name) => Ok(crate::support::decode_path(&name).value()),
            None => Err(plain_error(vm, "port/proto not found")),
        }
    }

    /// The number of a protocol.
    #[pyfunction(sig = "(protocolname, /)")]
    fn getprotobyname(vm: &Vm, name: Gc<PyStr>) -> PyResult<i32> {
        let name = c_string(vm, name.value())?;
        netdb::getprotobyname(&name).ok_or_else(|| plain_error(vm, "protocol not found"))
    }

    /// Numbers and names of the network interfaces.
    #[pyfunction]
    fn if_nameindex(vm: &Vm) -> PyResult {
        let list = vm.new_list(&[]);
        for (index, name) in netdb::if_nameindex().or_raise(vm)? {
            let name = crate::support::decode_path(&name).value();
            list.items.push(vm.new_tuple(&[Value::int(index.into()), name]).value());
        }
        Ok(list.value())
    }

    /// The number of a network interface.
    #[pyfunction(sig = "(if_name, /)")]
    fn if_nametoindex(vm: &Vm, name: Value) -> PyResult<u32> {
        let name = c_string(vm, name)?;
        netdb::if_nametoindex(&name).or_raise(vm)
    }

    /// The name of a network interface.
    #[pyfunction(sig = "(if_index, /)")]
    fn if_indextoname(vm: &Vm, index: u32) -> PyResult {
        netdb::if_indextoname(index).map(|name| crate::support::decode_path(name.as_bytes()).value()).or_raise(vm)
    }

    fn cmsg_size(vm: &Vm, length: isize, name: &str, size: fn(usize) -> usize) -> PyResult<usize> {
        match usize::try_from(length) {
            Ok(n) if n <= i32::MAX as usize - os::cmsg_space(0) => Ok(size(n)),
            _ => Err(vm.overflow_error(format!("{name}() argument out of range"))),
        }
    }

    /// Size of a control message with that much data, without padding at its end.
    #[pyfunction]
    fn CMSG_LEN(vm: &Vm, length: isize) -> PyResult<usize> {
        cmsg_size(vm, length, "CMSG_LEN", os::cmsg_len)
    }

    /// Room that a control message with that much data takes.
    #[pyfunction]
    fn CMSG_SPACE(vm: &Vm, length: isize) -> PyResult<usize> {
        cmsg_size(vm, length, "CMSG_SPACE", os::cmsg_space)
    }
}
