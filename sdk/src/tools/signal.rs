//! Events by which the service says that it waits for a tool.

use crate::{
    conversation::v1::{
        ChannelWait, ConversationCompleteMessageStreamType, ConversationCompleteStreamType,
        ConversationReceiveMessageStreamType, ConversationSendMessageStreamType,
    },
    runtime::Terminal,
};

/// Events of an operation that calls tools. It is implemented for those of `complete`,
/// `complete_message`, `send` and `receive`, and for no others.
#[diagnostic::on_unimplemented(
    message = "this operation does not call tools",
    label = "not one of `complete`, `complete_message`, `send` and `receive`"
)]
pub trait CallsTools: Terminal + Sealed {}

/// What only this crate knows of them.
pub trait Sealed {
    /// What the event says about a wait.
    fn signal(&self) -> Option<Signal<'_>>;
}

/// What an event says about a wait.
#[derive(Debug, Clone, Copy)]
pub enum Signal<'a> {
    /// The service begins to wait.
    Begin(&'a ChannelWait),
    /// It no longer waits.
    End(&'a ChannelWait),
}

macro_rules! calls_tools {
    ($($events:ident),*) => {$(
        impl Sealed for $events {
            fn signal(&self) -> Option<Signal<'_>> {
                match self {
                    Self::WaitForChannelMessageBegin(wait) => Some(Signal::Begin(wait)),
                    Self::WaitForChannelMessageEnd(wait) => Some(Signal::End(wait)),
                    _ => None,
                }
            }
        }

        impl CallsTools for $events {}
    )*};
}

calls_tools!(
    ConversationCompleteStreamType,
    ConversationCompleteMessageStreamType,
    ConversationSendMessageStreamType,
    ConversationReceiveMessageStreamType
);
