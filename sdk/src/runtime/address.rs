//! The address that the paths of all operations follow.

use std::net::IpAddr;

use reqwest::Url;

use super::shown::Shown;

/// A checked base address.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    /// Without a slash at the end.
    pub(crate) text: String,
    pub(crate) url: Url,
}

impl Address {
    /// Plain http is for this machine, or for a host that was allowed by name: the secret travels
    /// in every request.
    pub(crate) fn new(text: &str, plain_hosts: &[String]) -> Result<Self, String> {
        let refuse = |why: &str| Err(format!("the address {why}"));
        let text = text.trim_end_matches('/');
        if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return refuse("has white space in it");
        }
        let Ok(url) = Url::parse(text) else {
            return Err(no_url(text));
        };
        let Some(host) = url.host_str() else {
            return Err(no_url(text));
        };
        if url.query().is_some() || url.fragment().is_some() {
            return refuse("has a query or a fragment");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("has a user or a password in it");
        }
        let allowed = || plain_hosts.iter().any(|allowed| allowed == host);
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(host) || allowed() => {}
            "http" => {
                return Err(format!(
                    "plain http would show the secret to everybody on the way to `{host}`: \
                     use https, or `allow_http(\"{host}\")`"
                ));
            }
            _ => return refuse("is neither https nor http"),
        }
        Ok(Self { text: text.to_owned(), url })
    }

    /// Whether requests stay on this machine and are not encrypted, so that no proxy may see them
    /// either.
    pub(crate) fn is_plain_loopback(&self) -> bool {
        self.url.scheme() == "http" && self.url.host_str().is_some_and(is_loopback)
    }

    /// The server, by the name under which it is looked up.
    pub(crate) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// The address of a path and a query, as long as the URL standard reads it as just that.
    pub(crate) fn with(&self, path: &str, query: &str) -> Option<Url> {
        let url = Url::parse(&format!("{}{path}{query}", self.text)).ok()?;
        let base = self.url.path().trim_end_matches('/');
        let exact = path.starts_with('/') && url.path().strip_prefix(base) == Some(path);
        (exact && url.fragment().is_none()).then_some(url)
    }

    /// Where a redirect leads, without anything that may be a secret.
    pub(crate) fn target(&self, location: &str) -> Option<String> {
        let mut url = self.url.join(location).ok()?;
        url.set_query(None);
        url.set_fragment(None);
        // These two fail for addresses that cannot have them, and then there is nothing to remove.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        Some(url.into())
    }
}

/// A host as it stands in an address, such as `intra.example` for `Intra.Example`.
pub(crate) fn host(text: &str) -> Option<String> {
    let url = Url::parse(&format!("http://{text}/")).ok()?;
    let host = url.host_str()?;
    (host.len() == text.len()).then(|| host.to_owned())
}

/// An address that cannot be read is shown, unless something in it may be a secret.
fn no_url(text: &str) -> String {
    let shown =
        if text.contains(['@', '?', '#']) { "the address" } else { &format!("`{}`", Shown(text)) };
    format!("{shown} is not an address such as `https://host/path`")
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn plain_http_is_for_loopback() {
        let allowed = ["intranet".to_owned()];
        for text in [
            "https://a.example/v1/",
            "http://localhost:1",
            "http://127.9.9.9/v1",
            "http://[::1]:80/",
            "http://intranet/api",
        ] {
            assert!(Address::new(text, &allowed).is_ok(), "{text}");
        }
        for text in [
            "http://a.example",
            "http://localhost.a.example",
            "http://127.0.0.1.a.example",
            "http://[::2]",
            "ftp://localhost",
            "https://user@a.example",
            "https://a.example?x=1",
            "https://a.example#x",
            "a.example",
            "a.example:80/v1",
            "https://a.example/v1 /",
            "https://a.example/v1\n/",
            "",
        ] {
            assert!(Address::new(text, &allowed).is_err(), "{text}");
        }
    }

    #[test]
    fn a_path_stays_what_it_is() {
        let address = Address::new("https://a.example/v1", &[]).expect("an address");
        let url = |path| address.with(path, "?x=1").map(String::from);
        assert_eq!(url("/b/c%2F").as_deref(), Some("https://a.example/v1/b/c%2F?x=1"));
        for path in
            ["/b/../c", "/%2e%2E", "/b?c", "/b#c", "/b c", "b", "/b\n", "/\\b", "@b", ":80/b"]
        {
            assert_eq!(url(path), None, "{path}");
        }
    }
}
