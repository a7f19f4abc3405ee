//! The code that is derived.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{
    Attribute, Data, DeriveInput, Field, Fields, GenericArgument, Ident, PathArguments, Result,
    Type,
};

use crate::attribute::{Explained, Text, Value};

const INTEGERS: [&str; 6] = ["u8", "u16", "u32", "u64", "usize", "i64"];

/// `Explain` and `Display` of a type.
pub(crate) fn explain(input: &DeriveInput) -> Result<TokenStream> {
    let name = &input.ident;
    let mut messages = Vec::new();
    let mut exits = Vec::new();
    match &input.data {
        Data::Struct(data) => {
            let arm = Arm::new(&quote!(Self), name, &input.attrs, &data.fields)?;
            messages.push(arm.message);
            exits.push(arm.exit);
        }
        Data::Enum(data) => {
            for variant in &data.variants {
                let ident = &variant.ident;
                let arm = Arm::new(
                    &quote!(Self::#ident),
                    ident,
                    &variant.attrs,
                    &variant.fields,
                )?;
                messages.push(arm.message);
                exits.push(arm.exit);
            }
        }
        Data::Union(_) => {
            return Err(syn::Error::new(name.span(), "a union cannot be explained"));
        }
    }
    Ok(quote! {
        #[automatically_derived]
        impl ::sourdine_l10n::Explain for #name {
            fn message(&self) -> ::sourdine_l10n::Message {
                match self { #(#messages,)* }
            }

            fn exit_code(&self) -> u8 {
                match self { #(#exits,)* }
            }
        }

        #[automatically_derived]
        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                let message = ::sourdine_l10n::Explain::message(self);
                f.write_str(&crate::messages::CATALOG.english(&message))
            }
        }
    })
}

/// One variant's arms: its message, its exit code.
struct Arm {
    message: TokenStream,
    exit: TokenStream,
}

impl Arm {
    fn new(
        path: &TokenStream,
        place: &Ident,
        attributes: &[Attribute],
        fields: &Fields,
    ) -> Result<Self> {
        let Explained { text, at, exit } = Explained::of(attributes, place)?;
        let at = at.map(|at| quote!(.located(#at)));
        match text {
            Text::Transparent(named) => {
                let (bound, one) = one_field(fields, named, place)?;
                let pattern = pattern(path, fields, &bound);
                Ok(Self {
                    message: quote!(#pattern => ::sourdine_l10n::Explain::message(#one) #at),
                    exit: quote! {
                        #[allow(unused_variables, reason = "where it is changes no exit code")]
                        #pattern => ::sourdine_l10n::Explain::exit_code(#one)
                    },
                })
            }
            Text::Key(key, values) => {
                let bound = bind(fields, &values);
                let filled = fill(fields, &bound, &values);
                let pattern = pattern(path, fields, &bound);
                let code =
                    exit.map_or_else(|| quote!(::sourdine_l10n::FAILED), |code| quote!(#code));
                Ok(Self {
                    message: quote! {
                        #pattern => ::sourdine_l10n::Message::new(#key) #(#filled)* #at
                    },
                    exit: quote!(#path { .. } => #code),
                })
            }
        }
    }
}

/// The field that says it all, and the names of all.
fn one_field(fields: &Fields, named: Option<Ident>, place: &Ident) -> Result<(Vec<Ident>, Ident)> {
    let bound = bind(fields, &[]);
    let one = match named {
        Some(name) => Some(name),
        None if bound.len() == 1 => bound.first().cloned(),
        None => None,
    };
    let one = one.ok_or_else(|| {
        syn::Error::new(
            place.span(),
            "of several fields, name the one: transparent(error)",
        )
    })?;
    Ok((bound, one))
}

/// The names of the fields: their own, or those that the attribute gives to a tuple's.
fn bind(fields: &Fields, values: &[Value]) -> Vec<Ident> {
    let mut given = values.iter().filter_map(|value| match value {
        Value::Field(name) | Value::Message(name) => Some(name.clone()),
        Value::Computed(..) => None,
    });
    let own = |at: usize, field: &Field| {
        field
            .ident
            .clone()
            .or_else(|| given.next())
            .unwrap_or_else(|| format_ident!("_field{at}"))
    };
    let mut own = own;
    fields
        .iter()
        .enumerate()
        .map(|(at, field)| own(at, field))
        .collect()
}

fn pattern(path: &TokenStream, fields: &Fields, bound: &[Ident]) -> TokenStream {
    match fields {
        Fields::Named(_) => quote!(#path { #(#bound),* }),
        Fields::Unnamed(_) => quote!(#path(#(#bound),*)),
        Fields::Unit => path.clone(),
    }
}

fn fill(fields: &Fields, bound: &[Ident], values: &[Value]) -> Vec<TokenStream> {
    let is_said_otherwise = |name: &Ident| {
        values.iter().any(|value| match value {
            Value::Message(other) | Value::Computed(other, _) => other == name,
            Value::Field(_) => false,
        })
    };
    let mut filled: Vec<TokenStream> = fields
        .iter()
        .zip(bound)
        .filter(|(_, name)| !is_said_otherwise(name) && !name.to_string().starts_with('_'))
        .map(|(field, name)| value(field, name))
        .collect();
    for value in values {
        match value {
            Value::Field(_) => {}
            Value::Message(name) => {
                let text = name.to_string();
                filled.push(quote!(.with_message(#text, ::sourdine_l10n::Explain::message(#name))));
            }
            Value::Computed(name, expression) => {
                let text = name.to_string();
                filled.push(quote!(.with(#text, #expression)));
            }
        }
    }
    filled
}

fn value(field: &Field, name: &Ident) -> TokenStream {
    let text = match name.to_string().as_str() {
        "source" => "reason".to_owned(),
        other => other.to_owned(),
    };
    match last_word(&field.ty).as_deref() {
        Some("PathBuf") => quote!(.with(#text, #name.display())),
        Some(word) if INTEGERS.contains(&word) => quote!(.with_count(#text, *#name)),
        Some(_) | None => quote!(.with(#text, #name)),
    }
}

/// The last word of a type's path: `PathBuf` of `std::path::PathBuf` and of `Box<PathBuf>`.
fn last_word(of: &Type) -> Option<String> {
    let Type::Path(of) = of else { return None };
    let last = of.path.segments.last()?;
    if last.ident == "Box"
        && let PathArguments::AngleBracketed(inside) = &last.arguments
        && let Some(GenericArgument::Type(inside)) = inside.args.first()
    {
        return last_word(inside);
    }
    Some(last.ident.to_string())
}
