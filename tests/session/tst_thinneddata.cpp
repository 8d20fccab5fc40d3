#include "models/session/thinneddata.h"
#include "tests/support/vectorquerier.h"

#include <QTest>

namespace tst_thinneddata {

using namespace checkwatch;
using base::Duration;
using base::fromUnixMs;
using base::Timestamp;
using session::ThinnedData;

namespace {

Timestamp at(int seconds)
{
    return fromUnixMs(std::int64_t{1000} * seconds);
}

QString textOf(const std::vector<metrics::Sample>& samples)
{
    QStringList out;
    for (const metrics::Sample& sample : samples) {
        out.append(QString::number(base::unixMs(sample.time) / 1000));
    }
    return out.join(' ');
}

} // namespace

class TestThinnedData : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyThirdStays();
    void whatIsSeenDoesNotHangOnTheWindow();
    void endsAreSeenByTheNextScrape();
};

void TestThinnedData::everyThirdStays()
{
    support::VectorQuerier data;
    std::vector<metrics::Sample> samples;
    for (int second = 2; second < 60; second += 5) {
        samples.push_back({at(second), 1.0 * second});
    }
    data.add({{"__name__", "x"}}, samples);
    const ThinnedData thinned(data, Duration{15'000});
    std::vector<metrics::Sample> out;
    thinned.window(0, at(0), at(100), out);
    QCOMPARE(textOf(out), QStringLiteral("2 17 32 47"));
    QCOMPARE(thinned.newest(0, at(0), at(46))->time, at(32));
    QCOMPARE(thinned.newest(0, at(0), at(47))->time, at(47));
    QVERIFY(!thinned.newest(0, at(33), at(46)));
}

void TestThinnedData::whatIsSeenDoesNotHangOnTheWindow()
{
    support::VectorQuerier data;
    std::vector<metrics::Sample> samples;
    for (int second : {1, 4, 6, 9, 14, 16, 31, 33, 44, 46, 47, 75}) { // uneven
        samples.push_back({at(second), 1.0});
    }
    data.add({{"__name__", "x"}}, samples);
    const ThinnedData thinned(data, Duration{15'000});
    std::vector<metrics::Sample> all;
    thinned.window(0, at(0), at(100), all);
    QCOMPARE(textOf(all), QStringLiteral("1 16 31 46 75"));
    for (int from = 0; from < 80; ++from) {
        for (int to = from; to < 80; ++to) {
            std::vector<metrics::Sample> part;
            thinned.window(0, at(from), at(to), part);
            std::vector<metrics::Sample> wanted;
            std::ranges::copy_if(all, std::back_inserter(wanted), [&](const metrics::Sample& sample) {
                return sample.time >= at(from) && sample.time <= at(to);
            });
            QCOMPARE(textOf(part), textOf(wanted));
            const auto newest = thinned.newest(0, at(from), at(to));
            QCOMPARE(newest.has_value(), !wanted.empty());
            QVERIFY(!newest || newest->time == wanted.back().time);
        }
    }
}

void TestThinnedData::endsAreSeenByTheNextScrape()
{
    support::VectorQuerier data;
    data.add({{"__name__", "x"}}, {{at(1), 1}, {at(6), 1}, {at(11), metrics::staleValue()}});
    const ThinnedData thinned(data, Duration{15'000});
    QCOMPARE(thinned.newest(0, at(0), at(14))->value, 1.0); // nobody looked since
    QVERIFY(metrics::isStale(thinned.newest(0, at(0), at(15))->value));
    QVERIFY(metrics::isStale(ThinnedData(data, Duration{5000}).newest(0, at(0), at(11))->value));
}

QTEST_APPLESS_MAIN(TestThinnedData)

} // namespace tst_thinneddata

#include "tst_thinneddata.moc"
