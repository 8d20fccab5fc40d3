#include "tests/support/scriptedsession.h"
#include "tests/ui/wallshow.h"
#include "tests/ui/windowshow.h"
#include "ui/common/font.h"

#include <QDir>
#include <QTest>

namespace tst_wall {

using namespace checkwatch;
using namespace checkwatch::wallshow;
using scriptedsession::Scene;
using scriptedsession::ScriptedSession;

/// The wall as it is seen: on screens of every shape, with fleets of every size, quiet and in a flood.
class WallTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { common::applyTheme(windowshow::application(), common::ThemeKind::Dark); }

    void pictures_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("servers");
        QTest::addColumn<bool>("flood");
        for (const QSize size : {QSize(1280, 720), QSize(1920, 1080), QSize(3840, 2160), QSize(1080, 1920),
                                 QSize(1366, 768), QSize(2560, 1080), QSize(1024, 600), QSize(7680, 4320)}) {
            for (const int servers : {1, 6, 60, 600, 6'000, 50'000}) {
                for (const bool flood : {false, true}) {
                    QTest::addRow("%dx%d-%d-%s", size.width(), size.height(), servers, flood ? "flood" : "quiet")
                        << size << servers << flood;
                }
            }
        }
    }

    void pictures()
    {
        QFETCH(QSize, size);
        QFETCH(int, servers);
        QFETCH(bool, flood);
        show(fleetOf(servers, flood), size, QString::fromLatin1(QTest::currentDataTag()));
    }

    void themes_data()
    {
        QTest::addColumn<int>("theme");
        for (std::size_t t = 0; t < windowshow::themes.size(); ++t) {
            QTest::addRow("%s", windowshow::themes[t].name) << static_cast<int>(t);
        }
    }

    void themes()
    {
        QFETCH(int, theme);
        common::applyTheme(windowshow::application(), windowshow::themes[static_cast<std::size_t>(theme)].kind);
        const QString name = QString::fromLatin1(QTest::currentDataTag());
        for (const Scene scene : {Scene::Workstation, Scene::Hostile, Scene::Empty}) {
            const ScriptedSession session(scene);
            show(session.snapshot(), QSize(1920, 1080),
                 QStringLiteral("theme-%1-%2").arg(name).arg(static_cast<int>(scene)));
        }
        show(fleetOf(60, true), QSize(1920, 1080), QStringLiteral("theme-%1-flood").arg(name));
    }

    void partOfAFleet()
    {
        const auto named = [](const char* text) {
            return wall::NamedFilter{QString::fromLatin1(text),
                                     items::Filter::parseNames(QString::fromLatin1(text)).value()};
        };
        const QString longOne = QString(300, QLatin1Char('x'));
        for (const QSize size :
             {QSize(1280, 720), QSize(1920, 1080), QSize(3840, 2160), QSize(1080, 1920), QSize(1024, 600)}) {
            for (const int servers : {60, 6'000}) {
                for (const bool flood : {false, true}) {
                    wall::Scope scope{wall::Grouping::Backend,
                                      named("-server:*7"),
                                      {named("exporter:lb-01"), named("b")},
                                      {{"HaproxyServerDown"}, {"critical"}}};
                    scope.shown.text += longOne;
                    ScriptedSession session(Scene::Empty);
                    session.play(fleetOf(servers, flood));
                    wall::WallView view;
                    view.resize(size);
                    view.setScope(scope);
                    view.setSession(&session);
                    save(view,
                         QStringLiteral("part-%1x%2-%3-%4")
                             .arg(size.width())
                             .arg(size.height())
                             .arg(servers)
                             .arg(flood));
                    checkTexts(view);
                    checkTiles(view);
                }
            }
        }
    }

    void anySizeAtAll()
    {
        for (const QSize size : {QSize(1, 1), QSize(2, 900), QSize(900, 2), QSize(120, 90), QSize(320, 240)}) {
            ScriptedSession session(Scene::Workstation);
            wall::WallView view;
            view.resize(size);
            view.setSession(&session);
            QVERIFY(!view.grab().isNull());
        }
    }

private:
    static void show(const fleet::SnapshotPtr& snapshot, const QSize& size, const QString& name)
    {
        ScriptedSession session(Scene::Empty);
        session.play(snapshot);
        wall::WallView view;
        view.setZone(common::Zone::Utc);
        view.resize(size);
        view.setSession(&session);
        save(view, name);
        checkTexts(view);
        checkTiles(view);
    }
    static void save(wall::WallView& view, const QString& name)
    {
        const QString folder = qEnvironmentVariable("CHECKWATCH_SHOTS");
        if (!folder.isEmpty()) {
            view.grab().save(QDir(folder).filePath(QStringLiteral("wall-%1.png").arg(name)));
        }
    }
};

QTEST_MAIN(WallTest)

} // namespace tst_wall

#include "tst_wall.moc"
