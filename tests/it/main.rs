//! Tests.

mod compiled_types;
mod diagnostics;
mod documented_shapes;
mod language;
mod round_trip;
mod stream;
mod support;
mod walkthrough;
mod wire;
