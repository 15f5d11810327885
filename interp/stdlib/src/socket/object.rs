//! `_socket.socket`: a descriptor with a family, a type, a protocol and a timeout.
//!
//! A socket with a timeout is non-blocking for the system; its calls poll first, so that the wait has an end. Blocking calls let
//! other threads run, and are repeated after signals.

use super::address::{make_address, shown_address};
use crate::support::{Bytes, OrRaise, optional, os_error, retry, seconds_to_ns};
use std::cell::Cell;
use std::io::{IoSlice, IoSliceMut};
use std::sync::atomic::{AtomicI64, Ordering};
use taipan_host::fd::Fd;
use taipan_host::poll::{PollFd, poll};
use taipan_host::socket::{self as os, Address};
use taipan_host::{Errno, Result as HostResult};
use taipan_interp::native::*;

const SO_TYPE: i32 = 3;
const SO_PROTOCOL: i32 = 38;
const SOL_SOCKET: i32 = 1;
const POLLIN: i16 = 1;
const POLLOUT: i16 = 4;
/// Bits of the type that are no type.
const TYPE_FLAGS: i32 = 0o4000 | 0o2_000_000;
const SOCK_NONBLOCK: i32 = 0o4000;

static DEFAULT_TIMEOUT: AtomicI64 = AtomicI64::new(-1);

/// The timeout of new sockets in nanoseconds, -1 = none.
pub(crate) fn default_timeout() -> i64 {
    DEFAULT_TIMEOUT.load(Ordering::Relaxed)
}

/// Sets the timeout of new sockets in nanoseconds, -1 = none.
pub(crate) fn set_default_timeout(ns: i64) {
    DEFAULT_TIMEOUT.store(ns, Ordering::Relaxed);
}

/// Nanoseconds as Python shows a timeout.
pub(crate) fn timeout_value(ns: i64) -> Value {
    if ns < 0 { Value::NONE } else { Value::float(ns as f64 * 1e-9) }
}

/// A timeout argument in nanoseconds: -1 for None.
pub(crate) fn timeout_arg(vm: &Vm, value: Value) -> PyResult<i64> {
    if value.is_none() {
        return Ok(-1);
    }
    let ns = seconds_to_ns(vm, value, crate::support::args::Round::Ceiling)?;
    if ns < 0 { Err(vm.value_error("Timeout value out of range")) } else { Ok(ns) }
}

/// One endpoint of a connection between processes. Without arguments: an IPv4 stream socket; with fileno: the socket behind that
/// descriptor, whose other properties are asked from the system unless given.
#[pyclass(
    name = "socket",
    module = "_socket",
    subclass,
    dict,
    text_sig = "(family=-1, type=-1, proto=-1, fileno=None)"
)]
pub struct Socket {
    fd: Cell<Fd>,
    #[member(name = "family")]
    family: Cell<i32>,
    #[member(name = "type")]
    kind: Cell<i32>,
    #[member(name = "proto")]
    proto: Cell<i32>,
    /// Nanoseconds; -1 = no limit, 0 = never wait.
    timeout_ns: Cell<i64>,
}

impl Socket {
    /// A `_socket.socket` over a descriptor.
    pub(crate) fn from_fd(vm: &Vm, fd: Fd, family: i32, kind: i32, proto: i32) -> PyResult<Obj<Socket>> {
        let socket = vm.new_object(Socket {
            fd: Cell::new(fd),
            family: Cell::new(family),
            kind: Cell::new(kind & !TYPE_FLAGS),
            proto: Cell::new(proto),
            timeout_ns: Cell::new(-1),
        })?;
        socket.start(vm, kind)?;
        Ok(socket)
    }

    /// Applies the default timeout.
    fn start(&self, vm: &Vm, kind: i32) -> PyResult<()> {
        if kind & SOCK_NONBLOCK != 0 {
            self.timeout_ns.set(0);
            return Ok(());
        }
        let timeout = default_timeout();
        self.timeout_ns.set(timeout);
        if timeout >= 0 {
            taipan_host::fd::set_blocking(self.fd.get(), false).or_raise(vm)?;
        }
        Ok(())
    }

    /// Runs a call that may wait for the socket, within its timeout.
    fn wait<T>(&self, vm: &Vm, events: i16, timeout: i64, mut f: impl FnMut(Fd) -> HostResult<T>) -> PyResult<T> {
        let fd = self.fd.get();
        let deadline = (timeout > 0).then(|| taipan_host::time::monotonic_ns().saturating_add(timeout));
        let timed_out = || vm.raise_msg(vm.exc().TimeoutError, "timed out");
        loop {
            if let Some(deadline) = deadline
                && fd >= 0
            {
                let ready = retry(vm, || {
                    let left = deadline - taipan_host::time::monotonic_ns();
                    if left < 0 {
                        return Ok(0);
                    }
                    poll(&mut [PollFd { fd, events, revents: 0 }], Some(left))
                })?;
                if ready.or_raise(vm)? == 0 {
                    return Err(timed_out());
                }
            }
            match retry(vm, || f(fd))? {
                // The data may have been a false alarm: wait again.
                Err(Errno::EAGAIN) if deadline.is_some() => {}
                Err(errno) => return Err(os_error(vm, errno)),
                Ok(result) => return Ok(result),
            }
        }
    }

    fn reading<T>(&self, vm: &Vm, f: impl FnMut(Fd) -> HostResult<T>) -> PyResult<T> {
        self.wait(vm, POLLIN, self.timeout_ns.get(), f)
    }

    fn writing<T>(&self, vm: &Vm, f: impl FnMut(Fd) -> HostResult<T>) -> PyResult<T> {
        self.wait(vm, POLLOUT, self.timeout_ns.get(), f)
    }

    /// Starts connecting and waits for the end of it.
    fn do_connect(&self, vm: &Vm, address: &Address) -> PyResult<HostResult<()>> {
        let fd = self.fd.get();
        let timeout = self.timeout_ns.get();
        let waits = match crate::support::allow_threads(vm, || os::connect(fd, address)) {
            Ok(()) => return Ok(Ok(())),
            Err(Errno::EINTR) => {
                crate::support::check_signals(vm)?;
                timeout != 0
            }
            Err(Errno::EINPROGRESS) => timeout > 0,
            Err(errno) => return Ok(Err(errno)),
        };
        if !waits {
            return Ok(Err(Errno::EINPROGRESS));
        }
        let deadline = (timeout > 0).then(|| taipan_host::time::monotonic_ns().saturating_add(timeout));
        let ready = retry(vm, || {
            let left = deadline.map(|deadline| (deadline - taipan_host::time::monotonic_ns()).max(0));
            poll(&mut [PollFd { fd, events: POLLOUT, revents: 0 }], left)
        })?;
        match ready {
            Ok(0) => Err(vm.raise_msg(vm.exc().TimeoutError, "timed out")),
            Ok(_) => Ok(os::pending_error(fd)),
            Err(errno) => Ok(Err(errno)),
        }
    }
}

/// A size argument of recv and its relatives.
fn size_arg(vm: &Vm, size: isize, method: &str) -> PyResult<usize> {
    usize::try_from(size).map_err(|_| vm.value_error(format!("negative buffersize in {method}")))
}

/// How much of a buffer recv_into and recvfrom_into fill.
fn part_size(vm: &Vm, room: usize, wanted: isize, method: &str) -> PyResult<usize> {
    let wanted = size_arg(vm, wanted, method)?;
    if wanted > room {
        return Err(vm.value_error(if method == "recv_into" {
            "buffer too small for requested bytes"
        } else {
            "nbytes is greater than the length of the buffer"
        }));
    }
    Ok(if wanted == 0 { room } else { wanted })
}

#[pymethods]
impl Socket {
    #[pyslot]
    fn __new__(cls: Gc<PyType>, vm: &Vm, args: Args<'_>) -> PyResult<Obj<Socket>> {
        let _ = args;
        vm.new_native(
            cls,
            Socket {
                fd: Cell::new(-1),
                family: Cell::new(0),
                kind: Cell::new(0),
                proto: Cell::new(0),
                timeout_ns: Cell::new(-1),
            },
        )
    }

    #[pyslot(sig = "(family=-1, type=-1, proto=-1, fileno=None)")]
    fn __init__(this: Obj<Socket>, vm: &Vm, family: i32, kind: i32, proto: i32, fileno: Option<Value>) -> PyResult<()> {
        let int = |n: i32| Value::int(n.into());
        vm.audit("socket.__new__", &[this.value(), int(family), int(kind), int(proto)])?;
        let (fd, family, kind, proto) = match optional(fileno) {
            Some(fileno) => {
                if fileno.as_float().is_some() {
                    return Err(vm.type_error("integer argument expected, got float"));
                }
                let fd = i32::from_value(vm, fileno)?;
                if fd < 0 {
                    return Err(vm.value_error("negative file descriptor"));
                }
                let found = os::getsockname(fd);
                let family = match (family, found) {
                    (-1, Ok(address)) => address.family(),
                    (family, Err(errno @ (Errno::EBADF | Errno::ENOTSOCK))) => {
                        let _ = family;
                        return Err(os_error(vm, errno));
                    }
                    (-1, Err(errno)) => return Err(os_error(vm, errno)),
                    (family, _) => family,
                };
                let option = |number: i32| os::getsockopt_int(fd, SOL_SOCKET, number).or_raise(vm);
                let kind = if kind == -1 { option(SO_TYPE)? } else { kind };
                let proto = if proto == -1 { option(SO_PROTOCOL)? } else { proto };
                (fd, family, kind, proto)
            }
            None => {
                let family = if family == -1 { 2 } else { family };
                let kind = if kind == -1 { 1 } else { kind };
                let proto = if proto == -1 { 0 } else { proto };
                (os::socket(family, kind, proto).or_raise(vm)?, family, kind, proto)
            }
        };
        this.fd.set(fd);
        this.family.set(family);
        this.kind.set(kind & !TYPE_FLAGS);
        this.proto.set(proto);
        this.start(vm, kind)
    }

    fn __repr__(&self) -> String {
        let (fd, family, kind, proto) = (self.fd.get(), self.family.get(), self.kind.get(), self.proto.get());
        format!("<socket object, fd={fd}, family={family}, type={kind}, proto={proto}>")
    }

    fn __del__(this: Obj<Socket>, vm: &Vm) -> PyResult<()> {
        let fd = this.fd.get();
        if fd < 0 {
            return Ok(());
        }
        let text = vm.repr(this.value())?;
        let message = format!("unclosed {}", text.to_string_lossy());
        let warned = vm.warn(vm.exc().ResourceWarning, &message);
        this.fd.set(-1);
        // Nobody is left to be told of a failure.
        let _ = taipan_host::fd::close(fd);
        warned
    }

    /// The socket's timeout in seconds, or None.
    #[getter]
    fn timeout(&self) -> Value {
        timeout_value(self.timeout_ns.get())
    }

    /// Waits for a connection: the descriptor of the new socket, and the address of the other side.
    fn _accept(&self, vm: &Vm) -> PyResult {
        let (fd, address) = self.reading(vm, os::accept)?;
        Ok(vm.new_tuple(&[Value::int(fd.into()), shown_address(&address)]).value())
    }

    /// Gives the socket a local address.
    #[pymethod(sig = "(object, /)")]
    fn bind(this: Obj<Socket>, vm: &Vm, object: Value) -> PyResult<()> {
        let address = make_address(vm, this.family.get(), object, "bind")?;
        vm.audit("socket.bind", &[this.value(), object])?;
        retry(vm, || os::bind(this.fd.get(), &address))?.or_raise(vm)
    }

    /// Closes the socket; its methods fail afterwards.
    fn close(&self, vm: &Vm) -> PyResult<()> {
        let fd = self.fd.replace(-1);
        if fd < 0 {
            return Ok(());
        }
        match crate::support::allow_threads(vm, || taipan_host::fd::close(fd)) {
            Err(errno) if errno != Errno::ECONNRESET => Err(os_error(vm, errno)),
            _ => Ok(()),
        }
    }

    /// Connects to an address.
    #[pymethod(sig = "(object, /)")]
    fn connect(this: Obj<Socket>, vm: &Vm, object: Value) -> PyResult<()> {
        let address = make_address(vm, this.family.get(), object, "connect")?;
        vm.audit("socket.connect", &[this.value(), object])?;
        this.do_connect(vm, &address)?.or_raise(vm)
    }

    /// Connects to an address; gives the error number instead of raising.
    #[pymethod(sig = "(object, /)")]
    fn connect_ex(this: Obj<Socket>, vm: &Vm, object: Value) -> PyResult<i32> {
        let address = make_address(vm, this.family.get(), object, "connect_ex")?;
        vm.audit("socket.connect", &[this.value(), object])?;
        let result = this.do_connect(vm, &address);
        if result.is_err() && vm.catch(vm.exc().TimeoutError).is_some() {
            return Ok(Errno::EAGAIN.0);
        }
        Ok(result?.map_or_else(|errno| errno.0, |()| 0))
    }

    /// Gives the descriptor away: the socket counts as closed.
    fn detach(&self) -> i32 {
        self.fd.replace(-1)
    }

    /// The descriptor, or -1.
    fn fileno(&self) -> i32 {
        self.fd.get()
    }

    /// Whether calls wait.
    fn getblocking(&self) -> bool {
        self.timeout_ns.get() != 0
    }

    /// The address of the other side.
    fn getpeername(&self, vm: &Vm) -> PyResult {
        os::getpeername(self.fd.get()).map(|address| shown_address(&address)).or_raise(vm)
    }

    /// The socket's own address.
    fn getsockname(&self, vm: &Vm) -> PyResult {
        os::getsockname(self.fd.get()).map(|address| shown_address(&address)).or_raise(vm)
    }

    /// An option: an int, or the bytes of a structure if its size is given.
    #[pymethod(sig = "(level, option, buffersize=0, /)")]
    fn getsockopt(&self, vm: &Vm, level: i32, option: i32, size: i32) -> PyResult {
        if size == 0 {
            return os::getsockopt_int(self.fd.get(), level, option).map(|n| Value::int(n.into())).or_raise(vm);
        }
        if !(1..=1024).contains(&size) {
            return Err(super::plain_error(vm, "getsockopt buflen out of range"));
        }
        os::getsockopt(self.fd.get(), level, option, size as usize).map(|v| PyBytes::new(&v).value()).or_raise(vm)
    }

    /// Sets an option to an int or to the bytes of a structure; None with a length is a null pointer.
    #[pymethod(sig = "(level, option, value, optlen=None, /)")]
    fn setsockopt(&self, vm: &Vm, level: i32, option: i32, value: Value, optlen: Option<Value>) -> PyResult<()> {
        let fd = self.fd.get();
        if let Some(len) = optlen {
            let len = u32::from_value(vm, len)?;
            if !value.is_none() {
                return Err(vm.type_error("setsockopt() requires 3 arguments when the fourth argument is provided"));
            }
            return os::setsockopt_null(fd, level, option, len).or_raise(vm);
        }
        if is_index(vm, value) {
            let n = i32::from_value(vm, value)?;
            return os::setsockopt(fd, level, option, &n.to_ne_bytes()).or_raise(vm);
        }
        let bytes = Bytes::new(vm, value, false)?;
        os::setsockopt(fd, level, option, bytes.as_slice()).or_raise(vm)
    }

    /// The timeout in seconds, or None.
    fn gettimeout(&self) -> Value {
        timeout_value(self.timeout_ns.get())
    }

    /// Sets how many seconds calls may wait: None is no limit, 0 never to wait.
    #[pymethod(sig = "(object, /)")]
    fn settimeout(&self, vm: &Vm, timeout: Value) -> PyResult<()> {
        let ns = timeout_arg(vm, timeout)?;
        self.timeout_ns.set(ns);
        taipan_host::fd::set_blocking(self.fd.get(), ns < 0).or_raise(vm)
    }

    /// True: calls wait without limit. False: they never wait.
    #[pymethod(sig = "(object, /)")]
    fn setblocking(&self, vm: &Vm, flag: bool) -> PyResult<()> {
        self.timeout_ns.set(if flag { -1 } else { 0 });
        taipan_host::fd::set_blocking(self.fd.get(), flag).or_raise(vm)
    }

    /// Makes the socket accept connections; `backlog` may wait.
    #[pymethod(sig = "(backlog=None, /)")]
    fn listen(&self, vm: &Vm, backlog: Option<Value>) -> PyResult<()> {
        let backlog = match backlog {
            Some(n) => i32::from_value(vm, n)?.max(0),
            None => 128,
        };
        os::listen(self.fd.get(), backlog).or_raise(vm)
    }

    /// Receives up to that many bytes; none at the end of the stream.
    #[pymethod(sig = "(buffersize, flags=0, /)")]
    fn recv(&self, vm: &Vm, size: isize, flags: i32) -> PyResult<Gc<PyBytes>> {
        let mut buffer = vec![0; size_arg(vm, size, "recv")?];
        let n = self.reading(vm, |fd| os::recv(fd, &mut buffer, flags))?;
        Ok(PyBytes::new(&buffer[..n]))
    }

    /// Receives into a buffer; gives the number of bytes.
    #[pymethod(sig = "(buffer, nbytes=0, flags=0)")]
    fn recv_into(&self, vm: &Vm, buffer: Value, nbytes: isize, flags: i32) -> PyResult<usize> {
        let mut bytes = Bytes::for_method(vm, buffer, "recv_into")?;
        let size = part_size(vm, bytes.as_slice().len(), nbytes, "recv_into")?;
        if size == 0 {
            return Ok(0);
        }
        self.reading(vm, |fd| os::recv(fd, &mut bytes.as_mut_slice()[..size], flags))
    }

    /// Receives bytes and the sender's address.
    #[pymethod(sig = "(buffersize, flags=0, /)")]
    fn recvfrom(&self, vm: &Vm, size: isize, flags: i32) -> PyResult {
        let mut buffer = vec![0; size_arg(vm, size, "recvfrom")?];
        let (n, from) = self.reading(vm, |fd| os::recvfrom(fd, &mut buffer, flags))?;
        Ok(vm.new_tuple(&[PyBytes::new(&buffer[..n]).value(), shown_address(&from)]).value())
    }

    /// Receives into a buffer; gives the number of bytes and the sender's address.
    #[pymethod(sig = "(buffer, nbytes=0, flags=0)")]
    fn recvfrom_into(&self, vm: &Vm, buffer: Value, nbytes: isize, flags: i32) -> PyResult {
        let mut bytes = Bytes::for_method(vm, buffer, "recvfrom_into")?;
        let size = part_size(vm, bytes.as_slice().len(), nbytes, "recvfrom_into")?;
        let (n, from) = self.reading(vm, |fd| os::recvfrom(fd, &mut bytes.as_mut_slice()[..size], flags))?;
        Ok(vm.new_tuple(&[Value::int(n as i64), shown_address(&from)]).value())
    }

    /// Receives bytes and control messages: (data, [(level, type, data)...], flags, address).
    #[pymethod(sig = "(bufsize, ancbufsize=0, flags=0, /)")]
    fn recvmsg(&self, vm: &Vm, size: isize, control: isize, flags: i32) -> PyResult {
        let Ok(size) = usize::try_from(size) else {
            return Err(vm.value_error("negative buffer size in recvmsg()"));
        };
        let control = control_size(vm, control)?;
        let mut buffer = vec![0; size];
        let got = self.reading(vm, |fd| os::recvmsg(fd, &mut [IoSliceMut::new(&mut buffer)], control, flags))?;
        received(vm, PyBytes::new(&buffer[..got.n_bytes]).value(), &got)
    }

    /// Receives into several buffers, with control messages: (number of bytes, [(level, type, data)...], flags, address).
    #[pymethod(sig = "(buffers, ancbufsize=0, flags=0, /)")]
    fn recvmsg_into(&self, vm: &Vm, buffers: Value, control: isize, flags: i32) -> PyResult {
        let control = control_size(vm, control)?;
        if vm.slots_of(buffers).iter.is_none() && buffers.cast::<PyTuple>().is_none() {
            return Err(vm.type_error("recvmsg_into() argument 1 must be an iterable"));
        }
        // The tuple keeps the owners of the memory alive.
        let owners = vm.to_tuple(buffers)?;
        let mut views = Vec::new();
        for &owner in owners.as_slice() {
            views.push(Bytes::for_method(vm, owner, "recvmsg_into")?);
        }
        let mut slices: Vec<IoSliceMut<'_>> =
            views.iter_mut().map(|view| IoSliceMut::new(view.as_mut_slice())).collect();
        let got = self.reading(vm, |fd| os::recvmsg(fd, &mut slices, control, flags))?;
        received(vm, Value::int(got.n_bytes as i64), &got)
    }

    /// Sends bytes; gives how many were taken.
    #[pymethod(sig = "(data, flags=0, /)")]
    fn send(&self, vm: &Vm, data: Value, flags: i32) -> PyResult<usize> {
        let bytes = Bytes::new(vm, data, false)?;
        self.writing(vm, |fd| os::send(fd, bytes.as_slice(), flags))
    }

    /// Sends all bytes, however many calls that takes; the timeout counts for the whole.
    #[pymethod(sig = "(data, flags=0, /)")]
    fn sendall(&self, vm: &Vm, data: Value, flags: i32) -> PyResult<()> {
        let bytes = Bytes::new(vm, data, false)?;
        let mut rest = bytes.as_slice();
        let timeout = self.timeout_ns.get();
        let deadline = (timeout > 0).then(|| taipan_host::time::monotonic_ns().saturating_add(timeout));
        loop {
            let left = match deadline {
                Some(deadline) => {
                    let left = deadline - taipan_host::time::monotonic_ns();
                    if left <= 0 {
                        return Err(vm.raise_msg(vm.exc().TimeoutError, "timed out"));
                    }
                    left
                }
                None => timeout,
            };
            let n = self.wait(vm, POLLOUT, left, |fd| os::send(fd, rest, flags))?;
            rest = &rest[n..];
            if rest.is_empty() {
                return Ok(());
            }
            crate::support::check_signals(vm)?;
        }
    }

    /// Sends bytes to an address: sendto(data, address) or sendto(data, flags, address).
    fn sendto(this: Obj<Socket>, vm: &Vm, args: Args<'_>) -> PyResult<usize> {
        let (data, flags, to) = match *args.pos {
            [data, to] => (data, 0, to),
            [data, flags, to] => (data, i32::from_value(vm, flags)?, to),
            _ => {
                let n = args.pos.len();
                return Err(vm.type_error(format!("sendto() takes 2 or 3 arguments ({n} given)")));
            }
        };
        let bytes = Bytes::new(vm, data, false)?;
        let address = make_address(vm, this.family.get(), to, "sendto")?;
        vm.audit("socket.sendto", &[this.value(), to])?;
        this.writing(vm, |fd| os::sendto(fd, bytes.as_slice(), flags, &address))
    }

    /// Sends several buffers with control messages, to an address if given.
    #[pymethod(sig = "(buffers, ancdata=None, flags=0, address=None, /)")]
    fn sendmsg(
        this: Obj<Socket>,
        vm: &Vm,
        buffers: Value,
        ancdata: Option<Value>,
        flags: i32,
        address: Option<Value>,
    ) -> PyResult<usize> {
        if vm.slots_of(buffers).iter.is_none() && buffers.cast::<PyTuple>().is_none() {
            return Err(vm.type_error("sendmsg() argument 1 must be an iterable"));
        }
        let owners = vm.to_tuple(buffers)?;
        let mut views = Vec::new();
        for &owner in owners.as_slice() {
            views.push(Bytes::new(vm, owner, false)?);
        }
        let mut control = Vec::new();
        if let Some(ancdata) = optional(ancdata) {
            let items = vm.to_tuple(ancdata)?;
            for &item in items.as_slice() {
                let parts = item.cast::<PyTuple>().filter(|parts| parts.len() == 3);
                let Some(parts) = parts else {
                    let found = vm.type_name(item);
                    let text = format!("[sendmsg() ancillary data items]() argument must be 3-item tuple, not {found}");
                    return Err(vm.type_error(text));
                };
                let parts = parts.as_slice();
                let data = Bytes::new(vm, parts[2], false)?.as_slice().to_vec();
                control.push((i32::from_value(vm, parts[0])?, i32::from_value(vm, parts[1])?, data));
            }
        }
        let to = match optional(address) {
            Some(address) => Some(make_address(vm, this.family.get(), address, "sendmsg")?),
            None => None,
        };
        vm.audit("socket.sendmsg", &[this.value(), address.unwrap_or(Value::NONE)])?;
        let slices: Vec<IoSlice<'_>> = views.iter().map(|view| IoSlice::new(view.as_slice())).collect();
        this.writing(vm, |fd| os::sendmsg(fd, &slices, &control, flags, to.as_ref()))
    }

    /// Ends receiving (0), sending (1) or both (2).
    #[pymethod(sig = "(object, /)")]
    fn shutdown(&self, vm: &Vm, how: i32) -> PyResult<()> {
        os::shutdown(self.fd.get(), how).or_raise(vm)
    }
}

fn control_size(vm: &Vm, size: isize) -> PyResult<usize> {
    match usize::try_from(size) {
        Ok(n) if n <= i32::MAX as usize => Ok(n),
        _ => Err(vm.value_error("invalid ancillary data buffer length")),
    }
}

/// The result of recvmsg and recvmsg_into.
fn received(vm: &Vm, data: Value, got: &os::Received) -> PyResult {
    let control = vm.new_list(&[]);
    for (level, kind, bytes) in &got.control {
        let parts = [Value::int((*level).into()), Value::int((*kind).into()), PyBytes::new(bytes).value()];
        control.items.push(vm.new_tuple(&parts).value());
    }
    let flags = Value::int(got.flags.into());
    Ok(vm.new_tuple(&[data, control.value(), flags, shown_address(&got.address)]).value())
}
