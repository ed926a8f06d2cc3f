//! The service: what holds for every operation.

use super::context::{Context, strings};
use super::reserved::{OWN_HEADERS, OWN_SETTINGS, Taken};
use super::silence::{Said, UNSAID, silence};
use super::types::Types;
use crate::ir;
use crate::load::service::{Service, Streams};
use crate::load::span::At;
use crate::names;

impl Types<'_> {
    pub(super) fn service(&self, service: &Service) -> ir::Service {
        let cx = &self.cx;
        let doc = cx.doc(&service.name, (&service.doc, &service.written));
        let crate_name = names::crate_name(&service.name);
        check(&service.name, |name| {
            if crate_name.is_err() {
                let message = format!("`{}` makes no name of a crate", name.value);
                let help = "begin it with a letter from A to Z, for the crate is named after it";
                cx.error("bad-rust-name", name, message).help(help);
            }
        });
        check(&service.base_url.default, |url| check_base_url(cx, url));
        check(&service.base_url.env, |name| check_variable(cx, name));
        check(&service.auth.bearer, |name| check_variable(cx, name));
        ir::Service {
            name: service.name.value.clone(),
            crate_name: crate_name.unwrap_or_default(),
            doc,
            base_url: service.base_url.default.value.clone(),
            base_url_variable: service.base_url.env.value.clone(),
            secret_variable: service.auth.bearer.value.clone(),
            headers: headers(cx, service),
            errors: self.errors(&service.errors),
            streams: streams(cx, &service.streams),
            maps_in_query: service.requests.maps_in_query,
        }
    }
}

/// Checks a string that has to be there. That it is missing is reported already.
fn check(at: &At<String>, check: impl FnOnce(&At<String>)) {
    if at.is_written() {
        check(at);
    }
}

fn streams(cx: &Context<'_>, streams: &Streams) -> ir::Streams {
    check(&streams.content, |content| {
        if streams.tag.value == content.value {
            let message = "the tag and the content of an event have the same key";
            cx.error("repeated-key", content, message);
        }
    });
    cx.repeated(streams.keep_alive.iter().chain([&streams.error]));
    let resolved = ir::Streams {
        media_type: streams.media_type.value.clone(),
        tag: streams.tag.value.clone(),
        content: streams.content.value.clone(),
        error: streams.error.value.clone(),
        keep_alive: strings(&streams.keep_alive),
        silence: UNSAID,
    };
    let said = Said {
        idle: streams.idle.as_ref(),
        signs_of_life: streams.signs_of_life.as_ref(),
        terminal: None,
    };
    ir::Streams { silence: silence(cx, &resolved, said), ..resolved }
}

fn headers(cx: &Context<'_>, service: &Service) -> Vec<ir::Header> {
    let mut taken = Taken::by(OWN_SETTINGS, "the client itself");
    cx.repeated(service.headers.names());
    let mut headers = Vec::new();
    for (name, header) in service.headers.iter() {
        let cx = cx.about(format!("header `{}`", name.value));
        let wire = name.value.to_ascii_lowercase();
        let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if wire.is_empty() || !wire.chars().all(token) {
            cx.error("header-name", name, "this is not the name of a header");
        } else if OWN_HEADERS.contains(&wire.as_str()) {
            cx.error("header-name", name, "every request has this header already");
        }
        if header.written.faulty {
            continue;
        }
        let doc = cx.doc(name, (&header.doc, &header.written));
        let setting = &header.setting;
        let Ok(rust) = names::chosen_name(setting) else {
            let message = format!("`{}` makes no Rust name", setting.value);
            cx.error("bad-rust-name", setting, message);
            continue;
        };
        taken.claim(&cx, ("setting-clash", setting.span), ("setting", &rust), "another header");
        headers.push(ir::Header { wire, rust, doc });
    }
    headers
}

fn check_base_url(cx: &Context<'_>, url: &At<String>) {
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
    cx.error("base-url", url, message);
}

fn check_variable(cx: &Context<'_>, name: &At<String>) {
    let fits = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() || !name.chars().all(fits) {
        let message = format!("`{}` is not the name of an environment variable", name.value);
        cx.error("bad-variable", name, message).help("write it in capitals, digits and `_`");
    }
}
