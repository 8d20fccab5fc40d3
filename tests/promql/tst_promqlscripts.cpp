#include "models/testfiles/promqlscript.h"

#include "tests/support/captures.h"

#include <QFile>
#include <QTest>

namespace tst_promqlscripts {

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
            = testfiles::runPromqlScript({script.data(), size_t(script.size())}, {promql::Compat::Prometheus2});
        for (const std::string& failure : result.failures) {
            qWarning("%s", failure.c_str());
        }
        QCOMPARE(result.passed, cases);
        QCOMPARE(result.failed, 0);
        QVERIFY(result.queries > result.passed);
        QVERIFY(result.ranges > 0);
    }

    /// Scripts of our own: for what Prometheus 2.42 does not have, and for what the shared ones leave out. The latter are put
    /// to promtool too, in tests/peers.
    void own_data()
    {
        QTest::addColumn<promql::Compat>("compat");
        QTest::addColumn<bool>("experimental");
        QTest::newRow("edges_3") << promql::Compat::Prometheus3 << false;
        QTest::newRow("experimental") << promql::Compat::Prometheus3 << true;
        for (const char* name :
             {"at_modifier", "collisions", "histograms", "matching", "subqueries", "trigonometry", "windows"}) {
            QTest::newRow(name) << promql::Compat::Prometheus2 << false;
        }
    }
    void own()
    {
        QFETCH(promql::Compat, compat);
        QFETCH(bool, experimental);
        const QByteArray script = scriptNamed(QTest::currentDataTag());
        const auto result = testfiles::runPromqlScript(script.toStdString(), {compat, experimental});
        for (const std::string& failure : result.failures) {
            qWarning("%s", failure.c_str());
        }
        QVERIFY(result.passed > 10);
        QCOMPARE(result.failed, 0);
    }
    /// The other windows and the smaller language must not pass them.
    void ownFailUnderOtherRules()
    {
        const testfiles::TestOptions closed{promql::Compat::Prometheus2};
        QVERIFY(testfiles::runPromqlScript(scriptNamed("edges_3").toStdString(), closed).failed > 20);
        const testfiles::TestOptions plain{promql::Compat::Prometheus3};
        QVERIFY(testfiles::runPromqlScript(scriptNamed("experimental").toStdString(), plain).failed > 10);
    }

private:
    static QByteArray scriptNamed(const QByteArray& name)
    {
        QFile file(qEnvironmentVariable("CHECKWATCH_SOURCE", ".") + "/tests/promql/scripts/" + name + ".test");
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
};

QTEST_GUILESS_MAIN(TestPromqlScripts)

} // namespace tst_promqlscripts

#include "tst_promqlscripts.moc"
