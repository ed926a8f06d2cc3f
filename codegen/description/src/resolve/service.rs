//! The service: what holds for every operation.

use super::clashes::Clashes;
use super::context::{self, Owner};
use super::silence;
use super::types::Types;
use crate::ir;
use crate::load::place::At;
use crate::load::service::{MapsInQuery, Service, Streams};
use crate::names;
use crate::report::{FileId, Place, Report};

/// Settings that every client has, whatever the service.
pub const OWN_SETTINGS: &[&str] = &[
    "allow_http",
    "attempt_timeout",
    "base_url",
    "build",
    "configure_http",
    "connect_timeout",
    "default_header",
    "http_client",
    "idle",
    "line_limit",
    "liveness",
    "new",
    "reply_limit",
    "retry",
    "secret",
    "setting",
    "timeout",
    "user_agent",
];

/// Headers that the runtime writes.
pub const OWN_HEADERS: &[&str] = &[
    "accept",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "host",
    "transfer-encoding",
    "user-agent",
];

impl<'a> Types<'a> {
    pub(super) fn service(&mut self, file: FileId, service: &'a Service) -> ir::Service {
        let owner = Owner::new(file, "the service");
        let errors = self.errors(&owner, &service.errors);
        let report = &mut *self.report;
        let doc =
            context::doc(report, &owner, owner.place(&service.name), service.doc.as_ref().into());
        if !service.name.contains(|c: char| c.is_ascii_alphabetic()) {
            let message = "its name has no letter that a crate could be named after";
            report.push(owner.error("bad-rust-name", owner.place(&service.name), message));
        }
        check_base_url(report, &owner, &service.base_url.default);
        check_variable(report, &owner, &service.base_url.env);
        check_variable(report, &owner, &service.auth.bearer);
        ir::Service {
            name: service.name.value.clone(),
            crate_name: names::crate_name(&service.name),
            doc,
            base_url: service.base_url.default.value.clone(),
            base_url_variable: service.base_url.env.value.clone(),
            secret_variable: service.auth.bearer.value.clone(),
            headers: headers(report, file, service),
            errors,
            streams: streams(report, &owner, &service.streams),
            maps_in_query: match service.requests.maps_in_query {
                MapsInQuery::Dotted => ir::MapsInQuery::Dotted,
                MapsInQuery::Brackets => ir::MapsInQuery::Brackets,
            },
        }
    }
}

fn streams(report: &mut Report, owner: &Owner, streams: &Streams) -> ir::Streams {
    if streams.tag.value == streams.content.value {
        let message = "the tag and the content of an event have the same key";
        report.push(owner.error("repeated-key", owner.place(&streams.content), message));
    }
    let tags = streams.keep_alive.iter().chain([&streams.error]);
    context::repeated(report, owner, tags);
    let resolved = ir::Streams {
        media_type: streams.media_type.value.clone(),
        tag: streams.tag.value.clone(),
        content: streams.content.value.clone(),
        error: streams.error.value.clone(),
        keep_alive: context::strings(&streams.keep_alive),
        silence: silence::UNSAID,
    };
    ir::Streams { silence: silence::silence(report, owner, &resolved, streams.into()), ..resolved }
}

fn headers(report: &mut Report, file: FileId, service: &Service) -> Vec<ir::Header> {
    let mut clashes = Clashes::new();
    for setting in OWN_SETTINGS {
        clashes.reserve(setting, "the client itself");
    }
    let owner = Owner::new(file, "the service");
    context::repeated(report, &owner, service.headers.iter().map(|(name, _)| name));
    let mut headers = Vec::new();
    for (name, header) in service.headers.iter() {
        let owner = Owner::new(file, format!("header `{}`", name.value));
        let doc = context::doc(report, &owner, owner.place(name), header.doc.as_ref().into());
        let wire = name.value.to_ascii_lowercase();
        let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if wire.is_empty() || !wire.chars().all(token) {
            let message = "this is not the name of a header";
            report.push(owner.error("header-name", owner.place(name), message));
        } else if OWN_HEADERS.contains(&wire.as_str()) {
            let message = "every request has this header already";
            report.push(owner.error("header-name", owner.place(name), message));
        }
        let place = owner.place(&header.setting);
        let rust = match names::chosen_name(&header.setting) {
            Ok(rust) => rust,
            Err(names::NoName) => {
                let message = format!("`{}` makes no Rust name", header.setting.value);
                report.push(owner.error("bad-rust-name", place.clone(), message));
                continue;
            }
        };
        check_setting(report, &mut clashes, &owner, &place, &rust);
        headers.push(ir::Header { wire, rust, doc });
    }
    headers
}

fn check_setting(
    report: &mut Report,
    clashes: &mut Clashes,
    owner: &Owner,
    place: &Place,
    rust: &str,
) {
    let Some(what) = clashes.reserved(rust) else {
        clashes.reserve(rust, "another header");
        return;
    };
    let message = format!("the setting `{rust}` is taken by {what}");
    report.push(owner.error("setting-clash", place.clone(), message));
}

fn check_base_url(report: &mut Report, owner: &Owner, url: &At<String>) {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let message = match rest {
        None => "the base address has to begin with `https://` or `http://`",
        Some(rest) if rest.is_empty() || rest.starts_with('/') => "the base address names no host",
        Some(_) if url.ends_with('/') => {
            "the base address ends with `/`, and so would every path begin twice"
        }
        Some(_) if url.contains(['?', '#', ' ']) => {
            "the base address holds a `?`, a `#` or a space"
        }
        Some(_) => return,
    };
    report.push(owner.error("base-url", owner.place(url), message));
}

fn check_variable(report: &mut Report, owner: &Owner, name: &At<String>) {
    let fits = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() || !name.chars().all(fits) {
        let message = format!("`{}` is not the name of an environment variable", name.value);
        let help = "write it in capitals, digits and `_`";
        report.push(owner.error("bad-variable", owner.place(name), message).help(help));
    }
}
