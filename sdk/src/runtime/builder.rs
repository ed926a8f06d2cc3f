//! What a client is made of, and the making of it.

use std::{borrow::Cow, fmt, sync::Arc, time::Duration};

use http::{HeaderMap, HeaderName, HeaderValue, header};
use reqwest::{redirect, retry};

use super::{
    address::{self, Address},
    budget::Budget,
    client::{Client, Inner},
    error::Error,
    headers::checked,
    limits::{Limits, limit_setters},
    retry::Retry,
};
use crate::generated::service::SERVICE;

/// This crate and its version, as the header `user-agent` names them.
const AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// Settings of a client. [`Client::builder`] begins with the defaults, [`Client::with`] with those
/// of a client.
///
/// A setting that cannot be used is reported by [`build`](Self::build).
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    pub(super) settings: Settings,
    /// A client of the caller's, or the one that the client had whose settings these are.
    pub(super) http: Option<reqwest::Client>,
    pub(super) budget: Arc<Budget>,
    problem: Option<Error>,
}

/// What a client keeps of its making, so that a changed copy can be made.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) base_url: String,
    /// Where the base address comes from, for whoever has to change it.
    base_url_from: &'static str,
    pub(super) plain_hosts: Vec<String>,
    /// The headers of every request, the secret included.
    pub(super) headers: HeaderMap,
    pub(super) connect: Duration,
    pub(super) limits: Limits,
    pub(super) retry: Retry,
    /// What the caller does to the making of the HTTP client.
    configure: Option<Configure>,
    /// Whether the HTTP client is the caller's.
    pub(super) brought: bool,
}

type Configure = Arc<dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>;

impl ClientBuilder {
    pub(super) fn new() -> Self {
        let headers = [
            (header::USER_AGENT, HeaderValue::from_static(AGENT)),
            // Nothing here decodes another coding.
            (header::ACCEPT_ENCODING, HeaderValue::from_static("identity")),
        ];
        let settings = Settings {
            base_url: SERVICE.base_url.to_owned(),
            base_url_from: "base_url",
            plain_hosts: Vec::new(),
            headers: HeaderMap::from_iter(headers),
            connect: Duration::from_secs(10),
            limits: Limits::default(),
            retry: Retry::default(),
            configure: None,
            brought: false,
        };
        Self { settings, http: None, budget: Arc::default(), problem: None }
    }

    pub(super) fn of(client: &Inner) -> Self {
        Self {
            settings: client.settings.clone(),
            http: Some(client.http.clone()),
            budget: client.budget.clone(),
            problem: None,
        }
    }

    /// The secret that every request carries. It is shown nowhere.
    pub fn secret(self, secret: impl AsRef<str>) -> Self {
        self.secret_from("secret", secret.as_ref())
    }

    /// The secret, and where it comes from.
    pub(super) fn secret_from(self, origin: &'static str, secret: &str) -> Self {
        if secret.is_empty() {
            return self.refuse(format!("`{origin}`: the secret is empty"));
        }
        if !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
            let why = "the secret has white space or other characters that cannot be sent";
            return self.refuse(format!("`{origin}`: {why}"));
        }
        self.default_header(header::AUTHORIZATION, format!("Bearer {secret}"))
    }

    /// Another address of the service, such as a server of one's own: what the paths of all
    /// operations follow.
    ///
    /// Plain http is for this machine only, unless [`allow_http`](Self::allow_http) names the host.
    pub fn base_url(self, url: impl Into<String>) -> Self {
        self.base_url_from("base_url", url.into())
    }

    /// The address, and where it comes from.
    pub(super) fn base_url_from(mut self, origin: &'static str, url: String) -> Self {
        (self.settings.base_url, self.settings.base_url_from) = (url, origin);
        self.new_connections()
    }

    /// Allows plain http to this host. Everybody on the way there can read the secret.
    pub fn allow_http(mut self, host: impl AsRef<str>) -> Self {
        match address::host(host.as_ref()) {
            Some(host) => {
                self.settings.plain_hosts.push(host);
                self
            }
            None => self.refuse("`allow_http`: it is not the name or the address of a host"),
        }
    }

    /// A header that every request shall have. One of the same name on a call wins.
    pub fn default_header<N, V>(self, name: N, value: V) -> Self
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        self.header_of("default_header", name, value)
    }

    /// A header that a setting stands for.
    fn header_of<N, V>(mut self, setting: &str, name: N, value: V) -> Self
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        match checked(name, value) {
            Ok((name, value)) => {
                self.settings.headers.insert(name, value);
                self
            }
            Err(why) => self.refuse(format!("`{setting}`: {why}")),
        }
    }

    /// Names the application in the header `user-agent`, before this crate: `shop/1.2 crate/0.1.0`.
    pub fn user_agent(self, application: impl fmt::Display) -> Self {
        self.header_of("user_agent", header::USER_AGENT, format!("{application} {AGENT}"))
    }

    /// Changes how the HTTP client is made, for a proxy or certificates of one's own.
    ///
    /// What this crate promises still holds: redirects, retries, compression and the time limit of
    /// connecting are its own. It is the builder of the [`reqwest`](crate::reqwest) that this crate
    /// exports.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use chatbotkit_sdk::{Client, reqwest::Proxy};
    ///
    /// let proxy = Proxy::all("http://proxy.example:3128")?;
    /// let client = Client::builder()
    ///     .secret("secret")
    ///     .configure_http(move |http| http.proxy(proxy.clone()))
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn configure_http<F>(mut self, configure: F) -> Self
    where
        F: Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    {
        self.settings.configure = Some(Arc::new(configure));
        self.new_connections()
    }

    /// Sends requests with an HTTP client of one's own.
    ///
    /// It keeps its own policy, so what this crate promises about redirects, the time limit of
    /// connecting, connections that were kept too long, compression and proxies is up to it. Turn
    /// its retries off: they know nothing of what an operation does when it is repeated. For a proxy
    /// or a certificate, [`configure_http`](Self::configure_http) is enough.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self.settings.brought = true;
        self
    }

    /// How long connecting may take: 10 seconds unless set, and never longer than the attempt that
    /// it is a part of. A changed copy of a client gets new connections by it.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.settings.connect = limit;
        self.new_connections()
    }

    limit_setters!();

    fn limits(&mut self) -> &mut Limits {
        &mut self.settings.limits
    }

    /// How often to send a request that fails.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.settings.retry = retry;
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// A setting cannot be used, or no secret is set.
    pub fn build(self) -> Result<Client, Error> {
        let Self { mut settings, http, budget, problem } = self;
        if let Some(problem) = problem {
            return Err(problem);
        }
        if let Some(why) = settings.unusable() {
            return Err(Error::request(why));
        }
        if !settings.headers.contains_key(header::AUTHORIZATION) {
            return Err(Error::request("no secret is set"));
        }
        // Each request gets a copy, with room for what it and the HTTP client add to it.
        settings.headers.reserve(6);
        let address = Address::new(&settings.base_url, &settings.plain_hosts);
        let named = |why| Error::request(format!("`{}`: {why}", settings.base_url_from));
        let address = address.map_err(named)?;
        let http = match http {
            Some(http) => http,
            None => http_client(&settings, &address)?,
        };
        Ok(Client::of(Inner { service: &SERVICE, settings, http, address, budget }))
    }

    /// Sets a header that the description gives a name of its own.
    #[doc(hidden)]
    pub fn setting(self, setting: &str, header: &'static str, value: String) -> Self {
        self.header_of(setting, header, value)
    }

    /// An HTTP client that was made for other settings is of no use. One of the caller's is the
    /// caller's choice.
    fn new_connections(mut self) -> Self {
        self.http = self.http.filter(|_| self.settings.brought);
        self
    }

    /// The first problem is the one to report: later ones may follow from it.
    fn refuse(mut self, what: impl Into<Cow<'static, str>>) -> Self {
        self.problem.get_or_insert_with(|| Error::request(what));
        self
    }
}

impl Settings {
    /// Connecting is a part of an attempt, and should fail as what it is.
    pub(super) fn connect_limit(&self) -> Duration {
        self.connect.min(self.limits.attempt).min(self.limits.total)
    }

    /// The first setting that cannot be used.
    fn unusable(&self) -> Option<String> {
        if self.connect.is_zero() {
            return Some("`connect_timeout`: the limit is zero, which nothing can keep".to_owned());
        }
        if self.brought && self.configure.is_some() {
            let why = "it has no effect on an HTTP client that `http_client` brings";
            return Some(format!("`configure_http`: {why}"));
        }
        self.limits.unusable().or_else(|| self.retry.unusable())
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("connect_timeout", &self.connect)
            .field("limits", &self.limits)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

/// An HTTP client that leaves every decision to this crate.
fn http_client(settings: &Settings, address: &Address) -> Result<reqwest::Client, Error> {
    if address.url.scheme() == "https" && !cfg!(any(feature = "rustls", feature = "native-tls")) {
        let why = "this build has no TLS for https: turn on the feature `rustls` or `native-tls`";
        return Err(Error::request(format!("`{}`: {why}", settings.base_url_from)));
    }
    let mut builder = reqwest::Client::builder();
    if address.is_plain_loopback() {
        builder = builder.no_proxy();
    }
    if let Some(configure) = &settings.configure {
        builder = configure(builder);
    }
    let client = builder
        .connect_timeout(settings.connect_limit())
        // A server closes connections that are kept too long, and a request caught by that is one
        // whose outcome nobody knows.
        .pool_idle_timeout(Duration::from_secs(30))
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .build();
    client.map_err(|error| Error::request("the HTTP client cannot be made").with_source(error))
}
