//! Importing tables and facts into a graph file means what reading them into memory means.

#![expect(clippy::unwrap_used, reason = "a test ends at what it does not expect")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use quipu::graph::{ClaimId, Node, NodeId, View};
use quipu::import::{Given, ImportError, Options, Report, import};
use quipu::session::{AskOptions, Quipu};
use quipu::store::frozen::{FrozenGraph, verify};
use quipu::store::{Options as StoreOptions, Store};

fn write(folder: &Path, name: &str, text: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.display().to_string()
}

fn try_import(folder: &Path, files: &[String], options: &Options<'_>) -> Result<Report, ImportError> {
    let given: Vec<Given> = files.iter().map(|file| Given::parse(file).unwrap()).collect();
    import(&folder.join("graph.quipu"), &given, options)
}

fn imported(folder: &Path, files: &[String]) -> (FrozenGraph, Report) {
    let report = try_import(folder, files, &Options::default()).unwrap();
    let path = folder.join("graph.quipu");
    assert_eq!(verify(&path).unwrap().damage, []);
    (FrozenGraph::open(&path).unwrap(), report)
}

/// Everything a graph says, in words.
fn said(view: &dyn View) -> Vec<String> {
    let kinds = |kinds: &[quipu::graph::KindId]| {
        let mut names: Vec<String> = kinds.iter().map(|kind| view.schema().kind(*kind).unwrap().name.clone()).collect();
        names.sort();
        names
    };
    let show = |node: NodeId| match view.node(node).unwrap().into_owned() {
        Node::Entity(entity) => entity.key,
        Node::Value(value) => format!("{value:?}"),
    };
    let mut all = Vec::new();
    for node in (0..view.node_bound()).map(NodeId::from_index) {
        if let Node::Entity(entity) = view.node(node).unwrap().into_owned() {
            all.push(format!(
                "{} {} {:?} {:?} {:?}",
                entity.key,
                entity.label,
                entity.aliases,
                kinds(&entity.kinds),
                kinds(&view.kinds(node))
            ));
        }
    }
    for claim in (0..view.claim_bound()).map(ClaimId::from_index) {
        let told = view.claim(claim).unwrap().into_owned();
        let relation = view.schema().relation(told.relation).unwrap();
        let sources: Vec<String> = told.sources.iter().map(|&source| show(source)).collect();
        all.push(format!("{} {} {} {} {sources:?} {:?}", show(told.subject), relation.name, show(told.object), told.when, told.note));
        all.push(format!("{} {:?} {:?} {:?}", relation.name, kinds(&relation.domain), kinds(&relation.range), relation.value_type));
    }
    all.sort();
    all.dedup();
    all
}

#[track_caller]
fn check_as_in_memory(files: &[(&str, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<String> = files.iter().map(|(name, text)| write(folder.path(), name, text)).collect();
    let (graph, report) = imported(folder.path(), &paths);
    assert_eq!(report.rejected.first(), []);
    let memory = Quipu::open(&paths).unwrap();
    assert_eq!(said(&graph), said(memory.view()));
    // Importing twice adds nothing twice, nor changes a byte.
    let bytes = fs::read(graph.path()).unwrap();
    drop(graph);
    imported(folder.path(), &paths);
    assert!(bytes == fs::read(folder.path().join("graph.quipu")).unwrap(), "twice is not once");
}

#[test]
fn tables_and_facts_mean_what_they_mean_in_memory() {
    let entities = "id\tlabel\tkind\taliases\nstate:ny\tnew york\tstate\tny|empire state\nstate:nj\tnew jersey\tstate\t\ncity:ny\tnew york\tcity\t\ncity:nk\tnewark\tcity\n";
    let claims = "subject\trelation\tobject\nstate:ny\tborders\tstate:nj\ncity:ny\tin\tstate:ny\ncity:ny\tnear\tnewark\n";
    check_as_in_memory(&[("claims.tsv", claims), ("entities.tsv", entities)]);
    check_as_in_memory(&[("a.tsv", "Peru\tled by\tToledo\t2001\t2006\tCIA|BBC\r\nPeru\tled by\tGarcía\t2006\t\t\r\n\r\n")]);
    check_as_in_memory(&[(
        "a.csv",
        "subject,relation,object,object_type,note\nUp,length,\"1,500\",number,\"a\nb\"\nUp,born,1944-02,date,\nUp,code,7,text,\n",
    )]);
    let facts = "kind film\nrelation release_year\n  from film to date\n  says X appeared in Y\n[Up] appeared in 2009.\n";
    check_as_in_memory(&[("a.facts", facts), ("t.tsv", "Cars\trelease_year\t2006\nCars\thas_tags\t2006\n")]);
    let both = "kind country\nrelation about\n  from country to country, text\n  says X is about Y\n";
    check_as_in_memory(&[("a.facts", both), ("t.tsv", "x\tabout\tPeru\nx\tabout\tunrest\nPeru\tin\tAmerica\n")]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn random_tables_mean_what_they_mean_in_memory(rows in proptest::collection::vec((0..9_u8, 0..3_u8, 0..9_u8, 0..5_u8, 0..4_u8), 1..60)) {
        // The first row shows that the fourth column holds dates.
        let mut text = String::from("0\tr0\tn0\t2001\tx\n");
        for (subject, relation, object, date, source) in rows {
            let date = ["", "2001", "2001-02", "2001-02-03", "1999-12-31"][date as usize];
            let source = ["", "1", "x|y", "s 1"][source as usize];
            text += &format!("{subject}\tr{relation}\tn{}\t{date}\t{source}\n", object % 4);
        }
        let entities = "id,label,kind\n1,one,number\n2,two,number\nn1,en,letter\n";
        check_as_in_memory(&[("t.tsv", &text), ("e.csv", entities)]);
    }
}

#[test]
fn columns_can_be_given() {
    let folder = tempfile::tempdir().unwrap();
    let nodes = write(folder.path(), "nodes.txt", "0\tGonu Di\tkind10\n1\tGisi Ba\tkind01\n");
    let edges = write(folder.path(), "edges.txt", "0\tr00\t1\t2015-08-17\tx\t708\n");
    let files = [format!("{nodes}:id,label,kind"), format!("{edges}:subject,relation,object,date,-,source")];
    let (graph, report) = imported(folder.path(), &files);
    assert_eq!((report.entities, report.claims, graph.claim_bound()), (2, 1, 1));
    let claim = graph.claim(ClaimId(0)).unwrap().into_owned();
    assert_eq!(claim.when.to_string(), "2015-08-17");
    assert_eq!(graph.entity(claim.sources[0]).unwrap().key, "708");
    assert_eq!(graph.named("gonu di").len(), 1);
    let quipu = Quipu::open(&[graph.path()]).unwrap();
    let answer = quipu.ask("what does Gonu Di r00?", &AskOptions::default());
    assert_eq!(answer.answers.iter().map(|row| row.label.as_str()).collect::<Vec<_>>(), ["Gisi Ba"], "{:?}", answer.message);
}

/// A wide table means what the same claims mean in narrow ones.
#[test]
fn a_wide_table_is_many_narrow_ones() {
    let wide = "id,label,also,kind,knows,by,height,as of,why\na,Ana,Annie;A.,person;poet,b;c|d,,1.70,2001-02,x;y|z\nb,Ben,,person,,a,,,\nc|d,Cara,,,Ana,\"b;a\",\"1,000\",,n\n";
    let mapping = "table w.csv\n separator \";\"\n id id\n label LABEL\n aliases also\n kind kind\n source why\n relation knows\n  objects knows\n\
                   \u{20}relation knows\n  subjects by\n  note \"the other way\"\n  source \"s\"\n relation height\n  object height\n  object_type number\n  unit \"m\"\n  date as of\n";
    let entities = "id,label,aliases,kind\na,Ana,Annie|A.,person|poet\nb,Ben,,person\nc|d,Cara,,\n";
    let claims = "subject\trelation\tobject\tobject_type\tdate\tsource\tnote\n\
                  a\tknows\tb\t\t\tx|y\\|z\t\na\tknows\tc|d\t\t\tx|y\\|z\t\na\tknows\tb\tentity\t\ts\tthe other way\nc|d\tknows\ta\t\t\tn\t\n\
                  b\tknows\tc|d\t\t\ts\tthe other way\na\tknows\tc|d\t\t\ts\tthe other way\n\
                  a\theight\texactly 1.7 m\tnumber\t2001-02\tx|y\\|z\t\nc|d\theight\texactly 1000.0 m\tnumber\t\tn\t\n";
    let said_by = |files: &[(&str, &str)]| {
        let folder = tempfile::tempdir().unwrap();
        let paths: Vec<String> = files.iter().map(|(name, text)| write(folder.path(), name, text)).collect();
        let (graph, report) = imported(folder.path(), &paths);
        assert_eq!(report.rejected.first(), []);
        said(&graph)
    };
    assert_eq!(said_by(&[("w.mapping", mapping), ("w.csv", wide)]), said_by(&[("e.csv", entities), ("c.tsv", claims)]));
}

#[test]
fn packed_files_and_folders_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(b"a\tmet\tb\n").unwrap();
    write(&data, "1.tsv.gz", gzip.finish().unwrap());
    // A zstd frame of one raw block, twice: magic, descriptor (one segment, size in one byte), size, block header, bytes.
    let text = b"c\tmet\td\n";
    let frame = [&[0x28, 0xb5, 0x2f, 0xfd, 0x20, 8, 0x41, 0, 0], text.as_slice()].concat();
    let other = [&[0x28, 0xb5, 0x2f, 0xfd, 0x20, 8, 0x41, 0, 0], b"c\tmet\te\n".as_slice()].concat();
    write(&data, "2.tsv.zst", [frame, other].concat());
    write(&data, "3.facts", "relation met\n  says X met Y\n[f] met [g].\n");
    write(&data, "read.me", "not a table");
    let (graph, _) = imported(folder.path(), &[data.display().to_string()]);
    assert_eq!(graph.claim_bound(), 4);
}

#[test]
fn bad_lines_are_reported_and_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let table = write(folder.path(), "t.tsv", "subject\trelation\tobject\tdate\n\na\tmet\tb\t2014-13-01\na\tmet\tb\t2014\na\t \tb\n");
    let latin = write(folder.path(), "l.tsv", b"a\tmet\tc\na\tmet\t\xff\n");
    let (graph, report) = imported(folder.path(), &[table.clone(), latin.clone()]);
    let messages: Vec<String> = report.rejected.first().iter().map(ToString::to_string).collect();
    assert_eq!(messages.len(), 3);
    assert!(messages[0].ends_with("t.tsv:3: \"2014-13-01\" is not a date. Write 2006, 2006-09 or 2006-09-30."), "{messages:?}");
    assert!(messages[1].ends_with("t.tsv:5: the relation is empty. Fill it in or remove the line."));
    assert!(messages[2].ends_with("l.tsv:2: this is not UTF-8 text. Save the table as UTF-8."));
    assert!(graph.claim_bound() >= 2);
    let before = fs::read(graph.path()).unwrap();
    drop(graph);
    let strict = Options { strict: true, ..Options::default() };
    let error = try_import(folder.path(), &[table], &strict).unwrap_err();
    assert_eq!(error.to_string(), "lines were rejected (2); nothing was imported");
    assert!(before == fs::read(folder.path().join("graph.quipu")).unwrap());
    assert_eq!(left(folder.path()), ["graph.quipu", "l.tsv", "t.tsv"]);
}

fn left(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Neither the number of threads nor what waits on disk shows in the file.
#[test]
fn threads_and_memory_do_not_show() {
    let mut text = String::new();
    for number in 0..120_000_u32 {
        let far = number.wrapping_mul(2_654_435_761) % 5000;
        text += &format!("e{}\tr{}\te{far}\t{}-0{}\ts{}\n", number % 7001, number % 5, 1990 + number % 30, 1 + number % 9, far % 50);
    }
    // More pieces than one, and every line longer than it need be.
    let text = text.replace("\tr", &format!("\t{}r", " ".repeat(60)));
    let mut files: Vec<Vec<u8>> = Vec::new();
    for (jobs, memory) in [(1, 1 << 30), (2, 1 << 20), (3, 1 << 30)] {
        let folder = tempfile::tempdir().unwrap();
        let table = write(folder.path(), "t.tsv", &text);
        try_import(folder.path(), &[table], &Options { jobs, memory, ..Options::default() }).unwrap();
        assert_eq!(left(folder.path()), ["graph.quipu", "t.tsv"]);
        files.push(fs::read(folder.path().join("graph.quipu")).unwrap());
    }
    assert!(files.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn what_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = |files: &[String]| try_import(folder.path(), files, &Options::default()).unwrap_err().to_string();
    assert!(error(&["nowhere.tsv".to_owned()]).starts_with("there is no file or folder nowhere.tsv"));
    let facts = write(folder.path(), "f.facts", "this is no fact\n");
    assert!(error(&[facts]).contains("the facts have mistakes"));
    let table = write(folder.path(), "t.tsv", "subject\tobject\n");
    assert!(error(&[table]).contains("no column \"relation\""));
    let target: PathBuf = folder.path().join("graph.quipu");
    fs::write(&target, "no graph").unwrap();
    let good = write(folder.path(), "g.tsv", "a\tb\tc\n");
    assert!(error(&[good]).contains("is no graph file"));
    assert_eq!(fs::read(&target).unwrap(), b"no graph");
}

#[test]
fn facts_stand_on_a_graph_file() {
    let folder = tempfile::tempdir().unwrap();
    let table = write(folder.path(), "t.tsv", "Up\tdirected_by\tPete Docter\t2009\nCars\tdirected_by\tJohn Lasseter\n");
    let entities = write(folder.path(), "e.tsv", "name\tkind\nUp\tfilm\nCars\tfilm\n");
    let (graph, _) = imported(folder.path(), &[table, entities]);
    let words = write(
        folder.path(),
        "w.facts",
        "kind work\nkind film is a work\nrelation directed_by\n  says Y makes X\n[Andrew Stanton] made [Wall-E].\n",
    );
    let quipu = Quipu::open(&[graph.path().to_owned(), PathBuf::from(&words)]).unwrap();
    let labels = |question: &str| {
        let answer = quipu.ask(question, &AskOptions::default());
        (answer.answers.iter().map(|row| row.label.clone()).collect::<Vec<_>>(), answer.message)
    };
    assert_eq!(labels("who made Up?").0, ["Pete Docter"]);
    assert_eq!(labels("who made Wall-E?").0, ["Andrew Stanton"]);
    assert_eq!(labels("which works did John Lasseter make?").0, ["Cars"]);
    let error = Quipu::open(&[graph.path().to_owned(), graph.path().to_owned()]).err().unwrap();
    assert!(error.to_string().contains("cannot be read together with"));
}

/// What was told before is in the file afterwards, and can still be told of.
#[test]
fn what_was_told_joins_what_is_imported() {
    let folder = tempfile::tempdir().unwrap();
    let table = write(folder.path(), "t.tsv", "Up\tdirected_by\tPete Docter\n");
    let (graph, _) = imported(folder.path(), &[table]);
    let path = graph.path().to_owned();
    drop(graph);
    let store = Store::open(&path, StoreOptions::default()).unwrap();
    store.tell("[Cars] was directed by [John Lasseter].").unwrap();
    drop(store);
    let more = write(folder.path(), "m.tsv", "Alien\tdirected_by\tRidley Scott\n");
    let (graph, _) = imported(folder.path(), &[more]);
    assert_eq!((graph.claim_bound(), graph.folded(), graph.tellings().count()), (3, 1, 1));
    let store = Store::open(&path, StoreOptions::default()).unwrap();
    store.tell("[Brazil] was directed by [Terry Gilliam].").unwrap();
    assert_eq!(store.view().claims_of(quipu::graph::RelationId(0)).len(), 4);
}

#[test]
fn nothing_read_from_a_damaged_file_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let table = write(folder.path(), "t.tsv", "Up\tdirected_by\tPete Docter\nCars\tdirected_by\tJohn Lasseter\n");
    let (graph, _) = imported(folder.path(), &[table]);
    let path = graph.path().to_owned();
    drop(graph);
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.windows(11).position(|window| window == b"Pete Docter").unwrap();
    bytes[at] ^= 0x20;
    fs::write(&path, &bytes).unwrap();
    // The damage is in the one block of so small a graph, so it may not even open; if it does, it does not answer.
    match Quipu::open(&[&path]) {
        Ok(quipu) => {
            let answer = quipu.ask("who directed Up?", &AskOptions::default());
            assert!(answer.answers.is_empty());
            assert!(answer.message.unwrap().contains("is damaged in block"));
            assert!(quipu.dot("who directed Up?", &AskOptions::default()).is_err());
            assert!(quipu.explain("who directed Up?", true, &AskOptions::default()).is_err());
        }
        Err(error) => assert!(error.to_string().contains("is damaged in block")),
    }
}
