//! A schema with everything spelled out that its words mean: plurals, the phrases derived from names, the adjectives of measures.
//!
//! Comes in: a schema. Goes out: one that means the same and leaves nothing to be derived, and the forms of each phrase in words.

use super::derive;
use super::morphology;
use super::vocabulary::{FrameShape, compile_phrase};
use crate::graph::{Relation, Schema, ValueType};

/// The schema with its derived words written out. O(kinds + relations).
pub fn spelled_out(schema: &Schema) -> Schema {
    let mut spelled = schema.clone();
    let kinds: Vec<_> = schema.kinds().map(|(id, _)| id).collect();
    for id in kinds {
        if let Some(kind) = spelled.kind_mut(id)
            && kind.plural.is_none()
        {
            kind.plural = Some(morphology::plural(&crate::graph::names::fold(&kind.name)));
        }
    }
    let relations: Vec<_> = schema.relations().map(|(id, _)| id).collect();
    for id in relations {
        if let Some(relation) = spelled.relation_mut(id)
            && relation.phrases.is_empty()
        {
            let numeric = relation.value_type == Some(ValueType::Number);
            for phrase in derive::shapes(&relation.name, numeric).iter().map(derive::phrase) {
                if !relation.phrases.contains(&phrase) && compile_phrase(&phrase, numeric).is_ok() {
                    relation.phrases.push(phrase);
                }
            }
            if numeric && relation.more.is_empty() && relation.less.is_empty() {
                (relation.more, relation.less) = derive::adjectives(&relation.name);
            }
        }
    }
    spelled
}

/// The forms in which a phrase is understood: "voted for; voting for; Y was voted for by X".
pub fn forms(phrase: &str, relation: &Relation) -> Option<String> {
    let numeric = relation.value_type == Some(ValueType::Number);
    let join = |words: &[&str]| words.iter().filter(|word| !word.is_empty()).copied().collect::<Vec<_>>().join(" ");
    Some(match compile_phrase(phrase, numeric).ok()? {
        FrameShape::Verb { forms, tail, post, transitive, .. } => {
            let (tail, post) = (tail.join(" "), post.join(" "));
            let mut said =
                vec![join(&[&forms.base, &tail, &post]), join(&[&forms.past, &tail, &post]), join(&[&forms.gerund, &tail, &post])];
            if transitive {
                said.push(join(&["was", &forms.participle, &tail, &post, "by"]));
            }
            said.join("; ")
        }
        FrameShape::Noun { singular, plural, preposition, .. } => {
            format!("{singular} {preposition}; {plural} {preposition}; whose {singular} is")
        }
        FrameShape::Be { words, .. } => join(&["is", &words.join(" ")]),
        FrameShape::Measure { unit, verb, tail, .. } => {
            let unit = unit.map_or_else(String::new, |(_, plural)| plural);
            join(&["how many", &unit, &verb.map_or_else(String::new, |verb| verb.base.clone()), &tail.join(" ")])
        }
    })
}

/// The question words that ask for the objects of a relation.
pub fn question_words(relation: &Relation) -> &'static str {
    match relation.value_type {
        Some(ValueType::Date) => "when, what",
        Some(ValueType::Number) if !relation.more.is_empty() => "how many, how much, what, how + adjective",
        Some(ValueType::Number) => "how many, how much, what",
        _ => "who, what, which",
    }
}
