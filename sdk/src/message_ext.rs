//! Messages by who says them.
//!
//! The type itself is generated. This is what reads better than its constructor.

use crate::conversation::v1::{Message, MessageType};

impl Message {
    /// A message that the person wrote.
    pub fn user(text: impl Into<String>) -> Self {
        Self::new(MessageType::User, text)
    }

    /// A message that the bot wrote.
    pub fn bot(text: impl Into<String>) -> Self {
        Self::new(MessageType::Bot, text)
    }
}
