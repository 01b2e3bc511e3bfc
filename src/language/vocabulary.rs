//! The vocabulary: which lexemes (noun of a kind or relation, form of a verb, fixed words, adjective, unit) a sequence of words may start.
//!
//! Comes in: a schema, whose phrases ("X votes for Y") it compiles into frames. Goes out: senses of words. Knows no entity.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::derive;
use super::lexicon::Lexicon;
use super::morphology::{self, VerbForms};
use crate::diagnostic::{Diagnostic, Problem};
use crate::graph::{KindId, RelationId, Schema, ValueType};

/// One end of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The subject: `X` of a phrase.
    Subject,
    /// The object: `Y` of a phrase.
    Object,
}

impl Role {
    /// The other end.
    pub fn other(self) -> Self {
        match self {
            Self::Subject => Self::Object,
            Self::Object => Self::Subject,
        }
    }
}

/// A place in [`Vocabulary::frames`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FrameId(pub u32);

/// One phrase of a relation, compiled.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The relation it stands for.
    pub relation: RelationId,
    /// Its shape.
    pub shape: FrameShape,
    /// False if it was derived from the relation's name.
    pub declared: bool,
}

/// The shape of a phrase.
#[derive(Clone, Debug, PartialEq)]
pub enum FrameShape {
    /// "X votes for Y", "Y hosts X", "X takes place".
    Verb {
        /// Forms of its first word; the phrases of a graph share those of a verb.
        forms: Arc<VerbForms>,
        /// Words between the verb and its object: "for", "place".
        tail: Vec<String>,
        /// Words behind the object: "to death".
        post: Vec<String>,
        /// Which end of the claim is the grammatical subject.
        subject: Role,
        /// Whether there is an object.
        transitive: bool,
    },
    /// "X is the president of Y", "Y is the capital of X".
    Noun {
        /// "president"
        singular: String,
        /// "presidents"
        plural: String,
        /// "of"
        preposition: String,
        /// Which end of the claim the noun names.
        referent: Role,
    },
    /// "X is next to Y", "X is in Y", "X is late".
    Be {
        /// The words behind "is"; empty for "X is Y".
        words: Vec<String>,
        /// Which end of the claim is the grammatical subject.
        subject: Role,
        /// Whether there is an object.
        transitive: bool,
    },
    /// "Y people live in X", "X has Y inhabitants", "X is Y metres long": the object is a number of something.
    Measure {
        /// Singular and plural of what is counted: "person", "people"; none for "X costs Y".
        unit: Option<(String, String)>,
        /// "live", where a verb says it.
        verb: Option<Arc<VerbForms>>,
        /// The words after the verb: "in".
        tail: Vec<String>,
        /// Words behind the other end: "every year".
        post: Vec<String>,
    },
}

/// Grammatical number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Number {
    /// One.
    Singular,
    /// Several.
    Plural,
}

/// A form of a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// "support"
    Base,
    /// "supports"
    Third,
    /// "supported", as a past and as a participle.
    Past,
    /// "written", where it differs from the past.
    Participle,
    /// "supporting"
    Gerund,
}

/// A degree of comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Degree {
    /// "long"
    Positive,
    /// "longer"
    Comparative,
    /// "longest"
    Superlative,
}

/// What some words may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sense {
    /// A noun of a kind.
    Kind(KindId, Number),
    /// A relational noun.
    Noun(FrameId, Number),
    /// A form of a verb; `pending` if its last preposition is still to come ("through which states does it *run*").
    Verb {
        /// Which phrase.
        frame: FrameId,
        /// Which form.
        form: Form,
        /// Whether the last word of the tail is missing.
        pending: bool,
    },
    /// Fixed words behind "is"; `pending` as above.
    Be {
        /// Which phrase.
        frame: FrameId,
        /// Whether the last word is missing.
        pending: bool,
    },
    /// An adjective for a high or low value of a relation.
    Adjective {
        /// The relation.
        relation: RelationId,
        /// Its degree.
        degree: Degree,
        /// Whether it means a high value.
        more: bool,
    },
    /// What a relation counts: "people", "metres".
    Unit(FrameId),
    /// A noun that no kind and no relation has, of a graph that tells no kinds apart: "films".
    Any(Number),
    /// An adjective that ranks numbers of any kind: "high", "smallest".
    Scale {
        /// Its degree.
        degree: Degree,
        /// Whether it means a high value.
        more: bool,
    },
}

impl Sense {
    /// The phrase that the words are of.
    pub(super) fn frame(&self) -> Option<FrameId> {
        match *self {
            Self::Noun(frame, _) | Self::Verb { frame, .. } | Self::Be { frame, .. } | Self::Unit(frame) => Some(frame),
            Self::Kind(..) | Self::Adjective { .. } | Self::Any(_) | Self::Scale { .. } => None,
        }
    }
}

/// Some words at a place of a text, and one thing they may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lexeme {
    /// How many words.
    pub words: usize,
    /// What they may mean.
    pub sense: Sense,
}

/// Everything the words of a graph mean, entities apart.
#[derive(Default)]
pub struct Vocabulary {
    frames: Vec<Frame>,
    lexicon: Lexicon,
    frames_of: Vec<Vec<FrameId>>,
    /// The verbs whose last word before the object is a preposition, by its place in [`PREPOSITIONS`].
    ending_in: Vec<Vec<FrameId>>,
}

/// Prepositions: a phrase whose last fixed word is one of these can be asked with that word in front or left behind.
pub const PREPOSITIONS: &[&str] = &[
    "of",
    "to",
    "in",
    "for",
    "on",
    "at",
    "by",
    "with",
    "from",
    "about",
    "through",
    "under",
    "over",
    "against",
    "into",
    "during",
    "after",
    "before",
    "between",
    "within",
    "without",
    "as",
    "toward",
    "towards",
    "upon",
    "near",
    "around",
    "along",
    "across",
    "among",
    "behind",
    "beside",
    "onto",
    "off",
    "out",
    "than",
    "via",
    "until",
    "since",
    "like",
    "alongside",
    "throughout",
    "per",
    "concerning",
    "regarding",
    "outside",
    "inside",
];

/// Adjectives that rank numbers whatever they measure.
const SCALES: &[(&str, bool)] = &[
    ("large", true),
    ("big", true),
    ("great", true),
    ("high", true),
    ("small", false),
    ("low", false),
    ("little", false),
    ("tiny", false),
];

impl Vocabulary {
    /// Compiles the phrases of a schema; phrases that cannot be used are left out. O(phrases).
    pub fn new(schema: &Schema) -> Self {
        Self::compile(schema).0
    }

    /// Compiles the phrases of a schema and says which of them cannot be used, as relation name and what is wrong.
    pub fn compile(schema: &Schema) -> (Self, Vec<(String, Diagnostic)>) {
        let mut vocabulary = Self {
            frames_of: vec![Vec::new(); schema.relations().len()],
            ending_in: vec![Vec::new(); PREPOSITIONS.len()],
            ..Self::default()
        };
        let mut problems = Vec::new();
        let mut verbs = Verbs::default();
        for (id, kind) in schema.kinds() {
            for noun in std::iter::once(&kind.name).chain(&kind.synonyms) {
                let singular = crate::graph::names::fold(noun);
                let plural = match &kind.plural {
                    Some(plural) if noun == &kind.name => crate::graph::names::fold(plural),
                    _ => morphology::plural(&singular),
                };
                vocabulary.add(&singular, Sense::Kind(id, Number::Singular));
                vocabulary.add(&plural, Sense::Kind(id, Number::Plural));
            }
        }
        for (id, relation) in schema.relations() {
            let numeric = relation.value_type == Some(ValueType::Number);
            let mut derived = (Vec::new(), Vec::new());
            if relation.phrases.is_empty() {
                for (shape, _) in derive::shapes(&relation.name, numeric) {
                    vocabulary.add_frame(Frame { relation: id, shape, declared: false });
                }
                if numeric && relation.more.is_empty() && relation.less.is_empty() {
                    derived = derive::adjectives(&relation.name);
                }
            }
            for phrase in &relation.phrases {
                match compile_with(phrase, numeric, &mut verbs) {
                    Ok(shape) => vocabulary.add_frame(Frame { relation: id, shape, declared: true }),
                    Err(diagnostic) => problems.push((relation.name.clone(), diagnostic)),
                }
            }
            for (adjectives, more) in [(&relation.more, true), (&relation.less, false), (&derived.0, true), (&derived.1, false)] {
                for adjective in adjectives {
                    let positive = crate::graph::names::fold(adjective);
                    let (comparative, superlative) = morphology::degrees(&positive);
                    for (word, degree) in
                        [(positive, Degree::Positive), (comparative, Degree::Comparative), (superlative, Degree::Superlative)]
                    {
                        vocabulary.add(&word, Sense::Adjective { relation: id, degree, more });
                    }
                }
            }
        }
        for (adjective, more) in SCALES {
            let (comparative, superlative) = morphology::degrees(adjective);
            for (word, degree) in [(*adjective, Degree::Positive), (&comparative, Degree::Comparative), (&superlative, Degree::Superlative)]
            {
                vocabulary.add(word, Sense::Scale { degree, more: *more });
            }
        }
        vocabulary.lexicon.sort();
        (vocabulary, problems)
    }

    /// A frame by id.
    pub fn frame(&self, id: FrameId) -> &Frame {
        &self.frames[id.0 as usize]
    }

    /// All frames of a relation, declared ones in the order they were written.
    pub fn frames_of(&self, relation: RelationId) -> impl Iterator<Item = (FrameId, &Frame)> {
        self.frames_of.get(relation.index()).into_iter().flatten().map(|&id| (id, self.frame(id)))
    }

    /// The verbs whose last word before their object is this preposition: "operates in" for "in".
    pub fn frames_ending_in(&self, preposition: &str) -> impl Iterator<Item = (FrameId, &Frame)> {
        let place = PREPOSITIONS.iter().position(|word| *word == preposition);
        place.and_then(|place| self.ending_in.get(place)).into_iter().flatten().map(|&id| (id, self.frame(id)))
    }

    /// All frames.
    pub fn frames(&self) -> impl Iterator<Item = (FrameId, &Frame)> {
        self.frames.iter().enumerate().map(|(index, frame)| (FrameId(index as u32), frame))
    }

    /// The lexemes that start at the first of these folded words, longest first.
    pub fn lexemes_at(&self, words: &[&str], found: &mut Vec<Lexeme>) {
        let Some((first, following)) = words.split_first() else { return };
        let first = self.lexicon.id(first);
        let mut ids = vec![first];
        ids.extend(following.iter().take(self.lexicon.longest(first)).map(|word| self.lexicon.id(word)));
        self.lexicon.at(&ids, found);
    }

    /// The senses of all lexemes whose first word is this one, whatever follows.
    pub(super) fn senses_from(&self, word: &str) -> impl Iterator<Item = Sense> {
        self.lexicon.starting_with(self.lexicon.id(word))
    }

    /// The words of the lexemes, by number.
    pub(super) fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// Whether some lexeme has this word.
    pub fn knows(&self, word: &str) -> bool {
        self.lexicon.knows(word)
    }

    /// All words of all lexemes, alphabetically. O(n log n).
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let mut words: Vec<&str> = self.lexicon.words().collect();
        words.sort_unstable();
        words.into_iter()
    }

    fn add(&mut self, words: &str, sense: Sense) {
        self.lexicon.add(words.split_whitespace(), sense);
    }

    fn add_frame(&mut self, frame: Frame) {
        let id = FrameId(u32::try_from(self.frames.len()).unwrap_or(u32::MAX));
        match &frame.shape {
            FrameShape::Verb { forms, tail, post, .. } => {
                self.lexicon.know(post);
                let preposition = self.add_verb(id, forms, tail);
                if let Some(several) = of_several(tail) {
                    self.add_verb(id, forms, &several);
                }
                if let Some(ending) = preposition.and_then(|place| self.ending_in.get_mut(place)) {
                    ending.push(id);
                }
            }
            FrameShape::Noun { singular, plural, .. } => {
                self.add(singular, Sense::Noun(id, Number::Singular));
                self.add(plural, Sense::Noun(id, Number::Plural));
            }
            FrameShape::Be { words, .. } => {
                self.lexicon.add(words.iter().map(String::as_str), Sense::Be { frame: id, pending: false });
                if let Some((last, shorter)) = words.split_last()
                    && !shorter.is_empty()
                    && PREPOSITIONS.contains(&last.as_str())
                {
                    self.lexicon.add(shorter.iter().map(String::as_str), Sense::Be { frame: id, pending: true });
                }
            }
            FrameShape::Measure { unit, verb, tail, .. } => {
                if let Some((singular, plural)) = unit {
                    self.add(singular, Sense::Unit(id));
                    self.add(plural, Sense::Unit(id));
                }
                match verb {
                    Some(forms) => {
                        self.add_verb(id, forms, tail);
                    }
                    None => self.lexicon.add(tail.iter().map(String::as_str), Sense::Be { frame: id, pending: false }),
                }
            }
        }
        if let Some(frames) = self.frames_of.get_mut(frame.relation.index()) {
            frames.push(id);
        }
        self.frames.push(frame);
    }

    /// Adds the forms of a verb; hands back the place among [`PREPOSITIONS`] of the last word of its tail, if that is one.
    fn add_verb(&mut self, frame: FrameId, forms: &VerbForms, tail: &[String]) -> Option<usize> {
        let all = [
            (&forms.base, Form::Base),
            (&forms.third, Form::Third),
            (&forms.past, Form::Past),
            (&forms.gerund, Form::Gerund),
            (&forms.participle, Form::Participle),
        ];
        let distinct = if forms.participle == forms.past { 4 } else { 5 };
        let awaited = tail.last().and_then(|last| PREPOSITIONS.iter().position(|word| word == last));
        // "travelled" beside "traveled".
        let plain = forms.base.ends_with('l') && forms.past.strip_suffix("ed") == Some(&forms.base);
        let doubled = plain.then(|| (format!("{}led", forms.base), format!("{}ling", forms.base)));
        let doubled = doubled.iter().flat_map(|(past, gerund)| [(past, Form::Past), (gerund, Form::Gerund)]);
        let kept = self.lexicon.keep(tail.iter().map(String::as_str));
        for (word, form) in all.into_iter().take(distinct).chain(doubled) {
            // The forms share their further words, unless the verb itself has several ("co-directed").
            let (first, kept) = match word.split_once('-') {
                None => (word.as_str(), kept),
                Some((first, further)) => (first, self.lexicon.keep(further.split('-').chain(tail.iter().map(String::as_str)))),
            };
            self.lexicon.add_kept(first, kept, kept.length, Sense::Verb { frame, form, pending: false });
            if awaited.is_some() {
                self.lexicon.add_kept(first, kept, kept.length - 1, Sense::Verb { frame, form, pending: true });
            }
        }
        awaited
    }
}

/// Compiles "X votes for Y".
///
/// # Errors
/// If the phrase does not start with `X` or `Y`, or has no words that could be a verb, noun or fixed words.
pub fn compile_phrase(phrase: &str, numeric: bool) -> Result<FrameShape, Diagnostic> {
    compile_with(phrase, numeric, &mut Verbs::default())
}

/// The forms of the verbs met so far. Graphs say many relations with few verbs, and making the forms is most of what opening a small
/// graph costs.
#[derive(Default)]
struct Verbs {
    by_base: FxHashMap<String, Arc<VerbForms>>,
    by_third: FxHashMap<String, Arc<VerbForms>>,
}

impl Verbs {
    fn of_base(&mut self, base: &str) -> Arc<VerbForms> {
        kept(&mut self.by_base, base, morphology::verb_forms)
    }

    /// Of a verb as "X votes" has it.
    fn of_third(&mut self, third: &str) -> Arc<VerbForms> {
        kept(&mut self.by_third, third, |third| morphology::verb_forms(&morphology::base_of_third(third)))
    }
}

fn kept(known: &mut FxHashMap<String, Arc<VerbForms>>, word: &str, make: impl FnOnce(&str) -> VerbForms) -> Arc<VerbForms> {
    if let Some(forms) = known.get(word) {
        return Arc::clone(forms);
    }
    let forms = Arc::new(make(word));
    known.insert(word.to_owned(), Arc::clone(&forms));
    forms
}

fn compile_with(phrase: &str, numeric: bool, verbs: &mut Verbs) -> Result<FrameShape, Diagnostic> {
    let wrong = |message: String| {
        Diagnostic::new(Problem::BadDefinition, 0..phrase.len(), message)
            .hint("Write a phrase such as: X votes for Y, X is a supporter of Y, X is next to Y, Y people live in X.")
    };
    let mut folded: Vec<Cow<'_, str>> = Vec::with_capacity(8);
    for word in phrase.trim().trim_end_matches('.').split_ascii_whitespace() {
        match word {
            "X" | "Y" => folded.push(Cow::Borrowed(word)),
            "X's" | "Y's" => folded.extend([Cow::Borrowed(&word[..1]), Cow::Borrowed("'s")]),
            // Most words are folded as they are.
            _ if word.bytes().all(|byte| byte.is_ascii_lowercase()) => folded.push(Cow::Borrowed(word)),
            _ => folded.extend(crate::graph::names::split(word).into_iter().map(|word| Cow::Owned(word.text))),
        }
    }
    let words: Vec<&str> = folded.iter().map(AsRef::as_ref).collect();
    let role = |word: &str| match word {
        "X" => Some(Role::Subject),
        "Y" => Some(Role::Object),
        _ => None,
    };
    let first =
        words.first().and_then(|word| role(word)).ok_or_else(|| wrong(format!("The phrase \"{phrase}\" must begin with X or Y.")))?;
    let rest = &words[1..];
    let other_at = rest.iter().position(|word| role(word) == Some(first.other()));
    if rest.iter().filter(|word| role(word).is_some()).count() > usize::from(other_at.is_some()) {
        return Err(wrong(format!("The phrase \"{phrase}\" must name X and Y once each.")));
    }
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let Some((&verb, after)) = rest.split_first() else { return Err(wrong(format!("The phrase \"{phrase}\" has no words."))) };
    let is_be = matches!(verb, "is" | "are" | "was" | "were");

    // "Y people live in X every year": what is counted comes first.
    if numeric
        && first == Role::Object
        && !is_be
        && let Some(at) = other_at
    {
        let (before, post) = (&rest[..at], &rest[at + 1..]);
        let be = before.iter().position(|word| *word == "are" || *word == "is");
        // The verb follows the plural that is counted ("Y rebels take part in X"); else it stands before the last preposition.
        let counted = |at: usize| before[at - 1].len() > 3 && morphology::singular(before[at - 1]).is_some();
        let behind_plural = (1..before.len()).find(|&at| counted(at) && !PREPOSITIONS.contains(&before[at]));
        let verb_at = be.or(behind_plural).unwrap_or_else(|| {
            let last_is_preposition = before.last().is_some_and(|last| PREPOSITIONS.contains(last));
            before.len().saturating_sub(if last_is_preposition { 2 } else { 1 })
        });
        if verb_at >= 1 && before.len() > verb_at {
            let plural = before[..verb_at].join(" ");
            let singular = morphology::singular(&plural).unwrap_or_else(|| plural.clone());
            let verb = (be.is_none()).then(|| verbs.of_base(before[verb_at]));
            return Ok(FrameShape::Measure {
                unit: Some((singular, plural)),
                verb,
                tail: owned(&before[verb_at + 1..]),
                post: owned(post),
            });
        }
    }
    if is_be {
        return compile_be(first, after, numeric).ok_or_else(|| wrong(format!("The phrase \"{phrase}\" has nothing behind \"{verb}\".")));
    }
    if matches!(verb, "has" | "have")
        && let Some(shape) = compile_have(first, after)
    {
        return Ok(shape);
    }
    let tail_end = other_at.unwrap_or(rest.len());
    if tail_end == 0 {
        return Err(wrong(format!("The phrase \"{phrase}\" has no verb between X and Y.")));
    }
    // "X co-directs with Y": the folding parts the prefix from its verb.
    let written = phrase.split_whitespace().nth(1).unwrap_or_default();
    let prefixes = if written.contains('-') { crate::graph::names::split(written).len().clamp(1, tail_end) - 1 } else { 0 };
    let forms = verbs.of_third(rest[prefixes]);
    Ok(FrameShape::Verb {
        forms: if prefixes == 0 { forms } else { Arc::new(forms.behind(&rest[..prefixes].join("-"))) },
        tail: owned(&rest[prefixes + 1..tail_end]),
        post: other_at.map(|at| owned(&rest[at + 1..])).unwrap_or_default(),
        subject: first,
        transitive: other_at.is_some(),
    })
}

/// What stands behind "X is".
fn compile_be(first: Role, after: &[&str], numeric: bool) -> Option<FrameShape> {
    let placeholder = if first == Role::Subject { "Y" } else { "X" };
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let at = after.iter().position(|word| *word == placeholder);
    let noun = |words: &[&str], preposition: &str, referent: Role| {
        let singular = words.join(" ");
        let plural = morphology::plural(&singular);
        FrameShape::Noun { singular, plural, preposition: preposition.to_owned(), referent }
    };
    match (after, at) {
        ([], _) => None,
        // "X is Y's president"
        ([_, "'s", words @ ..], Some(0)) if !words.is_empty() => Some(noun(words, "of", first)),
        // "X is the president of Y"
        (["a" | "an" | "the", words @ .., preposition, _], Some(at))
            if at + 1 == after.len() && !words.is_empty() && PREPOSITIONS.contains(preposition) =>
        {
            Some(noun(words, preposition, first))
        }
        // "X is Y metres long"
        ([_, words @ ..], Some(0)) if numeric && !words.is_empty() => {
            let unit = words[0].to_owned();
            Some(FrameShape::Measure {
                unit: Some((morphology::singular(&unit).unwrap_or_else(|| unit.clone()), unit)),
                verb: None,
                tail: Vec::new(),
                post: Vec::new(),
            })
        }
        (_, Some(at)) if at + 1 == after.len() => Some(FrameShape::Be { words: owned(&after[..at]), subject: first, transitive: true }),
        (_, None) => Some(FrameShape::Be { words: owned(after), subject: first, transitive: false }),
        _ => None,
    }
}

/// "X has Y inhabitants", "X has Y as its capital", "X has a population of Y".
fn compile_have(first: Role, after: &[&str]) -> Option<FrameShape> {
    let placeholder = if first == Role::Subject { "Y" } else { "X" };
    let noun = |words: &[&str]| {
        let singular = words.join(" ");
        let plural = morphology::plural(&singular);
        FrameShape::Noun { singular, plural, preposition: "of".to_owned(), referent: first.other() }
    };
    match after {
        [other, "as", "its" | "their" | "the" | "a" | "an", words @ ..] | [other, "as", words @ ..]
            if *other == placeholder && !words.is_empty() =>
        {
            Some(noun(words))
        }
        ["a" | "an" | "the", words @ .., "of", other] if *other == placeholder && !words.is_empty() => Some(noun(words)),
        [other, words @ ..] if *other == placeholder && first == Role::Subject && !words.is_empty() => {
            let plural = words.join(" ");
            Some(FrameShape::Measure {
                unit: Some((morphology::singular(&plural).unwrap_or_else(|| plural.clone()), plural)),
                verb: None,
                tail: Vec::new(),
                post: Vec::new(),
            })
        }
        _ => None,
    }
}

/// "embassies in" for "an embassy in", what stands behind "has".
fn of_several(tail: &[String]) -> Option<Vec<String>> {
    let (_, rest) = tail.split_first().filter(|(article, _)| matches!(article.as_str(), "a" | "an"))?;
    let noun = rest.iter().position(|word| PREPOSITIONS.contains(&word.as_str())).unwrap_or(rest.len()).checked_sub(1)?;
    let mut several = rest.to_vec();
    let noun = several.get_mut(noun)?;
    *noun = morphology::plural(noun);
    Some(several)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexemes(vocabulary: &Vocabulary, text: &str) -> Vec<Lexeme> {
        let words: Vec<&str> = text.split(' ').collect();
        let mut found = Vec::new();
        vocabulary.lexemes_at(&words, &mut found);
        found
    }

    #[test]
    fn phrases_are_compiled() {
        let shape = |phrase: &str| compile_phrase(phrase, false).unwrap();
        assert!(matches!(shape("X votes for Y"), FrameShape::Verb { forms, tail, .. } if forms.base == "vote" && tail == ["for"]));
        assert!(
            matches!(shape("X co-directs with Y"), FrameShape::Verb { forms, tail, .. } if forms.past == "co-directed" && tail == ["with"])
        );
        assert!(matches!(shape("Y hosts X"), FrameShape::Verb { subject: Role::Object, .. }));
        assert!(matches!(shape("X takes place"), FrameShape::Verb { transitive: false, .. }));
        assert!(
            matches!(shape("X is the president of Y"), FrameShape::Noun { singular, referent: Role::Subject, .. } if singular == "president")
        );
        assert!(
            matches!(shape("X has Y as its capital"), FrameShape::Noun { singular, referent: Role::Object, .. } if singular == "capital")
        );
        assert!(matches!(shape("X is next to Y"), FrameShape::Be { words, .. } if words == ["next", "to"]));
        assert!(matches!(compile_phrase("Y people live in X", true).unwrap(), FrameShape::Measure { tail, .. } if tail == ["in"]));
        let measure = compile_phrase("Y young rebels take part in X", true).unwrap();
        assert!(
            matches!(measure, FrameShape::Measure { unit: Some((unit, _)), tail, .. } if unit == "young rebel" && tail == ["part", "in"])
        );
        assert!(matches!(compile_phrase("X is Y metres long", true).unwrap(), FrameShape::Measure { verb: None, .. }));
        for bad in ["votes", "X", "X Y", "X is", "X met X"] {
            assert!(compile_phrase(bad, false).is_err(), "{bad}");
        }
    }

    #[test]
    fn words_lead_to_senses() {
        let mut schema = Schema::default();
        schema.kind_or_new("country");
        let relation = schema.relation_or_new("voted-for");
        schema.relation_mut(relation).unwrap().phrases = vec!["X votes for Y".into()];
        let vocabulary = Vocabulary::new(&schema);
        assert!(matches!(lexemes(&vocabulary, "countries that")[..], [Lexeme { words: 1, sense: Sense::Kind(_, Number::Plural) }]));
        let found = lexemes(&vocabulary, "voted for peace");
        assert!(matches!(found[0], Lexeme { words: 2, sense: Sense::Verb { form: Form::Past, pending: false, .. } }));
        assert!(matches!(found[1], Lexeme { words: 1, sense: Sense::Verb { pending: true, .. } }));
    }
}
