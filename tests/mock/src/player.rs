//! Writes a body piece by piece, in its time and with the faults that are asked for.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chatbotkit_description::ir::Api;
use serde_json::json;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use crate::body::Piece;
use crate::events::{Event, Events, Next, error_event};
use crate::fault::{FOREVER, Fault, Faults, asked};
use crate::link::Ending;
use crate::refusal::Refusal;

/// What a MiB of nothing in particular is made of.
static PADDING: [u8; 1 << 14] = [b'x'; 1 << 14];

/// Whoever writes a body.
pub(crate) struct Player {
    pieces: mpsc::Sender<Piece>,
    faults: Faults,
    api: Arc<Api>,
    /// How many bytes are left until the body is cut.
    left: usize,
    /// How many keep-alives there were.
    keep_alives: usize,
}

/// Why a body is not written any further.
enum Halt {
    /// It is cut here.
    Cut,
    /// The connection is to be reset.
    Reset,
    /// Nobody reads it any more.
    Gone,
}

impl Player {
    pub fn new(pieces: mpsc::Sender<Piece>, faults: Faults, api: Arc<Api>) -> Self {
        let left = asked!(faults, CutBytes).unwrap_or(usize::MAX);
        let keep_alives = 0;
        Self { pieces, faults, api, left, keep_alives }
    }

    /// Writes the events of a stream.
    pub async fn play_events(mut self, events: Events) {
        let end = self.events(events).await;
        self.end(end).await;
    }

    /// Writes a body that is not a stream.
    pub async fn play_bytes(mut self, bytes: Bytes, after: Duration) {
        sleep(after).await;
        let end = self.bytes(bytes).await;
        self.end(end).await;
    }

    async fn end(self, end: Result<(), Halt>) {
        let ending = match end {
            Ok(()) | Err(Halt::Cut) if self.faults.has(&Fault::NoLastChunk) => Ending::Closed,
            Err(Halt::Reset) => Ending::Reset,
            _ => return,
        };
        // Where nobody reads any more, there is nobody to report it to.
        let _ = self.pieces.send(Err(ending)).await;
    }

    async fn events(&mut self, mut events: Events) -> Result<(), Halt> {
        if let Some(mib) = asked!(self.faults, LongLine) {
            self.long_line(mib).await?;
        }
        let mut known = self.api.service.streams.error.clone();
        for index in 0.. {
            let next = events.next();
            if let Next::Event((tag, _)) = &next {
                known.clone_from(tag);
            }
            // What would come after the end comes at the end.
            let over = matches!(next, Next::End);
            let here = |place: Option<usize>| {
                place.is_some_and(|place| place == index || over && place > index)
            };
            for line in self.intruders(here, &known) {
                self.write(line).await?;
            }
            if here(asked!(self.faults, Silent)) {
                sleep(FOREVER).await;
            }
            if let Some((_, time)) = self.faults.stall().filter(|(after, _)| here(Some(*after))) {
                self.wait(time).await?;
            }
            if here(asked!(self.faults, Reset)) {
                return Err(Halt::Reset);
            }
            if here(asked!(self.faults, FatalErrorEvent)) {
                return self.write(self.error_event()).await;
            }
            if here(asked!(self.faults, CutEvents)) {
                break;
            }
            let next = match next {
                Next::Event(event) => Some(event),
                Next::Later => self.later(&mut events).await?,
                Next::End => None,
            };
            let Some((tag, content)) = next else {
                break;
            };
            self.wait(self.faults.pause()).await?;
            self.write(self.event(&tag, &content)).await?;
        }
        Ok(())
    }

    async fn bytes(&mut self, mut bytes: Bytes) -> Result<(), Halt> {
        let silent = asked!(self.faults, Silent).map(|after| (after, FOREVER));
        if let Some((after, time)) = silent.or(self.faults.stall()) {
            // With its last byte it would be whole.
            let most = bytes.len().saturating_sub(1);
            self.write(bytes.split_to(after.min(most))).await?;
            sleep(time).await;
        }
        self.write(bytes).await?;
        asked!(self.faults, Reset).map_or(Ok(()), |_| Err(Halt::Reset))
    }

    /// What comes in between although nobody waits for it. `known` is the tag of an event that is described.
    fn intruders(&self, here: impl Fn(Option<usize>) -> bool, known: &str) -> Vec<Bytes> {
        let mut lines = Vec::new();
        if here(asked!(self.faults, UnknownEvent)) {
            lines.push(self.event("mockUnknown", r#"{"anything":[1,null,"…"]}"#));
        }
        if here(asked!(self.faults, MalformedEvent)) {
            lines.push(self.event(known, r#""this is not an object""#));
        }
        if here(asked!(self.faults, MalformedLine)) {
            lines.push(self.line(&self.text(known, "{}").replace("{}}", "{")));
        }
        if here(asked!(self.faults, ErrorEvent)) {
            lines.push(self.error_event());
        }
        if asked!(self.faults, KeepAlive) == Some(None) {
            let tags = self.api.service.streams.keep_alive.iter();
            lines.extend(tags.map(|tag| self.event(tag, "{}")));
        }
        lines
    }

    async fn long_line(&mut self, mib: usize) -> Result<(), Halt> {
        let mut begin = self.event("mockLongLine", r#"{"padding":""}"#);
        let end = begin.split_off(begin.len() - "\"}}".len() - self.newline().len());
        self.write(begin).await?;
        for _ in 0..mib.saturating_mul((1 << 20) / PADDING.len()) {
            self.write(Bytes::from_static(&PADDING)).await?;
        }
        self.write(end).await
    }

    /// Waits, with keep-alives if they are asked for.
    async fn wait(&mut self, mut time: Duration) -> Result<(), Halt> {
        let every = self.keep_alive_every();
        while every < time {
            time -= every;
            sleep(every).await;
            self.keep_alive().await?;
        }
        if !time.is_zero() {
            sleep(time).await;
        }
        Ok(())
    }

    /// Waits in the same way until there is another event.
    async fn later(&mut self, events: &mut Events) -> Result<Option<Event>, Halt> {
        loop {
            match timeout(self.keep_alive_every(), events.later()).await {
                Ok(event) => return Ok(event),
                Err(_) => self.keep_alive().await?,
            }
        }
    }

    /// The time between two keep-alives.
    fn keep_alive_every(&self) -> Duration {
        let every = asked!(self.faults, KeepAlive).flatten();
        let every = every.filter(|_| !self.api.service.streams.keep_alive.is_empty());
        every.map_or(FOREVER, |every| Duration::from_millis(every.max(1)))
    }

    /// Writes a keep-alive; their kinds take turns.
    async fn keep_alive(&mut self) -> Result<(), Halt> {
        let tags = &self.api.service.streams.keep_alive;
        let line = self.event(&tags[self.keep_alives % tags.len()], "{}");
        self.keep_alives += 1;
        self.write(line).await
    }

    fn error_event(&self) -> Bytes {
        let error = Refusal::on_purpose(500);
        let (tag, content) = error_event(&self.api, &self.faults, &error);
        self.event(&tag, &content)
    }

    fn event(&self, tag: &str, content: &str) -> Bytes {
        self.line(&self.text(tag, content))
    }

    /// An event, its tag first as the service has it.
    fn text(&self, tag: &str, content: &str) -> String {
        let extra = self.faults.has(&Fault::ExtraFields);
        let extra = if extra { r#""mockExtra":[1,null],"# } else { "" };
        let keys = &self.api.service.streams;
        let [tag_key, tag, content_key] = [&keys.tag, tag, &keys.content].map(|text| json!(text));
        format!("{{{tag_key}:{tag},{extra}{content_key}:{content}}}")
    }

    fn line(&self, text: &str) -> Bytes {
        let end = self.newline();
        match self.faults.has(&Fault::BlankLines) {
            true => format!("{end}{text}{end}").into(),
            false => format!("{text}{end}").into(),
        }
    }

    fn newline(&self) -> &'static str {
        let crlf = self.faults.has(&Fault::Crlf);
        if crlf { "\r\n" } else { "\n" }
    }

    async fn write(&mut self, mut bytes: Bytes) -> Result<(), Halt> {
        let most = asked!(self.faults, ChunkSize).unwrap_or(usize::MAX).max(1);
        bytes.truncate(self.left);
        self.left -= bytes.len();
        while !bytes.is_empty() {
            let piece = bytes.split_to(most.min(bytes.len()));
            self.pieces.send(Ok(piece)).await.map_err(|_| Halt::Gone)?;
        }
        if self.left == 0 { Err(Halt::Cut) } else { Ok(()) }
    }
}
