//! Which names are near to a text that is spelled a little differently.
//!
//! Comes in: folded texts. Goes out: how far one is from the other. Cheap tests leave out most names before letters are compared.

use rustc_hash::FxHashMap;

/// How far names are from a text. Scores are thousandths of the length, fewer being better.
pub(super) struct Near<'a> {
    text: &'a str,
    length: usize,
    most: usize,
    letters: u64,
    is_ascii: bool,
    has_space: bool,
    /// Distances of single words that have been compared.
    words: FxHashMap<String, Option<u32>>,
}

/// How far a folded name is from a folded text, fewer being nearer; `None` where it is not near.
pub(crate) fn nearness(text: &str, name: &str) -> Option<u32> {
    if text.is_empty() { None } else { Near::new(text).score(name) }
}

impl<'a> Near<'a> {
    /// What a name loses if only one of its words is near.
    const ONE_WORD: u32 = 120;
    /// What a name loses if it begins with another letter, which is rarely mistyped.
    const OTHER_FIRST_LETTER: u32 = 90;

    pub(super) fn new(text: &'a str) -> Self {
        let length = text.chars().count();
        let most = match length {
            0..=4 => 1,
            5..=8 => 2,
            9..=14 => 3,
            _ => 4,
        };
        let own = letters(text);
        let has_space = text.contains(' ');
        Self { text, length, most, has_space, letters: own.unwrap_or_default(), is_ascii: own.is_some(), words: FxHashMap::default() }
    }

    /// How far a name is, `None` where it is not near.
    pub(super) fn score(&mut self, name: &str) -> Option<u32> {
        let whole = self.distance(name);
        if whole == Some(0) || self.has_space {
            return whole;
        }
        let mut best = whole;
        let (mut start, mut set, mut all) = (0, 0, 0);
        for end in 0..=name.len() {
            match name.as_bytes().get(end) {
                Some(&byte) if byte != b' ' => {
                    set |= bit(byte);
                    all |= byte;
                    continue;
                }
                _ => {}
            }
            let word = start..end;
            let may_be_near = word.len() < name.len() && self.may_be_near(word.len(), all.is_ascii().then_some(set));
            (start, set, all) = (end + 1, 0, 0);
            // The table of words is only asked about words that pass the cheap tests.
            let Some(word) = name.get(word).filter(|_| may_be_near) else { continue };
            let score = match self.words.get(word) {
                Some(known) => *known,
                None => {
                    let score = self.distance(word).map(|score| score + Self::ONE_WORD);
                    self.words.insert(word.to_owned(), score);
                    score
                }
            };
            best = match (best, score) {
                (Some(best), Some(score)) => Some(best.min(score)),
                (best, score) => best.or(score),
            };
        }
        best
    }

    /// Whether a name could be near enough, by its length in bytes and its letters alone (none if it is no ASCII text): one edit changes the length by at most one, takes away at most one letter of
    /// the set, and adds at most one.
    fn may_be_near(&self, length: usize, letters: Option<u64>) -> bool {
        // Bytes are at least characters, and at most four for each.
        if length + self.most < self.length || length > 4 * (self.length + self.most) {
            return false;
        }
        let Some(letters) = letters.filter(|_| self.is_ascii) else { return true };
        let many = |letters: u64| letters.count_ones() as usize > self.most;
        length <= self.length + self.most && !many(letters & !self.letters) && !many(self.letters & !letters)
    }

    /// The same for a whole name.
    fn whole_may_be_near(&self, name: &str) -> bool {
        let is_long = name.len() > self.length + self.most;
        if is_long && self.is_ascii && name.is_ascii() {
            return false;
        }
        self.may_be_near(name.len(), letters(name))
    }

    fn distance(&self, name: &str) -> Option<u32> {
        if !self.whole_may_be_near(name) {
            return None;
        }
        let length = name.chars().count();
        if length.abs_diff(self.length) > self.most {
            return None;
        }
        let (rest, other_rest) = without_common_ends(self.text, name);
        let edits = strsim::osa_distance(rest, other_rest);
        // A short word is near only if most of it is there.
        if edits > self.most || edits * 2 > self.length.max(length) {
            return None;
        }
        let share = edits * 1000 / self.length.max(length).max(1);
        let first = if self.text.chars().next() == name.chars().next() { 0 } else { Self::OTHER_FIRST_LETTER };
        u32::try_from(share).ok().map(|share| share + first)
    }
}

/// Two texts without the beginning and the end that they share, which cost no edit but time: names in a series share most of theirs.
fn without_common_ends<'a>(left: &'a str, right: &'a str) -> (&'a str, &'a str) {
    let same = |pair: &(char, char)| pair.0 == pair.1;
    let shared: usize = left.chars().zip(right.chars()).take_while(same).map(|(character, _)| character.len_utf8()).sum();
    let (left, right) = (left.get(shared..).unwrap_or_default(), right.get(shared..).unwrap_or_default());
    let shared: usize = left.chars().rev().zip(right.chars().rev()).take_while(same).map(|(character, _)| character.len_utf8()).sum();
    (left.get(..left.len() - shared).unwrap_or_default(), right.get(..right.len() - shared).unwrap_or_default())
}

/// The set of characters of an ASCII text, as bits; several characters may share one.
fn letters(text: &str) -> Option<u64> {
    let (set, all) = text.bytes().fold((0_u64, 0_u8), |(set, all), byte| (set | bit(byte), all | byte));
    all.is_ascii().then_some(set)
}

fn bit(byte: u8) -> u64 {
    1 << (byte & 63)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn common_ends_cost_no_edits(left in "[abé]{0,8}", right in "[abé]{0,8}") {
            let (rest, other) = without_common_ends(&left, &right);
            prop_assert_eq!(strsim::osa_distance(rest, other), strsim::osa_distance(&left, &right));
        }

        /// What the cheap tests leave out is too far away.
        #[test]
        fn nothing_near_is_left_out(text in "[abcé ]{1,10}", name in "[abcé ]{1,10}") {
            let near = Near::new(&text);
            if !near.whole_may_be_near(&name) {
                prop_assert!(strsim::osa_distance(&text, &name) > near.most);
            }
        }
    }
}
