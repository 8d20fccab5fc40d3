#include "tests/support/scriptedscenes.h"
#include "tests/ui/replayshow.h"
#include "tests/ui/windowshow.h"
#include "ui/common/font.h"
#include "ui/replay/damagenotice.h"
#include "ui/replay/recordedevents.h"
#include "ui/workstation/fleetpanels.h"

#include <QSet>

namespace tst_replaypictures {

using namespace checkwatch;
using namespace checkwatch::replayshow;
using namespace checkwatch::windowshow;
using replay::ReplayWindow;
using scriptedsession::RecordingShape;
using scriptedsession::ScriptedReplay;
using std::chrono::days;
using std::chrono::minutes;
using std::chrono::seconds;

/// What a replay looks like, of recordings of every kind, and what it says of what they do not have.
class ReplayPicturesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QApplication::setFont(common::interfaceFont()); }
    void init() { common::applyTheme(application(), common::ThemeKind::Dark); }

    /// Damage is said once.
    void damageIsSaid()
    {
        Shown whole;
        QVERIFY(!whole.window.findChild<replay::DamageNotice*>()->isVisible());
        QVERIFY(says(whole.window, QStringLiteral("Recording whole")));
        Shown broken({.damage = {"frame 12: wrong checksum", "frame 77 is missing"}});
        auto* notice = broken.window.findChild<replay::DamageNotice*>();
        QVERIFY(notice->isVisible());
        QVERIFY(says(broken.window, QStringLiteral("damaged in 2 places")));
        button(*notice, QStringLiteral("Close"))->click();
        broken.replay.finishEvaluation();
        QVERIFY(!notice->isVisible());
    }

    /// The clock of the status bar switches every time that is shown.
    void timesAreInOneZone()
    {
        Shown shown;
        QVERIFY(says(shown.window, QStringLiteral("Tue 14 Jul 12:06:21 UTC")));
        shown.window.panels().status()->setZone(common::Zone::Local);
        QVERIFY(says(shown.window, QStringLiteral(" local")));
    }

    /// Of what was not recorded nothing is claimed.
    void notRecordedIsNotNone()
    {
        Shown shown({.lanes = 0, .empty = true});
        QVERIFY(says(shown.window, QStringLiteral("Not recorded: nothing is known of this time.")));
        QVERIFY(!says(shown.window, QStringLiteral("none")));
        QVERIFY(says(shown.window, QStringLiteral("holds nothing yet")));
    }

    /// Words that need more lines in a narrower list get them.
    void eventsLieBelowEachOther()
    {
        ScriptedReplay scripted({.lanes = 8, .longNames = true});
        replay::RecordedEvents list;
        list.resize(420, 500);
        list.setReplay(&scripted);
        list.show();
        QTRY_VERIFY(list.model()->rowCount() > 50);
        QSet<int> heights;
        for (const int width : {420, 170, 300, 190}) {
            list.resize(width, 500);
            QCoreApplication::processEvents();
            for (int row = 0; row + 1 < list.model()->rowCount(); ++row) {
                const QRect here = list.visualRect(list.model()->index(row, 0));
                QCOMPARE(list.visualRect(list.model()->index(row + 1, 0)).top(), here.bottom() + 1);
                heights.insert(here.height());
            }
        }
        QVERIFY(heights.size() > 1);
    }

    void pictures_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("theme");
        QTest::addColumn<QString>("name");
        const QStringList shapes{QStringLiteral("day"),       QStringLiteral("empty"),  QStringLiteral("one"),
                                 QStringLiteral("lanes"),     QStringLiteral("names"),  QStringLiteral("short"),
                                 QStringLiteral("fortnight"), QStringLiteral("damaged")};
        for (const QSize size : {QSize(1024, 700), QSize(1280, 720), QSize(1600, 1000), QSize(2560, 1440)}) {
            for (std::size_t t = 0; t < themes.size(); ++t) {
                for (const QString& shape : shapes)
                    QTest::addRow("%s %s %d", qPrintable(shape), themes[t].name, size.width())
                        << size << static_cast<int>(t) << shape;
            }
        }
    }

    static RecordingShape shapeOf(const QString& name)
    {
        if (name == QLatin1String("empty"))
            return {.lanes = 0, .empty = true};
        if (name == QLatin1String("one"))
            return {.length = minutes{20}, .lanes = 1, .unrecorded = false, .servers = 1};
        if (name == QLatin1String("lanes"))
            return {.lanes = 300, .spans = 20, .servers = 500};
        if (name == QLatin1String("names"))
            return {.lanes = 8, .longNames = true};
        if (name == QLatin1String("short"))
            return {.length = seconds{30}, .lanes = 3};
        if (name == QLatin1String("fortnight"))
            return {.length = days{14}, .lanes = 12, .spans = 400};
        if (name == QLatin1String("damaged"))
            return {.damage = {"frame 12: wrong checksum"}};
        return {};
    }

    void pictures()
    {
        QFETCH(QSize, size);
        QFETCH(int, theme);
        QFETCH(QString, name);
        const ThemeName& chosen = themes[static_cast<std::size_t>(theme)];
        common::applyTheme(application(), chosen.kind);
        ScriptedReplay replay(shapeOf(name));
        ReplayWindow window(&replay);
        window.setRunbooks(library());
        window.panels().selectServer(QStringLiteral("web-02"));
        if (name == QLatin1String("lanes"))
            replay.evaluateTo(0.43);
        window.offerLive(true);
        present(
            window, [&window] { window.panels().flush(); }, size,
            QStringLiteral("replay-%1-%2-%3").arg(name, QLatin1String(chosen.name)).arg(size.width()));
        QCOMPARE(window.size(), size); // nothing asks for more room than there is
        checkLabels(window);
        checkTable(window);
    }
};

QTEST_MAIN(ReplayPicturesTest)

} // namespace tst_replaypictures

#include "tst_replaypictures.moc"
