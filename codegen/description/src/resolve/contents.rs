//! What is not JSON: content that is sent, and replies that come in other media types.

use super::operations::{Described, Operations, method};
use super::reserved::Taken;
use crate::ir;
use crate::load::formats::is_media_type;

impl<'a> Operations<'_, 'a> {
    /// The content that the operation takes.
    pub(super) fn upload(
        &self,
        described: &Described<'_, 'a>,
        methods: &mut Taken,
    ) -> Option<ir::Upload> {
        let Described { cx, span, keys, verb, .. } = described;
        let upload = keys.upload.as_ref()?;
        let first = upload.method.as_ref().or(upload.part.as_ref());
        let at = first.map_or(*span, |at| at.span);
        let has_request = keys.request.is_some() || keys.request_optional.is_some();
        let problem = match (&upload.method, has_request) {
            _ if !verb.has_body() => Some("a GET or DELETE sends no content"),
            _ if keys.written.faulty || upload.written.faulty => None,
            (None, true) => Some(
                "the operation's own method sends its `request`, so the upload needs a `method`",
            ),
            (Some(_), false) => {
                Some("without a `request` the operation's own method sends the content")
            }
            _ => None,
        };
        if let Some(message) = problem {
            cx.error("upload-method", at, message);
            return None;
        }
        let rust = upload.method.as_ref().map(|name| method(cx, name, methods));
        if let Some(part) = upload.part.as_ref().filter(|part| !is_part_name(part)) {
            let message = "the name of a part is made of printable ASCII without quotes";
            cx.error("upload-part", part, message);
        }
        Some(ir::Upload { rust, part: upload.part.as_ref().map(|part| part.value.clone()) })
    }

    /// The media types that the reply can be asked for in.
    pub(super) fn also(&self, described: &Described<'_, 'a>, methods: &mut Taken) -> Vec<ir::Also> {
        let Described { cx, keys, .. } = described;
        cx.repeated(keys.also.names());
        let also = keys.also.iter().map(|(name, media_type)| {
            if !is_media_type(media_type) {
                let message = format!("`{}` is not a media type", media_type.value);
                cx.error("media-type", media_type, message).help("write one such as `text/csv`");
            }
            let rust = method(cx, name, methods);
            ir::Also { rust, media_type: media_type.value.clone() }
        });
        also.collect()
    }
}

fn is_part_name(text: &str) -> bool {
    let fits = |c: char| (c.is_ascii_graphic() || c == ' ') && c != '"' && c != '\\';
    !text.is_empty() && text.chars().all(fits)
}
