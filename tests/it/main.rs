//! Everything that holds the project to what it promises, in one binary. `walkthrough` is the one to read first.

// The expected files of generated code say `crate::runtime`, as the generated code of the SDK does.
#[cfg(feature = "golden")]
use chatbotkit_sdk::runtime;

mod accepted;
mod codegen;
mod compiled_types;
mod defects;
mod diagnostics;
mod diff;
mod documented_shapes;
mod drift;
mod editor;
mod forward_compatibility;
#[cfg(feature = "golden")]
mod golden;
mod hostile;
mod import;
mod language;
#[cfg(feature = "all-resources")]
mod library;
mod openapi;
mod packages;
mod reserved_names;
mod round_trip;
mod runtime_calls;
#[cfg(feature = "golden")]
mod runtime_contents;
mod runtime_lines;
mod runtime_secrets;
mod runtime_server;
mod runtime_streams;
#[cfg(feature = "golden")]
mod runtime_unions;
mod stream;
mod support;
mod up_to_date;
mod uploads;
mod walkthrough;
mod wire;
