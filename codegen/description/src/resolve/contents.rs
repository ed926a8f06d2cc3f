//! What is no JSON: content that is sent, and replies that come in other media types.

use super::clashes::Clashes;
use super::context::{self, Owner};
use super::operations::Operations;
use crate::ir::{self, Verb};
use crate::load::description::Operation;
use crate::load::place::At;
use crate::names;
use crate::report::Place;

impl Operations<'_, '_> {
    /// The content that the operation takes.
    pub(super) fn upload(
        &mut self,
        owner: &Owner,
        place: &Place,
        verb: Verb,
        described: &Operation,
        methods: &mut Clashes,
    ) -> Option<ir::Upload> {
        let upload = described.upload.as_ref()?;
        let place = upload
            .method
            .as_ref()
            .or(upload.part.as_ref())
            .map_or(place.clone(), |at| owner.place(at));
        let has_request = described.request.is_some() || described.request_optional.is_some();
        let problem = match (&upload.method, has_request) {
            _ if !verb.has_body() => Some("a GET or DELETE sends no content"),
            (None, true) => Some(
                "the operation's own method sends its `request`, so the upload needs a `method`",
            ),
            (Some(_), false) => {
                Some("without a `request` the operation's own method sends the content")
            }
            _ => None,
        };
        if let Some(message) = problem {
            let diagnostic = owner.error("upload-method", place, message);
            self.types.report.push(diagnostic);
            return None;
        }
        let rust = upload.method.as_ref().map(|method| self.further_method(owner, method, methods));
        if let Some(part) = upload.part.as_ref().filter(|part| !is_part_name(part)) {
            let message = "the name of a part is made of printable ASCII without quotes";
            let diagnostic = owner.error("upload-part", owner.place(part), message);
            self.types.report.push(diagnostic);
        }
        let part = upload.part.as_ref().map(|part| part.value.clone());
        Some(ir::Upload { rust, part })
    }

    /// The media types that the reply can be asked for in.
    pub(super) fn also(
        &mut self,
        owner: &Owner,
        described: &Operation,
        methods: &mut Clashes,
    ) -> Vec<ir::Also> {
        let Some(written) = &described.also else {
            return Vec::new();
        };
        let names = written.iter().map(|(name, _)| name);
        context::repeated(self.types.report, owner, names);
        let mut also = Vec::new();
        for (method, media_type) in written.iter() {
            if !is_media_type(media_type) {
                let message = format!("`{}` is not a media type", media_type.value);
                let help = "write one such as `text/csv`";
                let diagnostic = owner.error("media-type", owner.place(media_type), message);
                self.types.report.push(diagnostic.help(help));
            }
            also.push(ir::Also {
                rust: self.further_method(owner, method, methods),
                media_type: media_type.value.clone(),
            });
        }
        also
    }

    /// A method beside the operation's own.
    fn further_method(
        &mut self,
        owner: &Owner,
        method: &At<String>,
        methods: &mut Clashes,
    ) -> String {
        let place = owner.place(method);
        let rust = self.types.rust_name(owner, &place, Some(method), method, names::field_name);
        self.take_method(owner, place, &rust, methods);
        rust
    }
}

/// Whether a text is a media type, or a range of them.
pub fn is_media_type(text: &str) -> bool {
    let token = |part: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || "!#$&-^_.+*".contains(c);
        !part.is_empty() && part.chars().all(fits)
    };
    text.split_once('/').is_some_and(|(kind, name)| token(kind) && token(name))
}

fn is_part_name(text: &str) -> bool {
    let fits = |c: char| (c.is_ascii_graphic() || c == ' ') && c != '"' && c != '\\';
    !text.is_empty() && text.chars().all(fits)
}
