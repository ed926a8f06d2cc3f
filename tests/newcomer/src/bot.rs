//! A bot with two tools.

use chatbotkit_sdk::{
    Client, Error,
    conversation::v1::*,
    tools::{Tool, ToolEvent},
};
use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Deserialize, JsonSchema)]
struct Sum {
    /// What is added up.
    numbers: Vec<f64>,
}

#[derive(Deserialize, JsonSchema)]
struct Lookup {
    /// The number of an order.
    order: u32,
}

async fn add(sum: Sum) -> Result<f64, String> {
    Ok(sum.numbers.iter().sum())
}

async fn look_up(lookup: Lookup) -> Result<&'static str, String> {
    match lookup.order {
        1 => Ok("on its way"),
        order => Err(format!("there is no order {order}")),
    }
}

/// What the bot answers, and which tools it used.
pub async fn answer(client: &Client, question: &str) -> Result<(String, Vec<String>), Error> {
    let tools = [
        Tool::new("add", "Adds numbers up.", add),
        Tool::new("lookUp", "Tells where an order is.", look_up),
    ];
    let request = ConversationCompleteRequest::from_messages([Message::user(question)]);
    let mut run = client.conversation().complete(request).tools(tools).stream().await?;
    let mut used = Vec::new();
    while let Some(event) = run.try_next().await? {
        if let ToolEvent::Called(call) = event {
            used.push(call.name().to_owned());
        }
    }
    Ok((run.finish().await?.text, used))
}
