//! Enums, unions and the events of streams: open sets, in which something may come but nothing may go.

use std::collections::BTreeSet;

use super::parts::Pairs;
use super::uses::Uses;
use super::verdicts::*;
use super::walk::{Place, Walk, rows};
use chatbotkit_description::ir::{Api, DistinguishedBy, Enum, EnumValue, Tagging, Union, Variant};

impl Walk<'_> {
    pub(super) fn values(&mut self, place: &Place, uses: Uses, old: &Enum, new: &Enum) {
        let verdicts = [VALUE_ADDED, VALUE_REMOVED, VALUE_RENAMED].map(|row| row.of(uses));
        let place = |value: &EnumValue| place.part("value", value);
        self.parts(place, (&old.values, &new.values), rows(verdicts), |_, _, _, _| {});
    }

    pub(super) fn union(&mut self, place: &Place, uses: Uses, old: &Union, new: &Union) {
        let noun = if new.events.is_some() { "event" } else { "variant" };
        // Without a tag the name of a variant does not travel.
        let untagged = new.tagging == Tagging::Untagged;
        let renamed = if untagged { RUST_NAME } else { VALUE_RENAMED };
        let verdicts = [VALUE_ADDED, VALUE_REMOVED, renamed].map(|row| row.of(uses));
        let pairs = self.parts(
            |it| place.part(noun, it),
            (&old.variants, &new.variants),
            rows(verdicts),
            |walk, place, old, new| walk.variant(place, uses, old, new),
        );
        if uses.made {
            self.conversions(place, (old, new), &pairs);
        }
        if old.tagging != new.tagging {
            let row = if untagged { TAG_GONE } else { TAG };
            self.became(place, row.of(uses), "", "");
        }
        self.order(place, old, new, &pairs);
        if old.events.is_some() && new.events.is_some() {
            self.terminal(place, old, new, &pairs);
            let texts = (text_of(self.old, old), text_of(self.new, new));
            self.optional(place, texts, [TEXT_ADDED, TEXT_OTHER, TEXT_REMOVED]);
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
                self.became(&place.part("variant", new), CONVERSION_GONE, "", "");
            }
        }
    }

    fn variant(&mut self, place: &Place, uses: Uses, old: &Variant, new: &Variant) {
        let types = ((&old.ty, old.boxed), (&new.ty, new.boxed));
        if !self.retyped(place, ("holds", uses), types.0, types.1, |_| {})
            && old.distinguished_by != new.distinguished_by
        {
            self.became(place, VARIANT_DISTINGUISHED.of(uses), "", "");
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
            self.became(place, VARIANT_ORDER, "", "");
        }
    }

    fn terminal(&mut self, place: &Place, old: &Union, new: &Union, pairs: &Pairs) {
        let index = |union: &Union| union.events.as_ref()?.terminal;
        if index(old).zip(index(new)).is_some_and(|(a, b)| pairs.old(b) == Some(a)) {
            return;
        }
        let last = |union: &Union| union.terminal().map(|variant| variant.wire.clone());
        let rows = [TERMINAL_ADDED, TERMINAL_OTHER, TERMINAL_REMOVED];
        self.optional(place, (last(old), last(new)), rows);
    }
}

/// The place of a stream's text, such as `token.token`.
fn text_of(api: &Api, union: &Union) -> Option<String> {
    let (variant, field) = api.streamed_text(union)?;
    Some(format!("{}.{}", variant.wire, field.wire))
}
