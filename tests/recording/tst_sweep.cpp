#include "models/recording/sweep.h"
#include "tests/recording/recordings.h"

#include <QTemporaryDir>
#include <QTest>

#include <bit>
#include <random>

namespace tst_sweep {

using namespace checkwatch;
using namespace checkwatch::recording;
using base::Duration;
using base::Timestamp;

namespace {

std::string textOf(const std::optional<metrics::Sample>& sample)
{
    return sample
        ? std::to_string(base::unixMs(sample->time)) + " " + std::to_string(std::bit_cast<std::uint64_t>(sample->value))
        : "none";
}

std::string textOf(const std::optional<tsdb::ConstantWindow>& window)
{
    return window
        ? std::to_string(window->count) + " of " + textOf(std::optional(metrics::Sample{window->first, window->value}))
            + " to " + std::to_string(base::unixMs(window->last))
        : "none";
}

std::string textOf(const tsdb::Querier& data, tsdb::SeriesRef series, Timestamp from, Timestamp to)
{
    std::vector<metrics::Sample> samples;
    data.window(series, from, to, samples);
    std::string out = textOf(data.newest(series, from, to)) + "; " + textOf(data.constantWindow(series, from, to));
    for (const metrics::Sample& sample : samples) {
        out += "; " + textOf(std::optional(sample));
    }
    return out;
}

} // namespace

class TestSweep : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void answersAreThoseOfTheRecording_data();
    void answersAreThoseOfTheRecording();

private:
    QTemporaryDir m_folder;
    std::string m_path;
};

void TestSweep::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_path = m_folder.filePath("small.cwrec").toStdString();
    recordings::writeSmall(m_path, 40, 700);
}

void TestSweep::answersAreThoseOfTheRecording_data()
{
    QTest::addColumn<int>("longest");
    QTest::addColumn<double>("jumps");
    QTest::addColumn<bool>("late");
    QTest::newRow("a rule's windows") << 60 << 0.0 << false;
    QTest::newRow("any windows, back and forth") << 900 << 0.1 << false;
    QTest::newRow("windows too long to keep") << 20'000 << 0.1 << false;
    QTest::newRow("some of it has not arrived") << 60 << 0.0 << true;
    QTest::newRow("some of it has not arrived, back and forth") << 20'000 << 0.1 << true;
}

void TestSweep::answersAreThoseOfTheRecording()
{
    QFETCH(const int, longest);
    QFETCH(const double, jumps);
    QFETCH(const bool, late);
    const auto reader = Reader::open(m_path);
    QVERIFY(reader.ok());
    const Timestamp from = (*reader)->from();
    const Timestamp to = (*reader)->to();
    RecordedData data(**reader, from, to);
    const Sweep sweep(data);
    QCOMPARE(sweep.select({}), data.select({}));
    QVERIFY(data.series() > 20);
    std::mt19937 random(5);
    const auto upTo
        = [&random](std::int64_t most) { return std::uniform_int_distribution<std::int64_t>(0, most)(random); };
    std::size_t found = 0;
    Timestamp now = from - Duration{5000};
    for (int round = 0; round < 600; ++round) {
        const bool jump = static_cast<double>(upTo(1000)) < jumps * 1000;
        now = jump ? from + Duration{upTo((to - from).count())} : now + Duration{upTo(10'000)};
        if (late) {
            const std::uint32_t stream = (*reader)->streams()[static_cast<std::size_t>(upTo(1))].record.number;
            data.seeUntil(now, {{stream, now - Duration{upTo(20'000)}}});
        }
        for (tsdb::SeriesRef series = 0; series < data.series(); series += 3) {
            const Timestamp end = now - Duration{upTo(1) * upTo(30'000)};
            const Timestamp begin = end - Duration{upTo(longest * 1000)};
            const std::string wanted = textOf(data, series, begin, end);
            const std::string got = textOf(sweep, series, begin, end);
            QVERIFY2(got == wanted, qPrintable(QString::fromStdString(got + "\nbut\n" + wanted)));
            found += wanted != "none; none" ? 1 : 0;
        }
    }
    QVERIFY2(found > 1000, qPrintable(QString::number(found)));
}

QTEST_APPLESS_MAIN(TestSweep)

} // namespace tst_sweep

#include "tst_sweep.moc"
