//! What is sent as a body: an object as JSON, or content that is none. Below, which media types carry JSON, and which
//! carry what nobody looks into.

use super::document::Value;
use super::importer::Importer;
use super::notes;
use super::routes::Operation;
use super::types::{Field, Schema, Shape, Use, Word};
use chatbotkit_description::names;
use chatbotkit_description::print::{Keys, keys};
use chatbotkit_description::resolve::is_media_type;

impl<'a> Importer<'a> {
    /// The body, where the verb has one. `None` where the language cannot say it.
    pub(super) fn body(
        &mut self,
        operation: &mut Operation<'a>,
        query: &[(&'a str, Value<'a>)],
    ) -> Option<()> {
        for (name, parameter) in query {
            let verb = operation.verb.on_the_wire();
            self.warn(*parameter, format!("a {verb} has no query: `{name}` is left out"));
        }
        let Some(body) = operation.node.get("requestBody") else { return Some(()) };
        let body = self.follow(body)?;
        self.within("request body", |this| {
            let content = this.contents(body);
            let json = json_of(&content);
            if let Some(json) = json.filter(|_| !operation.overlay.states("request"))
                && let Some(schema) = json.get("schema")
            {
                operation.request = this.request(schema, &operation.base())?;
                // Of a type that is stated, the body says whether it can be left out.
                let required = body.is_true_at("required");
                let stated = operation.request.as_ref().filter(|it| this.types.is_stated(it));
                operation.optional = stated.map(|_| !required);
            }
            let stated = operation.overlay.states("upload");
            if !stated {
                operation.upload = this.upload(&content, operation);
            }
            if json.is_none() && operation.upload.is_none() && !stated && !content.is_empty() {
                let media: Vec<_> = content.iter().map(|(media, _)| media.as_str()).collect();
                let message =
                    format!("the language cannot send {}: the body is left out", media.join(", "));
                this.warn(body, message);
            }
            Some(())
        })
    }

    /// The object that is sent, if there is anything in it. `None` where it sends something else.
    fn request(&mut self, value: Value<'a>, base: &str) -> Option<Option<Use>> {
        let schema = self.schema(value, base);
        if let Shape::Plain(Use::Named(id)) = schema.shape
            && self.types.all[id].module.is_some()
        {
            return Some(Some(Use::Named(id)));
        }
        let schema = self.opened(value, schema);
        let fields = match (schema.fields(), schema.shape) {
            // What it does not describe can be added to a call.
            (Some(fields), _) => fields,
            (None, Shape::Union { tag, content: None, variants }) => {
                self.count(notes::MERGED);
                self.one_object(value, tag, variants)?
            }
            _ => {
                let message =
                    "a request is an object, which this is not: the operation is left out";
                return self.refuse(value, message);
            }
        };
        if fields.is_empty() {
            if !self.stated.exact {
                self.count(notes::EMPTY_REQUEST);
            }
            return Some(None);
        }
        let schema = Schema { shape: Shape::Object(fields), nullable: false, ..schema };
        let word = Word::Whole(format!("{base}Request"));
        Some(Some(self.types.take(schema, word)))
    }

    /// A union of objects as one object, since a request is one.
    fn one_object(
        &mut self,
        value: Value<'a>,
        tag: Option<String>,
        variants: Vec<Field>,
    ) -> Option<Vec<Field>> {
        let tags = variants.iter().map(|variant| variant.name.clone()).collect();
        let mut branches = Vec::new();
        for variant in variants {
            match self.opened(value, Schema::of(variant.ty)).fields() {
                Some(fields) => branches.push(fields),
                None => {
                    let message =
                        "a request is an object, which a branch is not: the operation is left out";
                    return self.refuse(value, message);
                }
            }
        }
        let merged = self.alternatives(value, branches);
        let Some(tag) = tag else {
            return Some(merged);
        };
        let ty = self.types.take(Schema::of(Shape::Enum(tags)), Word::Part(names::pascal(&tag)));
        Some(std::iter::once(Field::new(tag, ty)).chain(merged).collect())
    }

    fn upload(
        &mut self,
        content: &[(String, Value<'a>)],
        operation: &Operation<'a>,
    ) -> Option<Keys> {
        let has_request = operation.request.is_some();
        let raw = content.iter().find(|(media, _)| is_raw(media));
        let form = content.iter().find(|(media, _)| media == "multipart/form-data");
        let part = form.and_then(|(_, form)| self.binary_part(*form));
        if let (None, Some((_, form)), None, true) = (raw, form, &part, has_request) {
            self.warn(*form, "a form is sent only if it consists of one file: it is left out");
        }
        if let Some((media, _)) = raw {
            self.warn_of_structure(content, media);
        }
        if raw.is_some() && part.is_some() {
            self.count(notes::RAW);
        }
        if raw.is_none() && part.is_none() {
            return None;
        }
        let method = has_request.then(|| self.further_method(operation, "content"));
        Some(keys! { "method" => method, "part" => part.filter(|_| raw.is_none()) })
    }

    /// The only part of a form, if it is a file.
    fn binary_part(&mut self, form: Value<'a>) -> Option<String> {
        let schema = self.follow(form.get("schema")?)?;
        let properties = self.mapping(schema, "properties");
        let [(name, part)] = properties.as_slice() else {
            return None;
        };
        let part = self.follow(*part)?;
        let media = part.has("contentMediaType");
        (media || self.text(part, "format") == Some("binary")).then(|| (*name).to_owned())
    }
}

fn is_raw(media: &str) -> bool {
    matches!(media, "*/*" | "application/octet-stream")
}

impl<'a> Importer<'a> {
    /// What stands under the media types, which are given without their parameters.
    pub(super) fn contents(&mut self, value: Value<'a>) -> Vec<(String, Value<'a>)> {
        let mut contents = Vec::new();
        for (media, value) in self.mapping(value, "content") {
            let kind = media.split(';').next().unwrap_or_default();
            let kind = kind.trim().to_ascii_lowercase();
            if is_media_type(&kind) {
                contents.push((kind, value));
            } else {
                self.warn(value, format!("`{media}` is not a media type and is left out"));
            }
        }
        // Who leaves the media type open and describes a structure means JSON.
        if json_of(&contents).is_none() {
            let open = contents.iter().position(|(media, value)| {
                matches!(media.as_str(), "*/*" | "application/*") && self.is_structured(*value)
            });
            if let Some(open) = open {
                contents[open].0 = "application/json".to_owned();
            }
        }
        contents
    }

    /// Reports what is lost where content that is not JSON has a structure, and nothing else has it.
    pub(super) fn warn_of_structure(&mut self, contents: &[(String, Value<'a>)], media: &str) {
        if json_of(contents).is_some() {
            return;
        }
        let found = contents.iter().find(|(known, _)| known == media);
        if let Some((_, value)) = found.filter(|(_, value)| self.is_structured(*value)) {
            self.warn(*value, format!("`{media}` is handed over as it is: its schema is left out"));
        }
    }

    /// Whether the schema of a content says more than that it is a string or a file.
    fn is_structured(&self, content: Value<'a>) -> bool {
        let schema = content.get("schema").and_then(|schema| self.document.pointed_at(schema));
        let Some(schema) = schema else { return false };
        let text = schema.text_at("type") == Some("string");
        let marked = |key: &&str| schema.has(key);
        let file = ["contentMediaType", "contentEncoding"].iter().any(marked);
        let says = ["type", "properties", "items", "additionalProperties", "enum", "const"]
            .iter()
            .chain(&["allOf", "oneOf", "anyOf"])
            .any(marked);
        says && !text && !file
    }
}

/// What stands under the media type of JSON.
pub(super) fn json_of<'a>(contents: &[(String, Value<'a>)]) -> Option<Value<'a>> {
    contents.iter().find(|(media, _)| is_json(media)).map(|(_, value)| *value)
}

pub(super) fn is_json(media: &str) -> bool {
    media == "application/json" || media.ends_with("+json")
}
