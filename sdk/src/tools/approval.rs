//! Whether a tool may run.

use std::{pin::Pin, sync::Arc};

use super::event::Called;

/// What is decided about a call before the tool runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Approval {
    /// The tool runs.
    Run,
    /// It does not. The model reads why, and goes on.
    Refuse(String),
    /// It does not, and the service ends the answer: the reply says so in `end`.
    EndRun,
}

/// Whoever decides.
pub(super) type Approve = Arc<dyn Fn(Called) -> Decision + Send + Sync>;

pub(super) type Decision = Pin<Box<dyn Future<Output = Approval> + Send>>;
