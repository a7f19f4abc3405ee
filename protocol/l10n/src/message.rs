//! What is said, before it is said in a language.

/// The key of a Fluent text, and what fills its placeables.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Message {
    key: &'static str,
    values: Vec<(&'static str, Value)>,
    place: Option<String>,
}

/// What fills a placeable.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Value {
    /// Perhaps a stranger's: made harmless before it is shown.
    Text(String),
    /// Chooses a plural form.
    Count(u32),
    /// Said in the same language.
    Message(Message),
}

impl Message {
    /// The text of a key.
    #[must_use]
    pub const fn new(key: &'static str) -> Self {
        Self {
            key,
            values: Vec::new(),
            place: None,
        }
    }

    /// The key: what scripts and tests tell messages apart by.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        self.key
    }

    /// Fills a placeable with a text.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers hand over what displays they have"
    )]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.values.push((name, Value::Text(value.to_string())));
        self
    }

    /// Fills a placeable with a number, which may choose a plural form.
    #[must_use]
    pub fn with_count(mut self, name: &'static str, count: impl TryInto<u32> + ToString) -> Self {
        let text = count.to_string();
        // A number too large for this is plural in both languages, and shown whole.
        let value = count.try_into().map_or(Value::Text(text), Value::Count);
        self.values.push((name, value));
        self
    }

    /// Fills a placeable with another message.
    #[must_use]
    pub fn with_message(mut self, name: &'static str, message: Self) -> Self {
        self.values.push((name, Value::Message(message)));
        self
    }

    /// Says where it is: a file, a line, an option. What is inside of a place stands after it.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers hand over what displays they have"
    )]
    pub fn located(mut self, place: impl ToString) -> Self {
        self.place = Some(match self.place {
            Some(inner) => format!("{}:{inner}", place.to_string()),
            None => place.to_string(),
        });
        self
    }

    pub(crate) fn place(&self) -> Option<&str> {
        self.place.as_deref()
    }

    pub(crate) fn values(&self) -> &[(&'static str, Value)] {
        &self.values
    }
}
