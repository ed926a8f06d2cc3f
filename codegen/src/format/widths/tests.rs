//! What prettyplease writes, and what rustfmt makes of it.

use super::fit;

#[track_caller]
fn becomes(written: &str, expected: &str) {
    assert_eq!(fit(written), format!("{expected}\n"));
}

#[test]
fn imports_are_filled() {
    let long = "A".repeat(76);
    becomes(
        &format!("use super::{{\n    {long}, B, C,\n}};"),
        &format!("use super::{{{long}, B, C}};"),
    );
    let long = "A".repeat(79);
    becomes(
        &format!("use super::{{{long}, B, C}};"),
        &format!("use super::{{\n    {long}, B, C,\n}};"),
    );
}

#[test]
fn signatures_have_a_hundred_columns() {
    let name = "a".repeat(60);
    becomes(
        &format!("    pub fn {name}(\n        mut self,\n        b: B,\n    ) -> Self {{"),
        &format!("    pub fn {name}(mut self, b: B) -> Self {{"),
    );
    becomes(
        &format!("    pub fn {name}(&self, a: A) -> Call<\n        A,\n        B,\n    > {{"),
        &format!("    pub fn {name}(&self, a: A) -> Call<A, B> {{"),
    );
    becomes(
        &format!("    pub fn {name}(&self, a: BTreeMap<A, B>) -> Call<C> {{"),
        &format!(
            "    pub fn {name}(\n        &self,\n        a: BTreeMap<A, B>,\n    ) -> Call<C> {{"
        ),
    );
}

#[test]
fn chains_have_sixty_columns() {
    let short = "        self.client.prepare(&OPERATION).body(&request).call()";
    becomes(short, short);
    becomes(
        "        self.client.prepare(&OPERATION).path(conversation_id.as_ref()).call()",
        "        self.client\n            .prepare(&OPERATION)\n            .path(conversation_id.as_ref())\n            .call()",
    );
    becomes(
        "let a = Operation::post(NAME, PATH)\n    .create();",
        "let a = Operation::post(NAME, PATH).create();",
    );
    becomes(
        "            A => f.debug_tuple(\"A\").field(content).finish(),",
        "            A => f.debug_tuple(\"A\").field(content).finish(),",
    );
    let name = "A".repeat(24);
    becomes(
        &format!("            A => f.debug_tuple(\"{name}\").field(content).finish(),"),
        &format!(
            "            A => f\n                .debug_tuple(\"{name}\")\n                .field(content)\n                \
             .finish(),"
        ),
    );
}

#[test]
fn arms_go_without_braces_where_they_fit() {
    let name = "A".repeat(40);
    becomes(
        &format!("        Self::{name} => {{\n            \"some text\"\n        }}"),
        &format!("        Self::{name} => \"some text\","),
    );
    let statement = "        A => {\n            b();\n        }";
    becomes(statement, statement);
}

#[test]
fn literals_and_arrays_have_less() {
    becomes("    Self { conversation }", "    Self { conversation }");
    becomes("    Self { conversation_id_of }", "    Self { conversation_id_of }");
    becomes(
        "    Self { conversation_id_of_it }",
        "    Self {\n        conversation_id_of_it,\n    }",
    );
    becomes("const A: A = A::B {\n    tag: \"kind\",\n};", "const A: A = A::B { tag: \"kind\" };");
    becomes(
        "const K: &[&str] = &[\n    \"a\",\n    \"b\",\n];",
        "const K: &[&str] = &[\"a\", \"b\"];",
    );
    let written =
        "        A {\n            b: \"message\",\n            c: \"code\",\n        },\n";
    becomes(
        &format!("    a: &[\n{written}    ],"),
        "    a: &[A {\n        b: \"message\",\n        c: \"code\",\n    }],",
    );
    let several = format!("    a: &[\n{written}{written}    ],");
    becomes(&several, &several);
    let items = ["\"aaaaaaaaaaaaaaaaaaaaaaaaa\""; 3];
    becomes(
        &format!("const K: &[&str] = &[{}];", items.join(", ")),
        &format!("const K: &[&str] = &[\n    {},\n];", items.join(",\n    ")),
    );
}
