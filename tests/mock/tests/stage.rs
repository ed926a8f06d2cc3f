//! The server, what it plays, and arbitrary requests of its operations. It names none of them.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use chatbotkit_description::ir::{Api, Effect, Module, Operation, Response, TypeRef};
use chatbotkit_description::{load, resolve};
use chatbotkit_mock::{Builder, MockServer};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::{Value, json};
use tokio::runtime::{self, Runtime};

use crate::ask::{Reply, begin, request, send, start};
use crate::contents::with_files;
use crate::description::with_shelves;
use crate::values::values;

/// How many requests are made of each operation.
const CASES: u32 = 24;

/// What is there although no operation makes it by itself.
const SEEDS: [(&str, &str); 1] = [("contact", "seeded-contact")];

/// The server, what it plays, and the runtime it is on.
pub struct Stage {
    pub api: Api,
    pub server: MockServer,
    pub runtime: Runtime,
}

/// The described API, and those with shelves and with files beside it: they have what conversations do not need.
pub fn stages() -> [Stage; 3] {
    // Whatever is described is asked for.
    let mut built_in = MockServer::builder().lenient();
    for (resource, id) in SEEDS {
        built_in = built_in.seed(resource, json!({ "id": id }));
    }
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

    /// What makes the thing that a placeholder stands for: the rest of its path follows `prefix`, and it answers an
    /// id.
    fn maker(&self, module: &Module, prefix: &str) -> Option<(&Operation, String)> {
        let makes = |operation: &&Operation| {
            let has_id =
                matches!(&operation.response, Response::Json { ty, .. } if self.has_id(ty));
            operation.effect == Effect::Create && has_id
        };
        let of_module = self.operations().filter(|(other, _)| other.resource == module.resource);
        let alone = of_module.map(|(_, operation)| operation);
        let mut alone = alone.filter(|operation| operation.parameters.is_empty());
        if let Some(operation) = alone.find(makes).filter(|_| !prefix.contains('{')) {
            return Some((operation, operation.path.clone()));
        }
        let all = self.operations().map(|(_, operation)| operation).filter(makes);
        let rest = |it: &'_ Operation| it.path.strip_prefix(prefix).map(str::to_owned);
        let mut rests = all.filter_map(|operation| Some((operation, rest(operation)?)));
        let (operation, rest) = rests.find(|(_, rest)| !rest.contains('{'))?;
        Some((operation, format!("{prefix}{rest}")))
    }

    /// The id of something that is there, for a placeholder after `prefix`, which is `filled` where its own
    /// placeholders are filled in; `None` where nothing is made for it.
    fn id(&self, module: &Module, (prefix, filled): (&str, &str), name: &str) -> Option<String> {
        if let Some((_, id)) = SEEDS.iter().find(|(resource, _)| name == format!("{resource}Id")) {
            return Some(id.to_string());
        }
        let (maker, path) = self.maker(module, prefix)?;
        let path = path.replacen(prefix, filled, 1);
        let route = format!("{} {path}", maker.verb.on_the_wire());
        let reply = self.send_to(&route, maker, &self.some_request(maker), "*/*");
        Some(reply.json()["id"].as_str().expect("an id").to_owned())
    }

    fn has_id(&self, ty: &TypeRef) -> bool {
        let id = self.api.object_of(ty).and_then(|object| object.field("id"));
        id.is_some_and(|id| id.ty == TypeRef::STRING)
    }

    /// The route of an operation with its placeholders filled in.
    pub fn route(&self, module: &Module, operation: &Operation) -> String {
        self.fill(module, operation, usize::MAX).expect("no placeholder is that far")
    }

    /// The same with ids that are not there from one of the placeholders on; `None` where any id is good there.
    pub fn fill(&self, module: &Module, operation: &Operation, unknown: usize) -> Option<String> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let template = operation.path.replace("{+", "{");
        let (mut rest, mut filled) = (template.as_str(), String::new());
        for index in 0.. {
            let Some((literal, after)) = rest.split_once('{') else {
                break;
            };
            let (name, after) = after.split_once('}').expect("an end");
            let prefix = &template[..template.len() - after.len() - name.len() - 2];
            filled += literal;
            let id = (index <= unknown).then(|| self.id(module, (prefix, &filled), name));
            filled += &match id.flatten() {
                None if index == unknown => return None,
                Some(id) if index < unknown => id,
                // Long enough for ids that have a shortest length, and not used before.
                _ => format!("an-id-that-nothing-has-{}", COUNT.fetch_add(1, Relaxed)),
            };
            rest = after;
        }
        Some(format!("{} {filled}{rest}", operation.verb.on_the_wire()))
    }

    pub fn send(
        &self,
        module: &Module,
        operation: &Operation,
        fields: &Value,
        accept: &str,
    ) -> Reply {
        self.send_to(&self.route(module, operation), operation, fields, accept)
    }

    fn send_to(&self, route: &str, operation: &Operation, fields: &Value, accept: &str) -> Reply {
        let has_body = operation.verb.has_body();
        let route = match has_body {
            false => format!("{route}?{}", query(fields)),
            true => route.to_owned(),
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
        let request = request.body(body);
        match operation.stream.is_some() && !self.ends(operation) {
            true => self.runtime.block_on(begin(request)),
            false => self.runtime.block_on(send(request)),
        }
    }

    /// Whether the streams of an operation come to an end of their own: those that only wait for more do not.
    fn ends(&self, operation: &Operation) -> bool {
        !matches!(operation.response, Response::OnlyStream) || self.terminal(operation).is_some()
    }

    /// The tag of the event that ends the streams of an operation.
    pub fn terminal(&self, operation: &Operation) -> Option<&str> {
        let variant = self.api.events(operation)?.terminal()?;
        Some(&variant.wire)
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
