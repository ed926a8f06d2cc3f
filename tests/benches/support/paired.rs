//! Two ways of doing the same work, timed turn by turn in one process.
//!
//! This is no replacement for criterion, which cannot interleave: it times one thing for seconds and
//! then the other, and on a machine that others use as well, the two meet different weather. What
//! is of interest here is a ratio of a few per cent, and only times taken side by side give it.
//!
//! The first way is timed twice in each round. How far the ratio of these two times is from one
//! tells how little to believe.

use std::{env, time::Instant};

use cpu_time::ThreadTime;

/// The orders in which the three times of a round are taken, so that none always comes first.
const ORDERS: [[usize; 3]; 6] = [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
    [0, 2, 1],
    [1, 0, 2],
    [2, 0, 1],
];

/// Work that is done in two ways.
pub struct Contest {
    /// What the work is.
    pub name: String,
    /// How many rounds to time.
    pub rounds: usize,
    /// How many of what is counted (events, calls) a turn does.
    pub per_turn: u32,
    /// How much slower than the first way the second may be.
    pub budget: f64,
}

/// What one turn took.
#[derive(Clone, Copy, Default)]
struct Turn {
    wall: f64,
    /// Processor time of this thread, which does not count who else had the processor.
    cpu: f64,
}

impl Contest {
    /// Times both ways and prints a line. The first way comes twice, as `first` and `again`.
    pub fn run(&self, first: impl FnMut(), second: impl FnMut(), again: impl FnMut()) {
        if !is_chosen(&self.name) {
            return;
        }
        let (mut first, mut second, mut again) = (first, second, again);
        let ways: &mut [&mut dyn FnMut(); 3] = &mut [&mut first, &mut second, &mut again];
        // The rounds before the first that counts fill caches and pools.
        for order in ORDERS {
            let _ = round(ways, order);
        }
        let turns: Vec<[Turn; 3]> = (0..self.rounds)
            .map(|number| round(ways, ORDERS[number % ORDERS.len()]))
            .collect();
        self.print(&turns);
    }

    fn print(&self, turns: &[[Turn; 3]]) {
        let each = |time: fn(&Turn) -> f64, way: usize| {
            let times = turns.iter().map(|turn| time(&turn[way]));
            Spread::of(times).median * 1e9 / f64::from(self.per_turn)
        };
        let ratio = |time: fn(&Turn) -> f64, way: usize| {
            Spread::of(turns.iter().map(|turn| time(&turn[way]) / time(&turn[0])))
        };
        let (wall, cpu) = (ratio(|turn| turn.wall, 1), ratio(|turn| turn.cpu, 1));
        let same = ratio(|turn| turn.wall, 2);
        let verdict = if wall.median <= self.budget {
            "met"
        } else {
            "MISSED"
        };
        println!(
            "{:<34} {:>9.0} ns {:>9.0} ns   {:.3} [{:.3} {:.3}]   A/A {:.3} [{:.3} {:.3}]   cpu {:.3} A/A {:.3}   at most {:.2}: {verdict}",
            self.name,
            each(|turn| turn.wall, 0),
            each(|turn| turn.wall, 1),
            wall.median,
            wall.low,
            wall.high,
            same.median,
            same.low,
            same.high,
            cpu.median,
            ratio(|turn| turn.cpu, 2).median,
            self.budget,
        );
    }
}

/// Prints what the columns of [`Contest::run`] are.
pub fn print_heading(first: &str, second: &str, unit: &str) {
    println!(
        "Medians. Times: {first}, {second}, for one {unit}. Ratios: {second} to {first} with \
         quartiles, {first} to itself, both in processor time of the thread."
    );
}

fn round(ways: &mut [&mut dyn FnMut(); 3], order: [usize; 3]) -> [Turn; 3] {
    let mut turns = [Turn::default(); 3];
    for way in order {
        let (wall, cpu) = (Instant::now(), ThreadTime::now());
        ways[way]();
        let (cpu, wall) = (cpu.elapsed(), wall.elapsed());
        turns[way] = Turn {
            wall: wall.as_secs_f64(),
            cpu: cpu.as_secs_f64(),
        };
    }
    turns
}

/// Whether this run is to measure at all. Cargo says `--bench` when it was asked for benchmarks, and
/// says nothing when it only tries whether the target runs.
pub fn is_asked_for() -> bool {
    env::args().any(|argument| argument == "--bench")
}

/// Whether a name on the command line is part of this one, or none is there.
fn is_chosen(name: &str) -> bool {
    let mut names = env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .peekable();
    names.peek().is_none() || names.any(|part| name.contains(&part))
}

/// The middle of some numbers, and the quarters.
struct Spread {
    low: f64,
    median: f64,
    high: f64,
}

impl Spread {
    fn of(numbers: impl Iterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = numbers.collect();
        sorted.sort_by(f64::total_cmp);
        let at = |share: f64| sorted[((sorted.len() - 1) as f64 * share).round() as usize];
        Self {
            low: at(0.25),
            median: at(0.5),
            high: at(0.75),
        }
    }
}
