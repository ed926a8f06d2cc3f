//! Reads the description of an API, written in YAML, and makes every decision that it leaves open.
//!
//! [`load`] reads the files, [`resolve`] decides and reports whatever the author got wrong, and [`ir`] is
//! what it decided. Whoever generates something from a description, or plays what it describes, begins
//! here. Nothing here knows Rust source or the network.

pub mod ir;
pub mod load;
pub mod names;
pub mod print;
pub mod report;
pub mod resolve;
pub mod type_expr;

/// The example of the package's front page, which has to compile like any other.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct FrontPage;
