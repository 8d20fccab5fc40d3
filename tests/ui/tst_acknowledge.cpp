#include "tests/support/fakesnapshot.h"
#include "ui/alerts/alertpanel.h"

#include <QAction>
#include <QListView>
#include <QTest>

#include <optional>

namespace tst_acknowledge {

using namespace checkwatch;
using alerts::AlertPanel;
using support::FakeFleet;

/// "I am on it", said in the alert panel.
class AcknowledgeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isSaidOfTheSelectedRow()
    {
        FakeFleet fleet = FakeFleet::picture();
        AlertPanel panel;
        panel.setAcknowledging(true);
        panel.setMoment(fleet.now(), common::Zone::Utc);
        panel.setSnapshot(fleet.snapshot());
        QVERIFY(!panel.acknowledgeAction()->isEnabled()); // of which?
        std::optional<fleet::Event> said;
        connect(&panel, &AlertPanel::acknowledged, &panel, [&said](const fleet::Event& event) { said = event; });
        panel.list()->setCurrentIndex(panel.model().index(0, 0));
        QVERIFY(panel.acknowledgeAction()->isEnabled());
        panel.acknowledgeAction()->trigger();
        QVERIFY(said.has_value());
        QCOMPARE(said->kind, fleet::EventKind::Acknowledged);
        QCOMPARE(said->serverName, std::string("web-03"));
        QCOMPARE(fleet::acknowledgedAt(*said), fleet.now());
        QVERIFY(!panel.asText().contains(QStringLiteral("acknowledged")));
        said->detail = "ann";
        fleet.addEvent(*said);
        panel.setSnapshot(fleet.snapshot());
        QVERIFY2(panel.asText().contains(QStringLiteral("acknowledged by ann at 22:13")), qPrintable(panel.asText()));
    }

    /// An exporter that is silent, and a replay, take none.
    void isNotSaidWhereNobodyTakesIt()
    {
        FakeFleet fleet = FakeFleet::picture();
        AlertPanel panel;
        panel.setSnapshot(fleet.snapshot());
        panel.list()->setCurrentIndex(panel.model().index(0, 0));
        QVERIFY(!panel.acknowledgeAction()->isEnabled());
        QVERIFY(!panel.acknowledgeAction()->isVisible());
        panel.setAcknowledging(true);
        for (int row = 0; row < panel.model().rowCount(); ++row) {
            panel.list()->setCurrentIndex(panel.model().index(row, 0));
            const auto kind = panel.model().itemAt(row).kind;
            QCOMPARE(panel.acknowledgeAction()->isEnabled(),
                     kind == items::AlertItemKind::Alert || kind == items::AlertItemKind::SilentDown);
        }
    }
};

QTEST_MAIN(AcknowledgeTest)

} // namespace tst_acknowledge

#include "tst_acknowledge.moc"
