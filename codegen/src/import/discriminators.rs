//! `discriminator`: branches whose tag stands in a mapping, or is their name, and not in their own schemas.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Value, component_name};
use super::importer::Importer;
use super::schemas::can_be_written;
use super::types::{Schema, Shape, Use};
use super::unions::Named;

impl<'a> Importer<'a> {
    /// A union whose variants are distinguished by its `discriminator`; `None` where there is none, or it cannot be used.
    pub(super) fn discriminated(
        &mut self,
        value: Value<'a>,
        branches: &[Value<'a>],
        schemas: &[Schema],
        word: &str,
    ) -> Option<Schema> {
        let discriminator = value.get("discriminator")?;
        let tag = self.text(discriminator, "propertyName")?;
        if branches.len() < 2 {
            return None;
        }
        // What each target, given by its pointer or by its name, is mapped to.
        let mut mapping: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (tag, target) in self.mapping(discriminator, "mapping") {
            if let (Some(target), true) = (target.text(), can_be_written(tag)) {
                mapping.entry(target).or_default().push(tag);
            }
        }
        let mut nullable = false;
        let mut objects: Vec<Named> = Vec::new();
        for (branch, schema) in branches.iter().zip(schemas) {
            let schema = self.opened(*branch, schema.clone());
            let tags = match schema.shape {
                Shape::Object(_) => self.tags(&schema, tag, *branch, &mapping),
                _ => Vec::new(),
            };
            nullable |= schema.nullable;
            if tags.is_empty() {
                let message =
                    format!("a branch has no tag in `{tag}`: its `discriminator` is left out");
                return self.refuse(*branch, message);
            }
            objects.extend(tags.into_iter().map(|tag| (tag, schema.clone())));
        }
        let mut seen = BTreeSet::new();
        if let Some((twice, _)) = objects.iter().find(|(tag, _)| !seen.insert(tag)) {
            let message =
                format!("two branches have the tag `{twice}`: its `discriminator` is left out");
            return self.refuse(value, message);
        }
        Some(Schema { nullable, ..self.tagged(value, tag, objects, word) })
    }

    /// The tags of a branch: what it says itself, else what is mapped to it, else its name.
    fn tags(
        &self,
        object: &Schema,
        tag: &str,
        branch: Value<'a>,
        mapping: &BTreeMap<&'a str, Vec<&'a str>>,
    ) -> Vec<String> {
        let own = self.tag_value(object, tag);
        let field = object.shape.parts().iter().find(|field| field.name == tag);
        let is_text = field.is_none_or(|field| {
            field.ty == Use::STRING || matches!(self.types.shape(&field.ty), Some(Shape::Enum(_)))
        });
        let pointer = branch.text_at("$ref");
        let (None, true, Some(pointer)) = (&own, is_text, pointer) else {
            return own.into_iter().collect();
        };
        let name = component_name(pointer);
        let targets = [Some(pointer), name.as_deref()].into_iter().flatten();
        let mapped = targets.filter_map(|target| mapping.get(target)).flatten();
        let mapped: Vec<_> = mapped.map(|tag| (*tag).to_owned()).collect();
        match mapped.is_empty() {
            true => name.into_iter().collect(),
            false => mapped,
        }
    }
}
