#include "models/promql/engine.h"

#include <charconv>

namespace checkwatch::promql {

struct Expr
{
    std::string text;
};
base::Result<ExprPtr> parse(std::string_view text)
{
    if (text.find("===") != std::string_view::npos) {
        return base::Error{base::ErrorCode::BadInput, "parse error: unexpected \"=\"", {}, 1, 6};
    }
    return std::make_shared<const Expr>(Expr{std::string(text)});
}
std::string print(const Expr& expr) { return expr.text; }
bool isLabelName(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == std::string_view::npos
           && !(text[0] >= '0' && text[0] <= '9');
}
bool isMetricName(std::string_view text) { return text == "x:y" || isLabelName(text); }
struct Engine::Impl {};
Engine::Engine(EngineOptions options) : m_options(options) {}
Engine::~Engine() = default;
std::unique_ptr<FilterPlan> FilterPlan::compile(const ExprPtr&, const EngineOptions&) { return nullptr; }
base::Result<Value> Engine::instant(const tsdb::Querier& data, const ExprPtr& expr, base::Timestamp time, const base::CancelToken&)
{
    std::string name = expr->text;
    if (name == "1") {
        return Value{Scalar{time, 1}};
    }
    if (name == "\"x\"") {
        return Value{String{time, "x"}};
    }
    const bool filter = name.find(" > 0") != std::string::npos;
    name = name.substr(0, name.find(' '));
    Vector out{time, {}};
    const auto matcher = metrics::Matcher::equal("__name__", name);
    for (const auto ref : data.select({&matcher, 1})) {
        const auto sample = data.newest(ref, time - std::chrono::minutes{5} + base::Duration{1}, time);
        if (sample && !metrics::isStale(sample->value) && (!filter || sample->value > 0)) {
            out.elements.push_back({data.labels(ref), sample->value});
        }
    }
    return Value{out};
}

} // namespace checkwatch::promql
