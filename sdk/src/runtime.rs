//! What generated code imports, and nothing else that is public.
//!
//! Applications find what is meant for them at the root of the crate. This module is only as stable
//! as the generator needs it to be.

mod address;
mod api_error;
mod body;
mod budget;
mod builder;
mod call;
mod careful;
mod client;
mod clocks;
mod collect;
mod content;
mod content_stream;
mod date_time;
mod document;
mod error;
mod exchange;
mod fault;
mod field;
mod handover;
mod head;
mod headers;
mod hidden;
mod limits;
mod lines;
mod media_type;
mod object;
mod open_enum;
mod operation;
mod outgoing;
mod pages;
mod patch;
mod path;
mod prepared;
mod query;
mod random;
mod raw_event;
mod raw_union;
mod reply;
mod retry;
mod scan;
#[cfg(feature = "schemars")]
mod schema;
mod shown;
mod span;
mod stream;
mod string_form;
mod tables;
mod timestamp;
mod transport;
mod unanswered;
mod union;
mod unknown;
mod upload;

#[cfg(feature = "schemars")]
pub use schemars::{JsonSchema, Schema, SchemaGenerator};
pub use serde::{
    Deserialize, Deserializer, Serialize, Serializer, de::MapAccess, ser::SerializeStruct,
};
pub use serde_json::Value;

#[cfg(feature = "tools")]
pub(crate) use self::random::name as random_name;
#[cfg(feature = "schemars")]
pub use self::schema::{ObjectSchema, parameters};
pub use self::{
    builder::ClientBuilder,
    call::{Call, Opening, Pending},
    client::Client,
    collect::{array, map},
    content::Content,
    content_stream::ContentStream,
    date_time::DateTime,
    error::{Error, ErrorKind},
    fault::Fault,
    field::{Read, ReadField, WriteField, Written},
    lines::{LineDecoder, LineTooLong},
    object::{Key, Object, debug_object, read_object, read_once, required, skip},
    open_enum::read_open_enum,
    operation::{
        Effect, ErrorKeys, ErrorShape, MapsInQuery, Operation, Service, Silence, StreamKeys,
    },
    pages::{Items, Page, Pages},
    patch::Patch,
    prepared::Prepared,
    raw_event::RawEvent,
    raw_union::{Decoded, Envelope, JsonKind, RawUnion},
    reply::{Reply, Response},
    retry::Retry,
    stream::{EventStream, Relay},
    string_form::{StringField, StringForm, StringParts, StringValue},
    timestamp::{OutOfRange, Timestamp},
    union::{Event, NoEvents, Terminal, Union, debug_unknown, read_union, to_json, write_variant},
    unknown::{UnknownValue, UnknownVariant},
    upload::Upload,
};
pub use crate::{
    __open_enum as open_enum, __open_union as open_union, __page as page, __record as record,
    __reply as reply, __request as request, __request_union as request_union,
};
