//! `_signal`: Python-level signal handlers over the host's flags.
//!
//! The host's handler only notes signals; [`run_handlers`] is called at safepoints of the main thread and after interrupted
//! system calls, and calls what the program set. The table of handlers is a list kept as a VM static, by signal number.

use crate::support::gil::is_main_thread;
use taipan_host::signal as os;
use taipan_interp::native::*;

const HANDLERS: &str = "_signal.handlers";

/// At the start of the process, in the main thread: takes the interrupt signal, ignores the two that would kill a process
/// whose reader went away or whose file grew too large.
pub fn init(vm: &'static Vm) {
    crate::support::gil::set_main_thread();
    os::set_breaker(&vm.breaker, taipan_interp::vm::breaker::SIGNAL);
    vm.signal_handler.set(Some(run_handlers));
    for (name, disposition) in
        [("SIGPIPE", os::Disposition::Ignore), ("SIGXFSZ", os::Disposition::Ignore), ("SIGINT", os::Disposition::Note)]
    {
        if let Some(&(_, number)) = os::NAMES.iter().find(|row| row.0 == name)
            && (name != "SIGINT" || os::get(number) == Ok(os::Disposition::Default))
        {
            // Without signals (WASI) there is nothing to set.
            let _ = os::set(number, disposition);
        }
    }
}

/// Runs the Python handlers of signals that came. In other threads than the main one nothing happens: it will see them.
fn run_handlers(vm: &Vm) -> PyResult<()> {
    if !is_main_thread() {
        return Ok(());
    }
    if let Some(errno) = os::take_wakeup_error() {
        let _: Raised = crate::support::os_error(vm, errno);
        vm.write_unraisable(None, "Exception ignored when trying to write to the signal wakeup fd");
    }
    let mut signals = os::take_pending();
    while let Some(number) = signals.next() {
        if let Err(raised) = run_handler(vm, number) {
            // The rest is for the next time.
            signals.for_each(os::note);
            return Err(raised);
        }
    }
    Ok(())
}

fn run_handler(vm: &Vm, number: i32) -> PyResult<()> {
    let handler = handlers(vm).and_then(|list| list.items.get(number as usize)).unwrap_or(Value::NONE);
    if handler.is_none() {
        return if number == os::SIGINT { Err(vm.raise_new(vm.exc().KeyboardInterrupt, &[])) } else { Ok(()) };
    }
    if handler.as_int().is_some() {
        // Set to the default or ignored between the signal and now.
        return Ok(());
    }
    vm.call(handler, &[Value::small(number.into()), current_frame(vm)]).map(drop)
}

fn handlers(vm: &Vm) -> Option<Gc<PyList>> {
    vm.get_static(HANDLERS).and_then(|list| list.cast())
}

/// The frame that a handler sees as interrupted, or None.
fn current_frame(vm: &Vm) -> Value {
    let getframe = vm.sys_dict.get().and_then(|sys| sys.get_str(vm.intern("_getframe")));
    let frame = getframe.map(|getframe| vm.call(getframe, &[]));
    match frame {
        Some(Ok(frame)) => frame,
        Some(Err(_)) => {
            vm.take_raised();
            Value::NONE
        }
        None => Value::NONE,
    }
}

/// Signals: handlers, timers, masks and waiting.
#[taipan_interp::native::pymodule(name = "_signal")]
#[allow(clippy::module_inception)]
pub mod signal {
    use super::{HANDLERS, handlers};
    use crate::support::args::Round;
    use crate::support::gil::is_main_thread;
    use crate::support::{
        OrRaise, allow_threads, check_signals, list_of, os_error, retry, seconds_to_ns, set_in_module,
    };
    use taipan_host::Errno;
    use taipan_host::signal::{self as os, Disposition, SigSet};
    use taipan_interp::native::*;
    use taipan_interp::structseq;

    structseq! {
        /// What sigwaitinfo() and sigtimedwait() give: facts about a signal, as a tuple with names.
        pub static STRUCT_SIGINFO = "signal", "struct_siginfo";
        visible {
            0 si_signo "signal number",
            1 si_code "signal code",
            2 si_errno "error number that goes with the signal",
            3 si_pid "process that sent it",
            4 si_uid "user of that process",
            5 si_status "exit value or signal",
            6 si_band "band event for SIGPOLL",
        }
        unnamed 0
        hidden {}
    }

    const NUMBERS: &[(&str, i64)] = &[
        ("NSIG", os::NSIG as i64),
        ("SIG_DFL", 0),
        ("SIG_IGN", 1),
        ("SIG_BLOCK", 0),
        ("SIG_UNBLOCK", 1),
        ("SIG_SETMASK", 2),
        ("ITIMER_REAL", 0),
        ("ITIMER_VIRTUAL", 1),
        ("ITIMER_PROF", 2),
    ];
    const ITIMER_ERROR: &str = "_signal.ItimerError";

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        for &(name, number) in NUMBERS {
            set_in_module(vm, module, name, Value::small(number));
        }
        for &(name, number) in os::NAMES {
            set_in_module(vm, module, name, Value::small(number.into()));
        }
        if let Some((first, last)) = os::realtime_range() {
            set_in_module(vm, module, "SIGRTMIN", Value::small(first.into()));
            set_in_module(vm, module, "SIGRTMAX", Value::small(last.into()));
        }
        set_in_module(vm, module, "struct_siginfo", STRUCT_SIGINFO.class(vm).value());
        let namespace = vm.new_dict();
        namespace.set_str(vm.intern("__module__"), PyStr::new("signal").into());
        let bases = PyTuple::new(&[vm.exc().OSError.value()]);
        let error =
            vm.call(vm.types().type_.value(), &[PyStr::new("ItimerError").into(), bases.value(), namespace.value()])?;
        vm.set_static(ITIMER_ERROR, error);
        set_in_module(vm, module, "ItimerError", error);
        // What each signal does now, as `getsignal` tells it: 0, 1, a handler, or None for one set by other code.
        let list = vm.new_list(&[]);
        for number in 0..os::NSIG {
            list.items.push(match os::get(number) {
                Ok(Disposition::Default) => Value::small(0),
                Ok(Disposition::Ignore) => Value::small(1),
                Ok(Disposition::Note) if number == os::SIGINT => {
                    module.dict.get().get_str(vm.intern("default_int_handler")).unwrap_or(Value::NONE)
                }
                _ => Value::NONE,
            });
        }
        vm.set_static(HANDLERS, list.value());
        Ok(())
    }

    fn check_number(vm: &Vm, number: i32) -> PyResult<()> {
        if (1..os::NSIG).contains(&number) { Ok(()) } else { Err(vm.value_error("signal number out of range")) }
    }

    fn is_callable(vm: &Vm, value: Value) -> bool {
        vm.slots_of(value).call.is_some()
    }

    /// The handler of the interrupt signal at the start: raises KeyboardInterrupt.
    #[pyfunction(sig = "(signalnum, frame, /)")]
    fn default_int_handler(vm: &Vm, signalnum: i32, frame: Value) -> PyResult<()> {
        let _ = (signalnum, frame);
        Err(vm.raise_new(vm.exc().KeyboardInterrupt, &[]))
    }

    /// Sets what happens on a signal: SIG_DFL, SIG_IGN, or a function of the signal number and the interrupted frame. Gives
    /// what was set before, None if that is no Python handler.
    #[pyfunction(sig = "(signalnum, handler, /)")]
    fn signal(vm: &Vm, signalnum: i32, handler: Value) -> PyResult {
        if !is_main_thread() {
            return Err(vm.value_error("signal only works in main thread of the main interpreter"));
        }
        check_number(vm, signalnum)?;
        // The members of the enum `signal.Handlers` are ints too.
        let disposition = match handler.as_int().and_then(|n| n.to_i64()) {
            Some(0) => Disposition::Default,
            Some(1) => Disposition::Ignore,
            _ if is_callable(vm, handler) => Disposition::Note,
            _ => {
                let message = "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object";
                return Err(vm.type_error(message));
            }
        };
        // Signals that came before belong to the old handler.
        check_signals(vm)?;
        os::set(signalnum, disposition).or_raise(vm)?;
        let stored = match disposition {
            Disposition::Default => Value::small(0),
            Disposition::Ignore => Value::small(1),
            _ => handler,
        };
        let Some(list) = handlers(vm) else { return Ok(Value::NONE) };
        let old = list.items.get(signalnum as usize).unwrap_or(Value::NONE);
        list.items.set(signalnum as usize, stored);
        Ok(old)
    }

    /// What happens on a signal: SIG_DFL, SIG_IGN, a Python function, or None for a handler of other code.
    #[pyfunction(sig = "(signalnum, /)")]
    fn getsignal(vm: &Vm, signalnum: i32) -> PyResult {
        check_number(vm, signalnum)?;
        Ok(handlers(vm).and_then(|list| list.items.get(signalnum as usize)).unwrap_or(Value::NONE))
    }

    /// The system's description of a signal, None if it has none.
    #[pyfunction(sig = "(signalnum, /)")]
    fn strsignal(vm: &Vm, signalnum: i32) -> PyResult<Option<String>> {
        check_number(vm, signalnum)?;
        Ok(os::describe(signalnum).ok().filter(|text| !text.starts_with("Unknown signal")))
    }

    /// Whether a signal interrupts system calls (true) or these go on after its handler.
    #[pyfunction(sig = "(signalnum, flag, /)")]
    fn siginterrupt(vm: &Vm, signalnum: i32, flag: i32) -> PyResult<()> {
        check_number(vm, signalnum)?;
        os::siginterrupt(signalnum, flag != 0).or_raise(vm)
    }

    /// Sends a signal to this process's own thread.
    #[pyfunction(sig = "(signalnum, /)")]
    fn raise_signal(vm: &Vm, signalnum: i32) -> PyResult<()> {
        match os::raise(signalnum) {
            // No signals there: only the Python side of one.
            Err(Errno::ENOSYS) => {
                check_number(vm, signalnum)?;
                os::note(signalnum);
            }
            result => result.or_raise(vm)?,
        }
        check_signals(vm)
    }

    /// Sends a signal to a thread of this process.
    #[pyfunction(sig = "(thread_id, signalnum, /)")]
    fn pthread_kill(vm: &Vm, thread_id: u64, signalnum: i32) -> PyResult<()> {
        os::pthread_kill(thread_id, signalnum).or_raise(vm)?;
        check_signals(vm)
    }

    /// Sends a signal to the process that a descriptor stands for.
    #[pyfunction(sig = "(pidfd, signalnum, siginfo=None, flags=0, /)")]
    fn pidfd_send_signal(vm: &Vm, pidfd: i32, signalnum: i32, siginfo: Option<Value>, flags: i32) -> PyResult<()> {
        if siginfo.is_some_and(|siginfo| !siginfo.is_none()) {
            return Err(vm.type_error("siginfo must be None"));
        }
        if flags != 0 {
            return Err(os_error(vm, Errno::EINVAL));
        }
        os::pidfd_send_signal(pidfd, signalnum).or_raise(vm)
    }

    /// Waits until a signal comes.
    #[pyfunction]
    fn pause(vm: &Vm) -> PyResult<()> {
        match allow_threads(vm, os::pause) {
            Err(Errno::EINTR) | Ok(()) => check_signals(vm),
            Err(errno) => Err(os_error(vm, errno)),
        }
    }

    /// Has SIGALRM sent in so many seconds; gives what was left of the last time.
    #[pyfunction(sig = "(seconds, /)")]
    fn alarm(vm: &Vm, seconds: i32) -> PyResult<u32> {
        os::alarm(seconds as u32).or_raise(vm)
    }

    fn micros(vm: &Vm, seconds: Value) -> PyResult<i64> {
        Ok(seconds_to_ns(vm, seconds, Round::Ceiling)?.div_euclid(1000))
    }

    fn timer_result(vm: &Vm, result: taipan_host::Result<(i64, i64)>) -> PyResult {
        let (value, interval) = result.map_err(|errno| {
            let args = [Value::small(errno.0.into()), PyStr::new(&errno.text()).into()];
            match vm.get_static(ITIMER_ERROR).and_then(|class| class.cast::<PyType>()) {
                Some(class) => vm.raise_new(class, &args),
                None => os_error(vm, errno),
            }
        })?;
        let seconds = |us: i64| Value::float(us as f64 * 1e-6);
        Ok(PyTuple::new(&[seconds(value), seconds(interval)]).into())
    }

    /// Starts an interval timer: its signal comes after `seconds`, then every `interval` seconds. Gives the old values.
    #[pyfunction(sig = "(which, seconds, interval=0.0, /)")]
    fn setitimer(vm: &Vm, which: i32, seconds: Value, interval: Option<Value>) -> PyResult {
        let value = micros(vm, seconds)?;
        let interval = interval.map_or(Ok(0), |interval| micros(vm, interval))?;
        if value < 0 || interval < 0 {
            return timer_result(vm, Err(Errno::EINVAL));
        }
        timer_result(vm, os::setitimer(which, value, interval))
    }

    /// What is left of an interval timer, and its interval.
    #[pyfunction(sig = "(which, /)")]
    fn getitimer(vm: &Vm, which: i32) -> PyResult {
        timer_result(vm, os::getitimer(which))
    }

    /// Has a byte with the signal's number written to `fd` on every signal; -1 for no more. Gives the old descriptor.
    #[pyfunction(sig = "(fd, /, *, warn_on_full_buffer=True)")]
    fn set_wakeup_fd(vm: &Vm, fd: i32, warn_on_full_buffer: bool) -> PyResult<i32> {
        let _ = warn_on_full_buffer;
        if !is_main_thread() {
            return Err(vm.value_error("set_wakeup_fd only works in main thread of the main interpreter"));
        }
        if fd != -1 {
            taipan_host::fd::fstat(fd).or_raise(vm)?;
            if taipan_host::fd::get_blocking(fd).or_raise(vm)? {
                return Err(vm.value_error(format!("the fd {fd} must be in non-blocking mode")));
            }
        }
        Ok(os::set_wakeup_fd(fd))
    }

    /// The numbers in an iterable, as a set of signals.
    pub(crate) fn sigset_arg(vm: &Vm, signals: Value) -> PyResult<SigSet> {
        let mut set = SigSet::empty();
        for &item in list_of(vm, signals)?.items.as_slice() {
            let number = i64::from_value(vm, item)?;
            let in_range = i32::try_from(number).ok().filter(|number| (1..os::NSIG).contains(number));
            let Some(number) = in_range else {
                let last = os::NSIG - 1;
                return Err(vm.value_error(format!("signal number {number} out of range [1; {last}]")));
            };
            // The C library's own signals can't be put in: they are silently left out.
            let _ = set.add(number);
        }
        Ok(set)
    }

    fn to_set(vm: &Vm, signals: &SigSet) -> PyResult {
        let list = vm.new_list(&[]);
        for number in signals.iter() {
            list.items.push(Value::small(number.into()));
        }
        vm.call(vm.types().set.value(), &[list.value()])
    }

    /// Changes the signals that this thread keeps waiting; gives what they were.
    #[pyfunction(sig = "(how, mask, /)")]
    fn pthread_sigmask(vm: &Vm, how: i32, mask: Value) -> PyResult {
        let mask = sigset_arg(vm, mask)?;
        let old = os::thread_sigmask(how, &mask).or_raise(vm)?;
        check_signals(vm)?;
        to_set(vm, &old)
    }

    /// Signals that wait because they are blocked.
    #[pyfunction]
    fn sigpending(vm: &Vm) -> PyResult {
        let set = os::sigpending().or_raise(vm)?;
        to_set(vm, &set)
    }

    /// All signals that programs can use.
    #[pyfunction]
    fn valid_signals(vm: &Vm) -> PyResult {
        to_set(vm, &SigSet::full())
    }

    /// Waits for one of the signals in `sigset` and takes it; gives its number.
    #[pyfunction(sig = "(sigset, /)")]
    fn sigwait(vm: &Vm, sigset: Value) -> PyResult<i32> {
        let set = sigset_arg(vm, sigset)?;
        retry(vm, || os::sigwait(&set))?.or_raise(vm)
    }

    fn siginfo(vm: &Vm, info: &os::SigInfo) -> PyResult {
        let fields = [
            info.signo.into(),
            info.code.into(),
            info.errno.into(),
            info.pid.into(),
            i64::from(info.uid),
            info.status.into(),
            info.band,
        ];
        STRUCT_SIGINFO.make(vm, &fields.map(Value::int))
    }

    /// Waits for one of the signals in `sigset` and takes it; gives what is known about it.
    #[pyfunction(sig = "(sigset, /)")]
    fn sigwaitinfo(vm: &Vm, sigset: Value) -> PyResult {
        let set = sigset_arg(vm, sigset)?;
        let info = retry(vm, || os::sigtimedwait(&set, None))?.or_raise(vm)?;
        siginfo(vm, &info)
    }

    /// As `sigwaitinfo`, for at most `timeout` seconds; None if no signal came.
    #[pyfunction(sig = "(sigset, timeout, /)")]
    fn sigtimedwait(vm: &Vm, sigset: Value, timeout: Value) -> PyResult {
        let timeout = seconds_to_ns(vm, timeout, Round::Ceiling)?;
        if timeout < 0 {
            return Err(vm.value_error("timeout must be non-negative"));
        }
        let set = sigset_arg(vm, sigset)?;
        let deadline = taipan_host::time::monotonic_ns().saturating_add(timeout);
        let result = retry(vm, || {
            let left = (deadline - taipan_host::time::monotonic_ns()).max(0);
            os::sigtimedwait(&set, Some(left))
        })?;
        match result {
            Err(Errno::EAGAIN) => Ok(Value::NONE),
            result => siginfo(vm, &result.or_raise(vm)?),
        }
    }
}
