//! The resolved description: every decision made, every reference an id.
//!
//! Wire names and Rust names stand side by side, and what is optional, nullable or boxed is said
//! outright. It knows nothing of YAML, and nothing of how Rust source is written.

mod service;

pub use service::{
    Codes, ErrorField, ErrorShape, Errors, Header, MapsInQuery, Service, Silence, Streams,
    duration, in_units,
};

/// A whole API.
#[derive(Debug, Clone, PartialEq)]
pub struct Api {
    /// What holds for every operation.
    pub service: Service,
    /// The modules, in the order of the documentation.
    pub modules: Vec<Module>,
    /// All types of all modules. A `TypeId` is an index into it.
    pub types: Vec<Type>,
}

/// The place of a type in `Api::types`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeId(pub usize);

/// One resource: its types and its operations.
#[derive(Debug, Clone, PartialEq)]
pub struct Module {
    /// The resource in snake case, such as `conversation`. Also the client's accessor.
    pub resource: String,
    /// The version, such as `v1`.
    pub version: String,
    /// The type that carries the operations, such as `Conversations`.
    pub handle: String,
    /// The file that describes it, such as `conversation.yaml`.
    pub source: String,
    /// What it is about.
    pub doc: Doc,
    /// Its types, in the order of the description, each inline type behind the one that holds it.
    pub types: Vec<TypeId>,
    /// Types of other modules that its types and operations lead to.
    pub foreign: Vec<TypeId>,
    /// Its operations.
    pub operations: Vec<Operation>,
}

/// Documentation in CommonMark, as the description has it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Doc {
    /// The text; empty where nothing was written.
    pub text: String,
    /// The version of the service that it came with.
    pub since: Option<String>,
    /// Why not to use it, and what to use instead.
    pub deprecated: Option<String>,
    /// The names that it had before.
    pub was: Vec<String>,
}

/// A described type.
#[derive(Debug, Clone, PartialEq)]
pub struct Type {
    /// The name in the description; the Rust name of an inline type.
    pub name: String,
    /// The name in Rust.
    pub rust: String,
    /// Index of its module.
    pub module: usize,
    /// What it is.
    pub doc: Doc,
    /// Whether the documentation has it. Inline types it shows without a name.
    pub documented: Documented,
    /// Where it travels.
    pub flow: Flow,
    /// The types that it extends. What it has of them is in `kind`.
    pub extends: Vec<TypeId>,
    /// Whether its values can hold a secret, be it in what they hold.
    pub secret: bool,
    /// What it consists of.
    pub kind: Kind,
}

/// Where the documentation has a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Documented {
    /// Under its name.
    Named,
    /// Written out where it is used.
    Inline,
    /// Nowhere.
    Not,
}

/// Where a type travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flow {
    /// A request leads to it.
    pub request: bool,
    /// A reply or an event leads to it.
    pub reply: bool,
}

impl Flow {
    /// Only requests lead to it.
    pub fn only_request(self) -> bool {
        self.request && !self.reply
    }

    /// Only replies and events lead to it.
    pub fn only_reply(self) -> bool {
        self.reply && !self.request
    }
}

/// What a type consists of.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Another name for a type.
    Alias(TypeRef),
    /// Named fields.
    Object(Object),
    /// An open set of texts.
    Enum(Enum),
    /// One of several shapes. The events of a stream are one too.
    Union(Union),
}

/// A use of a type.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeRef {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// Any JSON value.
    Any,
    /// Milliseconds since 1970.
    Timestamp,
    /// Date and time as a text of RFC 3339.
    DateTime,
    /// A described type.
    Named(TypeId),
    /// A described type that holds itself on this way.
    Boxed(TypeId),
    /// Many of them.
    Array(Box<TypeRef>),
    /// Many of them, by text keys.
    Map(Box<TypeRef>),
    /// One of them, or null. The null of a field is said by its `Presence` instead.
    Nullable(Box<TypeRef>),
}

/// Named fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Object {
    /// The fields, inherited ones first.
    pub fields: Vec<Field>,
    /// Indices of optional fields of which at least one has to be there; empty where there is no such rule.
    pub require_any: Vec<usize>,
    /// How it is written where it travels as one string.
    pub as_string: Option<AsString>,
}

/// How an object is written as one string: the first field, then for each further field that is set
/// `before_key`, its wire name, `before_value`, its value, `after_value`.
#[derive(Debug, Clone, PartialEq)]
pub struct AsString {
    /// Index of the field that the string starts with.
    pub first: usize,
    /// What stands before a key.
    pub before_key: String,
    /// What stands between a key and its value.
    pub before_value: String,
    /// What stands behind a value.
    pub after_value: String,
}

/// A field of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The name on the wire.
    pub wire: String,
    /// The name in Rust; a keyword is written with its `r#`.
    pub rust: String,
    /// What it is.
    pub doc: Doc,
    /// The type of a value that is there.
    pub ty: TypeRef,
    /// Whether a value has to be there.
    pub presence: Presence,
    /// Whether the documentation has it.
    pub documented: bool,
    /// Whether `Debug` hides its value.
    pub secret: bool,
}

/// What stands in examples for a string that is a secret.
pub const SECRET: &str = "(secret)";

/// Whether the value of a field has to be there.
#[derive(Debug, Clone, PartialEq)]
pub enum Presence {
    /// It is there.
    Required,
    /// It is there, or null is.
    RequiredNullable,
    /// It may be missing. Where it is read, null is the same as missing.
    Optional,
    /// It may be missing, and it may be null, which says something else.
    ThreeState,
    /// It may be missing in the caller's code, and then this is sent.
    Defaulted(Literal),
}

/// A plain value.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// Text.
    String(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// True or false.
    Boolean(bool),
}

/// An open set of texts.
#[derive(Debug, Clone, PartialEq)]
pub struct Enum {
    /// The known values.
    pub values: Vec<EnumValue>,
}

/// A known value of an open set.
#[derive(Debug, Clone, PartialEq)]
pub struct EnumValue {
    /// The text on the wire.
    pub wire: String,
    /// The variant.
    pub rust: String,
    /// What it means.
    pub doc: Doc,
}

/// One of several shapes. Always open: what is unknown is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Union {
    /// How the variants are told apart.
    pub tagging: Tagging,
    /// The known variants.
    pub variants: Vec<Variant>,
    /// What there is besides, where the variants are the events of a stream.
    pub events: Option<Events>,
}

/// How the variants of a union are told apart.
#[derive(Debug, Clone, PartialEq)]
pub enum Tagging {
    /// `{tag: .., content: {..}}`
    Adjacent {
        /// The key of the tag.
        tag: String,
        /// The key of the content.
        content: String,
    },
    /// `{tag: .., ..}`
    Internal {
        /// The key of the tag.
        tag: String,
    },
    /// By the JSON kind of the value and by the fields that are there.
    Untagged,
}

/// A known variant of a union.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// The tag on the wire. Without a tag, the name in the description.
    pub wire: String,
    /// The variant in Rust.
    pub rust: String,
    /// What it is.
    pub doc: Doc,
    /// What it holds.
    pub ty: TypeRef,
    /// How it is told apart in a union without a tag.
    pub told_by: ToldBy,
    /// The documentation's name of the variant with its tag.
    pub documented_as: Option<String>,
}

/// How a variant is told apart.
#[derive(Debug, Clone, PartialEq)]
pub enum ToldBy {
    /// By its tag.
    Tag,
    /// By the JSON kind of its value.
    Kind(JsonKind),
    /// By a field that only this variant has to have.
    Field(String),
}

/// The kind of a JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonKind {
    /// `true`, `false`
    Boolean,
    /// `1`
    Number,
    /// `"a"`
    String,
    /// `[]`
    Array,
    /// `{}`
    Object,
}

/// What a stream's events have besides: the same for every operation that streams them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Events {
    /// Index of the variant that ends the stream; its content is the reply. `None`: no event does.
    pub terminal: Option<usize>,
    /// Indices of the variant that carries the next piece of the text, and of its field that does.
    pub text: Option<(usize, usize)>,
}

/// One exchange with the service.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// The documented name, such as `completeConversation`.
    pub name: String,
    /// The method on the module's handle.
    pub rust: String,
    /// What it does.
    pub doc: Doc,
    /// The verb.
    pub verb: Verb,
    /// The path behind the base address, with its placeholders: `/conversation/{conversationId}/fetch`.
    pub path: String,
    /// The placeholders of the path, in its order.
    pub parameters: Vec<Parameter>,
    /// What a repetition does.
    pub effect: Effect,
    /// The object that the caller sends: the JSON body where the verb has one, else the query.
    pub request: Option<Request>,
    /// The content that the caller can send in place of the request, or has to where there is none.
    pub upload: Option<Upload>,
    /// What comes back.
    pub response: Response,
    /// The other media types that the reply can be asked for in, each by a method of its own.
    pub also: Vec<Also>,
    /// The events, where the operation can stream.
    pub stream: Option<TypeId>,
    /// How long its stream may be silent, where that differs from other streams.
    pub silence: Option<Silence>,
    /// How pages follow one another.
    pub pages: Option<Pages>,
    /// Statuses that come without a body, and what they mean.
    pub empty_on: Vec<(u16, String)>,
}

/// The verb of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// It reads.
    Get,
    /// It does something.
    Post,
    /// It puts something where there was something else, or nothing.
    Put,
    /// It changes parts of something.
    Patch,
    /// It takes something away.
    Delete,
}

/// What a repetition of an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing is changed.
    Read,
    /// The second time changes nothing more.
    Idempotent,
    /// Something is made, or paid for, each time.
    Create,
}

/// A placeholder of a path.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The name in the path.
    pub wire: String,
    /// The argument in Rust.
    pub rust: String,
    /// What it is.
    pub doc: Doc,
    /// Whether a `/` in its value stays one: `{+path}`.
    pub keeps_slashes: bool,
}

/// What the caller sends.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The object.
    pub ty: TypeId,
    /// Whether it may be left out.
    pub optional: bool,
}

/// Content that the caller sends: a file, not JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct Upload {
    /// The method that sends it. `None`: the operation's own, which then takes no request.
    pub rust: Option<String>,
    /// The part of a `multipart/form-data` body that holds it. `None`: it is the whole body.
    pub part: Option<String>,
}

/// A media type that a reply can be asked for in.
#[derive(Debug, Clone, PartialEq)]
pub struct Also {
    /// The method that asks for it.
    pub rust: String,
    /// The media type.
    pub media_type: String,
}

/// What comes back.
#[derive(Debug, Clone, PartialEq)]
pub enum Response {
    /// No body that says anything.
    Nothing,
    /// A body in JSON.
    Json {
        /// Its type.
        ty: TypeRef,
        /// No field of it is required, so an error object would read as a reply: look for the error first.
        error_first: bool,
    },
    /// A body that is no JSON, as it comes.
    Content {
        /// The media type to ask for.
        media_type: String,
    },
    /// Nothing but a stream.
    OnlyStream,
}

/// How pages follow one another.
#[derive(Debug, Clone, PartialEq)]
pub struct Pages {
    /// Index of the field of the reply that holds the items.
    pub items: usize,
    /// Index of the field of the reply that says where the next page starts.
    pub next: usize,
    /// Index of the field of the request that takes it.
    pub send_as: usize,
}

impl Verb {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete];

    /// As requests have it: `GET`.
    pub fn on_the_wire(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// As descriptions and documents of OpenAPI have it: `get`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Post => "post",
            Self::Put => "put",
            Self::Patch => "patch",
            Self::Delete => "delete",
        }
    }

    /// Whether what is sent is the body. The body of a DELETE has no meaning in HTTP, as that of a GET.
    pub fn has_body(self) -> bool {
        !matches!(self, Self::Get | Self::Delete)
    }
}

impl Api {
    /// The type behind an id.
    pub fn at(&self, id: TypeId) -> &Type {
        &self.types[id.0]
    }

    /// A use of a type as the description writes it: `Message[]`.
    pub fn expression(&self, ty: &TypeRef) -> String {
        match ty {
            TypeRef::String => "string".into(),
            TypeRef::Integer => "integer".into(),
            TypeRef::Number => "number".into(),
            TypeRef::Boolean => "boolean".into(),
            TypeRef::Any => "any".into(),
            TypeRef::Timestamp => "timestamp".into(),
            TypeRef::DateTime => "datetime".into(),
            TypeRef::Named(id) | TypeRef::Boxed(id) => self.at(*id).name.clone(),
            TypeRef::Array(item) => format!("{}[]", self.expression(item)),
            TypeRef::Map(value) => format!("map<{}>", self.expression(value)),
            TypeRef::Nullable(inner) => format!("{} | null", self.expression(inner)),
        }
    }

    /// The object behind an id, through aliases.
    pub fn object(&self, id: TypeId) -> Option<&Object> {
        match &self.at(id).kind {
            Kind::Object(object) => Some(object),
            Kind::Alias(TypeRef::Named(next)) => self.object(*next),
            _ => None,
        }
    }
}
