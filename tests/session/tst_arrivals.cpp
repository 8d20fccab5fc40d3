#include "models/recording/sweep.h"
#include "models/recording/writer.h"
#include "models/session/backtest.h"
#include "models/session/thinneddata.h"
#include "tests/support/vectorquerier.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <map>
#include <optional>
#include <random>

namespace tst_arrivals {

using namespace checkwatch;
using namespace checkwatch::session;
using namespace std::chrono_literals;
using base::Duration;
using base::Timestamp;
using support::VectorQuerier;

namespace {

constexpr Timestamp start = base::fromUnixMs(1'800'000'000'000);
constexpr std::size_t servers = 4;

/// One scrape: of each server a value, or a marker or nothing where it is gone; the last one is `up`.
struct Scrape
{
    std::uint32_t target = 0;
    Timestamp time{};
    Timestamp received{};
    std::vector<double> values;
};

metrics::Labels labelsOf(std::uint32_t target, std::size_t column)
{
    const std::string job = target == 1 ? "a" : "b";
    return column < servers ? metrics::Labels{{"__name__", "x"}, {"job", job}, {"server", std::to_string(column)}}
                            : metrics::Labels{{"__name__", "up"}, {"job", job}};
}

/// Ascending in time of each target; most of them take no time worth speaking of, some seconds, some half a minute.
std::vector<Scrape> scrapesOf(unsigned seed, Duration length)
{
    std::mt19937 random(seed);
    const auto upTo = [&random](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
    std::vector<Scrape> out;
    for (const std::uint32_t target : {1U, 2U}) {
        std::vector<double> values(servers, 0);
        Timestamp free{};
        for (Timestamp time = start + target * 700ms; time < start + length; time += 5s) {
            if (time < free) {
                continue; // the one before still goes on
            }
            const int fate = upTo(99);
            free = time + Duration{fate < 60 ? 40 : fate < 97 ? 100 + upTo(4'800) : 30'000};
            for (double& value : values) {
                const bool there = !metrics::isStale(value) && !metrics::isMissing(value);
                const double gone = there ? metrics::staleValue() : metrics::missingValue();
                value = upTo(60) == 0 ? gone : there ? value + (upTo(3) == 0 ? upTo(2) : 0) : upTo(5);
            }
            out.push_back({target, time, free, values});
            out.back().values.push_back(fate < 90 ? 1 : 0);
        }
    }
    return out;
}

base::Result<void> write(const std::string& path, const std::vector<Scrape>& scrapes)
{
    recording::Writer writer({"test", true, {}});
    if (auto attached = writer.attach(path, start, 7); !attached) {
        return attached;
    }
    std::map<std::uint32_t, bool> known;
    for (const Scrape& scrape : scrapes) {
        metrics::ScrapeBatch batch;
        batch.time = scrape.time;
        batch.column = scrape.values;
        batch.firstAdded = static_cast<std::uint32_t>(known[scrape.target] ? scrape.values.size() : 0);
        if (!known[scrape.target]) {
            writer.begin(scrape.target, {});
            for (std::size_t column = 0; column < scrape.values.size(); ++column) {
                batch.added.push_back(labelsOf(scrape.target, column));
            }
        }
        known[scrape.target] = true;
        writer.add(scrape.target, batch);
        writer.addScrape(scrape.target, {0, scrape.time, scrape.received, {}});
    }
    return writer.close(scrapes.back().time + 1min);
}

/// What becomes known, one scrape after the other.
class Knowledge
{
public:
    explicit Knowledge(std::vector<Scrape> scrapes) : m_scrapes(std::move(scrapes))
    {
        std::ranges::stable_sort(m_scrapes, {}, &Scrape::received);
    }

    void goTo(Timestamp time)
    {
        for (; m_next < m_scrapes.size() && m_scrapes[m_next].received <= time; ++m_next) {
            const Scrape& scrape = m_scrapes[m_next];
            for (std::size_t column = 0; column < scrape.values.size(); ++column) {
                if (!metrics::isMissing(scrape.values[column])) {
                    data.add(labelsOf(scrape.target, column), {{scrape.time, scrape.values[column]}});
                }
            }
        }
    }

    VectorQuerier data;

private:
    std::vector<Scrape> m_scrapes;
    std::size_t m_next = 0;
};

/// Windows of every kind: short, long, longer than a sweep keeps, that end earlier, of subqueries, and none at all.
constexpr const char* rulesText = R"(
groups:
- name: g
  rules:
  - {alert: Grows, expr: 'increase(x[30s]) > 0', for: 10s}
  - {alert: Counted, expr: 'count_over_time(x[1m]) % 2 == 1'}
  - {alert: CountedLong, expr: 'count_over_time(x[80m]) % 2 == 1'}
  - {alert: Newer, expr: 'x > x offset 4s'}
  - {alert: Steps, expr: 'max_over_time(rate(x[20s])[30s:3s]) > 0.2', for: 4s}
  - {alert: Age, expr: 'time() - timestamp(x) > 5'}
  - {alert: Away, expr: 'up == 0', keep_firing_for: 6s}
  - {alert: Gone, expr: 'absent(x{job="a",server="1"})'}
  - {alert: Alone, expr: 'count by (job) (x) < 4'}
)";

std::vector<rules::Group> groupsOf(const char* text)
{
    const auto file = rules::parseRuleFile(text, "rules.yml");
    return file ? file->groups : std::vector<rules::Group>();
}

RuleReplayOptions everyTwoSeconds(Duration length)
{
    RuleReplayOptions options;
    options.start = start;
    options.end = start + length;
    options.interval = 2s;
    return options;
}

/// Each change of an alert on a line of its own.
std::string lineOf(Timestamp time, const metrics::Labels& labels, rules::AlertState state, double value)
{
    return std::to_string((time - start).count()) + " " + labels.toString() + " "
        + std::to_string(static_cast<int>(state)) + " " + std::to_string(value);
}

std::vector<std::string> linesOf(const RuleReplay& replay)
{
    std::vector<std::string> out;
    for (const ReplayedAlert& alert : replay.alerts()) {
        for (const AlertTransition& to : alert.transitions) {
            out.push_back(lineOf(to.time, alert.labels, to.state, to.value));
        }
    }
    std::ranges::sort(out);
    return out;
}

/// As in a live session: rules are evaluated over what has come in, and go on with what comes in then.
std::vector<std::string> linesLive(const std::vector<Scrape>& scrapes, const RuleReplayOptions& options,
                                   Duration scrapeInterval)
{
    Knowledge known(scrapes);
    std::optional<ThinnedData> thinned;
    if (scrapeInterval > Duration{0}) {
        thinned.emplace(known.data, scrapeInterval);
    }
    const tsdb::Querier* const data = thinned ? static_cast<const tsdb::Querier*>(&*thinned) : &known.data;
    rules::GroupRunner runner(groupsOf(rulesText).front(), options.interval, options.promql,
                              {data, [](const metrics::ScrapeBatch&) {}, {}, {}});
    runner.setRestored();
    std::vector<std::string> out;
    for (Timestamp time = options.start; time <= options.end; time += options.interval) {
        known.goTo(time);
        for (const rules::AlertChange& change : runner.evaluate(time).changes) {
            out.push_back(lineOf(time, change.alert.identity->labels, change.alert.state, change.alert.value));
        }
    }
    std::ranges::sort(out);
    return out;
}

QByteArray difference(const std::vector<std::string>& live, const std::vector<std::string>& replayed)
{
    const auto [a, b] = std::ranges::mismatch(live, replayed);
    return QByteArray::fromStdString("\nlive:   " + (a == live.end() ? "-" : *a)
                                     + "\nreplay: " + (b == replayed.end() ? "-" : *b));
}

} // namespace

/// Rules that are evaluated over a recording see of it what a live session would have known.
class TestArrivals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aScrapeThatIsUnderWayIsNotSeen()
    {
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("slow.cwrec")).toStdString();
        std::vector<Scrape> scrapes;
        for (int number = 0; number < 6; ++number) { // bad at 10 s and 20 s; each takes four seconds
            const Timestamp time = start + number * 10s;
            const double bad = number == 1 || number == 2 ? 1 : 0;
            scrapes.push_back({1, time, time + 4s, std::vector<double>(servers + 1, bad)});
        }
        QVERIFY(write(path, scrapes).ok());
        auto reader = recording::Reader::open(path);
        QVERIFY(reader.ok());
        recording::RecordedData data(**reader, start, start + 50s);
        const recording::Sweep sweep(data);
        recording::Arrivals arrivals(**reader, data);
        BacktestOptions options;
        options.rules = everyTwoSeconds(50s);
        const std::vector<RuleSetUnderTest> sets{
            {"rules", groupsOf("groups: [{name: g, rules: [{alert: Bad, expr: up > 0}]}]")}};
        for (const bool asTheyArrived : {false, true}) {
            const auto done
                = backtest({sweep, asTheyArrived ? &arrivals : nullptr}, sets, options, [](double) { return true; });
            QVERIFY(done.ok());
            const Duration late = asTheyArrived ? 4s : 0s;
            QCOMPARE(done->sets.front().firings.size(), std::size_t{1});
            const Firing& firing = done->sets.front().firings.front();
            QVERIFY2(firing.firedAt == start + 10s + late,
                     QByteArray::number(qlonglong((firing.firedAt - start).count())));
            QVERIFY2(firing.endedAt == start + 30s + late,
                     QByteArray::number(qlonglong((firing.endedAt - start).count())));
            QCOMPARE(sweep.newest(0, start, start + 50s)->time, start + 50s); // others see all
        }
    }
    void rulesSeeWhatHadArrived_data()
    {
        QTest::addColumn<unsigned>("seed");
        QTest::addColumn<int>("scrapeInterval");
        for (unsigned seed = 1; seed <= 3; ++seed) {
            QTest::addRow("all of it, %u", seed) << seed << 0;
            QTest::addRow("scraped less often, %u", seed) << seed << 12;
        }
    }
    void rulesSeeWhatHadArrived()
    {
        QFETCH(const unsigned, seed);
        QFETCH(const int, scrapeInterval);
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("slow.cwrec")).toStdString();
        const std::vector<Scrape> scrapes = scrapesOf(seed, 100min);
        QVERIFY(write(path, scrapes).ok());
        auto reader = recording::Reader::open(path);
        QVERIFY(reader.ok());
        recording::RecordedData data(**reader, (*reader)->from(), (*reader)->to());
        const recording::Sweep sweep(data);
        recording::Arrivals arrivals(**reader, data);
        const ThinnedData thinned(sweep, Duration{std::max(1, scrapeInterval * 1000)});
        const RuleReplayOptions options = everyTwoSeconds(100min);
        RuleReplay replay(scrapeInterval > 0 ? static_cast<const tsdb::Querier&>(thinned) : sweep, groupsOf(rulesText),
                          options, {}, &arrivals);
        while (replay.advance(1s)) {}
        const std::vector<std::string> live = linesLive(scrapes, options, Duration{scrapeInterval * 1000});
        const std::vector<std::string> replayed = linesOf(replay);
        QVERIFY2(live == replayed, difference(live, replayed));
        QVERIFY2(live.size() > 2'000, QByteArray::number(qulonglong(live.size())));
        QVERIFY((*reader)->damage().empty());
    }
};

QTEST_APPLESS_MAIN(TestArrivals)

} // namespace tst_arrivals

#include "tst_arrivals.moc"
