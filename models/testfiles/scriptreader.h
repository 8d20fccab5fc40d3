#pragma once

#include "models/promql/parser.h"
#include "models/testfiles/seriesnotation.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::testfiles {

/// One command of a script in Prometheus' promql test language, form of 2.42 (guides: prometheus 5.1).
struct ScriptCommand
{
    enum class Kind : std::uint8_t { Clear, Load, Eval, EvalOrdered, EvalFail };
    Kind kind = Kind::Clear;
    std::size_t line = 0;
    std::string text;               ///< the command's first line
    base::Duration duration{0};     ///< load: the step; eval: the time
    std::vector<SeriesLine> series; ///< to load, or expected, one value each
    promql::ExprPtr expr;
    std::optional<double> number; ///< the expected scalar

    [[nodiscard]] bool evaluates() const { return kind >= Kind::Eval; }
};

struct Script
{
    std::vector<ScriptCommand> commands;
    std::vector<base::Error> errors; ///< with their lines; such commands are not in `commands`
};

/// Reads a whole script; a command that cannot be read does not keep the others from being read.
Script readScript(std::string_view text, promql::ParseOptions options = {});

} // namespace checkwatch::testfiles
