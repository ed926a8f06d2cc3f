//! The fields of an object: public in what replies contain, with `new` and setters in what requests are made of.
//! What the order of fields does to arguments is in `arguments`.

use super::change::{Happened, Level, Verdict, Verdicts};
use super::parts::Pairs;
use super::uses::Uses;
use super::verdicts::*;
use super::walk::{Place, Walk, plain};
use super::wire::{Reader, reads_presence};
use super::words::{argument, boxed, held, literal, presence};
use chatbotkit_description::ir::{Api, Field, Object, Presence};

impl Walk<'_> {
    pub(super) fn fields(&mut self, at: (&Place, Uses), old: &Object, new: &Object) -> Pairs {
        let (place, uses) = at;
        let (before, made) = (self.old, uses.made);
        let verdicts = |happened, was: &Field, is: &Field| {
            let mut verdicts = row(happened, was, made).of(uses);
            verdicts.source = match happened {
                Happened::Added if made && is.is_required() => {
                    Verdict::new(Level::Breaks, "`new` takes one more argument")
                }
                Happened::Added if made => Verdict::new(Level::Adds, "there is one more setter"),
                Happened::Changed => {
                    let now = Field { rust: is.rust.clone(), ..was.clone() };
                    source(uses, (before, was), (before, &now))
                }
                _ => verdicts.source,
            };
            verdicts
        };
        let place = |field: &Field| place.part("field", field);
        self.parts(place, (&old.fields, &new.fields), verdicts, |walk, place, old, new| {
            walk.field(place, uses, old, new);
        })
    }

    /// Compares a field by whether it is a secret, whether it has to be there, and what it is, each by itself.
    fn field(&mut self, place: &Place, uses: Uses, old: &Field, new: &Field) {
        self.flag(place, old.secret, new.secret, [SECRET_ADDED, SECRET_REMOVED]);
        if self.mask.presence(&old.presence) != self.mask.presence(&new.presence) {
            self.presence(place, uses, old, new);
        }
        // A box shows nowhere but in the struct itself.
        let boxed = if uses.public { new.boxed } else { old.boxed };
        let (before, now) = (self.old, self.new);
        self.retyped(place, ("is", uses), (&old.ty, old.boxed), (&new.ty, boxed), |verdicts| {
            let (rust, presence) = (old.rust.clone(), old.presence.clone());
            let is = Field { rust, presence, ..new.clone() };
            verdicts.source = source(uses, (before, old), (now, &is));
        });
    }

    fn presence(&mut self, place: &Place, uses: Uses, old: &Field, new: &Field) {
        use Presence::{Defaulted, Optional};
        let (was, is) = (self.mask.presence(&old.presence), self.mask.presence(&new.presence));
        let is_default = |presence: &Presence| matches!(presence, Defaulted(_));
        let row = match uses.made && (is_default(was) || is_default(is)) {
            true => CLIENT_DEFAULT,
            false => PRESENCE,
        };
        let what = match (was, is) {
            (Defaulted(was), Defaulted(is)) => {
                format!("has the client default {} now, was {}", literal(is), literal(was))
            }
            (Defaulted(was), Optional) => {
                format!("no longer has the client default {}", literal(was))
            }
            (Optional, Defaulted(is)) => format!("has the client default {} now", literal(is)),
            _ => format!("became {}, was {}", presence(is), presence(was)),
        };
        let service = reads_presence(Reader::Service, is, was);
        let mut verdicts = PRESENCE.taken(service, reads_presence(Reader::Sdk, was, is)).of(uses);
        verdicts.behaviour = Verdicts::from(row).behaviour;
        let now = Field { presence: new.presence.clone(), ..old.clone() };
        verdicts.source = source(uses, (self.old, old), (self.old, &now));
        self.changed(place, what, verdicts);
    }
}

/// The kind of change that a field is which came, is gone or has another name.
fn row(happened: Happened, field: &Field, made: bool) -> Row {
    match (happened, &field.presence) {
        (Happened::Changed, _) => FIELD_RENAMED,
        (Happened::Added, Presence::Defaulted(_)) if made => DEFAULTED_ADDED,
        (Happened::Added, _) if field.is_required() => REQUIRED_ADDED,
        (Happened::Added, _) => OPTIONAL_ADDED,
        (_, Presence::Required) => REQUIRED_REMOVED,
        (_, Presence::RequiredNullable | Presence::Defaulted(_)) => NULLABLE_REMOVED,
        (_, Presence::Optional | Presence::ThreeState) => OPTIONAL_REMOVED,
    }
}

/// What the difference between two fields does to code of callers.
fn source(uses: Uses, old: (&Api, &Field), new: (&Api, &Field)) -> Verdict {
    let mut problems = Vec::new();
    let both = |of: fn(&Api, &Field) -> String| [of(old.0, old.1), of(new.0, new.1)];
    let [old_name, name] = both(|_, field| plain(&field.rust).to_owned());
    let [was, is] = both(|api, it| held(&it.presence, &boxed(api, &it.ty, it.boxed)));
    if uses.public && was != is {
        problems.push(format!("the field is of type `{is}` now, was `{was}`"));
    }
    if uses.public && old_name != name {
        problems.push(format!("the field is called `{name}` now"));
    }
    let [was, is] = both(argument);
    // Only of a `bool` is the argument of that very type, and what becomes these takes one as it is.
    let takes_bool = ["impl Into<Option<bool>>", "impl Into<Value>"].contains(&&*is);
    let another = was != is && !(was == "bool" && takes_bool);
    let argument = match (old.1.is_required(), new.1.is_required()) {
        (true, false) => Some("`new` no longer takes it".to_owned()),
        (false, true) => Some("`new` takes it, and the setter is gone".to_owned()),
        (true, true) if another => Some(format!("`new` takes `{is}` now, was `{was}`")),
        (false, false) if another => Some(format!("the setter takes `{is}` now, was `{was}`")),
        (false, false) if old_name != name => Some(format!("the setter is called `{name}` now")),
        _ => None,
    };
    problems.extend(argument.filter(|_| uses.made));
    let clears = |field: &Field| field.presence == Presence::ThreeState;
    if uses.made && clears(old.1) && !clears(new.1) {
        problems.push(format!("`clear_{old_name}` is gone"));
    }
    match problems.is_empty() {
        true => Verdict::new(Level::Fine, "code of callers stays as it is"),
        false => Verdict::new(Level::Breaks, problems.join(", and ")),
    }
}
