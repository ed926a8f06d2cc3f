//! A typed client for the ChatBotKit conversation API.
//!
//! ```toml
//! [dependencies]
//! chatbotkit-sdk = "0.1"
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//! ```
//!
//! # The first call
//!
//! A [`Client`] needs a secret. [`Client::from_env`] takes it from `CHATBOTKIT_API_SECRET`, and
//! another address of the service from `CHATBOTKIT_BASE_URL`, if that is set; [`Client::builder`]
//! takes both, and all settings, in code.
//!
//! ```no_run
//! use chatbotkit_sdk::{Client, conversation::v1::*};
//!
//! #[tokio::main]
//! async fn main() -> Result<(), chatbotkit_sdk::Error> {
//!     let conversations = Client::from_env()?.conversation();
//!     let request = ConversationCreateRequest::new().name("Support").model(Model::new("gpt-4o"));
//!     let created = conversations.create(request).await?;
//!     let question = ConversationCompleteMessageRequest::new("Hello");
//!     let reply = conversations.complete_message(&created.id, question).await?;
//!     println!("{}", reply.text);
//!     Ok(())
//! }
//! ```
//!
//! Every operation is a method that gives a [`Call`], and a call does nothing until it is awaited.
//! Before that, options can be set on it: a header, a time limit, a field that the description
//! lacks. Enums and unions are open: a value that this version does not know is kept, and never an
//! error. An enum compares with a string, whether or not it knows it: `message.r#type == "bot"`.
//!
//! # Modules
//!
//! | module | what it is about |
//! |---|---|
//! | [`conversation`] | conversations, and answers with and without them |
//! | [`conversation_message`] | the messages of a conversation |
//! | [`conversation_attachment`] | files that are attached to a conversation |
//! | [`conversation_session`] | secrets for a browser that lead into one conversation |
//! | [`contact_conversation`] | the conversations of a contact |
//! | [`channel`] | channels, on which answers in the background and results of functions are passed on |
//! | [`model`] | language models and their settings |
//!
//! # Streaming
//!
//! Where an operation streams, [`stream`](Call::stream) gives the events as they arrive.
//!
//! ```no_run
//! # use chatbotkit_sdk::{Client, conversation::v1::*};
//! # async fn example(client: Client) -> Result<(), chatbotkit_sdk::Error> {
//! let request = ConversationCompleteRequest::from_messages([Message::user("Hi")]);
//! let mut events = client.conversation().complete(request).stream().await?;
//! while let Some(event) = events.try_next().await? {
//!     if let ConversationCompleteStreamType::Token(token) = event {
//!         print!("{}", token.token);
//!     }
//! }
//! let reply = events.finish().await?;
//! println!("\n{} tokens", reply.usage.token);
//! # Ok(())
//! # }
//! ```
//!
//! A stream that is cut is never mistaken for one that is complete: what ends before its last event
//! ends with an error, which has the text so far. Where the server reports an error in the middle,
//! `try_next` gives it, and the stream goes on: the answer, which is paid for, may still come. So
//! whoever wants the answer whatever happens on the way asks for it with
//! [`finish`](EventStream::finish). Dropping a stream closes the connection. [`EventStream`] says
//! more.
//!
//! # Relaying a stream
//!
//! A server that only passes an answer on to a browser does not read it:
//! [`relay_sse`](EventStream::relay_sse) writes the lines as server-sent events, and
//! [`relay_jsonl`](EventStream::relay_jsonl) byte for byte. The response is ready for hyper, and for what
//! is built on it.
//!
//! ```no_run
//! use chatbotkit_sdk::{Client, Error, Relay, conversation::v1::*, http::Response};
//!
//! async fn answer(client: &Client, question: &str) -> Result<Response<Relay>, Error> {
//!     let request = ConversationCompleteRequest::from_messages([Message::user(question)]);
//!     let events = client.conversation().complete(request).stream().await?;
//!     Ok(events.relay_sse().response())
//! }
//! ```
//!
//! A handler of axum returns the same response:
//!
//! ```text
//! async fn ask(State(client): State<Client>, question: String) -> Result<Response<Relay>, StatusCode> {
//!     answer(&client, &question).await.map_err(|_| StatusCode::BAD_GATEWAY)
//! }
//! ```
//!
//! or makes one of its own around `axum::body::Body::from_stream(events.relay_sse())`.
//!
//! The last line is the terminal event or an error event, so that a page knows whether the answer is
//! whole. [`Relay`] says more. When the browser goes away, the server drops the relay, and that closes
//! the connection to the service.
//!
//! # Pages
//!
//! A list comes in pages. [`items`](Call::items) goes through all of them, one request after the
//! other; [`pages`](Call::pages) hands out the pages themselves. The cursor of either resumes the
//! list later.
//!
//! ```no_run
//! # use chatbotkit_sdk::{Client, conversation::v1::*};
//! # async fn example(client: Client) -> Result<(), chatbotkit_sdk::Error> {
//! let mut items = client.conversation().list(ConversationListRequest::new().take(50)).items();
//! while let Some(conversation) = items.try_next().await? {
//!     println!("{}", conversation.id);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Tools
//!
//! With the feature `tools`, the model calls functions of this program while it answers. Each call is run once
//! and answered once; the model reads why a call failed, and the answer goes on.
//!
//! ```no_run
//! # use chatbotkit_sdk::{Client, conversation::v1::*};
//! # #[cfg(feature = "tools")]
//! # async fn example(client: Client, request: ConversationCompleteRequest) -> Result<(), chatbotkit_sdk::Error> {
//! use chatbotkit_sdk::tools::Tool;
//!
//! #[derive(serde::Deserialize, schemars::JsonSchema)]
//! struct Weather {
//!     /// The town, in English.
//!     town: String,
//! }
//!
//! let weather = Tool::new("getWeather", "Tells the weather in a town.", |asked: Weather| async move {
//!     Ok::<_, std::convert::Infallible>(format!("rain in {}", asked.town))
//! });
//! let reply = client.conversation().complete(request).tools([weather]).await?;
//! println!("{}", reply.text);
//! # Ok(())
//! # }
//! ```
//!
//! The module `tools` says what is promised, how to follow a run event by event, and how to have calls
//! approved.
//!
//! # Several calls at once
//!
//! Calls run at once where they are awaited at once. A [`Call`] becomes a future when it is awaited, since options
//! can be set on it before: what asks for a future, as `tokio::spawn` does, takes what [`send`](Call::send) gives.
//! A client and its handles are cheap to clone, and all clones share their connections and the budget of retries.
//!
//! ```no_run
//! # use chatbotkit_sdk::{Client, conversation::v1::*};
//! # async fn example(client: Client) -> Result<(), chatbotkit_sdk::Error> {
//! let conversations = client.conversation();
//! let (first, second) =
//!     tokio::try_join!(conversations.fetch("c1"), conversations.fetch("c2"))?;
//! let third = tokio::spawn(conversations.fetch("c3").send());
//! # Ok(())
//! # }
//! ```
//!
//! # Files and other content
//!
//! An [`Upload`] is content to be sent: bytes, a file, or a stream of known length, and reports its
//! progress if asked. Files and streams are read while they are sent. Content that comes as a reply, such as an
//! export, is a [`Content`], which has all of it; [`pieces`](Call::pieces) hands it out as it arrives
//! instead, and takes no more memory for a large one.
//!
//! ```no_run
//! # use chatbotkit_sdk::{Client, Upload, conversation::v1::*};
//! # async fn example(
//! #     client: Client,
//! #     mut file: impl std::io::Write,
//! # ) -> Result<(), Box<dyn std::error::Error>> {
//! let film = Upload::from_file("film.mp4").await?.media_type("video/mp4");
//! client.conversation_attachment().upload("c1", film).await?;
//!
//! let export = client.conversation().export_csv(ConversationListRequest::new());
//! let mut pieces = export.pieces().await?;
//! while let Some(piece) = pieces.try_next().await? {
//!     file.write_all(&piece)?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Errors
//!
//! There is one [`Error`]. Its text says in one line which operation failed and how, and shows
//! nothing that was sent or received but for the message of the server, in one line and cut to a
//! length. Its methods distinguish kinds of failure and give the details: [`Error::details`] the whole
//! error object of the server, [`Error::body`] what was received.
//!
//! ```no_run
//! # use chatbotkit_sdk::{Client, conversation::v1::*};
//! # async fn example(client: Client) -> Result<(), chatbotkit_sdk::Error> {
//! match client.conversation().fetch("c1").await {
//!     Ok(conversation) => println!("{:?}", conversation.name),
//!     Err(error) if error.is_not_found() => println!("there is no such conversation"),
//!     Err(error) if error.is_rate_limited() => println!("wait {:?}", error.retry_after()),
//!     Err(error) => return Err(error),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Retries
//!
//! What is sent again depends on what happened and on what a repetition would do: whether the
//! operation only reads, does the same again (idempotent), or makes or pays for something each time
//! (create). Each operation says which it is.
//!
//! | what happened | read | idempotent | create |
//! |---|---|---|---|
//! | not processed: never reached the server (DNS, connect, TLS), or HTTP/2 says so | retry | retry | retry |
//! | refused (429; 503 with `Retry-After` or with the API's own error object) | retry | retry | retry |
//! | outcome unknown (time-out, reset, 408, 500, 502, 504, 520 to 524, any other 503) | retry | retry | **no** |
//! | anything else (other statuses, a redirect, an error object in a 200, an error in a stream) | no | no | no |
//!
//! A request is sent at most 3 times. Before each repetition is a random wait of up to half a
//! second, then up to a second, and so on. After a 429 it is at least 5 seconds, then 10. A wait
//! that the server asks for in `Retry-After` comes before that random one; if it is longer than a
//! minute, the call ends at once, and [`Error::retry_after`] has it. Nothing is waited for that would
//! exceed the time limit of the call. A stream is never repeated once it has begun.
//!
//! All calls of a client share a budget of 5 retries: each one is owed until ten calls have
//! succeeded, and an error that was not retried for that reason says so. It keeps a client from
//! multiplying the load of a service that is down. A refusal that names its own wait costs nothing.
//!
//! [`Retry`] changes all of this or turns it off: for a client with [`ClientBuilder::retry`], for a
//! call with [`Call::retry`].
//!
//! # Time limits
//!
//! | what | unless set | client | call |
//! |---|---|---|---|
//! | connecting | 10 seconds, and never longer than the attempt | [`connect_timeout`](ClientBuilder::connect_timeout) | |
//! | an attempt | 10 minutes | [`attempt_timeout`](ClientBuilder::attempt_timeout) | [`attempt_timeout`](Call::attempt_timeout) |
//! | a call with all attempts and waits | 10 minutes | [`timeout`](ClientBuilder::timeout) | [`timeout`](Call::timeout) |
//! | waiting for the next event of a stream, or the next piece of content | as the operation says, or 5 minutes | [`idle`](ClientBuilder::idle) | [`idle`](Call::idle) |
//! | waiting for anything at all from the server of a stream | three times the interval of signs of life that the operation promises | [`liveness`](ClientBuilder::liveness) | [`liveness`](Call::liveness) |
//!
//! A call and an attempt last to the end of the reply, or to where a stream begins. Time in which
//! nobody asks a stream for its next event does not count. Signs of life that are not events do not
//! end the wait for the next one, but they show that the server is there: an operation that promises
//! them may go on for as long as its documentation says, and a server that died is noticed within
//! half a minute. A status that is known outranks the clock: where only the body of a refusal does
//! not come, the call fails with the status.
//!
//! # Limits of size
//!
//! | what | unless set | client | call |
//! |---|---|---|---|
//! | a reply | 64 MiB | [`reply_limit`](ClientBuilder::reply_limit) | [`reply_limit`](Call::reply_limit) |
//! | a line of a stream | 16 MiB | [`line_limit`](ClientBuilder::line_limit) | [`line_limit`](Call::line_limit) |
//!
//! What is longer is an error. Of the body of a refusal, 1 MiB is read. Nested deeper than 128 levels,
//! a reply does not decode.
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `all-resources` (on unless turned off) | a feature for each module that has operations: `conversation`, `conversation_message` and so on, with what it needs of the others |
//! | `rustls` (on unless turned off) | TLS by rustls |
//! | `native-tls` | TLS by the platform |
//! | `schemars` | JSON Schemas of all types, and functions for the bot from Rust types |
//! | `tools` | functions of this program that the model calls; includes `schemars` |
//! | `read-requests` | `Deserialize` for the types that only requests contain, which a client only ever writes |
//! | `jiff` | conversions between [`Timestamp`] or [`DateTime`] and `jiff::Timestamp` |
//! | `tracing` | a span for each call, by the names that OpenTelemetry gives HTTP, without bodies and queries |
//!
//! Without TLS there is plain http, which is allowed to this machine only, and to hosts that
//! [`allow_http`](ClientBuilder::allow_http) names.
//!
//! # Proxies, certificates, and an HTTP client of one's own
//!
//! [`ClientBuilder::configure_http`] changes how the HTTP client is made: a proxy, a root certificate,
//! HTTP/2 from the first byte. All promises of this crate hold.
//!
//! [`ClientBuilder::http_client`] takes a [`reqwest::Client`] as it is, and some promises rest on it
//! then: that redirects are not followed and the secret goes nowhere else, that nothing is sent again
//! but by the table above, that connecting takes no longer than its limit or the attempt, that
//! connections are not kept so long that servers close them, and that bodies arrive as they were sent.
//! A time limit of its own counts for streams as a whole. So build it with
//! `redirect(Policy::none())`, `retry(reqwest::retry::never())`,
//! `pool_idle_timeout(Duration::from_secs(30))` and a `connect_timeout`, and without `timeout`.
//!
//! # Runtimes
//!
//! Calls need a tokio runtime with I/O and time. A connection belongs to the runtime on which it was
//! opened: where a program has several, a client, whose connections are kept for further calls, is
//! used on one of them. A stream may be read on another; its time limits go with whoever reads it,
//! and it is cut when the runtime of its connection ends.
//!
//! # Testing
//!
//! The crate `chatbotkit-mock` is a server for tests that plays the described API in the same process: streams,
//! tools and faults included. A client is pointed at it, and the program under test notices no difference.
//!
//! ```ignore
//! use chatbotkit_mock::MockServer;
//!
//! let mock = MockServer::builder().answer("Hello.").start().await?;
//! let client = Client::builder().secret("any").base_url(mock.base_url()).build()?;
//! let request = ConversationCompleteRequest::from_messages([Message::user("Hi")]);
//! assert_eq!(client.conversation().complete(request).await?.text, "Hello.");
//! assert_eq!(mock.requests()[0].operation(), Some("completeConversation"));
//! ```
//!
//! Replies and events are read from JSON, so that a test of a function that takes one makes it by
//! `serde_json::from_value`, and by that it sees what the service may send.
//!
//! ```
//! # #[cfg(feature = "conversation")] {
//! use chatbotkit_sdk::conversation::v1::ConversationCompleteResponse;
//!
//! let json = serde_json::json!({ "text": "Hello.", "usage": { "token": 2 } });
//! let reply: ConversationCompleteResponse = serde_json::from_value(json).expect("it is a reply");
//! assert_eq!(reply.usage.token, 2);
//! # }
//! ```
//!
//! # What this crate does not do
//!
//! It runs on tokio and on nothing else, so not in a browser (wasm); it does not block, and it does not check
//! values before they are sent: what the service refuses, it refuses with an error that says so. An endpoint that has no method here is
//! called with [`Client::raw`].

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "conversation_attachment")]
mod attachment_ext;
#[cfg(all(feature = "conversation", feature = "schemars"))]
mod function_ext;
#[rustfmt::skip]
mod generated;
#[cfg(feature = "conversation")]
mod message_ext;
#[cfg(feature = "model")]
mod model_ext;
#[doc(hidden)]
pub mod runtime;
#[cfg(feature = "tools")]
pub mod tools;

pub use bytes;
pub use http;
pub use reqwest;
pub use serde_json;

#[allow(unused_imports, reason = "without the feature of a resource there is nothing in it")]
pub use self::generated::*;
pub use self::runtime::{
    Call, Client, ClientBuilder, Content, ContentStream, DateTime, Effect, Error, ErrorKind, Event,
    EventStream, Items, NoEvents, Opening, OutOfRange, Page, Pages, Patch, Pending, Prepared,
    RawEvent, Relay, Reply, Response, Retry, Terminal, Timestamp, UnknownValue, UnknownVariant,
    Upload,
};

/// The example of the package's own front page, which has to compile like any other.
#[cfg(all(doctest, feature = "conversation"))]
#[doc = include_str!("../README.md")]
struct FrontPage;
