//! The compiled types by name: what holds for every type is tested by walking over this list.
//!
//! It is written by hand, and a test compares it with the description, so that no type is forgotten.

/// Calls another macro with the names of all generated types, as they are in Rust.
macro_rules! with_every_type {
    ($call:ident) => {
        $call! {
            ConversationCompleteMessageRequest
            ConversationCompleteMessageResponse
            ConversationCompleteMessageStreamType
            ConversationCompleteRequest
            ConversationCompleteResponse
            ConversationCompleteStreamType
            ConversationContactUpsertRequest
            ConversationContactUpsertResponse
            ConversationCreateRequest
            ConversationCreateResponse
            ConversationDeleteResponse
            ConversationDownvoteRequest
            ConversationDownvoteResponse
            ConversationFetchResponse
            ConversationInstance
            ConversationListOrder
            ConversationListRequest
            ConversationListResponse
            ConversationListStreamType
            ConversationOptions
            ConversationReceiveMessageRequest
            ConversationReceiveMessageResponse
            ConversationReceiveMessageStreamType
            ConversationSendMessageRequest
            ConversationSendMessageResponse
            ConversationSendMessageStreamType
            ConversationUpdateRequest
            ConversationUpdateResponse
            ConversationUpvoteRequest
            ConversationUpvoteResponse
            Entity
            EntityReplacement
            Function
            Message
            MessageType
            Model
            ModelRegion
            Token
            Usage
        }
    };
}

pub(crate) use with_every_type;
