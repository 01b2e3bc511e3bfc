//! Phrases for a relation that has none: taken from its name.
//!
//! Comes in: a relation's name ("directed_by", "capital_of", "Praise or endorse"). Goes out: the shapes it may be read as.
//! Several may be given where the name leaves open whether a word is a noun or a verb; kinds and use decide later.

use smallvec::SmallVec;

use super::morphology::{self, verb_forms};
use super::vocabulary::{FrameShape, PREPOSITIONS, Role};

/// The shapes that a name may be read as, the likeliest first.
pub fn shapes(name: &str, numeric: bool) -> Vec<FrameShape> {
    let mut shapes = Vec::new();
    // "Praise or endorse", "Arrest, detain, or charge": alternatives.
    let lower = name.to_lowercase().replace(['_', '-'], " ");
    for part in lower.split([',', ';', '/']) {
        let folded = crate::graph::names::fold(part);
        let words: SmallVec<[&str; 8]> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        words.split(|word| *word == "or").for_each(|words| alternative(words, numeric, &mut shapes));
    }
    shapes
}

/// The phrase that a shape of a name stands for: "X votes for Y".
pub fn phrase(shape: &FrameShape) -> String {
    let ends = |role: Role| if role == Role::Subject { ("X", "Y") } else { ("Y", "X") };
    match shape {
        FrameShape::Verb { forms, tail, subject, .. } => {
            let (a, b) = ends(*subject);
            let middle = if tail.is_empty() { String::new() } else { format!(" {}", tail.join(" ")) };
            format!("{a} {}{middle} {b}", forms.third)
        }
        FrameShape::Noun { singular, preposition, referent, .. } => {
            let (a, b) = ends(*referent);
            format!("{a} is the {singular} {preposition} {b}")
        }
        FrameShape::Be { words, subject, .. } => {
            let (a, b) = ends(*subject);
            format!("{a} is {} {b}", words.join(" "))
        }
        FrameShape::Measure { unit, verb, tail, .. } => {
            let unit = unit.as_ref().map_or("", |(_, plural)| plural);
            match verb {
                Some(verb) => format!("Y {unit} {} {} X", verb.base, tail.join(" ")),
                None => format!("X has Y {unit}"),
            }
        }
    }
}

/// Names of relations that say what is within what.
const NESTED: &[&str] =
    &["located in", "is in", "lies in", "situated in", "contained in", "is within", "within", "part of", "is part of", "is located in"];

/// Whether a relation by its name says what is within what.
pub fn is_nested(name: &str) -> bool {
    let folded = name.to_lowercase().replace(['_', '-'], " ");
    NESTED.contains(&folded.as_str())
}

/// Participles that say where something is, and not where it was done.
const LOCATING: &[&str] = &["located", "situated", "contained", "found", "based", "placed", "kept", "held", "set", "seated", "stationed"];

/// How words end that are nouns and no verbs.
const NOUN_ENDINGS: &[&str] = &["ity", "ness", "hood", "ism", "ology", "graphy", "ancy", "ency"];

/// What English calls much and little of some measures.
const MEASURES: &[(&[&str], &[&str], &[&str])] = &[
    (&["length", "duration", "runtime"], &["long"], &["short"]),
    (&["height", "elevation", "altitude"], &["high", "tall"], &["low"]),
    (&["area", "size", "surface"], &["large", "big"], &["small"]),
    (&["population", "inhabitants"], &["populous", "populated", "large", "big"], &["small"]),
    (&["density"], &["dense"], &["sparse"]),
    (&["depth"], &["deep"], &["shallow"]),
    (&["width", "breadth"], &["wide", "broad"], &["narrow"]),
    (&["weight", "mass"], &["heavy"], &["light"]),
    (&["age"], &["old"], &["young"]),
    (&["price", "cost"], &["expensive"], &["cheap"]),
    (&["speed"], &["fast"], &["slow"]),
    (&["distance"], &["far"], &["near"]),
    (&["temperature"], &["hot", "warm"], &["cold"]),
    (&["income", "wealth"], &["rich"], &["poor"]),
];

/// The adjectives for high and low values of a relation that is called after what it measures.
pub fn adjectives(name: &str) -> (Vec<String>, Vec<String>) {
    let folded = name.to_lowercase().replace(['_', '-'], " ");
    // "highest elevation" is one of several heights, so no measure of the thing itself.
    let words: Vec<&str> = folded.split(' ').collect();
    let plain = match words[..] {
        [only] => only,
        ["total" | "average" | "mean", last] => last,
        _ => return (Vec::new(), Vec::new()),
    };
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    MEASURES.iter().find(|(nouns, _, _)| nouns.contains(&plain)).map(|(_, more, less)| (owned(more), owned(less))).unwrap_or_default()
}

fn alternative(words: &[&str], numeric: bool, shapes: &mut Vec<FrameShape>) {
    let is_preposition = |word: &str| PREPOSITIONS.contains(&word);
    match words {
        [] => {}
        // "directed_by": Y directs X; "director of X".
        [participle, "by"] if let Some(base) = morphology::base_of_any(participle) => {
            verb(&base, &[], Role::Object, shapes);
            for agent in agents(&base) {
                noun(&agent, "of", Role::Object, shapes);
            }
        }
        // "has_genre", "has_a_name": the genre of X.
        ["has" | "have", "a" | "an" | "the", rest @ ..] | ["has" | "have", rest @ ..] if !rest.is_empty() => object_noun(rest, shapes),
        // "is_member_of"
        ["is" | "was" | "are", "a" | "an" | "the", rest @ ..] | ["is" | "was" | "are", rest @ ..] if !rest.is_empty() => {
            alternative(rest, numeric, shapes);
        }
        // "in_language": the language of X; X is in Y.
        [preposition, rest @ ..] if is_preposition(preposition) && !rest.is_empty() => {
            object_noun(rest, shapes);
            be(&[preposition], shapes);
        }
        // "born_in": nobody does it.
        ["born", preposition] if is_preposition(preposition) => {
            be(words, shapes);
            if matches!(*preposition, "in" | "at") {
                object_noun(&["birthplace"], shapes);
            }
        }
        // "number_of_pages", "page_count": X has Y pages.
        ["number" | "amount" | "total", "of", counted @ ..] | ["num" | "total", counted @ ..] if numeric && !counted.is_empty() => {
            noun(&words.join(" "), "of", Role::Object, shapes);
            has_so_many(&counted.join(" "), shapes);
        }
        [counted @ .., "count"] if numeric && !counted.is_empty() => {
            object_noun(words, shapes);
            has_so_many(&morphology::plural(&counted.join(" ")), shapes);
        }
        // "pages"
        [counted] if numeric && morphology::singular(counted).is_some() => has_so_many(counted, shapes),
        // "flows_through", "voted-for", "located_in", "capital_of", "ambassador-to"
        [head @ .., preposition] if is_preposition(preposition) && !head.is_empty() => {
            let first = head[0];
            if let Some(base) = morphology::base_of_any(first).filter(|_| head.len() <= 2) {
                let tail: Vec<&str> = words[1..].to_vec();
                be(words, shapes);
                // What is born somewhere or happened there need not be there.
                if let [_, place @ ("in" | "at" | "on" | "within")] = words
                    && LOCATING.contains(&first)
                {
                    be(&[place], shapes);
                }
                verb(&base, &tail, Role::Subject, shapes);
            } else if first.ends_with('s') && !first.ends_with("ss") && head.len() == 1 && !matches!(first, "status" | "series" | "species")
            {
                verb(&morphology::base_of_third(first), &words[1..], Role::Subject, shapes);
            } else {
                noun(&head.join(" "), preposition, Role::Subject, shapes);
            }
        }
        // "starred_actors": the actors of X; Y starred in X.
        [participle, rest @ ..] if !rest.is_empty() && morphology::base_of_any(participle).is_some() => {
            let base = morphology::base_of_any(participle).unwrap_or_default();
            object_noun(words, shapes);
            object_noun(rest, shapes);
            verb(&base, &["in"], Role::Object, shapes);
            verb(&base, &[], Role::Object, shapes);
            verb(&base, &[], Role::Subject, shapes);
            // "actors" act.
            if let [agent] = rest
                && let Some(base) = done_by(agent)
            {
                verb(&base, &["in"], Role::Object, shapes);
                verb(&base, &[], Role::Object, shapes);
            }
        }
        // "supported"
        [word] if morphology::base_of_any(word).is_some() => {
            let base = morphology::base_of_any(word).unwrap_or_default();
            verb(&base, &[], Role::Subject, shapes);
        }
        // "borders": a verb in the third person, or a plural noun.
        [word] if word.ends_with('s') && morphology::singular(word).is_some() => {
            verb(&morphology::base_of_third(word), &[], Role::Subject, shapes);
            object_noun(words, shapes);
        }
        // "population" is a noun, "Accuse" a verb: both are kept for one word.
        [word] => {
            object_noun(words, shapes);
            if numeric && *word == "population" {
                let shape = FrameShape::Measure {
                    unit: Some(("person".to_owned(), "people".to_owned())),
                    verb: Some(std::sync::Arc::new(verb_forms("live"))),
                    tail: vec!["in".to_owned()],
                    post: Vec::new(),
                };
                shapes.push(shape);
                has_so_many("inhabitants", shapes);
            }
            if !numeric && !NOUN_ENDINGS.iter().any(|ending| word.ends_with(ending)) {
                verb(word, &[], Role::Subject, shapes);
            }
        }
        // "release_year", "highest_point", "Make a visit"
        [first, rest @ ..] => {
            object_noun(words, shapes);
            // "lowest_point" is nothing that anybody does.
            if !numeric && !first.ends_with("est") && *first != "most" {
                verb(first, rest, Role::Subject, shapes);
            }
            // "release_year": the year of X.
            if let [_, last @ ("year" | "date" | "day" | "place" | "month")] = words {
                object_noun(&[last], shapes);
            }
            if let [.., "year" | "date" | "day" | "place" | "time"] = words {
                let participle = verb_forms(first).participle;
                let preposition = if words.last() == Some(&"date") || words.last() == Some(&"day") { "on" } else { "in" };
                be(&[participle.as_str(), preposition], shapes);
                verb(first, &[preposition], Role::Subject, shapes);
            }
        }
    }
}

/// "X has Y pages".
fn has_so_many(counted: &str, shapes: &mut Vec<FrameShape>) {
    let singular = morphology::singular(counted).unwrap_or_else(|| counted.to_owned());
    let shape = FrameShape::Measure { unit: Some((singular, counted.to_owned())), verb: None, tail: Vec::new(), post: Vec::new() };
    shapes.push(shape);
}

fn verb(base: &str, tail: &[&str], subject: Role, shapes: &mut Vec<FrameShape>) {
    let forms = std::sync::Arc::new(verb_forms(base));
    let tail: Vec<String> = tail.iter().map(|word| (*word).to_owned()).collect();
    shapes.push(FrameShape::Verb { forms, tail, post: Vec::new(), subject, transitive: true });
}

fn be(words: &[&str], shapes: &mut Vec<FrameShape>) {
    let words = words.iter().map(|word| (*word).to_owned()).collect();
    shapes.push(FrameShape::Be { words, subject: Role::Subject, transitive: true });
}

fn object_noun(words: &[&str], shapes: &mut Vec<FrameShape>) {
    let joined = words.join(" ");
    noun(&morphology::singular(&joined).unwrap_or(joined), "of", Role::Object, shapes);
}

fn noun(singular: &str, preposition: &str, referent: Role, shapes: &mut Vec<FrameShape>) {
    shapes.push(FrameShape::Noun {
        singular: singular.to_owned(),
        plural: morphology::plural(singular),
        preposition: preposition.to_owned(),
        referent,
    });
}

/// What somebody does who is called by this noun: "actors" act, a "painter" paints.
fn done_by(agent: &str) -> Option<String> {
    let agent = morphology::singular(agent).unwrap_or_else(|| agent.to_owned());
    let stem = agent.strip_suffix("or").or_else(|| agent.strip_suffix("er")).filter(|stem| stem.len() > 2)?;
    // "director" is of "direct", "producer" of "produce": the base that gives the noun back by its agents is the stem, or the stem with e.
    let needs_e = stem.ends_with(['c', 'v', 's', 'z', 'g', 'u']);
    Some(if needs_e { format!("{stem}e") } else { stem.to_owned() })
}

/// Nouns for the one who does it: English does not say which of "-er" and "-or", so both.
fn agents(base: &str) -> [String; 2] {
    let stem = base.strip_suffix('e').unwrap_or(base);
    [format!("{stem}er"), format!("{stem}or")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_give_phrases() {
        let phrases = |name: &str| shapes(name, false).iter().map(phrase).collect::<Vec<_>>();
        assert!(phrases("directed_by").contains(&"Y directs X".to_owned()));
        assert!(phrases("directed_by").contains(&"Y is the director of X".to_owned()));
        assert_eq!(phrases("capital_of"), ["X is the capital of Y"]);
        assert_eq!(phrases("flows_through"), ["X flows through Y"]);
        assert_eq!(phrases("has_genre"), ["Y is the genre of X"]);
        assert!(phrases("Praise or endorse").contains(&"X endorses Y".to_owned()));
        assert!(phrases("voted-for").contains(&"X votes for Y".to_owned()));
        assert_eq!(phrases("supported"), ["X supports Y"]);
        assert_eq!(phrases("born_in"), ["X is born in Y", "Y is the birthplace of X"]);
        assert_eq!(phrases("died_in"), ["X is died in Y", "X dies in Y"]);
        assert_eq!(phrases("located_in"), ["X is located in Y", "X is in Y", "X locates in Y"]);
        assert_eq!(phrases("nationality"), ["Y is the nationality of X"]);
        let counts = |name: &str| shapes(name, true).iter().map(phrase).collect::<Vec<_>>();
        assert_eq!(counts("number_of_pages"), ["Y is the number of pages of X", "X has Y pages"]);
        assert_eq!(counts("page_count"), ["Y is the page count of X", "X has Y pages"]);
        assert_eq!(counts("goals"), ["X has Y goals"]);
    }
}
