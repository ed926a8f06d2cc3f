//! Unions and events as schemas: a variant each, with the tag and the content where they are on the wire.

use super::types::Schemas;
use super::words::described;
use chatbotkit_description::ir::{Tagging, Union, Variant};
use chatbotkit_description::print::{Keys, keys, list};

impl Schemas<'_> {
    /// The known variants. There is no `discriminator`: it chooses among schemas that have a name, and what
    /// stands around a content has none. The tag is a `const`, which says the same.
    pub(super) fn union(&self, union: &Union) -> Keys {
        let variants = union.variants.iter().map(|variant| self.variant(union, variant));
        let key = match &union.tagging {
            Tagging::Adjacent { .. } | Tagging::Internal { .. } => "oneOf",
            Tagging::Untagged => "anyOf",
        };
        keys! { [key] => list(variants) }
    }

    fn variant(&self, union: &Union, variant: &Variant) -> Keys {
        let wire = &variant.wire;
        let inner = self.of(&variant.ty);
        let body = match &union.tagging {
            Tagging::Adjacent { tag, content } => keys! {
                "title" => wire, ..tagged(tag, constant(wire), Some((content.as_str(), inner))),
            },
            Tagging::Internal { tag } => keys! {
                "title" => wire, "allOf" => list([inner, tagged(tag, constant(wire), None)]),
            },
            Tagging::Untagged => inner,
        };
        described(&variant.doc, body)
    }
}

/// An object with a tag, and with its content where that is beside it.
pub(super) fn tagged(tag: &str, value: Keys, content: Option<(&str, Keys)>) -> Keys {
    let properties = [(tag, value)].into_iter().chain(content);
    let (names, schemas): (Vec<_>, Vec<_>) = properties.unzip();
    keys! {
        "type" => "object",
        "properties" => names.iter().copied().zip(schemas).collect::<Keys>(),
        "required" => list(names),
    }
}

/// A text that is always the same.
pub(super) fn constant(text: &str) -> Keys {
    keys! { "type" => "string", "const" => text }
}
