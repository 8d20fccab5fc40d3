#pragma once

#include "models/promql/ast.h"
#include "ui/query/textplaces.h"

class QPlainTextEdit;

namespace checkwatch::query {

/// Colours the pieces of the expression in an editor as the language's own lexer cuts them, and waves a line under
/// `error` (empty: none). Changes how the text looks and nothing else: no signal, no step to undo.
void paintExpression(QPlainTextEdit& editor, const BothTexts& text, const promql::Span& error);

/// Waves a line under one line of a text (1-based; 0: none) and shows the rest plain.
void paintErrorLine(QPlainTextEdit& editor, int line);

} // namespace checkwatch::query
