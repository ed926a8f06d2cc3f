//! Objects that require themselves: no value of them could exist, so the document cannot mean it.

use std::collections::{BTreeMap, BTreeSet};

use super::importer::Importer;
use super::naming::Names;
use super::types::{Shape, Types, Use};

impl Importer<'_> {
    /// Makes one field of each such circle optional, which is reported.
    pub(super) fn open_endless_types(&mut self, names: &Names) {
        let mut finite = Finite::of(&self.types, &names.order);
        for id in &names.order {
            while let Some((id, index)) = finite.circle(*id) {
                let Shape::Object(fields) = &mut self.types.all[id].shape else {
                    return;
                };
                fields[index].required = false;
                finite.open(id, index);
                let (name, field) = (names.of(id), &fields[index].name);
                let message = format!(
                    "type `{name}`: the field `{field}` is required and leads back to `{name}`, so no value could \
                     exist: it is optional"
                );
                self.notes.warn(self.document.root, message);
            }
        }
    }
}

/// Which types can have values.
struct Finite {
    /// The fields of each type that require another one without a value, as far as is known.
    waits_for: BTreeMap<usize, BTreeMap<usize, usize>>,
    /// The fields that require a type.
    required_by: BTreeMap<usize, Vec<(usize, usize)>>,
}

impl Finite {
    fn of(types: &Types, order: &[usize]) -> Self {
        let mut finite = Self { waits_for: BTreeMap::new(), required_by: BTreeMap::new() };
        for id in order {
            let fields: BTreeMap<usize, usize> = required(types, *id).collect();
            for (index, to) in &fields {
                finite.required_by.entry(*to).or_default().push((*id, *index));
            }
            finite.waits_for.insert(*id, fields);
        }
        let all = finite.waits_for.iter().filter(|(_, fields)| fields.is_empty());
        let ready: Vec<usize> = all.map(|(id, _)| *id).collect();
        finite.settle(ready);
        finite
    }

    /// Takes in that these types have values.
    fn settle(&mut self, mut ready: Vec<usize>) {
        while let Some(id) = ready.pop() {
            self.waits_for.remove(&id);
            for (holder, index) in self.required_by.remove(&id).unwrap_or_default() {
                let Some(fields) = self.waits_for.get_mut(&holder) else { continue };
                if fields.remove(&index).is_some() && fields.is_empty() {
                    ready.push(holder);
                }
            }
        }
    }

    /// A field no longer requires anything.
    fn open(&mut self, id: usize, index: usize) {
        let fields = self.waits_for.get_mut(&id);
        if fields.is_some_and(|fields| fields.remove(&index).is_some() && fields.is_empty()) {
            self.settle(vec![id]);
        }
    }

    /// A field by which a type requires itself, on the way from `id`.
    fn circle(&self, mut id: usize) -> Option<(usize, usize)> {
        let mut met = BTreeSet::new();
        loop {
            let (index, to) = self.waits_for.get(&id)?.first_key_value()?;
            if !met.insert(id) {
                return Some((id, *index));
            }
            id = *to;
        }
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
