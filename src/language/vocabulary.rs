//! The vocabulary: which lexemes (noun of a kind or relation, form of a verb, fixed words, adjective, unit) a sequence of words may start.
//!
//! Comes in: a schema, whose phrases ("X votes for Y") become frames. Goes out: senses of words. Knows no entity.
//!
//! The forms of words are many, and a question speaks of few. So a phrase is only outlined when a graph is opened; its frame and its lexemes
//! are made when a word that they may begin with is looked up, and all of them when somebody asks for all words.

mod collection;
mod families;
mod lexemes;
mod outline;
mod verbs;

use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use self::collection::{Collection, explain};
use self::families::{Families, Item};
use self::outline::{Outline, cut, fold_phrase};
use self::verbs::Verbs;
use super::derive;
use super::lexicon::Lexicon;
use super::morphology::{self, VerbForms};
use crate::diagnostic::Diagnostic;
use crate::graph::names::fold;
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
    /// A unit of measure: "km".
    Measure,
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
            Self::Kind(..) | Self::Adjective { .. } | Self::Measure | Self::Any(_) | Self::Scale { .. } => None,
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
    /// The folded phrases and nouns, end to end.
    texts: String,
    /// By frame.
    entries: Vec<Entry>,
    /// By relation: its frames.
    frames_of: Vec<Range<usize>>,
    /// What has lexemes, in the order in which they are added.
    items: Vec<Thing>,
    families: Families,
    /// All lexemes, once somebody asked for all.
    whole: OnceLock<Lexicon>,
    verbs: Mutex<Verbs>,
    /// As [`Vocabulary::frames_ending_in`], by place in [`PREPOSITIONS`].
    ending_in: OnceLock<Vec<Vec<(FrameId, RelationId)>>>,
    /// As [`Vocabulary::frames_of_places`].
    of_places: OnceLock<Vec<(FrameId, RelationId)>>,
    /// As [`Vocabulary::relations_of_making`].
    of_making: OnceLock<Vec<RelationId>>,
}

/// A phrase, and its frame once it is made; derived ones are made at once and have no phrase.
struct Entry {
    relation: RelationId,
    /// Where it stands, folded.
    text: Range<u32>,
    /// How many words its second one was parted into.
    parted: usize,
    /// Whether the objects of the relation are numbers.
    numeric: bool,
    frame: OnceLock<Box<Frame>>,
}

/// Something that has lexemes.
enum Thing {
    /// A frame.
    Frame(FrameId),
    /// A noun of a kind, whose plural follows the rules; where it stands, folded.
    Noun(Range<u32>, KindId),
    /// Words that mean something by themselves; where they stand, folded.
    Words(Range<u32>, Sense),
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

/// Verbs that say how something came to be.
const MAKING: &[&str] = &[
    "publish",
    "release",
    "write",
    "make",
    "sign",
    "adopt",
    "issue",
    "build",
    "found",
    "establish",
    "create",
    "produce",
    "broadcast",
    "print",
    "air",
    "pass",
    "launch",
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
    /// Takes in the phrases of a schema; phrases that cannot be used are left out. O(phrases).
    pub fn new(schema: &Schema) -> Self {
        Self::compile(schema).0
    }

    /// Takes in the phrases of a schema and says which of them cannot be used, as relation name and what is wrong.
    pub fn compile(schema: &Schema) -> (Self, Vec<(String, Diagnostic)>) {
        let mut collection = Collection::for_schema(schema);
        let mut problems = Vec::new();
        for (id, kind) in schema.kinds() {
            match &kind.plural {
                Some(plural) => {
                    collection.add_words(&fold(&kind.name), Sense::Kind(id, Number::Singular));
                    collection.add_words(&fold(plural), Sense::Kind(id, Number::Plural));
                }
                None => collection.add_noun(&kind.name, id),
            }
            // "also who" says what "who" asks for, and is no noun.
            let synonyms = kind.synonyms.iter().filter(|noun| (kind.plural.is_none() || **noun != kind.name) && *noun != "who");
            synonyms.for_each(|noun| collection.add_noun(noun, id));
        }
        for (id, relation) in schema.relations() {
            let numeric = relation.value_type == Some(ValueType::Number);
            let first = collection.count();
            let mut derived = (Vec::new(), Vec::new());
            if relation.phrases.is_empty() {
                for shape in derive::shapes(&relation.name, numeric) {
                    collection.add_derived(id, shape);
                }
                if numeric && relation.more.is_empty() && relation.less.is_empty() {
                    derived = derive::adjectives(&relation.name);
                }
            }
            for phrase in &relation.phrases {
                if let Err(diagnostic) = collection.add_phrase(id, phrase, numeric) {
                    problems.push((relation.name.clone(), diagnostic));
                }
            }
            collection.end_relation(first);
            if let Some(unit) = &relation.unit {
                collection.add_words(&fold(unit), Sense::Measure);
            }
            for (adjectives, more) in [(&relation.more, true), (&relation.less, false), (&derived.0, true), (&derived.1, false)] {
                for adjective in adjectives {
                    let positive = fold(adjective);
                    let (comparative, superlative) = morphology::degrees(&positive);
                    for (word, degree) in
                        [(positive, Degree::Positive), (comparative, Degree::Comparative), (superlative, Degree::Superlative)]
                    {
                        collection.add_words(&word, Sense::Adjective { relation: id, degree, more });
                    }
                }
            }
        }
        for name in schema.units().flat_map(|(_, unit)| unit.names()) {
            collection.add_words(&fold(name), Sense::Measure);
        }
        for (adjective, more) in SCALES {
            let (comparative, superlative) = morphology::degrees(adjective);
            for (word, degree) in [(*adjective, Degree::Positive), (&comparative, Degree::Comparative), (&superlative, Degree::Superlative)]
            {
                collection.add_words(word, Sense::Scale { degree, more: *more });
            }
        }
        (collection.finish(), problems)
    }

    /// A frame by id.
    pub fn frame(&self, id: FrameId) -> &Frame {
        let entry = &self.entries[id.0 as usize];
        entry.frame.get_or_init(|| Box::new(self.make_frame(entry)))
    }

    /// All frames of a relation, declared ones in the order they were written.
    pub fn frames_of(&self, relation: RelationId) -> impl Iterator<Item = (FrameId, &Frame)> {
        self.frames_of.get(relation.index()).cloned().into_iter().flatten().map(|place| self.at(place))
    }

    /// The phrases like "X operates in Y" whose last word before the object is this preposition, in the order of frames.
    pub fn frames_ending_in(&self, preposition: &str) -> &[(FrameId, RelationId)] {
        let ending_in = self.ending_in.get_or_init(|| {
            let mut found = vec![Vec::new(); PREPOSITIONS.len()];
            self.each_outline(|id, relation, outline| {
                if let Outline::Verb { tail: [.., last], post: [], subject: Role::Subject, transitive: true, .. } = outline
                    && let Some(place) = PREPOSITIONS.iter().position(|word| word == last)
                    && let Some(frames) = found.get_mut(place)
                {
                    frames.push((id, relation));
                }
            });
            found
        });
        let place = PREPOSITIONS.iter().position(|word| *word == preposition);
        place.and_then(|place| ending_in.get(place)).map_or(&[], Vec::as_slice)
    }

    /// The phrases that say where something is, in the order of frames: "X is in Y", "X is based at Y", "X takes place in Y".
    pub fn frames_of_places(&self) -> &[(FrameId, RelationId)] {
        self.of_places.get_or_init(|| {
            let mut found = Vec::new();
            self.each_outline(|id, relation, outline| {
                let is_place = match outline {
                    Outline::Be { words, subject: Role::Subject, transitive: true } => matches!(
                        words,
                        ["in" | "at" | "on"] | ["located" | "situated" | "based" | "headquartered" | "held", "in" | "at" | "on"]
                    ),
                    Outline::Verb { tail, subject: Role::Subject, transitive: true, .. } => matches!(tail, ["place", "in" | "at"]),
                    _ => false,
                };
                if is_place {
                    found.push((id, relation));
                }
            });
            found
        })
    }

    /// The relations that say who made something, sorted: "X publishes Y", "X builds Y".
    pub fn relations_of_making(&self) -> &[RelationId] {
        self.of_making.get_or_init(|| {
            let mut found = Vec::new();
            self.each_outline(|_, relation, outline| {
                if let Outline::Verb { prefixes: [], third, tail: [], subject: Role::Subject, transitive: true, .. } = outline
                    && MAKING.contains(&morphology::base_of_third(third).as_str())
                {
                    found.push(relation);
                }
            });
            found.sort_unstable();
            found.dedup();
            found
        })
    }

    /// All frames. All are made now, if they were not before.
    pub fn frames(&self) -> impl Iterator<Item = (FrameId, &Frame)> {
        (0..self.entries.len()).map(|place| self.at(place))
    }

    /// The lexemes that start at the first of these folded words, longest first.
    pub fn lexemes_at(&self, words: &[&str], found: &mut Vec<Lexeme>) {
        let Some((first, following)) = words.split_first() else { return };
        let Some(lexicon) = self.lexicon_for(first) else { return };
        let first = lexicon.id(first);
        let mut ids = vec![first];
        ids.extend(following.iter().take(lexicon.longest(first)).map(|word| lexicon.id(word)));
        lexicon.at(&ids, found);
    }

    /// The senses of all lexemes whose first word is this one, whatever follows.
    pub(super) fn senses_from(&self, word: &str) -> impl Iterator<Item = Sense> {
        self.lexicon_for(word).into_iter().flat_map(|lexicon| lexicon.starting_with(lexicon.id(word)))
    }

    /// Makes all lexemes, which is worth it where thousands of sentences are read. O(phrases).
    pub fn make_all(&self) {
        self.whole();
    }

    /// All lexemes, if they were made.
    pub(super) fn made(&self) -> Option<&Lexicon> {
        self.whole.get()
    }

    /// Whether some lexeme has this word.
    pub fn knows(&self, word: &str) -> bool {
        self.lexicon_for(word).is_some_and(|lexicon| lexicon.knows(word)) || self.whole().knows(word)
    }

    /// All words of all lexemes, alphabetically. O(n log n).
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let mut words: Vec<&str> = self.whole().words().collect();
        words.sort_unstable();
        words.into_iter()
    }

    fn at(&self, place: usize) -> (FrameId, &Frame) {
        let id = FrameId(u32::try_from(place).unwrap_or(u32::MAX));
        (id, self.frame(id))
    }

    /// All lexemes.
    fn whole(&self) -> &Lexicon {
        self.whole.get_or_init(|| self.lexicon_of(&mut (0..self.items.len()).map(|item| item as Item)))
    }

    /// Some lexemes, among them all that begin with a word.
    fn lexicon_for(&self, word: &str) -> Option<&Lexicon> {
        match self.whole.get() {
            Some(whole) => Some(whole),
            None => self.families.lexicon_of(word, |items| self.lexicon_of(items)),
        }
    }

    /// The lexemes of some things, in their order.
    fn lexicon_of(&self, items: &mut dyn Iterator<Item = Item>) -> Lexicon {
        let mut lexicon = Lexicon::default();
        for item in items.filter_map(|item| self.items.get(item as usize)) {
            match item {
                Thing::Frame(id) => lexemes::add(&mut lexicon, *id, &self.frame(*id).shape),
                Thing::Noun(noun, kind) => {
                    let singular = self.text(noun);
                    lexicon.add(singular.split_whitespace(), Sense::Kind(*kind, Number::Singular));
                    lexicon.add(morphology::plural(singular).split_whitespace(), Sense::Kind(*kind, Number::Plural));
                }
                Thing::Words(words, sense) => lexicon.add(self.text(words).split_whitespace(), *sense),
            }
        }
        lexicon.sort();
        lexicon
    }

    fn make_frame(&self, entry: &Entry) -> Frame {
        let words = cut(self.text(&entry.text));
        // What has no outline never became an entry.
        let shape = match Outline::of(&words, entry.parted, entry.numeric) {
            Ok(outline) => outline.shape(&mut self.verbs.lock().unwrap_or_else(PoisonError::into_inner)),
            Err(_) => FrameShape::Be { words: Vec::new(), subject: Role::Subject, transitive: false },
        };
        Frame { relation: entry.relation, shape, declared: true }
    }

    fn text(&self, place: &Range<u32>) -> &str {
        self.texts.get(place.start as usize..place.end as usize).unwrap_or_default()
    }

    /// Shows the outline of each frame, in their order.
    fn each_outline(&self, mut see: impl FnMut(FrameId, RelationId, &Outline<'_, '_>)) {
        for (place, entry) in self.entries.iter().enumerate() {
            let id = FrameId(u32::try_from(place).unwrap_or(u32::MAX));
            match entry.frame.get().filter(|frame| !frame.declared) {
                Some(frame) => outline::with_outline(&frame.shape, |outline| see(id, entry.relation, outline)),
                None => {
                    let words = cut(self.text(&entry.text));
                    if let Ok(outline) = Outline::of(&words, entry.parted, entry.numeric) {
                        see(id, entry.relation, &outline);
                    }
                }
            }
        }
    }
}

/// Compiles "X votes for Y".
///
/// # Errors
/// If the phrase does not start with `X` or `Y`, or has no words that could be a verb, noun or fixed words.
pub fn compile_phrase(phrase: &str, numeric: bool) -> Result<FrameShape, Diagnostic> {
    let mut folded = String::new();
    let parted = fold_phrase(phrase, &mut folded);
    let words = cut(&folded);
    let outline = Outline::of(&words, parted, numeric).map_err(|unusable| explain(&unusable, phrase))?;
    Ok(outline.shape(&mut Verbs::default()))
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

    /// Whatever is looked up first, a word has the lexemes that it has among all.
    #[test]
    fn what_is_made_when_asked_for_is_what_is_made_at_once() {
        let verbs = "votes goes lies dies sees does eats begins undergoes rewrites overthrows withdraws travels labels denies carries co-directs \
                     re-elects is-known ties vetoes focuses buses fixes misses finds lays leaves reads bears weaves is";
        let nouns = "president|person|man|woman|axis|wife|ox|vice president|head of state|member in exile|fly|city|spy|child prodigy|x-ray|child in care";
        let mut phrases: Vec<String> = Vec::new();
        for verb in verbs.split_whitespace() {
            for end in ["Y", "for Y", "an embassy in Y", "Y to death", "a medium of Y", "place", "out"] {
                phrases.push(format!("X {verb} {end}"));
            }
        }
        for noun in nouns.split('|') {
            for frame in
                ["X is the {} of Y", "X is Y's {}", "X has Y as its {}", "X has a {} of Y", "Y is {}", "X is {} to Y", "X has Y {}"]
            {
                phrases.push(frame.replace("{}", noun));
            }
        }
        let measures = [
            "Y people live in X",
            "Y mice die in X every year",
            "X is Y feet long",
            "X has Y wives",
            "X costs Y",
            "Y are in X",
            "Y oxen go",
        ];
        let mut schema = Schema::default();
        for kind in ["person", "wife", "city", "head of state", "Axis Power"] {
            schema.kind_or_new(kind);
        }
        for (number, phrase) in phrases.iter().map(String::as_str).chain(measures).enumerate() {
            let relation = schema.relation_or_new(&format!("r{number}"));
            let relation = schema.relation_mut(relation).unwrap();
            relation.phrases = vec![phrase.to_owned()];
            relation.value_type = measures.contains(&phrase).then_some(ValueType::Number);
            relation.more = if number % 10 == 0 { vec!["good".to_owned(), "dry".to_owned()] } else { Vec::new() };
        }
        for name in
            ["directed_by", "starred_actors", "release_year", "capital_of", "Praise or endorse", "has_genre", "eaten_by", "population"]
        {
            let relation = schema.relation_or_new(name);
            schema.relation_mut(relation).unwrap().value_type = (name == "population").then_some(ValueType::Number);
        }
        let at_once = Vocabulary::new(&schema);
        at_once.make_all();
        let words: Vec<&str> = at_once.words().collect();
        let asked: Vec<&str> = words.iter().rev().copied().chain(["", "unheard", "vot", "é"]).collect();
        let later = Vocabulary::new(&schema);
        for word in asked {
            let found = later.lexicon_for(word).map_or_else(Vec::new, |lexicon| lexicon.spelled(word));
            assert_eq!(found, at_once.whole().spelled(word), "{word}");
        }
        assert!(later.made().is_none());
        assert!(words.len() > 200 && words.iter().all(|word| later.knows(word)) && !later.knows("unheard"));
        assert!(later.frames().zip(at_once.frames()).all(|(one, other)| one == other));
        assert_eq!(later.words().collect::<Vec<_>>(), words);
    }

    #[test]
    fn words_of_the_graph_within_have_their_lexemes_when_asked_for() {
        let quipu = crate::session::Quipu::builtin().unwrap();
        let schema = quipu.view().schema();
        let (at_once, later) = (Vocabulary::new(schema), Vocabulary::new(schema));
        at_once.make_all();
        for word in at_once.words() {
            let lexemes = |vocabulary: &Vocabulary| {
                let lexicon = vocabulary.lexicon_for(word).unwrap();
                (lexicon.longest(lexicon.id(word)), lexicon.starting_with(lexicon.id(word)).collect::<Vec<_>>())
            };
            // What only stands within lexemes may not begin like any.
            if later.lexicon_for(word).is_some() || !lexemes(&at_once).1.is_empty() {
                assert_eq!(lexemes(&later), lexemes(&at_once), "{word}");
            }
        }
        assert!(later.made().is_none());
    }
}
