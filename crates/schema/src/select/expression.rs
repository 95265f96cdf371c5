//! The expressions that pick records: `kind=upr-review and state=br and date=2015..`

use std::{fmt, str::FromStr};

use crate::{
    Date, Day, Id, Register,
    codes::{CodeList, Mechanism},
    suggest,
};

/// What a record is asked.
///
/// ```
/// use rapporteur_schema::select::{Expression, Key};
/// let expression: Expression = "state=br and date=2015..".parse()?;
/// let asked: Vec<Key> = Key::ALL.into_iter().filter(|key| expression.asks(*key)).collect();
/// assert_eq!(asked, [Key::State, Key::Date]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Key {
    /// The register it is in.
    Register,
    /// Its kind.
    Kind,
    /// Its id.
    Id,
    /// The state that it is about: the record of the state, of a body that is part
    /// of it, or one that refers to either.
    State,
    /// The body, or any person or organisation, that it is about, in the same way.
    Body,
    /// When it happened, was said, adopted or published, or the time that it covers.
    Date,
    /// A source that it cites.
    Source,
    /// The mechanism under which briefs file it.
    Mechanism,
}

impl Key {
    /// Every key, in the order of the documentation.
    ///
    /// ```
    /// use rapporteur_schema::select::Key;
    /// let keys = Key::ALL.map(Key::name).join(", ");
    /// assert_eq!(keys, "register, kind, id, state, body, date, source, mechanism");
    /// ```
    pub const ALL: [Self; 8] = [
        Self::Register,
        Self::Kind,
        Self::Id,
        Self::State,
        Self::Body,
        Self::Date,
        Self::Source,
        Self::Mechanism,
    ];

    /// Its name in an expression.
    ///
    /// ```
    /// use rapporteur_schema::select::Key;
    /// assert_eq!(Key::Mechanism.name(), "mechanism");
    /// assert!(Key::ALL.map(Key::name).contains(&"state"));
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Kind => "kind",
            Self::Id => "id",
            Self::State => "state",
            Self::Body => "body",
            Self::Date => "date",
            Self::Source => "source",
            Self::Mechanism => "mechanism",
        }
    }
}

/// A span of days; an end that is `None` is open.
///
/// ```
/// use rapporteur_schema::select::{Expression, Wanted};
/// let expression: Expression = "date=2015-06..".parse()?;
/// let Expression::Is { wanted: Wanted::Spans(spans), .. } = expression else { unreachable!() };
/// assert_eq!(spans[0].from.map(|day| day.to_string()).as_deref(), Some("2015-06-01"));
/// assert_eq!(spans[0].to, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Span {
    /// The first day.
    pub from: Option<Day>,
    /// The last day.
    pub to: Option<Day>,
}

impl Span {
    /// Whether a date may have a day in it.
    ///
    /// ```
    /// use rapporteur_schema::select::{Expression, Wanted};
    /// let expression: Expression = "date=2015..2018".parse()?;
    /// let Expression::Is { wanted: Wanted::Spans(spans), .. } = expression else { unreachable!() };
    /// assert!(spans[0].meets(&"2016-05".parse()?));
    /// // Some time in the decade: it may lie there.
    /// assert!(spans[0].meets(&"201X".parse()?));
    /// assert!(!spans[0].meets(&"2019".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn meets(&self, date: &Date) -> bool {
        let ends_before = |end: Option<Day>, start: Option<Day>| {
            end.zip(start).is_some_and(|(end, start)| end < start)
        };
        !ends_before(date.latest(), self.from) && !ends_before(self.to, date.earliest())
    }
}

/// One or more values that a key may have.
///
/// ```
/// use rapporteur_schema::select::{Expression, Wanted};
/// let expression: Expression = "kind=accession,ratification".parse()?;
/// let Expression::Is { wanted: Wanted::Texts(kinds), .. } = expression else { unreachable!() };
/// assert_eq!(kinds, ["accession", "ratification"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wanted {
    /// One of these texts.
    Texts(Vec<String>),
    /// A date in one of these spans.
    Spans(Vec<Span>),
}

/// An expression that picks records of a dataset.
///
/// | write | for |
/// |---|---|
/// | `kind=upr-review` | records whose kind it is |
/// | `kind=upr-review,upr-session` | either |
/// | `kind!=stage` | any other |
/// | `date=2015..`, `date=..2018-06`, `date=2015..2018`, `date=2015` | a date that may lie in that time |
/// | `state=br`, `state=brazil` | the state, by ISO 3166-1 code or id |
/// | `a and b`, `a or b`, `not a`, `(a or b) and c` | as one reads it; `and` binds closer than `or` |
///
/// The keys are `register`, `kind`, `id`, `state`, `body`, `date`, `source` and
/// `mechanism` ([`Key`]).
///
/// ```
/// use rapporteur_schema::select::Expression;
/// let expression: Expression = "kind=upr-review and (state=br or state=ar) and date=2015..".parse()?;
/// assert_eq!(expression.to_string(), "kind=upr-review and (state=br or state=ar) and date=2015..");
/// let error = "kind=upr-reviw".parse::<Expression>().unwrap_err();
/// assert_eq!(error.to_string(), "at character 6: no register has the kind `upr-reviw`; did you mean `upr-review`?");
/// # Ok::<(), rapporteur_schema::select::InvalidExpression>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Expression {
    /// The key has one of the values, or with `not` none of them.
    Is {
        /// What is asked.
        key: Key,
        /// Whether it must not be so.
        not: bool,
        /// The values.
        wanted: Wanted,
        /// The values as written.
        text: String,
    },
    /// Both hold.
    And(Box<Expression>, Box<Expression>),
    /// At least one holds.
    Or(Box<Expression>, Box<Expression>),
    /// It does not hold.
    Not(Box<Expression>),
}

/// Why a text is not an expression.
///
/// ```
/// use rapporteur_schema::select::Expression;
/// let error = "kind=accession ratification".parse::<Expression>().unwrap_err();
/// assert!(error.to_string().contains("join conditions with `and` or `or`"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at character {}: {message}", at + 1)]
pub struct InvalidExpression {
    at: usize,
    message: String,
}

impl InvalidExpression {
    /// How many characters of the text stand before the place where it goes wrong.
    ///
    /// ```
    /// use rapporteur_schema::select::Expression;
    /// let text = "state=br and kind=upr-reviw";
    /// let error = text.parse::<Expression>().unwrap_err();
    /// assert_eq!(text.get(error.offset()..), Some("upr-reviw"));
    /// ```
    pub fn offset(&self) -> usize {
        self.at
    }
}

impl Expression {
    /// Whether a key is asked for anywhere in it.
    ///
    /// ```
    /// # use rapporteur_schema::select::{Expression, Key};
    /// let expression: Expression = "state=br and date=2015..".parse()?;
    /// assert!(expression.asks(Key::Date) && !expression.asks(Key::Source));
    /// # Ok::<(), rapporteur_schema::select::InvalidExpression>(())
    /// ```
    pub fn asks(&self, wanted: Key) -> bool {
        match self {
            Self::Is { key, .. } => *key == wanted,
            Self::And(a, b) | Self::Or(a, b) => a.asks(wanted) || b.asks(wanted),
            Self::Not(inner) => inner.asks(wanted),
        }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |f: &mut fmt::Formatter<'_>, inner: &Self| match inner {
            Self::Or(..) => write!(f, "({inner})"),
            _ => write!(f, "{inner}"),
        };
        match self {
            Self::Is { key, not, text, .. } => {
                write!(f, "{}{}{text}", key.name(), if *not { "!=" } else { "=" })
            }
            Self::And(a, b) => {
                side(f, a)?;
                f.write_str(" and ")?;
                side(f, b)
            }
            Self::Or(a, b) => write!(f, "{a} or {b}"),
            Self::Not(inner) => match **inner {
                Self::And(..) | Self::Or(..) => write!(f, "not ({inner})"),
                _ => write!(f, "not {inner}"),
            },
        }
    }
}

impl FromStr for Expression {
    type Err = InvalidExpression;

    fn from_str(text: &str) -> Result<Self, InvalidExpression> {
        let tokens = tokens(text);
        let mut parser = Parser { tokens: &tokens, at: 0, end: text.chars().count(), depth: 0 };
        let expression = parser.either()?;
        match parser.peek() {
            None => Ok(expression),
            Some(token) => {
                let word = token.text.escape_debug();
                Err(parser
                    .fail(format!("`{word}` cannot follow; join conditions with `and` or `or`")))
            }
        }
    }
}

#[derive(Debug)]
struct Token {
    at: usize,
    text: String,
}

/// Words, and the brackets between them.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut open = false;
    for (at, c) in text.chars().enumerate() {
        match c {
            '(' | ')' => {
                tokens.push(Token { at, text: c.to_string() });
                open = false;
            }
            c if c.is_whitespace() => open = false,
            c => match tokens.last_mut() {
                Some(last) if open => last.text.push(c),
                _ => {
                    tokens.push(Token { at, text: c.to_string() });
                    open = true;
                }
            },
        }
    }
    tokens
}

/// Brackets deeper than this are nobody's expression.
const MAX_DEPTH: usize = 64;

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    end: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn fail(&self, message: String) -> InvalidExpression {
        InvalidExpression { at: self.peek().map_or(self.end, |token| token.at), message }
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.text == word);
        self.at += usize::from(found);
        found
    }

    fn either(&mut self) -> Result<Expression, InvalidExpression> {
        let mut left = self.both()?;
        while self.take("or") {
            left = Expression::Or(Box::new(left), Box::new(self.both()?));
        }
        Ok(left)
    }

    fn both(&mut self) -> Result<Expression, InvalidExpression> {
        let mut left = self.one()?;
        while self.take("and") {
            left = Expression::And(Box::new(left), Box::new(self.one()?));
        }
        Ok(left)
    }

    fn one(&mut self) -> Result<Expression, InvalidExpression> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.fail("brackets are nested too deeply".to_owned()));
        }
        let found = if self.take("not") {
            self.one().map(|inner| Expression::Not(Box::new(inner)))
        } else if self.take("(") {
            let inner = self.either()?;
            if self.take(")") {
                Ok(inner)
            } else {
                Err(self.fail("a closing bracket is missing here".to_owned()))
            }
        } else {
            self.condition()
        };
        self.depth -= 1;
        found
    }

    fn condition(&mut self) -> Result<Expression, InvalidExpression> {
        let Some(token) = self.peek() else {
            return Err(
                self.fail("a condition is missing here, such as kind=upr-review".to_owned())
            );
        };
        let Some((name, text)) = token.text.split_once('=') else {
            let word = token.text.escape_debug();
            let names: Vec<&str> = Key::ALL.map(Key::name).to_vec();
            return Err(self.fail(format!(
                "`{word}` is not a condition: write KEY=VALUE without spaces, with a key of {}",
                names.join(", ")
            )));
        };
        let (name, not) = name.strip_suffix('!').map_or((name, false), |name| (name, true));
        let Some(key) = Key::ALL.into_iter().find(|key| key.name() == name) else {
            let near = suggest::nearest(name, Key::ALL.map(Key::name));
            let names: Vec<&str> = Key::ALL.map(Key::name).to_vec();
            let help = near.map_or_else(
                || format!("the keys are {}", names.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(self.fail(format!("there is no key `{}`; {help}", name.escape_debug())));
        };
        let start = token.at + token.text.chars().count() - text.chars().count();
        let mut at = start;
        let mut texts = Vec::new();
        let mut spans = Vec::new();
        for value in text.split(',') {
            let bad = |message| InvalidExpression { at, message };
            match key {
                Key::Date => spans.push(span(value).map_err(bad)?),
                _ => texts.push(self::value(key, value).map_err(bad)?),
            }
            at += value.chars().count() + 1;
        }
        let wanted = if key == Key::Date { Wanted::Spans(spans) } else { Wanted::Texts(texts) };
        let text = text.to_owned();
        self.at += 1;
        Ok(Expression::Is { key, not, wanted, text })
    }
}

fn or_near(message: String, near: Option<&str>) -> String {
    match near {
        Some(near) => format!("{message}; did you mean `{near}`?"),
        None => message,
    }
}

/// A value that a key can have at all.
fn value(key: Key, text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Err(format!("a value of `{}` is missing here", key.name()));
    }
    match key {
        Key::Register => match text.parse::<Register>() {
            Ok(register) => Ok(register.name().to_owned()),
            Err(error) => {
                let near = suggest::nearest(text, Register::ALL.map(Register::name));
                Err(near.map_or_else(
                    || error.to_string(),
                    |near| {
                        or_near(format!("`{}` is not a register", text.escape_debug()), Some(near))
                    },
                ))
            }
        },
        Key::Kind => {
            let lists: Vec<&'static CodeList> = Register::ALL.map(Register::kinds).to_vec();
            if lists.iter().any(|list| list.get(text).is_some()) {
                return Ok(text.to_owned());
            }
            let codes = lists.iter().flat_map(|list| list.codes).map(|row| row.code);
            let message = format!("no register has the kind `{}`", text.escape_debug());
            Err(or_near(message, suggest::nearest(text, codes)))
        }
        Key::Mechanism => match text.parse::<Mechanism>() {
            Ok(_) => Ok(text.to_owned()),
            Err(error) => Err(error.to_string()),
        },
        Key::State => {
            let code =
                (2..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphabetic());
            match text.parse::<Id>() {
                Ok(_) => Ok(text.to_owned()),
                Err(_) if code => Ok(text.to_ascii_lowercase()),
                Err(error) => Err(error.to_string()),
            }
        }
        _ => match text.parse::<Id>() {
            Ok(_) => Ok(text.to_owned()),
            Err(error) => Err(error.to_string()),
        },
    }
}

/// `2015`, `2015-06..2018`, `2015..`, `..2018`.
fn span(text: &str) -> Result<Span, String> {
    let date = |text: &str| text.parse::<Date>().map_err(|error| error.to_string());
    let Some((from, to)) = text.split_once("..") else {
        let date = date(text)?;
        return Ok(Span { from: date.earliest(), to: date.latest() });
    };
    if from.is_empty() && to.is_empty() {
        return Err("a time has a beginning or an end, as in 2015.. or ..2018".to_owned());
    }
    let from = if from.is_empty() { None } else { date(from)?.earliest() };
    let to = if to.is_empty() { None } else { date(to)?.latest() };
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Err(format!("`{}` ends before it begins", text.escape_debug()));
    }
    Ok(Span { from, to })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        text.parse::<Expression>().unwrap_err().to_string()
    }

    #[test]
    fn and_binds_closer_than_or() {
        let text = "id=a or id=b and not id=c,d";
        let expression: Expression = text.parse().unwrap();
        assert!(
            matches!(&expression, Expression::Or(_, right) if matches!(**right, Expression::And(..)))
        );
        assert_eq!(expression.to_string(), text);
        let text = "not (id=a or register!=event) and (id=a or id=b)";
        assert_eq!(text.parse::<Expression>().unwrap().to_string(), text);
    }

    #[test]
    fn errors_name_the_place_and_what_to_do() {
        for (text, wanted) in [
            ("", "at character 1: a condition is missing"),
            ("kind=seminar and", "at character 17: a condition is missing"),
            ("kind=seminar id=a", "at character 14: `id=a` cannot follow"),
            ("kin=seminar", "at character 1: there is no key `kin`; did you mean `kind`?"),
            ("seminar", "at character 1: `seminar` is not a condition"),
            ("kind=", "at character 6: a value of `kind` is missing"),
            (
                "kind=seminar,semminar",
                "at character 14: no register has the kind `semminar`; did you mean `seminar`?",
            ),
            ("(id=a", "at character 6: a closing bracket is missing"),
            ("id=a)", "at character 5: `)` cannot follow"),
            ("date=2019..2018", "at character 6: `2019..2018` ends before it begins"),
            ("date=..", "at character 6: a time has a beginning or an end"),
            ("date=2019-13", "at character 6: `2019-13` is not a date"),
            ("register=evnt", "at character 10: `evnt` is not a register; did you mean `event`?"),
            ("state=Côte", "at character 7: an id"),
            ("mechanism=uprr", "at character 11: `uprr` is not in the code list"),
        ] {
            let found = error(text);
            assert!(found.starts_with(wanted), "{text}: {found}");
        }
        assert!(error(&"(".repeat(10_000)).contains("nested too deeply"));
    }

    #[test]
    fn dates_meet_spans_when_they_may() {
        let span = |text: &str| super::span(text).unwrap();
        let date = |text: &str| text.parse::<Date>().unwrap();
        assert!(span("2015..").meets(&date("2014/..")));
        assert!(span("2015..").meets(&date("201X")));
        assert!(!span("2015..").meets(&date("2014-12-31")));
        assert!(span("..2014-12").meets(&date("2014-12-31")));
        assert!(!span("2015-06").meets(&date("2015-07-01")));
    }
}
