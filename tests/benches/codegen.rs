//! Generating the SDK from its description: from the texts of the one to the texts of the other.
//! Nothing is read from the disk or written to it.
//!
//! Criterion times this, for there is nothing to compare it with. Whether the time grows with the
//! number of operations and no faster is a ratio, and taken in turns.

#[path = "support/descriptions.rs"]
mod descriptions;
#[path = "support/paired.rs"]
mod paired;

use std::{hint::black_box, time::Duration};

use chatbotkit_codegen::{emit::emit, format::format, generate_from, load, resolve::resolve};
use criterion::{BenchmarkId, Criterion, Throughput};

use self::{descriptions::description, paired::Contest};

/// How much longer twice as many operations may take than each half alone.
const BUDGET: f64 = 1.1;

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    stages(&mut criterion);
    sizes(&mut criterion);
    criterion.final_summary();
    if paired::is_asked_for() {
        linear();
    }
}

/// Each stage alone.
fn stages(criterion: &mut Criterion) {
    let sources = description(1);
    let (read, mut report) = load::load(sources.clone());
    let read = read.expect("a description");
    let api = resolve(&read, &mut report).expect("no faults");
    let mut group = criterion.benchmark_group("stages");
    group.bench_function("load", |bencher| {
        bencher.iter_with_large_drop(|| load::load(sources.clone()));
    });
    group.bench_function("resolve", |bencher| {
        bencher.iter_with_large_drop(|| resolve(&read, &mut load::load(sources.clone()).1));
    });
    group.bench_function("emit", |bencher| {
        bencher.iter_with_large_drop(|| emit(&api))
    });
    group.bench_function("format", |bencher| {
        bencher.iter_with_setup(|| emit(&api), format);
    });
    group.finish();
}

/// All stages, of larger and larger descriptions.
fn sizes(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("all stages");
    for times in [1, 10, 20] {
        let sources = description(times);
        let operations = generate_from(sources.clone())
            .expect("no faults")
            .operations();
        let name = BenchmarkId::from_parameter(format!("{operations} operations"));
        group.throughput(Throughput::Elements(operations as u64));
        group.bench_with_input(name, &sources, |bencher, sources| {
            bencher.iter_with_large_drop(|| generate_from(sources.clone()));
        });
    }
    group.finish();
}

/// Twice ten times the operations against twenty times.
fn linear() {
    paired::print_heading("2 * 10 times the operations", "20 times", "run");
    let [ten, twenty] = [10, 20].map(description);
    let generate = |sources: &load::Sources| drop(black_box(generate_from(sources.clone())));
    let halves = || {
        generate(&ten);
        generate(&ten);
    };
    let contest = Contest {
        name: "linear".to_owned(),
        rounds: 21,
        per_turn: 1,
        budget: Some(BUDGET),
    };
    contest.run(halves, || generate(&twenty), halves);
}
