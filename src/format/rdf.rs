//! RDF: what its terms mean here, and a graph as N-Quads.
//!
//! A triple is a claim; `rdf:type` gives kinds, `rdfs:subClassOf` sub-kinds, `rdfs:label`, `skos:prefLabel` and `skos:altLabel` names. What
//! qualifies a claim (when, where, says who) hangs in RDF on something that stands for the triple: a reifier (RDF 1.2), a named graph that
//! holds it, or a Wikibase statement. All three are read; [`write()`] puts each qualified claim in a named graph of its own, so that reading
//! it again gives the same graph.

use std::io::{self, Write};

use oxrdf::vocab::{rdf, rdfs, xsd};
use oxrdf::{GraphName, Literal, NamedNode, Quad, Term};
use oxrdfio::{RdfFormat, RdfSerializer};

use super::exchange::{self, ClaimRecord, EntityRecord, NodeRecord, QuantityRecord, ValueRecord};
use super::facts;
use crate::graph::{Bound, Date, Quantity, View};

/// Before the names of what has no IRI of its own.
const OWN: &str = "urn:quipu:";
/// The predicate of the definitions, as a facts text.
pub(crate) const DEFINITIONS: &str = "urn:quipu:definitions";
const QUANTITY: &str = "urn:quipu:quantity";
const ALIAS: &str = "http://www.w3.org/2004/02/skos/core#altLabel";

/// The format of a file by its name, without the endings of packed files.
pub(crate) fn format_of(name: &str) -> Option<RdfFormat> {
    match name.rsplit_once('.')?.1 {
        "nt" | "ntriples" => Some(RdfFormat::NTriples),
        "nq" | "nquads" => Some(RdfFormat::NQuads),
        "ttl" | "turtle" => Some(RdfFormat::Turtle),
        "trig" => Some(RdfFormat::TriG),
        "rdf" | "owl" => Some(RdfFormat::RdfXml),
        "jsonld" => Some(RdfFormat::JsonLd { profile: oxrdfio::JsonLdProfileSet::default() }),
        _ => None,
    }
}

/// The definitions that a quad has, if it is the one that does.
pub(crate) fn definitions_of(quad: &Quad) -> Option<String> {
    match &quad.object {
        Term::Literal(text) if quad.predicate.as_str() == DEFINITIONS => Some(text.value().to_owned()),
        _ => None,
    }
}

/// The key of what an IRI names: the IRI itself, but for names that were put into one by [`write()`].
pub(crate) fn key_of(iri: &str) -> String {
    own(iri, "entity").unwrap_or_else(|| iri.to_owned())
}

/// A name that [`write()`] put into an IRI.
fn own(iri: &str, what: &str) -> Option<String> {
    let encoded = iri.strip_prefix(OWN)?.strip_prefix(what)?.strip_prefix(':')?;
    decoded(encoded)
}

/// What people would call what an IRI names, where nothing else is known: its last part, words apart.
pub(crate) fn last_part(iri: &str) -> String {
    for what in ["entity", "relation", "kind"] {
        if let Some(name) = own(iri, what) {
            return name;
        }
    }
    let trimmed = iri.trim_end_matches(['/', '#']);
    let last = trimmed.rsplit(['/', '#']).next().filter(|last| !last.is_empty()).unwrap_or(trimmed);
    // In a name without slashes the parts stand between colons.
    let last = if trimmed.contains('/') { last } else { last.rsplit(':').next().unwrap_or(last) };
    let text = decoded(last).unwrap_or_else(|| last.to_owned());
    text.replace('_', " ")
}

/// The name of the kind that a class is: its label or last part, in lower case, words apart ("PopulatedPlace" is "populated place").
pub(crate) fn kind_name(iri: &str, label: Option<&str>) -> String {
    if let Some(name) = own(iri, "kind") {
        return name;
    }
    let text = label.map_or_else(|| last_part(iri), str::to_owned);
    let mut name = String::new();
    let mut before = None::<char>;
    for character in text.chars() {
        if character.is_uppercase() && before.is_some_and(char::is_lowercase) {
            name.push(' ');
        }
        name.extend(character.to_lowercase());
        before = Some(character);
    }
    name
}

/// A literal as a value. What has a type that is not known is text.
pub(crate) fn value_of(literal: &Literal) -> ValueRecord {
    let text = literal.value();
    let datatype = literal.datatype();
    let number = |amount: f64| ValueRecord::Number(QuantityRecord { amount, bound: None, unit: None });
    let read = if datatype == xsd::BOOLEAN {
        matches!(text, "true" | "1" | "false" | "0").then(|| ValueRecord::Truth(matches!(text, "true" | "1")))
    } else if datatype == xsd::ANY_URI {
        Some(ValueRecord::Url(text.to_owned()))
    } else if datatype.as_str() == QUANTITY {
        Quantity::parse_exact(text).map(|quantity| ValueRecord::Number(QuantityRecord::of(&quantity)))
    } else if is_number(datatype.as_str()) {
        text.trim().parse::<f64>().ok().filter(|amount| amount.is_finite()).map(number)
    } else {
        date_of(literal).map(|date| ValueRecord::Date(date.to_string()))
    };
    read.unwrap_or_else(|| ValueRecord::Text(text.to_owned()))
}

/// The date of a literal that is one: a year, a month, a day, or a moment, of which the day is kept.
pub(crate) fn date_of(literal: &Literal) -> Option<Date> {
    let datatype = literal.datatype();
    let text = literal.value().trim();
    let is_moment = datatype == xsd::DATE_TIME;
    if !is_moment && datatype != xsd::DATE && datatype != xsd::G_YEAR && datatype != xsd::G_YEAR_MONTH {
        return None;
    }
    let text = text.trim_start_matches('+').trim_end_matches('Z');
    text.split('T').next().unwrap_or(text).parse().ok()
}

fn is_number(datatype: &str) -> bool {
    let Some(name) = datatype.strip_prefix("http://www.w3.org/2001/XMLSchema#") else { return false };
    matches!(name, "double" | "float" | "decimal" | "integer" | "int" | "long" | "short" | "byte")
        || name.starts_with("unsigned")
        || name.starts_with("nonNegative")
        || name.starts_with("positive")
        || name.starts_with("nonPositive")
        || name.starts_with("negative")
}

/// Writes a graph as N-Quads.
///
/// # Errors
/// Those of the writer, and [`io::ErrorKind::InvalidData`] if a claim is about a value, which RDF cannot say.
pub fn write(view: &dyn View, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = Writer { out: RdfSerializer::from_format(RdfFormat::NQuads).for_writer(out) };
    let definitions = facts::write_definitions(view.schema());
    if !definitions.is_empty() {
        writer.say("urn:quipu:graph", DEFINITIONS, Literal::new_simple_literal(definitions))?;
    }
    for entity in exchange::entities(view) {
        writer.entity(&entity)?;
    }
    for (number, claim) in exchange::claims(view).enumerate() {
        writer.claim(number + 1, &claim)?;
    }
    writer.out.finish().map(drop)
}

struct Writer<'a> {
    out: oxrdfio::WriterQuadSerializer<&'a mut dyn Write>,
}

impl Writer<'_> {
    fn say(&mut self, subject: &str, predicate: &str, object: impl Into<Term>) -> io::Result<()> {
        self.say_in(subject, predicate, object, GraphName::DefaultGraph)
    }

    fn say_in(&mut self, subject: &str, predicate: &str, object: impl Into<Term>, graph: GraphName) -> io::Result<()> {
        // Every IRI was made by us, or had been one before.
        let (subject, predicate) = (NamedNode::new_unchecked(subject), NamedNode::new_unchecked(predicate));
        self.out.serialize_quad(&Quad::new(subject, predicate, object, graph))
    }

    fn entity(&mut self, entity: &EntityRecord) -> io::Result<()> {
        let subject = iri(&entity.key, "entity");
        let text = |text: &str| Literal::new_simple_literal(text);
        self.say(&subject, rdfs::LABEL.as_str(), text(entity.label.as_deref().unwrap_or(&entity.key)))?;
        for alias in &entity.aliases {
            self.say(&subject, ALIAS, text(alias))?;
        }
        for adjective in &entity.adjectives {
            self.say(&subject, "urn:quipu:adjective", text(adjective))?;
        }
        for kind in &entity.kinds {
            self.say(&subject, rdf::TYPE.as_str(), NamedNode::new_unchecked(iri(kind, "kind")))?;
        }
        Ok(())
    }

    fn claim(&mut self, number: usize, claim: &ClaimRecord) -> io::Result<()> {
        let NodeRecord::Entity(subject) = &claim.subject else {
            let told = format!("claim {number} is about a value, which RDF cannot say; export to facts or JSON Lines");
            return Err(io::Error::new(io::ErrorKind::InvalidData, told));
        };
        let name = format!("{OWN}claim:{number}");
        let text = |text: &String| Term::from(Literal::new_simple_literal(text));
        let mut qualifiers: Vec<(&str, Term)> = Vec::new();
        qualifiers.extend(claim.from.as_deref().map(|date| ("from", date_literal(date).into())));
        qualifiers.extend(claim.to.as_deref().map(|date| ("to", date_literal(date).into())));
        qualifiers.extend(claim.denied.then(|| ("denied", Literal::from(true).into())));
        qualifiers.extend(claim.place.as_ref().map(|place| ("place", term(place))));
        qualifiers.extend(claim.quantity.as_ref().map(|quantity| ("quantity", number_literal(quantity).into())));
        qualifiers.extend(claim.according_to.iter().map(|speaker| ("accordingTo", term(speaker))));
        qualifiers.extend(claim.sources.iter().map(|source| ("source", term(source))));
        qualifiers.extend(claim.section.as_ref().map(|section| ("section", text(section))));
        qualifiers.extend(claim.quote.as_ref().map(|quote| ("quote", text(quote))));
        qualifiers.extend(claim.note.as_ref().map(|note| ("note", text(note))));
        let graph = if qualifiers.is_empty() { GraphName::DefaultGraph } else { NamedNode::new_unchecked(&name).into() };
        self.say_in(&iri(subject, "entity"), &iri(&claim.relation, "relation"), term(&claim.object), graph)?;
        for (qualifier, value) in qualifiers {
            self.say(&name, &format!("{OWN}{qualifier}"), value)?;
        }
        Ok(())
    }
}

fn term(node: &NodeRecord) -> Term {
    match node {
        NodeRecord::Entity(key) => NamedNode::new_unchecked(iri(key, "entity")).into(),
        NodeRecord::Value(ValueRecord::Text(text)) => Literal::new_simple_literal(text).into(),
        NodeRecord::Value(ValueRecord::Url(url)) => Literal::new_typed_literal(url, xsd::ANY_URI).into(),
        NodeRecord::Value(ValueRecord::Truth(truth)) => Literal::from(*truth).into(),
        NodeRecord::Value(ValueRecord::Date(date)) => date_literal(date).into(),
        NodeRecord::Value(ValueRecord::Number(quantity)) => number_literal(quantity).into(),
    }
}

fn date_literal(date: &str) -> Literal {
    let parts = date.trim_start_matches('-').split('-').count();
    Literal::new_typed_literal(date, [xsd::G_YEAR, xsd::G_YEAR_MONTH, xsd::DATE].get(parts.saturating_sub(1)).copied().unwrap_or(xsd::DATE))
}

fn number_literal(record: &QuantityRecord) -> Literal {
    let quantity = record.quantity().unwrap_or(Quantity { amount: record.amount, bound: Bound::Exactly, unit: None });
    if quantity.bound == Bound::Exactly && quantity.unit.is_none() {
        return Literal::new_typed_literal(format!("{:?}", quantity.amount), xsd::DOUBLE);
    }
    Literal::new_typed_literal(quantity.exact(), NamedNode::new_unchecked(QUANTITY))
}

/// An IRI for a name: the name itself where it is one.
fn iri(name: &str, what: &str) -> String {
    let is_iri = name.split_once(':').is_some_and(|(scheme, rest)| matches!(scheme, "http" | "https" | "urn") && !rest.is_empty());
    if is_iri && !name.starts_with(OWN) && NamedNode::new(name).is_ok() {
        return name.to_owned();
    }
    let mut iri = format!("{OWN}{what}:");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            iri.push(char::from(byte));
        } else {
            iri.push_str(&format!("%{byte:02X}"));
        }
    }
    iri
}

/// Undoes percent encoding; `None` if what comes out is no text.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            (b'%', [high, low, after @ ..]) => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16);
                let code = digit(high)? * 16 + digit(low)?;
                bytes.push(u8::try_from(code).ok()?);
                rest = after;
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_iris() {
        for name in ["Pava", "source 4", "Qué%?", "a:b", "http://example.org/x", "urn:quipu:entity:x", "50%"] {
            assert_eq!(key_of(&iri(name, "entity")), name);
        }
        assert_eq!(iri("http://example.org/x", "entity"), "http://example.org/x");
        assert_eq!(last_part("http://dbpedia.org/resource/Alen_Galv%C3%ADa"), "Alen Galvía");
        assert_eq!(last_part("http://schema.org/birthPlace"), "birthPlace");
        assert_eq!(last_part("urn:isbn:0451450523"), "0451450523");
        assert_eq!(kind_name("http://dbpedia.org/ontology/PopulatedPlace", None), "populated place");
        assert_eq!(kind_name("urn:quipu:kind:US%20state", None), "US state");
    }

    #[test]
    fn literals_are_values() {
        let typed = |text: &str, name: &str| value_of(&Literal::new_typed_literal(text, NamedNode::new_unchecked(name)));
        let xsd = |text: &str, name: &str| typed(text, &format!("http://www.w3.org/2001/XMLSchema#{name}"));
        assert_eq!(xsd("2006-09", "gYearMonth"), ValueRecord::Date("2006-09".to_owned()));
        assert_eq!(xsd("2006-09-30T10:00:00Z", "dateTime"), ValueRecord::Date("2006-09-30".to_owned()));
        assert_eq!(xsd("+2006-09-30T00:00:00Z", "dateTime"), ValueRecord::Date("2006-09-30".to_owned()));
        assert_eq!(xsd("7", "integer"), ValueRecord::Number(QuantityRecord { amount: 7.0, bound: None, unit: None }));
        assert_eq!(xsd("true", "boolean"), ValueRecord::Truth(true));
        assert_eq!(xsd("many", "integer"), ValueRecord::Text("many".to_owned()));
        assert_eq!(typed("POINT(1 2)", "http://www.opengis.net/ont/geosparql#wktLiteral"), ValueRecord::Text("POINT(1 2)".to_owned()));
        assert_eq!(value_of(&Literal::new_language_tagged_literal_unchecked("Lura", "es")), ValueRecord::Text("Lura".to_owned()));
    }
}
