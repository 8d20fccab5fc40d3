#pragma once

#include "models/base/result.h"
#include "models/promql/ast.h"

#include <QString>

#include <string>
#include <string_view>

/// Between the editor's characters (UTF-16) and the language's bytes (UTF-8).
namespace checkwatch::query {

/// A text in both forms.
struct BothTexts
{
    explicit BothTexts(const QString& text) : shown(text), bytes(text.toStdString()) {}

    /// The byte before which the character stands.
    [[nodiscard]] std::size_t byteAt(qsizetype character) const;
    /// The reverse; a byte inside a character counts as its beginning.
    [[nodiscard]] qsizetype characterAt(std::size_t byte) const;

    QString shown;
    std::string bytes;
};

/// The bytes that an error of parsing is about: from its line and column to the end of the piece that stands there, at
/// least one character; at the end of the text the last piece.
[[nodiscard]] promql::Span spanOfError(std::string_view text, const base::Error& error);

} // namespace checkwatch::query
