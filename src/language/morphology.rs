//! English word forms: regular rules, and a table of what is irregular.
//!
//! Comes in: one lower-case word. Goes out: its other forms. Knows no graph and no grammar.

/// The forms of a verb.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerbForms {
    /// "recognize"
    pub base: String,
    /// "recognizes"
    pub third: String,
    /// "recognized"
    pub past: String,
    /// "recognized", "written"
    pub participle: String,
    /// "recognizing"
    pub gerund: String,
}

/// Irregular verbs of common English, sorted: base, past, participle. Verbs that prefixes make of these ("undergo", "rewrite") inherit.
const IRREGULAR_VERBS: &[(&str, &str, &str)] = &[
    ("arise", "arose", "arisen"),
    ("awake", "awoke", "awoken"),
    ("be", "was", "been"),
    ("bear", "bore", "borne"),
    ("beat", "beat", "beaten"),
    ("become", "became", "become"),
    ("befall", "befell", "befallen"),
    ("begin", "began", "begun"),
    ("bend", "bent", "bent"),
    ("bet", "bet", "bet"),
    ("bid", "bid", "bid"),
    ("bind", "bound", "bound"),
    ("bite", "bit", "bitten"),
    ("bleed", "bled", "bled"),
    ("blow", "blew", "blown"),
    ("break", "broke", "broken"),
    ("breed", "bred", "bred"),
    ("bring", "brought", "brought"),
    ("broadcast", "broadcast", "broadcast"),
    ("build", "built", "built"),
    ("burst", "burst", "burst"),
    ("buy", "bought", "bought"),
    ("cast", "cast", "cast"),
    ("catch", "caught", "caught"),
    ("choose", "chose", "chosen"),
    ("cling", "clung", "clung"),
    ("come", "came", "come"),
    ("cost", "cost", "cost"),
    ("creep", "crept", "crept"),
    ("cut", "cut", "cut"),
    ("deal", "dealt", "dealt"),
    ("dig", "dug", "dug"),
    ("do", "did", "done"),
    ("draw", "drew", "drawn"),
    ("drink", "drank", "drunk"),
    ("drive", "drove", "driven"),
    ("eat", "ate", "eaten"),
    ("fall", "fell", "fallen"),
    ("feed", "fed", "fed"),
    ("feel", "felt", "felt"),
    ("fight", "fought", "fought"),
    ("find", "found", "found"),
    ("flee", "fled", "fled"),
    ("fling", "flung", "flung"),
    ("fly", "flew", "flown"),
    ("forbid", "forbade", "forbidden"),
    ("forecast", "forecast", "forecast"),
    ("foresee", "foresaw", "foreseen"),
    ("forget", "forgot", "forgotten"),
    ("forgive", "forgave", "forgiven"),
    ("freeze", "froze", "frozen"),
    ("get", "got", "got"),
    ("give", "gave", "given"),
    ("go", "went", "gone"),
    ("grind", "ground", "ground"),
    ("grow", "grew", "grown"),
    ("hang", "hung", "hung"),
    ("have", "had", "had"),
    ("hear", "heard", "heard"),
    ("hide", "hid", "hidden"),
    ("hit", "hit", "hit"),
    ("hold", "held", "held"),
    ("hurt", "hurt", "hurt"),
    ("keep", "kept", "kept"),
    ("kneel", "knelt", "knelt"),
    ("know", "knew", "known"),
    ("lay", "laid", "laid"),
    ("lead", "led", "led"),
    ("leave", "left", "left"),
    ("lend", "lent", "lent"),
    ("let", "let", "let"),
    ("lie", "lay", "lain"),
    ("light", "lit", "lit"),
    ("lose", "lost", "lost"),
    ("make", "made", "made"),
    ("mean", "meant", "meant"),
    ("meet", "met", "met"),
    ("mislead", "misled", "misled"),
    ("mistake", "mistook", "mistaken"),
    ("overthrow", "overthrew", "overthrown"),
    ("pay", "paid", "paid"),
    ("prove", "proved", "proven"),
    ("put", "put", "put"),
    ("quit", "quit", "quit"),
    ("read", "read", "read"),
    ("rid", "rid", "rid"),
    ("ride", "rode", "ridden"),
    ("ring", "rang", "rung"),
    ("rise", "rose", "risen"),
    ("run", "ran", "run"),
    ("say", "said", "said"),
    ("see", "saw", "seen"),
    ("seek", "sought", "sought"),
    ("sell", "sold", "sold"),
    ("send", "sent", "sent"),
    ("set", "set", "set"),
    ("shake", "shook", "shaken"),
    ("shed", "shed", "shed"),
    ("shine", "shone", "shone"),
    ("shoot", "shot", "shot"),
    ("show", "showed", "shown"),
    ("shrink", "shrank", "shrunk"),
    ("shut", "shut", "shut"),
    ("sing", "sang", "sung"),
    ("sink", "sank", "sunk"),
    ("sit", "sat", "sat"),
    ("sleep", "slept", "slept"),
    ("slide", "slid", "slid"),
    ("speak", "spoke", "spoken"),
    ("speed", "sped", "sped"),
    ("spend", "spent", "spent"),
    ("spin", "spun", "spun"),
    ("split", "split", "split"),
    ("spread", "spread", "spread"),
    ("spring", "sprang", "sprung"),
    ("stand", "stood", "stood"),
    ("steal", "stole", "stolen"),
    ("stick", "stuck", "stuck"),
    ("sting", "stung", "stung"),
    ("strike", "struck", "struck"),
    ("string", "strung", "strung"),
    ("strive", "strove", "striven"),
    ("swear", "swore", "sworn"),
    ("sweep", "swept", "swept"),
    ("swim", "swam", "swum"),
    ("swing", "swung", "swung"),
    ("take", "took", "taken"),
    ("teach", "taught", "taught"),
    ("tear", "tore", "torn"),
    ("tell", "told", "told"),
    ("think", "thought", "thought"),
    ("throw", "threw", "thrown"),
    ("tread", "trod", "trodden"),
    ("understand", "understood", "understood"),
    ("wake", "woke", "woken"),
    ("wear", "wore", "worn"),
    ("weave", "wove", "woven"),
    ("weep", "wept", "wept"),
    ("win", "won", "won"),
    ("wind", "wound", "wound"),
    ("withdraw", "withdrew", "withdrawn"),
    ("withhold", "withheld", "withheld"),
    ("withstand", "withstood", "withstood"),
    ("write", "wrote", "written"),
];

/// Prefixes under which a verb stays irregular.
const PREFIXES: &[&str] = &["co", "over", "out", "under", "re", "mis", "un", "fore", "with", "inter"];

/// Verbs of several syllables stressed on the last, which double their consonant like short ones.
const DOUBLING: &[&str] = &[
    "admit", "commit", "permit", "submit", "omit", "refer", "prefer", "confer", "defer", "infer", "transfer", "occur", "incur", "recur",
    "compel", "expel", "repel", "propel", "rebel", "control", "patrol", "equip", "regret", "begin", "forget", "deter", "abet", "acquit",
    "kidnap", "worship",
];

const IRREGULAR_NOUNS: &[(&str, &str)] = &[
    ("person", "people"),
    ("man", "men"),
    ("woman", "women"),
    ("child", "children"),
    ("foot", "feet"),
    ("tooth", "teeth"),
    ("goose", "geese"),
    ("mouse", "mice"),
    ("ox", "oxen"),
    ("crisis", "crises"),
    ("thesis", "theses"),
    ("basis", "bases"),
    ("analysis", "analyses"),
    ("axis", "axes"),
    ("oasis", "oases"),
    ("hypothesis", "hypotheses"),
    ("parenthesis", "parentheses"),
    ("phenomenon", "phenomena"),
    ("criterion", "criteria"),
    ("datum", "data"),
    ("medium", "media"),
    ("stratum", "strata"),
    ("leaf", "leaves"),
    ("life", "lives"),
    ("wife", "wives"),
    ("knife", "knives"),
    ("half", "halves"),
    ("shelf", "shelves"),
    ("wolf", "wolves"),
    ("thief", "thieves"),
    ("loaf", "loaves"),
    ("calf", "calves"),
    ("self", "selves"),
    ("hero", "heroes"),
    ("potato", "potatoes"),
    ("tomato", "tomatoes"),
    ("echo", "echoes"),
    ("veto", "vetoes"),
    ("embargo", "embargoes"),
    ("cargo", "cargoes"),
    ("torpedo", "torpedoes"),
];

/// Nouns that end with "ie", so that "movies" is not of "movy".
const IE_NOUNS: &[&str] = &[
    "movie", "cookie", "zombie", "pie", "tie", "lie", "die", "calorie", "prairie", "genie", "rookie", "talkie", "goalie", "selfie",
    "hippie", "birdie", "eerie", "brownie", "smoothie", "necktie", "magpie", "eyrie", "sortie", "aerie",
];

/// Nouns whose plural is the same.
const UNCHANGING_NOUNS: &[&str] =
    &["aircraft", "spacecraft", "hovercraft", "series", "species", "means", "headquarters", "sheep", "deer", "fish", "offspring", "news"];

const IRREGULAR_ADJECTIVES: &[(&str, &str, &str)] = &[
    ("good", "better", "best"),
    ("bad", "worse", "worst"),
    ("far", "farther", "farthest"),
    ("little", "less", "least"),
    ("many", "more", "most"),
    ("much", "more", "most"),
    ("old", "older", "oldest"),
];

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// A consonant, one vowel, one consonant at the end (not w, x, y): doubled in short words.
fn ends_in_short_syllable(word: &str) -> bool {
    let [.., before, vowel, last] = word.as_bytes() else { return false };
    let one_vowel_sound = !is_vowel(*before) || (*before == b'u' && word.len() > 3 && word.as_bytes()[word.len() - 4] == b'q');
    one_vowel_sound && is_vowel(*vowel) && !is_vowel(*last) && !matches!(last, b'w' | b'x' | b'y')
}

fn doubles(word: &str) -> bool {
    let vowels = word.bytes().filter(|&letter| is_vowel(letter)).count();
    ends_in_short_syllable(word) && (vowels == 1 || word.contains("qu") && vowels == 2 || DOUBLING.contains(&word))
}

fn ends_in_consonant_y(word: &str) -> bool {
    matches!(word.as_bytes(), [.., before, b'y'] if !is_vowel(*before))
}

fn with_s(word: &str) -> String {
    if ends_in_consonant_y(word) {
        format!("{}ies", &word[..word.len() - 1])
    } else if ["s", "x", "z", "ch", "sh"].iter().any(|ending| word.ends_with(ending)) {
        format!("{word}es")
    } else {
        format!("{word}s")
    }
}

fn with_ending(word: &str, ending_without_e: &str) -> String {
    // "recognize" + "ed", "ing": the silent e goes; "agree" + "ing" keeps it.
    if ending_without_e == "ing" && word.ends_with("ie") {
        format!("{}ying", &word[..word.len() - 2])
    } else if ending_without_e == "ing" && ["ee", "oe", "ye"].iter().any(|ending| word.ends_with(ending)) {
        format!("{word}ing")
    } else if word.ends_with('e') && word.len() > 2 {
        format!("{}{ending_without_e}", &word[..word.len() - 1])
    } else if ending_without_e != "ing" && ends_in_consonant_y(word) {
        format!("{}i{ending_without_e}", &word[..word.len() - 1])
    } else if doubles(word) {
        let last = &word[word.len() - 1..];
        format!("{word}{last}{ending_without_e}")
    } else {
        format!("{word}{ending_without_e}")
    }
}

fn irregular_verb(base: &str) -> Option<(String, String)> {
    let find =
        |verb: &str| IRREGULAR_VERBS.binary_search_by_key(&verb, |(base, _, _)| *base).ok().and_then(|place| IRREGULAR_VERBS.get(place));
    if let Some((_, past, participle)) = find(base) {
        return Some(((*past).to_owned(), (*participle).to_owned()));
    }
    PREFIXES.iter().find_map(|prefix| {
        let rest = base.strip_prefix(prefix)?;
        let (_, past, participle) = find(rest).filter(|_| rest.len() > 2)?;
        Some((format!("{prefix}{past}"), format!("{prefix}{participle}")))
    })
}

/// All forms of the verb with this base.
pub fn verb_forms(base: &str) -> VerbForms {
    if matches!(base, "must" | "should" | "might" | "could" | "would" | "may" | "can" | "shall") {
        let same = || base.to_owned();
        return VerbForms { base: same(), third: same(), past: same(), participle: same(), gerund: same() };
    }
    let third = match base {
        "be" => "is".to_owned(),
        "have" => "has".to_owned(),
        "do" => "does".to_owned(),
        "go" => "goes".to_owned(),
        "undergo" => "undergoes".to_owned(),
        "veto" => "vetoes".to_owned(),
        _ => with_s(base),
    };
    let (past, participle) = irregular_verb(base).unwrap_or_else(|| {
        let past = with_ending(base, "ed");
        (past.clone(), past)
    });
    VerbForms { base: base.to_owned(), third, past, participle, gerund: with_ending(base, "ing") }
}

impl VerbForms {
    /// The forms with a prefix: "co-directed".
    #[must_use]
    pub fn behind(&self, prefix: &str) -> Self {
        let with = |form: &str| format!("{prefix}-{form}");
        Self {
            base: with(&self.base),
            third: with(&self.third),
            past: with(&self.past),
            participle: with(&self.participle),
            gerund: with(&self.gerund),
        }
    }
}

/// The base of a verb written in the third person singular: "votes" gives "vote".
pub fn base_of_third(third: &str) -> String {
    match third {
        "is" => return "be".to_owned(),
        "has" => return "have".to_owned(),
        "does" => return "do".to_owned(),
        "goes" => return "go".to_owned(),
        "undergoes" => return "undergo".to_owned(),
        "vetoes" => return "veto".to_owned(),
        "focuses" => return "focus".to_owned(),
        "biases" => return "bias".to_owned(),
        "buses" => return "bus".to_owned(),
        "gases" => return "gas".to_owned(),
        _ => {}
    }
    if let Some(stem) = third.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for (ending, keep) in [("sses", 2), ("shes", 2), ("ches", 2), ("xes", 1), ("zzes", 2)] {
        if third.ends_with(ending) {
            return third[..third.len() - ending.len() + keep].to_owned();
        }
    }
    third.strip_suffix('s').filter(|_| !third.ends_with("ss")).unwrap_or(third).to_owned()
}

/// Whether all forms of a verb written in the third person singular begin with the same three letters; false where that is not plain.
pub fn forms_begin_alike(third: &str) -> bool {
    // A base is up to three letters shorter where it ends with "y", which the forms have, too; "ie" makes room for "ying".
    third.len() >= 6 && third.is_ascii() && irregular_verb(&base_of_third(third)).is_none()
}

/// Whether the plural of a noun of one word begins with the same three letters; false where that is not plain.
pub fn plural_begins_alike(noun: &str) -> bool {
    let is_other = matches!(noun, "person" | "foot" | "tooth" | "goose" | "mouse" | "life" | "wife" | "axis");
    noun.len() >= 4 && noun.is_ascii() && !is_other
}

/// The base of a verb from any of its forms, by guess: "directed" gives "direct", "starred" gives "star", "written" gives "write".
/// `None` for a word that does not look like a past, a participle, a gerund or a third person.
pub fn base_of_any(word: &str) -> Option<String> {
    for (base, past, participle) in IRREGULAR_VERBS {
        if word == *past || word == *participle {
            return Some((*base).to_owned());
        }
    }
    for prefix in PREFIXES {
        if let Some(rest) = word.strip_prefix(prefix) {
            for (base, past, participle) in IRREGULAR_VERBS {
                if base.len() > 2 && (rest == *past || rest == *participle) {
                    return Some(format!("{prefix}{base}"));
                }
            }
        }
    }
    for ending in ["ed", "ing"] {
        let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.len() > 1 && stem.bytes().any(is_vowel)) else { continue };
        // Of the bases that may lie behind it, the one that gives the word back.
        let mut bases = vec![format!("{stem}e"), stem.to_owned()];
        if let [.., before, last] = stem.as_bytes()
            && before == last
        {
            bases.insert(0, stem[..stem.len() - 1].to_owned());
        }
        match stem.strip_suffix('i') {
            // "died", "tied"
            Some(stem) if stem.len() == 1 => return Some(format!("{stem}ie")),
            Some(stem) => bases.insert(0, format!("{stem}y")),
            None => {}
        }
        let fits = |base: &String| {
            let forms = verb_forms(base);
            forms.past == word || forms.gerund == word
        };
        // "directed" fits both "direct" and "directe": a final e is likely only after the consonants that need one.
        let needs_e = matches!(stem.as_bytes(), [.., b'v' | b'z' | b'u' | b's'])
            || matches!(stem.as_bytes(), [.., vowel, b'c' | b'g' | b't' | b'd' | b'k' | b'm' | b'n' | b'r' | b'p' | b'b' | b'l']
                if is_vowel(*vowel) && ends_in_short_syllable(stem) && !stem.ends_with("er") && !stem.ends_with("en") && !stem.ends_with("it") && !stem.ends_with("on") && !stem.ends_with("or") && !stem.ends_with("op"))
            || stem.ends_with("nc")
            || stem.ends_with("rc")
            || stem.ends_with("ng") && stem.len() > 4
            || stem.ends_with("dg");
        bases.sort_by_key(|base| if base.ends_with('e') == needs_e { 0 } else { 1 });
        if let [.., before, last] = stem.as_bytes()
            && before == last
            && !matches!(last, b's' | b'l')
        {
            let single = stem[..stem.len() - 1].to_owned();
            if fits(&single) {
                return Some(single);
            }
        }
        if let Some(base) = bases.into_iter().find(fits) {
            return Some(base);
        }
    }
    None
}

/// The plural of a noun of one or more words ("head of state" gives "heads of state").
pub fn plural(noun: &str) -> String {
    for preposition in [" of ", " to ", " in ", " for ", " at "] {
        if let Some(at) = noun.find(preposition) {
            return format!("{}{}", plural(&noun[..at]), &noun[at..]);
        }
    }
    let (first, last) = match noun.rfind([' ', '-']) {
        Some(at) => noun.split_at(at + 1),
        None => ("", noun),
    };
    if UNCHANGING_NOUNS.contains(&last) {
        return noun.to_owned();
    }
    if let Some((_, plural)) = IRREGULAR_NOUNS.iter().find(|(singular, _)| *singular == last) {
        return format!("{first}{plural}");
    }
    if let Some(stem) = last.strip_suffix("man").filter(|stem| stem.len() > 2 && *stem != "hu" && *stem != "ger" && *stem != "ro") {
        return format!("{first}{stem}men");
    }
    format!("{first}{}", with_s(last))
}

/// How words begin that are written with a vowel and spoken with a consonant, and what begins so and is not.
const SPOKEN_WITH_CONSONANT: [(&str, &[&str]); 7] = [
    ("uni", &["unin", "unim", "unid"]),
    ("us", &["ush"]),
    ("ut", &["utt", "utm"]),
    ("ur", &["urb", "urg", "urn"]),
    ("u.", &[]),
    ("eu", &[]),
    ("one", &[]),
];

/// Words that are written with a consonant and spoken with a vowel.
const SPOKEN_WITH_VOWEL: [&str; 4] = ["hour", "honest", "honour", "honor"];

/// A noun with its indefinite article: "a state", "an ambassador", "a university".
pub fn with_article(noun: &str) -> String {
    let lower = noun.to_lowercase();
    let begins = |beginning: &&str| lower.starts_with(*beginning);
    let as_consonant = SPOKEN_WITH_CONSONANT.iter().any(|(beginning, but)| begins(beginning) && !but.iter().any(&begins));
    let as_vowel = SPOKEN_WITH_VOWEL.iter().any(begins);
    let article = if as_vowel || lower.starts_with(['a', 'e', 'i', 'o', 'u']) && !as_consonant { "an" } else { "a" };
    format!("{article} {noun}")
}

/// The singular of a noun that looks like a plural, by guess; `None` if it does not.
pub fn singular(noun: &str) -> Option<String> {
    let (first, last) = match noun.rfind([' ', '-']) {
        Some(at) => noun.split_at(at + 1),
        None => ("", noun),
    };
    if let Some((singular, _)) = IRREGULAR_NOUNS.iter().find(|(_, plural)| *plural == last) {
        return Some(format!("{first}{singular}"));
    }
    if last.len() < 4 || last.ends_with("ss") || last.ends_with("us") || last.ends_with("is") || UNCHANGING_NOUNS.contains(&last) {
        return None;
    }
    let singular = if IE_NOUNS.iter().any(|noun| last.strip_suffix('s') == Some(noun)) {
        last[..last.len() - 1].to_owned()
    } else if let Some(stem) = last.strip_suffix("ies") {
        format!("{stem}y")
    } else if ["xes", "ches", "shes", "sses"].iter().any(|ending| last.ends_with(ending)) {
        last[..last.len() - 2].to_owned()
    } else {
        last.strip_suffix('s')?.to_owned()
    };
    Some(format!("{first}{singular}"))
}

/// Comparative and superlative of an adjective: "longer" and "longest", or "more populous" and "most populous".
pub fn degrees(adjective: &str) -> (String, String) {
    if let Some((_, comparative, superlative)) = IRREGULAR_ADJECTIVES.iter().find(|(positive, _, _)| *positive == adjective) {
        return ((*comparative).to_owned(), (*superlative).to_owned());
    }
    let vowel_groups = adjective
        .bytes()
        .fold((0, false), |(groups, in_vowel), letter| {
            let vowel = is_vowel(letter) || letter == b'y';
            (groups + usize::from(vowel && !in_vowel), vowel)
        })
        .0;
    let silent_e = adjective.ends_with('e') && vowel_groups > 1;
    let syllables = vowel_groups - usize::from(silent_e);
    if syllables <= 1 || (syllables == 2 && (adjective.ends_with('y') || adjective.ends_with("ow") || adjective.ends_with("le"))) {
        (with_ending(adjective, "er"), with_ending(adjective, "est"))
    } else {
        (format!("more {adjective}"), format!("most {adjective}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_take_their_forms() {
        for (base, third, past, participle, gerund) in [
            ("support", "supports", "supported", "supported", "supporting"),
            ("recognize", "recognizes", "recognized", "recognized", "recognizing"),
            ("condemn", "condemns", "condemned", "condemned", "condemning"),
            ("deny", "denies", "denied", "denied", "denying"),
            ("ban", "bans", "banned", "banned", "banning"),
            ("visit", "visits", "visited", "visited", "visiting"),
            ("write", "writes", "wrote", "written", "writing"),
            ("overthrow", "overthrows", "overthrew", "overthrown", "overthrowing"),
            ("die", "dies", "died", "died", "dying"),
            ("flow", "flows", "flowed", "flowed", "flowing"),
            ("equip", "equips", "equipped", "equipped", "equipping"),
            ("run", "runs", "ran", "run", "running"),
            ("agree", "agrees", "agreed", "agreed", "agreeing"),
            ("establish", "establishes", "established", "established", "establishing"),
        ] {
            let forms = verb_forms(base);
            assert_eq!(
                (forms.third.as_str(), forms.past.as_str(), forms.participle.as_str(), forms.gerund.as_str()),
                (third, past, participle, gerund)
            );
            assert_eq!(base_of_third(third), base);
        }
    }

    #[test]
    fn what_is_searched_is_sorted() {
        assert!(IRREGULAR_VERBS.is_sorted_by_key(|(base, _, _)| *base));
    }

    #[test]
    fn beginnings_stay_where_it_is_said() {
        let begins_with = |word: &str, start: &str| word.get(..3) == start.get(..3);
        // Letters and endings that the rules speak of, in all arrangements.
        let parts = ["a", "e", "i", "o", "y", "u", "b", "l", "s", "z", "x", "ch", "sh", "ss", "ie", "ee", "man", "qu", "ies"];
        let mut alike = 0;
        for (first, second) in parts.iter().flat_map(|first| parts.iter().map(move |second| (first, second))) {
            for (third, fourth) in parts.iter().flat_map(|third| parts.iter().map(move |fourth| (third, fourth))) {
                let word = format!("{first}{second}{third}{fourth}");
                for third in [word.clone(), with_s(&word)] {
                    if forms_begin_alike(&third) {
                        let forms = verb_forms(&base_of_third(&third));
                        for form in [&forms.base, &forms.third, &forms.past, &forms.participle, &forms.gerund] {
                            assert!(begins_with(form, &third), "{third}: {form}");
                        }
                        alike += 1;
                    }
                }
                assert!(!plural_begins_alike(&word) || begins_with(&plural(&word), &word), "{word}");
            }
        }
        assert!(alike > 1_000);
        for (base, past, participle) in IRREGULAR_VERBS {
            for prefix in [""].iter().chain(PREFIXES) {
                let third = verb_forms(&format!("{prefix}{base}")).third;
                let forms = verb_forms(&base_of_third(&third));
                let same = [&forms.base, &forms.past, &forms.participle, &forms.gerund].iter().all(|form| begins_with(form, &third));
                assert!(same || !forms_begin_alike(&third), "{prefix}{base}, {past}, {participle}");
            }
        }
        for (singular, plural) in IRREGULAR_NOUNS {
            assert!(begins_with(singular, plural) || !plural_begins_alike(singular), "{singular}");
        }
    }

    #[test]
    fn bases_are_found_again() {
        for (word, base) in [
            ("directed", "direct"),
            ("starred", "star"),
            ("written", "write"),
            ("located", "locate"),
            ("released", "release"),
            ("voted", "vote"),
            ("visited", "visit"),
            ("accused", "accuse"),
            ("managed", "manage"),
            ("denied", "deny"),
            ("produced", "produce"),
            ("composed", "compose"),
            ("owned", "own"),
            ("expelled", "expel"),
            ("edited", "edit"),
            ("died", "die"),
            ("tied", "tie"),
            ("tried", "try"),
        ] {
            assert_eq!(base_of_any(word).as_deref(), Some(base), "{word}");
        }
        assert_eq!(base_of_any("capital"), None);
    }

    #[test]
    fn the_article_goes_by_the_sound() {
        for (article, nouns) in [
            (
                "a",
                ["state", "university", "union", "user", "utility", "Uruguayan", "one-time ally", "European", "US senator", "U.S. ship"]
                    .as_slice(),
            ),
            ("an", ["ambassador", "uncle", "uninvited guest", "usher", "urban area", "hour", "honest man", "umbrella"].as_slice()),
        ] {
            for noun in nouns {
                assert_eq!(with_article(noun), format!("{article} {noun}"));
            }
        }
    }

    #[test]
    fn nouns_and_adjectives_take_their_forms() {
        for (singular_form, plural_form) in [
            ("country", "countries"),
            ("head of state", "heads of state"),
            ("person", "people"),
            ("embassy", "embassies"),
            ("church", "churches"),
        ] {
            assert_eq!(plural(singular_form), plural_form);
        }
        assert_eq!(singular("countries").as_deref(), Some("country"));
        assert_eq!(singular("crises").as_deref(), Some("crisis"));
        assert_eq!(singular("status"), None);
        assert_eq!(degrees("long"), ("longer".into(), "longest".into()));
        assert_eq!(degrees("large"), ("larger".into(), "largest".into()));
        assert_eq!(degrees("big"), ("bigger".into(), "biggest".into()));
        assert_eq!(degrees("populous"), ("more populous".into(), "most populous".into()));
        assert_eq!(degrees("heavy"), ("heavier".into(), "heaviest".into()));
    }
}
