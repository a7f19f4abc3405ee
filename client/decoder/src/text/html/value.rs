//! The values of styles, written one way: in lower case, without comments and escapes, with one
//! blank where there are any. And the numbers in them. (CSS Syntax 3, CSS Values 4)

use cssparser::{ParseError, Parser, Token};

/// How many pixels the units of lengths have that the size of a text does not change, for a wide
/// screen.
const UNITS: [(&str, f32); 14] = [
    ("px", 1.0),
    ("rem", 16.0),
    ("pt", 1.333),
    ("pc", 16.0),
    ("cm", 37.8),
    ("mm", 3.78),
    ("q", 0.945),
    ("in", 96.0),
    ("vw", 12.8),
    ("vi", 12.8),
    ("vh", 8.0),
    ("vb", 8.0),
    ("vmin", 8.0),
    ("vmax", 12.8),
];
/// How many sizes of the text the other units have.
const UNITS_OF_TEXT: [(&str, f32); 6] = [
    ("em", 1.0),
    ("ex", 0.5),
    ("ch", 0.5),
    ("ic", 1.0),
    ("cap", 0.7),
    ("lh", 1.2),
];

/// What stands for what is not read.
pub(super) const NOT_KNOWN: &str = "env()";

/// What shares and sizes are taken of, in pixels.
#[derive(Clone, Copy)]
pub(super) struct Measure {
    pub(super) text: f32,
    pub(super) whole: f32,
}

/// What is left of an input.
pub(super) fn plain(input: &mut Parser<'_>) -> String {
    let mut text = String::new();
    write(input, &mut text);
    text.trim().to_owned()
}

fn write(input: &mut Parser<'_>, text: &mut String) {
    let mut has_blank = false;
    let mut was_word = false;
    while let Ok(token) = input.next_including_whitespace() {
        let token = token.clone();
        if matches!(token, Token::WhiteSpace(_)) {
            has_blank = true;
            continue;
        }
        let (written, close) = written(&token);
        let is_word = written.starts_with(|c: char| c.is_alphanumeric() || "-_#.".contains(c));
        let binds = matches!(token, Token::Comma | Token::Delim('/'));
        let is_bound = text.is_empty() || text.ends_with(['(', '[', '{', ',', '/']);
        let is_apart = has_blank || (was_word && is_word);
        if std::mem::take(&mut has_blank) | is_apart && !binds && !is_bound {
            text.push(' ');
        }
        text.push_str(&written);
        was_word = is_word;
        if let Some(close) = close {
            let read = input.parse_nested_block(|inner| {
                write(inner, text);
                Ok::<(), ParseError<()>>(())
            });
            // What stands too deep is not known.
            text.push_str(if read.is_ok() { "" } else { NOT_KNOWN });
            text.push(close);
            was_word = false;
        }
    }
}

/// How a token is written, and what ends the block that it begins.
fn written(token: &Token<'_>) -> (String, Option<char>) {
    match token {
        Token::Ident(name) if name.starts_with("--") => (name.to_string(), None),
        Token::Ident(name) => (name.to_ascii_lowercase(), None),
        Token::Function(name) if name.eq_ignore_ascii_case("url") => ("url(".to_owned(), Some(')')),
        Token::Function(name) => (format!("{}(", name.to_ascii_lowercase()), Some(')')),
        Token::ParenthesisBlock => ("(".to_owned(), Some(')')),
        Token::SquareBracketBlock => ("[".to_owned(), Some(']')),
        Token::CurlyBracketBlock => ("{".to_owned(), Some('}')),
        Token::Hash(digits) | Token::IDHash(digits) => {
            (format!("#{}", digits.to_ascii_lowercase()), None)
        }
        Token::QuotedString(_) => ("\"\"".to_owned(), None),
        Token::UnquotedUrl(_) => ("url()".to_owned(), None),
        Token::Number { value, .. } => (value.to_string(), None),
        Token::Percentage { unit_value, .. } => (format!("{}%", unit_value * 100.0), None),
        Token::Dimension { value, unit, .. } => {
            (format!("{value}{}", unit.to_ascii_lowercase()), None)
        }
        Token::Delim(letter) => (letter.to_string(), None),
        Token::Comma => (",".to_owned(), None),
        Token::Colon => (":".to_owned(), None),
        Token::Semicolon => (";".to_owned(), None),
        Token::AtKeyword(_)
        | Token::WhiteSpace(_)
        | Token::Comment(_)
        | Token::IncludeMatch
        | Token::DashMatch
        | Token::PrefixMatch
        | Token::SuffixMatch
        | Token::SubstringMatch
        | Token::CDO
        | Token::CDC
        | Token::BadUrl(_)
        | Token::BadString(_)
        | Token::CloseParenthesis
        | Token::CloseSquareBracket
        | Token::CloseCurlyBracket => ("?".to_owned(), None),
    }
}

/// The parts of a value, at the blanks that stand in no function.
pub(super) fn parts(value: &str, between: char) -> Vec<&str> {
    let (mut depth, mut start) = (0_u32, 0);
    let mut all = Vec::new();
    for (at, letter) in value.char_indices() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ if letter == between && depth == 0 => {
                all.extend(value.get(start..at));
                start = at + letter.len_utf8();
            }
            _ => {}
        }
    }
    all.extend(value.get(start..));
    all.into_iter()
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

/// The name of each function of a value, with what stands in it. None if there is anything else.
pub(super) fn functions(value: &str) -> Option<Vec<(&str, Vec<&str>)>> {
    let functions = parts(value, ' ').into_iter().map(|part| {
        let (name, inside) = part.strip_suffix(')')?.split_once('(')?;
        let inside = parts(inside, ',');
        Some((name, inside))
    });
    functions.collect()
}

/// A number, a share or a length, also one that is calculated. None if it is none of these.
pub(super) fn number(value: &str, measure: Measure) -> Option<f32> {
    let mut input = Parser::new(value);
    let number = sum(&mut input, measure)?;
    (input.is_exhausted() && number.is_finite()).then_some(number)
}

fn sum(input: &mut Parser<'_>, measure: Measure) -> Option<f32> {
    let mut total = product(input, measure)?;
    while let Some(sign) = operator(input, ['+', '-']) {
        let next = product(input, measure)?;
        total = if sign == '+' {
            total + next
        } else {
            total - next
        };
    }
    Some(total)
}

fn product(input: &mut Parser<'_>, measure: Measure) -> Option<f32> {
    let mut total = term(input, measure)?;
    while let Some(sign) = operator(input, ['*', '/']) {
        let next = term(input, measure)?;
        total = if sign == '*' {
            total * next
        } else {
            total / next
        };
    }
    Some(total)
}

fn operator(input: &mut Parser<'_>, signs: [char; 2]) -> Option<char> {
    let found = input.try_parse(|input| match input.next() {
        Ok(Token::Delim(sign)) if signs.contains(sign) => Ok(*sign),
        Ok(_) | Err(_) => Err(()),
    });
    found.ok()
}

fn term(input: &mut Parser<'_>, measure: Measure) -> Option<f32> {
    let token = input.next().ok()?.clone();
    if let Token::Function(name) = &token {
        let numbers = nested(input, |inner| {
            let numbers = inner.parse_comma_separated(|one| {
                sum(one, measure).ok_or_else(ParseError::<()>::unexpected_token)
            });
            numbers.ok()
        })?;
        return call(&name.to_ascii_lowercase(), &numbers);
    }
    if token == Token::ParenthesisBlock {
        return nested(input, |inner| sum(inner, measure));
    }
    if let Token::Dimension { value, unit, .. } = &token {
        return length(*value, unit, measure);
    }
    if let Token::Percentage { unit_value, .. } = token {
        return Some(unit_value * measure.whole);
    }
    if let Token::Number { value, .. } = token {
        return Some(value);
    }
    None
}

fn length(value: f32, unit: &str, measure: Measure) -> Option<f32> {
    let unit = unit.to_ascii_lowercase();
    // Screens whose bars are shown or not, and boxes that are a screen to what is in them.
    let unit = match unit.get(..1) {
        Some("s" | "l" | "d") if unit.contains('v') => unit.get(1..)?,
        Some("r") if unit != "rem" => unit.get(1..)?,
        Some(_) | None => unit.as_str(),
    };
    let named = UNITS.iter().find(|(name, _)| *name == unit);
    let named = named.map(|(_, size)| value * size);
    named.or_else(|| {
        let of_text = UNITS_OF_TEXT.iter().find(|(name, _)| *name == unit);
        of_text.map(|(_, size)| value * size * measure.text)
    })
}

fn nested<T>(input: &mut Parser<'_>, read: impl FnOnce(&mut Parser<'_>) -> Option<T>) -> Option<T> {
    let found = input
        .parse_nested_block(|inner| read(inner).ok_or_else(ParseError::<()>::unexpected_token));
    found.ok()
}

fn call(name: &str, numbers: &[f32]) -> Option<f32> {
    match (name, numbers) {
        ("calc" | "-webkit-calc" | "-moz-calc", [one]) => Some(*one),
        ("min", numbers) => numbers.iter().copied().reduce(f32::min),
        ("max", numbers) => numbers.iter().copied().reduce(f32::max),
        ("clamp", [least, one, most]) => Some(one.min(*most).max(*least)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_one_way() {
        for (value, written) in [
            ("NONE", "none"),
            ("/*x*/ no\\6e e /**/", "none"),
            ("a/**/b", "a b"),
            ("rgb( 1 , 2,3 / 50% )", "rgb(1,2,3/50%)"),
            ("calc(1px  +  2px)", "calc(1px + 2px)"),
            ("url( 'x' ) url(y) 'z'", "url(\"\") url() \"\""),
            ("var( --Aa , B )", "var(--Aa,b)"),
            ("+.5EM", "0.5em"),
        ] {
            assert_eq!(plain(&mut Parser::new(value)), written);
        }
    }

    #[test]
    fn numbers_are_calculated() {
        let measure = Measure {
            text: 10.0,
            whole: 200.0,
        };
        for (value, found) in [
            ("0", Some(0.0)),
            ("2em", Some(20.0)),
            ("2rem", Some(32.0)),
            ("5%", Some(10.0)),
            ("calc(1em - 10px)", Some(0.0)),
            ("calc((1px + 2px) * 4)", Some(12.0)),
            ("clamp(1px, 50%, 30px)", Some(30.0)),
            ("min(1px, max(2px, 3px))", Some(1.0)),
            ("100dvh", Some(800.0)),
            ("1x", None),
            ("auto", None),
            ("calc(1px 2px)", None),
            ("calc(1px / 0)", None),
            ("1px 2px", None),
        ] {
            assert_eq!(number(value, measure), found, "{value}");
        }
    }
}
