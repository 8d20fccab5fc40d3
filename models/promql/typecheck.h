#pragma once

#include "models/promql/ast.h"

#include <optional>
#include <string>

namespace checkwatch::promql {

/// What is wrong with an expression and where it stands in the text.
struct Complaint
{
    Span span;
    std::string message;
};

/// The first breach of the typing rules (guides: prometheus 2.1, "Typing"), in the order and the words of Prometheus.
std::optional<Complaint> typecheck(const Expr& expr, std::string_view text);

} // namespace checkwatch::promql
