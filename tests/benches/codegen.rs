//! Generating the SDK from its description: from the source of the one to the source of the other.
//! Nothing is read from the disk or written to it.
//!
//! Criterion times this, for there is nothing to compare it with. Whether the time grows with the
//! number of operations and no faster is a ratio, and taken in turns.

#[path = "support/descriptions.rs"]
mod descriptions;
#[path = "support/paired.rs"]
mod paired;

use std::{hint::black_box, time::Duration};

use chatbotkit_codegen::{generate_from, rust::emit};
use chatbotkit_description::{
    load::{self, Sources},
    resolve::resolve,
};
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput};

use self::{descriptions::description, paired::Contest};

/// How much longer twice as many operations may take. Twice as long would be ideal, and four times is
/// what one quadratic stage would make of it; in between is what caches do that hold less of it.
const BUDGET: f64 = 2.5;

fn main() {
    if !paired::is_asked_for() {
        return;
    }
    let mut criterion = Criterion::default()
        .sample_size(40)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    stages(&mut criterion);
    sizes(&mut criterion);
    criterion.final_summary();
    linear();
}

/// Each stage alone.
fn stages(criterion: &mut Criterion) {
    let sources = description(1);
    let read = || {
        let (read, report) = load::load(sources.clone());
        (read.expect("a description"), report)
    };
    let (description, mut report) = read();
    let api = resolve(&description, &mut report).expect("no faults");
    let small = BatchSize::SmallInput;
    let mut group = criterion.benchmark_group("stages");
    group.bench_function("load", |bencher| {
        bencher.iter_batched(|| sources.clone(), load::load, small);
    });
    group.bench_function("resolve", |bencher| {
        bencher.iter_batched_ref(read, |(read, report)| resolve(read, report), small);
    });
    group.bench_function("emit", |bencher| {
        bencher.iter_with_large_drop(|| emit(&api));
    });
    group.finish();
}

/// All stages, of larger and larger descriptions.
fn sizes(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("all stages");
    for times in [1, 10, 20] {
        let sources = description(times);
        let operations = generated(&sources);
        let name = BenchmarkId::from_parameter(format!("{operations} operations"));
        group.throughput(Throughput::Elements(operations as u64));
        group.bench_with_input(name, &sources, |bencher, sources| {
            bencher.iter_batched(|| sources.clone(), generate_from, BatchSize::SmallInput);
        });
    }
    group.finish();
}

/// Ten times the operations against twenty times.
fn linear() {
    let [ten, twenty] = [10, 20].map(description);
    paired::print_heading("10 times the operations", "20 times", "run");
    let contest =
        Contest { name: "linear".to_owned(), rounds: 31, per_turn: 1, budget: Some(BUDGET) };
    contest.run(|| _ = generated(&ten), || _ = generated(&twenty), || _ = generated(&ten));
}

/// Generates everything, and gives the number of operations.
fn generated(sources: &Sources) -> usize {
    let generated = generate_from(sources.clone()).expect("no faults");
    black_box(&generated).operations()
}
