//! Two ways of doing the same work, timed turn by turn in one process.
//!
//! This does not replace criterion, which cannot interleave: it times one thing for seconds and
//! then the other, and on a machine that others use as well, the two meet different weather. What
//! is of interest here is a ratio of a few per cent, and only times taken side by side give it.
//!
//! The first way is timed twice in each round. How far the ratio of these two times is from one
//! tells how little to believe.

use std::{env, time::Instant};

use cpu_time::ThreadTime;

/// The orders in which the three times of a round are taken, so that none always comes first.
const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [2, 1, 0], [1, 2, 0], [0, 2, 1], [1, 0, 2], [2, 0, 1]];

/// Work that is done in two ways.
pub struct Contest {
    /// What the work is.
    pub name: String,
    /// How many rounds to time.
    pub rounds: usize,
    /// How many of what is counted (events, calls) a turn does.
    pub per_turn: u32,
    /// How much slower than the first way the second may be.
    pub budget: Option<f64>,
}

/// What one turn took, in seconds.
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
            round(ways, order);
        }
        let rounds = (0..self.rounds).map(|number| round(ways, ORDERS[number % ORDERS.len()]));
        self.print(&rounds.collect::<Vec<_>>());
    }

    fn print(&self, rounds: &[[Turn; 3]]) {
        let each = |way: usize| {
            let times = rounds.iter().map(|round| round[way].wall);
            Spread::of(times).median * 1e9 / f64::from(self.per_turn)
        };
        let ratio = |time: fn(&Turn) -> f64, way: usize| {
            Spread::of(rounds.iter().map(|round| time(&round[way]) / time(&round[0])))
        };
        let wall = ratio(|turn| turn.wall, 1);
        let verdict = match self.budget {
            Some(budget) if wall.median <= budget => format!("at most {budget:.2}: met"),
            Some(budget) => format!("at most {budget:.2}: MISSED"),
            None => String::new(),
        };
        println!(
            "{:<30} {:>7.0} {:>7.0}   {wall}   A/A {}   cpu {}   A/A {}   {verdict}",
            self.name,
            each(0),
            each(1),
            ratio(|turn| turn.wall, 2),
            ratio(|turn| turn.cpu, 1),
            ratio(|turn| turn.cpu, 2),
        );
    }
}

fn round(ways: &mut [&mut dyn FnMut(); 3], order: [usize; 3]) -> [Turn; 3] {
    let mut turns = [Turn::default(); 3];
    for way in order {
        let (wall, cpu) = (Instant::now(), ThreadTime::now());
        ways[way]();
        let (cpu, wall) = (cpu.elapsed(), wall.elapsed());
        turns[way] = Turn { wall: wall.as_secs_f64(), cpu: cpu.as_secs_f64() };
    }
    turns
}

/// Prints what the columns of [`Contest::run`] are.
pub fn print_heading(first: &str, second: &str, unit: &str) {
    println!(
        "Nanoseconds for one {unit}: {first}, {second}. Ratios with quartiles: {second} to {first}; \
         {first} to itself (A/A); then both in processor time of the thread."
    );
}

/// Whether this run is to measure at all. Cargo says `--bench` when it was asked for benchmarks, and
/// says nothing when it only tries whether the target runs.
pub fn is_asked_for() -> bool {
    env::args().any(|argument| argument == "--bench")
}

/// Whether a name on the command line is part of this one, or none is there.
fn is_chosen(name: &str) -> bool {
    let mut parts = env::args().skip(1).filter(|part| !part.starts_with('-'));
    let first = parts.next();
    first.is_none_or(|first| name.contains(&first) || parts.any(|part| name.contains(&part)))
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
        Self { low: at(0.25), median: at(0.5), high: at(0.75) }
    }
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.3} [{:.3} {:.3}]", self.median, self.low, self.high)
    }
}
