//! Sorting by small numbers, digit by digit.
//!
//! Claims of a large relation are sorted by nodes, of which there are far fewer than 2³²: two digits of eleven bits hold most of them. Each pass puts all
//! items into the order of one digit, the least significant first, and keeps the order of those with equal digits (H. H. Seward, 1954).

/// Bits of a digit: as many counts as a first-level cache holds beside what is moved.
const DIGIT: u32 = 11;

/// Fewer items than this are sorted by comparing them.
pub(super) const WORTH_IT: usize = 1 << 12;

/// Sorts items by a key that is less than `bound`; those with equal keys stay in their order. `spare` is where they are moved to and fro.
///
/// # Complexity
/// O(n · bits of the bound), and memory for another n.
pub(super) fn sort_by_key<T: Copy>(items: &mut Vec<T>, spare: &mut Vec<T>, bound: u32, key: impl Fn(T) -> u32) {
    let mut shift = 0;
    while shift < u32::BITS - bound.leading_zeros() {
        let digit = |item: T| (key(item) >> shift) as usize & ((1 << DIGIT) - 1);
        let mut starts = [0_usize; 1 << DIGIT];
        for &item in items.iter() {
            starts[digit(item)] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += std::mem::replace(start, sum);
        }
        spare.clear();
        spare.extend_from_slice(items);
        for &item in items.iter() {
            let place = &mut starts[digit(item)];
            if let Some(to) = spare.get_mut(*place) {
                *to = item;
            }
            *place += 1;
        }
        std::mem::swap(items, spare);
        shift += DIGIT;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_sort_as_comparing_does() {
        for bound in [1_u32, 2, 2047, 2048, 2049, 1 << 20, 1 << 22, (1 << 22) + 1, u32::MAX] {
            let items: Vec<(u32, usize)> =
                (0..5000_usize).map(|place| ((place as u32).wrapping_mul(2_654_435_761) % bound, place)).collect();
            let (mut sorted, mut expected) = (items.clone(), items);
            sort_by_key(&mut sorted, &mut Vec::new(), bound, |(key, _)| key);
            expected.sort_by_key(|&(key, _)| key);
            assert_eq!(sorted, expected, "{bound}");
        }
    }
}
