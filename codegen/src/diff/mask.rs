//! What a comparison with a published document leaves out, since no document can say it: client defaults, names, times
//! in milliseconds. Which kinds of change a document cannot tell of at all is in `verdicts`.

use std::collections::BTreeSet;

use chatbotkit_description::ir::{Api, Builtin, Presence};

/// What a comparison leaves out.
#[derive(Debug, Default)]
pub(super) struct Mask<'a> {
    /// The resources that are compared, where the new side is a document.
    resources: Option<BTreeSet<&'a str>>,
}

impl<'a> Mask<'a> {
    /// For a document, as far as it is about the resources of a description.
    pub(super) fn document(ours: &'a Api) -> Self {
        let modules = ours.modules.iter().filter(|it| !it.operations.is_empty());
        Self { resources: Some(modules.map(|it| &*it.resource).collect()) }
    }

    /// Whether the new side is a document, whose names are nobody's.
    pub(super) fn is_document(&self) -> bool {
        self.resources.is_some()
    }

    /// Whether operations of a resource are left out.
    pub(super) fn hides_resource(&self, resource: &str) -> bool {
        self.resources.as_ref().is_some_and(|known| !known.contains(resource))
    }

    /// A presence as far as both sides can say it: what a client sends by itself is not in documents.
    pub(super) fn presence<'p>(&self, presence: &'p Presence) -> &'p Presence {
        match presence {
            Presence::Defaulted(_) if self.is_document() => &Presence::Optional,
            presence => presence,
        }
    }

    /// Whether two builtins are the same as far as both sides can say it: OpenAPI has no word for a time in
    /// milliseconds.
    pub(super) fn same(&self, old: Builtin, new: Builtin) -> bool {
        use Builtin::{Integer, Number, Timestamp};
        old == new || self.is_document() && old == Timestamp && matches!(new, Integer | Number)
    }
}
