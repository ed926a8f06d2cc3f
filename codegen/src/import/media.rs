//! Media types: which of them carry JSON, and which carry what nobody looks into.

use super::document::Value;
use super::importer::Importer;
use chatbotkit_description::resolve::is_media_type;

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
                let message = format!("`{media}` is not a media type and is left out");
                self.notes.warn(value, message);
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
            let message = format!("`{media}` is handed over as it is: its schema is left out");
            self.notes.warn(*value, message);
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
