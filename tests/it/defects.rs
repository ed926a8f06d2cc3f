//! What other clients of the service get wrong, each as one test that is named after it.
//!
//! All of it goes over HTTP to a server that does what is asked of it. The rules themselves are tested
//! elsewhere, case by case; here is only what their users came to grief with.

mod calls;
pub mod clock;
mod streams;

use serde_json::{Value, json};

/// A line of a stream.
fn line(tag: &str, data: Value) -> String {
    format!("{}\n", json!({"type": tag, "data": data}))
}

fn token(text: &str) -> String {
    line("token", json!({"token": text}))
}

fn result(text: &str) -> String {
    line("result", json!({"text": text, "usage": {"token": 7}}))
}
