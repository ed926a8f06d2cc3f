//! From a request to its answer: which operation it is for, whether it is in order, and what that
//! operation says. How the answer travels is decided in `reply`.

use std::io;
use std::sync::{Arc, Mutex, OnceLock};

use chatbotkit_description::ir::{Api, Object, Operation};
use serde_json::{Map, Value};
use tokio::task::JoinSet;

use crate::accept::{Asked, asked};
use crate::aim::Target;
use crate::behaviour::{Answer, Behaviours, Call, Ready, Scope, Uploads};
use crate::check::check;
use crate::events::Events;
use crate::fault::Faults;
use crate::query;
use crate::refusal::Refusal;
use crate::reply::{Content, Reply};
use crate::request::RecordedRequest;
use crate::route::{Place, Routes};
use crate::scripted::{Kind, Scripted, Scripts};
use crate::upload::brought;

/// The request of an operation that has none.
static NO_FIELDS: Object = Object { fields: Vec::new(), require_any: Vec::new(), as_string: None };

/// The API that is played.
pub(crate) struct Play {
    pub api: Arc<Api>,
    pub routes: Routes,
    pub behaviours: Behaviours,
    pub scripts: Scripts,
    /// The address of the server without a path, once it listens.
    pub origin: OnceLock<String>,
    /// Answers that are being published.
    pub published: Mutex<JoinSet<()>>,
    /// The only secret that is good; without it any is.
    pub secret: Option<String>,
    /// Whether all that is documented is taken, even what today's service refuses.
    pub lenient: bool,
}

impl Play {
    /// The resource and the operation at a place.
    pub fn operation(&self, (module, operation): Place) -> (&str, &Operation) {
        let module = &self.api.modules[module];
        (&module.resource, &module.operations[operation])
    }

    /// Has an operation give answers that somebody wrote.
    pub fn script(
        &self,
        operation: String,
        answers: impl IntoIterator<Item = Scripted>,
    ) -> io::Result<()> {
        let mut known = self.api.modules.iter().flat_map(|module| &module.operations);
        if !known.any(|it| it.name == operation) {
            let message = format!("there is no operation `{operation}`");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        self.scripts.push(operation, answers);
        Ok(())
    }

    /// What a request is for.
    pub fn target(&self, method: &str, path: &str) -> Target {
        if let Some(id) = Uploads::attachment(path) {
            let path = [("attachmentId".to_owned(), id.to_owned())].into();
            return Target { operation: None, path };
        }
        let Ok(found) = self.routes.find(method, path) else {
            return Target::default();
        };
        let (_, operation) = self.operation(found.place);
        Target { operation: Some(operation.name.clone()), path: found.path }
    }

    /// Carries a request out.
    pub fn carry_out(&self, request: &RecordedRequest, faults: &Faults) -> Result<Reply, Refusal> {
        if let Some(id) = Uploads::attachment(request.path()) {
            self.behaviours.uploads().take(request, id)?;
            return Ok(Reply::new(200, Content::Nothing));
        }
        let found = self.routes.find(request.method(), request.path())?;
        let (resource, operation) = self.operation(found.place);
        let scope = self.scope(request)?;
        let accept = request.header("accept").unwrap_or("*/*");
        let asked = asked(&self.api, operation, accept)?;
        let brought = brought(operation, request)?;
        let fields = match brought {
            Some(_) => Map::new(),
            None => self.fields(request, resource, operation)?,
        };
        let call = Call {
            operation,
            path: &found.path,
            fields: &fields,
            brought: brought.as_ref(),
            scope: &scope,
            origin: self.origin.get().map_or("", String::as_str),
            streams: asked == Asked::Stream,
            whole: asked != Asked::Reply,
        };
        match self.scripts.next(&operation.name) {
            Kind::Ordinary => self.play(resource, &call, asked, faults),
            Kind::Steps(steps) => {
                let script = self.behaviours.call_functions(&call, steps);
                Ok(self.shaped(&call, asked, script, faults))
            }
            scripted => self.scripted(operation, asked, scripted, faults),
        }
    }

    /// What an operation does, and what it answers.
    fn play(
        &self,
        resource: &str,
        call: &Call<'_>,
        asked: Asked,
        faults: &Faults,
    ) -> Result<Reply, Refusal> {
        let behaviour = self.behaviours.get(resource);
        let played = behaviour.and_then(|behaviour| behaviour.play(call));
        let example = || self.behaviours.check_ids(call).map(|()| self.example(call));
        match played.unwrap_or_else(example) {
            Ok(Answer::Empty(status)) => Ok(Reply::new(status, Content::Nothing)),
            Ok(Answer::Script(script)) => Ok(self.shaped(call, asked, script, faults)),
            Ok(Answer::Background(reply, background)) => {
                if let Some(background) = background {
                    self.publish(background, faults);
                }
                let events = Vec::new().into_iter();
                Ok(self.shaped(call, asked, Box::new(Ready { reply, events }), faults))
            }
            Err(refusal) if refusal.in_stream && call.streams => {
                let events = Events::refused(&self.api, faults, &refusal);
                Ok(Reply::new(200, Content::Events(events)))
            }
            Err(refusal) => Err(refusal),
        }
    }

    /// Who sends a request, if the secret is a good one.
    fn scope(&self, request: &RecordedRequest) -> Result<Scope, Refusal> {
        let header = request.header("authorization").unwrap_or_default();
        let (scheme, secret) = header.split_once(' ').unwrap_or_default();
        let malformed = secret.is_empty() || secret.contains(char::is_whitespace);
        let only = || self.secret.as_ref().is_none_or(|only| only == secret);
        let is_good = || self.behaviours.session(secret).unwrap_or_else(only);
        if !scheme.eq_ignore_ascii_case("bearer") || malformed || !is_good() {
            let message = "the secret is missing, malformed or wrong";
            return Err(Refusal::new(401, message));
        }
        Ok(Scope::of(request, secret))
    }

    /// The fields of the query or of the body, found to be in order.
    fn fields(
        &self,
        request: &RecordedRequest,
        resource: &str,
        operation: &Operation,
    ) -> Result<Map<String, Value>, Refusal> {
        let object = operation.request.as_ref().map(|request| request.ty);
        let object = object.and_then(|ty| self.api.object(ty)).unwrap_or(&NO_FIELDS);
        let fields = match operation.verb.has_body() {
            false => query::fields(&self.api, object, request.query().unwrap_or_default()),
            true => match serde_json::from_slice(request.body()) {
                Ok(Value::Object(fields)) => fields,
                Ok(_) => return Err(Refusal::bad("the body must be an object")),
                Err(_) if request.body().is_empty() => {
                    return Err(Refusal::bad("the body is empty"));
                }
                Err(error) => return Err(Refusal::bad(format!("the body is not JSON: {error}"))),
            },
        };
        let behaviour = self.behaviours.get(resource).filter(|_| !self.lenient);
        let judged = behaviour.map(|behaviour| behaviour.check(&operation.name, &fields));
        let judged = judged.transpose()?.unwrap_or_default();
        check(&self.api, object, &fields, judged)?;
        Ok(fields)
    }
}
