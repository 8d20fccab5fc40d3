#include "models/fleet/severity.h"

#include <QTest>

namespace tst_severity {

using namespace checkwatch::fleet;

class SeverityTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void worse_data()
    {
        QTest::addColumn<QByteArray>("word");
        QTest::addColumn<QByteArray>("than");
        QTest::addColumn<bool>("may");
        const auto row = [](const char* word, const char* than, bool may) {
            QTest::addRow("%s %s %s", word, may ? "than" : "not than", than)
                << QByteArray(word) << QByteArray(than) << may;
        };
        row("critical", "warning", true);
        row("critical", "page", true);
        row("critical", "critical", false);
        row("warning", "critical", false);
        row("warning", "", true);
        row("warning", "info", true);
        row("", "info", false);
        row("", "warning", false);
        row("page", "warning", true);
        row("page", "ticket", true); // who knows
        row("ticket", "page", true);
        row("page", "page", false);
        row("page", "critical", false); // there is nothing above it
    }
    void worse()
    {
        QFETCH(QByteArray, word);
        QFETCH(QByteArray, than);
        QTEST(mayBeWorse(word.toStdString(), than.toStdString()), "may");
    }
};

QTEST_GUILESS_MAIN(SeverityTest)

} // namespace tst_severity

#include "tst_severity.moc"
