//! What a client is made of, and the making of it.

use std::{borrow::Cow, fmt, sync::Arc, time::Duration};

use http::{HeaderMap, HeaderName, HeaderValue, header};
use reqwest::{redirect, retry};

use super::{
    address::Address,
    budget::Budget,
    client::{Client, Inner},
    error::Error,
    headers::checked,
    limits::Limits,
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
    pub(super) plain_hosts: Vec<String>,
    /// The headers of every request, the secret included.
    pub(super) headers: HeaderMap,
    pub(super) connect: Duration,
    pub(super) limits: Limits,
    pub(super) retry: Retry,
    /// Whether the HTTP client is the caller's.
    pub(super) brought: bool,
}

impl ClientBuilder {
    pub(super) fn new() -> Self {
        let agent = (header::USER_AGENT, HeaderValue::from_static(AGENT));
        let settings = Settings {
            base_url: SERVICE.base_url.to_owned(),
            plain_hosts: Vec::new(),
            headers: HeaderMap::from_iter([agent]),
            connect: Duration::from_secs(10),
            limits: Limits::default(),
            retry: Retry::default(),
            brought: false,
        };
        Self {
            settings,
            http: None,
            budget: Arc::default(),
            problem: None,
        }
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
        let secret = secret.as_ref();
        if secret.is_empty() {
            return self.refuse("the secret is empty");
        }
        self.default_header(header::AUTHORIZATION, format!("Bearer {secret}"))
    }

    /// Another address of the service, such as a server of one's own: what the paths of all
    /// operations follow.
    ///
    /// Plain http is for this machine only, unless [`allow_http`](Self::allow_http) names the host.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.settings.base_url = url.into();
        self.new_connections()
    }

    /// Allows plain http to this host. Everybody on the way there can read the secret.
    pub fn allow_http(mut self, host: impl Into<String>) -> Self {
        self.settings.plain_hosts.push(host.into());
        self
    }

    /// A header that every request shall have. One of the same name on a call wins.
    pub fn default_header<N, V>(mut self, name: N, value: V) -> Self
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        match checked(name, value) {
            Ok((name, value)) => {
                self.settings.headers.insert(name, value);
                self
            }
            Err(why) => self.refuse(why),
        }
    }

    /// Names the application in the header `user-agent`, before this crate: `shop/1.2 crate/0.1.0`.
    pub fn user_agent(self, application: impl fmt::Display) -> Self {
        self.default_header(header::USER_AGENT, format!("{application} {AGENT}"))
    }

    /// Sends requests with an HTTP client of one's own.
    ///
    /// It keeps its own policy, so what this crate promises about redirects, the time limit of
    /// connecting, connections that were kept too long, compression and proxies is up to it. Turn
    /// its retries off: they know nothing of what an operation does when it is repeated.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self.settings.brought = true;
        self
    }

    /// How long connecting may take. 10 seconds unless set. A changed copy of a client gets new
    /// connections by it.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.settings.connect = limit;
        self.new_connections()
    }

    /// How long one attempt may take: to the end of a reply, or to the head of a stream. 10 minutes
    /// unless set.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.settings.limits.attempt = limit;
        self
    }

    /// How long a call may take in all, waits between attempts included: to the end of a reply, or
    /// to the head of a stream. 10 minutes unless set.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.settings.limits.total = limit;
        self
    }

    /// How long to wait for the next event of a stream. 5 minutes unless set; `None` waits for
    /// ever.
    pub fn idle(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.settings.limits.idle = limit.into();
        self
    }

    /// How often to send a request that fails.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.settings.retry = retry;
        self
    }

    /// How long a line of a stream may be, in bytes. 16 MiB unless set.
    pub fn line_limit(mut self, bytes: usize) -> Self {
        self.settings.limits.line = bytes;
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// A setting cannot be used, or no secret is set.
    pub fn build(self) -> Result<Client, Error> {
        let Self {
            mut settings,
            http,
            budget,
            problem,
        } = self;
        if let Some(problem) = problem {
            return Err(problem);
        }
        if !settings.headers.contains_key(header::AUTHORIZATION) {
            return Err(Error::request("no secret is set"));
        }
        // Each request gets a copy, with room for what it adds to it.
        settings.headers.reserve(4);
        let address = Address::new(&settings.base_url, &settings.plain_hosts);
        let address = address.map_err(Error::request)?;
        let http = match http {
            Some(http) => http,
            None => http_client(&settings, &address)?,
        };
        Ok(Client::of(Inner {
            service: &SERVICE,
            settings,
            http,
            address,
            budget,
        }))
    }

    /// Sets a header that the description gives a name of its own.
    #[doc(hidden)]
    pub fn setting(self, name: &'static str, value: String) -> Self {
        self.default_header(name, value)
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

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
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
    let mut builder = reqwest::Client::builder()
        .connect_timeout(settings.connect)
        // A server closes connections that are kept too long, and a request caught by that is one
        // whose outcome nobody knows.
        .pool_idle_timeout(Duration::from_secs(30))
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate();
    if address.is_plain_loopback() {
        builder = builder.no_proxy();
    }
    let client = builder.build();
    client.map_err(|error| Error::request("the HTTP client cannot be made").with_source(error))
}
