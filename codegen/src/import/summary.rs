//! What an import came to, in numbers and rules.

use std::fmt;

pub(super) const CREATE: &str = "POST or PATCH has the effect `create`, so it is never repeated: mark what is a `read` or `idempotent`";
pub(super) const PAGES: &str = "list with `items` and `cursor` comes in pages";
pub(super) const CURSOR: &str =
    "`cursor` that the document requires is optional, as it ends the pages";
pub(super) const TERMINAL: &str = "stream ends with the event that carries the reply";
pub(super) const OPEN_ENDED: &str = "stream has no last event: `open_ended`";
pub(super) const TEXT: &str = "stream carries a text in `token.token`";
pub(super) const ERROR_EVENT: &str = "event `error` is the service's and is not described again";
pub(super) const KEEP_ALIVE: &str = "event that only keeps a connection alive is not described";
pub(super) const ENVELOPE: &str =
    "event has keys beside its tag and content, which are not described";
pub(super) const ERRORS: &str = "error response does not show the keys of errors";
pub(super) const ACCEPT: &str =
    "header that the method chosen decides, such as `accept`, is not described";
pub(super) const HEADER: &str = "header is a setting of the client";
pub(super) const TIMESTAMP: &str = "number that is documented as a time in ms is a `timestamp`";
pub(super) const OPEN_OBJECT: &str =
    "object takes keys that are not described: requests send them by `extra_body`";
pub(super) const EMPTY_REQUEST: &str =
    "request that describes no key is no request: what is sent goes through `extra_body`";
pub(super) const MERGED: &str = "choice between objects became one object, with optional fields";
pub(super) const ANY_OBJECT: &str =
    "choice with an object that can hold anything became `map<any>`";
pub(super) const BY_TAG: &str = "variants of a union are distinguished by a tag";
pub(super) const BY_FIELD: &str = "variants of a union are distinguished by required fields";
pub(super) const RAW: &str = "upload is sent as it is, although a form would do, too";
pub(super) const ONE_WAY: &str =
    "required field that goes one way only is optional, as its type goes the other way";
pub(super) const INSTANCE: &str = "reply is the type of the items in its list";

/// What an import came to.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Operations that are described.
    pub operations: usize,
    /// Operations that the language cannot say.
    pub left_out: usize,
    /// Modules, those without operations included.
    pub modules: usize,
    /// Types that have a name.
    pub types: usize,
    /// Warnings of the import.
    pub warnings: usize,
    /// How often `any` stands where the document says more.
    pub lossy: usize,
    /// How often `any` stands where the document says nothing either.
    pub unsaid: usize,
    /// How many things the document does not document.
    pub undocumented: usize,
    /// The rules that filled in what the document does not say, and how often.
    pub rules: Vec<(&'static str, usize)>,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operations, left_out, modules, types, .. } = self;
        writeln!(
            f,
            "{operations} operations, {types} types in {modules} modules; {left_out} operations left out"
        )?;
        writeln!(f, "{} warnings", self.warnings)?;
        writeln!(
            f,
            "`any`: {} where the document says more, {} where it says nothing",
            self.lossy, self.unsaid
        )?;
        writeln!(f, "{} things without documentation", self.undocumented)?;
        writeln!(f, "\nWhat the document does not say follows rules:")?;
        for (rule, count) in &self.rules {
            writeln!(f, "{count:6} x  {rule}")?;
        }
        writeln!(f, "        Limits and short patterns are documentation, and nothing checks them.")
    }
}
