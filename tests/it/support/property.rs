//! Property tests that are the same on every run.
//!
//! No file of past failures is kept: a failure that was found becomes a test with a name.

use proptest::{
    strategy::Strategy,
    test_runner::{Config, RngSeed, TestCaseError, TestRunner},
};

/// Holds `property` for that many values of `strategy`, and panics with the smallest that breaks it.
#[track_caller]
pub fn holds<S: Strategy>(
    cases: u32,
    strategy: &S,
    property: impl Fn(S::Value) -> Result<(), String>,
) {
    let config = Config {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x00c4a7),
        ..Config::default()
    };
    let outcome =
        TestRunner::new(config).run(strategy, |value| property(value).map_err(TestCaseError::fail));
    if let Err(broken) = outcome {
        panic!("{broken}");
    }
}
