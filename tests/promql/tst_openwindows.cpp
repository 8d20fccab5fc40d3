#include "models/promql/engine.h"
#include "tests/support/randomseries.h"

#include <QTest>

#include <map>

namespace tst_openwindows {

using namespace checkwatch;
using promql::Compat;

namespace {

using Windows = std::map<metrics::Labels, std::vector<metrics::Sample>>;

/// What `x[range]` holds at a time.
Windows windowsOf(const tsdb::Querier& data, base::Duration range, base::Timestamp time, Compat compat)
{
    promql::EngineOptions options;
    options.compat = compat;
    promql::Engine engine(options);
    const auto value = engine.instant(data, *promql::parse("x[" + std::to_string(range.count()) + "ms]"), time);
    Windows out;
    for (const promql::Series& series : std::get<promql::Matrix>(*value).series) {
        out[series.labels] = series.samples;
    }
    return out;
}

bool same(const Windows& a, const Windows& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
        return x.first == y.first
            && std::equal(x.second.begin(), x.second.end(), y.second.begin(), y.second.end(),
                          [](const metrics::Sample& p, const metrics::Sample& q) {
                              return p.time == q.time && metrics::sameBits(p.value, q.value);
                          });
    });
}

double secondsOf(base::Duration duration)
{
    return static_cast<double>(duration.count()) / 1000;
}

/// The formula of guides/prometheus.md 2.3, written a second time from its text: the samples, and the length that stands in
/// the brackets.
double increaseOf(const std::vector<metrics::Sample>& p, base::Duration range, base::Timestamp end, bool counter)
{
    double result = p.back().value - p.front().value;
    for (std::size_t i = 1; counter && i < p.size(); ++i) {
        result += p[i].value < p[i - 1].value ? p[i - 1].value : 0.0;
    }
    const double sampled = secondsOf(p.back().time - p.front().time);
    double toStart = secondsOf(p.front().time - (end - range));
    const double toEnd = secondsOf(end - p.back().time);
    if (counter && result > 0 && p.front().value >= 0) {
        toStart = std::min(toStart, sampled * (p.front().value / result));
    }
    const double average = sampled / static_cast<double>(p.size() - 1);
    const auto reach = [average](double gap) { return gap < average * 1.1 ? gap : average / 2; };
    double extent = sampled + reach(toStart);
    extent += reach(toEnd);
    return result * (extent / sampled);
}

} // namespace

/// Windows that are open at the left, where no promtool of Debian can be asked: the chosen samples are those of a closed window
/// that is a millisecond shorter, and rates are the formula over them with the length as written.
class TestOpenWindows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void chosenSamplesAndTheFormula();
};

void TestOpenWindows::chosenSamplesAndTheFormula()
{
    const support::VectorQuerier data = support::RandomSeries(5).make(40);
    std::mt19937 random(7);
    std::size_t compared = 0;
    std::size_t edges = 0;
    promql::Engine engine; // Prometheus 3's windows are the default
    for (int i = 0; i < 3000; ++i) {
        // Half of the windows begin on a sample of the series with the same number, as far as it has one there.
        const base::Duration range{random() % 2 == 0 ? 5000 * (1 + random() % 30) : 1 + random() % 200'000};
        base::Timestamp time = base::fromUnixMs(static_cast<std::int64_t>(random() % 700'000));
        std::vector<metrics::Sample> all;
        data.window(static_cast<tsdb::SeriesRef>(i % 40), base::Timestamp::min(), base::Timestamp::max(), all);
        time = random() % 2 == 0 && !all.empty() ? all[random() % all.size()].time + range : time;
        const Windows open = windowsOf(data, range, time, Compat::Prometheus3);
        QVERIFY(same(open, windowsOf(data, range - base::Duration{1}, time, Compat::Prometheus2)));
        edges += same(open, windowsOf(data, range, time, Compat::Prometheus2)) ? 0 : 1;
        for (const auto& [function, counter] : {std::pair("increase", true), std::pair("delta", false)}) {
            const std::string text = std::string(function) + "(x[" + std::to_string(range.count()) + "ms])";
            const auto value = engine.instant(data, *promql::parse(text), time);
            std::map<metrics::Labels, double> got;
            for (const promql::Element& element : std::get<promql::Vector>(*value).elements) {
                got[element.labels] = element.value;
            }
            for (const auto& [labels, samples] : open) {
                const auto at = got.find(metrics::LabelsBuilder(labels).remove("__name__").build());
                QCOMPARE(at != got.end(), samples.size() > 1);
                if (at != got.end()) {
                    const double wanted = increaseOf(samples, range, time, counter);
                    QVERIFY2(metrics::sameBits(at->second, wanted) || (at->second != at->second && wanted != wanted),
                             text.c_str());
                    ++compared;
                }
            }
        }
    }
    QVERIFY2(compared > 20'000 && edges > 500, (std::to_string(compared) + ", " + std::to_string(edges)).c_str());
}

QTEST_GUILESS_MAIN(TestOpenWindows)

} // namespace tst_openwindows

#include "tst_openwindows.moc"
