#include "models/testfiles/promqlscript.h"

#include "tests/support/captures.h"

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
        const testfiles::ScriptResult result
            = testfiles::runPromqlScript({script.data(), size_t(script.size())}, promql::Compat::Prometheus2);
        for (const std::string& failure : result.failures) {
            qWarning("%s", failure.c_str());
        }
        QCOMPARE(result.passed, cases);
        QCOMPARE(result.failed, 0);
        QVERIFY(result.queries > result.passed);
        QVERIFY(result.ranges > 0);
    }
};

QTEST_GUILESS_MAIN(TestPromqlScripts)
#include "tst_promqlscripts.moc"
