//! The requests that the official client lacks are those of the published document.
//!
//! `fixtures/published.jsonl` has what the document says of each such operation: the method, the path, the query and
//! the JSON Schema of the body, without its texts. `oneOf` is `anyOf` there, for the shapes that the document has under
//! it do not exclude each other, and a body has no key that is not named: the service refuses one.

use std::collections::BTreeSet;

use jsonschema::Validator;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{cases, client, recorded};
use crate::support::Request;

/// An operation as it is published.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Published {
    operation: String,
    method: String,
    path: String,
    query: Vec<String>,
    body: Option<Value>,
}

#[tokio::test]
async fn every_request_is_a_published_one() {
    let mut unseen: BTreeSet<_> = names().collect();
    for case in recorded() {
        let Some(published) = published().into_iter().find(|one| one.operation == case.operation)
        else {
            continue;
        };
        let server = cases::server().await;
        cases::perform(&case.case, &client(&server)).await;
        assert_eq!(published.faults(&server.request()), [""; 0], "{}", case.case);
        unseen.remove(&case.operation);
    }
    assert!(unseen.is_empty(), "not asked for: {unseen:?}");
}

#[tokio::test]
async fn another_request_is_noticed() {
    for published in published().into_iter().filter(|one| one.body.is_some()) {
        let case = recorded().into_iter().find(|case| case.operation == published.operation);
        let server = cases::server().await;
        cases::perform(&case.expect("it is recorded").case, &client(&server)).await;
        let request = server.request();
        let sent = request.json();
        let fields = sent.as_object().expect("an object");
        for name in fields.keys().map(String::as_str).chain(["other"]) {
            let mut changed = fields.clone();
            changed.insert(name.to_owned(), json!([[0]]));
            let mut request = request.clone();
            request.body = json!(changed).to_string().into();
            assert_ne!(published.faults(&request), [""; 0], "{}.{name}", published.operation);
        }
    }
}

impl Published {
    /// What is wrong with a request.
    fn faults(&self, request: &Request) -> Vec<String> {
        let mut faults = Vec::new();
        if request.method != self.method {
            faults.push(format!("the method is {}", request.method));
        }
        let path = request.path();
        let sent = path.strip_prefix("/v1").unwrap_or(path).split('/');
        let are_alike =
            |(sent, published): (&str, &str)| sent == published || published.starts_with('{');
        if sent.clone().count() != self.path.split('/').count()
            || !sent.zip(self.path.split('/')).all(are_alike)
        {
            faults.push(format!("the path is {path}"));
        }
        for (name, _) in request.query() {
            let name = name.split('.').next().unwrap_or_default();
            if !self.query.iter().any(|published| published == name) {
                faults.push(format!("the query has {name}"));
            }
        }
        if let Some(schema) = &self.body {
            let validator = Validator::new(schema).expect("it is a schema");
            let body = request.json();
            faults.extend(validator.iter_errors(&body).map(|error| error.to_string()));
        }
        faults
    }
}

/// The operations that are published.
pub fn names() -> impl Iterator<Item = String> {
    published().into_iter().map(|one| one.operation)
}

fn published() -> Vec<Published> {
    let lines = include_str!("../../fixtures/published.jsonl").lines();
    lines.map(|line| serde_json::from_str(line).expect("the fixture is JSON")).collect()
}
