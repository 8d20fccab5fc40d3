#pragma once

#include "models/base/result.h"
#include "models/promql/compat.h"

#include <memory>
#include <string>
#include <string_view>

namespace checkwatch::promql {

struct Expr; // ast.h
using ExprPtr = std::shared_ptr<const Expr>;

struct ParseOptions
{
    bool experimental = false; ///< what Prometheus 3 has behind a flag: see Function::experimental, and limitk
    Compat compat = Compat::Prometheus3; ///< what `.` in matchers stands for
};

/// Parses and type-checks an expression (guides: prometheus 2.1). Errors carry line and column of the place and read
/// "parse error: …" as Prometheus' do. Depth is limited; nothing in `text` makes it crash or take long.
base::Result<ExprPtr> parse(std::string_view text, ParseOptions options = {});

/// The expression in Prometheus' normal form. parse(print(x)) prints the same.
std::string print(const Expr& expr);

/// True for a syntactically valid metric name: [a-zA-Z_:][a-zA-Z0-9_:]*.
bool isMetricName(std::string_view text);
/// True for a syntactically valid label name: [a-zA-Z_][a-zA-Z0-9_]*.
bool isLabelName(std::string_view text);

} // namespace checkwatch::promql
