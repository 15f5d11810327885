//! Memory from the OS: aligned reservations for the heap, stack bounds, page size, resident size.
//!
//! Knows nothing of what the heap keeps in the memory it hands out. Where there is no mmap (wasm32) the allocator of the
//! Rust standard library serves, zeroed.

use crate::errno::{Errno, Result};
use std::ptr::NonNull;

/// A range of memory addresses: `low` is the lowest byte, `high` one past the highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Lowest address.
    pub low: usize,
    /// One past the highest address.
    pub high: usize,
}

impl Bounds {
    /// Size in bytes.
    pub fn size(self) -> usize {
        self.high - self.low
    }

    /// Whether `address` is inside.
    pub fn contains(self, address: usize) -> bool {
        (self.low..self.high).contains(&address)
    }
}

/// Takes `size` bytes of zeroed, readable and writable memory whose address is a multiple of `align` (a power of two).
/// Both must be multiples of the page size. Pages are committed by the OS when first touched.
#[cfg(unix)]
pub fn reserve_aligned(size: usize, align: usize) -> Result<NonNull<u8>> {
    let page = page_size();
    if size == 0 || !align.is_power_of_two() || !size.is_multiple_of(page) {
        return Err(Errno::EINVAL);
    }
    let align = align.max(page);
    // Often the first try is aligned already, since the kernel lays mappings end to end.
    let start = map(size)?;
    if start.is_multiple_of(align) {
        return Ok(to_pointer(start));
    }
    unmap(start, size)?;
    let padded = size.checked_add(align).ok_or(Errno::ENOMEM)?;
    let start = map(padded)?;
    let aligned = start.next_multiple_of(align);
    if aligned > start {
        unmap(start, aligned - start)?;
    }
    let end = start + padded;
    if end > aligned + size {
        unmap(aligned + size, end - (aligned + size))?;
    }
    Ok(to_pointer(aligned))
}

/// Takes `size` bytes of zeroed memory aligned to `align`.
#[cfg(not(unix))]
pub fn reserve_aligned(size: usize, align: usize) -> Result<NonNull<u8>> {
    let layout = std::alloc::Layout::from_size_align(size, align).map_err(|_| Errno::EINVAL)?;
    if size == 0 {
        return Err(Errno::EINVAL);
    }
    // SAFETY: the layout's size is not zero.
    NonNull::new(unsafe { std::alloc::alloc_zeroed(layout) }).ok_or(Errno::ENOMEM)
}

/// Gives memory back.
///
/// # Safety
/// `start` came from `reserve_aligned(size, align)`, was not released before, and nothing uses the memory any more.
pub unsafe fn release(start: NonNull<u8>, size: usize, align: usize) {
    #[cfg(unix)]
    {
        let _ = align;
        // Unmapping our own mapping can only fail for lack of kernel memory; then the range stays mapped, unused.
        let _ = unmap(start.as_ptr() as usize, size);
    }
    #[cfg(not(unix))]
    {
        let layout = std::alloc::Layout::from_size_align(size, align).expect("the layout it was reserved with");
        // SAFETY: the caller's promise: allocated with this layout and not used any more.
        unsafe { std::alloc::dealloc(start.as_ptr(), layout) }
    }
}

#[cfg(unix)]
fn to_pointer(address: usize) -> NonNull<u8> {
    NonNull::new(address as *mut u8).expect("mmap does not hand out page zero")
}

#[cfg(unix)]
fn map(size: usize) -> Result<usize> {
    // SAFETY: a new anonymous mapping at an address of the kernel's choice touches no existing memory.
    let start = unsafe {
        libc::mmap(
            std::ptr::null_mut(),
            size,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
            -1,
            0,
        )
    };
    if start == libc::MAP_FAILED { Err(Errno::last()) } else { Ok(start as usize) }
}

#[cfg(unix)]
fn unmap(start: usize, size: usize) -> Result<()> {
    // SAFETY: only called with parts of mappings of this file that are not handed out (any more).
    crate::errno::check(unsafe { libc::munmap(start as *mut libc::c_void, size) }).map(drop)
}

/// Sets the C library's allocator up for a process whose work is done by one thread at a time: one arena for all threads, and freed memory
/// is kept rather than given back page by page. To be called before threads are started.
pub fn tune_allocator() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: sets numbers inside the allocator.
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 1);
        libc::mallopt(libc::M_TRIM_THRESHOLD, 16 << 20);
        libc::mallopt(libc::M_MMAP_THRESHOLD, 4 << 20);
        libc::mallopt(libc::M_TOP_PAD, 128 << 10);
    }
}

/// Asks the kernel to back a range with huge pages. Advice only: failure means nothing and is not reported.
pub fn advise_hugepage(start: NonNull<u8>, size: usize) {
    advise(start, size, Advice::HugePages);
}

/// Tells the kernel that the contents of a range are not needed; it reads as zeros afterwards, or (where that is not
/// supported) keeps its contents. Returns whether it is known to be zero now.
///
/// # Safety
/// Nothing in the range is in use.
pub unsafe fn discard(start: NonNull<u8>, size: usize) -> bool {
    advise(start, size, Advice::Discard)
}

enum Advice {
    HugePages,
    Discard,
}

fn advise(start: NonNull<u8>, size: usize, advice: Advice) -> bool {
    #[cfg(target_os = "linux")]
    {
        let advice = match advice {
            Advice::HugePages => libc::MADV_HUGEPAGE,
            Advice::Discard => libc::MADV_DONTNEED,
        };
        // SAFETY: huge page advice does not change contents; for a discard the caller promises that nobody uses them.
        unsafe { libc::madvise(start.as_ptr().cast(), size, advice) == 0 }
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = (start, size, matches!(advice, Advice::HugePages | Advice::Discard));
        false
    }
}

/// The calling thread's native stack. For a main thread whose stack grows on demand, `low` is where the current limit
/// (`ulimit -s`) ends; an unlimited stack is cut off at 1 GiB.
#[cfg(target_os = "linux")]
pub fn current_stack_bounds() -> Result<Bounds> {
    let mut attr = std::mem::MaybeUninit::<libc::pthread_attr_t>::uninit();
    // SAFETY: initializes `attr` on success.
    crate::errno::check_code(unsafe { libc::pthread_getattr_np(libc::pthread_self(), attr.as_mut_ptr()) })?;
    let (mut start, mut size, mut guard) = (std::ptr::null_mut(), 0, 0);
    // SAFETY: `attr` is initialized; it is destroyed after its last use.
    let code = unsafe {
        let code = libc::pthread_attr_getstack(attr.as_ptr(), &mut start, &mut size);
        libc::pthread_attr_getguardsize(attr.as_ptr(), &mut guard);
        libc::pthread_attr_destroy(attr.as_mut_ptr());
        code
    };
    crate::errno::check_code(code)?;
    const MOST: usize = 1 << 30;
    let high = start as usize + size;
    let is_main = std::process::id() as i64 == i64::from(crate::thread::native_id());
    // glibc counts a thread's guard pages into its stack; the main thread has none there.
    let low = start as usize + if is_main { 0 } else { guard };
    Ok(Bounds { low: low.max(high.saturating_sub(MOST)), high })
}

/// The calling thread's native stack.
#[cfg(not(target_os = "linux"))]
pub fn current_stack_bounds() -> Result<Bounds> {
    // wasm-ld puts the shadow stack first, so that it runs into address zero and traps; its end is wherever main's
    // frame is, rounded up to a page.
    let here = &0u8 as *const u8 as usize;
    if cfg!(target_family = "wasm") {
        return Ok(Bounds { low: 0, high: here.next_multiple_of(page_size()) });
    }
    Err(Errno::ENOSYS)
}

/// Size of a memory page.
pub fn page_size() -> usize {
    #[cfg(unix)]
    {
        use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
        static PAGE_SIZE: AtomicUsize = AtomicUsize::new(0);
        match PAGE_SIZE.load(Relaxed) {
            0 => {
                // SAFETY: asks for a number.
                let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
                let size = usize::try_from(size).unwrap_or(4096);
                PAGE_SIZE.store(size, Relaxed);
                size
            }
            size => size,
        }
    }
    #[cfg(not(unix))]
    {
        65536
    }
}

/// Resident set size of the process now, in bytes.
pub fn resident_size() -> Result<usize> {
    #[cfg(target_os = "linux")]
    {
        let statm = std::fs::read_to_string("/proc/self/statm")?;
        let pages: usize = statm.split(' ').nth(1).and_then(|word| word.parse().ok()).ok_or(Errno::EIO)?;
        Ok(pages * page_size())
    }
    #[cfg(target_family = "wasm")]
    {
        Ok(std::arch::wasm32::memory_size(0) * page_size())
    }
    #[cfg(not(any(target_os = "linux", target_family = "wasm")))]
    {
        Err(Errno::ENOSYS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserves_aligned_zeroed_memory() {
        let size = 4 << 20;
        for align in [4096, 2 << 20, 16 << 20] {
            let start = reserve_aligned(size, align).unwrap();
            assert!((start.as_ptr() as usize).is_multiple_of(align));
            advise_hugepage(start, size);
            // SAFETY: just reserved, `size` bytes, used here only.
            unsafe {
                assert_eq!(*start.as_ptr().add(size - 1), 0);
                start.as_ptr().write(7);
                assert_eq!(*start.as_ptr(), 7);
                assert!(discard(start, size));
                assert_eq!(*start.as_ptr(), 0);
                release(start, size, align);
            }
        }
    }

    #[test]
    fn refuses_nonsense() {
        assert_eq!(reserve_aligned(0, 4096), Err(Errno::EINVAL));
        assert_eq!(reserve_aligned(4096, 3), Err(Errno::EINVAL));
        assert_eq!(reserve_aligned(100, 4096), Err(Errno::EINVAL));
        assert_eq!(reserve_aligned(usize::MAX & !4095, 4096), Err(Errno::ENOMEM));
    }

    #[test]
    fn stack_bounds_hold_the_stack() {
        fn holds_a_local() {
            let local = 0u8;
            let bounds = current_stack_bounds().unwrap();
            assert!(bounds.contains(&raw const local as usize), "{bounds:x?}");
        }
        holds_a_local();
        let thread = std::thread::Builder::new().stack_size(256 << 10).spawn(|| {
            holds_a_local();
            current_stack_bounds().unwrap().size()
        });
        let size = thread.unwrap().join().unwrap();
        assert!((200 << 10..1 << 20).contains(&size), "{size}");
    }

    #[test]
    fn resident_size_is_plausible() {
        assert!(resident_size().unwrap() > 100 << 10);
        assert!(page_size().is_power_of_two());
    }
}
