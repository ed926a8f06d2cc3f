//! Types: what each consists of, and what its parts are.

use super::graph::Edge;
use super::{Doc, TypeId, TypeRef};
use crate::type_expr::{JsonKind, Literal};

/// A described type.
#[derive(Debug, Clone, Default, PartialEq)]
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Documented {
    /// Under its name.
    #[default]
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
    /// An open set of strings.
    Enum(Enum),
    /// One of several shapes. The events of a stream are one too.
    Union(Union),
}

impl Default for Kind {
    fn default() -> Self {
        Self::Alias(TypeRef::ANY)
    }
}

/// Named fields.
#[derive(Debug, Clone, Default, PartialEq)]
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
    /// What follows a value.
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
    /// The value that examples show.
    pub example: Option<Literal>,
    /// Whether the documentation has it.
    pub documented: bool,
    /// Whether `Debug` hides its value.
    pub secret: bool,
    /// Whether the value is boxed, since a type would contain itself otherwise.
    pub boxed: bool,
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

/// An open set of strings.
#[derive(Debug, Clone, PartialEq)]
pub struct Enum {
    /// The known values.
    pub values: Vec<EnumValue>,
}

/// A known value of an open set.
#[derive(Debug, Clone, PartialEq)]
pub struct EnumValue {
    /// The string on the wire.
    pub wire: String,
    /// The variant.
    pub rust: String,
    /// What it means.
    pub doc: Doc,
}

/// One of several shapes. Always open: what is unknown is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Union {
    /// How the variants are distinguished.
    pub tagging: Tagging,
    /// The known variants.
    pub variants: Vec<Variant>,
    /// What there is besides, where the variants are the events of a stream.
    pub events: Option<Events>,
}

/// How the variants of a union are distinguished.
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
    /// How it is distinguished in a union without a tag.
    pub distinguished_by: DistinguishedBy,
    /// The documentation's name of the variant with its tag.
    pub documented_as: Option<String>,
    /// Whether the content is boxed, since a type would contain itself otherwise.
    pub boxed: bool,
}

/// How a variant is distinguished.
#[derive(Debug, Clone, PartialEq)]
pub enum DistinguishedBy {
    /// By its tag.
    Tag,
    /// By the JSON kind of its value.
    Kind(JsonKind),
    /// By a field that only this variant has to have.
    Field(String),
}

/// What a stream's events have besides: the same for every operation that streams them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Events {
    /// Index of the variant that ends the stream; its content is the reply. `None`: no event does.
    pub terminal: Option<usize>,
    /// Indices of the variant that carries the next piece of the text, and of its field that does.
    pub text: Option<(usize, usize)>,
}

impl Type {
    /// The uses of types that it consists of: those of its fields or variants, or that of an alias.
    pub fn uses(&self) -> impl Iterator<Item = &TypeRef> {
        let (alias, fields, variants): (_, &[Field], &[Variant]) = match &self.kind {
            Kind::Alias(ty) => (Some(ty), &[], &[]),
            Kind::Object(object) => (None, &object.fields, &[]),
            Kind::Union(union) => (None, &[], &union.variants),
            Kind::Enum(_) => (None, &[], &[]),
        };
        let fields = fields.iter().map(|field| &field.ty);
        alias.into_iter().chain(fields).chain(variants.iter().map(|variant| &variant.ty))
    }

    /// The types that it has to do with in this way.
    pub fn edges(&self, edge: Edge) -> Vec<TypeId> {
        match (edge, &self.kind) {
            (Edge::Extends, _) => self.extends.clone(),
            (Edge::Holds, _) => self.uses().filter_map(TypeRef::name).copied().collect(),
            (Edge::HoldsByValue, _) => {
                self.uses().filter_map(TypeRef::name_by_value).copied().collect()
            }
            (Edge::Requires, Kind::Object(object)) => {
                let fields = object.fields.iter();
                fields.filter_map(|field| field.requires()).collect()
            }
            (Edge::Requires, _) => {
                let named = |ty: &TypeRef| match ty {
                    TypeRef::Named(id) => Some(*id),
                    _ => None,
                };
                self.uses().filter_map(named).collect()
            }
        }
    }

    /// The fields of an object; of anything else none.
    pub fn fields(&self) -> &[Field] {
        match &self.kind {
            Kind::Object(object) => &object.fields,
            _ => &[],
        }
    }

    /// Whether it is an object in the form of one string.
    pub fn is_string_form(&self) -> bool {
        matches!(&self.kind, Kind::Object(object) if object.as_string.is_some())
    }

    /// Whether it is the events of a stream.
    pub fn is_events(&self) -> bool {
        matches!(&self.kind, Kind::Union(union) if union.events.is_some())
    }
}

impl Field {
    /// Whether a value has to be there, if only null.
    pub fn is_required(&self) -> bool {
        matches!(self.presence, Presence::Required | Presence::RequiredNullable)
    }

    /// The type of a value that a caller gives for it.
    pub fn given(&self) -> TypeRef {
        match self.presence {
            Presence::RequiredNullable => self.ty.clone().nullable(),
            _ => self.ty.clone(),
        }
    }

    /// The described type without a value of which it has none.
    fn requires(&self) -> Option<TypeId> {
        match (&self.presence, &self.ty) {
            (Presence::Required, TypeRef::Named(id)) => Some(*id),
            _ => None,
        }
    }
}

impl Object {
    /// Whether everything in it that may be missing can be cleared, and something can.
    pub fn is_patch(&self) -> bool {
        let has = |presence| self.fields.iter().any(|field| field.presence == presence);
        has(Presence::ThreeState) && !has(Presence::Optional)
    }

    /// The fields that a constructor takes: the required ones, and the one that it is for.
    pub fn taken(&self, chosen: Option<usize>) -> impl Iterator<Item = (usize, &Field)> {
        let fields = self.fields.iter().enumerate();
        fields.filter(move |(index, field)| field.is_required() || chosen == Some(*index))
    }

    /// The field of that name on the wire.
    pub fn field(&self, wire: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.wire == wire)
    }
}

impl Union {
    /// The key of the tag, where there is one.
    pub fn tag(&self) -> Option<&String> {
        match &self.tagging {
            Tagging::Adjacent { tag, .. } | Tagging::Internal { tag } => Some(tag),
            Tagging::Untagged => None,
        }
    }

    /// The event that ends a stream of them.
    pub fn terminal(&self) -> Option<&Variant> {
        self.variants.get(self.events.as_ref()?.terminal?)
    }
}
