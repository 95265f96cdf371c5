//! Problems as a person reads them: the place, the line, what to do.

use annotate_snippets::{
    AnnotationKind, Group, Level, Origin, Renderer, Snippet, renderer::DecorStyle,
};
use rapporteur::schema::{Problem, Severity};

use crate::output;

/// Prints problems to standard error, and how many there are.
pub(crate) fn print(problems: &[Problem]) {
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii);
    for problem in problems {
        output::say(&render(&renderer, problem));
        output::say("");
    }
    let count = |severity| problems.iter().filter(|p| p.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let plural = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    match (errors, warnings) {
        (0, 0) => {}
        (0, n) => output::say(&plural(n, "warning")),
        (n, 0) => output::say(&plural(n, "error")),
        (n, m) => output::say(&format!("{}, {}", plural(n, "error"), plural(m, "warning"))),
    }
}

fn render(renderer: &Renderer, problem: &Problem) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        _ => Level::WARNING,
    };
    let place = &problem.place;
    let file = place.file.display().to_string();
    let title = level.primary_title(problem.message.as_str()).id(problem.code);
    // The renderer counts columns in what it is shown: of a line that is shown in
    // part, it must be told.
    let whole_line = place.excerpt.as_ref().filter(|excerpt| !excerpt.text.starts_with('…'));
    let mut group: Group<'_> = if whole_line.is_some() {
        Group::with_title(title)
    } else {
        title.element(Origin::path(file.clone()).line(place.line).char_column(place.column))
    };
    if let Some(excerpt) = &place.excerpt {
        let mut snippet = Snippet::source(excerpt.text.as_str())
            .line_start(place.line)
            .fold(false)
            .annotation(AnnotationKind::Primary.span(excerpt.marked.clone()));
        if whole_line.is_some() {
            snippet = snippet.path(file);
        }
        group = group.element(snippet);
    }
    if let Some(help) = &problem.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer.render(&[group])
}
