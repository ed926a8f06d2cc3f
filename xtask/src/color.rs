//! Whether what is printed is in colour.

use std::env;
use std::io::IsTerminal;

/// Whether there is colour on a stream: on a terminal that can show it, unless the environment says otherwise, as
/// <https://no-color.org> and <https://bixense.com/clicolors> have it.
pub(crate) fn wanted(stream: &impl IsTerminal) -> bool {
    let says = |name: &str| env::var(name).is_ok_and(|value| !value.is_empty() && value != "0");
    if env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return false;
    }
    let is_dumb = || env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
    says("CLICOLOR_FORCE") || (stream.is_terminal() && !is_dumb())
}
