//! Graphs made at random, with names that are hard to write down.

use proptest::prelude::*;
use quipu::graph::{Bound, Claim, Date, Entity, Interval, LiveGraph, Quantity, Value, ValueType};

/// Names that would be something else if they were written carelessly.
fn nasty() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("4".to_owned()),
        Just("source 4".to_owned()),
        Just("in 1990".to_owned()),
        Just("the president of Peru".to_owned()),
        Just("A is a kind, B".to_owned()),
        Just("about 3 people".to_owned()),
        Just("[x] {r} \"y\" # z".to_owned()),
        Just("text".to_owned()),
        Just("yes".to_owned()),
        Just("a. B.".to_owned()),
        Just(" ends \\".to_owned()),
        Just("\u{feff}".to_owned()),
        "[a-cA-C ]{1,4}",
        "[\\[\\]{}\"\\\\#;, .\n\r\tu“”'a-c]{0,8}",
        "\\PC{0,6}",
        any::<String>().prop_map(|text| text.chars().take(6).collect()),
    ]
}

fn date() -> impl Strategy<Value = Date> {
    (prop_oneof![1800..2100_i16, -9999..9999_i16], prop::option::of(1..=12_u8), prop::option::of(1..=28_u8))
        .prop_filter_map("not in the calendar", |(year, month, day)| Date::new(year, month, month.and(day)))
}

fn interval() -> impl Strategy<Value = Interval> {
    prop_oneof![
        Just(Interval::UNDATED),
        date().prop_map(Interval::at),
        (prop::option::of(date()), prop::option::of(date())).prop_map(|(from, to)| Interval { from, to }),
    ]
}

fn number() -> impl Strategy<Value = Quantity> {
    let bound = prop::sample::select(vec![Bound::Exactly, Bound::About, Bound::MoreThan, Bound::AtLeast, Bound::LessThan, Bound::AtMost]);
    let amount = prop_oneof![
        (0..100_000_i32).prop_map(f64::from),
        (1..3000_i32).prop_map(|amount| f64::from(amount) * 1e6),
        any::<f64>().prop_filter("finite", |amount| amount.is_finite()),
    ];
    let unit = prop::option::of(prop_oneof![
        Just("$".to_owned()),
        Just("%".to_owned()),
        Just("people".to_owned()),
        Just("minutes".to_owned()),
        nasty()
    ]);
    (amount, bound, unit).prop_map(|(amount, bound, unit)| Quantity { amount: amount + 0.0, bound, unit })
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        nasty().prop_map(Value::Text),
        number().prop_map(Value::Number),
        date().prop_map(Value::Date),
        any::<bool>().prop_map(Value::Truth),
        nasty().prop_map(Value::Url),
    ]
}

#[derive(Clone, Debug)]
struct RandomClaim {
    ends: (prop::sample::Index, prop::sample::Index),
    relation: prop::sample::Index,
    value: Option<Value>,
    when: Interval,
    denied: bool,
    place: Option<prop::sample::Index>,
    quantity: Option<Quantity>,
    according_to: Vec<prop::sample::Index>,
    sources: Vec<prop::sample::Index>,
    texts: [Option<String>; 3],
}

fn random_claim() -> impl Strategy<Value = RandomClaim> {
    let index = any::<prop::sample::Index>;
    let indexes = || prop::collection::vec(any::<prop::sample::Index>(), 0..3);
    (
        (index(), index()),
        index(),
        prop::option::of(value()),
        interval(),
        any::<bool>(),
        prop::option::of(index()),
        prop::option::of(number()),
        indexes(),
        indexes(),
        [prop::option::of(nasty()), prop::option::of(nasty()), prop::option::of(nasty())],
    )
        .prop_map(|(ends, relation, value, when, denied, place, quantity, according_to, sources, texts)| RandomClaim {
            ends,
            relation,
            value,
            when,
            denied,
            place,
            quantity,
            according_to,
            sources,
            texts,
        })
}

type RandomEntity = (String, Option<String>, Vec<String>, Vec<String>, bool);

pub fn random_graph() -> impl Strategy<Value = LiveGraph> {
    let entity =
        (nasty(), prop::option::of(nasty()), prop::collection::vec(nasty(), 0..3), prop::collection::vec(nasty(), 0..2), any::<bool>());
    let phrases = prop::sample::subsequence(
        vec!["X supports Y", "X is the president of Y", "X is next to Y", "Y people live in X", "X happens", "Y hosts X", "X has Y rivers"],
        0..4,
    );
    let relation = (nasty(), phrases, any::<[bool; 4]>(), 0..6_usize, prop::option::of(nasty()));
    (
        prop::collection::vec((nasty(), prop::option::of(nasty()), prop::option::of(nasty())), 1..4),
        prop::collection::vec(relation, 1..4),
        prop::collection::vec(entity, 1..6),
        prop::collection::vec(random_claim(), 0..8),
    )
        .prop_map(|(kinds, relations, entities, claims)| make(&kinds, &relations, &entities, claims))
}

type RandomRelation = (String, Vec<&'static str>, [bool; 4], usize, Option<String>);

fn make(
    kinds: &[(String, Option<String>, Option<String>)],
    relations: &[RandomRelation],
    entities: &[RandomEntity],
    claims: Vec<RandomClaim>,
) -> LiveGraph {
    let mut graph = LiveGraph::new();
    let schema = graph.schema_mut();
    let second = schema.unit_or_new("second");
    schema.unit_mut(second).unwrap().spellings = vec!["seconds".to_owned(), "s".to_owned()];
    let minute = schema.unit_or_new("minute");
    let unit = schema.unit_mut(minute).unwrap();
    (unit.spellings, unit.equals) = (vec!["minutes".to_owned()], Some((60.0, second)));
    let mut kind_ids = Vec::new();
    for (name, plural, synonym) in kinds {
        let id = schema.kind_or_new(name);
        let parents = kind_ids.iter().copied().filter(|parent| *parent != id).take(1).collect();
        let kind = schema.kind_mut(id).unwrap();
        kind.plural.clone_from(plural);
        kind.synonyms = synonym.iter().cloned().collect();
        kind.parents = parents;
        kind_ids.push(id);
    }
    let mut relation_ids = Vec::new();
    for (name, phrases, flags, value_type, unit) in relations {
        let id = schema.relation_or_new(name);
        let opposite = relation_ids.first().copied();
        let relation = schema.relation_mut(id).unwrap();
        relation.phrases = phrases.iter().map(|phrase| (*phrase).to_owned()).collect();
        (relation.symmetric, relation.transitive, relation.one_at_a_time) = (flags[0], flags[1], flags[2]);
        if flags[3] {
            relation.domain = vec![kind_ids[0]];
            relation.range = kind_ids.last().copied().into_iter().collect();
        }
        relation.value_type =
            [None, Some(ValueType::Text), Some(ValueType::Number), Some(ValueType::Date), Some(ValueType::Truth), Some(ValueType::Url)]
                [*value_type];
        relation.unit.clone_from(unit);
        relation.more = unit.iter().cloned().collect();
        relation.opposite = opposite;
        // Phrases that cannot be used with this type of values are no part of a sound graph.
        let numeric = relation.value_type == Some(ValueType::Number);
        relation.phrases.retain(|phrase| quipu::language::vocabulary::compile_phrase(phrase, numeric).is_ok());
        relation_ids.push(id);
    }
    let mut nodes = Vec::new();
    for (key, label, aliases, adjectives, has_kind) in entities {
        nodes.push(graph.add_entity(Entity {
            key: key.clone(),
            label: label.clone().unwrap_or_else(|| key.clone()),
            aliases: distinct(aliases),
            adjectives: distinct(adjectives),
            kinds: if *has_kind { vec![kind_ids[0]] } else { Vec::new() },
        }));
    }
    for claim in claims {
        let pick = |index: &prop::sample::Index| *index.get(&nodes);
        let object = match &claim.value {
            Some(value) => graph.add_value(value.clone()),
            None => pick(&claim.ends.1),
        };
        let [section, quote, note] = claim.texts.clone();
        graph.add_claim(Claim {
            when: claim.when,
            denied: claim.denied,
            place: claim.place.as_ref().map(pick),
            quantity: claim.quantity.clone(),
            according_to: claim.according_to.iter().map(pick).collect(),
            sources: claim.sources.iter().map(pick).collect(),
            section,
            quote,
            note,
            ..Claim::new(pick(&claim.ends.0), *claim.relation.get(&relation_ids), object)
        });
    }
    graph.seal();
    graph
}

fn distinct(texts: &[String]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for text in texts {
        if !found.contains(text) {
            found.push(text.clone());
        }
    }
    found
}
