//! Reads the tree of a file into the types that declare its keys, and reports what does not fit them.
//!
//! It does not stop at the first fault: what cannot be read is reported and left out, and what holds it is marked as
//! faulty, so that nothing is missed there.

mod faults;
mod mapping;
mod owner;
mod reader;
mod values;

pub use self::faults::A_SHAPE;
pub use self::mapping::{Map, Mapping};
pub use self::reader::{File, Read, Reader};
pub use self::values::{OneOrMany, Scalar};
