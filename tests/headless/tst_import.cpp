#include "app/headless/commands.h"
#include "app/headless/openmetricsfile.h"
#include "models/recording/verify.h"
#include "tests/recording/recordings.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <bit>
#include <memory>
#include <random>

namespace tst_import {

using namespace checkwatch;
using recordings::Samples;

namespace {

constexpr std::int64_t firstMs = 1'700'000'000'000;
constexpr int scrapes = 400;

struct Closing
{
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Closing>;

/// Nine series of three targets, a quarter of an hour apart in their beginnings, and what is in them.
std::vector<QByteArray> linesOf(Samples& samples)
{
    std::vector<QByteArray> lines;
    for (int series = 0; series < 9; ++series) {
        const std::string labels = metrics::Labels{{"__name__", "reqs_total"},
                                                   {"instance", "lb-" + std::to_string(series % 3)},
                                                   {"job", "j"},
                                                   {"server", "s" + std::to_string(series)}}
                                       .toString();
        QByteArray line = QByteArray::fromStdString(labels);
        line.replace(", ", ","); // as the format wants it
        for (int i = series * 60; i < scrapes; ++i) {
            const std::int64_t ms = firstMs + i * 15'000 + series % 3 * 125;
            const double value = i % 7 == 0 ? series : i + 0.25;
            samples[labels][ms] = std::bit_cast<std::uint64_t>(value);
            lines.push_back(line + ' ' + QByteArray::number(value) + ' '
                            + QByteArray::number(static_cast<double>(ms) / 1000.0, 'f', 3) + '\n');
        }
    }
    return lines;
}

QByteArray join(const std::vector<QByteArray>& lines)
{
    QByteArray out;
    for (const QByteArray& line : lines) {
        out += line;
    }
    return out + "# EOF\n";
}

} // namespace

/// `checkwatch import OUT --openmetrics FILE…`
class TestImport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_options = {};
        m_options.output = m_folder->filePath("out.cwrec").toStdString();
    }
    void everySampleInWhicheverOrder_data()
    {
        QTest::addColumn<QString>("order");
        QTest::addColumn<int>("atOnce");
        for (const int atOnce : {1'000'000, 100}) {
            for (const char* const order : {"by series", "by time", "shuffled"}) {
                QTest::addRow("%s, %d at once", order, atOnce) << QString(order) << atOnce;
            }
        }
    }
    void everySampleInWhicheverOrder()
    {
        QFETCH(QString, order);
        QFETCH(int, atOnce);
        Samples expected;
        std::vector<QByteArray> lines = linesOf(expected);
        if (order == "by time") {
            std::ranges::stable_sort(lines, {}, [](const QByteArray& line) { return line.mid(line.lastIndexOf(' ')); });
        } else if (order == "shuffled") {
            std::ranges::shuffle(lines, std::minstd_rand(7));
        }
        std::uint64_t told = 0;
        {
            app::OpenMetricsFiles files({give("a.om", join(lines))}, static_cast<std::size_t>(atOnce),
                                        [&told](std::uint64_t done, std::uint64_t all) {
                                            QVERIFY(done >= told && done <= all);
                                            told = done;
                                        });
            auto writer = recording::ImportWriter::open(m_options.output, recordings::start, 1);
            QVERIFY(writer.ok());
            QVERIFY(files.importInto(*writer).ok());
            QVERIFY(writer->finish("test").ok());
        }
        QVERIFY(told > 0);
        const auto reader = recording::Reader::open(m_options.output);
        QVERIFY(reader.ok() && (*reader)->damage().empty());
        QVERIFY(recordings::samplesIn(**reader) == expected);
        QCOMPARE((*reader)->samples(), recordings::count(expected));
        QVERIFY((*reader)->root().sealed);
        // A target's samples are columns, not one by one.
        QCOMPARE((*reader)->streams().size(), 3U);
        for (const recording::RecordedStream& stream : (*reader)->streams()) {
            QCOMPARE(stream.record.interval, base::Duration{15'000});
            QVERIFY(stream.record.labels.get("instance").starts_with("lb-"));
            QVERIFY(stream.timed.empty());
        }
        QVERIFY((*reader)->gaps(base::Timestamp::min(), base::Timestamp::max()).empty());
    }
    void oneSampleIsOne()
    {
        m_options.openMetrics = {give("one.om", "# TYPE x gauge\nx 1 1700000000\n# EOF\n")};
        QCOMPARE(run(), 0);
        QVERIFY2(m_said.contains("out.cwrec: 1 sample, "), m_said.constData());
    }
    void theCommand()
    {
        Samples expected;
        const std::vector<QByteArray> lines = linesOf(expected);
        const auto middle = lines.begin() + 1000;
        m_options.openMetrics = {give("a.om", "# TYPE reqs counter\n" + join({lines.begin(), middle})),
                                 give("b.om", join({middle, lines.end()}))};
        QCOMPARE(run(), 0);
        QVERIFY2(
            m_said.contains("out.cwrec: " + QByteArray::number(qulonglong{recordings::count(expected)}) + " samples"),
            m_said.constData());
        QVERIFY(m_said.contains("2023-11-14T22:13:20Z to "));
        const auto reader = recording::Reader::open(m_options.output);
        QVERIFY(recordings::samplesIn(**reader) == expected);
        QCOMPARE(files(), (QStringList{"a.om", "b.om", "out.cwrec"}));
        const auto verdict = recording::verify(m_options.output, [](std::uint64_t) { return true; });
        QVERIFY(verdict.ok() && verdict->damage.empty());
    }
    void refusals_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("words");
        QTest::newRow("no time") << QByteArray("x 1 5\ny 2\n# EOF\n")
                                 << QByteArray("in.om:2:1: this sample has no timestamp");
        QTest::newRow("a time that is none")
            << QByteArray("x 1 9e18\n# EOF\n") << QByteArray("in.om:1:1: the timestamp");
        QTest::newRow("cut") << QByteArray("x 1 5\n") << QByteArray("does not end with # EOF");
        QTest::newRow("not OpenMetrics") << QByteArray("<html>\n") << QByteArray("in.om:1");
        QTest::newRow("nothing in it") << QByteArray("# EOF\n") << QByteArray("there is no sample in it");
        QTest::newRow("empty") << QByteArray() << QByteArray("the file is empty");
        QTest::newRow("packed") << QByteArray("\x1f\x8b\x08...") << QByteArray("gunzip");
        QTest::newRow("a label twice") << QByteArray("x{a=\"1\",a=\"2\"} 1 5\n# EOF\n") << QByteArray("in.om");
    }
    void refusals()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, words);
        m_options.openMetrics = {give("in.om", text)};
        QCOMPARE(run(), 2);
        QVERIFY2(m_complained.contains(words), m_complained.constData());
        QCOMPARE(files(), QStringList{"in.om"}); // nothing half done
    }
    void nothingIsWrittenOver()
    {
        m_options.openMetrics = {give("in.om", "x 1 5\n# EOF\n")};
        give("out.cwrec", "mine");
        QCOMPARE(run(), 2);
        QVERIFY(m_complained.contains("there is such a file already"));
    }

private:
    std::string give(const QString& name, const QByteArray& text)
    {
        QFile file(m_folder->filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) {
            qFatal("cannot write %s", qPrintable(file.fileName()));
        }
        return file.fileName().toStdString();
    }
    [[nodiscard]] QStringList files() const { return QDir(m_folder->path()).entryList(QDir::Files, QDir::Name); }
    int run()
    {
        const File out(std::tmpfile());
        const File err(std::tmpfile());
        const int code = app::importSamples(m_options, {out.get(), err.get()});
        m_said = contents(out);
        m_complained = contents(err);
        return code;
    }
    static QByteArray contents(const File& file)
    {
        std::rewind(file.get());
        QFile in;
        return in.open(file.get(), QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    app::Options m_options;
    QByteArray m_said;
    QByteArray m_complained;
};

QTEST_GUILESS_MAIN(TestImport)

} // namespace tst_import

#include "tst_import.moc"
