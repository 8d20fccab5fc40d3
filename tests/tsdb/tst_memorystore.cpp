#include "models/tsdb/memorystore.h"

#include <QTest>

#include <limits>

namespace tst_memorystore {

using namespace checkwatch;
using namespace checkwatch::tsdb;
using metrics::Labels;
using metrics::Matcher;
using metrics::Sample;

namespace {

constexpr double missing = -1e99; ///< stands for missingValue() in the tables below

base::Timestamp at(std::int64_t seconds)
{
    return base::fromUnixMs(seconds * 1000);
}

metrics::ScrapeBatch batch(std::int64_t seconds, std::vector<double> column, std::vector<Labels> added = {},
                           std::uint32_t firstAdded = 0)
{
    metrics::ScrapeBatch one;
    one.time = at(seconds);
    one.firstAdded = firstAdded;
    one.added = std::move(added);
    for (double& value : column) {
        value = value == missing ? metrics::missingValue() : value;
    }
    one.column = std::move(column);
    return one;
}

Labels named(const char* name)
{
    return Labels{{"__name__", name}};
}

QString text(const MemoryStore& store, SeriesRef series, std::int64_t from = -1000000, std::int64_t to = 1000000)
{
    std::vector<Sample> samples;
    store.window(series, at(from), at(to), samples);
    QStringList parts;
    for (const Sample& sample : samples) {
        parts << QStringLiteral("%1@%2").arg(sample.value).arg(base::unixMs(sample.time) / 1000);
    }
    return parts.join(' ');
}

} // namespace

class TestMemoryStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void windowIsClosedAtBothEnds()
    {
        MemoryStore store;
        const GroupId group = store.addGroup();
        store.append(group, batch(10, {1}, {named("a")}));
        store.append(group, batch(20, {2}));
        store.append(group, batch(30, {3}));
        const SeriesRef a = store.series(group, 0);
        QCOMPARE(text(store, a, 10, 20), "1@10 2@20");
        QCOMPARE(text(store, a, 11, 29), "2@20");
        QCOMPARE(text(store, a, 31, 40), "");
        QVERIFY(!store.newest(a, at(31), at(40)));
        QCOMPARE(store.newest(a, at(0), at(29))->value, 2.0);
        QCOMPARE(store.newest(a, at(0), base::Timestamp::max())->value, 3.0);
    }

    void staleMarkersAreNewestButNotInWindows()
    {
        MemoryStore store;
        const GroupId group = store.addGroup();
        store.append(group, batch(10, {1}, {named("a")}));
        store.append(group, batch(20, {metrics::staleValue()}));
        const SeriesRef a = store.series(group, 0);
        QCOMPARE(text(store, a), "1@10");
        QVERIFY(metrics::isStale(store.newest(a, at(0), at(99))->value));
        QVERIFY(!store.constantWindow(a, at(0), at(99)));
        QVERIFY(store.constantWindow(a, at(0), at(19)));
    }

    void laterOrEqualTimesOnly()
    {
        MemoryStore store;
        const GroupId group = store.addGroup();
        store.append(group, batch(10, {1, 5}, {named("a"), named("b")}));
        store.append(group, batch(20, {2, missing}));
        store.append(group, batch(20, {2, missing})); // the same again
        QCOMPARE(store.stats().rejected, std::uint64_t{0});
        store.append(group, batch(20, {3, missing}));
        QCOMPARE(store.stats().rejected, std::uint64_t{1});
        store.append(group, batch(15, {3, 6})); // late for a, not for b
        QCOMPARE(store.stats().rejected, std::uint64_t{2});
        QCOMPARE(text(store, store.series(group, 0)), "1@10 2@20");
        QCOMPARE(text(store, store.series(group, 1)), "5@10 6@15");
        store.append(group, batch(20, {2, 7}));
        QCOMPARE(text(store, store.series(group, 1)), "5@10 6@15 7@20");
        QCOMPARE(store.newest(store.series(group, 1), at(0), at(17))->value, 6.0);
        QCOMPARE(store.stats().samples, std::size_t{5});
    }

    void rulesFillOneColumnInSteps()
    {
        MemoryStore store;
        const GroupId group = store.addGroup();
        for (int i = 0; i < 100; ++i) {
            const auto added = [&](Labels labels) { return i == 0 ? std::vector{labels} : std::vector<Labels>{}; };
            store.append(group, batch(i, {1}, added(named("a")), 0));
            store.append(group, batch(i, {missing, 2}, added(named("b")), 1));
        }
        for (std::uint32_t local = 0; local < 2; ++local) {
            const auto constant = store.constantWindow(store.series(group, local), at(0), at(99));
            QVERIFY(constant);
            QCOMPARE(constant->count, 100U);
            QCOMPARE(constant->value, local + 1.0);
        }
        QCOMPARE(store.stats().samples, std::size_t{200});
    }

    void labelsOfAnotherGroupGoOnInOneSeries()
    {
        MemoryStore store;
        const GroupId first = store.addGroup();
        store.append(first, batch(10, {1}, {named("a")}));
        store.closeGroup(first);
        const GroupId second = store.addGroup();
        store.append(second, batch(5, {9, 7}, {named("a"), named("b")})); // too early for a
        store.append(second, batch(20, {2, 7}));
        store.append(second, batch(30, {2, 7}));
        const SeriesRef a = store.series(second, 0);
        QCOMPARE(a, store.series(first, 0));
        QCOMPARE(text(store, a), "1@10 2@20 2@30");
        QCOMPARE(store.stats().rejected, std::uint64_t{1});
        QCOMPARE(store.stats().series, std::size_t{2});
        QVERIFY(!store.constantWindow(a, at(10), at(30)));
        QCOMPARE(store.constantWindow(a, at(11), at(30))->count, 2U);
    }

    void twoOpenGroupsShareASeries()
    {
        MemoryStore store;
        const GroupId first = store.addGroup();
        const GroupId second = store.addGroup();
        store.append(first, batch(10, {1}, {named("a")}));
        store.append(second, batch(11, {2}, {named("a")}));
        store.append(first, batch(20, {3}));
        store.append(second, batch(20, {3}));
        store.append(second, batch(19, {4}));
        QCOMPARE(text(store, store.series(first, 0)), "1@10 2@11 3@20");
        QCOMPARE(store.stats().rejected, std::uint64_t{1});
    }

    void theFirstOfTwoEqualSeriesInABatchCounts()
    {
        MemoryStore store;
        const GroupId group = store.addGroup();
        store.append(group, batch(10, {1, 2}, {named("a"), named("a")}));
        store.append(group, batch(20, {3, 3}));
        QCOMPARE(text(store, store.series(group, 0)), "1@10 3@20");
        QCOMPARE(store.stats().rejected, std::uint64_t{1});
    }

    void samplesWithTheirOwnTime()
    {
        MemoryStore store;
        const GroupId group = store.addGroup();
        auto one = batch(10, {1, missing}, {named("a"), named("b")});
        one.timed
            = {{1, {at(3), 4}}, {1, {at(4), 5}}, {1, {at(4), 5}}, {1, {at(2), 5}}, {0, {at(10), 1}}, {7, {at(1), 1}}};
        store.append(group, one);
        QCOMPARE(text(store, store.series(group, 1)), "4@3 5@4");
        QCOMPARE(text(store, store.series(group, 0)), "1@10");
        QCOMPARE(store.stats().rejected, std::uint64_t{1});
        QCOMPARE(store.stats().samples, std::size_t{3});
    }

    void constantWindowKnowsBits()
    {
        MemoryStore store;
        const GroupId group = store.addGroup();
        store.append(group, batch(0, {0.0, 1.0, metrics::nanValue()}, {named("a"), named("b"), named("c")}));
        for (int i = 1; i < 100; ++i) {
            store.append(group, batch(i, {i < 50 ? 0.0 : -0.0, i == 99 ? 2.0 : 1.0, metrics::nanValue()}));
        }
        const auto window = [&](std::uint32_t local, int from, int to) {
            return store.constantWindow(store.series(group, local), at(from), at(to));
        };
        QVERIFY(!window(0, 49, 60));
        QCOMPARE(window(0, 50, 60)->count, 11U);
        QVERIFY(std::signbit(window(0, 50, 60)->value));
        QVERIFY(!window(1, 90, 99));
        QCOMPARE(window(1, 10, 98)->count, 89U);
        QCOMPARE(window(1, 99, 200)->value, 2.0);
        QVERIFY(window(1, 10, 98)->first == at(10) && window(1, 10, 98)->last == at(98));
        QCOMPARE(window(2, 0, 99)->count, 100U);
        QVERIFY(!window(2, 200, 300));
    }

    void retentionByTime()
    {
        MemoryStore store(Retention{std::chrono::seconds{600}, 1UL << 30U});
        const GroupId group = store.addGroup();
        store.append(group, batch(0, {1, 1}, {named("a"), named("gone")}));
        const auto before = store.generation();
        for (int i = 1; i < 3000; ++i) {
            store.append(group,
                         batch(i,
                               {static_cast<double>(i),
                                i < 100        ? 1.0
                                    : i == 100 ? metrics::staleValue()
                                               : missing}));
            store.trim(at(i));
            if (i == 500) {
                QCOMPARE(store.generation(), before);
            }
        }
        QVERIFY(store.generation() != before);
        QCOMPARE(store.stats().series, std::size_t{1});
        QVERIFY(store.select(std::array{Matcher::equal("__name__", "gone")}).empty());
        QVERIFY(store.stats().samples >= 600 && store.stats().samples < 600 + 256 + 48);
        store.append(group, batch(3000, {0, 8})); // comes back under its old number
        QCOMPARE(text(store, store.series(group, 1)), "8@3000");
        QCOMPARE(store.labels(store.series(group, 1)).name(), "gone");
    }

    void retentionByBytes()
    {
        MemoryStore store(Retention{std::chrono::hours{1000}, 3'000'000});
        const GroupId group = store.addGroup();
        std::vector<Labels> added;
        for (int i = 0; i < 1000; ++i) {
            added.push_back(Labels{{"__name__", "n"}, {"i", std::to_string(i)}});
        }
        for (int i = 0; i < 2000; ++i) {
            std::vector<double> column(1000, 0.5 + i * 1.1);
            store.append(group, batch(i, std::move(column), i == 0 ? added : std::vector<Labels>{}));
            store.trim(at(i));
        }
        QVERIFY(store.stats().totalBytes <= 3'000'000);
        QVERIFY(store.stats().samples > 100'000);
        QCOMPARE(store.newest(store.series(group, 7), at(0), at(9999))->value, 0.5 + 1999 * 1.1);
    }

    void closedGroupAgesOut()
    {
        MemoryStore store(Retention{std::chrono::seconds{100}, 1UL << 30U});
        const GroupId group = store.addGroup();
        store.append(group, batch(0, {1}, {named("a")}));
        store.closeGroup(group);
        store.append(group, batch(1, {1}));
        QCOMPARE(store.stats().samples, std::size_t{1});
        store.trim(at(100));
        QCOMPARE(store.stats().series, std::size_t{1});
        store.trim(at(101));
        QCOMPARE(store.stats().series, std::size_t{0});
        QVERIFY(store.labelNames().empty());
        QCOMPARE(store.series(group, 0), noSeries);
    }

    void newLabelsEachScrapeStayBounded()
    {
        MemoryStore store(Retention{std::chrono::seconds{300}, 1UL << 30U});
        const GroupId group = store.addGroup();
        std::size_t most = 0;
        for (std::uint32_t i = 0; i < 8'000; ++i) {
            std::vector<double> column(i + 1, metrics::missingValue());
            column[i] = 1;
            if (i > 0) {
                column[i - 1] = metrics::staleValue();
            }
            store.append(group, batch(i, std::move(column), {Labels{{"__name__", "n"}, {"id", std::to_string(i)}}}, i));
            store.trim(at(i));
            most = std::max(most, store.stats().series);
        }
        QVERIFY2(most < 1000, qPrintable(QString::number(most)));
        QVERIFY(store.select({}).back() < 4000); // numbers do not grow for ever either
        QVERIFY2(store.stats().totalBytes < 6'000'000, qPrintable(QString::number(store.stats().totalBytes)));
        QCOMPARE(store.labelValues("id").size(), store.stats().series);
    }
};

QTEST_APPLESS_MAIN(TestMemoryStore)

} // namespace tst_memorystore

#include "tst_memorystore.moc"
