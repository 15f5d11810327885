//! The kernel's scheduler: processor affinity, policies and priorities.

use crate::errno::{Errno, Result, call, unix_only};
use std::os::raw::c_int;

/// Lets another thread run.
pub fn yield_now() {
    std::thread::yield_now();
}

unix_only! {
/// Processors a process may run on, sorted.
pub fn getaffinity(pid: i32) -> Result<Vec<usize>> {
    // 64 Ki processors is more than the kernel's largest configuration.
    let mut mask = vec![0u64; 16];
    loop {
        let bytes = mask.len() * 8;
        match call!(libc::sched_getaffinity(pid, bytes, mask.as_mut_ptr().cast())) {
            Ok(_) => break,
            Err(Errno::EINVAL) if bytes < 8192 => mask.resize(mask.len() * 2, 0),
            Err(errno) => return Err(errno),
        }
    }
    let bits = mask.iter().enumerate().flat_map(|(word_idx, &word)| {
        (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| word_idx * 64 + bit)
    });
    Ok(bits.collect())
}

/// Sets the processors a process may run on.
pub fn setaffinity(pid: i32, cpus: &[usize]) -> Result<()> {
    let n_words = cpus.iter().max().map_or(16, |&most| most / 64 + 1).max(16);
    if n_words > 1024 {
        return Err(Errno::EINVAL);
    }
    let mut mask = vec![0u64; n_words];
    for &cpu in cpus {
        mask[cpu / 64] |= 1 << (cpu % 64);
    }
    call!(libc::sched_setaffinity(pid, mask.len() * 8, mask.as_ptr().cast())).map(drop)
}

/// Scheduling policy of a process.
pub fn getscheduler(pid: i32) -> Result<c_int> {
    call!(libc::sched_getscheduler(pid))
}

/// Sets policy and priority of a process.
pub fn setscheduler(pid: i32, policy: c_int, priority: c_int) -> Result<()> {
    let param = libc::sched_param { sched_priority: priority };
    call!(libc::sched_setscheduler(pid, policy, &param)).map(drop)
}

/// Priority of a process.
pub fn getparam(pid: i32) -> Result<c_int> {
    let mut param = libc::sched_param { sched_priority: 0 };
    call!(libc::sched_getparam(pid, &mut param))?;
    Ok(param.sched_priority)
}

/// Sets the priority of a process.
pub fn setparam(pid: i32, priority: c_int) -> Result<()> {
    let param = libc::sched_param { sched_priority: priority };
    call!(libc::sched_setparam(pid, &param)).map(drop)
}

/// Highest priority of a policy.
pub fn priority_max(policy: c_int) -> Result<c_int> {
    call!(libc::sched_get_priority_max(policy))
}

/// Lowest priority of a policy.
pub fn priority_min(policy: c_int) -> Result<c_int> {
    call!(libc::sched_get_priority_min(policy))
}

/// Round-robin interval of a process in seconds.
pub fn rr_interval(pid: i32) -> Result<f64> {
    let mut interval = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    call!(libc::sched_rr_get_interval(pid, &mut interval))?;
    Ok(interval.tv_sec as f64 + interval.tv_nsec as f64 * 1e-9)
}
}
