//! Programs of somebody who has read the documentation and nothing else. They depend on the SDK as anybody would, from
//! outside of its workspace.

pub mod batch;
pub mod bot;
pub mod relay;
