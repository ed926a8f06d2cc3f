//! The client: who is calling, where, and how patiently.

use std::{env, fmt, sync::Arc};

use http::Method;

use super::{
    address::Address,
    budget::Budget,
    builder::{ClientBuilder, Settings},
    call::Call,
    error::Error,
    operation::{Effect, Operation, Service},
    prepared::Prepared,
    upload::Upload,
};
use crate::generated::service::SERVICE;

/// Calls the operations of the service.
///
/// It is cheap to clone, and clones share their connections. One client is enough for an
/// application.
#[derive(Clone)]
#[doc(alias = "ChatBotKitClient")]
pub struct Client(pub(super) Arc<Inner>);

/// Everything that calls need to know.
pub(super) struct Inner {
    pub(super) service: &'static Service,
    pub(super) settings: Settings,
    pub(super) http: reqwest::Client,
    pub(super) address: Address,
    pub(super) budget: Arc<Budget>,
}

impl Client {
    /// Begins to make a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// Makes a client by the environment: the variable with the secret has to be set, the one with
    /// another address of the service may be. The front page of the crate names them.
    ///
    /// # Errors
    ///
    /// The secret is missing, or one of the two cannot be used.
    pub fn from_env() -> Result<Self, Error> {
        let Some(secret) = variable(SERVICE.secret_variable)? else {
            return Err(Error::request(format!(
                "the environment variable {} is not set",
                SERVICE.secret_variable
            )));
        };
        let mut builder = Self::builder().secret_from(SERVICE.secret_variable, &secret);
        if let Some(url) = variable(SERVICE.base_url_variable)? {
            builder = builder.base_url_from(SERVICE.base_url_variable, url);
        }
        builder.build()
    }

    /// Begins to make a copy with other settings. It shares the connections, and what may be spent
    /// on retries.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # fn main() -> Result<(), chatbotkit_sdk::Error> {
    /// let client = chatbotkit_sdk::Client::from_env()?;
    /// let hasty = client.with().timeout(Duration::from_secs(5)).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn with(&self) -> ClientBuilder {
        ClientBuilder::of(&self.0)
    }

    /// Prepares a request to an endpoint that has no method here. It gets the same retries, limits
    /// and errors.
    ///
    /// The path follows the base address. It may have placeholders for [`Prepared::path`] to fill;
    /// apart from these it has to be written as it travels. Anything but a reading method counts as
    /// [`Effect::Create`](crate::Effect): say so with [`Prepared::effect`] if it may be repeated.
    ///
    /// ```no_run
    /// # async fn run(client: chatbotkit_sdk::Client) -> Result<(), chatbotkit_sdk::Error> {
    /// use chatbotkit_sdk::http::Method;
    ///
    /// let request = client.raw(Method::GET, "/bot/{botId}/fetch").path("b1");
    /// let bot: serde_json::Value = request.query(&[("verbose", true)]).reply().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn raw(&self, method: Method, path: &str) -> Prepared {
        Prepared::undescribed(self.clone(), Operation::undescribed(method, path))
    }

    /// Prepares a request of a described operation.
    #[doc(hidden)]
    pub fn prepare(&self, operation: &'static Operation) -> Prepared {
        Prepared::described(self.clone(), operation)
    }

    /// Prepares a request that sends content to another server, where the service said that it is
    /// taken: to this address, with this method and exactly these headers. Of the client, only the
    /// connections, the limits and the retries are used, and never the secret. A PUT that got no
    /// answer is sent again.
    ///
    /// What cannot be sent is reported when the call is: an address that is not one of https, unless
    /// the service itself is reached without, and a method or header that is none.
    pub fn send_elsewhere<'a>(
        &self,
        method: &str,
        url: &str,
        headers: impl IntoIterator<Item = (&'a String, &'a String)>,
        content: Upload,
    ) -> Call<()> {
        let (method, problem) = match Method::from_bytes(method.as_bytes()) {
            Ok(method) => (method, None),
            Err(_) => (Method::PUT, Some("the method of the other server is not a method")),
        };
        let operation = Operation::undescribed(method.clone(), "the bytes of a file");
        let prepared = Prepared::undescribed(self.clone(), operation);
        let prepared = match problem {
            Some(problem) => prepared.refuse(problem),
            None if method.is_idempotent() => prepared.effect(Effect::Idempotent),
            None => prepared,
        };
        prepared.elsewhere(url, headers, content).call()
    }

    pub(super) fn of(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.0.address.text)
            .field("settings", &self.0.settings)
            .finish_non_exhaustive()
    }
}

/// An environment variable, without white space around its value: files and shells leave it there. An
/// empty one is as good as none.
fn variable(name: &str) -> Result<Option<String>, Error> {
    match env::var(name) {
        Ok(value) => Ok(Some(value.trim().to_owned()).filter(|value| !value.is_empty())),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => {
            Err(Error::request(format!("`{name}`: the environment variable is not UTF-8")))
        }
    }
}
