//! The service that the examples talk to: the real one where a secret is at hand, else one in this process.

use chatbotkit_mock::MockServer;
use chatbotkit_sdk::{Client, Error};

/// A client, and the server in this process that it talks to, if there is one.
pub struct Service {
    pub client: Client,
    _mock: Option<MockServer>,
}

impl Service {
    /// With `CHATBOTKIT_API_SECRET` the service itself, otherwise one that plays it.
    pub async fn from_env() -> Result<Self, Box<dyn std::error::Error>> {
        if std::env::var_os("CHATBOTKIT_API_SECRET").is_some() {
            let client = Client::from_env()?;
            return Ok(Self { client, _mock: None });
        }
        let mock = MockServer::builder().pace(30.0).start().await?;
        let client = Client::builder().secret("any").base_url(mock.base_url()).build()?;
        eprintln!("(CHATBOTKIT_API_SECRET is not set: a server in this process plays the service)");
        Ok(Self { client, _mock: Some(mock) })
    }
}

/// What a person should know about an error, and what to do.
#[allow(dead_code, reason = "not every example talks to a person")]
pub fn advice(error: &Error) -> String {
    let hint = if error.is_unauthorized() {
        "is CHATBOTKIT_API_SECRET right?".to_owned()
    } else if error.is_rate_limited() {
        let wait = error.retry_after().map_or(60, |wait| wait.as_secs());
        format!("too many requests: try again in {wait} s")
    } else if error.is_truncated() {
        "the answer was cut: what came of it is above".to_owned()
    } else if error.is_connect() {
        "is the network there?".to_owned()
    } else if error.is_timeout() {
        "the service takes long: try again".to_owned()
    } else {
        return error.to_string();
    };
    format!("{error}\n  {hint}")
}
