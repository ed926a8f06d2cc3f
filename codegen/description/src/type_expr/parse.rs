//! Reads type expressions: `Message[]`, `map<string>`, `string | null`. Names are not looked up here.

use std::ops::Range;

use super::{Builtin, TypeExpr};

/// The name of a described type as an expression has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Where it stands in the expression.
    pub span: Range<usize>,
}

/// What does not belong to a type expression.
#[derive(Debug, PartialEq, Eq)]
pub struct BadType {
    /// Where it stands in the expression.
    pub span: Range<usize>,
    /// What is wrong with it.
    pub message: String,
    /// What to do.
    pub help: Option<&'static str>,
}

/// Whether a described type can have this name.
pub fn is_name(name: &str) -> bool {
    name.starts_with(char::is_uppercase) && name.chars().all(is_word)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Deeper than any description needs, and shallow enough for the stack.
const DEEPEST: usize = 32;

/// Reads a whole expression.
pub fn parse(text: &str) -> Result<TypeExpr<Name>, BadType> {
    let mut parser = Parser { text, at: 0, depth: 0 };
    let expr = parser.nullable()?;
    parser.skip_space();
    if parser.at < text.len() {
        return Err(parser.stray());
    }
    Ok(expr)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn nullable(&mut self) -> Result<TypeExpr<Name>, BadType> {
        let mut expr = self.postfix()?;
        self.skip_space();
        let bar = self.at;
        if self.take("|") {
            self.skip_space();
            let second = self.at..self.at + self.word_length();
            if &self.text[second.clone()] != "null" {
                return Err(BadType {
                    span: bar..second.end.max(bar + 1),
                    message: format!("`{}` does not belong to a type", &self.text[bar..second.end]),
                    help: Some(
                        "only `| null` can follow; a choice between types is a `union`, between strings an `enum`",
                    ),
                });
            }
            self.at = second.end;
            expr = expr.nullable();
        }
        Ok(expr)
    }

    fn postfix(&mut self) -> Result<TypeExpr<Name>, BadType> {
        let mut expr = self.base()?;
        loop {
            self.skip_space();
            let start = self.at;
            if !self.take("[") {
                return Ok(expr);
            }
            self.skip_space();
            if !self.take("]") {
                return Err(BadType {
                    span: start..start + 1,
                    message: "`[` is not closed".into(),
                    help: Some("an array is written `T[]`"),
                });
            }
            self.deepen(start)?;
            expr = expr.array();
        }
    }

    fn base(&mut self) -> Result<TypeExpr<Name>, BadType> {
        self.skip_space();
        let start = self.at;
        let length = self.word_length();
        if length == 0 {
            return Err(if start == self.text.len() {
                BadType { span: start..start, message: "a type is missing here".into(), help: None }
            } else {
                self.stray()
            });
        }
        self.at += length;
        let word = &self.text[start..self.at];
        self.skip_space();
        let bracket = self.at;
        if !self.take("<") {
            let name = || Name { text: word.to_owned(), span: start..start + length };
            let builtin = Builtin::named(word).map(TypeExpr::Builtin);
            return Ok(builtin.unwrap_or_else(|| TypeExpr::Named(name())));
        }
        if word != "map" {
            return Err(BadType {
                span: start..start + length,
                message: format!("`{word}` takes no `<..>`"),
                help: Some("only `map<T>` does: string keys, values of type T"),
            });
        }
        self.deepen(start)?;
        let values = self.nullable()?;
        self.skip_space();
        if !self.take(">") {
            return Err(BadType {
                span: bracket..bracket + 1,
                message: "`<` is not closed".into(),
                help: Some("a map is written `map<T>`"),
            });
        }
        Ok(values.map())
    }

    fn deepen(&mut self, start: usize) -> Result<(), BadType> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(BadType {
                span: start..self.text.len(),
                message: "this type is nested too deep".into(),
                help: Some("give a part of it a name"),
            });
        }
        Ok(())
    }

    fn stray(&self) -> BadType {
        let rest = &self.text[self.at..];
        let word = rest.split_whitespace().next().unwrap_or(rest);
        let help = word.starts_with('"').then_some("literals are not types: use an `enum`");
        BadType {
            span: self.at..self.at + word.len(),
            message: format!("`{word}` does not belong to a type"),
            help,
        }
    }

    fn skip_space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.text[self.at..].starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn word_length(&self) -> usize {
        let rest = &self.text[self.at..];
        rest.find(|c| !is_word(c)).unwrap_or(rest.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(expr: &TypeExpr<Name>) -> String {
        match expr {
            TypeExpr::Builtin(builtin) => builtin.facts().name.to_owned(),
            TypeExpr::Named(name) => name.text.clone(),
            TypeExpr::Array(item) => format!("array({})", show(item)),
            TypeExpr::Map(value) => format!("map({})", show(value)),
            TypeExpr::Nullable(inner) => format!("nullable({})", show(inner)),
        }
    }

    #[test]
    fn expressions_nest() {
        for (text, expected) in [
            ("string", "string"),
            ("Message[]", "array(Message)"),
            ("map<any>", "map(any)"),
            (" map < Message [] > | null ", "nullable(map(array(Message)))"),
            ("map<string | null>[][]", "array(array(map(nullable(string))))"),
        ] {
            assert_eq!(parse(text).as_ref().map(show), Ok(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for text in ["string", "Message[] | null", "map<any>[]", "map<map<Message | null>>[][]"] {
            let read = parse(text).map(|expr| expr.text(|name| name.text.clone()));
            assert_eq!(read, Ok(text.to_owned()));
        }
        assert!(TypeExpr::Named("Message").nullable().map().has_text());
        assert!(!TypeExpr::Named("Message").nullable().array().map().has_text());
    }

    #[test]
    fn what_does_not_belong_is_pointed_at() {
        for (text, span) in [
            ("string | integer", 7..16),
            ("string |", 7..8),
            ("string[", 6..7),
            ("map<string", 3..4),
            ("list<string>", 0..4),
            ("", 0..0),
            ("string!", 6..7),
            ("\"a\" | \"b\"", 0..3),
            ("string é", 7..9),
        ] {
            assert_eq!(parse(text).map_err(|bad| bad.span), Err(span), "{text}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        assert!(parse(&"map<".repeat(100_000)).is_err());
        assert!(parse(&format!("string{}", "[]".repeat(100_000))).is_err());
    }
}
