//! A web service that answers a question in the browser, word by word.

use axum::{
    Router,
    body::Body,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::get,
};
use chatbotkit_sdk::{Client, conversation::v1::*};
use serde::Deserialize;

#[derive(Deserialize)]
struct Question {
    text: String,
}

/// The service: `GET /answer?text=..` gives server-sent events.
pub fn service(client: Client) -> Router {
    Router::new().route("/answer", get(answer)).with_state(client)
}

async fn answer(State(client): State<Client>, Query(question): Query<Question>) -> Response {
    let request = ConversationCompleteRequest::from_messages([Message::user(question.text)]);
    match client.conversation().complete(request).stream().await {
        Ok(events) => events.relay_sse().response().map(Body::new),
        Err(error) => (StatusCode::BAD_GATEWAY, error.to_string()).into_response(),
    }
}
