//! Turns the description of an API, written in YAML, into the Rust source of its SDK.
//!
//! The stages follow one another: [`load`] reads the files, [`resolve`] makes every decision and
//! reports whatever the author got wrong, [`ir`] is what it decided, [`emit`] names things, [`mod@format`]
//! lays the source out, and [`files`] compares or writes it. Where an API is large, its resources are cargo
//! [`features`], which go into a [`manifest`]. Nothing here calls the network.

pub mod diff;
pub mod drift;
#[cfg(feature = "emit")]
pub mod emit;
#[cfg(feature = "emit")]
pub mod features;
#[cfg(feature = "emit")]
pub mod files;
#[cfg(feature = "emit")]
pub mod format;
pub mod import;
pub mod ir;
pub mod load;
#[cfg(feature = "emit")]
pub mod manifest;
mod names;
pub mod openapi;
pub mod report;
pub mod resolve;

#[cfg(feature = "emit")]
mod generate;
#[cfg(feature = "emit")]
pub use generate::{Failure, Generated, generate, generate_from};
