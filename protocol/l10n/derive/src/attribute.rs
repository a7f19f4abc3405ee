//! What stands in `#[explain(…)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Attribute, Expr, Ident, LitStr, Result, Token, parenthesized,
    parse::{Parse, ParseStream},
    token::Paren,
};

/// How a variant is explained.
pub(crate) struct Explained {
    pub(crate) text: Text,
    /// Where it is.
    pub(crate) at: Option<Expr>,
    /// The exit code, where it is not the usual one.
    pub(crate) exit: Option<Expr>,
}

/// What is said.
pub(crate) enum Text {
    /// What a field says: the one that there is, or the named one.
    Transparent(Option<Ident>),
    /// The text of a key.
    Key(TokenStream, Vec<Value>),
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
    Transparent(Option<Ident>),
    Key(TokenStream),
    At(Expr),
    Exit(Expr),
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
        let (mut text, mut at, mut exit) = (None, None, None);
        let mut values = Vec::new();
        for item in input.parse_terminated(Item::parse, Token![,])? {
            match item {
                Item::Transparent(field) => text = Some(Text::Transparent(field)),
                Item::Key(key) => text = Some(Text::Key(key, Vec::new())),
                Item::At(place) => at = Some(place),
                Item::Exit(code) => exit = Some(code),
                Item::Value(value) => values.push(value),
            }
        }
        let text = match text.ok_or_else(|| input.error("the key of a text is missing"))? {
            Text::Key(key, _) => Text::Key(key, values),
            transparent @ Text::Transparent(_) => transparent,
        };
        Ok(Self { text, at, exit })
    }
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if input.peek(LitStr) {
            let key: LitStr = input.parse()?;
            return Ok(Self::Key(quote!(#key)));
        }
        let name: Ident = input.parse()?;
        let inside = if input.peek(Paren) {
            let inside;
            parenthesized!(inside in input);
            Some(inside.parse::<Ident>()?)
        } else {
            None
        };
        let computed = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Some(input.parse::<Expr>()?)
        } else {
            None
        };
        Ok(match (name.to_string().as_str(), inside, computed) {
            ("transparent", field, None) => Self::Transparent(field),
            ("message", Some(field), None) => Self::Value(Value::Message(field)),
            ("key", None, Some(key)) => Self::Key(quote!(#key)),
            ("at", None, Some(place)) => Self::At(place),
            ("exit", None, Some(code)) => Self::Exit(code),
            (_, None, Some(value)) => Self::Value(Value::Computed(name, Box::new(value))),
            (_, None, None) => Self::Value(Value::Field(name)),
            (_, Some(_), _) => return Err(syn::Error::new(name.span(), "not an item of explain")),
        })
    }
}
