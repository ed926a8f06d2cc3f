//! `api.yaml`: what the document tells of the service, and what goes for it where it tells nothing.

use super::service::Service;
use super::streams::ERROR;
use super::text::{doc_entry, entry, scalar};
use super::told::{Keys, Told, find, text};
use super::write::{Writer, beginning};

impl Writer<'_> {
    pub(super) fn service(&self, service: &Service, modules: &[&str]) -> String {
        let mut out = beginning("api");
        out.push_str(&entry(0, "name", &service.name));
        if !service.about.doc.is_empty() {
            out.push_str(&doc_entry(0, &service.about.doc));
        }
        for (key, guessed) in self.facts(service) {
            if key == "headers" {
                self.headers(&mut out);
                continue;
            }
            if key != "auth" && key != "base_url" {
                out.push('\n');
            }
            let told = find(&service.told, key).unwrap_or(&guessed);
            self.told(&mut out, 0, key, told);
        }
        out.push_str("\nmodules:\n");
        for module in modules {
            out.push_str(&format!("  - {}\n", scalar(module)));
        }
        out
    }

    fn headers(&self, out: &mut String) {
        if !self.importer.headers.is_empty() {
            out.push_str("\nheaders:\n");
        }
        for header in &self.importer.headers {
            out.push_str(&format!("  {}:\n", scalar(&header.name)));
            out.push_str(&entry(4, "setting", &header.setting));
            if !header.about.doc.is_empty() {
                out.push_str(&doc_entry(4, &header.about.doc));
            }
        }
    }

    /// What the keys of the service are where the document does not tell.
    fn facts(&self, service: &Service) -> Vec<(&'static str, Told)> {
        let Service { variables, base_url, .. } = service;
        let keys = |entries: Keys| Told::Keys(entries);
        let maps = if self.importer.brackets { "brackets" } else { "dotted" };
        let envelope = self.importer.envelope.as_ref();
        let media = envelope.map_or("application/jsonl", |it| &it.media_type);
        let mut streams = vec![
            text("media_type", media),
            text("tag", envelope.map_or("type", |it| &it.tag)),
            text("content", envelope.map_or("data", |it| &it.content)),
            text("error", ERROR),
        ];
        if let Some(envelope) = envelope.filter(|it| !it.keep_alive.is_empty()) {
            let tags = Told::Names(envelope.keep_alive.clone());
            streams.push(("keep_alive".to_owned(), tags));
        }
        let base_url =
            vec![text("default", base_url), text("env", format!("{variables}_BASE_URL"))];
        let shape = |message: &str, code: &str| vec![text("message", message), text("code", code)];
        let shapes = self.importer.errors.iter();
        let mut shapes: Vec<_> = shapes.map(|it| shape(&it.message, &it.code())).collect();
        if shapes.is_empty() {
            shapes.push(shape("message", "code"));
        }
        let errors = vec![
            ("shapes".to_owned(), Told::List(shapes)),
            ("also_with_success".to_owned(), Told::Plain("false".into())),
        ];
        let requests = vec![text("maps_in_query", maps), text("without_fields", "empty_object")];
        vec![
            ("base_url", keys(base_url)),
            ("auth", keys(vec![text("bearer", format!("{variables}_API_SECRET"))])),
            ("headers", keys(Keys::new())),
            ("requests", keys(requests)),
            ("errors", keys(errors)),
            ("streams", keys(streams)),
        ]
    }
}
