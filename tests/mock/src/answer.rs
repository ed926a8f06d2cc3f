//! Brings answers into the shape that is described, and makes examples where an operation has no
//! behaviour of its own.

use std::sync::Arc;

use bytes::Bytes;
use chatbotkit_description::ir::{Operation, Response, Union};
use serde_json::{Value, json};

use crate::accept::Asked;
use crate::behaviour::{Answer, Call, Outcome, Ready, Script};
use crate::events::Events;
use crate::exchange::Play;
use crate::fault::Faults;
use crate::refusal::Refusal;
use crate::reply::{Content, Reply};
use crate::scripted::Kind;
use crate::shape::Shape;
use crate::unfinished::Unfinished;

impl Play {
    /// An answer that shows what its types look like.
    pub fn example(&self, call: &Call<'_>) -> Answer {
        let none = Faults::default();
        let shape = Shape::new(&self.api, &none);
        let (mut reply, mut events) = (Value::Null, Vec::new());
        if let Response::Json { ty, .. } = &call.operation.response {
            reply = shape.example(ty, "text");
            self.end_pages(call, &mut reply);
        }
        if let Some(union) = self.api.events(call.operation).filter(|_| call.streams) {
            let variants = union.variants.iter();
            events.extend(variants.map(|it| (it.wire.clone(), shape.example(&it.ty, "text"))));
        }
        let events = events.into_iter();
        Ready { reply, events }.into()
    }

    /// Empties the second page: an example that always had a next one would have no end.
    fn end_pages(&self, call: &Call<'_>, reply: &mut Value) {
        if let Some([items, next, send_as]) = self.api.paged(call.operation)
            && call.fields.contains_key(&send_as.wire)
        {
            reply[&items.wire] = json!([]);
            reply[&next.wire] = Value::Null;
        }
    }

    /// The reply to a call, with what the description has and nothing else.
    pub fn shaped(
        &self,
        call: &Call<'_>,
        asked: Asked,
        mut script: Box<dyn Script>,
        faults: &Faults,
    ) -> Reply {
        match (asked, &call.operation.response, call.operation.stream) {
            (Asked::Stream, _, Some(union)) => {
                let events = Events::new(&self.api, faults, script, union);
                Reply::new(200, Content::Events(events))
            }
            (Asked::Content(media_type), ..) => {
                let bytes = script.content(&media_type);
                let bytes = bytes.unwrap_or_else(|| example_of(&media_type));
                Reply::new(200, Content::Whole(media_type, bytes))
            }
            (_, Response::Json { ty, .. }, _) if script.wait().is_some() => {
                let (api, faults) = (Arc::clone(&self.api), faults.clone());
                let unfinished = Unfinished { api, faults, script, ty: ty.clone() };
                Reply::new(200, Content::Unfinished(unfinished))
            }
            (_, Response::Json { ty, .. }, _) => {
                let reply = script.reply(Outcome::Complete);
                Reply::json(200, &Shape::new(&self.api, faults).complete(ty, reply))
            }
            _ => Reply::new(204, Content::Nothing),
        }
    }
}

impl Play {
    /// An answer that somebody wrote, as it is.
    pub fn scripted(
        &self,
        operation: &Operation,
        asked: Asked,
        scripted: Kind,
        faults: &Faults,
    ) -> Result<Reply, Refusal> {
        let last = self.api.events(operation).and_then(Union::terminal);
        let last = last.map_or("", |variant| variant.wire.as_str());
        match (asked, scripted) {
            (_, Kind::Error(status)) => Err(Refusal::on_purpose(status)),
            (Asked::Stream, scripted) => {
                let events = match scripted {
                    Kind::Events(events) => events,
                    Kind::Reply(reply) => vec![(last.to_owned(), reply)],
                    Kind::Error(_) | Kind::Ordinary | Kind::Steps(_) => Vec::new(),
                };
                let events = Events::written(&self.api, faults, events);
                Ok(Reply::new(200, Content::Events(events)))
            }
            (asked, Kind::Events(events)) => {
                let end = events.into_iter().rev().find(|(tag, _)| tag == last);
                let (_, reply) = end.ok_or_else(|| Refusal::new(500, "the script has no reply"))?;
                self.scripted(operation, asked, Kind::Reply(reply), faults)
            }
            (Asked::Content(media_type), Kind::Reply(Value::String(text))) => {
                Ok(Reply::new(200, Content::Whole(media_type, text.into())))
            }
            (_, Kind::Reply(reply)) => Ok(Reply::json(200, &reply)),
            (_, Kind::Ordinary | Kind::Steps(_)) => Ok(Reply::new(204, Content::Nothing)),
        }
    }
}

/// Content of a media type: text where it is one of text, otherwise bytes that are not.
fn example_of(media_type: &str) -> Bytes {
    if media_type.ends_with("json") {
        Bytes::from_static(b"\"text\"")
    } else if media_type.starts_with("text/") {
        Bytes::from_static(b"text\n")
    } else {
        Bytes::from_static(b"\0\xff\r\n")
    }
}
