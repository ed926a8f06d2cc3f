//! What the files of modules say, as they say it: every value with its span, nothing decided.

use super::formats;
use super::keys::{On, choices, keys};
use super::read::{Map, OneOrMany, Scalar, Shape, SignsOfLife};
use super::span::At;
use crate::ir::Effect;

keys! {
    /// One resource of the service: its types and its operations.
    Module {
        /// The JSON Schema of the file, for editors. Only in JSON: in YAML a comment names it.
        schema as "$schema": Option<At<String>>;
        /// The resource and its version, such as `conversation/v1`.
        module: At<String> => format(formats::MODULE);
        /// What the module is about.
        doc: Option<At<String>>;
        /// The placeholders of the module's paths.
        path: Map<At<Shape>>;
        /// The types, by their documented names.
        types: Map<At<Shape>>;
        /// The operations, by their documented names.
        operations: Map<Operation>;
    }

    /// One exchange with the service.
    Operation {
        /// What it does. The first sentence is the summary.
        doc: Option<At<String>>;
        /// The path of a GET.
        get: Option<At<String>> => format(formats::PATH);
        /// The path of a POST.
        post: Option<At<String>> => format(formats::PATH);
        /// The path of a PUT.
        put: Option<At<String>> => format(formats::PATH);
        /// The path of a PATCH.
        patch: Option<At<String>> => format(formats::PATH);
        /// The path of a DELETE.
        delete: Option<At<String>> => format(formats::PATH);
        /// The method on the module's handle.
        method: At<String>;
        /// What a repetition does.
        effect: Option<At<Effect>>;
        /// What the caller sends: the query of a GET or DELETE, the JSON body of a POST, PUT or PATCH.
        request: Option<At<String>>;
        /// The same where it may be left out.
        request_optional as "request?": Option<At<String>>;
        /// Content that the caller can send in place of the request.
        upload: Option<Upload>;
        /// The type of the reply, the media type of a reply that is not JSON, or `nothing`.
        response: Option<At<String>>;
        /// Other media types that the reply can be asked for in, by the methods that do.
        also: Map<At<String>>;
        /// How the pages of a list follow one another.
        pages: Option<Pages>;
        /// The stream that the operation can answer with.
        stream: Option<Stream>;
        /// Statuses that come without a body, and what they mean.
        empty_on: Map<At<String>>;
        /// The version of the service that it came with.
        since: Option<At<String>>;
        /// Why not to use it, and what to use instead.
        deprecated: Option<At<String>>;
        /// The names that it had before.
        was: OneOrMany;
    }

    /// Content that the caller sends: a file, not JSON.
    Upload {
        /// The method that sends it. Only beside a `request`, which the operation's own method sends.
        method: Option<At<String>>;
        /// The part of a `multipart/form-data` body that holds it. Without it, it is the whole body.
        part: Option<At<String>>;
    }

    /// How the pages of a list follow one another.
    Pages {
        /// The field of the reply that holds the items.
        items: At<String>;
        /// The field of the reply that says where the next page starts.
        next: At<String>;
        /// The field of the request that takes it.
        send_as: At<String>;
    }

    /// The stream that an operation can answer with.
    Stream {
        /// The type of the events.
        events: At<String>;
        /// The tag of the event that ends the stream. Its content is the reply.
        terminal: Option<At<String>>;
        /// No event ends the stream.
        open_ended: Option<At<bool>>;
        /// Where the pieces of the text are: `tag.field`.
        text: Option<At<String>>;
        /// How long it may go without an event, where that differs from other streams.
        idle: Option<At<String>> => format(formats::DURATION_OR_NEVER);
        /// How often at least something arrives, where that differs; `never` takes a promise back.
        signs_of_life: Option<SignsOfLife>;
    }

    /// The long form of a type, a field, a variant, an event or a placeholder.
    Long {
        /// What it is. The first sentence is the summary.
        doc: Option<At<String>>;
        /// A type expression, such as `string`, `Message[]` or `map<any>`.
        ty as "type": Option<At<String>> => format(formats::TYPE), on(On::Shape);
        /// An object: its fields. A name that ends in `?` is optional.
        fields: Option<Map<At<Shape>>> => on(On::Shape);
        /// An open set of strings: each value and what it means.
        enumeration as "enum": Option<Map<At<Shape>>> => on(On::Shape), format(formats::VALUES);
        /// One of several shapes.
        union: Option<Map<At<Shape>>> => on(On::Shape);
        /// The events of a stream, by their tags.
        events: Option<Map<At<Shape>>> => on(On::Shape);
        /// An array: the shape of its items.
        items: Option<Box<At<Shape>>> => on(On::Shape);
        /// A map: the shape of its values.
        values: Option<Box<At<Shape>>> => on(On::Shape);
        /// The key by which the variants of a union are distinguished.
        tag: Option<At<String>> => on(On::Union);
        /// The key that holds the content of a variant. Without it the content stands beside the tag.
        content: Option<At<String>> => on(On::TaggedUnion);
        /// The Rust name of an inline object, enum or union.
        name: Option<At<String>> => on(On::Inline);
        /// Types whose fields, or events, come first.
        extends: Option<OneOrMany> => on(On::ObjectOrEvents);
        /// Inherited fields that have another shape here.
        overrides as "override": Map<At<Shape>> => on(On::Object);
        /// Optional fields of which at least one has to be there.
        require_any: Option<Vec<At<String>>> => on(On::Object);
        /// Every optional field can also be null, which clears it.
        patch: Option<At<bool>> => on(On::Object);
        /// The object travels as one string.
        as_string: Option<AsString> => on(On::Object);
        /// What is sent when the caller sets nothing.
        client_default: Option<At<Scalar>> => on(On::OptionalField);
        /// The documentation's name of a variant or event.
        documented_as: Option<At<String>> => on(On::VariantOrEvent);
        /// The documentation has no such name.
        undocumented: Option<At<bool>> => on(On::TypeOrField);
        /// A field whose value `Debug` does not show.
        secret: Option<At<bool>> => on(On::Field);
        /// The Rust name, where the wire name makes none or clashes.
        rust: Option<At<String>> => on(On::Named);
        /// The version of the service that it came with.
        since: Option<At<String>>;
        /// Why not to use it, and what to use instead.
        deprecated: Option<At<String>>;
        /// The names that it had before.
        was: OneOrMany => on(On::Named);
    }

    /// How an object is written as one string.
    AsString {
        /// The required field that the string starts with.
        first: At<String>;
        /// How each further field is written, with `{key}` and `{value}`.
        rest: At<String>;
    }

    /// How often a stream gives a sign of life, where that changes on the way.
    LongSignsOfLife {
        /// How often at least something arrives.
        every: At<String> => format(formats::DURATION_OR_NEVER);
        /// How often, once an event with this tag has arrived.
        after: Map<At<String>> => format(formats::DURATIONS);
    }
}

choices! {
    /// What a repetition of an operation does.
    Effect {
        "read" => Effect::Read,
        "idempotent" => Effect::Idempotent,
        "create" => Effect::Create,
    }
}
