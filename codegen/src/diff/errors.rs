//! Error objects: the keys by which they are read, and the codes that callers tell apart.

use super::verdicts::*;
use super::{Place, Says, Walk};
use chatbotkit_description::ir::{Codes, ErrorShape};

impl Walk<'_> {
    pub(super) fn errors(&mut self) {
        let (old, new) = (&self.old.service.errors, &self.new.service.errors);
        self.error_shapes(&old.shapes, &new.shapes);
        let said = [
            ("may come with a status of success now", ERROR_IN_SUCCESS),
            ("no longer come with a status of success", NO_ERROR_IN_SUCCESS),
        ];
        self.flag(&at("errors"), old.also_with_success, new.also_with_success, said);
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
            let said: [(Says, Row); 3] = [
                (|_, is| format!("are read by {is}, too"), ERROR_SHAPE_ADDED),
                (|was, is| format!("are read by {is} now, was {was}"), ERROR_KEY),
                (|was, _| format!("are no longer read by {was}"), ERROR_SHAPE_REMOVED),
            ];
            self.optional(&at("errors"), pair, said);
        }
        if lacking(&was, &gone) != lacking(&is, &come) {
            let what = "are read by the same keys in another order";
            self.changed(&at("errors"), what, ERROR_SHAPE_ORDER);
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
