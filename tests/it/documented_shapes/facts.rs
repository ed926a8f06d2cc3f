//! Shapes as facts: what the documentation, the description and the compiled types are all turned into.
//!
//! A fact is a place and what is there, both in the terms of the table, so that comparing shapes is
//! comparing maps. Nothing here knows where a fact comes from.

use std::collections::{BTreeMap, BTreeSet};

/// Places, and what is there.
///
/// | place | what is there |
/// |---|---|
/// | `Message` | `object` |
/// | `Message.meta` | `optional map<any>` |
/// | `MessageType` | `"bot" \| "user"` |
/// | `ConversationListStreamType` | `ConversationListStreamItem` |
/// | `createConversation` | `client, request` |
/// | `createConversation(request)` | `ConversationCreateRequest` |
/// | `createConversation returns` | `ConversationCreateResponse` |
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts(BTreeMap<String, String>);

impl Facts {
    /// Notes what is at a place. What is said of one place twice is kept side by side, so that it
    /// equals neither alone.
    pub fn add(&mut self, place: impl Into<String>, what: impl Into<String>) {
        let what = what.into();
        self.0
            .entry(place.into())
            .and_modify(|known| *known += &format!(" and {what}"))
            .or_insert(what);
    }

    /// Notes a field, or a parameter.
    pub fn add_field(&mut self, place: impl Into<String>, optional: bool, ty: &str) {
        self.add(place, format!("{}{ty}", if optional { "optional " } else { "" }));
    }

    /// The same facts, some of them said differently or not at all.
    pub fn filter_map(self, mut say: impl FnMut(&str, String) -> Option<String>) -> Self {
        Self(
            self.0
                .into_iter()
                .filter_map(|(place, what)| say(&place, what).map(|what| (place, what)))
                .collect(),
        )
    }

    /// The facts about these types and functions.
    pub fn about(self, names: &BTreeSet<String>) -> Self {
        self.filter_map(|place, what| names.contains(owner(place)).then_some(what))
    }

    /// The facts about all types and functions but this one.
    pub fn without(self, name: &str) -> Self {
        self.filter_map(|place, what| (owner(place) != name).then_some(what))
    }

    /// What `self` and `other` do not agree on, one line each.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let places: BTreeSet<&String> = self.0.keys().chain(other.0.keys()).collect();
        let or_nothing =
            |what: Option<&String>| what.map_or("nothing".to_owned(), |what| format!("`{what}`"));
        places
            .into_iter()
            .map(|place| (place, self.0.get(place), other.0.get(place)))
            .filter(|(_, here, there)| here != there)
            .map(|(place, here, there)| {
                format!("`{place}`: {} and not {}", or_nothing(here), or_nothing(there))
            })
            .collect()
    }
}

/// The type or function that a place belongs to.
fn owner(place: &str) -> &str {
    place.split(['.', '(', ' ']).next().unwrap_or(place)
}

/// Texts, or names, of which there is one: in an order that all sources agree on.
pub fn one_of(choices: impl IntoIterator<Item = String>) -> String {
    choices.into_iter().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" | ")
}
