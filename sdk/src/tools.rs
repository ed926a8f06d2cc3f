//! Tools: functions of this program that the model calls while it writes an answer.
//!
//! ```no_run
//! use chatbotkit_sdk::{Client, conversation::v1::*, tools::{Tool, ToolEvent}};
//!
//! #[derive(serde::Deserialize, schemars::JsonSchema)]
//! struct Weather {
//!     /// The town, in English.
//!     town: String,
//! }
//!
//! # async fn example(client: Client) -> Result<(), chatbotkit_sdk::Error> {
//! let weather = Tool::new("getWeather", "Tells the weather in a town.", |asked: Weather| async move {
//!     Ok::<_, std::convert::Infallible>(format!("rain in {}", asked.town))
//! });
//! let request = ConversationCompleteRequest::from_messages([Message::user("Is it raining in Bath?")]);
//! let mut run = client.conversation().complete(request).tools([weather]).stream().await?;
//! while let Some(event) = run.try_next().await? {
//!     match event {
//!         ToolEvent::Event(ConversationCompleteStreamType::Token(token)) => print!("{}", token.token),
//!         ToolEvent::Called(call) => println!("{}({})", call.name(), call.arguments()),
//!         ToolEvent::Answered(answer) => println!("{} took {:?}", answer.name(), answer.took()),
//!         _ => {}
//!     }
//! }
//! let reply = run.finish().await?;
//! # Ok(())
//! # }
//! ```
//!
//! [`Call::tools`](crate::Call::tools) is there for the operations that answer: `complete`,
//! `complete_message`, `send` and `receive`. Whoever does not want the events awaits the call:
//! `.tools([weather]).await?` gives the reply. It streams all the same, for only a stream says that a
//! tool is called.
//!
//! # What is promised
//!
//! - Each call is run once, when the event that reports it is read, and answered once, as soon as the tool is
//!   done, whether or not the stream moves or anybody reads it. Answers go through the same client, on channels whose names are drawn at
//!   random for each tool and each run.
//! - A tool that fails, panics, takes too long or is called with arguments that do not fit answers with an
//!   error that the model reads, and the run goes on. [`Answered::result`] has it, too.
//! - Different tools run side by side, as tasks of the tokio runtime. While one runs, the time limits of
//!   the stream stand still.
//! - The service has no ids for calls. Two calls of one tool that wait at once are answered by one message: a
//!   list of the results, each with its arguments. What cannot be promised: the service may begin another
//!   call of a tool in the moment in which an answer of that tool arrives, and takes it for both.
//! - An answer that cannot be published, after the usual retries, ends the run with that error.
//! - A run that is dropped, or that ends, cancels the tools that still run.
//! - Names that the service does not take, names that are repeated, and the 101st function are errors before
//!   anything is sent.
//!
//! # What the service does
//!
//! It waits five minutes for an answer and goes on without it then: the run gives [`ToolEvent::Missed`]. So
//! a tool has four and a half minutes unless [`ToolCall::tool_timeout`] sets another limit. A tool with
//! the name of an ability that the bot has itself is never called.
//!
//! A tool that blocks its thread holds up others, and cannot be cancelled: such work belongs in
//! `tokio::task::spawn_blocking`.

mod approval;
mod call;
mod event;
mod names;
mod run;
mod signal;
mod tool;
mod worker;

pub use self::{
    approval::Approval,
    call::{PendingTools, ToolCall},
    event::{Answered, Called, ToolEvent},
    run::ToolRun,
    signal::CallsTools,
    tool::Tool,
};
