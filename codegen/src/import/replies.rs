//! Replies: which response counts, in which media types it comes, and whether it is a page.

use super::bodies::{is_json, json_of};
use super::document::Value;
use super::importer::Importer;
use super::notes;
use super::routes::{Operation, Reply};
use super::types::{Field, Schema, Shape, Use, Word};

impl<'a> Importer<'a> {
    /// What the operation answers; `None` where the language cannot say it.
    pub(super) fn replies(&mut self, operation: &mut Operation<'a>) -> Option<()> {
        let Some(response) = self.response(operation) else { return Some(()) };
        self.within("reply", |this| {
            let content = this.contents(response);
            let lines = this.one_reply(operation, &content);
            this.other_media(operation, &content);
            let is_stated = operation.overlay.states("response");
            if content.is_empty() && operation.empty_on.is_empty() && !is_stated {
                let message = "the document does not say what comes back, so nothing is read";
                this.warn(response, message);
            }
            if lines && operation.reply == Reply::OnlyStream && operation.stream.is_none() {
                let message =
                    "its only reply is a stream that cannot be said: the operation is left out";
                return this.refuse(response, message);
            }
            Some(())
        })
    }

    /// The reply in JSON and as a stream. Returns whether the document has a stream that is to be read.
    fn one_reply(
        &mut self,
        operation: &mut Operation<'a>,
        content: &[(String, Value<'a>)],
    ) -> bool {
        operation.reply = match json_of(content).map(|json| json.get("schema")) {
            _ if operation.overlay.states("response") => Reply::Stated,
            Some(Some(schema)) if self.stated.exact => Reply::Json(self.expression_of(schema)),
            Some(Some(schema)) => Reply::Json(self.reply(schema, operation)),
            Some(None) => Reply::Json(Use::ANY),
            None => Reply::Nothing,
        };
        operation.pages &= !operation.overlay.states("pages");
        let is_stated = operation.overlay.states("stream");
        let lines = content.iter().find(|(media, _)| is_lines(media)).filter(|_| !is_stated);
        if let Some((media, value)) = lines {
            operation.stream = self.stream(media, *value, operation);
        }
        if operation.reply == Reply::Nothing && (lines.is_some() || is_stated) {
            operation.reply = Reply::OnlyStream;
        }
        lines.is_some()
    }

    /// The replies that are neither JSON nor a stream.
    fn other_media(&mut self, operation: &mut Operation<'a>, content: &[(String, Value<'a>)]) {
        let streams = operation.stream.is_some() || operation.overlay.states("stream");
        for (media, value) in content {
            if media == "text/event-stream" {
                let message =
                    "events in the form of `text/event-stream` cannot be read: they are left out";
                self.warn(*value, message);
            } else if is_json(media) || is_lines(media) || operation.reply == Reply::Stated {
                // It has been read, or there is nothing to read.
            } else if operation.reply == Reply::Nothing
                || (operation.reply == Reply::OnlyStream && !streams)
            {
                self.warn_of_structure(content, media);
                operation.reply = Reply::Media(media.clone());
            } else if !operation.overlay.states("also") {
                let method = self.further_method(operation, &suffix(media));
                operation.also.insert(method, media);
            }
        }
    }

    /// The response of success. Statuses beside it come without a body.
    fn response(&mut self, operation: &mut Operation<'a>) -> Option<Value<'a>> {
        let mut chosen = None;
        let mut bodiless = None;
        for (status, response) in self.mapping(operation.node, "responses") {
            let Some(response) = self.follow(response) else {
                continue;
            };
            if status == "default" || !status.starts_with(['2', '3']) {
                self.within("error", |this| this.error_response(response));
                continue;
            }
            let has_content = response.has("content");
            if matches!(status, "204" | "205" | "304") && !has_content {
                let doc = self.about(response).doc;
                let doc = if doc.is_empty() { "No content.".to_owned() } else { doc };
                operation.empty_on.insert(status, doc);
            } else if status.starts_with('2') && has_content && chosen.is_none() {
                chosen = Some(response);
            } else if status.starts_with('2') && !has_content {
                bodiless = bodiless.or(Some(response));
            } else {
                let message = format!("another reply has been taken: status {status} is left out");
                self.warn(response, message);
            }
        }
        if chosen.is_none() && bodiless.is_none() {
            // With nothing beside it, it is the reply.
            if std::mem::take(&mut operation.empty_on).is_empty() {
                self.warn(operation.node, "it has no response of success, so nothing is read");
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
    fn reply(&mut self, value: Value<'a>, operation: &mut Operation<'a>) -> Use {
        let base = operation.base();
        let schema = self.schema(value, &base);
        let mut schema = self.opened(value, schema);
        operation.pages = self.make_pages(&mut schema, operation.request.as_ref());
        if operation.pages || schema.hint.is_none() {
            schema = self.with_items(schema, &base);
        }
        self.types.take_expression(schema, Word::Whole(format!("{base}Response")))
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
            self.count(notes::CURSOR);
        }
        self.count(notes::PAGES);
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
        media.strip_prefix("application/").map(|kind| kind.trim_start_matches("x-")),
        Some("jsonl" | "jsonlines" | "ndjson" | "json-lines")
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
