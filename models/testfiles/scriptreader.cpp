#include "models/testfiles/scriptreader.h"

#include "models/base/duration.h"
#include "models/base/numbers.h"

#include <algorithm>

namespace checkwatch::testfiles {
namespace {

std::string_view trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t\r");
    return begin == std::string_view::npos ? std::string_view{}
                                           : text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

std::string_view takeWord(std::string_view& line)
{
    const std::string_view word = line.substr(0, line.find_first_of(" \t"));
    line = trimmed(line.substr(word.size()));
    return word;
}

std::string lower(std::string_view word)
{
    std::string out(word);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

class Reader
{
public:
    Reader(std::string_view text, promql::ParseOptions options) : m_options(options)
    {
        while (!text.empty()) {
            const std::size_t end = std::min(text.find('\n'), text.size());
            const std::string_view line = trimmed(text.substr(0, end));
            m_lines.push_back(line.starts_with('#') ? std::string_view{} : line);
            text.remove_prefix(std::min(end + 1, text.size()));
        }
    }

    Script read()
    {
        while (m_at < m_lines.size()) {
            if (const std::string_view line = m_lines[m_at++]; !line.empty()) {
                command(line);
            }
        }
        return std::move(m_script);
    }

private:
    void command(std::string_view line)
    {
        ScriptCommand command;
        command.line = m_at;
        command.text = line;
        const std::string word = lower(takeWord(line));
        bool good = true;
        if (word == "load") {
            good = load(command, line);
        } else if (word == "eval" || word == "eval_ordered" || word == "eval_fail") {
            command.kind = word == "eval" ? ScriptCommand::Kind::Eval
                : word == "eval_fail"     ? ScriptCommand::Kind::EvalFail
                                          : ScriptCommand::Kind::EvalOrdered;
            good = eval(command, line) && expected(command);
        } else if (word != "clear") {
            fail(m_at,
                 "invalid command " + metrics::quote(word) + ", expected load, clear, eval, eval_ordered or eval_fail");
            good = false;
        }
        if (good) {
            m_script.commands.push_back(std::move(command));
        }
    }

    bool fail(std::size_t line, std::string message)
    {
        m_script.errors.push_back({base::ErrorCode::BadInput, std::move(message), {}, static_cast<std::int64_t>(line)});
        return false;
    }
    /// The lines up to the next blank one.
    std::vector<std::string_view> block()
    {
        const std::size_t begin = m_at;
        while (m_at < m_lines.size() && !m_lines[m_at].empty()) {
            ++m_at;
        }
        return {m_lines.begin() + static_cast<std::ptrdiff_t>(begin),
                m_lines.begin() + static_cast<std::ptrdiff_t>(m_at)};
    }

    bool load(ScriptCommand& command, std::string_view step)
    {
        command.kind = ScriptCommand::Kind::Load;
        const auto parsed = base::parseDuration(step);
        bool good = parsed.ok() || fail(m_at, "invalid load command: " + parsed.error().message);
        command.duration = parsed ? *parsed : base::Duration{0};
        std::size_t number = m_at;
        for (const std::string_view line : block()) {
            ++number;
            auto series = parseSeriesLine(line);
            good = (series.ok() || fail(number, series.error().text())) && good;
            if (series) {
                command.series.push_back(std::move(*series));
            }
        }
        return good;
    }

    bool eval(ScriptCommand& command, std::string_view arguments)
    {
        const std::size_t line = m_at;
        const bool instant = takeWord(arguments) == "instant";
        if (!instant || takeWord(arguments) != "at" || arguments.empty()) {
            block();
            return fail(line,
                        "invalid evaluation command, expected eval[_fail|_ordered] instant at <duration> <query>");
        }
        const auto at = base::parseDuration(takeWord(arguments));
        auto expr = promql::parse(arguments, m_options);
        if (!at || !expr) {
            block();
            return fail(line, at ? std::string(arguments) + ": " + expr.error().text() : at.error().message);
        }
        command.duration = *at;
        command.expr = std::move(*expr);
        return true;
    }

    bool expected(ScriptCommand& command)
    {
        const std::string_view first = m_at < m_lines.size() ? m_lines[m_at] : std::string_view{};
        if (const auto number = first.empty() ? std::nullopt : base::parseFloat(first)) {
            command.number = number;
            ++m_at;
            return true;
        }
        std::size_t number = m_at;
        bool good = true;
        for (const std::string_view line : block()) {
            ++number;
            auto series = parseSeriesLine(line);
            if (!series) {
                good = fail(number, series.error().text());
            } else if (series->values.size() != 1 || metrics::isMissing(series->values.front())) {
                good = fail(number, "expected one value behind the metric");
            } else {
                command.series.push_back(std::move(*series));
            }
        }
        return good;
    }

    promql::ParseOptions m_options;
    std::vector<std::string_view> m_lines;
    std::size_t m_at = 0;
    Script m_script;
};

} // namespace

Script readScript(std::string_view text, promql::ParseOptions options)
{
    return Reader(text, options).read();
}

} // namespace checkwatch::testfiles
