//! Conservative scanning of native stacks: the only code that reads raw stack memory.
//!
//! Every aligned word between two addresses is a candidate; it counts if it points at or into an allocated cell.
//! Callee-saved registers are spilled to the scanned range first.

use crate::Marker;

/// Calls `f` with the lowest address of the native stack that must be scanned, after spilling the callee-saved registers
/// above it. `f` gets an address below every frame of its callers.
#[inline(never)]
pub fn with_spilled_registers<R>(f: impl FnOnce(usize) -> R) -> R {
    let mut registers = [0usize; 16];
    spill(&mut registers);
    let low = std::hint::black_box(&registers) as *const _ as usize;
    let result = f(low);
    std::hint::black_box(&registers);
    result
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn spill(registers: &mut [usize; 16]) {
    // SAFETY: stores the callee-saved registers into the array, which is large enough.
    unsafe {
        std::arch::asm!(
            "mov [{0}], rbx", "mov [{0} + 8], rbp", "mov [{0} + 16], r12", "mov [{0} + 24], r13",
            "mov [{0} + 32], r14", "mov [{0} + 40], r15",
            in(reg) registers.as_mut_ptr(), options(nostack, preserves_flags)
        );
    }
}

#[cfg(target_arch = "aarch64")]
#[inline(always)]
fn spill(registers: &mut [usize; 16]) {
    // SAFETY: stores the callee-saved registers into the array, which is large enough.
    unsafe {
        std::arch::asm!(
            "stp x19, x20, [{0}]", "stp x21, x22, [{0}, #16]", "stp x23, x24, [{0}, #32]",
            "stp x25, x26, [{0}, #48]", "stp x27, x28, [{0}, #64]",
            in(reg) registers.as_mut_ptr(), options(nostack, preserves_flags)
        );
    }
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
#[inline(always)]
fn spill(_: &mut [usize; 16]) {}

/// Reports every word in `low..high` (addresses of the same readable memory) that points at or into a cell.
///
/// # Safety
/// All of `low..high` must be readable memory.
pub unsafe fn scan(low: usize, high: usize, marker: &mut Marker) {
    let mut p = (low + 7) & !7;
    while p + 8 <= high {
        // SAFETY: the caller guarantees that the range is readable; p is aligned. Volatile: the words belong to frames
        // that the compiler knows nothing about here.
        let word = unsafe { (p as *const u64).read_volatile() };
        marker.word(word as usize);
        p += 8;
    }
}
