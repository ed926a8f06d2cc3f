//! Whether one side reads what the other writes: today's SDK on one of them, the new service on the other.
//!
//! What the description does not promise counts as refused: a service may refuse a field that it does not know.
//! The SDK ignores such a field, and reads any text as one of its enums.

use std::mem::discriminant;

use super::change::Verdicts;
use super::parts::Pairs;
use super::uses::Uses;
use super::verdicts::ANOTHER_TYPE;
use super::walk::Walk;
use chatbotkit_description::ir::{
    Api, Builtin, JsonKind, Kind, Object, Presence, Tagging, TypeRef, Variant,
};
use chatbotkit_description::type_expr::TypeExpr;

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// Today's SDK reads what the new service writes.
    Sdk,
    /// The new service reads what today's SDK writes.
    Service,
}

/// Types that lead this deep into one another are taken for alike.
const DEEP: usize = 8;

/// Whether a reader gets along with how a writer leaves a field out.
pub(super) fn reads_presence(reader: Reader, read: &Presence, written: &Presence) -> bool {
    use Presence::{Defaulted, Optional, Required, RequiredNullable, ThreeState};
    match reader {
        Reader::Sdk => match read {
            Required => matches!(written, Required),
            Defaulted(_) => !matches!(written, RequiredNullable),
            RequiredNullable | Optional | ThreeState => true,
        },
        Reader::Service => match read {
            Required => matches!(written, Required | Defaulted(_)),
            RequiredNullable => !matches!(written, Optional | ThreeState),
            Optional | Defaulted(_) => !matches!(written, RequiredNullable | ThreeState),
            ThreeState => true,
        },
    }
}

impl Walk<'_> {
    /// The verdicts on something that is of another type now. What is in described types that are the same is left to
    /// where they are compared.
    pub(super) fn another_type(&self, uses: Uses, old: &TypeRef, new: &TypeRef) -> Verdicts {
        let service = self.reads_at(Reader::Service, new, old, DEEP);
        ANOTHER_TYPE.taken(service, self.reads_at(Reader::Sdk, old, new, DEEP)).of(uses)
    }

    fn reads_at(&self, reader: Reader, read: &TypeRef, written: &TypeRef, depth: usize) -> bool {
        use Builtin::{Any, DateTime, Integer, Number, Timestamp};
        use TypeExpr::{Array, Builtin as Plain, Map, Nullable};
        let (here, there) = match reader {
            Reader::Sdk => (self.old, self.new),
            Reader::Service => (self.new, self.old),
        };
        if let (TypeRef::Named(a), TypeRef::Named(b)) = (read, written) {
            let (old, new) = if reader == Reader::Sdk { (*a, *b) } else { (*b, *a) };
            let kinds = (discriminant(&here.at(*a).kind), discriminant(&there.at(*b).kind));
            // What is in types of one kind is compared where they are described.
            if kinds.0 == kinds.1 && self.pairing.types.has(old, new) {
                return true;
            }
        }
        match (here.unaliased(read), there.unaliased(written)) {
            _ if depth == 0 => true,
            (Plain(Any), _) | (Plain(Number), Plain(Integer | Timestamp)) => true,
            (Plain(Integer), Plain(Timestamp)) | (Plain(Timestamp), Plain(Integer)) => true,
            (Nullable(a), Nullable(b)) | (Array(a), Array(b)) | (Map(a), Map(b)) => {
                self.reads_at(reader, a, b, depth - 1)
            }
            (Nullable(a), b) => self.reads_at(reader, a, b, depth - 1),
            (Plain(Builtin::String), Plain(DateTime)) => true,
            // Any text is kept as it came.
            (Plain(DateTime), Plain(Builtin::String)) => reader == Reader::Sdk,
            (Plain(Builtin::String), b @ TypeRef::Named(_)) => {
                there.json_kind(b) == Some(JsonKind::String)
            }
            (TypeRef::Named(a), Plain(Builtin::String | DateTime))
                if reader == Reader::Sdk && matches!(here.at(*a).kind, Kind::Enum(_)) =>
            {
                true
            }
            (a, b) if untagged(here, a).is_some() && untagged(there, b).is_none() => {
                let mut variants = untagged(here, a).into_iter().flatten();
                variants.any(|variant| self.reads_at(reader, &variant.ty, b, depth - 1))
            }
            (a, b) if untagged(there, b).is_some() && untagged(here, a).is_none() => {
                let mut variants = untagged(there, b).into_iter().flatten();
                variants.all(|variant| self.reads_at(reader, a, &variant.ty, depth - 1))
            }
            (TypeRef::Named(a), TypeRef::Named(b)) => {
                self.reads_kind(reader, &here.at(*a).kind, &there.at(*b).kind, depth)
            }
            (a, b) => a == b,
        }
    }

    fn reads_kind(&self, reader: Reader, read: &Kind, written: &Kind, depth: usize) -> bool {
        match (read, written) {
            (Kind::Enum(read), Kind::Enum(written)) => {
                let known = |wire: &String| read.values.iter().any(|value| value.wire == *wire);
                reader == Reader::Sdk || written.values.iter().all(|value| known(&value.wire))
            }
            (Kind::Object(read), Kind::Object(written)) => {
                read.as_string == written.as_string
                    && self.reads_object(reader, read, written, depth)
            }
            (Kind::Union(read), Kind::Union(written)) => {
                let pairs = Pairs::of(&read.variants, &written.variants);
                let both = |(a, b): &(usize, usize)| (&read.variants[*a], &written.variants[*b]);
                read.tagging == written.tagging
                    && (reader == Reader::Sdk || pairs.come.is_empty())
                    && pairs.both.iter().map(both).all(|(read, written)| {
                        self.reads_at(reader, &read.ty, &written.ty, depth - 1)
                    })
            }
            _ => false,
        }
    }

    fn reads_object(&self, reader: Reader, read: &Object, written: &Object, depth: usize) -> bool {
        let fields_fit = read.fields.iter().all(|field| {
            let other = written.fields.iter().find(|other| other.wire == field.wire);
            match other {
                Some(other) => {
                    reads_presence(reader, &field.presence, &other.presence)
                        && self.reads_at(reader, &field.ty, &other.ty, depth - 1)
                }
                None => reads_presence(reader, &field.presence, &Presence::Optional),
            }
        });
        let known = |wire: &String| read.fields.iter().any(|field| field.wire == *wire);
        let is_known = reader == Reader::Sdk || written.fields.iter().all(|it| known(&it.wire));
        fields_fit && is_known
    }
}

/// The variants of a union whose values travel without a tag.
fn untagged<'a>(api: &'a Api, ty: &TypeRef) -> Option<&'a [Variant]> {
    let TypeRef::Named(id) = ty else {
        return None;
    };
    let union = api.union(*id).filter(|union| union.tagging == Tagging::Untagged);
    union.map(|union| union.variants.as_slice())
}
