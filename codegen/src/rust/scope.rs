//! One file in the making: which names it uses, and what it has to import for them.

use std::cell::RefCell;
use std::collections::BTreeSet;

use chatbotkit_description::ir::{Api, Builtin, Kind, TypeId, TypeRef};

/// The files of a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The operations.
    Operations,
    /// Objects that only requests contain.
    Requests,
    /// The events of streams.
    Events,
    /// All other types.
    Types,
}

impl Part {
    /// The file that holds a type.
    pub(super) fn of(api: &Api, id: TypeId) -> Self {
        let ty = api.at(id);
        match &ty.kind {
            _ if ty.is_events() => Self::Events,
            Kind::Object(_) if ty.flow.only_request() => Self::Requests,
            _ => Self::Types,
        }
    }
}

/// One file in the making.
pub(super) struct Scope<'a> {
    /// All there is.
    pub(super) api: &'a Api,
    module: usize,
    part: Part,
    siblings: RefCell<BTreeSet<String>>,
    runtime: RefCell<BTreeSet<&'static str>>,
}

impl<'a> Scope<'a> {
    /// A file of a module, with nothing in it.
    pub(super) fn new(api: &'a Api, module: usize, part: Part) -> Self {
        Self { api, module, part, siblings: RefCell::default(), runtime: RefCell::default() }
    }

    /// Names something of the runtime.
    pub(super) fn runtime(&self, name: &'static str) -> &'static str {
        self.runtime.borrow_mut().insert(name);
        name
    }

    /// Names a described type.
    pub(super) fn named(&self, id: TypeId) -> &'a str {
        let rust = &self.api.at(id).rust;
        // The operations stand where everything of the module is in scope.
        let is_here = self.api.at(id).module == self.module && Part::of(self.api, id) == self.part;
        if !is_here && self.part != Part::Operations {
            self.siblings.borrow_mut().insert(rust.clone());
        }
        rust
    }

    /// A type in Rust: `Vec<Message>`.
    pub(super) fn ty(&self, ty: &TypeRef) -> String {
        rust_type(ty, self.core(ty))
    }

    /// A type as the tables of the runtime have it: `[Message]`, `{Value}`, `[(String)]`.
    pub(super) fn cell(&self, ty: &TypeRef) -> String {
        match ty {
            TypeRef::Array(item) => format!("[{}]", self.cell(item)),
            TypeRef::Map(value) => format!("{{{}}}", self.cell(value)),
            TypeRef::Nullable(inner) => format!("({})", self.cell(inner)),
            TypeRef::Builtin(_) | TypeRef::Named(_) => self.core(ty).to_owned(),
        }
    }

    /// The builtin or described type at the core of a type.
    fn core(&self, ty: &TypeRef) -> &'a str {
        match ty {
            TypeRef::Builtin(builtin) => self.builtin(*builtin),
            TypeRef::Named(id) => self.named(*id),
            TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => {
                self.core(inner)
            }
        }
    }

    /// A builtin type in Rust.
    fn builtin(&self, builtin: Builtin) -> &'static str {
        match builtin {
            Builtin::String => "String",
            Builtin::Integer => "i64",
            Builtin::Number => "f64",
            Builtin::Boolean => "bool",
            Builtin::Any => self.runtime("Value"),
            Builtin::Timestamp => self.runtime("Timestamp"),
            Builtin::DateTime => self.runtime("DateTime"),
        }
    }

    /// The imports that the file turned out to need.
    ///
    /// ```ignore
    /// use super::Message;
    /// use crate::runtime::{Timestamp, record, reply};
    /// ```
    pub(super) fn imports(&self) -> String {
        let (siblings, runtime) = (self.siblings.borrow(), self.runtime.borrow());
        let siblings = siblings.iter().map(String::as_str).collect();
        import("use", "super", &siblings) + &import("use", "crate::runtime", &runtime)
    }
}

/// A type in Rust, around the one at its core.
pub(super) fn rust_type(ty: &TypeRef, core: &str) -> String {
    match ty {
        TypeRef::Builtin(_) | TypeRef::Named(_) => core.to_owned(),
        TypeRef::Array(item) => format!("Vec<{}>", rust_type(item, core)),
        TypeRef::Map(value) => {
            format!("std::collections::BTreeMap<String, {}>", rust_type(value, core))
        }
        TypeRef::Nullable(inner) => format!("Option<{}>", rust_type(inner, core)),
    }
}

/// `use super::{Message, Token};`, over as many lines as it takes. Nothing without names.
pub(super) fn import(keyword: &str, path: &str, names: &BTreeSet<&str>) -> String {
    const WIDTH: usize = 100;
    let names: Vec<&str> = names.iter().copied().collect();
    let one_line = match names.as_slice() {
        [] => return String::new(),
        [name] => format!("{keyword} {path}::{name};\n"),
        names => format!("{keyword} {path}::{{{}}};\n", names.join(", ")),
    };
    if one_line.len() <= WIDTH {
        return one_line;
    }
    let mut text = format!("{keyword} {path}::{{\n   ");
    let mut columns = 3;
    for name in names {
        if columns + name.len() + 2 > WIDTH {
            text.push_str("\n   ");
            columns = 3;
        }
        text.extend([" ", name, ","]);
        columns += name.len() + 2;
    }
    text + "\n};\n"
}
