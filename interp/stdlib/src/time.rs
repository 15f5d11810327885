//! `time`: clocks, sleeping and calendar time over the host's clocks and the C library's zones.

mod calendar;

/// Clocks, sleeping, and conversions between seconds since the epoch, calendar fields and text.
#[taipan_interp::native::pymodule(name = "time")]
#[allow(clippy::module_inception)]
pub mod time {
    use super::calendar::{self, STRUCT_TIME};
    use crate::support::args::Round;
    use crate::support::{OrRaise, allow_threads, check_signals, import, seconds_to_ns, set_in_module};
    use taipan_host::Errno;
    use taipan_host::time as clock;
    use taipan_interp::native::*;

    #[pyattr]
    const _STRUCT_TM_ITEMS: i64 = 11;

    #[pyexec]
    fn exec(vm: &Vm, module: Gc<PyModule>) -> PyResult<()> {
        for &(name, number) in taipan_host::consts::CLOCKS {
            set_in_module(vm, module, name, Value::int(number));
        }
        set_in_module(vm, module, "struct_time", STRUCT_TIME.class(vm).value());
        set_zone(vm, module);
        vm.set_static("time", module.value());
        Ok(())
    }

    /// Enters what the C library says about the local zone.
    fn set_zone(vm: &Vm, module: Gc<PyModule>) {
        let zone = clock::zone();
        set_in_module(vm, module, "timezone", Value::int(zone.timezone));
        set_in_module(vm, module, "altzone", Value::int(zone.altzone));
        set_in_module(vm, module, "daylight", Value::small(zone.daylight.into()));
        let names = zone.names.map(|name| crate::support::decode_path(&name).value());
        set_in_module(vm, module, "tzname", PyTuple::new(&names).into());
    }

    fn seconds(ns: i64) -> f64 {
        // Whole seconds and the rest apart: a product would lose digits.
        let (whole, rest) = (ns.div_euclid(clock::SECOND), ns.rem_euclid(clock::SECOND));
        if whole.unsigned_abs() < 1 << 22 { ns as f64 / 1e9 } else { whole as f64 + rest as f64 * 1e-9 }
    }

    /// The wall clock in seconds since the epoch.
    #[pyfunction]
    fn time() -> f64 {
        seconds(clock::realtime_ns())
    }

    /// The wall clock in nanoseconds since the epoch.
    #[pyfunction]
    fn time_ns() -> i64 {
        clock::realtime_ns()
    }

    /// A clock in seconds that never goes back.
    #[pyfunction]
    fn monotonic() -> f64 {
        seconds(clock::monotonic_ns())
    }

    /// A clock in nanoseconds that never goes back.
    #[pyfunction]
    fn monotonic_ns() -> i64 {
        clock::monotonic_ns()
    }

    /// The finest clock for measuring, in seconds.
    #[pyfunction]
    fn perf_counter() -> f64 {
        seconds(clock::perf_counter_ns())
    }

    /// The finest clock for measuring, in nanoseconds.
    #[pyfunction]
    fn perf_counter_ns() -> i64 {
        clock::perf_counter_ns()
    }

    /// Processor time of the process in seconds.
    #[pyfunction]
    fn process_time(vm: &Vm) -> PyResult<f64> {
        clock::process_time_ns().or_raise(vm).map(seconds)
    }

    /// Processor time of the process in nanoseconds.
    #[pyfunction]
    fn process_time_ns(vm: &Vm) -> PyResult<i64> {
        clock::process_time_ns().or_raise(vm)
    }

    /// Processor time of the thread in seconds.
    #[pyfunction]
    fn thread_time(vm: &Vm) -> PyResult<f64> {
        clock::thread_time_ns().or_raise(vm).map(seconds)
    }

    /// Processor time of the thread in nanoseconds.
    #[pyfunction]
    fn thread_time_ns(vm: &Vm) -> PyResult<i64> {
        clock::thread_time_ns().or_raise(vm)
    }

    fn clock_arg(vm: &Vm, clk_id: Value) -> PyResult<i32> {
        if !is_index(vm, clk_id) {
            let found = vm.type_name(clk_id);
            return Err(vm.type_error(format!("clk_id should be integer, not {found}")));
        }
        i32::from_value(vm, clk_id)
    }

    /// The clock `clk_id` in seconds.
    #[pyfunction]
    fn clock_gettime(vm: &Vm, clk_id: Value) -> PyResult<f64> {
        clock::clock_gettime(clock_arg(vm, clk_id)?).or_raise(vm).map(seconds)
    }

    /// The clock `clk_id` in nanoseconds.
    #[pyfunction]
    fn clock_gettime_ns(vm: &Vm, clk_id: Value) -> PyResult<i64> {
        clock::clock_gettime(clock_arg(vm, clk_id)?).or_raise(vm)
    }

    /// Sets the clock `clk_id` to so many seconds.
    #[pyfunction]
    fn clock_settime(vm: &Vm, clk_id: i32, time: Value) -> PyResult<()> {
        let ns = seconds_to_ns(vm, time, Round::Floor)?;
        clock::clock_settime(clk_id, ns).or_raise(vm)
    }

    /// Sets the clock `clk_id` to so many nanoseconds.
    #[pyfunction]
    fn clock_settime_ns(vm: &Vm, clk_id: i32, time: i64) -> PyResult<()> {
        clock::clock_settime(clk_id, time).or_raise(vm)
    }

    /// The step of the clock `clk_id` in seconds.
    #[pyfunction]
    fn clock_getres(vm: &Vm, clk_id: i32) -> PyResult<f64> {
        clock::clock_getres(clk_id).or_raise(vm).map(seconds)
    }

    /// The number of the clock of a thread's processor time.
    #[pyfunction]
    fn pthread_getcpuclockid(vm: &Vm, thread_id: Value) -> PyResult<i32> {
        if thread_id.as_int().is_none() {
            let found = vm.type_name(thread_id);
            return Err(vm.type_error(format!("pthread_getcpuclockid() argument 1 must be int, not {found}")));
        }
        clock::thread_cpu_clock(u64::from_value(vm, thread_id)?).or_raise(vm)
    }

    /// Waits so many seconds, other threads running meanwhile.
    #[pyfunction]
    fn sleep(vm: &Vm, seconds: Value) -> PyResult<()> {
        let length = seconds_to_ns(vm, seconds, Round::Ceiling)?;
        if length < 0 {
            return Err(vm.value_error("sleep length must be non-negative"));
        }
        let deadline = clock::monotonic_ns().saturating_add(length);
        loop {
            match allow_threads(vm, || clock::sleep_until(deadline)) {
                Err(Errno::EINTR) => check_signals(vm)?,
                result => return result.or_raise(vm),
            }
        }
    }

    /// Seconds since the epoch as calendar time in UTC; without an argument, now.
    #[pyfunction]
    fn gmtime(vm: &Vm, seconds: Option<Value>) -> PyResult {
        let seconds = calendar::seconds_arg(vm, seconds)?;
        calendar::to_struct_time(vm, &clock::gmtime(seconds).or_raise(vm)?)
    }

    /// Seconds since the epoch as local calendar time; without an argument, now.
    #[pyfunction]
    fn localtime(vm: &Vm, seconds: Option<Value>) -> PyResult {
        let seconds = calendar::seconds_arg(vm, seconds)?;
        calendar::to_struct_time(vm, &clock::localtime(seconds).or_raise(vm)?)
    }

    /// Local calendar time as seconds since the epoch.
    #[pyfunction]
    fn mktime(vm: &Vm, time_tuple: Value) -> PyResult<f64> {
        let time = calendar::from_tuple(vm, time_tuple, "mktime()")?;
        match clock::mktime(&time) {
            Some(seconds) => Ok(seconds as f64),
            None => Err(vm.overflow_error("mktime argument out of range")),
        }
    }

    /// Calendar time (now, if absent) as text like "Sat Jun 06 16:26:11 1998", the day padded with a space.
    #[pyfunction]
    fn asctime(vm: &Vm, time_tuple: Option<Value>) -> PyResult<String> {
        let time = match time_tuple {
            None => clock::localtime(clock::realtime_ns().div_euclid(clock::SECOND)).or_raise(vm)?,
            Some(tuple) => calendar::checked(vm, calendar::from_tuple(vm, tuple, "asctime()")?)?,
        };
        Ok(calendar::asctime(&time))
    }

    /// Seconds since the epoch (now, if absent) as local time in the form of `asctime`.
    #[pyfunction]
    fn ctime(vm: &Vm, seconds: Option<Value>) -> PyResult<String> {
        let seconds = calendar::seconds_arg(vm, seconds)?;
        Ok(calendar::asctime(&clock::localtime(seconds).or_raise(vm)?))
    }

    /// Calendar time (now, if absent) as text in a format with directives like %Y.
    #[pyfunction]
    fn strftime(vm: &Vm, format: Gc<PyStr>, time_tuple: Option<Value>) -> PyResult<Gc<PyStr>> {
        let time = match time_tuple {
            None => clock::localtime(clock::realtime_ns().div_euclid(clock::SECOND)).or_raise(vm)?,
            Some(tuple) => calendar::checked(vm, calendar::from_tuple(vm, tuple, "strftime()")?)?,
        };
        Ok(calendar::strftime(format, &time))
    }

    /// Text as calendar time, by a format like that of `strftime`.
    #[pyfunction(no_text_signature)]
    fn strptime(vm: &Vm, args: Args<'_>) -> PyResult {
        if args.has_kwargs() {
            return Err(vm.type_error("time.strptime() takes no keyword arguments"));
        }
        let module = import(vm, "_strptime")?;
        vm.call_method(module, "_strptime_time", args.pos)
    }

    /// Reads the environment variable TZ anew and sets the module's zone names and offsets by it.
    #[pyfunction]
    fn tzset(vm: &Vm) -> PyResult<()> {
        clock::tzset();
        if let Some(module) = vm.get_static("time").and_then(|module| module.cast::<PyModule>()) {
            set_zone(vm, module);
        }
        Ok(())
    }

    /// How a clock is read: implementation, step, whether it only goes forward and whether it can be set.
    #[pyfunction]
    fn get_clock_info(vm: &Vm, name: Value) -> PyResult {
        let Some(name) = name.cast::<PyStr>() else {
            let found = vm.type_name(name);
            return Err(vm.type_error(format!("get_clock_info() argument 1 must be str, not {found}")));
        };
        let (implementation, number, is_monotonic) = match name.as_str() {
            Some("time") => ("CLOCK_REALTIME", clock::CLOCK_REALTIME, false),
            Some("monotonic" | "perf_counter") => ("CLOCK_MONOTONIC", clock::CLOCK_MONOTONIC, true),
            Some("process_time") => ("CLOCK_PROCESS_CPUTIME_ID", clock::CLOCK_PROCESS_CPUTIME_ID, true),
            Some("thread_time") => ("CLOCK_THREAD_CPUTIME_ID", clock::CLOCK_THREAD_CPUTIME_ID, true),
            _ => return Err(vm.value_error("unknown clock")),
        };
        let step = clock::clock_getres(number).map(seconds).unwrap_or(1e-9);
        let fields = vm.new_dict();
        let implementation = PyStr::new(&format!("clock_gettime({implementation})"));
        fields.set_str(vm.intern("implementation"), implementation.value());
        fields.set_str(vm.intern("monotonic"), Value::bool(is_monotonic));
        fields.set_str(vm.intern("adjustable"), Value::bool(!is_monotonic));
        fields.set_str(vm.intern("resolution"), Value::float(step));
        vm.call(vm.types().namespace.value(), &[fields.value()])
    }
}
