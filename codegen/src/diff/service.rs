//! What holds for the whole service: addresses, settings, how errors, streams and queries are written, and which
//! modules there are.

use super::pairing::Pairs;
use super::verdicts::*;
use super::{Place, Walk};
use crate::ir::{Codes, Module};

impl Walk<'_> {
    pub(super) fn service(&mut self) {
        let (old, new) = (&self.old.service, &self.new.service);
        let at = |what: &str| Place::new(format!("service: {what}"), "Client");
        self.doc(&Place::new("service", "Client"), &old.doc, &new.doc);
        let (a, b, c, d) = (&old.errors, &new.errors, &old.streams, &new.streams);
        let facts = [
            ("name", &old.name, &new.name, NAME),
            ("base address", &old.base_url, &new.base_url, BASE_ADDRESS),
            (
                "variable of the base address",
                &old.base_url_variable,
                &new.base_url_variable,
                VARIABLE,
            ),
            (
                "variable of the secret",
                &old.secret_variable,
                &new.secret_variable,
                VARIABLE,
            ),
            (
                "key of an error's message",
                &a.message,
                &b.message,
                ERROR_KEY,
            ),
            ("key of an error's code", &a.code, &b.code, ERROR_KEY),
            (
                "media type of streams",
                &c.media_type,
                &d.media_type,
                STREAM_KEY,
            ),
            ("key of an event's tag", &c.tag, &d.tag, STREAM_KEY),
            (
                "key of an event's content",
                &c.content,
                &d.content,
                STREAM_KEY,
            ),
            (
                "tag of an error in a stream",
                &c.error,
                &d.error,
                STREAM_KEY,
            ),
        ];
        for (what, was, is, row) in facts {
            if was != is {
                self.changed(
                    &at(what),
                    format!("is `{is}` now, was `{was}`"),
                    row.verdicts(),
                );
            }
        }
        match (a.also_with_success, b.also_with_success) {
            (false, true) => {
                self.changed(
                    &at("errors"),
                    "may come with a status of success now",
                    ERROR_IN_SUCCESS.verdicts(),
                );
            }
            (true, false) => {
                self.changed(
                    &at("errors"),
                    "no longer come with a status of success",
                    NO_ERROR_IN_SUCCESS.verdicts(),
                );
            }
            _ => {}
        }
        self.codes(&a.codes, &b.codes);
        self.texts(
            &at("keep-alive"),
            (&c.keep_alive, &d.keep_alive),
            (KEEP_ALIVE_ADDED, KEEP_ALIVE_REMOVED),
        );
        if old.maps_in_query != new.maps_in_query {
            self.changed(
                &at("maps in queries"),
                "are written in another way",
                MAPS_IN_QUERY.verdicts(),
            );
        }
        self.headers();
        self.modules();
    }

    fn codes(&mut self, old: &Codes, new: &Codes) {
        let lists = [
            ("is_not_found", &old.not_found, &new.not_found),
            ("is_unauthorized", &old.unauthorized, &new.unauthorized),
            ("is_rate_limited", &old.rate_limited, &new.rate_limited),
        ];
        for (method, was, is) in lists {
            let place = Place::new(
                format!("service: `{method}`: code"),
                format!("Error::{method}"),
            );
            self.texts(&place, (was, is), (CODE_ADDED, CODE_REMOVED));
        }
    }

    /// Compares two sets of texts.
    fn texts(
        &mut self,
        place: &Place,
        (old, new): (&[String], &[String]),
        (come, gone): (Row, Row),
    ) {
        for text in new.iter().filter(|text| !old.contains(text)) {
            self.changed(place, format!("`{text}` added"), come.verdicts());
        }
        for text in old.iter().filter(|text| !new.contains(text)) {
            self.changed(place, format!("`{text}` removed"), gone.verdicts());
        }
    }

    fn headers(&mut self) {
        let (old, new) = (&self.old.service.headers, &self.new.service.headers);
        let builder = Place::new("service", "ClientBuilder");
        let pairs = Pairs::of(old, new);
        for header in pairs.come.iter().map(|b| &new[*b]) {
            self.added(
                &builder.part("header", header, &header.rust),
                &header.doc,
                HEADER_ADDED.verdicts(),
            );
        }
        for (old, new) in pairs.both.iter().map(|(a, b)| (&old[*a], &new[*b])) {
            let place = builder.part("header", new, &new.rust);
            self.doc(&place, &old.doc, &new.doc);
            self.renamed(
                &place,
                (&old.wire, &old.rust),
                (&new.wire, &new.rust),
                HEADER_RENAMED.verdicts(),
            );
        }
        for header in pairs.gone.iter().map(|a| &old[*a]) {
            self.removed(
                &builder.part("header", header, &header.rust),
                &header.doc,
                HEADER_REMOVED.verdicts(),
            );
        }
    }

    fn modules(&mut self) {
        let (old, new) = (self.old, self.new);
        let find = |modules: &[Module], one: &Module| {
            modules.iter().position(|it| it.resource == one.resource)
        };
        for module in &new.modules {
            let place = place(module);
            match find(&old.modules, module).map(|index| &old.modules[index]) {
                None => self.added(&place, &module.doc, MODULE_ADDED.verdicts()),
                Some(before) => {
                    self.doc(&place, &before.doc, &module.doc);
                    if before.version != module.version {
                        self.changed(
                            &place,
                            format!("was `{}`", before.version),
                            MODULE_VERSION.verdicts(),
                        );
                    }
                }
            }
        }
        for module in old
            .modules
            .iter()
            .filter(|module| find(&new.modules, module).is_none())
        {
            self.removed(&place(module), &module.doc, MODULE_REMOVED.verdicts());
        }
    }
}

fn place(module: &Module) -> Place {
    let (resource, version) = (&module.resource, &module.version);
    Place::new(
        format!("module `{resource}/{version}`"),
        format!("{resource}::{version}"),
    )
}
