//! Binary search where there is no slice to search in.

use std::ops::Range;

/// The first index of the range for which the condition is false; true ones come first.
pub(crate) fn partition(range: Range<usize>, condition: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (range.start, range.end);
    while low < high {
        let middle = low + (high - low) / 2;
        if condition(middle) { low = middle + 1 } else { high = middle }
    }
    low
}
