//! The requests as one writes them by hand with reqwest, as directly as it goes.
//!
//! The client has the settings that the SDK gives its own. What the SDK does besides (retries, time
//! limits, errors that tell what happened) is left out: that is what is being weighed.

use std::time::Duration;

use reqwest::{
    Client, Method, RequestBuilder,
    header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue, USER_AGENT},
    redirect,
};

/// A client of the service, by hand.
pub struct ByHand {
    client: Client,
    base_url: String,
}

impl ByHand {
    pub fn new(base_url: &str) -> Self {
        let mut secret = HeaderValue::from_static("Bearer secret");
        secret.set_sensitive(true);
        let headers = HeaderMap::from_iter([
            (AUTHORIZATION, secret),
            (USER_AGENT, HeaderValue::from_static("by-hand/0.1.0")),
        ]);
        let client = Client::builder()
            .default_headers(headers)
            .connect_timeout(Duration::from_secs(10))
            .pool_idle_timeout(Duration::from_secs(30))
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .build()
            .expect("the settings are right");
        Self {
            client,
            base_url: base_url.to_owned(),
        }
    }

    /// A request that asks for an answer of this media type.
    pub fn request(&self, method: Method, path: &str, accept: &'static str) -> RequestBuilder {
        let url = format!("{}{path}", self.base_url);
        self.client.request(method, url).header(ACCEPT, accept)
    }
}
