//! Models by their names alone.
//!
//! The type itself is generated. Most requests choose a model and set nothing about it.

use crate::model::v1::Model;

impl From<&str> for Model {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl From<String> for Model {
    fn from(name: String) -> Self {
        Self::new(name)
    }
}
