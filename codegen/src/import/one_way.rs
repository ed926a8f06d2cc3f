//! `readOnly` and `writeOnly`: a field that the document requires has to be there one way only. Where its type
//! goes the other way as well, it is optional, since the language has no types for one way.

use std::collections::BTreeSet;

use super::document::Value;
use super::importer::Importer;
use super::naming::Names;
use super::operation::Operation;
use super::summary;
use super::types::{OneWay, Shape};

impl<'a> Importer<'a> {
    /// Whether a property goes one way only: it says so, or what it refers to does.
    pub(super) fn one_way(&self, property: Value<'a>) -> Option<OneWay> {
        let target = self.document.pointed_at(property);
        let says = |key: &str| {
            let mut places = [Some(property), target].into_iter().flatten();
            places.any(|value| value.get(key).is_some_and(Value::is_true))
        };
        match (says("readOnly"), says("writeOnly")) {
            (true, false) => Some(OneWay::Read),
            (false, true) => Some(OneWay::Write),
            _ => None,
        }
    }

    /// Makes those fields optional whose type goes the other way.
    pub(super) fn open_one_way_fields(&mut self, names: &Names, operations: &[Operation<'_>]) {
        let sent = operations.iter().filter_map(|operation| operation.request.as_ref()?.name());
        let sent = self.reached(sent.copied().collect());
        let replied = self.replied(operations);
        let distinguished = self.distinguished_by_fields(names);
        for id in names.order.iter().filter(|id| !distinguished.contains(id)) {
            let Shape::Object(fields) = &mut self.types.all[*id].shape else {
                continue;
            };
            for field in fields.iter_mut().filter(|field| field.required) {
                let other = match field.about.one_way {
                    Some(OneWay::Read) => sent.contains(id),
                    Some(OneWay::Write) => replied.contains(id),
                    None => false,
                };
                if other {
                    field.required = false;
                    self.notes.count(summary::ONE_WAY);
                }
            }
        }
    }

    /// The variants of unions without a tag, which have to keep the fields that they are known by.
    fn distinguished_by_fields(&self, names: &Names) -> BTreeSet<usize> {
        let shapes = names.order.iter().map(|id| &self.types.all[*id].shape);
        let untagged = shapes.filter_map(|shape| match shape {
            Shape::Union { tag: None, variants, .. } => Some(variants),
            _ => None,
        });
        let variants = untagged.flatten();
        variants.filter_map(|variant| variant.ty.name().copied()).collect()
    }
}
