#include "models/base/numbers.h"
#include "models/tsdb/memorystore.h"

#include <QDir>
#include <QTest>

#include <zlib.h>

#include <map>
#include <string>

namespace tst_store_captures {

using namespace checkwatch;
using namespace checkwatch::tsdb;

namespace {

std::string inflated(const QString& path)
{
    std::string text;
    std::array<char, 65536> buffer{};
    gzFile file = gzopen(QFile::encodeName(path).constData(), "rb");
    for (int got = 0; (got = gzread(file, buffer.data(), buffer.size())) > 0;) {
        text.append(buffer.data(), static_cast<std::size_t>(got));
    }
    gzclose(file);
    return text;
}

/// Series text to value of an exposition as HAProxy writes it: no timestamps, one blank before the value.
std::map<std::string, double> valuesOf(const std::string& text)
{
    std::map<std::string, double> values;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string line = text.substr(begin, end - begin);
        begin = end + 1;
        const std::size_t blank = line.rfind(' ');
        if (!line.empty() && line[0] != '#' && blank != std::string::npos) {
            values[line.substr(0, blank)] = base::parseFloat(std::string_view(line).substr(blank + 1)).value_or(-1);
        }
    }
    return values;
}

QDir captures()
{
    const QString shared
        = qEnvironmentVariable("CHECKWATCH_SHARED", qEnvironmentVariable("CHECKWATCH_SOURCE", ".") + "/../shared");
    return QDir(shared + "/data/captures/demo", "*.native.prom.gz", QDir::Name);
}

} // namespace

class TestStoreCaptures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCaptureComesBack()
    {
        const QDir dir = captures();
        if (dir.entryList().isEmpty()) {
            if (qEnvironmentVariableIsSet("CI")) {
                QFAIL("../shared/data/captures/demo is missing");
            }
            QSKIP("not run: ../shared/data/captures/demo is missing");
        }
        std::vector<std::map<std::string, double>> scrapes;
        std::map<std::string, std::uint32_t> locals;
        MemoryStore store;
        const GroupId group = store.addGroup();
        for (const QString& name : dir.entryList()) {
            scrapes.push_back(valuesOf(inflated(dir.filePath(name))));
            metrics::ScrapeBatch batch;
            batch.time = base::fromUnixMs(static_cast<std::int64_t>(scrapes.size()) * 5000);
            batch.firstAdded = static_cast<std::uint32_t>(locals.size());
            for (const auto& [text, value] : scrapes.back()) {
                if (locals.try_emplace(text, locals.size()).second) {
                    batch.added.push_back(metrics::Labels{{"text", text}});
                }
            }
            batch.column.assign(locals.size(), metrics::missingValue());
            for (const auto& [text, value] : scrapes.back()) {
                batch.column[locals[text]] = value;
            }
            store.append(group, batch);
            store.append(group, batch); // the same again changes nothing
        }
        QVERIFY(scrapes.size() > 16 && locals.size() > 2800);
        std::vector<metrics::Sample> samples;
        for (const auto& [text, local] : locals) {
            samples.clear();
            store.window(store.series(group, local), base::fromUnixMs(0), base::fromUnixMs(1'000'000), samples);
            std::size_t next = 0;
            for (std::size_t i = 0; i < scrapes.size(); ++i) {
                if (const auto value = scrapes[i].find(text); value != scrapes[i].end()) {
                    QVERIFY(next < samples.size() && metrics::sameBits(samples[next].value, value->second));
                    QCOMPARE(base::unixMs(samples[next].time), static_cast<std::int64_t>(i + 1) * 5000);
                    ++next;
                }
            }
            QCOMPARE(next, samples.size());
        }
    }
};

QTEST_APPLESS_MAIN(TestStoreCaptures)

} // namespace tst_store_captures

#include "tst_store_captures.moc"
