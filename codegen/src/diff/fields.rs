//! The fields of an object: public in what replies contain, with `new` and setters in what requests are made of.
//! What the order of fields does to arguments is in `arguments`.

use super::pairing::Pairs;
use super::uses::Uses;
use super::verdicts::*;
use super::wire::Reader;
use super::words::{argument, boxed, held, literal, presence};
use super::{Level, Place, Verdict, Verdicts, Walk, plain};
use chatbotkit_description::ir::{Api, Field, Object, Presence};

impl Walk<'_> {
    pub(super) fn fields(&mut self, place: &Place, uses: Uses, old: &Object, new: &Object) {
        let pairs = Pairs::of(&old.fields, &new.fields);
        for field in pairs.come.iter().map(|b| &new.fields[*b]) {
            let row = match field.presence {
                Presence::Defaulted(_) if uses.made => DEFAULTED_ADDED,
                _ if field.is_required() => REQUIRED_ADDED,
                _ => OPTIONAL_ADDED,
            };
            let mut verdicts = row.of(uses);
            if uses.made && field.is_required() {
                verdicts.source = Verdict::new(Level::Breaks, "`new` takes one more argument");
            } else if uses.made {
                verdicts.source = Verdict::new(Level::Adds, "there is one more setter");
            }
            self.added(&place.part("field", field), &field.doc, verdicts);
        }
        for (old, new) in pairs.both.iter().map(|(a, b)| (&old.fields[*a], &new.fields[*b])) {
            self.field(&place.part("field", new), uses, old, new);
        }
        for field in pairs.gone.iter().map(|a| &old.fields[*a]) {
            let row = match field.presence {
                Presence::Required => REQUIRED_REMOVED,
                Presence::RequiredNullable | Presence::Defaulted(_) => NULLABLE_REMOVED,
                Presence::Optional | Presence::ThreeState => OPTIONAL_REMOVED,
            };
            self.removed(&place.part("field", field), &field.doc, row.of(uses));
        }
    }

    /// Compares a field by what it is called, whether it has to be there, and what it is, each by itself.
    fn field(&mut self, place: &Place, uses: Uses, old: &Field, new: &Field) {
        self.doc(place, &old.doc, &new.doc);
        let before = Face::of(self.old, old);
        let mut renamed = FIELD_RENAMED.of(uses);
        renamed.source = before
            .source(uses, &Face { name: plain(&new.rust).to_owned(), ..Face::of(self.old, old) });
        self.renamed(place, (&old.wire, &old.rust), (&new.wire, &new.rust), renamed);

        match (old.secret, new.secret) {
            (false, true) => self.changed(place, "is a secret now", SECRET_ADDED),
            (true, false) => self.changed(place, "is no longer a secret", SECRET_REMOVED),
            _ => {}
        }

        if old.presence != new.presence {
            let now = Field { presence: new.presence.clone(), ..old.clone() };
            let source = before.source(uses, &Face::of(self.old, &now));
            self.presence(place, uses, (&old.presence, &new.presence), source);
        }

        let same = self.same(&old.ty, &new.ty);
        if !same || uses.public && old.boxed != new.boxed {
            let now = Field { presence: old.presence.clone(), ..new.clone() };
            let mut now = Face { name: before.name.clone(), ..Face::of(self.new, &now) };
            if same {
                now.argument.clone_from(&before.argument);
            }
            let what = match (self.old.expression(&old.ty), self.new.expression(&new.ty)) {
                (was, is) if was == is => {
                    "is boxed otherwise, since a type holds itself in another way".to_owned()
                }
                (was, is) => format!("is `{is}` now, was `{was}`"),
            };
            let mut verdicts = self.another_type(uses, &old.ty, &new.ty);
            verdicts.source = before.source(uses, &now);
            self.changed(place, what, verdicts);
        }
    }

    fn presence(
        &mut self,
        place: &Place,
        uses: Uses,
        (was, is): (&Presence, &Presence),
        source: Verdict,
    ) {
        let is_default = |presence: &Presence| matches!(presence, Presence::Defaulted(_));
        let row = if uses.made && (is_default(was) || is_default(is)) {
            CLIENT_DEFAULT
        } else {
            PRESENCE
        };
        let what = match (was, is) {
            (Presence::Defaulted(was), Presence::Defaulted(is)) => {
                format!("has the client default {} now, was {}", literal(is), literal(was))
            }
            (Presence::Defaulted(was), Presence::Optional) => {
                format!("no longer has the client default {}", literal(was))
            }
            (Presence::Optional, Presence::Defaulted(is)) => {
                format!("has the client default {} now", literal(is))
            }
            _ => format!("became {}, was {}", presence(is), presence(was)),
        };
        let taken = (
            Self::reads_presence(Reader::Service, is, was),
            Self::reads_presence(Reader::Sdk, was, is),
        );
        let mut verdicts = PRESENCE.taken(taken.0, taken.1).of(uses);
        verdicts.behaviour = Verdicts::from(row).behaviour;
        verdicts.source = source;
        self.changed(place, what, verdicts);
    }
}

/// What code of callers names of a field.
struct Face {
    name: String,
    presence: Presence,
    held: String,
    argument: String,
    required: bool,
}

impl Face {
    fn of(api: &Api, field: &Field) -> Self {
        Self {
            name: plain(&field.rust).to_owned(),
            presence: field.presence.clone(),
            held: held(&field.presence, &boxed(api, &field.ty, field.boxed)),
            argument: argument(api, field),
            required: field.is_required(),
        }
    }

    /// What the difference does to code of callers.
    fn source(&self, uses: Uses, now: &Self) -> Verdict {
        let mut problems = Vec::new();
        if uses.public && self.held != now.held {
            problems.push(format!("the field is of type `{}` now, was `{}`", now.held, self.held));
        }
        if uses.public && self.name != now.name {
            problems.push(format!("the field is called `{}` now", now.name));
        }
        let (was, is) = (&self.argument, &now.argument);
        // Only of a `bool` is the argument of that very type, and what becomes these takes one as it is.
        let takes_bool = ["impl Into<Option<bool>>", "impl Into<Value>"].contains(&&**is);
        let another = was != is && !(was == "bool" && takes_bool);
        let argument = match (self.required, now.required) {
            (true, false) => Some("`new` no longer takes it".to_owned()),
            (false, true) => Some("`new` takes it, and the setter is gone".to_owned()),
            (true, true) if another => Some(format!("`new` takes `{is}` now, was `{was}`")),
            (false, false) if another => Some(format!("the setter takes `{is}` now, was `{was}`")),
            (false, false) if self.name != now.name => {
                Some(format!("the setter is called `{}` now", now.name))
            }
            _ => None,
        };
        problems.extend(argument.filter(|_| uses.made));
        if uses.made
            && self.presence == Presence::ThreeState
            && now.presence != Presence::ThreeState
        {
            problems.push(format!("`clear_{}` is gone", self.name));
        }
        match problems.is_empty() {
            true => Verdict::new(Level::Fine, "code of callers stays as it is"),
            false => Verdict::new(Level::Breaks, problems.join(", and ")),
        }
    }
}
