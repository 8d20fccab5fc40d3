#include "tests/support/scriptedsession.h"
#include "tests/ui/wallshow.h"
#include "ui/alerts/alertpanel.h"
#include "ui/wall/audible.h"
#include "ui/workstation/acknowledgedialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

#include <algorithm>
#include <optional>

namespace tst_silenced {

using namespace checkwatch;
using namespace checkwatch::wallshow;
using namespace std::chrono_literals;
using scriptedsession::SceneBuilder;
using scriptedsession::sceneTime;
using workstation::AcknowledgeDialog;

namespace {

fleet::SilencePtr silence(base::Duration left)
{
    fleet::Silence out;
    out.id = "1";
    out.createdBy = "ada";
    out.comment = "<b>disk</b>\nis replaced";
    out.endsAt = sceneTime + left;
    return std::make_shared<const fleet::Silence>(out);
}

/// One server that fires, silenced or not.
fleet::SnapshotPtr scene(const fleet::SilencePtr& silence)
{
    SceneBuilder builder;
    const auto target = builder.addTarget("lb-01:8404", true);
    builder.addServer(target, "app", "well");
    builder.makeFiring(builder.addServer(target, "app", "flaps"), 70s, 9.8);
    auto snapshot = std::make_shared<fleet::Snapshot>(*builder.build());
    auto alerts = std::make_shared<std::vector<fleet::AlertRow>>(*snapshot->alerts);
    alerts->front().silence = silence;
    snapshot->alerts = std::move(alerts);
    return snapshot;
}

std::string soundOf(wall::WorstRow::Rank rank, const std::string& /*severity*/)
{
    return rank <= wall::WorstRow::Rank::Firing ? "alarm" : "none";
}

} // namespace

/// What is silenced in an Alertmanager says so, makes no sound, and is as bad as before.
class SilencedTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isSaidOnTheWall_data()
    {
        QTest::addColumn<qlonglong>("left");
        QTest::addColumn<bool>("known");
        QTest::addColumn<bool>("covered");
        QTest::newRow("holds") << qlonglong{3'600'000} << true << true;
        QTest::newRow("unknown") << qlonglong{3'600'000} << false << false;
        QTest::newRow("over") << qlonglong{0} << true << false;
    }
    void isSaidOnTheWall()
    {
        QFETCH(qlonglong, left);
        QFETCH(bool, known);
        QFETCH(bool, covered);
        fleet::Silence given = *silence(base::Duration(left));
        given.unknownSince = known ? base::Timestamp{} : sceneTime - 10min;
        scriptedsession::ScriptedSession session{scriptedsession::Scene::Empty};
        wall::WallView view;
        session.play(scene(std::make_shared<const fleet::Silence>(given)));
        view.resize(1920, 1080);
        view.setSession(&session);
        view.compose();
        const auto& rows = view.worst().rows;
        const auto row
            = std::ranges::find_if(rows, [](const wall::WorstRow& each) { return each.server != fleet::noServer; });
        QVERIFY(row != rows.end());
        QCOMPARE(row->rank, wall::WorstRow::Rank::Firing);
        QCOMPARE(row->acknowledged, covered);
        QCOMPARE(row->detail.contains(QStringLiteral("silenced by ada until 13:06")), left > 0);
        // Who is on it comes first, what was written about it last: a narrow wall cuts the end.
        QCOMPARE(row->detail.startsWith(QStringLiteral("silenced by ada")), left > 0);
        QCOMPARE(row->detail.endsWith(QStringLiteral(" · <b>disk</b> is replaced")), left > 0);
        QCOMPARE(row->detail.contains(QStringLiteral(", unknown since 11:56")), !known);
        QVERIFY(!row->detail.contains(QStringLiteral("acknowledged")));
        QCOMPARE(wall::audibleOf(view.worst(), *view.listed(), soundOf).empty(), covered);
        // The verdict is about health, which nobody can silence.
        scriptedsession::ScriptedSession other{scriptedsession::Scene::Empty};
        wall::WallView loud;
        other.play(scene(nullptr));
        loud.resize(1920, 1080);
        loud.setSession(&other);
        loud.compose();
        const auto verdicts = [](const wall::WallView& each) {
            QStringList out;
            for (const auto& text : each.scene().texts) {
                out.append(text.text.contains(QStringLiteral("silenced")) ? QString() : text.text);
            }
            return out.mid(0, 3);
        };
        QCOMPARE(verdicts(view), verdicts(loud));
        checkTexts(view);
    }
    void isSaidInTheAlertPanel()
    {
        alerts::AlertPanel panel;
        panel.setMoment(sceneTime, common::Zone::Utc);
        panel.setSnapshot(scene(silence(1h)));
        QVERIFY2(panel.asText().contains(QStringLiteral("silenced by ada until 13:06: <b>disk</b> is replaced")),
                 qPrintable(panel.asText()));
        panel.setMoment(sceneTime + 1h, common::Zone::Utc);
        QVERIFY(!panel.asText().contains(QStringLiteral("silenced")));
    }
    /// It stops people's pages: nobody does so by accident.
    void theDialogSilencesOnlyWhereAsked()
    {
        for (const bool wanted : {false, true}) {
            auto* dialog = new AcknowledgeDialog(QStringLiteral("app / flaps"), 2, nullptr);
            std::optional<std::optional<AcknowledgeDialog::Silencing>> said;
            connect(dialog, &AcknowledgeDialog::acknowledged, this,
                    [&said](const std::optional<AcknowledgeDialog::Silencing>& silencing) { said = silencing; });
            auto* const box = dialog->findChild<QCheckBox*>();
            auto* const comment = dialog->findChild<QLineEdit*>();
            QVERIFY(!box->isChecked() && !comment->isEnabled());
            if (wanted) {
                box->click();
                QVERIFY(comment->isEnabled());
                comment->setText(QStringLiteral(" disk "));
            }
            for (QPushButton* const button : dialog->findChildren<QPushButton*>()) {
                if (button->isDefault()) {
                    button->click();
                    break;
                }
            }
            QVERIFY(said.has_value());
            QCOMPARE(said->has_value(), wanted);
            if (wanted) {
                QCOMPARE((*said)->length, base::Duration{1h});
                QCOMPARE((*said)->comment, QStringLiteral("disk"));
            }
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        }
        auto* nothing = new AcknowledgeDialog(QStringLiteral("app / flaps"), 0, nullptr);
        QVERIFY(!nothing->findChild<QCheckBox*>()->isEnabled());
        delete nothing;
    }
};

QTEST_MAIN(SilencedTest)

} // namespace tst_silenced

#include "tst_silenced.moc"
