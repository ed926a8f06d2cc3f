//! What a report says that something belongs to.

use std::fmt;

/// The entry of a file that something belongs to: `types` and `Message`.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Owner<'a> {
    pub(super) section: Option<&'a str>,
    pub(super) name: Option<&'a str>,
}

impl<'a> Owner<'a> {
    /// The owner of what stands after `key`.
    pub(super) fn of(self, key: Option<&'a str>) -> Self {
        match self.section {
            None => Self { section: key, name: None },
            section => Self { section, name: self.name.or(key) },
        }
    }
}

impl fmt::Display for Owner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Some(section), Some(name)) = (self.section, self.name) else {
            return Ok(());
        };
        match section {
            "types" => write!(f, "type `{name}`: "),
            "operations" => write!(f, "operation `{name}`: "),
            "path" => write!(f, "placeholder `{name}`: "),
            "headers" => write!(f, "header `{name}`: "),
            _ => Ok(()),
        }
    }
}
