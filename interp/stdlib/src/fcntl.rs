//! `fcntl`: control of descriptors and files, and locks.

/// Control of descriptors and devices, and locks on files. A descriptor can also be given as an object with fileno().
#[taipan_interp::native::pymodule(name = "fcntl")]
#[allow(clippy::module_inception)]
pub mod fcntl {
    use crate::support::{Bytes, OrRaise, fd_arg, optional, retry, set_in_module};
    use taipan_host::fd as os;
    use taipan_interp::native::*;

    const LOCK_SH: i32 = 1;
    const LOCK_EX: i32 = 2;
    const LOCK_NB: i32 = 4;
    const LOCK_UN: i32 = 8;
    const F_RDLCK: i32 = 0;
    const F_WRLCK: i32 = 1;
    const F_UNLCK: i32 = 2;

    /// Longest argument in bytes that is not changed in place.
    const MOST: usize = 1024;

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        for &(name, number) in taipan_host::consts::FCNTL {
            set_in_module(vm, module, name, Value::int(number));
        }
        Ok(())
    }

    /// The low 32 bits of an int argument, as a C int.
    fn low_bits(vm: &Vm, value: Value) -> PyResult<i32> {
        let n = to_index(vm, value)?;
        Ok(n.as_int().map_or(0, |n| low_u64(&n.to_big()) as i32))
    }

    /// An int modulo 2^64.
    fn low_u64(n: &BigInt) -> u64 {
        let low = n.magnitude().iter_u64_digits().next().unwrap_or(0);
        if n.sign() == num_bigint::Sign::Minus { low.wrapping_neg() } else { low }
    }

    /// A str or bytes-like argument as bytes; None: it is neither.
    fn bytes_arg(vm: &Vm, value: Value) -> PyResult<Option<Vec<u8>>> {
        if let Some(text) = value.cast::<PyStr>() {
            return Ok(Some(text.as_bytes().to_vec()));
        }
        if vm.slots_of(value).buffer_get.is_none() {
            return Ok(None);
        }
        Ok(Some(Bytes::new(vm, value, false)?.as_slice().to_vec()))
    }

    fn wrong_argument(vm: &Vm, function: &str, value: Value) -> Raised {
        let found = vm.type_name(value);
        vm.type_error(format!(
            "{function}() argument 3 must be an integer, a bytes-like object, or a string, not {found}"
        ))
    }

    /// Does `cmd` on a descriptor. `arg` is a number, or bytes that hold a structure, whose contents afterwards are the result.
    #[pyfunction(sig = "(fd, cmd, arg=0, /)")]
    fn fcntl(vm: &Vm, fd: Value, cmd: i32, arg: Option<Value>) -> PyResult {
        let fd = fd_arg(vm, fd)?;
        let arg = arg.unwrap_or(Value::small(0));
        if is_index(vm, arg) {
            let number = low_bits(vm, arg)?;
            return retry(vm, || os::fcntl(fd, cmd, number))?.or_raise(vm)?.into_value(vm);
        }
        let Some(mut bytes) = bytes_arg(vm, arg)? else { return Err(wrong_argument(vm, "fcntl", arg)) };
        if bytes.len() > MOST {
            return Err(vm.value_error("fcntl argument 3 is too long"));
        }
        retry(vm, || os::fcntl_bytes(fd, cmd, &mut bytes))?.or_raise(vm)?;
        bytes.into_value(vm)
    }

    /// Does `request` on a device. `arg` is a number; or bytes, whose contents afterwards are the result; or a writable
    /// buffer, which is changed in place unless `mutate_flag` is false.
    #[pyfunction(sig = "(fd, request, arg=0, mutate_flag=True, /)")]
    fn ioctl(vm: &Vm, fd: Value, request: Value, arg: Option<Value>, mutate_flag: bool) -> PyResult {
        let fd = fd_arg(vm, fd)?;
        let request = to_index(vm, request)?.as_int().map_or(0, |n| low_u64(&n.to_big()));
        let arg = arg.unwrap_or(Value::small(0));
        if is_index(vm, arg) {
            let number = i64::from(low_bits(vm, arg)?);
            return retry(vm, || os::ioctl(fd, request, number))?.or_raise(vm)?.into_value(vm);
        }
        let is_immutable = arg.is::<PyStr>() || arg.is::<PyBytes>();
        if mutate_flag && !is_immutable && vm.slots_of(arg).buffer_get.is_some() {
            match Bytes::new(vm, arg, true) {
                Ok(mut buffer) => {
                    let result = retry(vm, || os::ioctl_bytes(fd, request, buffer.as_mut_slice()))?;
                    return result.or_raise(vm)?.into_value(vm);
                }
                Err(raised) if !vm.raised_is(vm.exc().TypeError) => return Err(raised),
                // Read-only: a copy will do.
                Err(_) => drop(vm.take_raised()),
            }
        }
        let Some(mut bytes) = bytes_arg(vm, arg)? else { return Err(wrong_argument(vm, "ioctl", arg)) };
        if bytes.len() > MOST {
            return Err(vm.value_error("ioctl argument 3 is too long"));
        }
        retry(vm, || os::ioctl_bytes(fd, request, &mut bytes))?.or_raise(vm)?;
        bytes.into_value(vm)
    }

    /// Locks or unlocks a whole file: LOCK_SH, LOCK_EX, LOCK_UN, each with LOCK_NB for not waiting.
    #[pyfunction(sig = "(fd, operation, /)")]
    fn flock(vm: &Vm, fd: Value, operation: i32) -> PyResult<()> {
        let fd = fd_arg(vm, fd)?;
        retry(vm, || os::flock(fd, operation))?.or_raise(vm)
    }

    /// Locks or unlocks a part of a file: `len` bytes (0: to the end) from `start`, which counts from `whence`.
    #[pyfunction(sig = "(fd, cmd, len=0, start=0, whence=0, /)")]
    fn lockf(vm: &Vm, fd: Value, cmd: i32, len: Option<Value>, start: Option<Value>, whence: i32) -> PyResult<()> {
        let fd = fd_arg(vm, fd)?;
        let kind = match cmd {
            LOCK_UN => F_UNLCK,
            _ if cmd & LOCK_SH != 0 => F_RDLCK,
            _ if cmd & LOCK_EX != 0 => F_WRLCK,
            _ => return Err(vm.value_error("unrecognized lockf argument")),
        };
        let number = |value: Option<Value>| optional(value).map_or(Ok(0), |value| i64::from_value(vm, value));
        let (len, start) = (number(len)?, number(start)?);
        retry(vm, || os::record_lock(fd, kind, cmd & LOCK_NB == 0, start, len, whence))?.or_raise(vm)
    }
}
