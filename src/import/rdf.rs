//! RDF files: N-Triples, N-Quads, Turtle, TriG, RDF/XML and JSON-LD.
//!
//! A file is read three times. First: names and kinds, and which nodes stand for a triple (reifiers of RDF 1.2, named graphs, Wikibase
//! statements). Then: what is said of those. At last: the claims, each with the qualifiers that were found. So what hangs on a triple may
//! stand before or behind it. Memory goes with names, kinds and qualifiers, not with plain triples.

use std::io::{self, Read};

use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{GraphName, NamedOrBlankNode, Quad, Term};
use oxrdfio::{RdfFormat, RdfParseError, RdfParser};
use rustc_hash::{FxHashMap, FxHashSet};

use super::ImportError;
use super::sink::Sink;
use super::source::Progress;
use super::xml::Guarded;
use crate::format::exchange::{ClaimRecord, EntityRecord, NodeRecord, QuantityRecord, ValueRecord};
use crate::format::rdf as terms;
use crate::format::table::Wrong;
use crate::store::StoreError;

const REIFIES: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies";
const DERIVED_FROM: &str = "http://www.w3.org/ns/prov#wasDerivedFrom";
const PREF_LABEL: &str = "http://www.w3.org/2004/02/skos/core#prefLabel";
const ALT_LABEL: &str = "http://www.w3.org/2004/02/skos/core#altLabel";
const ADJECTIVE: &str = "urn:quipu:adjective";
/// What Wikibase puts before a property where it leads to a statement, from there to the value, to a qualifier, or straight to the value.
const STATEMENT: &str = "/prop/";
const STATEMENT_VALUE: &str = "/prop/statement/";
const QUALIFIER: &str = "/prop/qualifier/";
const DIRECT: &str = "/prop/direct/";

/// A file that can be read from its beginning again and again.
pub(super) struct RdfFile<'a> {
    pub name: &'a str,
    pub format: RdfFormat,
    /// Opens it anew.
    pub open: &'a dyn Fn() -> io::Result<Box<dyn Read>>,
}

/// Adds what an RDF file says.
///
/// # Errors
/// If it cannot be read. What is no RDF is rejected, with its line.
pub(super) fn read(file: &RdfFile<'_>, sink: &mut Sink, progress: &mut Progress<'_>) -> Result<(), ImportError> {
    let mut survey = Survey::default();
    each_quad(file, &mut |quad, _| survey.look(&quad), Some(sink))?;
    let mut qualifiers: FxHashMap<String, Qualifiers> = FxHashMap::default();
    if !survey.standing.is_empty() {
        each_quad(file, &mut |quad, keys| collect(&quad, &survey, keys, &mut qualifiers), None)?;
    }
    let mut reading = Reading { survey: &survey, qualifiers: &qualifiers, sink, failed: None };
    reading.declare();
    each_quad(file, &mut |quad, keys| reading.claim(&quad, keys), None)?;
    progress.tell();
    reading.failed.map_or(Ok(()), |error| Err(error.into()))
}

/// Names for blank nodes, in the order in which they come, so that the same file gives the same names again.
struct BlankKeys<'a> {
    file: &'a str,
    known: FxHashMap<String, usize>,
}

impl BlankKeys<'_> {
    fn key(&mut self, id: &str) -> String {
        let next = self.known.len() + 1;
        let number = *self.known.entry(id.to_owned()).or_insert(next);
        format!("_:{}#{number}", self.file)
    }

    fn node(&mut self, node: &NamedOrBlankNode) -> String {
        match node {
            NamedOrBlankNode::NamedNode(node) => terms::key_of(node.as_str()),
            NamedOrBlankNode::BlankNode(node) => self.key(node.as_str()),
        }
    }

    /// The key of a term that is a node.
    fn term(&mut self, term: &Term) -> Option<String> {
        match term {
            Term::NamedNode(node) => Some(terms::key_of(node.as_str())),
            Term::BlankNode(node) => Some(self.key(node.as_str())),
            _ => None,
        }
    }

    fn record(&mut self, term: &Term) -> Option<NodeRecord> {
        match term {
            Term::Literal(literal) => Some(NodeRecord::Value(terms::value_of(literal))),
            other => self.term(other).map(NodeRecord::Entity),
        }
    }
}

/// Shows each quad; what cannot be read is rejected where a sink is given.
fn each_quad(file: &RdfFile<'_>, visit: &mut dyn FnMut(Quad, &mut BlankKeys<'_>), mut sink: Option<&mut Sink>) -> Result<(), ImportError> {
    let failed = |error| ImportError::Unreadable { path: file.name.into(), error };
    let plain = (file.open)().map_err(failed)?;
    let reader: Box<dyn Read> = if file.format == RdfFormat::RdfXml { Box::new(Guarded::new(plain)) } else { plain };
    let mut keys = BlankKeys { file: file.name, known: FxHashMap::default() };
    let base = "file:///";
    let parser = RdfParser::from_format(file.format);
    let parser = parser.with_base_iri(base).unwrap_or_else(|_| RdfParser::from_format(file.format));
    for quad in parser.for_reader(reader) {
        match quad {
            Ok(quad) => {
                // Blank nodes are named in the order in which they stand in the file, whichever pass meets them.
                if let NamedOrBlankNode::BlankNode(node) = &quad.subject {
                    keys.key(node.as_str());
                }
                keys.term(&quad.object);
                visit(quad, &mut keys);
            }
            Err(RdfParseError::Io(error)) => return Err(failed(error)),
            Err(RdfParseError::Syntax(error)) => {
                if let Some(sink) = &mut sink {
                    let line = error.location().map(|place| place.start.line + 1);
                    sink.reject(file.name, line, Wrong::Other(error.to_string()));
                }
            }
        }
    }
    Ok(())
}

/// What nodes are called and what they are.
#[derive(Default)]
struct Survey {
    names: FxHashMap<String, Names>,
    /// In the order in which they were met.
    named: Vec<String>,
    kinds: FxHashMap<String, Vec<String>>,
    parents: Vec<(String, String)>,
    /// Classes, by IRI.
    classes: FxHashSet<String>,
    /// What stands for a triple, and what is said of it.
    standing: FxHashSet<String>,
    /// Statements of Wikibase: what each is about.
    statements: FxHashMap<String, String>,
}

#[derive(Default)]
struct Names {
    label: Option<(u8, String)>,
    aliases: Vec<String>,
    adjectives: Vec<String>,
}

impl Names {
    /// Takes a label; one in English, or without a language, is shown to people before others.
    fn take(&mut self, rank: u8, text: &str) {
        match &mut self.label {
            Some((best, label)) if rank < *best => {
                let other = std::mem::replace(label, text.to_owned());
                *best = rank;
                self.alias(&other);
            }
            Some((_, label)) if label == text => {}
            Some(_) => self.alias(text),
            None => self.label = Some((rank, text.to_owned())),
        }
    }

    fn alias(&mut self, text: &str) {
        if !self.aliases.iter().any(|alias| alias == text) {
            self.aliases.push(text.to_owned());
        }
    }
}

/// The raw id of a node, for look-up within a file.
fn raw(node: &NamedOrBlankNode) -> String {
    match node {
        NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
        NamedOrBlankNode::BlankNode(node) => format!("_:{}", node.as_str()),
    }
}

fn raw_term(term: &Term) -> Option<String> {
    match term {
        Term::NamedNode(node) => Some(node.as_str().to_owned()),
        Term::BlankNode(node) => Some(format!("_:{}", node.as_str())),
        _ => None,
    }
}

/// What a predicate says in Wikibase: its part before the property, and the property.
fn wikibase<'a>(predicate: &'a str, part: &str) -> Option<&'a str> {
    let property = predicate.rsplit_once(part)?.1;
    (!property.contains('/') && property.starts_with('P') && property.len() > 1).then_some(property)
}

impl Survey {
    fn look(&mut self, quad: &Quad) {
        let predicate = quad.predicate.as_str();
        if let GraphName::NamedNode(graph) = &quad.graph_name {
            self.standing.insert(graph.as_str().to_owned());
        } else if let GraphName::BlankNode(graph) = &quad.graph_name {
            self.standing.insert(format!("_:{}", graph.as_str()));
        }
        if predicate == REIFIES {
            self.standing.insert(raw(&quad.subject));
            return;
        }
        if wikibase(predicate, STATEMENT).is_some()
            && let Some(statement) = raw_term(&quad.object)
        {
            self.statements.insert(statement.clone(), raw(&quad.subject));
            self.standing.insert(statement);
            return;
        }
        if predicate == DERIVED_FROM
            && let Some(reference) = raw_term(&quad.object)
        {
            self.standing.insert(reference);
        }
        match (&quad.object, predicate) {
            (Term::Literal(text), _) if predicate == rdfs::LABEL.as_str() || predicate == PREF_LABEL => {
                let rank = match text.language() {
                    Some(language) if language == "en" || language.starts_with("en-") => 0,
                    None => 1,
                    Some(_) => 2,
                };
                self.names_of(&quad.subject).take(rank, text.value());
            }
            (Term::Literal(text), ALT_LABEL) => self.names_of(&quad.subject).alias(text.value()),
            (Term::Literal(text), ADJECTIVE) => self.names_of(&quad.subject).adjectives.push(text.value().to_owned()),
            (Term::NamedNode(class), _) if predicate == rdf::TYPE.as_str() => {
                let subject = raw(&quad.subject);
                self.names_of(&quad.subject);
                self.classes.insert(class.as_str().to_owned());
                self.kinds.entry(subject).or_default().push(class.as_str().to_owned());
            }
            (Term::NamedNode(parent), _) if predicate == rdfs::SUB_CLASS_OF.as_str() => {
                let class = raw(&quad.subject);
                self.classes.insert(class.clone());
                self.classes.insert(parent.as_str().to_owned());
                self.parents.push((class, parent.as_str().to_owned()));
            }
            _ => {}
        }
    }

    fn names_of(&mut self, node: &NamedOrBlankNode) -> &mut Names {
        let id = raw(node);
        if !self.names.contains_key(&id) {
            self.named.push(id.clone());
        }
        self.names.entry(id).or_default()
    }

    fn label(&self, iri: &str) -> Option<&str> {
        self.names.get(iri)?.label.as_ref().map(|(_, label)| label.as_str())
    }

    fn kind(&self, class: &str) -> String {
        terms::kind_name(class, self.label(class))
    }

    /// What a predicate is called: its label, or the last part of its IRI.
    fn relation(&self, predicate: &str) -> String {
        let label = self.label(predicate).or_else(|| {
            // The label of a property of Wikibase hangs on its entity.
            let (before, property) = predicate.rsplit_once(STATEMENT)?;
            let property = property.rsplit('/').next()?;
            self.label(&format!("{before}/entity/{property}"))
        });
        label.map_or_else(|| terms::last_part(predicate), str::to_owned)
    }

    /// Whether a quad is about names, kinds or what stands for triples, and so is no claim.
    fn is_told_otherwise(&self, quad: &Quad) -> bool {
        let predicate = quad.predicate.as_str();
        predicate == REIFIES
            || predicate == terms::DEFINITIONS
            || predicate == ADJECTIVE
            || (matches!(quad.object, Term::Literal(_)) && [rdfs::LABEL.as_str(), PREF_LABEL, ALT_LABEL].contains(&predicate))
            || (matches!(quad.object, Term::NamedNode(_)) && [rdf::TYPE.as_str(), rdfs::SUB_CLASS_OF.as_str()].contains(&predicate))
            || wikibase(predicate, STATEMENT).is_some()
            || (!self.statements.is_empty() && wikibase(predicate, DIRECT).is_some())
    }
}

/// What is said of something that stands for a triple.
#[derive(Clone, Debug, Default)]
struct Qualifiers {
    from: Option<String>,
    to: Option<String>,
    denied: bool,
    place: Option<NodeRecord>,
    quantity: Option<QuantityRecord>,
    according_to: Vec<NodeRecord>,
    sources: Vec<NodeRecord>,
    section: Option<String>,
    quote: Option<String>,
    note: Option<String>,
}

/// Notes what is said of what stands for a triple.
fn collect(quad: &Quad, survey: &Survey, keys: &mut BlankKeys<'_>, found: &mut FxHashMap<String, Qualifiers>) {
    let subject = raw(&quad.subject);
    let predicate = quad.predicate.as_str();
    if !survey.standing.contains(&subject) || predicate == REIFIES || wikibase(predicate, STATEMENT_VALUE).is_some() {
        return;
    }
    let own = found.entry(subject).or_default();
    let date = |term: &Term| match term {
        Term::Literal(literal) => terms::date_of(literal).map(|date| date.to_string()),
        _ => None,
    };
    let text = |term: &Term| match term {
        Term::Literal(literal) => Some(literal.value().to_owned()),
        _ => None,
    };
    match role(predicate) {
        Some(Role::From) => own.from = own.from.take().or_else(|| date(&quad.object)),
        Some(Role::To) => own.to = own.to.take().or_else(|| date(&quad.object)),
        Some(Role::At) => {
            if let Some(date) = date(&quad.object) {
                own.from.get_or_insert_with(|| date.clone());
                own.to.get_or_insert(date);
            }
        }
        Some(Role::Place) => own.place = own.place.take().or_else(|| keys.record(&quad.object)),
        Some(Role::AccordingTo) => own.according_to.extend(keys.record(&quad.object)),
        Some(Role::Source) => own.sources.extend(keys.record(&quad.object)),
        Some(Role::Denied) => own.denied = text(&quad.object).is_some_and(|text| matches!(text.as_str(), "true" | "1")),
        Some(Role::Quantity) => {
            if let Term::Literal(literal) = &quad.object
                && let ValueRecord::Number(quantity) = terms::value_of(literal)
            {
                own.quantity = Some(quantity);
            }
        }
        Some(Role::Section) => own.section = own.section.take().or_else(|| text(&quad.object)),
        Some(Role::Quote) => own.quote = own.quote.take().or_else(|| text(&quad.object)),
        Some(Role::Note) => own.note = own.note.take().or_else(|| text(&quad.object)),
        None => {}
    }
}

/// What a predicate says of a claim.
#[derive(Clone, Copy)]
enum Role {
    From,
    To,
    At,
    Place,
    AccordingTo,
    Source,
    Denied,
    Quantity,
    Section,
    Quote,
    Note,
}

/// By the last part of the predicate, as common vocabularies have it, and the properties of Wikidata that stand for the same.
fn role(predicate: &str) -> Option<Role> {
    let last = predicate.rsplit(['/', '#', ':']).next().unwrap_or(predicate);
    Some(match last {
        "from" | "start" | "startDate" | "startTime" | "startedAtTime" | "validFrom" | "hasBeginning" | "P580" => Role::From,
        "to" | "end" | "endDate" | "endTime" | "endedAtTime" | "validTo" | "validUntil" | "hasEnd" | "P582" => Role::To,
        "date" | "at" | "when" | "time" | "pointInTime" | "atTime" | "P585" => Role::At,
        "place" | "location" | "where" | "P276" => Role::Place,
        "accordingTo" | "wasAttributedTo" | "attributedTo" | "statedBy" | "P5102" => Role::AccordingTo,
        "source" | "wasDerivedFrom" | "reference" | "references" | "citation" | "hadPrimarySource" | "P248" | "P854" => Role::Source,
        "denied" => Role::Denied,
        "quantity" | "P1114" => Role::Quantity,
        "section" => Role::Section,
        "quote" | "quotation" | "P1683" => Role::Quote,
        "note" | "comment" => Role::Note,
        _ => return None,
    })
}

struct Reading<'a> {
    survey: &'a Survey,
    qualifiers: &'a FxHashMap<String, Qualifiers>,
    sink: &'a mut Sink,
    failed: Option<StoreError>,
}

impl Reading<'_> {
    /// Declares what has a name or a kind, and is no class and stands for no triple.
    fn declare(&mut self) {
        for (class, parent) in &self.survey.parents {
            let (class, parent) = (self.survey.kind(class), self.survey.kind(parent));
            self.sink.sub_kind(&class, &parent);
        }
        for id in &self.survey.named {
            let is_blank = id.starts_with("_:");
            if !is_blank && !self.survey.classes.contains(id) && !self.survey.standing.contains(id) {
                let entity = self.entity(id, terms::key_of(id));
                let declared = self.sink.take_entity(&entity);
                self.fail(declared.map(drop));
            }
        }
    }

    fn entity(&self, id: &str, key: String) -> EntityRecord {
        let names = self.survey.names.get(id);
        let label = self.survey.label(id).map_or_else(|| terms::last_part(id), str::to_owned);
        let kinds = self.survey.kinds.get(id);
        EntityRecord {
            label: (label != key).then_some(label),
            aliases: names.map(|names| names.aliases.clone()).unwrap_or_default(),
            adjectives: names.map(|names| names.adjectives.clone()).unwrap_or_default(),
            kinds: kinds.into_iter().flatten().map(|class| self.survey.kind(class)).collect(),
            key,
        }
    }

    fn fail(&mut self, result: Result<(), StoreError>) {
        if let Err(error) = result {
            self.failed.get_or_insert(error);
        }
    }

    /// Takes a quad as a claim, if it is one.
    fn claim(&mut self, quad: &Quad, keys: &mut BlankKeys<'_>) {
        if self.failed.is_some() {
            return;
        }
        let subject = raw(&quad.subject);
        let predicate = quad.predicate.as_str();
        if predicate == REIFIES {
            self.reified(quad, &subject, keys);
            return;
        }
        if let Some(property) = wikibase(predicate, STATEMENT_VALUE)
            && let Some(about) = self.survey.statements.get(&subject)
        {
            let relation = self.survey.relation(&predicate.replace(STATEMENT_VALUE, STATEMENT));
            let _ = property;
            let (about_key, object) = (self.key_of_raw(about, keys), keys.record(&quad.object));
            self.take(about, about_key, relation, object, &quad.object, self.qualifiers.get(&subject).cloned());
            return;
        }
        let is_qualifier =
            self.survey.standing.contains(&subject) && (role(predicate).is_some() || wikibase(predicate, QUALIFIER).is_some());
        if is_qualifier || self.survey.is_told_otherwise(quad) {
            return;
        }
        let graph = match &quad.graph_name {
            GraphName::DefaultGraph => None,
            GraphName::NamedNode(graph) => Some(graph.as_str().to_owned()),
            GraphName::BlankNode(graph) => Some(format!("_:{}", graph.as_str())),
        };
        let qualifiers = graph.map(|graph| self.of_graph(&graph, keys));
        let (key, object) = (keys.node(&quad.subject), keys.record(&quad.object));
        self.take(&subject, key, self.survey.relation(predicate), object, &quad.object, qualifiers);
    }

    /// What a named graph says of its triples; one of which nothing is said is their source.
    fn of_graph(&self, graph: &str, keys: &mut BlankKeys<'_>) -> Qualifiers {
        match self.qualifiers.get(graph) {
            Some(qualifiers) => qualifiers.clone(),
            None => Qualifiers { sources: vec![NodeRecord::Entity(self.key_of_raw(graph, keys))], ..Qualifiers::default() },
        }
    }

    fn key_of_raw(&self, id: &str, keys: &mut BlankKeys<'_>) -> String {
        match id.strip_prefix("_:") {
            Some(blank) => keys.key(blank),
            None => terms::key_of(id),
        }
    }

    /// A triple that something stands for.
    fn reified(&mut self, quad: &Quad, reifier: &str, keys: &mut BlankKeys<'_>) {
        let Term::Triple(triple) = &quad.object else { return };
        let qualifiers = self.qualifiers.get(reifier).cloned();
        let subject = raw(&triple.subject);
        let (key, object) = (keys.node(&triple.subject), keys.record(&triple.object));
        self.take(&subject, key, self.survey.relation(triple.predicate.as_str()), object, &triple.object, qualifiers);
    }

    fn take(
        &mut self,
        subject: &str,
        key: String,
        relation: String,
        object: Option<NodeRecord>,
        term: &Term,
        qualifiers: Option<Qualifiers>,
    ) {
        let Some(object) = object else { return };
        self.meet(subject, &key);
        if let (NodeRecord::Entity(key), Some(id)) = (&object, raw_term(term)) {
            self.meet(&id, key);
        }
        let own = qualifiers.unwrap_or_default();
        for node in own.place.iter().chain(&own.according_to).chain(&own.sources) {
            if let NodeRecord::Entity(key) = node {
                self.meet(key, key);
            }
        }
        let claim = ClaimRecord {
            subject: NodeRecord::Entity(key),
            relation,
            object,
            from: own.from,
            to: own.to,
            denied: own.denied,
            place: own.place,
            quantity: own.quantity,
            according_to: own.according_to,
            sources: own.sources,
            section: own.section,
            quote: own.quote,
            note: own.note,
        };
        match self.sink.take_claim(&claim) {
            Ok(Ok(())) => {}
            Ok(Err(wrong)) => self.sink.reject("", None, Wrong::Other(format!("{} {}: {wrong}", subject, claim.relation))),
            Err(error) => self.fail(Err(error)),
        }
    }

    /// Declares a node that only claims speak of, under the last part of its IRI.
    fn meet(&mut self, id: &str, key: &str) {
        if self.sink.knows(key) {
            return;
        }
        let mut entity = self.entity(id, key.to_owned());
        if id.starts_with("_:") && self.survey.label(id).is_none() {
            entity.label = None;
        }
        let declared = self.sink.take_entity(&entity);
        self.fail(declared.map(drop));
    }
}
