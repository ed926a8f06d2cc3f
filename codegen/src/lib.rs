//! Turns the description of an API, written in YAML, into the Rust source of its SDK.
//!
//! The crate `chatbotkit-description` reads and resolves the description. From what it decided, [`rust`]
//! makes the source, and [`files`] compares or writes it. Where an API is large, its resources are cargo
//! [`features`], which go into a [`manifest`]. Nothing here calls the network.

pub mod diff;
pub mod drift;
pub mod features;
pub mod files;
pub mod import;
pub mod manifest;
pub mod openapi;
pub mod rust;

mod generate;
pub use generate::{Failure, Generated, generate, generate_from};

/// The example of the package's front page, which has to compile like any other.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct FrontPage;
