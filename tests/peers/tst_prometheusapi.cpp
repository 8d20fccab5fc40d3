#include "app/headless/json.h"
#include "models/base/duration.h"
#include "models/base/numbers.h"
#include "models/promql/engine.h"
#include "models/testfiles/gridloader.h"

#include "tests/peers/atdefects.h"
#include "tests/peers/randompromql.h"
#include "tests/support/prometheus.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <cmath>
#include <limits>
#include <map>
#include <random>

namespace tst_prometheusapi {

using namespace checkwatch;

namespace {

constexpr std::int64_t startMs = 1'700'006'400'000; ///< on Prometheus' block length
constexpr base::Duration scrapeInterval = std::chrono::seconds{15};
constexpr int instantQueries = 1500;
constexpr int rangeQueries = 1000;

base::Timestamp at(std::int64_t ms)
{
    return base::fromUnixMs(startMs + ms);
}

QString seconds(base::Timestamp time)
{
    return QString::number(static_cast<double>(base::unixMs(time)) / 1000, 'f', 3);
}

/// Metric → time in ms → value, NaN as one number.
using Points = std::map<std::string, std::map<std::int64_t, double>>;

double valueOf(const QJsonValue& text)
{
    const auto value = base::parseFloat(text.toString().toStdString());
    return value ? *value : std::numeric_limits<double>::signaling_NaN();
}

void addPoint(Points& out, const std::string& metric, const QJsonValue& pair)
{
    out[metric][qRound64(pair[0].toDouble() * 1000)] = valueOf(pair[1]);
}

/// The `data` of an answer of the API, whoever gave it.
Points pointsOf(const QJsonObject& data)
{
    Points out;
    if (data["resultType"] == QLatin1String("scalar")) {
        addPoint(out, "{}", data["result"]);
        return out;
    }
    for (const QJsonValue& one : data["result"].toArray()) {
        const std::string metric = QJsonDocument(one["metric"].toObject()).toJson(QJsonDocument::Compact).toStdString();
        if (one.toObject().contains("value")) {
            addPoint(out, metric, one["value"]);
        }
        for (const QJsonValue& pair : one["values"].toArray()) {
            addPoint(out, metric, pair);
        }
    }
    return out;
}

bool same(double a, double b, bool exact)
{
    constexpr double tolerance = 1e-12;
    return (std::isnan(a) && std::isnan(b)) || a == b
        || (!exact && std::fabs(a - b) <= tolerance * std::max(std::fabs(a), std::fabs(b)));
}

bool same(const Points& a, const Points& b, bool exact)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [exact](const auto& x, const auto& y) {
        return x.first == y.first
            && std::equal(x.second.begin(), x.second.end(), y.second.begin(), y.second.end(),
                          [exact](const auto& p, const auto& q) {
                              return p.first == q.first && same(p.second, q.second, exact);
                          });
    });
}

QJsonObject objectOf(const QByteArray& json)
{
    return QJsonDocument::fromJson(json).object();
}

} // namespace

/// The answers of a running Prometheus' HTTP API, to instant and to range queries, and ours in the shape of that API, over the
/// same samples. CHECKWATCH_SEED repeats a run.
class TestPrometheusApi : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void instantAnswers();
    void rangeAnswers();
    void byteForByte_data();
    void byteForByte();

private:
    struct Query
    {
        peers::RandomExpression expression;
        base::Timestamp start{};
        base::Timestamp end{};
        base::Duration step{0}; ///< 0: at `start` alone
    };
    [[nodiscard]] QJsonObject theirs(const Query& query) const;
    [[nodiscard]] QJsonObject ours(const Query& query);
    void compare(const std::vector<Query>& queries);

    std::unique_ptr<support::LocalPrometheus> m_prometheus;
    std::unique_ptr<peers::Generator> m_generator;
    tsdb::MemoryStore m_store{{base::Duration::max() / 2, std::numeric_limits<std::size_t>::max()}};
    std::unique_ptr<promql::Engine> m_engine;
};

void TestPrometheusApi::initTestCase()
{
    CHECKWATCH_NEEDS(!support::findProgram("prometheus").isEmpty(), "prometheus");
    bool given = false;
    quint64 seed = qEnvironmentVariable("CHECKWATCH_SEED").toULongLong(&given);
    seed = given ? seed : std::random_device()();
    qInfo("seed: CHECKWATCH_SEED=%llu", seed);
    m_generator = std::make_unique<peers::Generator>(seed);
    std::map<metrics::Labels, std::vector<metrics::Sample>> series;
    for (const std::string& text : m_generator->series()) {
        const auto line = *testfiles::parseSeriesLine(text);
        for (const metrics::Sample& sample : line.samples(scrapeInterval, at(0))) {
            if (!metrics::isStale(sample.value)) { // no marker in OpenMetrics: a gap there
                series[line.labels].push_back(sample);
            }
        }
    }
    QByteArray text;
    metrics::ScrapeBatch batch;
    for (const auto& [labels, samples] : series) { // by labels, as Prometheus' blocks have them
        QByteArray metric = QByteArray::fromStdString(labels.toString());
        metric.replace(", ", ",");
        for (const metrics::Sample& sample : samples) {
            text += metric + ' ' + QByteArray::fromStdString(base::formatFloat(sample.value, 'e')) + ' '
                + seconds(sample.time).toLatin1() + '\n';
            batch.timed.push_back({static_cast<std::uint32_t>(batch.added.size()), sample});
        }
        batch.added.push_back(labels);
    }
    batch.column.assign(batch.added.size(), metrics::missingValue());
    batch.time = at(0) - std::chrono::hours{1};
    m_store.append(m_store.addGroup(), batch);
    promql::EngineOptions options;
    options.compat = promql::Compat::Prometheus2;
    options.defaultSubqueryStep = scrapeInterval;
    m_engine = std::make_unique<promql::Engine>(options);
    m_prometheus = support::LocalPrometheus::start(text + "# EOF\n", "global: {evaluation_interval: 15s}\n");
    QVERIFY(m_prometheus);
}

QJsonObject TestPrometheusApi::theirs(const Query& query) const
{
    const QString text = QString::fromStdString(query.expression.text);
    if (query.step == base::Duration{0}) {
        return objectOf(m_prometheus->ask("query", {{"query", text}, {"time", seconds(query.start)}}).body);
    }
    return objectOf(m_prometheus
                        ->ask("query_range",
                              {{"query", text},
                               {"start", seconds(query.start)},
                               {"end", seconds(query.end)},
                               {"step", QString::fromStdString(base::formatDuration(query.step))}})
                        .body);
}

QJsonObject TestPrometheusApi::ours(const Query& query)
{
    const auto expr = promql::parse(query.expression.text);
    if (!expr) {
        return app::toApiError("bad_data", expr.error().text());
    }
    if (query.step == base::Duration{0}) {
        const auto value = m_engine->instant(m_store, *expr, query.start);
        return value ? app::toApiJson(*value) : app::toApiError("execution", value.error().message);
    }
    const auto matrix = m_engine->range(m_store, *expr, query.start, query.end, query.step);
    return matrix ? app::toApiJson(promql::Value(*matrix)) : app::toApiError("execution", matrix.error().message);
}

void TestPrometheusApi::compare(const std::vector<Query>& queries)
{
    int errors = 0;
    int empty = 0;
    int different = 0;
    for (const Query& query : queries) {
        const QJsonObject his = theirs(query);
        const QJsonObject mine = ours(query);
        const Points points = pointsOf(his["data"].toObject());
        const bool failed = his["status"] == QLatin1String("error");
        errors += failed ? 1 : 0;
        empty += !failed && points.empty() ? 1 : 0;
        const bool agrees = his["status"] == mine["status"] && his["errorType"] == mine["errorType"]
            && his["data"]["resultType"] == mine["data"]["resultType"]
            && same(points, pointsOf(mine["data"].toObject()), query.expression.exact);
        if (!agrees && ++different <= 10) {
            qWarning("%s at %s to %s by %s\n  Prometheus: %s\n  ours:       %s", query.expression.text.c_str(),
                     qPrintable(seconds(query.start)), qPrintable(seconds(query.end)),
                     base::formatDuration(query.step).c_str(),
                     QJsonDocument(his).toJson(QJsonDocument::Compact).constData(),
                     QJsonDocument(mine).toJson(QJsonDocument::Compact).constData());
        }
    }
    qInfo("%zu queries: %d errors, %d without elements, %d differences", queries.size(), errors, empty, different);
    QVERIFY(errors + empty < static_cast<int>(queries.size()) * 2 / 3);
    QCOMPARE(different, 0);
}

void TestPrometheusApi::instantAnswers()
{
    std::vector<Query> queries;
    while (queries.size() < instantQueries) {
        const std::int64_t ms
            = m_generator->pick(2) == 0 ? 15'000LL * m_generator->pick(70) : m_generator->pick(1'000'000);
        Query query{m_generator->expression(), at(ms), at(ms), {}};
        const auto expr = promql::parse(query.expression.text);
        if (!expr || !peers::mistakesAt(**expr, query.start)) {
            queries.push_back(std::move(query));
        }
    }
    compare(queries);
}

void TestPrometheusApi::rangeAnswers()
{
    std::vector<Query> queries;
    while (queries.size() < rangeQueries) {
        const std::int64_t begin = 15'000LL * m_generator->pick(40) - 120'000;
        const std::int64_t step
            = m_generator->pick(2) == 0 ? 15'000LL * (1 + m_generator->pick(4)) : 1000 + m_generator->pick(60'000);
        Query query{m_generator->expression(), at(begin), at(begin + step * m_generator->pick(40)),
                    base::Duration{step}};
        const auto expr = promql::parse(query.expression.text);
        if (!expr || !peers::mistakesAt(**expr, query.start, true)) {
            queries.push_back(std::move(query));
        }
    }
    compare(queries);
}

void TestPrometheusApi::byteForByte_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"1", "-0.5", "1e21", "1e-7", "NaN", "Inf", "\"text\"", "vector(1e21)", "vector(1e-7)",
          "vector(123456789012345680000)", "vector(0.1 + 0.2)", "vector(-Inf)", "nosuch", "limits{zone=\"x\"}[1m]",
          "1 +", "sum(", "nosuch[5m] + 1", "label_replace(vector(1), \"bad-name\", \"\", \"\", \"\")",
          "vector(1) + on () group_left () (vector(1) or nosuch)"}) {
        QTest::newRow(text) << QString(text);
    }
}

void TestPrometheusApi::byteForByte()
{
    QFETCH(QString, text);
    const Query query{{text.toStdString(), true}, at(300'500), at(300'500), {}};
    QJsonObject his = theirs(query);
    if (his.value("errorType") == QLatin1String("bad_data")) { // names its parameter
        his["error"] = his["error"].toString().remove("invalid parameter \"query\": ");
    }
    QCOMPARE(QJsonDocument(ours(query)).toJson(), QJsonDocument(his).toJson());
}

QTEST_GUILESS_MAIN(TestPrometheusApi)

} // namespace tst_prometheusapi

#include "tst_prometheusapi.moc"
