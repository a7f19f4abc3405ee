//! What an element is told by styles.

use std::collections::HashMap;

/// The value of each property, by its name.
pub(super) type Properties = HashMap<String, String>;
