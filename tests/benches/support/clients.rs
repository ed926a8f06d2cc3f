//! A client as one makes it by hand with reqwest, and one of the SDK.
//!
//! Both have the settings that the SDK gives its own. What the SDK does besides (retries, errors that
//! say what happened, open types) is left out by hand: that is what is being weighed.

use std::time::Duration;

use reqwest::{
    Client, Method, RequestBuilder,
    header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, HeaderMap, HeaderValue, USER_AGENT},
    redirect,
};

/// How long a call may take in all, unless the SDK has another setting.
pub const LIMIT: Duration = Duration::from_secs(600);

/// A client of the service, by hand.
pub struct ByHand {
    client: Client,
    base_url: String,
}

impl ByHand {
    pub fn new(base_url: &str, limit: Option<Duration>) -> Self {
        let mut secret = HeaderValue::from_static("Bearer secret");
        secret.set_sensitive(true);
        let headers = HeaderMap::from_iter([
            (AUTHORIZATION, secret),
            (USER_AGENT, HeaderValue::from_static("by-hand/0.1.0")),
            (ACCEPT_ENCODING, HeaderValue::from_static("identity")),
        ]);
        let mut builder = Client::builder()
            .default_headers(headers)
            .connect_timeout(Duration::from_secs(10))
            .pool_idle_timeout(Duration::from_secs(30))
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy();
        if let Some(limit) = limit {
            builder = builder.timeout(limit);
        }
        Self {
            client: builder.build().expect("the settings are right"),
            base_url: base_url.to_owned(),
        }
    }

    /// A request that asks for an answer of this media type.
    pub fn request(&self, method: Method, path: &str, accept: &'static str) -> RequestBuilder {
        let url = format!("{}{path}", self.base_url);
        self.client.request(method, url).header(ACCEPT, accept)
    }
}

/// A client of the SDK.
pub fn sdk(base_url: &str) -> chatbotkit_sdk::Client {
    let builder = chatbotkit_sdk::Client::builder().secret("secret");
    let client = builder.base_url(base_url).build();
    client.expect("the settings are right")
}
