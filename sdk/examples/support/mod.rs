//! The service that the examples talk to: the real one where a secret is at hand, else one in this process.

use chatbotkit_mock::{Builder, MockServer};
use chatbotkit_sdk::{Client, Error};

/// A client, and the server in this process that it talks to, if there is one.
pub struct Service {
    pub client: Client,
    mock: Option<MockServer>,
}

impl Service {
    /// With `CHATBOTKIT_API_SECRET` the service itself, otherwise one that plays it.
    #[allow(dead_code, reason = "an example may have a server of its own")]
    pub async fn from_env() -> Result<Self, Box<dyn std::error::Error>> {
        Self::from_env_or(MockServer::builder().pace(30.0)).await
    }

    /// The same with another server in this process.
    pub async fn from_env_or(played: Builder) -> Result<Self, Box<dyn std::error::Error>> {
        if std::env::var_os("CHATBOTKIT_API_SECRET").is_some() {
            let client = Client::from_env()?;
            return Ok(Self { client, mock: None });
        }
        let mock = played.start().await?;
        let client = Client::builder().secret("any").base_url(mock.base_url()).build()?;
        eprintln!("(CHATBOTKIT_API_SECRET is not set: a server in this process plays the service)");
        Ok(Self { client, mock: Some(mock) })
    }

    /// Whether it is played by a server in this process.
    #[allow(dead_code, reason = "most examples do not care")]
    pub fn is_played(&self) -> bool {
        self.mock.is_some()
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
