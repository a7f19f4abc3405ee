//! What stands in `#[explain(…)]`.

use syn::{
    Attribute, Expr, Ident, LitInt, LitStr, Result, Token, parenthesized,
    parse::{Parse, ParseStream},
};

/// How a variant is explained.
pub(crate) enum Explained {
    /// By its one field.
    Transparent,
    /// By the text of a key.
    Text {
        key: LitStr,
        exit: Option<LitInt>,
        values: Vec<Value>,
    },
}

/// What fills a placeable.
pub(crate) enum Value {
    /// The next field of a tuple, under this name.
    Field(Ident),
    /// A field that is explained itself.
    Message(Ident),
    /// An expression.
    Computed(Ident, Box<Expr>),
}

enum Item {
    Key(LitStr),
    Exit(LitInt),
    Value(Value),
}

impl Explained {
    /// Reads the attribute of a variant, or of a struct; `place` is what the error points at.
    pub(crate) fn of(attributes: &[Attribute], place: &Ident) -> Result<Self> {
        attributes
            .iter()
            .find(|attribute| attribute.path().is_ident("explain"))
            .ok_or_else(|| syn::Error::new(place.span(), "#[explain(\"key\")] is missing"))?
            .parse_args()
    }
}

impl Parse for Explained {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let fork = input.fork();
        if fork
            .parse::<Ident>()
            .is_ok_and(|word| word == "transparent")
            && fork.is_empty()
        {
            input.parse::<Ident>()?;
            return Ok(Self::Transparent);
        }
        let mut key = None;
        let mut exit = None;
        let mut values = Vec::new();
        for item in input.parse_terminated(Item::parse, Token![,])? {
            match item {
                Item::Key(text) => key = Some(text),
                Item::Exit(code) => exit = Some(code),
                Item::Value(value) => values.push(value),
            }
        }
        let key = key.ok_or_else(|| input.error("the key of a text is missing"))?;
        Ok(Self::Text { key, exit, values })
    }
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Self::Key);
        }
        let name: Ident = input.parse()?;
        if name == "message" && input.peek(syn::token::Paren) {
            let inside;
            parenthesized!(inside in input);
            return Ok(Self::Value(Value::Message(inside.parse()?)));
        }
        if !input.peek(Token![=]) {
            return Ok(Self::Value(Value::Field(name)));
        }
        input.parse::<Token![=]>()?;
        if name == "exit" {
            return input.parse().map(Self::Exit);
        }
        let computed = Box::new(input.parse()?);
        Ok(Self::Value(Value::Computed(name, computed)))
    }
}
