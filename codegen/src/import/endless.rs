//! Objects that require themselves: no value of them could exist, so the document cannot mean it.

use std::collections::BTreeSet;

use super::importer::Importer;
use super::naming::Names;
use super::types::{Shape, Types, Use};

impl Importer<'_> {
    /// Makes one field of each such circle optional, which is told.
    pub(super) fn open_endless_types(&mut self, names: &Names) {
        while let Some((id, field)) = circle(&self.types, &names.order) {
            let Shape::Object(fields) = &mut self.types.all[id].shape else {
                return;
            };
            fields[field].required = false;
            let (name, field) = (names.of(id), &fields[field].name);
            let message = format!(
                "type `{name}`: the field `{field}` is required and leads back to `{name}`, so no value \
                 could exist: it is optional"
            );
            self.notes.warn(self.root, message);
        }
    }
}

/// A field by which a type requires itself.
fn circle(types: &Types, order: &[usize]) -> Option<(usize, usize)> {
    let mut finite = BTreeSet::new();
    loop {
        let open = |id: &&usize| {
            !finite.contains(*id) && required(types, **id).all(|(_, to)| finite.contains(&to))
        };
        let found: Vec<usize> = order.iter().filter(open).copied().collect();
        if found.is_empty() {
            break;
        }
        finite.extend(found);
    }
    // What is left leads into a circle, and following it long enough ends in one.
    let mut id = *order.iter().find(|id| !finite.contains(*id))?;
    let mut met = BTreeSet::new();
    loop {
        let (field, to) = required(types, id).find(|(_, to)| !finite.contains(to))?;
        if !met.insert(id) {
            return Some((id, field));
        }
        id = to;
    }
}

/// The types that each value of a type holds one of, and the fields that do.
fn required(types: &Types, id: usize) -> impl Iterator<Item = (usize, usize)> {
    let fields = match &types.all[id].shape {
        Shape::Object(fields) => fields.as_slice(),
        _ => &[],
    };
    let required = fields.iter().enumerate().filter(|(_, field)| field.required);
    required.filter_map(|(index, field)| match &field.ty {
        Use::Named(to) => Some((index, *to)),
        _ => None,
    })
}
