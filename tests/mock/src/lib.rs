//! A server that plays the ChatBotKit API on the loopback interface: something for tests to talk to, and
//! a peer that misbehaves when it is asked to.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = chatbotkit_mock::MockServer::builder()
//!     .answer("Hello to you too.")
//!     .start()
//!     .await?;
//! // Any client will do: its base address is `server.base_url()`, its secret is any.
//! # let url = server.base_url() + "/conversation/complete";
//! # let request = reqwest::Client::builder().no_proxy().build()?.post(url);
//! # let request = request.header("authorization", "Bearer any");
//! # let reply = request.body(r#"{"messages":[{"type":"user","text":"Hello!"}]}"#).send().await?;
//! # assert!(reply.text().await?.contains("Hello to you too."));
//! let requests = server.requests();
//! assert_eq!(requests[0].operation(), Some("completeConversation"));
//! # Ok(())
//! # }
//! ```
//!
//! # What it does
//!
//! Every operation of the description is there, and nothing else. Requests are checked as the service checks
//! them, and refused in its words; that includes what is documented and yet refused today, unless the server is
//! [`lenient`](Builder::lenient). An id in a path that nothing has is answered 404. What is kept is kept in memory:
//!
//! | what | what is done |
//! |---|---|
//! | conversations | are created, fetched, listed, changed and deleted, and exported page by page, in a stream or as a table. Bots repeat what is said to them, token by token where that is asked for |
//! | messages | belong to their conversation: those that are created, and those that are said by whoever completes, sends or receives. A compaction adds a checkpoint, and the usage counts what bots said |
//! | sessions | have a token that is taken in the place of the secret until it expires, by the clock of the server |
//! | attachments | come with the request, up to 4.5 MB, or are announced and sent to an address of their own, which insists on the headers and the size that were announced, and takes no secret |
//! | channels | pass on what is published to everybody who listens, with a history of 1,000 messages and an hour. They belong to the secret and the user of a request |
//! | functions | are called where a message says so: `/call getWeather {"town":"Bath"}`, and several in a line at once. The answer waits on the channel of the function for five minutes, takes the first message, and says what came of each call |
//! | dispatched answers | are published on their channel, event by event, once for each channel |
//! | contacts | have their conversations |
//!
//! Any other operation answers an example of what its types describe, or a few bytes where it answers with content
//! that is not JSON; of content that is sent only the media type is checked. The same requests get the same answers;
//! times come from a clock that counts, and that a test can [put forward](MockServer::advance_clock).
//!
//! # What goes wrong
//!
//! Nothing, unless it is asked for: with the header `x-mock-fault` by any client in any language, with
//! [`Builder::fault`] by a test. [`Fault`] has them all, each with a command that shows it.
//!
//! | where | faults |
//! |---|---|
//! | the end of a body | [`cut-bytes`](Fault::CutBytes) [`cut-events`](Fault::CutEvents) [`no-last-chunk`](Fault::NoLastChunk) [`reset`](Fault::Reset) |
//! | silence | [`stall`](Fault::Stall) [`stall-for`](Fault::StallFor) [`silent`](Fault::Silent) [`hang`](Fault::Hang) |
//! | bytes of a body | [`blank-lines`](Fault::BlankLines) [`crlf`](Fault::Crlf) [`chunk-size`](Fault::ChunkSize) [`long-line`](Fault::LongLine) |
//! | events | [`unknown-event`](Fault::UnknownEvent) [`malformed-event`](Fault::MalformedEvent) [`malformed-line`](Fault::MalformedLine) |
//! | error events | [`error-event`](Fault::ErrorEvent) [`failed-answer`](Fault::FailedAnswer) [`fatal-error-event`](Fault::FatalErrorEvent) |
//! | errors | [`status`](Fault::Status) [`error-code`](Fault::ErrorCode) [`error-shape`](Fault::ErrorShape) [`retry-after`](Fault::RetryAfter) [`late-error`](Fault::LateError) [`html-error`](Fault::HtmlError) |
//! | media types | [`content-type`](Fault::ContentType) |
//! | values | [`nulls`](Fault::Nulls) [`floats`](Fault::Floats) [`extra-fields`](Fault::ExtraFields) |
//! | not faults, but asked for in the same way | [`pace`](Fault::Pace) [`keep-alive`](Fault::KeepAlive) [`every-tag`](Fault::EveryTag) |
//!
//! Each of them can be for one operation or for one id: `status=500@completeConversation`, or
//! [`Builder::fault_for`].
//!
//! What happens before a request is read only a test can ask for: [`Builder::reset_connections`].
//!
//! # Answers of a test's own
//!
//! [`Builder::on`] and, while the server runs, [`MockServer::on`] give an operation a script: [`Scripted`] events,
//! replies and errors, one for each request, sent as they are, or [`Step`]s of an answer for which functions are
//! called. When the script is used up, the ordinary answers
//! go on.
//!
//! # As a program
//!
//! `cargo run -p chatbotkit-mock` listens on port 4010 until Ctrl-C. It prints what it plays, a command to
//! try, and a line for each request, unless it is `--quiet`; `--help` lists the rest.

mod accept;
mod aim;
mod answer;
mod behaviour;
mod body;
mod builder;
mod check;
mod clock;
mod description;
mod events;
mod exchange;
mod fault;
mod guide;
mod latest;
mod link;
mod lock;
mod log;
mod player;
mod publish;
mod query;
mod refusal;
mod reply;
mod request;
mod route;
mod scripted;
mod server;
mod shape;
mod tries;
mod unfinished;
mod union;
mod upload;

pub use builder::Builder;
pub use fault::{Fault, UnknownFault};
pub use request::RecordedRequest;
pub use scripted::{Scripted, Step};
pub use server::MockServer;

/// The example of the package's front page, which has to compile like any other.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct FrontPage;
