//! A web service that answers a question in the browser, word by word.

use axum::{
    Router,
    extract::{Query, State},
    http::{Response, StatusCode},
    routing::get,
};
use chatbotkit_sdk::{Client, Relay, conversation::v1::*};
use serde::Deserialize;

#[derive(Deserialize)]
struct Question {
    text: String,
}

/// The service: `GET /answer?text=..` gives server-sent events.
pub fn service(client: Client) -> Router {
    Router::new().route("/answer", get(answer)).with_state(client)
}

async fn answer(
    State(client): State<Client>,
    Query(question): Query<Question>,
) -> Result<Response<Relay>, (StatusCode, String)> {
    let request = ConversationCompleteRequest::from_messages([Message::user(question.text)]);
    let events = client.conversation().complete(request).stream().await;
    let events = events.map_err(|error| (StatusCode::BAD_GATEWAY, error.to_string()))?;
    Ok(events.relay_sse().response())
}
