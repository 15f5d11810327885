//! Slice arithmetic: from start, stop and step to the elements meant.

/// The elements a slice means in a sequence: `n` of them, from `start` on, `step` apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// First index. In bounds unless `n` is 0, where it is still the place for an insertion.
    pub start: i64,
    /// End, as `slice.indices` gives it (-1 for a backward slice down to the first element).
    pub stop: i64,
    /// Step, never 0.
    pub step: i64,
    /// Number of elements.
    pub n: usize,
}

/// Applies a slice to a sequence of `len` elements. Indices too big for 64 bits are clamped by the caller first, which
/// changes nothing. `None`: the step is 0 ("slice step cannot be zero").
pub fn adjust(start: Option<i64>, stop: Option<i64>, step: Option<i64>, len: usize) -> Option<Range> {
    let len = len as i64;
    // The most negative step would overflow when negated; one more makes no difference.
    let step = step.unwrap_or(1).max(-i64::MAX);
    if step == 0 {
        return None;
    }
    let (low, high) = if step < 0 { (-1, len - 1) } else { (0, len) };
    let place = |i: i64| {
        if i < 0 { i.saturating_add(len).max(low) } else { i.min(high) }
    };
    let start = start.map_or(if step < 0 { high } else { low }, place);
    let stop = stop.map_or(if step < 0 { low } else { high }, place);
    let n = if step < 0 {
        if stop < start { (start - stop - 1) / -step + 1 } else { 0 }
    } else if start < stop {
        (stop - start - 1) / step + 1
    } else {
        0
    };
    Some(Range { start, stop, step, n: n as usize })
}

/// A start or end argument of `find`, `index`, `count`, `startswith`: negative ones count from the end, all are clamped
/// to `0..=len`. (Where the start is beyond the end nothing is found, not even the empty string.)
pub fn clamp_bounds(start: Option<i64>, end: Option<i64>, len: usize) -> (usize, usize) {
    let len_i = len as i64;
    let place = |i: i64| (if i < 0 { i.saturating_add(len_i).max(0) } else { i }) as usize;
    (start.map_or(0, place), end.map_or(len, place).min(len))
}
