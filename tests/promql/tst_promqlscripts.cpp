#include "tests/support/captures.h"
#include "tests/support/promqltest.h"

#include <QTest>

using namespace checkwatch;

/// Prometheus' own test scripts of 2.42, read in place.
class TestPromqlScripts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void upstream_data()
    {
        QTest::addColumn<int>("cases");
        QTest::newRow("aggregators") << 66;
        QTest::newRow("functions") << 165;
        QTest::newRow("literals") << 20;
        QTest::newRow("operators") << 87;
        QTest::newRow("selectors") << 31;
        QTest::newRow("staleness") << 14;
    }
    void upstream()
    {
        QFETCH(int, cases);
        const QString folder = support::sharedFolder();
        REQUIRE_SHARED(folder);
        const QByteArray script = support::readCapture(folder + "/data/promql/" + QTest::currentDataTag() + ".test");
        const support::ScriptResult result = support::runPromqlScript({script.data(), size_t(script.size())});
        for (const std::string& failure : result.failures) {
            qWarning("%s", failure.c_str());
        }
        QCOMPARE(result.cases, cases);
        QVERIFY(result.ranges > 0);
        QVERIFY(result.pinned > 0);
        QCOMPARE(result.failures.size(), size_t{0});
    }
};

QTEST_GUILESS_MAIN(TestPromqlScripts)
#include "tst_promqlscripts.moc"
