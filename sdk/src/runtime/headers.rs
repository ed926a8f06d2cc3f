//! Headers, checked before they get anywhere.

use http::{HeaderName, HeaderValue, header};

/// A name and a value that can be sent. Values that are secrets are marked, so that nobody shows
/// them.
pub(crate) fn checked<N, V>(name: N, value: V) -> Result<(HeaderName, HeaderValue), String>
where
    N: TryInto<HeaderName>,
    V: TryInto<HeaderValue>,
{
    const SECRET: [HeaderName; 3] =
        [header::AUTHORIZATION, header::PROXY_AUTHORIZATION, header::COOKIE];

    let Ok(name) = name.try_into() else {
        return Err("the name of a header has characters that none can have".to_owned());
    };
    let Ok(mut value) = value.try_into() else {
        return Err(format!("the value for the header `{name}` has characters that none can have"));
    };
    value.set_sensitive(value.is_sensitive() || SECRET.contains(&name));
    Ok((name, value))
}
