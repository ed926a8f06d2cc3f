//! What a broken or hostile peer may do, byte by byte: each test is named after the problem.
//!
//! Nothing here goes through the mock server, which shares the beliefs of the SDK's authors.

mod bounds;
mod clocks;
mod frames;
mod load;
mod money;
mod settings;
mod spans;
mod trees;
mod truth;
