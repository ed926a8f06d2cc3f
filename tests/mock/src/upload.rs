//! Content that a request brings: the whole body, or a part of a form. What it says is nobody's business.

use chatbotkit_description::ir::Operation;

use crate::check::refuse;
use crate::refusal::Refusal;
use crate::request::RecordedRequest;

/// Whether a request brings content in place of fields. Then it is content that the operation takes.
pub(crate) fn brings_content(
    operation: &Operation,
    request: &RecordedRequest,
) -> Result<bool, Refusal> {
    let Some(upload) = &operation.upload else {
        return Ok(false);
    };
    let header = request.header("content-type").unwrap_or_default();
    let media_type = header.split(';').next().unwrap_or_default().trim();
    let media_type = media_type.to_ascii_lowercase();
    let is_form = media_type == "multipart/form-data";
    if operation.request.is_some() && ["", "application/json"].contains(&media_type.as_str()) {
        return Ok(false);
    }
    match &upload.part {
        Some(_) if !is_form => Err(wrong_type("the body must be multipart/form-data")),
        Some(part) => match parts(header, request.body()) {
            None => Err(Refusal::bad("the body is not a form")),
            Some(names) if names.contains(part) => Ok(true),
            Some(_) => refuse(part, "is required"),
        },
        None if is_form || media_type.is_empty() => {
            Err(wrong_type("the body must be content of a media type of its own"))
        }
        None => Ok(true),
    }
}

fn wrong_type(message: &str) -> Refusal {
    Refusal::new(415, message)
}

/// The names of the parts of a form; nothing where it is none, or does not end.
fn parts(header: &str, body: &[u8]) -> Option<Vec<String>> {
    let mut parameters = header.split(';').skip(1);
    let boundary = parameters.find_map(|it| it.trim().strip_prefix("boundary="))?;
    let delimiter = format!("\r\n--{}", boundary.trim_matches('"'));
    // What stands in front of the first delimiter may be nothing at all.
    let body = [b"\r\n", body].concat();
    let (_, mut rest) = split(&body, delimiter.as_bytes())?;
    let mut names = Vec::new();
    while !rest.starts_with(b"--") {
        let (part, after) = split(rest.strip_prefix(b"\r\n")?, delimiter.as_bytes())?;
        let (head, _) = split(part, b"\r\n\r\n")?;
        names.push(name(str::from_utf8(head).ok()?)?);
        rest = after;
    }
    Some(names)
}

/// The name of a part, by its headers.
fn name(head: &str) -> Option<String> {
    let mut headers = head.lines().filter_map(|line| line.split_once(':'));
    let (_, disposition) =
        headers.find(|(name, _)| name.eq_ignore_ascii_case("content-disposition"))?;
    let (_, name) = disposition.split_once("; name=\"")?;
    Some(name.split_once('"')?.0.to_owned())
}

/// What comes before and after the first occurrence.
fn split<'a>(bytes: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let place = bytes.windows(at.len()).position(|window| window == at)?;
    Some((&bytes[..place], &bytes[place + at.len()..]))
}
