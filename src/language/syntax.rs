//! Syntax trees: the phrases of a text, with their places, before anything is resolved.
//!
//! Modifiers stand in one flat list behind the phrase they may belong to ("the capital [of the state] [with most rivers]"): which noun or
//! verb each attaches to is left to `meaning`, which knows the kinds. Ranges are in tokens.

mod time;

pub use time::{Anchor, TimeOrder, TimePhrase, TimeSpan};

use std::ops::Range;

use super::gaps::Gap;
use super::lattice::Name;
use super::vocabulary::{Degree, Sense};
use crate::graph::{Bound, Date, Quantity, Scale};

/// A question with letters: of what it asks, and where its clauses stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// What is asked.
    pub asked: PatternAsked,
    /// The letters that it is asked of, by their places among all letters.
    pub letters: Vec<usize>,
    /// Where in the text the clauses stand.
    pub clauses: std::ops::Range<usize>,
}

/// What is asked of the letters of a [`Pattern`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatternAsked {
    /// Which they are.
    List,
    /// How many there are.
    Count,
    /// Whether there are any.
    Any,
}

/// A question.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// A clause of which something is asked.
    Clause {
        /// The clause.
        clause: Clause,
        /// What is asked of it.
        asked: Asked,
    },
    /// A noun phrase: "supporters of X", "list the rivers in Y".
    Nominal {
        /// The phrase.
        chain: Chain,
        /// Whether they are to be counted.
        count: bool,
        /// Whether it is asked of the present: "who is the president of X", "... now".
        present: bool,
    },
    /// "who is X", "tell me about X", "show everything about X".
    Describe {
        /// What.
        chain: Chain,
        /// Whether its claims are wanted in the order of time: "timeline of X".
        by_date: bool,
    },
    /// "what kind of ship is X": as what it is described.
    KindOf {
        /// The words of the noun.
        kind: Range<usize>,
        /// What it is asked of.
        chain: Chain,
    },
    /// "how long is X".
    Measure {
        /// The adjective.
        adjective: Vec<Sense>,
        /// Of what.
        chain: Chain,
    },
    /// "how is X connected to Y", "how many steps is it from X to Y", "who stands between X and Y".
    Connection {
        /// What is asked of the ways.
        asked: AskedOfWays,
        /// One end.
        from: Chain,
        /// The other end.
        to: Chain,
        /// The most steps.
        within: Option<u32>,
        /// Things the way must not pass.
        avoiding: Vec<NounPhrase>,
        /// Along which claims.
        scope: Scope,
    },
    /// "the 5 most central people", "the person most between others", "the most connected country".
    Central {
        /// What makes them so.
        rank: Standing,
        /// How many are asked for.
        count: u32,
        /// Of what.
        phrase: NounPhrase,
        /// In the network of which claims.
        scope: Scope,
    },
    /// "which groups are there", "how many groups are connected by supported".
    Groups {
        /// Whether every member must lead to every other along the direction of the claims.
        strong: bool,
        /// Whether they are to be counted.
        count: bool,
        /// In the network of which claims.
        scope: Scope,
    },
    /// "what do X and Y have in common", "which organizations do X and Y share".
    Common {
        /// The things.
        chains: Vec<NounPhrase>,
        /// Of what sort that is which is asked; of any where nothing is said.
        sort: Option<NounPhrase>,
    },
    /// "what is contested about X": the claims that others oppose.
    Contested {
        /// What they are about; anything if nothing is said.
        about: Option<Chain>,
    },
    /// "what did X do in 2008": the claims with X as their subject. "What happened to X": those that say what was done to X.
    Deeds {
        /// Who did it, or to whom it was done.
        chain: Chain,
        /// Whether it was done to that.
        suffered: bool,
        /// When, according to whom.
        trailing: Vec<Modifier>,
    },
    /// "in which city did X meet Y": where a clause was, of places of some sort.
    Place {
        /// Of which places.
        among: Chain,
        /// The preposition in front.
        preposition: String,
        /// The clause.
        clause: Clause,
    },
    /// "who says that ...": the sources of a clause.
    WhoSays {
        /// What sort of speaker is asked for: "which organization"; none for anybody.
        who: Option<NounPhrase>,
        /// "who wrote that": the authors, not what they wrote.
        wrote: bool,
        /// "how many sources say that": their number.
        count: bool,
        /// The clause.
        clause: Clause,
    },
    /// "how many years after X did Y", "how long passed between X and Y": how far the time of a clause lies from what its last time is relative to.
    Lapse {
        /// In what it is counted; as finely as makes sense, where nothing is said.
        unit: Granularity,
        /// Whether either may have come first.
        either: bool,
        /// The clause.
        clause: Clause,
    },
    /// "why did ...": the claims behind a clause.
    Why {
        /// The clause.
        clause: Clause,
    },
}

/// What is asked of the ways between two things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedOfWays {
    /// The ways.
    Themselves,
    /// The first so many ways, longer ones too: "the 3 shortest paths".
    First(u32),
    /// How long they are.
    Steps,
    /// What stands on them.
    Between,
}

/// What is ranked in a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// "most central".
    Central,
    /// "most between others".
    Between,
    /// "most connected".
    Connected,
}

/// Which claims are followed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scope {
    /// Verbs or nouns of their relations; none for any.
    pub through: Vec<Vec<Sense>>,
    /// When, according to whom.
    pub trailing: Vec<Modifier>,
}

/// What is asked of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The phrase with a question word in it.
    Constituent,
    /// Whether it is so.
    YesNo,
    /// When.
    When(Granularity),
    /// Where.
    Where,
    /// For how long; in whole years or months, where that is said.
    HowLong(Granularity),
    /// Since when.
    SinceWhen,
    /// Until when.
    UntilWhen,
    /// How many times.
    HowOften,
    /// How much: the quantity of the claims.
    HowMuch,
    /// How many of what these tokens name: the quantity of the claims, which must be of that; told in millions or the like where that is asked. Of anything, where there are no such tokens.
    HowManyOf(usize, usize, Option<Scale>),
    /// How: the missing end of a passive ("how is X described").
    How,
}

/// To what a time is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Granularity {
    /// As it is known.
    Known,
    /// The year.
    Year,
    /// The month.
    Month,
    /// The day.
    Day,
}

/// A noun phrase and the modifiers behind it, not yet attached.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// The phrase.
    pub head: NounPhrase,
    /// What follows, in order.
    pub modifiers: Vec<Modifier>,
}

/// A noun phrase without what follows it.
#[derive(Clone, Debug, PartialEq)]
pub struct NounPhrase {
    /// Its tokens.
    pub range: Range<usize>,
    /// "the", "which", "no".
    pub determiner: Determiner,
    /// "at least 3", "5".
    pub count: Option<CountTest>,
    /// "the most", "the fewest", "the second".
    pub rank: Option<Rank>,
    /// "co-" before its noun: "co-writers of X".
    pub shared: bool,
    /// "Pava's" in "Pava's presidents".
    pub owner: Option<Box<NounPhrase>>,
    /// Names, nouns and adjectives; the last noun or name is the head.
    pub items: Vec<Item>,
}

/// What a noun phrase begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Determiner {
    /// Nothing.
    None,
    /// "the", "these".
    The,
    /// "a", "some", "any".
    Some,
    /// "every", "all", "each".
    Every,
    /// "no".
    No,
    /// "which", "what".
    Which,
    /// "how many", "the number of".
    HowMany,
    /// "other", "another".
    Other,
    /// "only".
    Only,
    /// "its", "their": of what was named before.
    Its,
    /// "this": of what was named before, or what a statement leaves to be told ("X is a film by this person").
    This,
    /// "the same".
    Same,
    /// "total", "average" and their like, of a number.
    Aggregate(AggregateWord),
}

/// Words that compute one number from several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AggregateWord {
    /// "total", "combined"
    Sum,
    /// "average", "mean"
    Average,
}

/// A test of how many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CountTest {
    /// How the number bounds it.
    pub bound: Bound,
    /// The number.
    pub number: f64,
}

/// A place in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    /// "the most", by how many.
    Most,
    /// "the fewest", "the least".
    Fewest,
    /// "the first", by time.
    First,
    /// "the last", "the latest".
    Last,
    /// "the second" (2) with a superlative.
    Ordinal(u32),
    /// "the longest", by how long it held.
    Longest,
    /// "the shortest", by how long it held.
    Shortest,
}

/// A piece of a noun phrase.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its tokens.
    pub range: Range<usize>,
    /// What it is.
    pub kind: ItemKind,
}

/// What a piece of a noun phrase is.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemKind {
    /// A name.
    Name(Name),
    /// Adjectives of names, joined by "and" before a noun: "Pavanian and Norlandic ships".
    Names(Vec<Name>),
    /// A noun: its senses.
    Noun(Vec<Sense>),
    /// An adjective: its senses and degree.
    Adjective(Vec<Sense>, Degree),
    /// A participle before a noun: "bordering states".
    Participle(Vec<Sense>),
    /// "who".
    Who,
    /// "what", "which" alone, "something", "anything", "one", "ones".
    Thing,
    /// "he", "it", "them": what was named before.
    Pronoun,
    /// A number, with its unit where it has one.
    Number(Quantity),
    /// A date.
    Date(Date),
    /// A text in quotes that is no known name.
    Text(String),
    /// "that" in "higher than that of X".
    That,
    /// A name of which a part is asked for: "whose birthday", "invasion of which country".
    Gap(Gap),
    /// "everything", "everyone" (but not "every one").
    Everything,
}

/// Something behind a phrase.
#[derive(Clone, Debug, PartialEq)]
pub struct Modifier {
    /// Its tokens.
    pub range: Range<usize>,
    /// "and", "or", "but not" before it.
    pub joined: Joined,
    /// What it is.
    pub kind: ModifierKind,
}

/// How a modifier is joined to what stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joined {
    /// Just so.
    Plain,
    /// With "and".
    And,
    /// With "or".
    Or,
    /// With "but not".
    ButNot,
}

/// What a modifier is.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a question has few modifiers, and boxes would clutter every pattern")]
pub enum ModifierKind {
    /// "of X", "in X", "with no rivers".
    Preposition {
        /// The preposition; several words for "other than".
        word: String,
        /// What follows it.
        object: NounPhrase,
    },
    /// "that borders X", "bordering X", "bordered by X": a clause whose subject is the phrase.
    Subject(Predicate),
    /// "that X borders", "through which X runs": a clause whose object is the phrase.
    Object {
        /// Its subject.
        subject: NounPhrase,
        /// Its verb.
        verb: VerbGroup,
        /// The preposition in front, if there is one.
        preposition: Option<String>,
    },
    /// "whose capital is X", "whose actors also appear in X".
    Whose {
        /// What belongs to the phrase.
        noun: NounPhrase,
        /// What is said of that.
        predicate: Predicate,
        /// What is said of the predicate's object: "that the actors in their films ...".
        then: Option<Predicate>,
    },
    /// A time.
    Time(TimePhrase),
    /// "first", "last" behind a verb and its object.
    Order(Rank),
    /// "according to X".
    AccordingTo {
        /// Who.
        who: NounPhrase,
        /// In what way.
        how: Attribution,
    },
    /// "longer than X", "over 500".
    Compare(Compare),
    /// "except X", "other than X", "besides X".
    Except(NounPhrase),
    /// Another noun phrase, joined by "and", "or", "but not".
    Conjunct(NounPhrase),
    /// "named X", "called X".
    Named(NounPhrase),
    /// "..., A or B": one of these is asked for.
    Choice(Vec<NounPhrase>),
    /// "by population", "by date", "per year": an order or a grouping.
    By {
        /// What by.
        by: NounPhrase,
        /// "per", "for each", "by" after a number.
        each: bool,
        /// "descending".
        descending: Option<bool>,
    },
}

/// How a claim rests on a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribution {
    /// "according to X".
    By,
    /// "not according to X".
    NotBy,
    /// "without source X": on something else, whether on it or not.
    Without,
    /// "only according to X": on nothing else.
    Only,
}

/// What is said of a subject: a verb and its object; its modifiers follow in the flat list.
#[derive(Clone, Debug, PartialEq)]
pub struct Predicate {
    /// Its tokens.
    pub range: Range<usize>,
    /// The verb.
    pub verb: VerbGroup,
    /// The object, if there is one.
    pub object: Option<NounPhrase>,
    /// A second object: "both X and Y" is in the flat list; this is for "as X".
    pub compare: Option<Compare>,
}

/// A verb with its auxiliaries.
#[derive(Clone, Debug, PartialEq)]
pub struct VerbGroup {
    /// Its tokens.
    pub range: Range<usize>,
    /// What it is.
    pub kind: VerbKind,
    /// "not", "never".
    pub negated: bool,
    /// "was supported".
    pub passive: bool,
    /// "first", "last" beside it.
    pub order: Option<Rank>,
    /// "co-" before it or "together" behind it: with somebody who did the same to the same.
    pub shared: bool,
}

/// What a verb is.
#[derive(Clone, Debug, PartialEq)]
pub enum VerbKind {
    /// A verb of the vocabulary, or fixed words behind "is": the senses.
    Senses(Vec<Sense>),
    /// "is" alone.
    Be,
    /// "has" alone.
    Have,
    /// "share": has the same.
    Share,
    /// "did" alone: the verb of the main clause again.
    Did,
}

/// A comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Compare {
    /// The adjective; none for a bare number ("over 500").
    pub adjective: Option<Vec<Sense>>,
    /// How the left side bounds: "over", "at least".
    pub bound: Bound,
    /// What it is compared with.
    pub than: NounPhrase,
}

/// A clause.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// Its tokens.
    pub range: Range<usize>,
    /// Modifiers in front: "in 2008, ...".
    pub fronted: Vec<Modifier>,
    /// The subject; none in an imperative.
    pub subject: Option<Chain>,
    /// The verb.
    pub verb: VerbGroup,
    /// The object.
    pub object: Option<Chain>,
    /// The preposition that the object stands with, where it is not part of the verb: "to" in "to whom did X give aid".
    pub preposition: Option<String>,
    /// Modifiers behind the verb, where there is no object.
    pub trailing: Vec<Modifier>,
    /// Whether the object stands in front ("which films did X write in 2008"), so that what trails is not about it.
    pub inverted: bool,
}
