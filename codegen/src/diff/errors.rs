//! Error objects: the keys by which they are read, and the codes that callers tell apart.

use super::verdicts::*;
use super::{Place, Walk};
use chatbotkit_description::ir::{Codes, ErrorShape};

impl Walk<'_> {
    pub(super) fn errors(&mut self) {
        let (old, new) = (&self.old.service.errors, &self.new.service.errors);
        self.error_shapes(&old.shapes, &new.shapes);
        let place = at("errors");
        match (old.also_with_success, new.also_with_success) {
            (false, true) => {
                let what = "may come with a status of success now";
                self.changed(&place, what, ERROR_IN_SUCCESS);
            }
            (true, false) => {
                let what = "no longer come with a status of success";
                self.changed(&place, what, NO_ERROR_IN_SUCCESS);
            }
            _ => {}
        }
        self.codes(&old.codes, &new.codes);
    }

    /// Compares shapes by the keys that are read. What else an error carries is only documented.
    fn error_shapes(&mut self, old: &[ErrorShape], new: &[ErrorShape]) {
        let same = |a: &ErrorShape, b: &ErrorShape| keys(a) == keys(b);
        let lacks =
            |shapes: &[ErrorShape], one: &ErrorShape| !shapes.iter().any(|it| same(it, one));
        let mut gone = old.iter().filter(|it| lacks(new, it));
        let mut come = new.iter().filter(|it| lacks(old, it));
        loop {
            match (gone.next(), come.next()) {
                (Some(was), Some(is)) => {
                    let what = format!("are read by {} now, was {}", keys(is), keys(was));
                    self.changed(&at("errors"), what, ERROR_KEY);
                }
                (None, Some(is)) => {
                    let what = format!("are read by {}, too", keys(is));
                    self.changed(&at("errors"), what, ERROR_SHAPE_ADDED);
                }
                (Some(was), None) => {
                    let what = format!("are no longer read by {}", keys(was));
                    self.changed(&at("errors"), what, ERROR_SHAPE_REMOVED);
                }
                (None, None) => break,
            }
        }
        let kept: Vec<_> = old.iter().filter(|it| !lacks(new, it)).collect();
        let now: Vec<_> = new.iter().filter(|it| !lacks(old, it)).collect();
        let order = |shapes: &[&ErrorShape]| shapes.iter().map(|it| keys(it)).collect::<Vec<_>>();
        if order(&kept) != order(&now) {
            let what = "are read by the same keys in another order";
            self.changed(&at("errors"), what, ERROR_SHAPE_ORDER);
        }
        let differs = |was: &ErrorShape, is: &ErrorShape| same(was, is) && was.fields != is.fields;
        for is in now {
            if kept.iter().any(|was| differs(was, is)) {
                let place = at(&format!("errors with {}", keys(is)));
                self.found.documentation.push(place.described);
            }
        }
    }

    fn codes(&mut self, old: &Codes, new: &Codes) {
        let lists = [
            ("is_not_found", &old.not_found, &new.not_found),
            ("is_unauthorized", &old.unauthorized, &new.unauthorized),
            ("is_rate_limited", &old.rate_limited, &new.rate_limited),
        ];
        for (method, was, is) in lists {
            let place =
                Place::new(format!("service: `{method}`: code"), format!("Error::{method}"));
            self.texts(&place, (was, is), (CODE_ADDED, CODE_REMOVED));
        }
    }
}

fn keys(shape: &ErrorShape) -> String {
    format!("`{}` and `{}`", shape.message, shape.code)
}

fn at(what: &str) -> Place {
    Place::new(format!("service: {what}"), "Error")
}
