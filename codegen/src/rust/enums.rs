//! Open enums: the table of their values.

use chatbotkit_description::ir::{Enum, EnumValue, Type};

use super::docs::{Docs, alias};
use super::scope::Scope;

/// An open enum.
///
/// ```ignore
/// open_enum! {
///     /// The order of a list.
///     pub enum ConversationListOrder {
///         /// The newest first.
///         Desc = "desc",
///     }
/// }
/// ```
pub(super) fn emit_enum(scope: &Scope, ty: &Type, values: &Enum) -> String {
    let docs = Docs::of(&ty.name, &ty.doc).comments("///", 4);
    let head =
        format!("{}! {{\n{docs}{}", scope.runtime("open_enum"), alias(4, &ty.name, &ty.rust));
    let values: String = values.values.iter().map(emit_value).collect();
    format!("{head}    pub enum {} {{\n{values}    }}\n}}\n", ty.rust)
}

fn emit_value(value: &EnumValue) -> String {
    let docs = Docs::of(&value.wire, &value.doc).comments("///", 8);
    let alias = alias(8, &value.wire, &value.rust);
    format!("{docs}{alias}        {} = {:?},\n", value.rust, value.wire)
}
