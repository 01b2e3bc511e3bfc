//! The words of the language itself: function words, fillers, and those of its fixed phrases.

use super::noun::MEASURES;

/// Words that carry no meaning of their own where they stand.
pub(super) const FILLERS: &[&str] = &[
    "also",
    "ever",
    "actually",
    "really",
    "already",
    "once",
    "please",
    "eventually",
    "ultimately",
    "then",
    "just",
    "too",
    "even",
    "both",
    "either",
    "else",
    "itself",
    "themselves",
    "alone",
    "respectively",
    "jointly",
    "altogether",
    "exactly",
    "finally",
    "so",
    "well",
    "briefly",
];

/// Phrases that carry no meaning of their own where they stand.
pub(super) const FILLER_PHRASES: &[&str] = &[
    "every year",
    "each year",
    "a year",
    "annually",
    "yearly",
    "in total",
    "at all",
    "for sure",
    "in fact",
    "so far",
    "in a few words",
    "with a few words",
    "in some words",
    "with some words",
    "in one word",
    "in a word",
    "in short",
    "in brief",
    "in general",
    "in particular",
    "by any chance",
    "in the end",
    "would you say",
    "do you say",
    "do you think",
    "would you think",
    "do you believe",
    "do you suppose",
    "would one say",
    "in your opinion",
];

/// Words of the language itself: none of them alone begins a name unless brackets force it or nothing else can be read.
pub(super) fn is_function_word(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "of"
            | "in"
            | "on"
            | "at"
            | "to"
            | "for"
            | "by"
            | "with"
            | "without"
            | "from"
            | "about"
            | "through"
            | "under"
            | "over"
            | "against"
            | "into"
            | "during"
            | "after"
            | "before"
            | "between"
            | "within"
            | "as"
            | "than"
            | "since"
            | "until"
            | "till"
            | "and"
            | "or"
            | "but"
            | "not"
            | "together"
            | "co"
            | "nor"
            | "neither"
            | "either"
            | "both"
            | "no"
            | "none"
            | "who"
            | "whom"
            | "whose"
            | "what"
            | "which"
            | "when"
            | "where"
            | "why"
            | "how"
            | "is"
            | "are"
            | "was"
            | "were"
            | "be"
            | "been"
            | "being"
            | "am"
            | "do"
            | "does"
            | "did"
            | "done"
            | "has"
            | "have"
            | "had"
            | "having"
            | "will"
            | "would"
            | "can"
            | "could"
            | "should"
            | "may"
            | "might"
            | "must"
            | "shall"
            | "that"
            | "this"
            | "these"
            | "those"
            | "there"
            | "it"
            | "its"
            | "he"
            | "him"
            | "his"
            | "she"
            | "her"
            | "they"
            | "them"
            | "their"
            | "i"
            | "me"
            | "my"
            | "we"
            | "us"
            | "our"
            | "you"
            | "your"
            | "many"
            | "much"
            | "more"
            | "most"
            | "few"
            | "fewer"
            | "fewest"
            | "less"
            | "least"
            | "some"
            | "any"
            | "every"
            | "each"
            | "all"
            | "other"
            | "another"
            | "only"
            | "same"
            | "such"
            | "list"
            | "show"
            | "name"
            | "give"
            | "tell"
            | "find"
            | "count"
            | "describe"
            | "if"
            | "except"
            | "excluding"
            | "besides"
            | "contested"
            | "disputed"
            | "controversial"
            | "contradictory"
            | "dispute"
            | "according"
            | "per"
            | "'s"
            | "one"
            | "ones"
            | "first"
            | "last"
            | "hi"
            | "ok"
    ) || FILLERS.contains(&word)
}

/// The number words up to nineteen, in order.
pub(super) const UNITS: [&str; 19] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

/// The tens from twenty on, in order.
pub(super) const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// "three", "forty"
pub(crate) fn is_number_word(word: &str) -> bool {
    UNITS.contains(&word) || TENS.contains(&word)
}

/// Words that only occur within fixed phrases of the language: dates, comparisons, orders, politeness.
const PHRASE_WORDS: &[&str] = &[
    "still",
    "anymore",
    "timeline",
    "chronology",
    "chronological",
    "chronologically",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "early",
    "mid",
    "late",
    "beginning",
    "start",
    "end",
    "middle",
    "half",
    "century",
    "year",
    "month",
    "day",
    "week",
    "date",
    "dates",
    "time",
    "throughout",
    "till",
    "prior",
    "following",
    "while",
    "course",
    "descending",
    "ascending",
    "sorted",
    "ordered",
    "ranked",
    "grouped",
    "order",
    "alphabetically",
    "newest",
    "oldest",
    "earliest",
    "earlier",
    "sooner",
    "later",
    "latest",
    "recent",
    "final",
    "very",
    "number",
    "amount",
    "total",
    "combined",
    "overall",
    "average",
    "mean",
    "maximum",
    "sum",
    "length",
    "duration",
    "period",
    "location",
    "minimum",
    "highest",
    "lowest",
    "largest",
    "smallest",
    "greatest",
    "greater",
    "larger",
    "higher",
    "lower",
    "smaller",
    "bigger",
    "biggest",
    "exceeding",
    "exceeds",
    "equal",
    "precisely",
    "approximately",
    "roughly",
    "nearly",
    "almost",
    "different",
    "distinct",
    "various",
    "own",
    "separate",
    "individual",
    "unique",
    "zero",
    "dozen",
    "half",
    "hour",
    "man",
    "men",
    "woman",
    "women",
    "decade",
    "hundred",
    "thousand",
    "million",
    "billion",
    "second",
    "third",
    "fourth",
    "fifth",
    "anyone",
    "anybody",
    "anything",
    "someone",
    "somebody",
    "something",
    "everyone",
    "everybody",
    "everything",
    "nobody",
    "nothing",
    "whoever",
    "thing",
    "things",
    "kind",
    "kinds",
    "type",
    "types",
    "sort",
    "sorts",
    "named",
    "called",
    "known",
    "titled",
    "entitled",
    "located",
    "situated",
    "found",
    "connected",
    "linked",
    "related",
    "tied",
    "associated",
    "connection",
    "connections",
    "path",
    "paths",
    "link",
    "links",
    "relationship",
    "relation",
    "way",
    "shortest",
    "common",
    "share",
    "shared",
    "steps",
    "step",
    "hops",
    "hop",
    "edges",
    "via",
    "avoiding",
    "apart",
    "aside",
    "excepting",
    "leaving",
    "out",
    "counting",
    "including",
    "counted",
    "reported",
    "told",
    "stated",
    "claimed",
    "cited",
    "words",
    "says",
    "say",
    "said",
    "claims",
    "claim",
    "reports",
    "report",
    "states",
    "state",
    "asserts",
    "alleges",
    "writes",
    "shows",
    "source",
    "sources",
    "reference",
    "references",
    "reason",
    "evidence",
    "come",
    "know",
    "want",
    "like",
    "wonder",
    "let",
    "hey",
    "hello",
    "get",
    "display",
    "print",
    "return",
    "enumerate",
    "search",
    "look",
    "up",
    "identify",
    "information",
    "info",
    "facts",
    "fact",
    "set",
    "examples",
    "example",
    "names",
    "often",
    "long",
    "exactly",
    "place",
    "onwards",
    "onward",
    "together",
    "sharing",
    "shares",
    "world",
    "earth",
    "listed",
    "credited",
    "co",
    "along",
    "annually",
    "yearly",
    "money",
    "become",
    "became",
    "becomes",
    "becoming",
    "having",
    "prove",
    "never",
    "&",
    "nobody",
    "done",
    "so",
    "far",
    "down",
    "recorded",
    "true",
    "case",
    "neither",
    "current",
    "present",
    "incumbent",
    "sitting",
    "today",
    "considered",
    "would",
    "think",
    "using",
    "use",
    "used",
    "see",
    "watch",
    "responsible",
    "involved",
    "charge",
    "word",
    "short",
    "brief",
    "general",
    "particular",
    "chance",
    "couple",
    "several",
    "get",
    "gets",
    "got",
    "received",
    "receive",
    "receives",
    "earn",
    "earned",
    "believe",
    "suppose",
    "central",
    "between",
    "stands",
    "stand",
    "away",
    "groups",
    "components",
    "clusters",
    "strongly",
    "connects",
    "hang",
    "lies",
    "passed",
    "sixties",
    "seventies",
    "eighties",
    "nineties",
    "elapsed",
    "wondering",
    "thank",
    "thanks",
    "curious",
    "curiosity",
    "ask",
    "asking",
    "sorry",
    "excuse",
    "quick",
    "question",
    "idea",
    "correct",
    "right",
    "accurate",
    "false",
    "whether",
    "remind",
    "explain",
    "trying",
];

/// Whether the grammar itself uses a word.
pub(crate) fn is_built_in(word: &str) -> bool {
    is_function_word(word)
        || crate::language::vocabulary::PREPOSITIONS.contains(&word)
        || PHRASE_WORDS.contains(&word)
        || MEASURES.iter().any(|measure| measure.split(' ').any(|part| part == word))
        || UNITS.contains(&word)
        || TENS.contains(&word)
        || word.strip_suffix('s').is_some_and(|year| matches!(year.len(), 2 | 4) && year.bytes().all(|byte| byte.is_ascii_digit()))
        || ["st", "nd", "rd", "th"].iter().any(|ending| {
            word.strip_suffix(ending).is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
        })
}
