//! A reply that is not known yet, because the answer waits for somebody.

use std::sync::Arc;

use chatbotkit_description::ir::{Api, TypeRef};
use serde_json::Value;

use crate::behaviour::{Outcome, Script};
use crate::fault::Faults;
use crate::shape::Shape;

/// What a reply is made of in the end. Its events are sent to nobody.
pub(crate) struct Unfinished {
    pub api: Arc<Api>,
    pub faults: Faults,
    pub script: Box<dyn Script>,
    pub ty: TypeRef,
}

impl Unfinished {
    /// The reply, once there is nothing more to wait for.
    pub async fn finish(mut self) -> Value {
        loop {
            while self.script.next().is_some() {}
            match self.script.wait() {
                Some(wait) => wait.await,
                None => break,
            }
        }
        let reply = self.script.reply(Outcome::Complete);
        Shape::new(&self.api, &self.faults).complete(&self.ty, reply)
    }
}
