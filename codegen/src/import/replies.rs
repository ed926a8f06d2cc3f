//! Replies: which response counts, in which media types it comes, and whether it is a page.

use std::collections::BTreeSet;

use super::document::Value;
use super::importer::Importer;
use super::media::is_json;
use super::operation::{Replies, Reply};
use super::routes::{Route, unique};
use super::summary;
use super::types::{Field, Schema, Shape, Use, Word};

impl<'a> Importer<'a> {
    /// What the operation answers; `None` where the language cannot say it.
    pub(super) fn replies(
        &mut self,
        route: &Route<'a>,
        request: Option<&Use>,
        methods: &mut BTreeSet<String>,
    ) -> Option<Replies> {
        let mut replies = Replies::default();
        let Some(response) = self.response(route, &mut replies.empty_on) else {
            return Some(replies);
        };
        self.within("reply", |this| {
            let content = this.contents(response);
            let lines = this.one_reply(route, request, &content, &mut replies);
            this.other_media(route, &content, methods, &mut replies);
            let is_stated = route.overlay.states("response");
            if content.is_empty() && replies.empty_on.is_empty() && !is_stated {
                let message = "the document does not say what comes back, so nothing is read";
                this.notes.warn(response, message);
            }
            if lines && replies.reply == Reply::OnlyStream && replies.stream.is_none() {
                let message =
                    "its only reply is a stream that cannot be said: the operation is left out";
                this.notes.warn(response, message);
                return None;
            }
            Some(replies)
        })
    }

    /// The reply in JSON and as a stream. Returns whether the document has a stream that is to be read.
    fn one_reply(
        &mut self,
        route: &Route<'a>,
        request: Option<&Use>,
        content: &[(String, Value<'a>)],
        replies: &mut Replies,
    ) -> bool {
        let states = |key: &str| route.overlay.states(key);
        let json = content.iter().find(|(media, _)| is_json(media));
        let json = json.map(|(_, json)| json.get("schema"));
        replies.reply = match json {
            _ if states("response") => Reply::Stated,
            Some(Some(schema)) if self.stated.exact => Reply::Json(self.expression_of(schema)),
            Some(Some(schema)) => {
                Reply::Json(self.reply(schema, &route.base(), request, &mut replies.pages))
            }
            Some(None) => Reply::Json(Use::ANY),
            None => Reply::Nothing,
        };
        replies.pages &= !states("pages");
        let lines = content.iter().find(|(media, _)| is_lines(media));
        let lines = lines.filter(|_| !states("stream"));
        if let Some((media, value)) = lines {
            replies.stream = self.stream(media, *value, &route.base(), &replies.reply);
        }
        if replies.reply == Reply::Nothing && (lines.is_some() || states("stream")) {
            replies.reply = Reply::OnlyStream;
        }
        lines.is_some()
    }

    /// The replies that are neither JSON nor a stream.
    fn other_media(
        &mut self,
        route: &Route<'a>,
        content: &[(String, Value<'a>)],
        methods: &mut BTreeSet<String>,
        replies: &mut Replies,
    ) {
        let streams = replies.stream.is_some() || route.overlay.states("stream");
        for (media, value) in content {
            if media == "text/event-stream" {
                let message =
                    "events in the form of `text/event-stream` cannot be read: they are left out";
                self.notes.warn(*value, message);
            } else if is_json(media) || is_lines(media) || replies.reply == Reply::Stated {
                // It has been read, or there is nothing to read.
            } else if replies.reply == Reply::Nothing
                || (replies.reply == Reply::OnlyStream && !streams)
            {
                self.warn_of_structure(content, media);
                replies.reply = Reply::Media(media.clone());
            } else if !route.overlay.states("also") {
                let name = format!("{}_{}", route.method, suffix(media));
                replies.also.push((unique(methods, &name), media.clone()));
            }
        }
    }

    /// The response of success. Statuses beside it that come without a body go to `empty`.
    fn response(
        &mut self,
        route: &Route<'a>,
        empty: &mut Vec<(String, String)>,
    ) -> Option<Value<'a>> {
        let mut chosen = None;
        let mut bodiless = None;
        for (status, response) in self.mapping(route.operation, "responses") {
            let Some(response) = self.follow(response) else {
                continue;
            };
            if status == "default" || !status.starts_with(['2', '3']) {
                self.within("error", |this| this.error_response(response));
                continue;
            }
            let has_content = response.get("content").is_some();
            if matches!(status, "204" | "205" | "304") && !has_content {
                let doc = self.about(response).doc;
                let doc = if doc.is_empty() { "No content.".to_owned() } else { doc };
                empty.push((status.to_owned(), doc));
            } else if status.starts_with('2') && has_content && chosen.is_none() {
                chosen = Some(response);
            } else if status.starts_with('2') && !has_content {
                bodiless = bodiless.or(Some(response));
            } else {
                let message = format!("another reply has been taken: status {status} is left out");
                self.notes.warn(response, message);
            }
        }
        if chosen.is_none() && bodiless.is_none() {
            // With nothing beside it, it is the reply.
            let only = !empty.is_empty();
            empty.clear();
            if !only {
                let message = "it has no response of success, so nothing is read";
                self.notes.warn(route.operation, message);
            }
        }
        chosen.or(bodiless)
    }

    /// The type of a reply of which nothing is guessed.
    fn expression_of(&mut self, value: Value<'a>) -> Use {
        let schema = self.schema(value, "Reply");
        self.types.take_expression(schema, Word::Whole("Reply".to_owned()))
    }

    /// The type of a reply in JSON.
    fn reply(
        &mut self,
        value: Value<'a>,
        base: &str,
        request: Option<&Use>,
        pages: &mut bool,
    ) -> Use {
        let schema = self.schema(value, base);
        let mut schema = self.opened(value, schema);
        *pages = self.make_pages(&mut schema, request);
        if *pages || schema.hint.is_none() {
            schema = self.with_items(schema, base);
        }
        let word = Word::Whole(format!("{base}Response"));
        self.types.take_expression(schema, word)
    }

    /// Whether the reply is a page. A cursor ends the pages by being missing, so it is made optional.
    fn make_pages(&mut self, schema: &mut Schema, request: Option<&Use>) -> bool {
        let sent = request.and_then(|request| self.types.fields(request)).unwrap_or_default();
        let is_cursor = |field: &Field| field.name == "cursor" && field.ty == Use::STRING;
        let sends = sent.iter().any(|field| is_cursor(field) && !field.required);
        let Shape::Object(fields) = &mut schema.shape else {
            return false;
        };
        let items = fields.iter().any(|field| {
            field.name == "items" && field.required && matches!(field.ty, Use::Array(_))
        });
        let cursor = fields.iter_mut().find(|field| is_cursor(field));
        let (true, true, Some(cursor)) = (sends, items, cursor) else {
            return false;
        };
        if std::mem::take(&mut cursor.required) {
            self.notes.count(summary::CURSOR);
        }
        self.notes.count(summary::PAGES);
        true
    }

    /// Calls the items of a list what they are: `BotList` has instances of `Bot`.
    fn with_items(&mut self, mut schema: Schema, base: &str) -> Schema {
        let items = match &mut schema.shape {
            Shape::Object(fields) => {
                let items = fields.iter_mut().find(|field| field.name == "items");
                items.map(|items| &mut items.ty)
            }
            Shape::Plain(ty) => Some(ty),
            _ => None,
        };
        if let Some(Use::Array(item)) = items
            && let Use::Named(id) = &mut **item
            && matches!(self.types.all[*id].word, Word::Part(_))
            && let Shape::Object(_) = &self.types.all[*id].shape
        {
            let ty = &self.types.all[*id];
            let (shape, about) = (ty.shape.clone(), ty.about.clone());
            let schema = Schema { shape, about, nullable: false, here: None, hint: None };
            **item = self.types.take(schema, Word::Whole(instance_name(base)));
        }
        schema
    }
}

/// The name for what is listed and fetched: `BotList` and `BotFetch` give `BotInstance`.
pub(super) fn instance_name(base: &str) -> String {
    let verbs = ["List", "Export", "Fetch", "Search", "Subscribe"];
    let stem = verbs.iter().find_map(|verb| base.strip_suffix(verb));
    format!("{}Instance", stem.filter(|stem| !stem.is_empty()).unwrap_or(base))
}

fn is_lines(media: &str) -> bool {
    matches!(
        media,
        "application/jsonl"
            | "application/x-jsonl"
            | "application/jsonlines"
            | "application/x-jsonlines"
            | "application/ndjson"
            | "application/x-ndjson"
            | "application/json-lines"
    )
}

/// How a method calls a media type: `application/terraform+hcl` is `hcl`.
fn suffix(media: &str) -> String {
    let kind = media.rsplit(['/', '+']).next().unwrap_or_default();
    match kind {
        "*" | "octet-stream" => "content".to_owned(),
        "plain" => "text".to_owned(),
        kind => chatbotkit_description::names::snake(kind),
    }
}
