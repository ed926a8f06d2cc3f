//! Brings answers into the shape that is described, and makes examples where an operation has no
//! behaviour of its own.

use bytes::Bytes;
use chatbotkit_codegen::ir::{Kind, Response, TypeRef, Union};
use serde_json::{Value, json};

use crate::accept::Asked;
use crate::behaviour::{Answer, Call};
use crate::exchange::Play;
use crate::fault::Faults;
use crate::reply::{Content, Reply};
use crate::shape::Shape;

impl Play {
    /// An answer that shows what its types look like.
    pub fn example(&self, call: &Call<'_>) -> Answer {
        let none = Faults::default();
        let shape = Shape::new(&self.api, &none);
        let mut answer = Answer::default();
        if let Response::Json { ty, .. } = &call.operation.response {
            answer.reply = shape.example(ty, "text");
            self.end_pages(call, ty, &mut answer.reply);
        }
        if let Some(union) = self.events(call) {
            for variant in &union.variants {
                let content = shape.example(&variant.ty, "text");
                answer.events.push((variant.wire.clone(), content));
            }
        }
        answer
    }

    /// Empties the second page: an example that always had a next one would have no end.
    fn end_pages(&self, call: &Call<'_>, ty: &TypeRef, reply: &mut Value) {
        if let (Some(pages), Some(asked)) = (&call.operation.pages, &call.operation.request)
            && let (Some(asked), TypeRef::Named(ty)) = (self.api.object(asked.ty), ty)
            && let Some(object) = self.api.object(*ty)
            && call.fields.contains_key(&asked.fields[pages.send_as].wire)
        {
            reply[&object.fields[pages.items].wire] = json!([]);
            reply[&object.fields[pages.next].wire] = Value::Null;
        }
    }

    /// The events of a stream, where the answer is to be one.
    fn events(&self, call: &Call<'_>) -> Option<&Union> {
        let stream = call.operation.stream.filter(|_| call.streams)?;
        match &self.api.at(stream).kind {
            Kind::Union(union) => Some(union),
            _ => None,
        }
    }

    /// The reply to a call, with what the description has and nothing else.
    pub fn shaped(&self, call: &Call<'_>, asked: Asked, answer: Answer, faults: &Faults) -> Reply {
        let shape = Shape::new(&self.api, faults);
        if let Some(status) = answer.empty {
            return Reply::new(status, Content::Nothing);
        }
        if let Some(union) = self.events(call) {
            let terminal = union.events.as_ref().and_then(|events| events.terminal);
            let terminal = terminal.map(|terminal| union.variants[terminal].wire.clone());
            let mut events = answer.events;
            events.retain(|(tag, _)| Some(tag) != terminal.as_ref());
            events.extend(terminal.map(|tag| (tag, answer.reply)));
            let shaped = events.into_iter().filter_map(|(tag, content)| {
                match union.variants.iter().find(|variant| variant.wire == tag) {
                    Some(variant) => Some((tag, shape.complete(&variant.ty, content).to_string())),
                    None => call.every_tag.then_some((tag, content.to_string())),
                }
            });
            return Reply::new(200, Content::Events(shaped.collect()));
        }
        match (asked, &call.operation.response) {
            (Asked::Content(media_type), _) => {
                let bytes = example_of(&media_type);
                Reply::new(200, Content::Bytes { media_type, bytes })
            }
            (_, Response::Json { ty, .. }) => {
                Reply::new(200, Content::Json(shape.complete(ty, answer.reply)))
            }
            _ => Reply::new(204, Content::Nothing),
        }
    }
}

/// Content of a media type: a text where it is one, and else bytes that are none.
fn example_of(media_type: &str) -> Bytes {
    if media_type.ends_with("json") {
        Bytes::from_static(b"\"text\"")
    } else if media_type.starts_with("text/") {
        Bytes::from_static(b"text\n")
    } else {
        Bytes::from_static(b"\0\xff\r\n")
    }
}
