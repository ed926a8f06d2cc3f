//! The server, what it plays, and arbitrary requests of its operations. It names none of them.

use std::path::Path;

use chatbotkit_description::ir::{Api, Effect, Module, Operation, Response, TypeRef};
use chatbotkit_description::{load, resolve};
use chatbotkit_mock::{Builder, MockServer};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::{Value, json};
use tokio::runtime::{self, Runtime};

use crate::ask::{Reply, request, send, start};
use crate::contents::with_files;
use crate::description::with_shelves;
use crate::values::values;

/// How many requests are made of each operation.
const CASES: u32 = 24;

/// The server, what it plays, and the runtime it is on.
pub struct Stage {
    pub api: Api,
    pub server: MockServer,
    pub runtime: Runtime,
}

/// The described API, and those with shelves and with files beside it: they have what conversations do not need.
pub fn stages() -> [Stage; 3] {
    // Whatever is described is asked for.
    let built_in = MockServer::builder().lenient();
    let schema = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/schema"));
    let (shelves, files) = (with_shelves(), with_files());
    [
        stage(schema, built_in.clone()),
        stage(&shelves, built_in.clone().schema(&shelves)),
        stage(&files, built_in.schema(&files)),
    ]
}

fn stage(schema: &Path, server: Builder) -> Stage {
    let (description, mut report) = load::load_dir(schema);
    let api = description.and_then(|description| resolve::resolve(&description, &mut report));
    let mut runtime = runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().expect("a runtime");
    let server = runtime.block_on(start(server));
    let api = api.unwrap_or_else(|| panic!("{}", report.render(false)));
    Stage { api, server, runtime }
}

/// The requests of operations that send none.
fn nothing() -> BoxedStrategy<Value> {
    Just(json!({})).boxed()
}

impl Stage {
    pub fn operations(&self) -> impl Iterator<Item = (&Module, &Operation)> {
        self.api
            .modules
            .iter()
            .flat_map(|module| module.operations.iter().map(move |operation| (module, operation)))
    }

    pub fn requests(&self, operation: &Operation) -> BoxedStrategy<Value> {
        let request = operation.request.as_ref();
        request.map_or_else(nothing, |request| values(&self.api, &TypeRef::Named(request.ty)))
    }

    /// Holds `property` for many requests of an operation.
    pub fn for_requests(&self, operation: &Operation, property: impl Fn(Value)) {
        let config = Config {
            cases: CASES,
            failure_persistence: None,
            rng_seed: RngSeed::Fixed(4010),
            ..Config::default()
        };
        let outcome = TestRunner::new(config).run(&self.requests(operation), |request| {
            property(request);
            Ok(())
        });
        outcome.unwrap_or_else(|broken| panic!("{}: {broken}", operation.name));
    }

    /// One valid request of an operation.
    pub fn some_request(&self, operation: &Operation) -> Value {
        let mut runner =
            TestRunner::new(Config { rng_seed: RngSeed::Fixed(1), ..Config::default() });
        let tree = self.requests(operation).new_tree(&mut runner).expect("a value");
        tree.current()
    }

    /// What a path's placeholders stand for: the id of what the module makes, if it makes something.
    pub fn id(&self, module: &Module) -> String {
        let makes = |operation: &&Operation| {
            let makes = operation.effect == Effect::Create && operation.parameters.is_empty();
            makes && matches!(&operation.response, Response::Json { ty, .. } if self.has_id(ty))
        };
        let Some(maker) = module.operations.iter().find(makes) else {
            return "anything".to_owned();
        };
        let reply = self.send(module, maker, &self.some_request(maker), "*/*");
        reply.json()["id"].as_str().expect("an id").to_owned()
    }

    fn has_id(&self, ty: &TypeRef) -> bool {
        let id = self.api.object_of(ty).and_then(|object| object.field("id"));
        id.is_some_and(|id| id.ty == TypeRef::STRING)
    }

    /// The route of an operation with its placeholders filled in.
    pub fn route(&self, module: &Module, operation: &Operation) -> String {
        let mut path = operation.path.replace("{+", "{");
        if !operation.parameters.is_empty() {
            let id = self.id(module);
            for parameter in &operation.parameters {
                path = path.replace(&format!("{{{}}}", parameter.wire), &id);
            }
        }
        format!("{} {path}", operation.verb.on_the_wire())
    }

    pub fn send(
        &self,
        module: &Module,
        operation: &Operation,
        fields: &Value,
        accept: &str,
    ) -> Reply {
        let route = self.route(module, operation);
        let has_body = operation.verb.has_body();
        let route = match has_body {
            false => format!("{route}?{}", query(fields)),
            true => route,
        };
        let mut request = request(&self.server, &route).header("accept", accept);
        let body = match (has_body, &operation.upload, &operation.request) {
            (false, ..) => String::new(),
            (_, Some(upload), None) => {
                let form = upload.part.as_deref().map(one_part);
                let of_form = "multipart/form-data; boundary=b";
                let media_type = form.as_ref().map_or("text/plain", |_| of_form);
                request = request.header("content-type", media_type);
                form.unwrap_or_else(|| "text".to_owned())
            }
            _ => fields.to_string(),
        };
        self.runtime.block_on(send(request.body(body)))
    }

    #[track_caller]
    pub fn is_refused(&self, reply: &Reply, status: u16, what: &str) {
        let error = reply.json();
        assert_eq!(reply.status, status, "{what}: {error}");
        assert!(error["message"].is_string() && error["code"].is_string(), "{what}: {error}");
        assert_eq!(error.as_object().map(|error| error.len()), Some(2), "{what}: {error}");
    }
}

/// A form with one part, whose boundary is `b`.
fn one_part(name: &str) -> String {
    format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\ntext\r\n--b--\r\n")
}

/// An object as a query.
fn query(fields: &Value) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    for (name, value) in fields.as_object().expect("an object") {
        let pairs: Vec<(String, &Value)> = match value {
            Value::Array(items) => items.iter().map(|item| (name.clone(), item)).collect(),
            Value::Object(entries) => {
                let entries = entries.iter();
                entries.map(|(key, value)| (format!("{name}.{key}"), value)).collect()
            }
            value => vec![(name.clone(), value)],
        };
        for (name, value) in pairs {
            query.append_pair(&name, &plain(value));
        }
    }
    query.finish()
}
