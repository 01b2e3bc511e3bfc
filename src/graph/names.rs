//! Names: how texts are compared, and which nodes have which.
//!
//! Comes in: any text. Goes out: its folded words, which are equal for texts that differ only in case, accents and punctuation.
//! Knows nothing of grammar: the words of a name and the words of a question are cut by the same rules, so that one finds the other.

mod index;
mod near;

pub(crate) use index::{Level, NameIndex, Names, Ranges, Role, at, complete, first_bytes, named, nearest};
pub(crate) use near::nearness;

use std::ops::Range;

use super::{Node, Value};
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// A word of a text, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word, folded: lower case, without accents and punctuation.
    pub text: String,
    /// The bytes of the original text that it was read from; always at character boundaries. Punctuation around the word is not included.
    /// Several words that come from one character (`½`) share its span.
    pub span: Range<usize>,
}

/// Cuts a text into folded words.
///
/// Characters are decomposed (NFKD) and put in lower case, accents are dropped, a few letters are spelled out (`ß` as `ss`, `ø` as `o`).
/// Punctuation separates words and is dropped, except that
///
/// - a possessive `'s`, joined to its word or free-standing, is a word of its own; other apostrophes within a word vanish (`O'Neil`, `didn't`);
/// - full stops within abbreviations vanish (`U.S.`, `Ph.D.`), those between digits stay (`9.99`), as do hyphens (`2006-09-30`);
/// - commas between thousands vanish (`1,500`);
/// - `$ % + & # @ * ^ ~` vanish within a word (`AT&T`, `C++`), but a plus right before a number stays (`+1`);
/// - a text of nothing but symbols (`$`, `???`) is one word as it stands.
///
/// ```
/// use quipu::graph::names::split;
///
/// let words: Vec<String> = split("Pava's $1,500 in the U.S.?").into_iter().map(|word| word.text).collect();
/// assert_eq!(words, ["pava", "'s", "1500", "in", "the", "us"]);
/// ```
///
/// # Complexity
/// Linear in the length of the text.
pub fn split(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    scan_text(text, &mut |word, span| words.push(Word { text: word.to_owned(), span }));
    words
}

/// The folded words of a text, joined by one space: texts that fold to the same are the same name. Folding twice changes nothing more.
///
/// ```
/// use quipu::graph::names::fold;
///
/// assert_eq!(fold("  Alen GALVÍA-Pérez "), "alen galvia perez");
/// ```
///
/// # Complexity
/// Linear in the length of the text.
pub fn fold(text: &str) -> String {
    if is_plain(text) {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Whether a text folds to this.
pub(crate) fn folds_to(text: &str, folded: &str) -> bool {
    if is_plain(text) { text.eq_ignore_ascii_case(folded) } else { fold(text) == folded }
}

/// Whether a text is of plain words with a space between them, as most names are: folding changes their case alone.
fn is_plain(text: &str) -> bool {
    let mut in_word = false;
    let are_plain = text.bytes().all(|byte| {
        let follows = in_word;
        in_word = byte.is_ascii_alphanumeric();
        in_word || byte == b' ' && follows
    });
    are_plain && in_word
}

/// Whether a folded word of a text may hold the small letters of one of some words; false for most texts that have none of these, at little cost. Marks
/// may vanish from within words, and letters be written in other ways.
pub(crate) fn may_hold(text: &str, words: &[&str]) -> bool {
    let bit = |letter: u8| 1_u32 << (letter & 31);
    let firsts = words.iter().filter_map(|word| word.bytes().next()).fold(0, |firsts, first| firsts | bit(first));
    let rest = |at: usize| text.bytes().skip(at).filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase());
    let begins_here = |at: usize| words.iter().any(|word| rest(at).take(word.len()).eq(word.bytes()));
    !text.is_ascii() || text.bytes().enumerate().any(|(at, byte)| bit(byte) & firsts != 0 && begins_here(at))
}

/// Appends what [`fold`] gives to a buffer.
pub(crate) fn fold_into(text: &str, out: &mut String) {
    let mut first = true;
    scan_text(text, &mut |word, _| {
        if !first {
            out.push(' ');
        }
        first = false;
        out.push_str(word);
    });
}

/// A text folded for [`complete`]: after a space the next word is wanted.
pub(crate) fn fold_prefix(prefix: &str) -> String {
    let mut folded = fold(prefix);
    if !folded.is_empty() && prefix.ends_with(char::is_whitespace) {
        folded.push(' ');
    }
    folded
}

/// How the name of a node that folds to this is written.
pub(crate) fn spelling(node: Option<&Node>, folded: &str) -> String {
    match node {
        Some(Node::Entity(entity)) => {
            let mut names = std::iter::once(&entity.label).chain(&entity.aliases).chain(&entity.adjectives);
            names.find(|name| fold(name) == folded).unwrap_or(&entity.label).clone()
        }
        Some(Node::Value(Value::Text(text))) => text.clone(),
        _ => folded.to_owned(),
    }
}

/// Longer texts are no names: nobody types them, and they would only weigh on the index.
pub(crate) const LONGEST_TEXT: usize = 1024;

/// The word for a possessive.
const POSSESSIVE: &str = "'s";

fn scan_text(text: &str, emit: &mut dyn FnMut(&str, Range<usize>)) {
    if text.is_ascii() {
        scan(text, emit);
    } else {
        scan(decompose(text).as_slice(), emit);
    }
}

/// A sequence of folded characters, each with its place in the original text.
trait Characters {
    fn at(&self, index: usize) -> Option<char>;
    fn span(&self, index: usize) -> Range<usize>;

    /// Appends the word characters from a place on; hands back how many these are, and whether they are digits alone.
    fn put_word(&self, index: usize, word: &mut String) -> (usize, bool) {
        let characters = (index..).map_while(|index| self.at(index).filter(|&character| is_word_character(Some(character))));
        let mut count = 0;
        let mut digits = true;
        for character in characters {
            word.push(character);
            digits &= character.is_ascii_digit();
            count += 1;
        }
        (count, digits)
    }
}

/// ASCII text is its own decomposition.
impl Characters for str {
    fn at(&self, index: usize) -> Option<char> {
        self.as_bytes().get(index).map(|byte| char::from(byte.to_ascii_lowercase()))
    }

    fn span(&self, index: usize) -> Range<usize> {
        index..index + 1
    }

    fn put_word(&self, index: usize, word: &mut String) -> (usize, bool) {
        let rest = self.get(index..).unwrap_or_default();
        let count = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (plain, before) = (rest.get(..count).unwrap_or_default(), word.len());
        word.push_str(plain);
        if let Some(added) = word.get_mut(before..) {
            added.make_ascii_lowercase();
        }
        (count, plain.bytes().all(|byte| byte.is_ascii_digit()))
    }
}

/// A folded character and the bytes it came from.
struct Folded {
    character: char,
    start: usize,
    end: usize,
}

impl Characters for [Folded] {
    fn at(&self, index: usize) -> Option<char> {
        self.get(index).map(|folded| folded.character)
    }

    fn span(&self, index: usize) -> Range<usize> {
        self.get(index).map_or(0..0, |folded| folded.start..folded.end)
    }
}

/// Decomposes, drops accents and invisible characters, and lowers the case.
fn decompose(text: &str) -> Vec<Folded> {
    let mut folded: Vec<Folded> = Vec::with_capacity(text.len());
    for (start, original) in text.char_indices() {
        let end = start + original.len_utf8();
        if original.is_ascii() {
            folded.push(Folded { character: original.to_ascii_lowercase(), start, end });
            continue;
        }
        if is_invisible(original) {
            continue;
        }
        // The spacing accents decompose to a space and an accent, but people type them for an apostrophe.
        if is_apostrophe(original) {
            folded.push(Folded { character: '\'', start, end });
            continue;
        }
        let before = folded.len();
        // A vulgar fraction is a number of its own: 8½ is not 81/2.
        let mut is_fraction = false;
        decompose_compatible(original, |part| is_fraction |= part == '\u{2044}');
        if is_fraction {
            folded.push(Folded { character: ' ', start, end });
        }
        let mut push = |character: char| {
            if !is_accent(character) {
                folded.push(Folded { character: as_ascii_punctuation(character), start, end });
            }
        };
        decompose_compatible(original, |part| {
            if let Some(spelled) = spelled_out(part) {
                spelled.chars().for_each(&mut push);
                return;
            }
            // Some letters have a lower case that decomposes again.
            for lower in part.to_lowercase() {
                decompose_compatible(lower, |part| match spelled_out(part) {
                    Some(spelled) => spelled.chars().for_each(&mut push),
                    None => push(part),
                });
            }
        });
        // An accent that stands as a character of its own belongs to the letter before it.
        if folded.len() == before
            && let Some(last) = folded.last_mut()
            && last.end == start
        {
            last.end = end;
        }
    }
    folded
}

/// Marks that are an accent, a vowel point or the like. Marks that spell (Indic vowel signs, kana voicing) are letters here:
/// dropping them would make one name of many.
fn is_accent(character: char) -> bool {
    matches!(character,
        '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0489}' | '\u{0591}'..='\u{05BD}' | '\u{05BF}' | '\u{05C1}' | '\u{05C2}' | '\u{05C4}' | '\u{05C5}'
        | '\u{05C7}' | '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06DC}' | '\u{06DF}'..='\u{06E4}'
        | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20F0}' | '\u{FE00}'..='\u{FE0F}' | '\u{FE20}'..='\u{FE2F}'
        | '\u{E0100}'..='\u{E01EF}')
}

/// Characters that show nothing, and the signs that trade puts behind names.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}' | '\u{00AE}' | '\u{2120}' | '\u{2122}')
}

/// What is typed for an apostrophe.
fn is_apostrophe(character: char) -> bool {
    matches!(
        character,
        '\u{00B4}' | '\u{02B9}' | '\u{02BB}' | '\u{02BC}' | '\u{02C8}' | '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{2032}' | '\u{FF07}'
    )
}

fn as_ascii_punctuation(character: char) -> char {
    match character {
        '\u{2010}' | '\u{2011}' => '-',
        other if is_apostrophe(other) => '\'',
        other => other,
    }
}

/// Letters that do not decompose but that people spell with plain ones.
fn spelled_out(character: char) -> Option<&'static str> {
    Some(match character {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'ł' | 'Ł' => "l",
        'þ' | 'Þ' => "th",
        'ħ' | 'Ħ' => "h",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

fn is_word_character(character: Option<char>) -> bool {
    character.is_some_and(|character| match character {
        'a'..='z' | '0'..='9' => true,
        _ if character.is_ascii() => false,
        _ => character.is_alphanumeric() || is_combining_mark(character),
    })
}

fn is_digit(character: Option<char>) -> bool {
    character.is_some_and(|character| character.is_ascii_digit())
}

fn is_letter(character: Option<char>) -> bool {
    is_word_character(character) && !is_digit(character)
}

/// The word being read.
struct Reader<'a> {
    word: String,
    span: Range<usize>,
    /// Characters since the word, or the part after a full stop or hyphen, began.
    part: usize,
    /// Whether the word is digits alone so far.
    number: bool,
    /// Whether a comma between thousands was read.
    grouped: bool,
    found: bool,
    emit: &'a mut dyn FnMut(&str, Range<usize>),
}

impl Reader<'_> {
    fn push(&mut self, character: char, span: Range<usize>) {
        if self.word.is_empty() {
            self.span = span;
        } else {
            self.span.end = span.end;
        }
        self.number &= character.is_ascii_digit();
        self.word.push(character);
    }

    /// Reads the word characters from a place on; hands back how many these are.
    fn push_word<C: Characters + ?Sized>(&mut self, characters: &C, index: usize) -> usize {
        let begins = self.word.is_empty();
        let (count, digits) = characters.put_word(index, &mut self.word);
        if let Some(last) = count.checked_sub(1) {
            let start = if begins { characters.span(index).start } else { self.span.start };
            self.span = start..characters.span(index + last).end;
            self.number &= digits;
            self.part += count;
        }
        count
    }

    fn finish(&mut self) {
        if !self.word.is_empty() {
            self.found = true;
            (self.emit)(&self.word, self.span.clone());
            self.word.clear();
        }
        self.part = 0;
        self.number = true;
        self.grouped = false;
    }
}

fn scan<C: Characters + ?Sized>(characters: &C, emit: &mut dyn FnMut(&str, Range<usize>)) {
    let mut reader = Reader { word: String::with_capacity(32), span: 0..0, part: 0, number: true, grouped: false, found: false, emit };
    let mut index = 0;
    loop {
        let count = reader.push_word(characters, index);
        index += count;
        let Some(character) = characters.at(index) else { break };
        let (next, after) = (characters.at(index + 1), characters.at(index + 2));
        let inside = !reader.word.is_empty();
        let previous = if inside && index > 0 { characters.at(index - 1) } else { None };
        match character {
            '\'' if next == Some('s') && !is_word_character(after) => {
                reader.finish();
                reader.found = true;
                let span = characters.span(index).start..characters.span(index + 1).end;
                (reader.emit)(POSSESSIVE, span);
                index += 1;
            }
            '\'' if inside && is_word_character(next) => {}
            '.' | '-' if is_digit(previous) && is_digit(next) => {
                reader.push(character, characters.span(index));
                reader.part = 0;
            }
            '.' if is_letter(previous) && is_letter(next) && !is_word_character(after) && reader.part <= 3 => reader.part = 0,
            ',' if is_digit(previous) && separates_thousands(characters, index, &reader) => reader.grouped = true,
            '+' if !inside && is_digit(next) => reader.push(character, characters.span(index)),
            '$' | '%' | '+' | '&' | '#' | '@' | '*' | '^' | '~'
                if inside && is_word_character(next) && !(is_digit(previous) && is_digit(next)) => {}
            _ => reader.finish(),
        }
        index += 1;
    }
    reader.finish();
    if !reader.found {
        symbols(characters, reader.emit);
    }
}

/// Whether the comma at `index` stands between groups of three digits: `1,500`, but not `1,50` or `2006,500`.
fn separates_thousands<C: Characters + ?Sized>(characters: &C, index: usize, reader: &Reader<'_>) -> bool {
    (1..=3).all(|ahead| is_digit(characters.at(index + ahead)))
        && !is_digit(characters.at(index + 4))
        && reader.number
        && (reader.grouped || reader.word.len() <= 3)
}

/// A text without a single letter or digit is one word: all that can be seen of it.
fn symbols<C: Characters + ?Sized>(characters: &C, emit: &mut dyn FnMut(&str, Range<usize>)) {
    let mut word = String::new();
    let mut whole: Option<Range<usize>> = None;
    let mut index = 0;
    while let Some(character) = characters.at(index) {
        if !character.is_whitespace() && !character.is_control() {
            word.push(character);
            let span = characters.span(index);
            whole = Some(whole.map_or(span.clone(), |whole| whole.start..span.end));
        }
        index += 1;
    }
    if let Some(span) = whole {
        emit(&word, span);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let words: Vec<String> = split(text).into_iter().map(|word| word.text).collect();
        assert_eq!(words, expected, "{text}");
        assert_eq!(fold(text), expected.join(" "), "{text}");
    }

    #[test]
    fn case_and_accents_do_not_matter() {
        check("Alen Galvía PÉREZ", &["alen", "galvia", "perez"]);
        check("Gert Fro\u{308}be", &["gert", "frobe"]);
        check("Tromsø Straße Łódź Æon", &["tromso", "strasse", "lodz", "aeon"]);
        check("İstanbul ΣΑΣ σας", &["istanbul", "σασ", "σασ"]);
        check("ＦＵＬＬ　ｗｉｄｔｈ ﬁn", &["full", "width", "fin"]);
        check("दिल्ली", &["दिल्ली"]);
    }

    #[test]
    fn punctuation_separates() {
        check("Crouching Tiger, Hidden Dragon", &["crouching", "tiger", "hidden", "dragon"]);
        check("no-fly/zone (Iraq): \u{201c}x\u{201d}", &["no", "fly", "zone", "iraq", "x"]);
        check("directed_by", &["directed", "by"]);
        check("Marchand?", &["marchand"]);
        check("Tom & Jerry", &["tom", "jerry"]);
        check("", &[]);
        check(" \t\n", &[]);
    }

    #[test]
    fn apostrophes_join_or_possess() {
        check("Pava's", &["pava", "'s"]);
        check("Pava\u{2019}s", &["pava", "'s"]);
        check("the state 's capital", &["the", "state", "'s", "capital"]);
        check("PAVA'S", &["pava", "'s"]);
        check("O'Neil's", &["oneil", "'s"]);
        check("didn't", &["didnt"]);
        check("states' rights", &["states", "rights"]);
        check("rock 'n' roll", &["rock", "n", "roll"]);
        check("'71", &["71"]);
    }

    #[test]
    fn full_stops_of_abbreviations_vanish() {
        check("U.S.", &["us"]);
        check("U.S.A.", &["usa"]);
        check("the U.S.'s", &["the", "us", "'s"]);
        check("Washington, D.C.", &["washington", "dc"]);
        check("St. Louis", &["st", "louis"]);
        check("J.R.R. Tolkien", &["jrr", "tolkien"]);
        check("Ph.D.", &["phd"]);
        check("told.Pava www.example.com", &["told", "pava", "www", "example", "com"]);
    }

    #[test]
    fn numbers_and_dates_hold_together() {
        check("1,500", &["1500"]);
        check("1,500,000.25", &["1500000.25"]);
        check("2006,500 1,50", &["2006", "500", "1", "50"]);
        check("$9.99", &["9.99"]);
        check("2006-09-30", &["2006-09-30"]);
        check("F-16 9/11", &["f", "16", "9", "11"]);
        check("8½", &["8", "1", "2"]);
    }

    #[test]
    fn symbols_vanish_within_words() {
        check("AT&T C++ M*A*S*H 10% #5", &["att", "c", "mash", "10", "5"]);
        check("+1", &["+1"]);
        check("$", &["$"]);
        check("???", &["???"]);
        check("? !", &["?!"]);
        check("Coca-Cola™", &["coca", "cola"]);
    }

    #[test]
    fn spans_cover_the_word() {
        let text = "  Garc\u{ed}a's U.S. (1,500) Fro\u{308}be ½";
        let pieces: Vec<&str> = split(text).into_iter().map(|word| &text[word.span]).collect();
        assert_eq!(pieces, ["Garc\u{ed}a", "'s", "U.S", "1,500", "Fro\u{308}be", "½", "½"]);
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,40}|[a-bsS0-9.,'+$&\\- ’½é\u{301}]{0,24}|.{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn what_folds_to_something_is_known_without_folding(text in "[a-zA-Z0-9 é'.-]{0,12}", other in "[a-z0-9 ]{0,3}") {
            prop_assert!(folds_to(&text, &fold(&text)));
            prop_assert_eq!(folds_to(&text, &other), fold(&text) == other);
        }

        #[test]
        fn spans_are_in_order_and_at_boundaries(text in "\\PC{0,40}|[a-bs0-9.,'+$&\\- ½é\u{301}]{0,24}") {
            let mut end = 0;
            for word in split(&text) {
                prop_assert!(text.get(word.span.clone()).is_some_and(|piece| !piece.is_empty()));
                prop_assert!(word.span.end >= end);
                prop_assert!(!word.text.is_empty());
                end = word.span.end;
            }
        }
    }
}
