#include "models/tsdb/labelindex.h"

#include <QTest>

#include <random>

namespace tst_labelindex {

using namespace checkwatch;
using namespace checkwatch::tsdb;
using metrics::Labels;
using metrics::Matcher;
using metrics::MatchType;

namespace {

Matcher matcher(MatchType type, std::string name, std::string value)
{
    return Matcher::create(type, std::move(name), std::move(value)).value();
}

std::vector<Labels> sampleSeries(std::size_t count)
{
    std::mt19937 random(3);
    std::vector<Labels> all;
    for (std::size_t i = 0; i < count; ++i) {
        all.push_back(Labels{{"__name__", i % 3 == 0 ? "up" : "down"},
                             {"server", random() % 4 == 0 ? "" : "srv" + std::to_string(random() % 20)},
                             {"proxy", std::string(1, static_cast<char>('a' + random() % 5))},
                             {"id", std::to_string(i)}});
    }
    return all;
}

} // namespace

class TestLabelIndex : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void selectsAsMatchersSay()
    {
        std::vector<Labels> all = sampleSeries(500);
        LabelIndex index([&](SeriesRef ref) -> const Labels& { return all[ref]; });
        for (SeriesRef ref = 0; ref < all.size(); ++ref) {
            index.add(ref);
        }
        std::vector<SeriesRef> removed;
        for (SeriesRef ref = 0; ref < all.size(); ref += 7) {
            removed.push_back(ref);
        }
        index.remove(removed);
        std::mt19937 random(4);
        const std::vector<std::string> names{"__name__", "server", "proxy", "id", "nothere"};
        const std::vector<std::string> values{"",   "up",    "srv1", "a",         "17",   ".*",
                                              ".+", "srv.*", "a|b",  "srv(1|2)?", "(up|)"};
        for (int round = 0; round < 5000; ++round) {
            std::vector<Matcher> matchers;
            for (std::size_t i = random() % 4; i > 0; --i) {
                matchers.push_back(matcher(static_cast<MatchType>(random() % 4), names[random() % names.size()],
                                           values[random() % values.size()]));
            }
            std::vector<SeriesRef> expected;
            for (SeriesRef ref = 0; ref < all.size(); ++ref) {
                const bool fits = std::all_of(matchers.begin(), matchers.end(),
                                              [&](const Matcher& m) { return m.matches(all[ref].get(m.name())); });
                if (fits && ref % 7 != 0) {
                    expected.push_back(ref);
                }
            }
            QVERIFY(index.select(matchers) == expected);
        }
    }

    void findsAndForgets()
    {
        std::vector<Labels> all = sampleSeries(2000);
        LabelIndex index([&](SeriesRef ref) -> const Labels& { return all[ref]; });
        for (SeriesRef ref = 0; ref < all.size(); ++ref) {
            QVERIFY(!index.find(all[ref]));
            index.add(ref);
        }
        std::vector<SeriesRef> odd;
        for (SeriesRef ref = 1; ref < all.size(); ref += 2) {
            odd.push_back(ref);
        }
        index.remove(odd);
        for (SeriesRef ref = 0; ref < all.size(); ++ref) {
            QCOMPARE(index.find(all[ref]), ref % 2 == 0 ? std::optional(ref) : std::nullopt);
        }
        std::vector<SeriesRef> even = index.select({});
        index.remove(even);
        QVERIFY(index.labelNames().empty());
        QCOMPARE(index.size(), std::size_t{0});
    }
};

QTEST_APPLESS_MAIN(TestLabelIndex)

} // namespace tst_labelindex

#include "tst_labelindex.moc"
