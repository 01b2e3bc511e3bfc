//! A claim as an English sentence: "Peru recognized Palestine in 2011."
//!
//! Comes in: a claim and the phrases of its relation. Goes out: one sentence for a person to read. It is never read back by the engine.

use super::name::{name_of, object_in_phrase};
use super::value::quantity_text;
use super::when::interval_phrase;
use crate::graph::{Claim, Interval, Relation, View};

/// The sentence, with when, where, how many and whose word it is; without references.
pub fn sentence(claim: &Claim, view: &dyn View) -> String {
    let mut text = clause(claim, view);
    if let Some(quantity) = &claim.quantity {
        text += &format!(" ({})", quantity_text(quantity));
    }
    if let Some(place) = claim.place {
        text += &format!(" in {}", name_of(place, view));
    }
    if let Some(when) = interval_phrase(claim.when) {
        text += &format!(" {when}");
    }
    if !claim.according_to.is_empty() {
        let speakers: Vec<_> = claim.according_to.iter().map(|&speaker| name_of(speaker, view)).collect();
        text += &format!(", according to {}", join_and(&speakers));
    }
    text.push('.');
    text
}

/// "a", "a and b", "a, b and c".
pub fn join_and(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Subject, relation and object. Falls back on "X — relation — Y" where the relation has no phrase.
fn clause(claim: &Claim, view: &dyn View) -> String {
    let subject = name_of(claim.subject, view);
    let Some(relation) = view.schema().relation(claim.relation) else {
        return format!("{subject} — {}", name_of(claim.object, view));
    };
    match relation.phrases.first().and_then(|phrase| fill(phrase, relation, claim, &subject, view)) {
        Some(text) => text,
        None => {
            let link = if claim.denied { format!("not {}", relation.name) } else { relation.name.clone() };
            format!("{subject} — {link} — {}", name_of(claim.object, view))
        }
    }
}

/// The phrase with its names, in the tense of the claim.
fn fill(phrase: &str, relation: &Relation, claim: &Claim, subject: &str, view: &dyn View) -> Option<String> {
    let words: Vec<&str> = phrase.split_whitespace().collect();
    let verb = match words.as_slice() {
        ["X" | "Y", verb, ..] => *verb,
        _ => return None,
    };
    let measured = relation.value_type.is_some() && words.first() == Some(&"Y");
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    for (place, word) in words.iter().enumerate() {
        match *word {
            "X" => out.push(subject.to_owned()),
            "Y" => out.push(object_in_phrase(claim.object, words.get(place + 1).copied(), view)),
            _ if place == 1 && !measured => out.push(conjugate(verb, claim)),
            other => out.push(other.to_owned()),
        }
    }
    if measured && claim.denied {
        return None;
    }
    Some(out.join(" "))
}

/// The verb of a phrase, given in the present, as the claim needs it.
fn conjugate(verb: &str, claim: &Claim) -> String {
    match verb {
        "is" | "are" => {
            let be = if is_over(claim.when) { past_of_be(verb) } else { verb };
            if claim.denied { format!("{be} not") } else { be.to_owned() }
        }
        _ if claim.denied => format!("did not {}", base_form(verb)),
        _ => past_form(verb),
    }
}

fn past_of_be(verb: &str) -> &'static str {
    if verb == "are" { "were" } else { "was" }
}

/// Whether the claim speaks of a time that has ended.
fn is_over(when: Interval) -> bool {
    when.to.is_some()
}

/// "votes" → "vote". Words that are no third person are left as they are.
fn base_form(verb: &str) -> String {
    if verb == "has" {
        return "have".to_owned();
    }
    if let Some(stem) = verb.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    if ["sses", "shes", "ches", "xes", "zzes", "oes"].iter().any(|end| verb.ends_with(end)) {
        return verb.strip_suffix("es").unwrap_or(verb).to_owned();
    }
    match verb.strip_suffix('s') {
        Some(stem) if !stem.ends_with('s') && !stem.is_empty() => stem.to_owned(),
        _ => verb.to_owned(),
    }
}

/// "votes" → "voted".
fn past_form(verb: &str) -> String {
    let base = base_form(verb);
    if let Some((_, past)) = IRREGULAR.iter().find(|(irregular, _)| *irregular == base) {
        return (*past).to_owned();
    }
    if base.ends_with('e') {
        return format!("{base}d");
    }
    if let Some(stem) = base.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u'])) {
        return format!("{stem}ied");
    }
    let letters: Vec<char> = base.chars().collect();
    let vowel = |letter: &char| "aeiou".contains(*letter);
    match letters.as_slice() {
        // One syllable, one vowel, one consonant: "ban", "stop". Longer ones by list.
        [start @ .., middle, last]
            if vowel(middle)
                && !vowel(last)
                && !"wxy".contains(*last)
                && (!start.iter().any(vowel) || DOUBLING.contains(&base.as_str())) =>
        {
            format!("{base}{last}ed")
        }
        _ => format!("{base}ed"),
    }
}

const DOUBLING: [&str; 9] = ["admit", "commit", "refer", "permit", "prefer", "occur", "expel", "control", "transfer"];

const IRREGULAR: [(&str, &str); 62] = [
    ("be", "was"),
    ("become", "became"),
    ("begin", "began"),
    ("break", "broke"),
    ("bring", "brought"),
    ("build", "built"),
    ("buy", "bought"),
    ("catch", "caught"),
    ("choose", "chose"),
    ("come", "came"),
    ("cost", "cost"),
    ("cut", "cut"),
    ("deal", "dealt"),
    ("do", "did"),
    ("draw", "drew"),
    ("fall", "fell"),
    ("feel", "felt"),
    ("fight", "fought"),
    ("find", "found"),
    ("fly", "flew"),
    ("forbid", "forbade"),
    ("get", "got"),
    ("give", "gave"),
    ("go", "went"),
    ("grow", "grew"),
    ("have", "had"),
    ("hear", "heard"),
    ("hit", "hit"),
    ("hold", "held"),
    ("keep", "kept"),
    ("know", "knew"),
    ("lead", "led"),
    ("leave", "left"),
    ("lend", "lent"),
    ("let", "let"),
    ("lose", "lost"),
    ("make", "made"),
    ("mean", "meant"),
    ("meet", "met"),
    ("pay", "paid"),
    ("put", "put"),
    ("read", "read"),
    ("run", "ran"),
    ("say", "said"),
    ("see", "saw"),
    ("seek", "sought"),
    ("sell", "sold"),
    ("send", "sent"),
    ("set", "set"),
    ("shoot", "shot"),
    ("sink", "sank"),
    ("speak", "spoke"),
    ("spend", "spent"),
    ("stand", "stood"),
    ("steal", "stole"),
    ("swear", "swore"),
    ("take", "took"),
    ("teach", "taught"),
    ("tell", "told"),
    ("think", "thought"),
    ("win", "won"),
    ("write", "wrote"),
];

/// The verb of the relation as words for the edge of a picture or a path: "voted-for" → "voted for".
pub fn relation_words(relation: &str) -> String {
    relation.replace(['-', '_'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_put_in_the_past() {
        for (present, base, past) in [
            ("votes", "vote", "voted"),
            ("recognizes", "recognize", "recognized"),
            ("carries", "carry", "carried"),
            ("bans", "ban", "banned"),
            ("visits", "visit", "visited"),
            ("gives", "give", "gave"),
            ("holds", "hold", "held"),
            ("passes", "pass", "passed"),
            ("denounces", "denounce", "denounced"),
            ("expels", "expel", "expelled"),
            ("employs", "employ", "employed"),
            ("has", "have", "had"),
            ("reviews", "review", "reviewed"),
            ("dies", "die", "died"),
        ] {
            assert_eq!(base_form(present), base, "{present}");
            assert_eq!(past_form(present), past, "{present}");
        }
    }
}
