//! Whether one side reads what the other writes: today's SDK on one of them, the new service on the other.
//!
//! What the description does not promise counts as refused: a service may refuse a field that it does not know.
//! The SDK ignores such a field, and reads any text as one of its enums.

use std::collections::BTreeMap;
use std::mem::discriminant;

use super::change::Verdicts;
use super::pairing::Both;
use super::parts::Pairs;
use super::uses::Uses;
use super::verdicts::ANOTHER_TYPE;
use super::walk::Walk;
use chatbotkit_description::ir::{
    Api, Builtin, Field, JsonKind, Kind, Object, Presence, Tagging, TypeId, TypeRef, Variant,
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
        let (before, now, types) = (self.old, self.new, &self.pairing.types);
        let reading =
            |reader, here, there| Reading { reader, here, there, types, known: BTreeMap::new() };
        let service = reading(Reader::Service, now, before).reads(new, old);
        ANOTHER_TYPE.taken(service, reading(Reader::Sdk, before, now).reads(old, new)).of(uses)
    }
}

/// Somebody who reads what somebody else wrote.
struct Reading<'a> {
    reader: Reader,
    /// The description of who reads.
    here: &'a Api,
    /// The description of who wrote.
    there: &'a Api,
    types: &'a Both<TypeId>,
    /// Whether values of one type are read as another one. Until that is known it is taken for true, since types can
    /// contain themselves.
    known: BTreeMap<(TypeId, TypeId), bool>,
}

/// Once so many types have been compared for a single change, the rest is taken for alike.
const MOST: usize = 256;

impl Reading<'_> {
    fn reads(&mut self, read: &TypeRef, written: &TypeRef) -> bool {
        if let (TypeRef::Named(a), TypeRef::Named(b)) = (read, written) {
            let (old, new) = if self.reader == Reader::Sdk { (*a, *b) } else { (*b, *a) };
            let kinds = (&self.here.at(*a).kind, &self.there.at(*b).kind);
            // What is in types of one kind is compared where they are described.
            if discriminant(kinds.0) == discriminant(kinds.1) && self.types.has(old, new) {
                return true;
            }
        }
        let (here, there) = (self.here, self.there);
        let (read, written) = (here.unaliased(read), there.unaliased(written));
        let (TypeRef::Named(a), TypeRef::Named(b)) = (read, written) else {
            return self.reads_unaliased(read, written);
        };
        if let Some(known) = self.known.get(&(*a, *b)) {
            return *known;
        }
        let is_enough = self.known.len() >= MOST;
        self.known.insert((*a, *b), true);
        let reads = is_enough || self.reads_unaliased(read, written);
        self.known.insert((*a, *b), reads);
        reads
    }

    fn reads_unaliased(&mut self, read: &TypeRef, written: &TypeRef) -> bool {
        use Builtin::{Any, DateTime, Integer, Number, Timestamp};
        use TypeExpr::{Array, Builtin as Plain, Map, Nullable};
        let (here, there) = (self.here, self.there);
        match (read, written) {
            (Plain(Any), _) | (Plain(Number), Plain(Integer | Timestamp)) => true,
            (Plain(Integer), Plain(Timestamp)) | (Plain(Timestamp), Plain(Integer)) => true,
            (Nullable(a), Nullable(b)) | (Array(a), Array(b)) | (Map(a), Map(b)) => {
                self.reads(a, b)
            }
            (Nullable(a), b) => self.reads(a, b),
            (Plain(Builtin::String), Plain(DateTime)) => true,
            // Any string is kept as it came.
            (Plain(DateTime), Plain(Builtin::String)) => self.reader == Reader::Sdk,
            (Plain(Builtin::String), b @ TypeRef::Named(_)) => {
                there.json_kind(b) == Some(JsonKind::String)
            }
            (TypeRef::Named(a), Plain(Builtin::String | DateTime))
                if self.reader == Reader::Sdk && matches!(here.at(*a).kind, Kind::Enum(_)) =>
            {
                true
            }
            (a, b) if untagged(here, a).is_some() && untagged(there, b).is_none() => {
                untagged(here, a).into_iter().flatten().any(|it| self.reads(&it.ty, b))
            }
            (a, b) if untagged(there, b).is_some() && untagged(here, a).is_none() => {
                untagged(there, b).into_iter().flatten().all(|it| self.reads(a, &it.ty))
            }
            (TypeRef::Named(a), TypeRef::Named(b)) => {
                self.reads_kind(&here.at(*a).kind, &there.at(*b).kind)
            }
            (a, b) => a == b,
        }
    }

    fn reads_kind(&mut self, read: &Kind, written: &Kind) -> bool {
        match (read, written) {
            (Kind::Enum(read), Kind::Enum(written)) => {
                let known = |wire: &String| read.values.iter().any(|value| value.wire == *wire);
                self.reader == Reader::Sdk || written.values.iter().all(|value| known(&value.wire))
            }
            (Kind::Object(read), Kind::Object(written)) => {
                read.as_string == written.as_string && self.reads_object(read, written)
            }
            (Kind::Union(read), Kind::Union(written)) => {
                let pairs = Pairs::of(&read.variants, &written.variants);
                let both = |(a, b): &(usize, usize)| (&read.variants[*a], &written.variants[*b]);
                read.tagging == written.tagging
                    && (self.reader == Reader::Sdk || pairs.come.is_empty())
                    && pairs.both.iter().map(both).all(|(a, b)| self.reads(&a.ty, &b.ty))
            }
            _ => false,
        }
    }

    fn reads_object(&mut self, read: &Object, written: &Object) -> bool {
        let reader = self.reader;
        let fields_fit = read.fields.iter().all(|field| match written.field(&field.wire) {
            Some(other) => {
                reads_presence(reader, &field.presence, &other.presence)
                    && self.reads(&field.ty, &other.ty)
            }
            None => reads_presence(reader, &field.presence, &Presence::Optional),
        });
        let is_known = |field: &Field| read.field(&field.wire).is_some();
        fields_fit && (reader == Reader::Sdk || written.fields.iter().all(is_known))
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
