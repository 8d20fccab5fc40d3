#include "models/metrics/sample.h"
#include "models/tsdb/loosesamples.h"
#include "models/tsdb/segment.h"

#include <QTest>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace tst_valuecodec {

using namespace checkwatch;
using namespace checkwatch::tsdb;

namespace {

std::uint64_t bitsOf(double value)
{
    return std::bit_cast<std::uint64_t>(value);
}

/// Encodes, decodes, compares; the length of the encoding, or -1.
int roundTrip(std::uint64_t previous, const SegmentValues& values)
{
    std::vector<std::uint8_t> bytes{0xab};
    encodeSegment(previous, values, bytes);
    SegmentValues back{};
    decodeSegment(previous, std::span(bytes).subspan(1), back);
    return back == values && bytes[0] == 0xab ? static_cast<int>(bytes.size()) - 1 : -1;
}

std::uint64_t randomValue(std::mt19937_64& random, int mix)
{
    static const std::array special{0.0,   -0.0,   1.0,      -1.0,     0.001, 0.000001, 1e15, 9007199254740993.0,
                                    1e300, 5e-324, HUGE_VAL, -HUGE_VAL};
    switch (mix) {
    case 0: return random();
    case 1: return bitsOf(static_cast<double>(random() % 100));
    case 2: return bitsOf(static_cast<double>(random() % 100000) / 1000.0);
    case 3: return bitsOf(special[random() % special.size()]);
    case 4: return std::array{metrics::missingBits, metrics::staleBits, metrics::nanBits, bitsOf(7)}[random() % 4];
    case 5: return bitsOf(std::sin(static_cast<double>(random() % 1000)));
    case 6: return 0x7ff0000000000000ULL | (random() >> 12U); // NaNs of every payload
    default: return bitsOf(-static_cast<double>(random() % 10000000) / 1e6);
    }
}

} // namespace

class TestValueCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sizes_data()
    {
        QTest::addColumn<QList<double>>("values");
        QTest::addColumn<int>("atMost");
        QTest::newRow("constant") << QList<double>(16, 5.0) << 0;
        QList<double> one(16, 5.0);
        one[15] = 6;
        QTest::newRow("one step at the end") << one << 3;
        QList<double> steps;
        QList<double> decimals;
        QList<double> traffic;
        for (int i = 0; i < 16; ++i) {
            steps << 5.0 + i;
            decimals << 5.0 + i * 0.003;
            traffic << 5.0 + i * 10000.0;
        }
        QTest::newRow("a step each") << steps << 16;
        QTest::newRow("decimals") << decimals << 16;
        QTest::newRow("traffic") << traffic << 16 * 4;
    }
    void sizes()
    {
        QFETCH(QList<double>, values);
        QFETCH(int, atMost);
        SegmentValues bits{};
        std::transform(values.begin(), values.end(), bits.begin(), bitsOf);
        const int size = roundTrip(bitsOf(5.0), bits);
        QVERIFY(size >= 0);
        QVERIFY2(size <= atMost, qPrintable(QString::number(size)));
    }

    void everyDoubleSurvives()
    {
        std::mt19937_64 random(1);
        for (int round = 0; round < 100000; ++round) {
            const int mix = static_cast<int>(random() % 9);
            const auto pick = [&] { return randomValue(random, mix == 8 ? static_cast<int>(random() % 8) : mix); };
            const std::uint64_t previous = pick();
            SegmentValues values{};
            std::uint64_t last = previous;
            for (auto& value : values) {
                last = random() % 2 == 0 ? last : pick();
                value = last;
            }
            const int size = roundTrip(previous, values);
            QVERIFY2(size >= 0, qPrintable(QStringLiteral("round %1").arg(round)));
            QVERIFY(size <= 129);
        }
    }

    void segmentFindsOnlyWhatChanged()
    {
        SegmentBuilder builder;
        SegmentValues quiet{};
        SegmentValues busy{};
        busy[3] = bitsOf(1);
        for (int use = 0; use < 2; ++use) { // the builder is used again
            for (std::uint32_t slot = 0; slot < 300; ++slot) {
                builder.add(slot, 0, slot % 7 == 0 || slot > 290 ? busy : quiet);
            }
            const Segment segment = builder.finish(300);
            for (std::uint32_t slot = 0; slot < 400; ++slot) {
                const auto bytes = segment.find(slot);
                QCOMPARE(bytes.empty(), !(slot < 300 && (slot % 7 == 0 || slot > 290)));
                SegmentValues back{};
                decodeSegment(0, bytes, back);
                QVERIFY(back == (bytes.empty() ? quiet : busy));
            }
        }
    }

    void looseSamplesComeBack()
    {
        std::mt19937_64 random(2);
        LooseSamples loose;
        std::vector<metrics::Sample> all;
        std::int64_t time = -1000;
        for (int i = 0; i < 500; ++i) {
            time += 1 + static_cast<std::int64_t>(random() % (i % 50 == 0 ? 10'000'000'000ULL : 10'000ULL));
            all.push_back({base::fromUnixMs(time), std::bit_cast<double>(randomValue(random, i % 8))});
            loose.add(all.back());
        }
        std::vector<metrics::Sample> back;
        loose.window(all[10].time, all[450].time, true, back);
        QCOMPARE(back.size(), std::size_t{441});
        for (std::size_t i = 0; i < back.size(); ++i) {
            QVERIFY(back[i].time == all[i + 10].time && metrics::sameBits(back[i].value, all[i + 10].value));
        }
        loose.dropBefore(all[100].time);
        QVERIFY(loose.samples() >= 400 && loose.samples() <= 416);
    }
};

QTEST_APPLESS_MAIN(TestValueCodec)

} // namespace tst_valuecodec

#include "tst_valuecodec.moc"
