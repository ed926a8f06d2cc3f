//! What holds for the whole service: addresses, settings, how streams and queries are written, and which modules there
//! are. How errors are written is in `errors`.

use super::change::Verdicts;
use super::verdicts::*;
use super::walk::{Place, Walk, rows};
use chatbotkit_description::ir::{Header, Module, Service};

type Fact = fn(&Service) -> &str;

/// What is one string: what it is called, where it is, and what it means that it is another.
const FACTS: &[(&str, Fact, Row)] = &[
    ("name", |it| &it.name, NAME),
    ("base address", |it| &it.base_url, BASE_ADDRESS),
    ("variable of the base address", |it| &it.base_url_variable, VARIABLE),
    ("variable of the secret", |it| &it.secret_variable, VARIABLE),
    ("media type of streams", |it| &it.streams.media_type, STREAM_KEY),
    ("key of an event's tag", |it| &it.streams.tag, STREAM_KEY),
    ("key of an event's content", |it| &it.streams.content, STREAM_KEY),
    ("tag of an error in a stream", |it| &it.streams.error, STREAM_KEY),
];

impl Walk<'_> {
    pub(super) fn service(&mut self) {
        let (old, new) = (&self.old.service, &self.new.service);
        self.doc(&Place::new("service", "Client"), &old.doc, &new.doc);
        for (what, fact, row) in FACTS {
            let (was, is) = (fact(old), fact(new));
            if was != is {
                self.changed(&at(what), format!("is `{is}` now, was `{was}`"), *row);
            }
        }
        self.errors();
        let (was, is) = (&old.streams.keep_alive, &new.streams.keep_alive);
        self.strings(&at("keep-alive"), was, is, [KEEP_ALIVE_ADDED, KEEP_ALIVE_REMOVED]);
        self.silence_of_service();
        if old.maps_in_query != new.maps_in_query {
            self.became(&at("maps in queries"), MAPS_IN_QUERY, "", "");
        }
        self.headers();
        self.modules();
        self.features();
    }

    /// Compares whether each module is a feature. Where only one has operations, all callers need it.
    fn features(&mut self) {
        let are_features = |modules: &[Module]| {
            modules.iter().filter(|module| !module.operations.is_empty()).count() > 1
        };
        let (was, is) = (are_features(&self.old.modules), are_features(&self.new.modules));
        self.flag(&at("modules"), was, is, [FEATURES_ADDED, FEATURES_REMOVED]);
    }

    fn headers(&mut self) {
        let headers = (&*self.old.service.headers, &*self.new.service.headers);
        let verdicts = [HEADER_ADDED, HEADER_REMOVED, HEADER_RENAMED].map(Verdicts::from);
        let place = |it: &Header| Place::new("service", "ClientBuilder").part("header", it);
        self.parts(place, headers, rows(verdicts), |_, _, _, _| {});
    }

    fn modules(&mut self) {
        let modules = (&*self.old.modules, &*self.new.modules);
        let verdicts = [MODULE_ADDED, MODULE_REMOVED, MODULE_VERSION].map(Verdicts::from);
        self.parts(place, modules, rows(verdicts), |walk, place, old, new| {
            if old.version != new.version {
                walk.became(place, MODULE_VERSION, &old.version, "");
            }
        });
    }
}

fn at(what: &str) -> Place {
    Place::new(format!("service: {what}"), "Client")
}

fn place(module: &Module) -> Place {
    let (resource, version) = (&module.resource, &module.version);
    Place::new(format!("module `{resource}/{version}`"), format!("{resource}::{version}"))
}
