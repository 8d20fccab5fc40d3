#include "models/promql/engine.h"

#include "models/promql/deriver.h"
#include "models/promql/evaluation.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace checkwatch::promql {
namespace {

Vector vectorOf(const Items& items, base::Timestamp time, std::size_t atMost)
{
    Vector vector{time, {}};
    const std::size_t kept = std::min(items.size(), atMost);
    vector.elements.reserve(kept);
    for (std::size_t i = 0; i < kept; ++i) {
        vector.elements.push_back({labelsOf(items[i]), items[i].value});
    }
    vector.omitted = items.size() - kept;
    return vector;
}

void sortByLabels(Matrix& matrix)
{
    std::sort(matrix.series.begin(), matrix.series.end(),
              [](const Series& a, const Series& b) { return a.labels < b.labels; });
}

Matrix matrixOf(Evaluation& evaluation, const Expr& expr, base::Timestamp time, std::size_t atMost)
{
    Matrix matrix;
    evaluation.ranges(expr, time, [&](const Item& series, const Window& window) {
        if (matrix.series.size() < atMost) {
            matrix.series.push_back({labelsOf(series), {window.samples.begin(), window.samples.end()}});
        } else {
            ++matrix.omitted;
        }
    });
    sortByLabels(matrix);
    return matrix;
}

/// Puts the vectors of single steps together by series. Labels must not move while it lives, nor other ones take their place.
class MatrixBuilder
{
public:
    explicit MatrixBuilder(std::size_t maxSeries) : m_maxSeries(maxSeries) {}

    void add(const Items& items, base::Timestamp time)
    {
        m_places.resize(std::max(m_places.size(), items.size()));
        for (std::size_t i = 0; i < items.size(); ++i) {
            // Mostly it is the same series at the same place as at the step before.
            Place& place = m_places[i];
            if (place.labels != items[i].labels || place.dropName != items[i].dropName) {
                place = {items[i].labels, items[i].dropName, numberOf(items[i])};
            }
            if (place.number < m_maxSeries) {
                m_matrix.series[place.number].samples.push_back({time, items[i].value});
            }
        }
        m_points += items.size();
    }
    [[nodiscard]] std::size_t points() const { return m_points; }
    Matrix take()
    {
        sortByLabels(m_matrix);
        return std::move(m_matrix);
    }

private:
    struct Place
    {
        const metrics::Labels* labels = nullptr;
        bool dropName = false;
        std::uint32_t number = 0;
    };
    std::uint32_t numberOf(const Item& item)
    {
        auto& numbers = m_numbers[item.dropName ? 1 : 0];
        const auto [at, isUnseen] = numbers.try_emplace(item.labels, 0);
        if (isUnseen) {
            m_key.clear();
            appendKeyWithout(m_key, item, {});
            const auto [number, isNew] = m_index.insert(m_key);
            if (isNew && number < m_maxSeries) {
                m_matrix.series.push_back({labelsOf(item), {}});
            } else if (isNew) {
                ++m_matrix.omitted;
            }
            at->second = number;
        }
        return at->second;
    }

    std::size_t m_maxSeries;
    Matrix m_matrix;
    std::vector<Place> m_places;
    std::array<std::unordered_map<const metrics::Labels*, std::uint32_t>, 2> m_numbers; ///< with and without the name
    KeyIndex m_index;
    std::string m_key;
    std::size_t m_points = 0;
};

/// Whatever type the expression has; a vector's elements stay in `evaluation` and on its tape.
void evaluateRecorded(Evaluation& evaluation, const Expr& expr, base::Timestamp time)
{
    switch (expr.type) {
    case ValueType::Scalar: evaluation.scalar(expr, time); break;
    case ValueType::Vector: evaluation.vector(expr, time); break;
    case ValueType::Matrix: evaluation.ranges(expr, time, [](const Item&, const Window&) {}); break;
    case ValueType::String: break; // says itself
    }
}

constexpr std::size_t maxTapedSamples = 1'000'000; ///< of one range; 16 MB

} // namespace

struct Engine::Impl
{
    SelectionCache cache;
    std::size_t touched = 0;
};

Engine::Engine(EngineOptions options) : m_options(options), m_impl(std::make_unique<Impl>()) {}
Engine::~Engine() = default;

base::Result<Value> Engine::instant(const tsdb::Querier& data, const ExprPtr& expr, base::Timestamp time,
                                    const base::CancelToken& cancel)
{
    Evaluation evaluation(m_options, m_impl->cache, data, {time, time}, cancel);
    Value value;
    switch (expr->type) {
    case ValueType::Scalar: value = Scalar{time, evaluation.scalar(*expr, time)}; break;
    case ValueType::String: value = String{time, Evaluation::text(*expr)}; break;
    case ValueType::Vector: value = vectorOf(evaluation.vector(*expr, time), time, m_options.maxSeries); break;
    case ValueType::Matrix: value = matrixOf(evaluation, *expr, time, m_options.maxSeries); break;
    }
    m_impl->touched = evaluation.touched();
    if (evaluation.failed()) {
        return evaluation.error();
    }
    return value;
}

void Engine::share(const std::vector<std::vector<const Expr*>>& equalParts)
{
    m_impl->cache.shared().setParts(equalParts);
}

void Engine::beginRound()
{
    m_impl->cache.shared().forget();
}

base::Result<Matrix> Engine::range(const tsdb::Querier& data, const ExprPtr& expr, base::Timestamp start,
                                   base::Timestamp end, base::Duration step, const base::CancelToken& cancel)
{
    return rangePart(data, expr, {start, end, step, start, end}, m_options.timeout, cancel);
}

base::Result<Matrix> Engine::rangePart(const tsdb::Querier& data, const ExprPtr& expr, const RangePart& part,
                                       base::Duration timeout, const base::CancelToken& cancel)
{
    if (expr->type != ValueType::Scalar && expr->type != ValueType::Vector) {
        return base::Error{base::ErrorCode::BadInput,
                           "invalid expression type \""
                               + std::string(expr->type == ValueType::Matrix ? "range vector" : "string")
                               + "\" for range query, must be Scalar or instant Vector"};
    }
    EngineOptions options = m_options;
    options.timeout = timeout;
    const Bounds bounds{part.start, part.end, part.step, {{part.queryStart, part.queryEnd}}};
    Evaluation evaluation(options, m_impl->cache, data, bounds, cancel);
    MatrixBuilder builder(m_options.maxSeries);
    const metrics::Labels none;
    m_impl->touched = 0;
    for (base::Timestamp time = part.start; time <= part.end; time += part.step) {
        evaluation.reset();
        evaluation.touch(builder.points());
        const Items items = expr->type == ValueType::Scalar ? Items{{&none, evaluation.scalar(*expr, time)}}
                                                            : evaluation.vector(*expr, time);
        m_impl->touched += evaluation.touched() - builder.points();
        if (evaluation.failed()) {
            return evaluation.error();
        }
        builder.add(items, time);
    }
    return builder.take();
}

std::size_t Engine::touched() const noexcept
{
    return m_impl->touched;
}

base::Result<Explanation> Engine::explain(const tsdb::Querier& data, const ExprPtr& expr, base::Timestamp time,
                                          const std::optional<metrics::Labels>& focus, const base::CancelToken& cancel)
{
    EngineOptions options = m_options;
    options.timeout = std::min(options.timeout, options.explainTimeout);
    Evaluation evaluation(options, m_impl->cache, data, {time, time}, cancel);
    Tape tape(maxTapedSamples);
    evaluation.record(&tape);
    evaluateRecorded(evaluation, *expr, time);
    if (evaluation.failed()) {
        return evaluation.error();
    }
    Places places;
    Explanation out;
    out.text = print(*expr, places);
    out.text.resize(std::min(out.text.size(), Explanation::maxText));
    out.time = time;
    out.samplesCut = tape.isCut();
    if (expr->type == ValueType::String) {
        out.root.kind = ExprKind::Text;
        out.root.type = ValueType::String;
        out.root.present = true;
        out.root.printed = {0, out.text.size()};
        out.root.source = expr->span;
        out.root.time = time;
        return out;
    }
    const bool leftOpen = m_options.compat == Compat::Prometheus3;
    out.root = Deriver(data, places, out.text.size(), leftOpen).derive(tape.root(), {focus});
    return out;
}

std::optional<double> increase(const tsdb::Querier& data, tsdb::SeriesRef series, base::Duration range,
                               base::Timestamp time, Compat compat)
{
    const base::Duration open{compat == Compat::Prometheus3 ? 1 : 0};
    std::vector<metrics::Sample> samples;
    data.window(series, time - range + open, time, samples);
    if (samples.empty()) {
        return std::nullopt;
    }
    return extrapolated({samples, time, range, time}, true, false);
}

std::vector<std::optional<double>> increases(const tsdb::Querier& data, tsdb::SeriesRef series, base::Duration range,
                                             const Steps& steps, Compat compat)
{
    std::vector<std::optional<double>> out;
    if (steps.step >= range) { // what lies between the windows would be read in vain
        for (base::Timestamp time = steps.from; time <= steps.to; time += steps.step) {
            out.push_back(increase(data, series, range, time, compat));
        }
        return out;
    }
    if (steps.to < steps.from) {
        return out;
    }
    const base::Duration open{compat == Compat::Prometheus3 ? 1 : 0};
    std::vector<metrics::Sample> samples;
    data.window(series, steps.from - range + open, steps.to, samples);
    auto first = samples.begin();
    auto last = samples.begin();
    for (base::Timestamp time = steps.from; time <= steps.to; time += steps.step) {
        first = std::find_if(first, samples.end(),
                             [&](const auto& sample) { return sample.time >= time - range + open; });
        last = std::find_if(last, samples.end(), [&](const auto& sample) { return sample.time > time; });
        out.push_back(first == last ? std::nullopt : extrapolated({{first, last}, time, range, time}, true, false));
    }
    return out;
}

} // namespace checkwatch::promql
