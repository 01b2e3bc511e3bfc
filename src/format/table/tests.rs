use std::io::Write;

use super::error::MOST_ERRORS;
use super::*;
use crate::graph::{Direction, Node, ValueType};

fn load_all(tables: &[(&str, &str)], graph: &mut LiveGraph) -> Result<Loaded, TableErrors> {
    let mut all = Tables::default();
    for (file, text) in tables {
        all.parse(file, text.as_bytes())?;
    }
    let loaded = all.load_into(graph)?;
    graph.seal();
    Ok(loaded)
}

#[track_caller]
fn load(tables: &[(&str, &str)]) -> LiveGraph {
    let mut graph = LiveGraph::new();
    load_all(tables, &mut graph).unwrap();
    graph
}

/// All claims, written out.
fn claims(graph: &LiveGraph) -> Vec<String> {
    let show = |node| match graph.node(node).unwrap().as_ref() {
        Node::Entity(entity) => entity.key.clone(),
        Node::Value(value) => format!("{value:?}"),
    };
    let mut all = Vec::new();
    for index in 0..graph.claim_bound() {
        let claim = graph.claim(crate::graph::ClaimId::from_index(index)).unwrap();
        let relation = &graph.schema().relation(claim.relation).unwrap().name;
        let sources: Vec<String> = claim.sources.iter().map(|source| show(*source)).collect();
        let line = format!("{} | {relation} | {} | {} | {}", show(claim.subject), show(claim.object), claim.when, sources.join(";"));
        all.push(line.trim_end_matches([' ', '|']).to_owned());
    }
    all
}

#[track_caller]
fn check_claims(text: &str, expected: &[&str]) {
    assert_eq!(claims(&load(&[("t", text)])), expected);
}

#[track_caller]
fn check_errors(tables: &[(&str, &str)], expected: &[&str]) {
    let mut graph = LiveGraph::new();
    let errors = load_all(tables, &mut graph).unwrap_err();
    assert_eq!(errors.to_string().lines().collect::<Vec<_>>(), expected);
    assert_eq!((graph.node_bound(), graph.schema().relations().len()), (0, 0), "nothing is half-loaded");
}

#[test]
fn a_table_without_header_has_claims() {
    check_claims("Up\tdirected_by\tPete Docter\n$9.99\treleased\t2008\n", &["Up | directed_by | Pete Docter", "$9.99 | released | 2008"]);
    check_claims("Pava,voted for,\"Resolution 1737, revised\"\r\n\r\n", &["Pava | voted for | Resolution 1737, revised"]);
    check_claims("a\tsays\t\"b\" c\n", &["a | says | \"b\" c"]);
}

#[test]
fn the_fourth_and_fifth_column_are_what_they_look_like() {
    check_claims("a\tmet\tb\t2014-01-01\nc\tmet\td\n", &["a | met | b | 2014-01-01", "c | met | d"]);
    check_claims("a\tled\tb\t1990\t2000\nc\tled\td\t2001\t\n", &["a | led | b | 1990/2000", "c | led | d | 2001/.."]);
    check_claims("a\tled\tb\t1990\t2000\tABC\n", &["a | led | b | 1990/2000 | ABC"]);
    check_claims("a\tmet\tb\t2014-01\t17\n", &["a | met | b | 2014-01 | 17"]);
    check_claims("a\tmet\tb\t17|18\n", &["a | met | b |  | 17;18"]);
}

#[test]
fn a_header_names_the_columns() {
    check_claims("object,Subject,relation,to,from,note\nPava,Tolvan,led,2006,2001,x\n", &["Tolvan | led | Pava | 2001/2006"]);
    let text = "subject\trelation\tobject\tobject_type\na\tlength\t1,500\tnumber\na\tcode\t007\ttext\na\tborn\t1944-02\tdate\na\tnear\t12\tentity\n";
    let graph = load(&[("t", text)]);
    let kinds: Vec<String> =
        claims(&graph).iter().map(|claim| claim.split(" | ").nth(2).unwrap().split('(').next().unwrap().to_owned()).collect();
    assert_eq!(kinds, ["Number", "Text", "Date", "12"]);
    assert_eq!(graph.named("007").len(), 1);
}

#[test]
fn entities_come_first_whatever_the_order() {
    let claims_text = "subject\trelation\tobject\nstate:ny\tborders\tstate:nj\ncity:ny\tin\tstate:ny\ncity:ny\tnear\tnewark\n";
    let entities = "id\tlabel\tkind\taliases\nstate:ny\tnew york\tstate\tny|empire state\nstate:nj\tnew jersey\tstate\t\ncity:ny\tnew york\tcity\t\ncity:nk\tnewark\tcity\n";
    let graph = load(&[("claims", claims_text), ("entities", entities)]);
    assert_eq!(claims(&graph), ["state:ny | borders | state:nj", "city:ny | in | state:ny", "city:ny | near | city:nk"]);
    assert_eq!(graph.named("New York").len(), 2);
    assert_eq!(graph.named("Empire State").as_ref(), [graph.entity_by_key("state:ny").unwrap()]);
    let state = graph.schema().kind_id("state").unwrap();
    assert_eq!(graph.members(state).len(), 2);
}

#[test]
fn the_schema_decides_what_is_a_value() {
    let mut graph = LiveGraph::new();
    let year = graph.schema_mut().relation_or_new("release_year");
    graph.schema_mut().relation_mut(year).unwrap().value_type = Some(ValueType::Date);
    let cities = graph.schema_mut().kind_or_new("city");
    graph.schema_mut().kind_mut(cities).unwrap().synonyms.push("town".into());
    let loaded =
        load_all(&[("t", "Up\trelease_year\t2009\nUp\thas_tags\t2009\n"), ("e", "name,kind,size\nLura,Town,9\n")], &mut graph).unwrap();
    assert_eq!(loaded.entities + loaded.claims, 3);
    assert_eq!(loaded.notes, ["e: the column \"size\" was left aside, since no column of that name is known."]);
    let up = graph.entity_by_key("Up").unwrap();
    let object = graph.neighbours(up, year, Direction::Forward).nodes[0];
    assert_eq!(graph.node(object).unwrap().as_ref(), &Node::Value(Value::Date("2009".parse().unwrap())));
    assert!(graph.entity_by_key("2009").is_some());
    assert_eq!(graph.members(cities).to_vec(), [graph.entity_by_key("Lura").unwrap()]);
}

#[test]
fn where_both_may_stand_a_known_entity_comes_before_a_value() {
    let mut graph = LiveGraph::new();
    let about = graph.schema_mut().relation_or_new("about");
    let country = graph.schema_mut().kind_or_new("country");
    let relation = graph.schema_mut().relation_mut(about).unwrap();
    (relation.value_type, relation.range) = (Some(ValueType::Text), vec![country]);
    let text = "x\tabout\tPava\nx\tabout\tLura\nx\tabout\tunrest\ny\tin\tLura\nPava\tin\tAmerica\n";
    load_all(&[("t", text), ("e", "id,label\nlura,Lura\n")], &mut graph).unwrap();
    assert_eq!(claims(&graph)[..3], ["x | about | Pava", "x | about | lura", "x | about | Text(\"unrest\")"]);
}

#[test]
fn case_makes_two_entities_that_are_both_found() {
    let graph = load(&[("t", "Film\tstarred\tNastassja Kinski\nFilm\ttag\tnastassja kinski\n")]);
    assert_eq!(graph.named("NASTASSJA KINSKI").len(), 2);
}

#[test]
fn errors_name_file_line_and_remedy() {
    check_errors(
        &[("t.tsv", "a\tmet\tb\t2014-01-01\na\tmet\n\na\tmet\tb\t2014-13-01\na\t \tb\na\tmet\tb\t2001\t\tx\ty\n")],
        &[
            "t.tsv:2: 2 columns where 3 are needed. Separate subject, relation and object by tabs or commas.",
            "t.tsv:4: \"2014-13-01\" is not a date. Write 2006, 2006-09 or 2006-09-30.",
            "t.tsv:5: the relation is empty. Fill it in or remove the line.",
            "t.tsv:6: 7 columns where this table can have 6. Without a header the columns are subject, relation, object, \
             then a date or a beginning and an end, then a source; put fields with commas in double quotes.",
        ],
    );
    check_errors(
        &[("t", "one\ntwo\n")],
        &[
            "t:1: 1 column where 3 are needed. Separate subject, relation and object by tabs or commas.",
            "t:2: 1 column where 3 are needed. Separate subject, relation and object by tabs or commas.",
        ],
    );
    check_errors(
        &[("t.csv", "who,did,what,day\na,met,b,2014-01-01\n")],
        &[
            "t.csv:1: \"day\" is not a date. Write 2006, 2006-09 or 2006-09-30. If this line names the columns, call them subject, relation, \
           object, date, source; or import the table and say which is what, as in t.csv:subject,relation,object,date.",
        ],
    );
    check_errors(&[("t", "\u{feff}\n")], &["t: the table is empty. Write a line of subject, relation and object."]);
    check_errors(
        &[("t", "subject,object\na,b\n")],
        &["t:1: the header has no column \"relation\". A table of claims needs subject, relation and object."],
    );
    check_errors(
        &[("t", "subject,relation,object,object_type\na,b,c,number\na,b,c,thing\n")],
        &["t:3: \"thing\" is no object type. Write entity, text, number, date, yes/no or url."],
    );
    check_errors(
        &[("t", "subject,relation,object,object_type\na,b,c,number\na,b,inf,number\n")],
        &[
            "t:2: \"c\" is not a number, as its object_type says. Correct one of the two.",
            "t:3: \"inf\" is not a number, as its object_type says. Correct one of the two.",
        ],
    );
    check_errors(
        &[("t", "subject,relation,object,date,from,to\na,b,c,2000,2001,\na,b,c,,2001,2000\n")],
        &[
            "t:2: the claim has a date and a beginning or end as well. Keep either the date, or from and to.",
            "t:3: the claim ends in 2000, before it begins in 2001. Swap the two.",
        ],
    );
    check_errors(
        &[("e", "id,label\n1,York\n2,York\n"), ("t", "subject,relation,object\nYork,near,1\n")],
        &["t:2: several entities are called \"York\". Write the id of the one that is meant."],
    );
    check_errors(&[("e", "id,label\n,York\n,\nx,\n")], &["e:2: the id is empty. Fill it in or remove the line."]);
}

#[test]
fn many_errors_are_counted() {
    let mut tables = Tables::default();
    let errors = tables.parse("t", "a\n".repeat(30).as_bytes()).unwrap_err();
    assert_eq!((errors.errors.len(), errors.total), (MOST_ERRORS, 30));
    assert!(errors.to_string().ends_with("... and 10 more"));
}

#[test]
fn gzip_is_seen_by_its_content() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table");
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all("a\tmet\tb\n".as_bytes()).unwrap();
    let zipped = encoder.finish().unwrap();
    std::fs::write(&path, &zipped).unwrap();
    let mut graph = LiveGraph::new();
    assert_eq!(read_tables(&[&path]).unwrap().load_into(&mut graph).unwrap().claims, 1);

    std::fs::write(&path, &zipped[..zipped.len() - 6]).unwrap();
    assert!(matches!(read_tables(&[&path]).unwrap_err().errors[0].wrong, Wrong::DamagedGzip(_)));
    std::fs::write(&path, b"a\tb\tc\na\tb\t\xff\n").unwrap();
    let errors = read_tables(&[&path]).unwrap_err();
    assert_eq!((errors.errors[0].line, &errors.errors[0].wrong), (Some(2), &Wrong::NotUtf8));
    assert!(matches!(read_tables(&[folder.path().join("none")]).unwrap_err().errors[0].wrong, Wrong::Unreadable(_)));
}

#[test]
fn tables_are_known_by_their_names() {
    for (name, expected) in [("a.tsv", true), ("a.CSV.gz", true), ("a.facts", false), ("a.gz", false), ("x/tsv", false)] {
        assert_eq!(is_table(Path::new(name)), expected, "{name}");
    }
}

proptest::proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200), text in "[a-c\t,\n\"|0-9-]{0,80}") {
        for input in [bytes.as_slice(), text.as_bytes()] {
            let mut tables = Tables::default();
            if tables.parse("t", input).is_ok() {
                let _ = tables.load_into(&mut LiveGraph::new());
            }
        }
    }
}
