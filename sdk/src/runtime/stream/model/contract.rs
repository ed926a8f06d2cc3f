//! What the contract of a stream says that its reader sees.

use std::time::Duration;

use super::{Caller, End, Failure, IDLE, Item, Reason, Seen, Sent};
use crate::runtime::ErrorKind;

/// The contract.
pub(super) fn expected(sent: &[Sent], end: End, caller: Caller) -> Seen {
    let mut read = Lines::read(sent);
    let outcome = read.outcome(end);
    let waited = if read.reply.is_none() && end == End::Silence { IDLE } else { Duration::ZERO };
    // What the server reported has been handed out already.
    if let Err(failure) = &outcome
        && failure.kind != ErrorKind::Api
    {
        read.push(Item::Failure(failure.clone()));
    }
    read.push(Item::End);
    let Lines { mut items, texts, text, .. } = read;
    match caller {
        Caller::ToTheEnd => Seen { events: items, reply: Some(outcome), text, waited },
        Caller::Finish => Seen { reply: Some(outcome), waited, ..Seen::default() },
        Caller::FinishAfterAnError => {
            let is_failure = |item: &Item| matches!(item, Item::Failure(_));
            let taken = items.iter().position(is_failure).map_or(items.len(), |at| at + 1);
            items.truncate(taken);
            let text = texts[taken - 1].clone();
            Seen { events: items, reply: Some(outcome), text, waited }
        }
        Caller::Drop => {
            items.truncate(1);
            let waits = matches!(&items[0], Item::Failure(it) if it.kind == ErrorKind::Timeout);
            let waited = if waits { waited } else { Duration::ZERO };
            Seen { events: items, text: texts[0].clone(), waited, reply: None }
        }
    }
}

/// What the lines of a stream are, up to the terminal event.
#[derive(Default)]
struct Lines {
    items: Vec<Item>,
    /// The text so far, at each of the items.
    texts: Vec<String>,
    text: String,
    /// What the server reported last.
    reported: Option<Failure>,
    malformed: bool,
    reply: Option<usize>,
}

impl Lines {
    fn read(sent: &[Sent]) -> Self {
        let mut read = Self::default();
        for (index, sent) in sent.iter().enumerate() {
            let item = match sent {
                Sent::Token => {
                    read.text += &index.to_string();
                    Item::Event("token")
                }
                Sent::Unknown => Item::Event("new"),
                Sent::KeepAlive => continue,
                Sent::Malformed => {
                    read.malformed = true;
                    Item::Failure(read.failure(ErrorKind::Decode))
                }
                Sent::Error => {
                    let code = Some(format!("C{index}"));
                    let failure = Failure { code, ..read.failure(ErrorKind::Api) };
                    read.reported = Some(failure.clone());
                    Item::Failure(failure)
                }
                Sent::Terminal => {
                    read.reply = Some(index);
                    Item::Event("result")
                }
            };
            read.push(item);
            if read.reply.is_some() {
                break;
            }
        }
        read
    }

    fn push(&mut self, item: Item) {
        self.items.push(item);
        self.texts.push(self.text.clone());
    }

    fn failure(&self, kind: ErrorKind) -> Failure {
        Failure { kind, code: None, text: self.text.clone(), source: None }
    }

    /// Before the terminal event, every ending is a failure, and has a reason.
    fn outcome(&self, end: End) -> Result<usize, Failure> {
        let before = match (&self.reported, self.malformed) {
            (Some(_), _) => Some(Reason::Error(ErrorKind::Api)),
            (None, true) => Some(Reason::Error(ErrorKind::Decode)),
            (None, false) => None,
        };
        let (kind, source) = match (self.reply, end, &self.reported) {
            (Some(used), _, _) => return Ok(used),
            (None, End::Silence, _) => (ErrorKind::Timeout, before),
            (None, _, Some(reported)) => {
                return Err(Failure { text: self.text.clone(), ..reported.clone() });
            }
            (None, End::Reset, None) => (ErrorKind::Truncated, Some(Reason::Connection)),
            (None, _, None) => (ErrorKind::Truncated, before),
        };
        Err(Failure { source, ..self.failure(kind) })
    }
}
