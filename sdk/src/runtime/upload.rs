//! Content that is sent: a file in place of JSON.
//!
//! It is a whole body, or the one part of a `multipart/form-data` body (RFC 7578). Nothing of it is
//! copied: what stands around the content is sent before and after it.

use std::{
    fmt, io,
    path::Path,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_core::Stream;
use http::HeaderValue;

use super::{
    outgoing::{Outgoing, Progress, Source},
    random,
};

/// Content to be sent: bytes, a file, or a stream whose length is known.
///
/// ```
/// use chatbotkit_sdk::Upload;
///
/// let picture = Upload::new(vec![0x89, b'P', b'N', b'G'])
///     .media_type("image/png")
///     .file_name("cover.png");
/// ```
///
/// A media type or a file name that cannot be sent is reported when the call is. So is content that
/// cannot be read, or is not as long as it was said to be: that is an error of the kind
/// [`Request`](crate::ErrorKind::Request), and the call is not repeated.
#[derive(Clone)]
#[must_use = "content is not sent before it is given to a call"]
pub struct Upload {
    source: Source,
    length: u64,
    media_type: Option<String>,
    file_name: Option<String>,
    /// The name of the file that it comes from.
    found_name: Option<String>,
    progress: Option<Progress>,
}

impl Upload {
    /// These bytes. Copies of it share the memory.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let length = bytes.len() as u64;
        Self::of(Source::Memory(bytes), length)
    }

    /// A file, which is called what the path says unless [`file_name`](Self::file_name) says
    /// otherwise. It is read while it is sent, 64 KiB at a time, and read again if the call is
    /// repeated; so it has to keep its length until the call is over.
    ///
    /// ```no_run
    /// # async fn run() -> std::io::Result<()> {
    /// use chatbotkit_sdk::Upload;
    ///
    /// let manual = Upload::from_file("manual.pdf").await?.media_type("application/pdf");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// There is no such file, it may not be looked at, or it is not a regular file.
    pub async fn from_file(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let (name, path) = (path.file_name(), Arc::<Path>::from(path));
        let name = name.map(|name| name.to_string_lossy().into_owned());
        let metadata = tokio::fs::metadata(&path).await?;
        if !metadata.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
        }
        let upload = Self::of(Source::File(path), metadata.len());
        Ok(Self { found_name: name, ..upload })
    }

    /// A stream of pieces that are `length` bytes together.
    ///
    /// It is read once: a call that has begun to read it is not repeated, and of copies of it only
    /// the first that is sent has the content.
    pub fn from_stream<S, B, E>(length: u64, stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes> + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        let pieces = Converted(Box::pin(stream));
        Self::of(Source::Stream(Arc::new(Mutex::new(Some(Box::pin(pieces))))), length)
    }

    fn of(source: Source, length: u64) -> Self {
        let (media_type, file_name, found_name, progress) = (None, None, None, None);
        Self { source, length, media_type, file_name, found_name, progress }
    }

    /// What kind of content it is, such as `image/png`. `application/octet-stream` unless set.
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// What the file is called. Unless set it is the name of the file that the content comes from,
    /// or else `file`. Only a part of a form has room for it: setting it is an error where the
    /// content is the whole body.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Calls `progress` each time that a piece was handed to the connection: with the number of bytes
    /// that were handed over so far, and the number of all. A repeated call begins at the first byte
    /// again.
    pub fn on_progress(mut self, progress: impl Fn(u64, u64) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(progress));
        self
    }

    /// How long it is, in bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The media type that is sent with it.
    pub fn sent_media_type(&self) -> &str {
        self.media_type.as_deref().unwrap_or(ANYTHING)
    }

    /// The name of the file, if it has one.
    pub fn sent_name(&self) -> Option<&str> {
        self.file_name.as_deref().or(self.found_name.as_deref())
    }

    /// The content as a whole body, and its media type.
    pub(super) fn into_body(self) -> Result<(Outgoing, HeaderValue), String> {
        if self.file_name.is_some() {
            return Err(
                "the content is the whole body, which has no room for a file name".to_owned()
            );
        }
        let media_type = checked(self.media_type.as_deref())?;
        Ok((self.between(Bytes::new(), Bytes::new()), media_type))
    }

    /// The content as a part of a body, and the media type of that body.
    pub(super) fn into_part(self, part: &str) -> Result<(Outgoing, HeaderValue), String> {
        let media_type = checked(self.media_type.as_deref())?;
        let boundary = boundary();
        let part = quoted(part, "the name of the part")?;
        let name = self.sent_name().unwrap_or("file");
        let file = quoted(name, "the name of the file")?;
        let head = format!(
            "--{boundary}\r\ncontent-disposition: form-data; name={part}; filename={file}\r\n\
             content-type: "
        );
        let before = [head.as_bytes(), media_type.as_bytes(), b"\r\n\r\n"].concat();
        let after = format!("\r\n--{boundary}--\r\n");
        let kind = format!("multipart/form-data; boundary={boundary}");
        // A boundary is made of letters, digits and a hyphen.
        let kind = HeaderValue::try_from(kind).map_err(|error| error.to_string())?;
        Ok((self.between(before.into(), after.into()), kind))
    }

    /// The content alone, for a request whose headers are settled.
    pub(super) fn between(self, before: Bytes, after: Bytes) -> Outgoing {
        let Self { source, length, progress, .. } = self;
        Outgoing { before, source, length, after, progress }
    }
}

/// Shows how long the content is, and not what it says.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("media_type", &self.media_type)
            .field("file_name", &self.file_name)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// A stream whose pieces and errors have become those that are sent.
struct Converted<S>(Pin<Box<S>>);

impl<S, B, E> Stream for Converted<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Item = Result<Bytes, Box<dyn std::error::Error + Send + Sync>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.0.as_mut().poll_next(context);
        next.map(|next| next.map(|piece| piece.map(Into::into).map_err(Into::into)))
    }
}

const ANYTHING: &str = "application/octet-stream";

/// The media type as a header has it: two tokens, then parameters.
fn checked(media_type: Option<&str>) -> Result<HeaderValue, String> {
    let Some(media_type) = media_type else {
        return Ok(HeaderValue::from_static(ANYTHING));
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

/// What separates the parts of a form. It is drawn at random, so that no content can be made to have
/// it.
fn boundary() -> String {
    format!("part-{}", random::name())
}
