//! Error objects: the keys by which they are read, and the codes that callers distinguish.

use super::verdicts::*;
use super::walk::{Place, Walk};
use chatbotkit_description::ir::{Codes, ErrorShape};

impl Walk<'_> {
    pub(super) fn errors(&mut self) {
        let (old, new) = (&self.old.service.errors, &self.new.service.errors);
        self.error_shapes(&old.shapes, &new.shapes);
        let rows = [ERROR_IN_SUCCESS, NO_ERROR_IN_SUCCESS];
        self.flag(&at("errors"), old.also_with_success, new.also_with_success, rows);
        self.codes(&old.codes, &new.codes);
    }

    /// Compares shapes by the keys that are read. What else an error carries is only documented.
    fn error_shapes(&mut self, old: &[ErrorShape], new: &[ErrorShape]) {
        let all = |shapes: &[ErrorShape]| shapes.iter().map(keys).collect::<Vec<_>>();
        let (was, is) = (all(old), all(new));
        let lacking = |all: &[String], other: &[String]| -> Vec<String> {
            all.iter().filter(|it| !other.contains(it)).cloned().collect()
        };
        let (gone, come) = (lacking(&was, &is), lacking(&is, &was));
        for index in 0..gone.len().max(come.len()) {
            let pair = (gone.get(index).cloned(), come.get(index).cloned());
            let rows = [ERROR_SHAPE_ADDED, ERROR_KEY, ERROR_SHAPE_REMOVED];
            self.optional(&at("errors"), pair, rows);
        }
        if lacking(&was, &gone) != lacking(&is, &come) {
            self.became(&at("errors"), ERROR_SHAPE_ORDER, "", "");
        }
        for is in new {
            let differs = |was: &ErrorShape| keys(was) == keys(is) && was.fields != is.fields;
            if old.iter().any(differs) {
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
            self.strings(&place, was, is, [CODE_ADDED, CODE_REMOVED]);
        }
    }
}

fn keys(shape: &ErrorShape) -> String {
    format!("`{}` and `{}`", shape.message, shape.code)
}

fn at(what: &str) -> Place {
    Place::new(format!("service: {what}"), "Error")
}
