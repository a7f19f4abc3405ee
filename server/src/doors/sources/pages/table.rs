//! The constant pages, a row each. A new one takes a template, its texts in `locales/`, and a row:
//! its route, its place in the manifest, the example that writes pages and the tests follow. What
//! else a refusal takes, `Refusal` says.

use std::fmt::Display;

use askama::Template;

use super::context::PageContext;

/// How a page reaches a source.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Delivery {
    /// A `GET` of its path shows it.
    Shown,
    /// A `GET` of its path has the browser save it.
    Saved,
    /// It answers a form or a refused request. No request reaches its path, which only names it.
    Answer,
}

macro_rules! constant_pages {
    ($($id:ident, $path:literal, $delivery:ident, $template:tt;)+) => {
        /// A page that has the same bytes for every source; there is one in each language.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub enum PageId {
            $($id),+
        }

        impl PageId {
            pub const ALL: &[Self] = &[$(Self::$id),+];

            #[must_use]
            pub const fn delivery(self) -> Delivery {
                match self {
                    $(Self::$id => Delivery::$delivery),+
                }
            }

            /// The path below its language's.
            const fn subpath(self) -> &'static str {
                match self {
                    $(Self::$id => $path),+
                }
            }

            /// The page as the release has it, with placeholders for a desk's values.
            pub(super) fn to_html(self, page: PageContext<'_>) -> askama::Result<String> {
                match self {
                    $(Self::$id => {
                        #[derive(Template)]
                        #[template(path = $template)]
                        struct Html<'a> {
                            page: PageContext<'a>,
                        }
                        Html { page }.render()
                    })+
                }
            }
        }

        /// A value for each page.
        #[expect(non_snake_case, reason = "a field has the name of its page")]
        pub(crate) struct PerPage<T> {
            $($id: T),+
        }

        impl<T> PerPage<T> {
            pub(super) fn try_new<E>(value: impl Fn(PageId) -> Result<T, E>) -> Result<Self, E> {
                Ok(Self {
                    $($id: value(PageId::$id)?),+
                })
            }

            pub(crate) const fn get(&self, id: PageId) -> &T {
                match id {
                    $(PageId::$id => &self.$id),+
                }
            }
        }
    };
}

constant_pages! {
    Landing,        "",                          Shown,  "landing.html";
    Keys,           "/keys",                     Shown,  "keys.html";
    Offline,        "/offline",                  Saved,  "offline.html";
    ReceiptArrived, "/receipt/arrived",          Answer, "receipt.html";
    ReceiptAbsent,  "/receipt/absent",           Answer, "receipt.html";
    Malformed,      "/refusal/malformed",        Answer, "refusal.html";
    NotFound,       "/refusal/not-found",        Answer, "refusal.html";
    TooSlow,        "/refusal/too-slow",         Answer, "refusal.html";
    TooLarge,       "/refusal/too-large",        Answer, "refusal.html";
    Empty,          "/refusal/empty",            Answer, "refusal.html";
    MessageTooLong, "/refusal/message-too-long", Answer, "refusal.html";
    TooManyFiles,   "/refusal/too-many-files",   Answer, "refusal.html";
    Unavailable,    "/refusal/unavailable",      Answer, "refusal.html";
    Full,           "/refusal/full",             Answer, "refusal.html";
}

impl PageId {
    /// Its path in a language, or in the parameter of a route.
    pub fn path(self, language: impl Display) -> String {
        format!("/{language}{}", self.subpath())
    }

    /// The last part of its path; empty for the landing page.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.subpath().rsplit('/').next().unwrap_or_default()
    }
}
