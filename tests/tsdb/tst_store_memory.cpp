#include "models/tsdb/memorystore.h"
#include "tests/support/sanitized.h"

#include <QTest>

#include <malloc.h>

namespace tst_store_memory {

using namespace checkwatch;
using namespace checkwatch::tsdb;
using metrics::Labels;

namespace {

std::size_t heap()
{
    const auto info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

metrics::ScrapeBatch scrape(int number, int series, int changing)
{
    metrics::ScrapeBatch batch;
    batch.time = base::fromUnixMs(number * 5000);
    for (int i = 0; i < series; ++i) {
        if (number == 0) {
            batch.added.push_back(Labels{{"__name__", "haproxy_server_check_failures_total"},
                                         {"instance", "127.0.0.1:8404"},
                                         {"job", "haproxy"},
                                         {"proxy", "backend" + std::to_string(i / 20)},
                                         {"server", "srv" + std::to_string(i)}});
        }
        batch.column.push_back(i < changing ? number * (i + 1.25) : i);
    }
    return batch;
}

} // namespace

class TestStoreMemory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void accountingIsHonest_data()
    {
        QTest::addColumn<int>("series");
        QTest::addColumn<int>("changing");
        QTest::addColumn<int>("appends");
        QTest::newRow("mostly labels") << 20'000 << 0 << 2;
        QTest::newRow("columns") << 10'000 << 0 << 100;
        QTest::newRow("chunks") << 2'000 << 2'000 << 1'500;
        QTest::newRow("mixed") << 10'000 << 1'000 << 600;
    }
    void accountingIsHonest()
    {
        if (support::sanitized) {
            QSKIP("not run: the sanitizer replaces malloc, and mallinfo2() with it");
        }
        QFETCH(int, series);
        QFETCH(int, changing);
        QFETCH(int, appends);
        malloc_trim(0);
        const std::size_t before = heap();
        MemoryStore store(Retention{std::chrono::hours{1000}, 1UL << 40U});
        const GroupId group = store.addGroup();
        for (int i = 0; i < appends; ++i) {
            store.append(group, scrape(i, series, changing));
        }
        const auto measured = static_cast<double>(heap() - before);
        const auto accounted = static_cast<double>(store.stats().totalBytes);
        const QByteArray figures
            = QByteArray::number(accounted) + " accounted, " + QByteArray::number(measured) + " measured";
        QVERIFY2(accounted > measured * 0.75 && accounted < measured * 1.25, figures.constData());
        QCOMPARE(store.stats().samples, static_cast<std::size_t>(series) * static_cast<std::size_t>(appends));
    }

    void quietSeriesCostAlmostNothing()
    {
        MemoryStore store(Retention{std::chrono::hours{1000}, 1UL << 40U});
        const GroupId group = store.addGroup();
        for (int i = 0; i < 1040; ++i) {
            store.append(group, scrape(i, 10'000, 0));
        }
        const double bytesPerSample
            = static_cast<double>(store.stats().chunkBytes) / static_cast<double>(store.stats().samples);
        QVERIFY2(bytesPerSample < 0.05, qPrintable(QString::number(bytesPerSample)));
    }
};

QTEST_APPLESS_MAIN(TestStoreMemory)

} // namespace tst_store_memory

#include "tst_store_memory.moc"
