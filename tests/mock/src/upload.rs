//! Content that a request brings: the whole body, or a part of a form. What it says is nobody's business.

use chatbotkit_description::ir::Operation;

use crate::check::refuse;
use crate::refusal::Refusal;
use crate::request::RecordedRequest;

/// Content that a request brought.
#[derive(Debug, PartialEq)]
pub(crate) struct Brought {
    /// What a form calls its file.
    pub name: Option<String>,
    pub bytes: usize,
}

/// What a request brings in place of fields; `None` where it brings fields. Then it is content that the operation
/// takes.
pub(crate) fn brought(
    operation: &Operation,
    request: &RecordedRequest,
) -> Result<Option<Brought>, Refusal> {
    let Some(upload) = &operation.upload else {
        return Ok(None);
    };
    let header = request.header("content-type").unwrap_or_default();
    let media_type = header.split(';').next().unwrap_or_default().trim();
    let media_type = media_type.to_ascii_lowercase();
    let is_form = media_type == "multipart/form-data";
    if operation.request.is_some() && ["", "application/json"].contains(&media_type.as_str()) {
        return Ok(None);
    }
    match &upload.part {
        Some(_) if !is_form => Err(wrong_type("the body must be multipart/form-data")),
        Some(name) => match parts(header, request.body()) {
            None => Err(Refusal::bad("the body is not a form")),
            Some(parts) => match parts.into_iter().find(|part| part.name == *name) {
                Some(Part { file, bytes, .. }) => Ok(Some(Brought { name: file, bytes })),
                None => refuse(name, "is required"),
            },
        },
        None if is_form || media_type.is_empty() => {
            Err(wrong_type("the body must be content of a media type of its own"))
        }
        None => Ok(Some(Brought { name: None, bytes: request.body().len() })),
    }
}

fn wrong_type(message: &str) -> Refusal {
    Refusal::new(415, message)
}

/// A part of a form.
struct Part {
    name: String,
    file: Option<String>,
    bytes: usize,
}

/// The parts of a form; nothing where it is none, or does not end.
fn parts(header: &str, body: &[u8]) -> Option<Vec<Part>> {
    let mut parameters = header.split(';').skip(1);
    let boundary = parameters.find_map(|it| it.trim().strip_prefix("boundary="))?;
    let delimiter = format!("\r\n--{}", boundary.trim_matches('"'));
    // What stands in front of the first delimiter may be nothing at all.
    let body = [b"\r\n", body].concat();
    let (_, mut rest) = split(&body, delimiter.as_bytes())?;
    let mut parts = Vec::new();
    while !rest.starts_with(b"--") {
        let (whole, after) = split(rest.strip_prefix(b"\r\n")?, delimiter.as_bytes())?;
        let (head, content) = split(whole, b"\r\n\r\n")?;
        parts.push(part(str::from_utf8(head).ok()?, content.len())?);
        rest = after;
    }
    Some(parts)
}

/// A part, by its headers.
fn part(head: &str, bytes: usize) -> Option<Part> {
    let mut headers = head.lines().filter_map(|line| line.split_once(':'));
    let (_, disposition) =
        headers.find(|(name, _)| name.eq_ignore_ascii_case("content-disposition"))?;
    let quoted = |key: &str| {
        let (_, value) = disposition.split_once(&format!("; {key}=\""))?;
        Some(value.split_once('"')?.0.to_owned())
    };
    Some(Part { name: quoted("name")?, file: quoted("filename"), bytes })
}

/// What comes before and after the first occurrence.
fn split<'a>(bytes: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let place = bytes.windows(at.len()).position(|window| window == at)?;
    Some((&bytes[..place], &bytes[place + at.len()..]))
}
