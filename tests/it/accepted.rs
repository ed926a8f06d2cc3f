//! Whatever the description's reader accepts has to become code that compiles without a warning: descriptions of ours
//! are changed at random, and what is generated from those that are accepted goes to the compiler, examples included.
//! It takes minutes, so it is started by `cargo xtask verify-accepted` and by nothing else.

mod mutations;
mod package;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use chatbotkit_codegen::{Failure, generate_from};
use chatbotkit_description::load::Sources;
use proptest::test_runner::{RngAlgorithm, TestRng};

use self::mutations::mutate;
use self::package::Package;

/// How many accepted descriptions are compiled, unless `ACCEPTED` says otherwise.
const ENOUGH: usize = 400;

/// How many make a crate: few enough that the errors of one can be read.
const BATCH: usize = 40;

/// How many are tried for each that is accepted. Most changes are refused, and none of them is looked at.
const TRIES: usize = 50;

#[test]
#[ignore = "it takes minutes: `cargo xtask verify-accepted`"]
fn accepted_descriptions_compile() {
    let begin = Instant::now();
    let wanted = std::env::var("ACCEPTED").ok().and_then(|it| it.parse().ok()).unwrap_or(ENOUGH);
    let seed = std::env::var("SEED").ok().and_then(|it| it.parse::<u64>().ok()).unwrap_or(1);
    println!("SEED={seed} ACCEPTED={wanted}");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let seeds = descriptions();
    let (mut accepted, mut tried, mut faults) = (Vec::new(), 0, Vec::new());
    while accepted.len() < wanted && tried < wanted * TRIES {
        let mut sources = seeds[tried % seeds.len()].clone();
        tried += 1;
        let changes = mutate(&mut sources, &mut rng);
        match generate_from(sources) {
            Ok(generated) => accepted.push((changes, generated)),
            Err(Failure::Description(_)) => {}
            Err(Failure::Generator(error)) => faults.push(format!("{changes}\n{error}")),
        }
    }
    assert!(accepted.len() >= wanted, "{} of {tried} were accepted", accepted.len());
    for batch in accepted.chunks(BATCH) {
        faults.extend(Package::write(batch).check());
        println!("{} compiled, {} s", batch.len(), begin.elapsed().as_secs());
    }
    println!("{wanted} of {tried} were accepted, faults: {}", faults.len());
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

/// The descriptions that are changed: ours, and those of the other tests.
fn descriptions() -> Vec<Sources> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = vec![
        folder(&root.join("../schema")),
        folder(&root.join("fixtures/library")),
        folder(&root.join("fixtures/diff/base")),
    ];
    let service = read(&root.join("fixtures/codegen/api.yaml"));
    for case in entries(&root.join("fixtures/codegen")).iter().filter(|path| path.is_dir()) {
        let module = read(&case.join("schema.yaml"));
        let files = [("api.yaml", service.clone()), ("schema.yaml", module)];
        let files = files.map(|(name, text)| (name.to_owned(), text)).into();
        all.push(Sources { folder: String::new(), files });
    }
    all
}

/// The description in a folder. Files of other kinds beside it do not belong to it.
fn folder(path: &Path) -> Sources {
    let files = entries(path).into_iter().filter_map(|path| {
        let name = path.file_name()?.to_str()?.to_owned();
        (name.ends_with(".yaml") && name != "drift.yaml").then(|| (name, read(&path)))
    });
    Sources { folder: String::new(), files: files.collect() }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("it is there");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    paths.sort();
    paths
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
