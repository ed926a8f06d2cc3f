//! In which directions a type travels, and what callers do with it.

use chatbotkit_description::ir::Flow;

/// Where a type travels, and what callers do with it, both before and now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Uses {
    /// Today's SDK sends it, and the new service reads it.
    pub(super) request: bool,
    /// The new service writes it, and today's SDK reads it.
    pub(super) reply: bool,
    /// Callers read its fields.
    pub(super) public: bool,
    /// Callers make it.
    pub(super) made: bool,
}

impl Uses {
    pub(super) fn of(old: Flow, new: Flow) -> Self {
        Self {
            request: old.request && new.request,
            reply: old.reply && new.reply,
            public: !old.only_request() && !new.only_request(),
            made: !old.only_reply() && !new.only_reply(),
        }
    }
}
