//! A small agent: it works with its tools, round after round, until it says that it is done.
//!
//! `cargo run -p chatbotkit-sdk --features tools --example agent`

mod support;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use chatbotkit_mock::{MockServer, Scripted, Step};
use chatbotkit_sdk::conversation::v1::*;
use chatbotkit_sdk::tools::{Approval, Called, Tool, ToolEvent};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::mpsc;

/// However it goes, the agent works no longer than this.
const ROUNDS: usize = 5;

const TASK: &str =
    "Tidy up the files: delete those that are empty, and call `done` with a summary.";

#[derive(Deserialize, JsonSchema)]
struct Nothing {}

#[derive(Deserialize, JsonSchema)]
struct File {
    /// The name of the file.
    name: String,
}

#[derive(Deserialize, JsonSchema)]
struct Done {
    /// What was done, in a sentence.
    summary: String,
}

/// What the agent works on.
type Files = Arc<Mutex<BTreeMap<String, String>>>;

/// What it has said at the end.
type Summary = Arc<Mutex<Option<String>>>;

fn locked<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

fn tools(files: &Files, summary: &Summary) -> [Tool; 4] {
    let (all, one, gone) = (Arc::clone(files), Arc::clone(files), Arc::clone(files));
    let summary = Arc::clone(summary);
    let missing = |name: &str| format!("there is no file `{name}`");
    [
        Tool::new("listFiles", "Lists the files.", move |Nothing {}| {
            let names: Vec<String> = locked(&all).keys().cloned().collect();
            async { Ok::<_, Infallible>(names) }
        }),
        Tool::new("readFile", "Reads a file.", move |File { name }| {
            let text = locked(&one).get(&name).cloned().ok_or_else(|| missing(&name));
            async { text }
        }),
        Tool::new("deleteFile", "Deletes a file.", move |File { name }| {
            let deleted = locked(&gone).remove(&name).map(drop).ok_or_else(|| missing(&name));
            async { deleted }
        }),
        Tool::new("done", "Ends the work.", move |done: Done| {
            *locked(&summary) = Some(done.summary);
            async { Ok::<_, Infallible>(()) }
        }),
    ]
}

/// Whether a call may go ahead. A person could be asked here just as well.
fn approve(call: &Called, files: &Files) -> Approval {
    let name = call.arguments()["name"].as_str().unwrap_or_default();
    match (call.name(), locked(files).get(name)) {
        ("deleteFile", Some(text)) if !text.is_empty() => {
            Approval::Refuse(format!("`{name}` is not empty: it stays"))
        }
        _ => Approval::Run,
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let service = support::Service::from_env_or(played()).await?;
    let conversations = service.client.conversation();
    let conversation = conversations.create(ConversationCreateRequest::new().name("Agent")).await?;

    let named = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
    let files = [("diary.txt", "Dear diary"), ("draft.txt", ""), ("old.txt", "")].map(named);
    let files: Files = Arc::new(Mutex::new(files.into()));
    let summary = Summary::default();

    // What people say while it works goes along with the next round.
    let (said, mut inbox) = mpsc::unbounded_channel();
    said.send("Leave old.txt alone.".to_owned())?;

    let mut message = TASK.to_owned();
    for round in 1..=ROUNDS {
        println!("round {round}: {message}");
        let request =
            ConversationCompleteMessageRequest::new(message).limits(Limits::new().iterations(10));
        let known = Arc::clone(&files);
        let mut run = conversations
            .complete_message(&conversation.id, request)
            .tools(tools(&files, &summary))
            .approve(move |call| {
                let approval = approve(&call, &known);
                async { approval }
            })
            .stream()
            .await?;
        while let Some(event) = run.try_next().await? {
            if let ToolEvent::Answered(answer) = event {
                let outcome = match answer.result() {
                    Ok(result) => result.to_string(),
                    Err(why) => format!("error: {why}"),
                };
                println!("  {}({}) -> {outcome}", answer.name(), answer.arguments());
            }
        }
        run.finish().await?;
        if let Some(summary) = locked(&summary).take() {
            println!("done: {summary}");
            return Ok(());
        }
        message = inbox.try_recv().unwrap_or_else(|_| "Go on.".to_owned());
    }
    Err(format!("it was not done after {ROUNDS} rounds").into())
}

/// A server that plays a model which goes about it in three rounds.
fn played() -> chatbotkit_mock::Builder {
    let call = |function: &str, arguments| [Step::begin(function, arguments), Step::end(function)];
    let file = |name: &str| json!({ "name": name });
    let rounds = [
        vec![
            call("listFiles", json!({})),
            call("readFile", file("diary.txt")),
            call("readFile", file("draft.txt")),
        ],
        vec![call("deleteFile", file("draft.txt")), call("deleteFile", file("diary.txt"))],
        vec![call("done", json!({ "summary": "One empty file is gone." }))],
    ];
    let rounds = rounds.map(|steps| Scripted::steps(steps.into_iter().flatten()));
    MockServer::builder().on("completeConversationMessage", rounds)
}
