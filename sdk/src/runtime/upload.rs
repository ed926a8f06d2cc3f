//! Content that is sent: a file in place of JSON.
//!
//! It is a whole body, or the one part of a `multipart/form-data` body (RFC 7578). Either is put
//! together once, so that what is sent again is the same to the byte.

use std::{
    fmt,
    hash::{BuildHasher, RandomState},
};

use bytes::Bytes;
use http::HeaderValue;
use memchr::memmem;

/// Content to be sent, such as a file.
///
/// ```
/// use chatbotkit_sdk::Upload;
///
/// let picture = Upload::new(vec![0x89, b'P', b'N', b'G'])
///     .media_type("image/png")
///     .file_name("cover.png");
/// ```
///
/// A media type or a file name that cannot be sent is reported when the call is.
#[derive(Clone)]
#[must_use = "content is not sent before it is given to a call"]
pub struct Upload {
    bytes: Bytes,
    media_type: Option<String>,
    file_name: Option<String>,
}

impl Upload {
    /// This content. Copies of it share the memory.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self { bytes: bytes.into(), media_type: None, file_name: None }
    }

    /// What kind of content it is, such as `image/png`. `application/octet-stream` unless set.
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// What the file is called. `file` unless set. Only a part of a form has room for it: it is an
    /// error where the content is the whole body.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// The content as a whole body, and its media type.
    pub(crate) fn into_body(self) -> Result<(Bytes, HeaderValue), String> {
        if self.file_name.is_some() {
            return Err(
                "the content is the whole body, which has no room for a file name".to_owned()
            );
        }
        Ok((self.bytes, checked(self.media_type.as_deref())?))
    }

    /// The content as a part of a body, and the media type of that body.
    pub(crate) fn into_part(self, part: &str) -> Result<(Bytes, HeaderValue), String> {
        let media_type = checked(self.media_type.as_deref())?;
        let boundary = boundary(&self.bytes);
        let part = quoted(part, "the name of the part")?;
        let file = quoted(self.file_name.as_deref().unwrap_or("file"), "the name of the file")?;
        let head = format!(
            "--{boundary}\r\ncontent-disposition: form-data; name={part}; filename={file}\r\n\
             content-type: "
        );
        let end = format!("\r\n--{boundary}--\r\n");
        let pieces =
            [head.as_bytes(), media_type.as_bytes(), b"\r\n\r\n", &self.bytes, end.as_bytes()];
        let kind = format!("multipart/form-data; boundary={boundary}");
        // A boundary is made of letters, digits and a hyphen.
        let kind = HeaderValue::try_from(kind).map_err(|error| error.to_string())?;
        Ok((pieces.concat().into(), kind))
    }
}

/// Shows how long the content is, and not what it says.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("media_type", &self.media_type)
            .field("file_name", &self.file_name)
            .field("length", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// The media type as a header has it: two tokens, then parameters.
fn checked(media_type: Option<&str>) -> Result<HeaderValue, String> {
    let Some(media_type) = media_type else {
        return Ok(HeaderValue::from_static("application/octet-stream"));
    };
    let token = |text: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        !text.is_empty() && text.chars().all(fits)
    };
    let plain = media_type.split(';').next().unwrap_or_default().trim_end();
    let is_one = plain.split_once('/').is_some_and(|(kind, name)| token(kind) && token(name));
    HeaderValue::from_str(media_type)
        .ok()
        .filter(|_| is_one)
        .ok_or_else(|| "the media type of the content is none, such as `image/png`".to_owned())
}

/// A name in quotes, as browsers write it: what would end it is encoded, all else stays as it is.
fn quoted(name: &str, what: &str) -> Result<String, String> {
    if name.is_empty() {
        return Err(format!("{what} is empty"));
    }
    if name.contains(char::is_control) {
        return Err(format!("{what} has control characters in it"));
    }
    Ok(format!("\"{}\"", name.replace('"', "%22")))
}

/// A text that does not occur in the content. It is drawn at random, so that no content can be made
/// to have it.
fn boundary(content: &[u8]) -> String {
    loop {
        let [first, second] = [(); 2].map(|()| RandomState::new().hash_one(()));
        let boundary = format!("part-{first:016x}{second:016x}");
        if memmem::find(content, boundary.as_bytes()).is_none() {
            return boundary;
        }
    }
}
