//! What can be decided once it is known where each type travels: rules on which fields have to be there are for types
//! that only requests use, a field that has to be there one way only is optional where its type goes the other way, and
//! no type requires itself.

use std::collections::{BTreeMap, BTreeSet};

use super::importer::Importer;
use super::naming::Names;
use super::notes;
use super::routes::Operation;
use super::types::{Field, OneWay, Shape, Types, Use};

impl Importer<'_> {
    pub(super) fn settle_fields(&mut self, names: &Names, operations: &[Operation<'_>]) {
        let sent = operations.iter().filter_map(|operation| operation.request.as_ref());
        let sent = self.types.reached(sent.filter_map(Use::name).copied());
        let received = operations.iter().flat_map(Operation::received);
        let received = self.types.reached(received.filter_map(Use::name).copied());
        self.keep_rules_of_requests(names, &received);
        self.open_one_way_fields(names, &sent, &received);
        self.open_required_cycles(names);
    }

    /// Drops the rules that say nothing, and those that the language has no place for, which is reported.
    fn keep_rules_of_requests(&mut self, names: &Names, received: &BTreeSet<usize>) {
        for id in &names.order {
            let Some(fields) = self.types.fields_mut(*id) else { continue };
            let group = || fields.iter().filter(|field| field.any);
            let nullable = |field: &Field| matches!(field.ty, Use::Nullable(_));
            let why = match () {
                () if group().any(|field| field.required) => None,
                () if received.contains(id) => Some("it travels in replies, too"),
                () if group().any(nullable) => Some("one of them may be null"),
                () => continue,
            };
            let list: Vec<_> = group().map(|field| format!("`{}`", field.name)).collect();
            fields.iter_mut().for_each(|field| field.any = false);
            if let Some(why) = why.filter(|_| !list.is_empty()) {
                let (name, list) = (names.of(*id), list.join(", "));
                let message =
                    format!("type `{name}`: that one of {list} is there cannot be said: {why}");
                self.warn(self.document.root, message);
            }
        }
    }

    fn open_one_way_fields(
        &mut self,
        names: &Names,
        sent: &BTreeSet<usize>,
        received: &BTreeSet<usize>,
    ) {
        let distinguished = self.distinguished_by_fields(names);
        for id in names.order.iter().filter(|id| !distinguished.contains(id)) {
            let fields = self.types.fields_mut(*id).into_iter().flatten();
            for field in fields.filter(|field| field.required) {
                let other = match field.about.one_way {
                    Some(OneWay::Read) => sent.contains(id),
                    Some(OneWay::Write) => received.contains(id),
                    None => false,
                };
                if other {
                    field.required = false;
                    self.notes.count(notes::ONE_WAY);
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

    /// Makes one field of each cycle of required ones optional, which is reported: no value of its types could exist, so
    /// the document cannot mean it.
    fn open_required_cycles(&mut self, names: &Names) {
        let mut finite = BTreeSet::new();
        for root in &names.order {
            // The types on the way from the root, each with the index of the field that is followed.
            let mut way = vec![(*root, 0)];
            let mut on_way = BTreeMap::from([(*root, 0)]);
            while let Some((id, index)) = way.last_mut() {
                let Some((next, to)) = required(&self.types, *id, *index) else {
                    finite.insert(*id);
                    on_way.remove(id);
                    way.pop();
                    continue;
                };
                *index = next;
                if finite.contains(&to) {
                    *index += 1;
                } else if let Some(at) = on_way.get(&to).copied() {
                    for (id, _) in way.drain(at + 1..) {
                        on_way.remove(&id);
                    }
                    self.open_field(names, to, way[at].1);
                } else {
                    on_way.insert(to, way.len());
                    way.push((to, 0));
                }
            }
        }
    }

    fn open_field(&mut self, names: &Names, id: usize, index: usize) {
        let Some(field) = self.types.fields_mut(id).and_then(|fields| fields.get_mut(index)) else {
            return;
        };
        field.required = false;
        let (name, field) = (names.of(id), &field.name);
        let message = format!(
            "type `{name}`: the field `{field}` is required and leads back to `{name}`, so no value could exist: it is \
             optional"
        );
        self.warn(self.document.root, message);
    }
}

/// The next field from an index on without whose type a type has no values.
fn required(types: &Types, id: usize, index: usize) -> Option<(usize, usize)> {
    let Shape::Object(fields) = &types.all[id].shape else { return None };
    let rest = fields.iter().enumerate().skip(index).filter(|(_, field)| field.required);
    let mut named = rest.filter_map(|(index, field)| match field.ty {
        Use::Named(to) => Some((index, to)),
        _ => None,
    });
    named.next()
}
