//! A ring buffer of values, the storage of `deque`. The capacity is a power of two; all operations at the ends take constant time.

use std::cell::Cell;
use taipan_interp::native::*;
use taipan_object::{OutOfMemory, ValuesBuffer};

const SMALLEST: usize = 8;

/// The items of a deque.
#[derive(Trace)]
pub struct Ring {
    buffer: Field<Option<Gc<ValuesBuffer>>>,
    /// Where item 0 is.
    #[no_trace]
    head: Cell<usize>,
    #[no_trace]
    len: Cell<usize>,
}

impl Ring {
    /// An empty one.
    pub fn new() -> Ring {
        Ring { buffer: Field::new(None), head: Cell::new(0), len: Cell::new(0) }
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of items.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len.get()
    }

    /// Number of slots, for `__sizeof__`.
    pub fn capacity(&self) -> usize {
        self.buffer.get().map_or(0, |buffer| buffer.capacity)
    }

    /// The slot of item `i` (of which there need not be so many).
    #[inline(always)]
    fn slot(&self, buffer: Gc<ValuesBuffer>, i: usize) -> usize {
        self.head.get().wrapping_add(i) & (buffer.capacity - 1)
    }

    /// Item `i`.
    #[inline(always)]
    pub fn get(&self, i: usize) -> Option<Value> {
        if i >= self.len.get() {
            return None;
        }
        let buffer = self.buffer.get()?;
        // SAFETY: slot() is below the capacity.
        unsafe { *buffer.slots().add(self.slot(buffer, i)) }
    }

    /// Replaces item `i`, which exists.
    #[inline]
    pub fn set(&self, i: usize, value: Value) {
        assert!(i < self.len.get());
        if let Some(buffer) = self.buffer.get() {
            // SAFETY: slot() is below the capacity.
            unsafe { buffer.set(self.slot(buffer, i), Some(value)) };
        }
    }

    /// A buffer with a free slot.
    #[inline(always)]
    fn with_room(&self) -> Result<Gc<ValuesBuffer>, OutOfMemory> {
        match self.buffer.get() {
            Some(buffer) if self.len.get() < buffer.capacity => Ok(buffer),
            _ => self.grow(),
        }
    }

    #[cold]
    #[inline(never)]
    fn grow(&self) -> Result<Gc<ValuesBuffer>, OutOfMemory> {
        let capacity = (self.len.get() + 1).checked_next_power_of_two().ok_or(OutOfMemory)?.max(SMALLEST);
        let fresh = ValuesBuffer::try_new(capacity)?;
        for i in 0..self.len.get() {
            // SAFETY: i is below both capacities.
            unsafe { fresh.set(i, self.get(i)) };
        }
        self.head.set(0);
        self.buffer.set(Some(fresh));
        Ok(fresh)
    }

    /// Adds an item at the right.
    #[inline]
    pub fn push_back(&self, value: Value) -> Result<(), OutOfMemory> {
        let buffer = self.with_room()?;
        let len = self.len.get();
        // SAFETY: slot() is below the capacity.
        unsafe { buffer.set(self.slot(buffer, len), Some(value)) };
        self.len.set(len + 1);
        Ok(())
    }

    /// Adds an item at the left.
    #[inline]
    pub fn push_front(&self, value: Value) -> Result<(), OutOfMemory> {
        let buffer = self.with_room()?;
        let head = self.slot(buffer, usize::MAX);
        // SAFETY: slot() is below the capacity.
        unsafe { buffer.set(head, Some(value)) };
        self.head.set(head);
        self.len.set(self.len.get() + 1);
        Ok(())
    }

    /// Takes the item at the right.
    #[inline]
    pub fn pop_back(&self) -> Option<Value> {
        let last = self.len.get().checked_sub(1)?;
        let buffer = self.buffer.get()?;
        self.len.set(last);
        // SAFETY: slot() is below the capacity. Clearing needs no barrier.
        unsafe { (*buffer.slots().add(self.slot(buffer, last))).take() }
    }

    /// Takes the item at the left.
    #[inline]
    pub fn pop_front(&self) -> Option<Value> {
        let len = self.len.get().checked_sub(1)?;
        let buffer = self.buffer.get()?;
        let head = self.head.get();
        self.len.set(len);
        self.head.set(self.slot(buffer, 1));
        // SAFETY: the head is below the capacity. Clearing needs no barrier.
        unsafe { (*buffer.slots().add(head)).take() }
    }

    /// Moves the last `n` items to the front; `n` is at most the length.
    pub fn rotate_right(&self, n: usize) {
        let Some(buffer) = self.buffer.get() else { return };
        if self.len.get() == buffer.capacity {
            self.head.set(self.slot(buffer, buffer.capacity - n));
            return;
        }
        for _ in 0..n {
            let from = self.slot(buffer, self.len.get() - 1);
            let to = self.slot(buffer, usize::MAX);
            self.head.set(to);
            // SAFETY: both are below the capacity. The buffer keeps the same items: no barrier is needed.
            unsafe { std::ptr::swap(buffer.slots().add(from), buffer.slots().add(to)) };
        }
    }

    /// Moves the first `n` items to the end; `n` is at most the length.
    pub fn rotate_left(&self, n: usize) {
        let Some(buffer) = self.buffer.get() else { return };
        if self.len.get() == buffer.capacity {
            self.head.set(self.slot(buffer, n));
            return;
        }
        for _ in 0..n {
            let from = self.head.get();
            let to = self.slot(buffer, self.len.get());
            self.head.set(self.slot(buffer, 1));
            // SAFETY: as above.
            unsafe { std::ptr::swap(buffer.slots().add(from), buffer.slots().add(to)) };
        }
    }

    /// Turns the order around.
    pub fn reverse(&self) {
        let len = self.len.get();
        for i in 0..len / 2 {
            if let (Some(a), Some(b)) = (self.get(i), self.get(len - 1 - i)) {
                self.set(i, b);
                self.set(len - 1 - i, a);
            }
        }
    }

    /// Inserts before item `i`, which may be the length.
    pub fn insert(&self, i: usize, value: Value) -> Result<(), OutOfMemory> {
        let len = self.len.get();
        if i * 2 < len {
            self.push_front(value)?;
            for k in 0..i {
                self.set(k, self.get(k + 1).unwrap_or(value));
            }
        } else {
            self.push_back(value)?;
            for k in (i..len).rev() {
                self.set(k + 1, self.get(k).unwrap_or(value));
            }
        }
        self.set(i, value);
        Ok(())
    }

    /// Removes item `i`, which exists.
    pub fn remove(&self, i: usize) {
        let len = self.len.get();
        if i * 2 < len {
            for k in (0..i).rev() {
                self.set(k + 1, self.get(k).unwrap_or(Value::NONE));
            }
            self.pop_front();
        } else {
            for k in i + 1..len {
                self.set(k - 1, self.get(k).unwrap_or(Value::NONE));
            }
            self.pop_back();
        }
    }

    /// Removes all items.
    pub fn clear(&self) {
        self.buffer.set(None);
        self.head.set(0);
        self.len.set(0);
    }
}

impl Default for Ring {
    fn default() -> Ring {
        Ring::new()
    }
}
