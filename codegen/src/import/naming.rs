//! Which name each type gets, and which module it belongs to. Names that the document gives come first; the others are
//! made of the place. Below, where a Rust name has to be said, because the wire name makes none or makes one that is
//! taken.

use std::collections::{BTreeMap, BTreeSet};

use super::replies::instance_name;
use super::routes::unique;
use super::routes::{Operation, Reply};
use super::types::{Field, Shape, Types, Use, Word, bare};
use chatbotkit_description::names::{self, NoName};

/// The types that operations lead to, named and in order.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The types in the order in which they are met.
    pub(super) order: Vec<usize>,
    names: BTreeMap<usize, String>,
    resources: BTreeMap<usize, BTreeSet<String>>,
    /// The modules of the types that the document states.
    stated: BTreeMap<usize, String>,
    /// The types that hold a type, in the order in which they are met.
    holders: BTreeMap<usize, Vec<usize>>,
}

impl Names {
    /// `whole`: types that the document states count although no operation leads to them.
    pub(super) fn new(types: &Types, operations: &[Operation<'_>], whole: bool) -> Self {
        let mut names = Self::default();
        names.meet_stated(types, operations, whole);
        let mut by_resource: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut resources: Vec<&str> = Vec::new();
        for operation in operations {
            let roots = by_resource.entry(&operation.resource).or_insert_with(|| {
                resources.push(&operation.resource);
                Vec::new()
            });
            roots.extend(operation.named());
        }
        for resource in resources {
            names.meet(types, resource, by_resource.remove(resource).unwrap_or_default());
        }
        names.choose(types, operations);
        names
    }

    pub(super) fn of(&self, id: usize) -> &str {
        self.names.get(&id).map_or("Nameless", String::as_str)
    }

    /// The module of a type: the stated one, or that of the only resource that leads to it,
    /// else none.
    pub(super) fn module(&self, id: usize) -> Option<&str> {
        if let Some(stated) = self.stated.get(&id) {
            return Some(stated);
        }
        let resources = self.resources.get(&id)?;
        match resources.len() {
            1 => resources.first().map(String::as_str),
            _ => None,
        }
    }

    /// The types of each module in order; under `None` those that several resources share.
    pub(super) fn by_module(&self) -> BTreeMap<Option<String>, Vec<usize>> {
        let mut types: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for id in &self.order {
            types.entry(self.module(*id).map(str::to_owned)).or_default().push(*id);
        }
        types
    }

    /// Takes in the types that the document states, in its order.
    fn meet_stated(&mut self, types: &Types, operations: &[Operation<'_>], whole: bool) {
        let met = types.reached(operations.iter().flat_map(Operation::named));
        for (id, ty) in types.all.iter().enumerate() {
            let Some(module) = ty.module.as_ref().filter(|_| whole || met.contains(&id)) else {
                continue;
            };
            self.order.push(id);
            self.stated.insert(id, module.clone());
            self.names.insert(id, ty.word.text().to_owned());
        }
        for (id, module) in self.stated.clone() {
            self.meet(types, &module, vec![id]);
        }
    }

    /// Takes in the types that a resource leads to.
    fn meet(&mut self, types: &Types, resource: &str, roots: Vec<usize>) {
        let mut met = BTreeSet::new();
        let mut pending: Vec<usize> = roots.into_iter().rev().collect();
        while let Some(id) = pending.pop() {
            // A type that is stated in another module is met there, with the types that it holds.
            let stated = self.stated.get(&id);
            if !met.insert(id) || stated.is_some_and(|module| module != resource) {
                continue;
            }
            let is_stated = stated.is_some();
            let resources = self.resources.entry(id).or_default();
            let is_first = resources.is_empty();
            resources.insert(resource.to_owned());
            let held: Vec<usize> = types.all[id].named().collect();
            if is_first {
                self.order.extend((!is_stated).then_some(id));
                for held in held.iter().collect::<BTreeSet<_>>() {
                    self.holders.entry(*held).or_default().push(id);
                }
            }
            pending.extend(held.into_iter().rev());
        }
    }

    fn choose(&mut self, types: &Types, operations: &[Operation<'_>]) {
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let handles = operations.iter().map(|operation| names::handle_name(&operation.resource));
        taken.extend(handles);
        taken.extend(self.names.values().cloned());
        let mut order = self.order.clone();
        order.retain(|id| !self.stated.contains_key(id));
        let whole = |id: &usize| matches!(types.all[*id].word, Word::Whole(_));
        // What holds a type is named before it, but for cycles.
        let (first, then): (Vec<_>, Vec<_>) = order.into_iter().partition(whole);
        for id in first.into_iter().chain(then) {
            let candidates = self.candidates(types, id);
            let free = |name: &&String| !taken.contains(*name) && !names::is_reserved_type(name);
            let name = match candidates.iter().find(free) {
                Some(name) => {
                    taken.insert(name.clone());
                    name.clone()
                }
                None => {
                    let last = candidates.last().cloned().unwrap_or_default();
                    taken.insert(last.clone());
                    unique(&mut taken, &last)
                }
            };
            self.names.insert(id, name);
        }
    }

    /// The names that a type could have, the best first.
    fn candidates(&self, types: &Types, id: usize) -> Vec<String> {
        let ty = &types.all[id];
        let word = ty.word.text();
        let resource = self.module(id).map(names::pascal).unwrap_or_default();
        let holders = self.holders.get(&id).map(Vec::as_slice).unwrap_or_default();
        let by_holder = holders.iter().find_map(|holder| {
            let name = self.names.get(holder)?;
            Some(joined(&stem(name, &types.all[*holder].word, &types.all[*holder].shape), word))
        });
        let by_holder = by_holder.unwrap_or_else(|| joined(&resource, word));
        match &ty.word {
            Word::Whole(name) => vec![name.clone(), joined(&resource, name), by_holder],
            Word::Part(_) if holders.len() < 2 => vec![by_holder],
            Word::Part(_) => vec![joined(&resource, word), by_holder],
        }
    }
}

/// `Bot` and `Limits` are `BotLimits`; `Bot` and `BotLimits` are, too.
fn joined(prefix: &str, word: &str) -> String {
    if word.starts_with(prefix) {
        return word.to_owned();
    }
    format!("{prefix}{word}")
}

/// What the name of a holder contributes to the names of its parts.
fn stem(name: &str, word: &Word, shape: &Shape) -> String {
    let ends = ["Request", "Response", "StreamType", "Instance"];
    let stem = match (shape, word) {
        // The parts of a union bring its name along.
        (Shape::Union { .. }, Word::Part(word)) => name.strip_suffix(word.as_str()),
        _ => ends.iter().find_map(|end| name.strip_suffix(end)),
    };
    stem.filter(|stem| !stem.is_empty()).unwrap_or(name).to_owned()
}

/// Lets a reply be the type of the items in its resource's list, where it is the same.
pub(super) fn share_instances(types: &Types, operations: &mut [Operation<'_>]) -> usize {
    let mut count = 0;
    for operation in operations.iter_mut().filter(|it| it.stream.is_none() && !it.pages) {
        let base = operation.base();
        let Reply::Json(Use::Named(id)) = &mut operation.reply else {
            continue;
        };
        let shape = bare(&types.all[*id].shape);
        if let Some(same) = types.find(&instance_name(&base), &shape).filter(|same| same != id) {
            *id = same;
            count += 1;
        }
    }
    count
}

/// The Rust names to be said of fields.
pub(super) fn field_names(fields: &[Field]) -> Vec<Option<String>> {
    let mut taken = BTreeSet::from(["new".to_owned(), "default".to_owned()]);
    // A field that can be cleared has a second setter, and one of which any is enough a constructor.
    for field in fields {
        if !field.required && matches!(field.ty, Use::Nullable(_)) {
            let rust = names::field_name(&field.name);
            let rust = rust.unwrap_or_else(|_| names::snake(&field.name));
            taken.insert(format!("clear_{}", rust.trim_start_matches("r#")));
        }
        if field.any {
            let rust = names::snake(&field.name);
            taken.insert(format!("from_{rust}"));
        }
    }
    let one = |field: &Field| {
        let made = names::snake(&field.name);
        rust_name(&mut taken, &field.name, names::field_name, &made)
    };
    fields.iter().map(one).collect()
}

/// The Rust names to be said of values, variants and events.
pub(super) fn value_names<'n>(wires: impl IntoIterator<Item = &'n String>) -> Vec<Option<String>> {
    let mut taken = BTreeSet::from(["Unknown".to_owned()]);
    let one =
        |wire: &String| rust_name(&mut taken, wire, names::variant_name, &names::pascal(wire));
    wires.into_iter().map(one).collect()
}

/// The Rust name to be said of one thing: none where the rule makes one that is free.
pub(super) fn rust_name(
    taken: &mut BTreeSet<String>,
    wire: &str,
    rule: fn(&str) -> Result<String, NoName>,
    made: &str,
) -> Option<String> {
    match rule(wire) {
        Ok(rust) if taken.insert(rust.clone()) => None,
        _ => Some(unique(taken, made)),
    }
}
