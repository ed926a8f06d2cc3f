//! Enums, unions and the events of streams: open sets, in which something may come but nothing may go.

use std::collections::BTreeSet;

use super::pairing::Pairs;
use super::uses::Uses;
use super::verdicts::*;
use super::{Place, Walk};
use chatbotkit_description::ir::{Api, DistinguishedBy, Enum, Events, Tagging, Union, Variant};

impl Walk<'_> {
    pub(super) fn values(&mut self, place: &Place, uses: Uses, old: &Enum, new: &Enum) {
        let rows = [VALUE_ADDED, VALUE_RENAMED, VALUE_REMOVED].map(|row| row.of(uses));
        self.parts((place, "value"), (&old.values, &new.values), rows, |_, _, _, _| {});
    }

    pub(super) fn union(&mut self, place: &Place, uses: Uses, old: &Union, new: &Union) {
        let noun = if new.events.is_some() { "event" } else { "variant" };
        // Without a tag the name of a variant does not travel.
        let untagged = new.tagging == Tagging::Untagged;
        let renamed = if untagged { RUST_NAME } else { VALUE_RENAMED };
        let rows = [VALUE_ADDED, renamed, VALUE_REMOVED].map(|row| row.of(uses));
        let variants = (&*old.variants, &*new.variants);
        let pairs = self.parts((place, noun), variants, rows, |walk, place, old, new| {
            walk.variant(place, uses, old, new);
        });
        if uses.made {
            self.conversions(place, (old, new), &pairs);
        }
        if old.tagging != new.tagging {
            let row = if new.tagging == Tagging::Untagged { TAG_GONE } else { TAG };
            self.changed(place, "has its tag elsewhere", row.of(uses));
        }
        self.order(place, old, new, &pairs);
        if let (Some(was), Some(is)) = (&old.events, &new.events) {
            self.terminal(place, (old, was), (new, is), &pairs);
            self.text(place, text_of(self.old, old), text_of(self.new, new));
        }
    }

    /// Compares which variants are made from their content alone.
    fn conversions(&mut self, place: &Place, (old, new): (&Union, &Union), pairs: &Pairs) {
        let names = |api: &Api, union: &Union| -> BTreeSet<String> {
            api.convertible(union).into_iter().map(|variant| variant.rust.clone()).collect()
        };
        let (was, is) = (names(self.old, old), names(self.new, new));
        for (old, new) in pairs.both.iter().map(|(a, b)| (&old.variants[*a], &new.variants[*b])) {
            if was.contains(&old.rust) && !is.contains(&new.rust) && self.same(&old.ty, &new.ty) {
                let what = "has the content of another variant now";
                self.changed(&place.part("variant", new), what, CONVERSION_GONE);
            }
        }
    }

    fn variant(&mut self, place: &Place, uses: Uses, old: &Variant, new: &Variant) {
        if !self.same(&old.ty, &new.ty) || old.boxed != new.boxed {
            let what = match (self.old.expression(&old.ty), self.new.expression(&new.ty)) {
                (was, is) if was == is => {
                    "is boxed otherwise, since a type holds itself in another way".to_owned()
                }
                (was, is) => format!("holds `{is}` now, was `{was}`"),
            };
            self.changed(place, what, self.another_type(uses, &old.ty, &new.ty));
        } else if old.distinguished_by != new.distinguished_by {
            self.changed(
                place,
                "is distinguished by something else",
                VARIANT_DISTINGUISHED.of(uses),
            );
        }
    }

    /// Compares the order of variants of which more than one may fit a value.
    fn order(&mut self, place: &Place, old: &Union, new: &Union, pairs: &Pairs) {
        let by_field = |union: &Union, index: usize| {
            matches!(union.variants[index].distinguished_by, DistinguishedBy::Field(_))
        };
        let both = pairs.both.iter();
        let order: Vec<_> = both.filter(|(a, b)| by_field(old, *a) && by_field(new, *b)).collect();
        if order.windows(2).any(|pair| pair[0].0 > pair[1].0) {
            self.changed(place, "has its variants in another order", VARIANT_ORDER);
        }
    }

    fn terminal(
        &mut self,
        place: &Place,
        old: (&Union, &Events),
        new: (&Union, &Events),
        pairs: &Pairs,
    ) {
        let wire = |(union, _): (&Union, &Events), index: usize| union.variants[index].wire.clone();
        let (what, row) = match (old.1.terminal, new.1.terminal) {
            (None, None) => return,
            (Some(a), Some(b)) if pairs.old(b) == Some(a) => return,
            (Some(a), Some(b)) => {
                (format!("end with `{}` now, was `{}`", wire(new, b), wire(old, a)), TERMINAL_OTHER)
            }
            (None, Some(b)) => (format!("end with `{}` now", wire(new, b)), TERMINAL_ADDED),
            (Some(a), None) => (format!("no longer end with `{}`", wire(old, a)), TERMINAL_REMOVED),
        };
        self.changed(place, what, row);
    }

    fn text(&mut self, place: &Place, was: Option<String>, is: Option<String>) {
        match (was, is) {
            (was, is) if was == is => {}
            (None, is) => {
                self.changed(
                    place,
                    format!("have their text in `{}`", is.unwrap_or_default()),
                    TEXT_ADDED,
                );
            }
            (Some(was), None) => {
                self.changed(place, format!("no longer have their text in `{was}`"), TEXT_REMOVED);
            }
            (Some(was), Some(is)) => {
                self.changed(
                    place,
                    format!("have their text in `{is}` now, was `{was}`"),
                    TEXT_ADDED,
                );
            }
        }
    }
}

/// The place of a stream's text, such as `token.token`.
fn text_of(api: &Api, union: &Union) -> Option<String> {
    let (variant, field) = api.streamed_text(union)?;
    Some(format!("{}.{}", variant.wire, field.wire))
}
