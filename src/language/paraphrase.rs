//! Other ways to put a question that could not be read: the same asked in the words that the grammar has for it.
//!
//! Comes in: the lattice of a question that came to nothing. Goes out: texts that ask the same, to be read like any other. Each line of the table holds
//! for all graphs: its words are function words or words of asking, and its letters stand for whatever stands there.
//!
//! ```text
//! pattern = part+                   part = word ("/" word)* "?"? | "," | letter
//! letter  = "A" .. "J": some tokens, as few as do | "K": the same, without "to" | "M": a whole name | "N": a single token
//! result  = (word | letter | digit)+   a digit is the word that stands at the part of that number, of those with several words
//! ```

use super::lattice::Lattice;
use super::token::TokenKind;
use crate::graph::{Exactness, View};

/// How many other ways are given.
const MOST: usize = 4;

/// Ways of asking, and how the grammar asks the same.
const SAME: &[(&str, &str)] = &[
    ("how did/does/do/will A react/respond to B", "what 1 A do in response to B"),
    ("how has/have/had A reacted/responded to B", "what did A do in response to B"),
    ("what is/was the? reaction/response of A to B", "what did A do in response to B"),
    ("what is/was A 's reaction/response to B", "what did A do in response to B"),
    ("how long did/does/do A last", "how long 1 A exist"),
    ("how long has/have/had A lasted", "how long did A exist"),
    ("how long has/have/had A", "since when 1 A"),
    ("did A last until/till B", "did A end in B"),
    ("from where A", "from what A"),
    ("where is/are A still/now/today/currently", "where 1 A"),
    ("A still/now/currently/presently B", "A B still"),
    ("when did/does A begin/start and end/finish/stop", "when was A"),
    ("when/where was/were there a/an/any A", "1 was the A"),
    ("is/was A N years/year old", "1 A 2"),
    ("does/do/did A have another/other/different name/names", "what is A also known as"),
    ("in which/what A do/can/could/would/will i/you/one/we/they find/see B", "in which A is B"),
    ("where do/can/could/would/will i/you/one/we/they find/see A", "where is A"),
    ("what do/does/did A and B have to do with each other", "how are A and B connected"),
    ("what do/does/did A have to do with B", "how is A connected to B"),
    ("what was/is A 's last day as B", "until when was A B"),
    ("what was/is A 's first day as B", "since when was A B"),
    ("what does it/this say/tell about A", "what is known about A"),
    ("what does the article/text/graph say/tell about A", "what is known about A"),
    ("how much money? was/were A paid/given by B", "how much money did A get from B"),
    ("how much money? was/were A paid/given", "how much money did A get"),
    ("who was/were given A by B", "who received A from B"),
    ("which/what A was/were given B by C", "1 A received B from C"),
    ("has/have/had A been to B", "did A visit B"),
    ("who has/have/had been to A", "who visited A"),
    ("which/what A has/have/had been to B", "1 A visited B"),
    ("how did A respond/react", "what was the response of A"),
    ("what do/did/does you/people/they call A", "what is A called"),
    ("which/what A , B or C , D", "1 A D , B or C"),
    ("who , B or C , D", "who D , B or C"),
    ("how many A is/are/was/were there B", "how many A 1 B"),
    ("in whose N is/was/were A held/given", "whom 2 A in 1 of"),
    ("in whose N is/was/were A", "whom 2 A in 1 of"),
    ("how many A are/is/were/was written/published/made about B", "how many A are about B"),
    ("which/what A are/is/were/was written/published/made about B", "1 A are about B"),
    ("what? is/was/are? the? birth/birthday date/year of A", "when was A born"),
    ("what? is/was/are? the? date/day/year of birth of A", "when was A born"),
    ("what? is/was/are? A 's birth date/year", "when was A born"),
    ("what? is/was/are? A 's date/day/year of birth", "when was A born"),
    ("what? is/was/are? the? date/day/year of death of A", "when did A die"),
    ("what? is/was/are? A 's date/day/year of death", "when did A die"),
    ("what? is/was/are? the? place of birth of A", "where was A born"),
    ("what? is/was/are? A 's birthplace", "where was A born"),
    ("which/what A had/has its/their/his/her N N", "1 A 's 4 was 5"),
    ("in which/what A is/are/was/were there a/an/any B", "in which A 2 a B"),
    ("in which/what A are/were there B", "in which A are B"),
    ("before whom/who is/was/were A N of B", "who 2 N of B after A"),
    ("after whom/who is/was/were A N of B", "who 2 N of B before A"),
    ("before whom/who is/was/were A N", "who 2 N after A"),
    ("after whom/who is/was/were A N", "who 2 N before A"),
    ("what? is/was/were/are? the? date/day/time of A", "when was A"),
    // Between two who held an office one after the other.
    ("who/which/what A between B and C", "1 A after B and before C"),
    ("how N is/was/are/were A", "2 A 1"),
    // What is asked stands at the end.
    ("A how many years/months/days after/before B", "how many 1 2 B was it that A"),
    ("A in/on/at/during which/what year/month/day/date/century/decade", "1 2 3 was it that A"),
    ("K in/on/at which/what B", "1 2 B was it that K"),
    ("where did/does/do/was/were/is/are A , which/what B", "in which B 1 A"),
    ("where in A did/does/do/was/were/is/are B , which/what C", "in which C of A 1 B"),
    ("A at/in the beginning/start/outset of B", "A when B began"),
    ("A at/by/in the end of B", "A when B ended"),
    ("A during/in B 's time/years/term in office/power", "A under B"),
    ("what/which is/was the? last/final year of A 's time/term/years as B", "until which year was A B"),
    ("what/which is/was the? first year of A 's time/term/years as B", "since which year was A B"),
    ("when/in which/what? year? did/does A 's time/term/years as B begin/start", "since when was A B"),
    ("when/in which/what? year? did/does A 's time/term/years as B end/finish/stop", "until when was A B"),
    ("what did/does/do A suspect/accuse B is/was/were/are", "what 1 A 2 B of"),
    ("A both his/her/its/their B", "A 1 B"),
    ("A both B and C", "A B and C"),
    ("on/in which/what exact/precise A", "1 2 A"),
    ("on/in which/what A was/were there a/an/any B", "1 2 A was the B"),
    ("how did/does/do A become B", "why 1 A become B"),
    ("how did/does/do A come/get to be/become B", "why 1 A become B"),
    ("why is/are/was/were there a/an/any? A", "what caused the A"),
    ("what is/are/was/were A like", "describe A"),
    ("how is/are/was/were M", "describe M"),
    ("which/what/who A , the? N of B or of C", "1 A , the N of B or the N of C"),
    ("did/does/was/is/were/are A or B serve/rule/govern/reign/last/work longer", "who 2 the longest , A or B"),
    ("did/does A or B serve/rule/govern/reign/work longer as C", "who was C the longest , A or B"),
    ("did/does A or B serve/rule/govern/reign/work longer C", "who 2 C the longest , A or B"),
    ("was/is/were/are A or B C longer", "who was C the longest , A or B"),
    ("who/which/what A for? longer , B", "1 A the longest , B"),
    ("who/which/what A for? a longer time , B", "1 A the longest , B"),
    ("who/which/what A for? a? shorter time? , B", "1 A the shortest , B"),
    ("what did/does/do A call B", "what 1 A describe B as"),
    ("on/in which/what exact/precise A was/were there a/an/any B", "1 2 A was the B"),
    ("which/what/whose N A 's", "1 N A 's N"),
    ("according to A what is/was/are/were B", "what did A describe B as"),
    ("what is/was/are/were A according to B", "what did B describe A as"),
];

/// Ways of asking that may say more than they ask, and how to ask just that: for questions that are read and find nothing.
const LESS: &[(&str, &str)] = &[
    ("which/what A is/are/was/were described/regarded/known/named as B", "1 A are B"),
    ("who is/are/was/were described/regarded/known/named as B", "who 1 B"),
];

/// The same question in other words, the likeliest first.
pub(crate) fn other_words(lattice: &Lattice<'_>, view: &dyn View) -> Vec<String> {
    let mut found = in_words_of(lattice, SAME);
    found.extend(with_of(lattice));
    found.extend(with_apostrophe(lattice, view));
    found.dedup();
    found.truncate(MOST);
    found
}

/// What a question asks, in words that say less.
pub(crate) fn lesser_words(lattice: &Lattice<'_>) -> Vec<String> {
    in_words_of(lattice, LESS)
}

fn in_words_of(lattice: &Lattice<'_>, table: &[(&str, &str)]) -> Vec<String> {
    let mut found = Vec::new();
    for (pattern, result) in table {
        let parts: Vec<&str> = pattern.split(' ').collect();
        let mut stands = Vec::with_capacity(parts.len());
        if matches(lattice, &parts, 0, &mut stands) {
            found.push(written(lattice, &parts, &stands, result));
        }
    }
    found
}

/// Matches the parts of a pattern from a token on; `stands` holds where each part stands.
fn matches(lattice: &Lattice<'_>, parts: &[&str], at: usize, stands: &mut Vec<(usize, usize)>) -> bool {
    let Some((part, following)) = parts.split_first() else { return rest_is_empty(lattice, at) };
    if *part == "M" {
        let start = at + usize::from(text(lattice, at) == "the");
        let names = [at, start].into_iter().filter_map(|start| lattice.names.get(start)).flatten();
        return names.filter(|name| name.exactness == Exactness::Whole).any(|name| {
            stands.push((at, name.end));
            let found = matches(lattice, following, name.end, stands);
            if !found {
                stands.pop();
            }
            found
        });
    }
    let last = match *part {
        "N" => at + 1,
        letter if is_letter(letter) => lattice.tokens.len(),
        _ => {
            let (words, optional) = part.strip_suffix('?').map_or((*part, false), |words| (words, true));
            if words.split('/').any(|word| word == text(lattice, at)) {
                stands.push((at, at + 1));
                if matches(lattice, following, at + 1, stands) {
                    return true;
                }
                stands.pop();
            }
            if optional {
                stands.push((at, at));
                if matches(lattice, following, at, stands) {
                    return true;
                }
                stands.pop();
            }
            return false;
        }
    };
    for end in at + 1..=last.min(lattice.tokens.len()) {
        if *part == "K" && text(lattice, end - 1) == "to" {
            return false;
        }
        stands.push((at, end));
        if matches(lattice, following, end, stands) {
            return true;
        }
        stands.pop();
    }
    false
}

fn is_letter(part: &str) -> bool {
    matches!(part.as_bytes(), [b'A'..=b'M'])
}

fn rest_is_empty(lattice: &Lattice<'_>, at: usize) -> bool {
    lattice.tokens.get(at..).is_some_and(|rest| rest.iter().all(|token| matches!(token.kind, TokenKind::Comma | TokenKind::Colon)))
}

/// The result of a line, with what its letters stand for.
fn written(lattice: &Lattice<'_>, parts: &[&str], stands: &[(usize, usize)], result: &str) -> String {
    let mut singles = 0;
    let words = result.split(' ').map(|word| {
        let numbered = word.parse::<usize>().ok().and_then(|number| {
            let several = |(_, part): &(usize, &&str)| part.contains('/') || **part == "N";
            parts.iter().enumerate().filter(several).nth(number.checked_sub(1)?).map(|(at, _)| at)
        });
        let place = numbered.or_else(|| match word {
            "N" => {
                let ns: Vec<usize> = parts.iter().enumerate().filter(|(_, part)| **part == "N").map(|(at, _)| at).collect();
                singles += 1;
                ns.get(singles - 1).or(ns.last()).copied()
            }
            letter if is_letter(letter) => parts.iter().position(|part| *part == letter),
            _ => None,
        });
        match place.and_then(|place| stands.get(place)) {
            Some(&(at, end)) => joined(lattice, at, end),
            None => word.to_owned(),
        }
    });
    let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ").replace(" 's", "'s").replace(" ,", ",")
}

/// The text of some tokens, which may have lost others between them.
fn joined(lattice: &Lattice<'_>, at: usize, end: usize) -> String {
    let is_mark = |at: &usize| lattice.tokens.get(*at).is_some_and(|token| matches!(token.kind, TokenKind::Comma | TokenKind::Colon));
    let marks = (at..end).rev().take_while(is_mark).count();
    let words: Vec<&str> = (at..end - marks).skip_while(is_mark).map(|at| lattice.text_of(at, at + 1)).collect();
    words.join(" ").replace(" 's", "'s")
}

/// "X's stance" as "the stance of X", the phrase of which may be "shares the stance of Y".
fn with_of(lattice: &Lattice<'_>) -> Option<String> {
    let mark = (1..lattice.tokens.len()).find(|&at| text(lattice, at) == "'s")?;
    let whole = |at: usize| {
        lattice.names.get(at).is_some_and(|names| names.iter().any(|name| name.end == mark && name.exactness == Exactness::Whole))
    };
    let start = (0..mark).find(|&at| whole(at))?;
    let start_of_phrase = if start > 0 && text(lattice, start - 1) == "the" { start - 1 } else { start };
    if mark + 2 > lattice.tokens.len() || start_of_phrase == 0 {
        return None;
    }
    let (before, owner) = (joined(lattice, 0, start_of_phrase), joined(lattice, start_of_phrase, mark));
    let (noun, behind) = (joined(lattice, mark + 1, mark + 2), joined(lattice, mark + 2, lattice.tokens.len()));
    Some(format!("{before} the {noun} of {owner} {behind}").trim_end().to_owned())
}

/// "pavas capital" as "pava's capital": a name with an "s" that no word ends in so, before something that may be its own.
fn with_apostrophe(lattice: &Lattice<'_>, view: &dyn View) -> Option<String> {
    let is_whole = |at: usize| lattice.names.get(at).is_some_and(|names| names.iter().any(|name| name.exactness == Exactness::Whole));
    let owner_ends = |at: usize| {
        let word = text(lattice, at).strip_suffix('s').filter(|name| !name.ends_with('s') && name.len() > 2)?;
        // The last word of a name of one word or more.
        (at.saturating_sub(2)..=at).find(|&start| {
            let words: Vec<&str> = (start..at).map(|before| text(lattice, before)).chain([word]).collect();
            view.names_at(&words).iter().any(|found| found.words == words.len() && found.exactness != Exactness::Adjective)
        })
    };
    let known = |at: usize| super::is_built_in(text(lattice, at));
    let next = |at: usize| at + 1 < lattice.tokens.len() && !text(lattice, at + 1).is_empty();
    let at = (0..lattice.tokens.len()).find(|&at| !is_whole(at) && !known(at) && next(at) && owner_ends(at).is_some())?;
    let name = lattice.text_of(at, at + 1);
    let name = name.get(..name.len() - 1)?;
    Some(format!("{} {name}'s {}", joined(lattice, 0, at), joined(lattice, at + 1, lattice.tokens.len())).trim_start().to_owned())
}

fn text<'l>(lattice: &'l Lattice<'_>, at: usize) -> &'l str {
    match lattice.tokens.get(at) {
        Some(token) if matches!(token.kind, TokenKind::Word | TokenKind::Number(_)) => &token.text,
        Some(token) if matches!(token.kind, TokenKind::Comma | TokenKind::Colon) => ",",
        _ => "",
    }
}
